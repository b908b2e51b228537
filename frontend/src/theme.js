// Sets the colours that were chosen before, ahead of the first paint; site.js has the switch.
(() => {
  try {
    const chosen = localStorage.getItem("pactgraph-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // No storage: the system's choice holds.
  }
})();
