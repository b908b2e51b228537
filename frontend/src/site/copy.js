// Buttons that copy: <button type="button" data-copy="/a/path" hidden>Copy the link</button>.
// What looks like a path is copied as a whole URL; with an empty value it is this page's.
export function copyAll(within = document) {
  for (const button of within.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    const words = button.textContent;
    const said = document.createElement("span");
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    button.after(said);
    button.addEventListener("click", async () => {
      const copied = await copy(wholeUrl(button.dataset.copy));
      button.textContent = copied ? "Copied" : "Could not copy";
      said.textContent = button.textContent;
      setTimeout(() => {
        button.textContent = words;
        said.textContent = "";
      }, 2000);
    });
  }
}

function wholeUrl(value) {
  if (value === "") return location.href;
  return value.startsWith("/") ? new URL(value, location.href).href : value;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not a secure context, or not allowed: the old way, by a selection.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}
