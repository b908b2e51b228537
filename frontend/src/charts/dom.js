// Elements made of text and other elements: what comes from data never becomes markup.

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** A link, if the address is one of this site or of the web; otherwise only the text. */
export function link(href, text) {
  return /^(\/(?!\/)|#|https?:\/\/)/.test(href ?? "") ? element("a", { href }, text) : element("span", {}, text);
}

export function dataOf(id, root = document) {
  return JSON.parse(root.getElementById(id).textContent);
}

/** Call back when the page turns light or dark. */
export function onTheme(callback) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", callback);
  new MutationObserver(callback).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
}

export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The buttons with data-do below a node call the function of that name. */
export function tools(root, actions) {
  for (const button of root.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => actions[button.dataset.do]());
  }
}
