// The choice of colours at the foot of the page: kept in this browser, and nowhere else.
const KEY = "pactgraph-theme";

export function switchTheme() {
  const select = document.querySelector("select#theme");
  if (!select) return;
  select.value = document.documentElement.dataset.theme ?? "";
  select.closest("[hidden]")?.removeAttribute("hidden");
  select.addEventListener("change", () => {
    const root = document.documentElement;
    if (select.value) root.dataset.theme = select.value;
    else delete root.dataset.theme;
    try {
      if (select.value) localStorage.setItem(KEY, select.value);
      else localStorage.removeItem(KEY);
    } catch {
      // No storage: the choice holds on this page.
    }
    document.dispatchEvent(new CustomEvent("themechange"));
  });
}
