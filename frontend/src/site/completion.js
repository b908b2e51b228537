// Completion of recorded names: <input data-completion>, and data-completion-class="pact:Agent"
// where only things of a class are meant. It follows the ARIA pattern of a combobox with a list.
// In a search form, what is chosen is gone to; in any other, its name is filled in.
const DELAY = 120;
let made = 0;

export function completeAll(within = document) {
  for (const input of within.querySelectorAll("input[data-completion]")) complete(input);
}

export function complete(input) {
  if (input.getAttribute("role") === "combobox") return;
  const list = document.createElement("ul");
  const said = document.createElement("span");
  list.id = `completion-${++made}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Names that fit");
  list.hidden = true;
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  const box = document.createElement("div");
  box.className = "completion";
  const focused = document.activeElement === input;
  input.replaceWith(box);
  box.append(input, list, said);
  if (focused) input.focus();
  for (const [name, value] of [
    ["role", "combobox"],
    ["autocomplete", "off"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", list.id],
  ]) {
    input.setAttribute(name, value);
  }

  let found = [];
  let at = -1;
  let timer = 0;
  let asked = null;

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    at = index;
    [...list.children].forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === at));
      if (i === at) option.scrollIntoView({ block: "nearest" });
    });
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[at].id);
  }

  function choose(thing) {
    close();
    if (input.form?.getAttribute("role") === "search") {
      input.value = thing.label;
      location.assign(thing.url);
      return;
    }
    input.value = thing.value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function show(things) {
    found = things;
    list.replaceChildren(
      ...things.map((thing, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const kind = document.createElement("span");
        kind.className = "kind";
        const other = thing.form === thing.label ? "" : `also “${thing.form}”`;
        kind.textContent = [thing.kind, other].filter(Boolean).join(" · ");
        option.append(thing.label, kind);
        // Before the input loses the focus, which closes the list.
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => choose(thing));
        return option;
      }),
    );
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = things.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = things.length === 1 ? "1 name fits" : `${things.length} names fit`;
  }

  async function ask() {
    const words = input.value.trim();
    asked?.abort();
    if (!words) return close();
    asked = new AbortController();
    const wanted = new URLSearchParams({ q: words });
    if (input.dataset.completionClass) wanted.set("class", input.dataset.completionClass);
    try {
      const answer = await fetch(`/search?${wanted}`, {
        headers: { Accept: "application/json" },
        signal: asked.signal,
      });
      if (answer.ok && document.activeElement === input) show(await answer.json());
    } catch (error) {
      // Typed on, or the server is away: the form works without.
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const last = found.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return void ask();
      if (event.key === "ArrowDown") mark(at === last ? -1 : at + 1);
      else mark(at === -1 ? last : at - 1);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      choose(found[at]);
    } else if (event.key === "Escape") {
      if (!list.hidden) event.preventDefault();
      close();
    }
  });
}
