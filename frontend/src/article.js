// The article page: what a run of the text states, shown where the pointer or the focus rests.
// Without this script a click on the run leads to the same statements.

const text = document.querySelector("[data-text]");
const MOST = 3;
let card = null;
let waiting = 0;

function blocksOf(run) {
  return run.dataset.places
    .split(" ")
    .map((name) => document.getElementById(name))
    .filter(Boolean);
}

function hide() {
  window.clearTimeout(waiting);
  if (card) card.remove();
  card = null;
  for (const run of text.querySelectorAll("[aria-describedby]")) run.removeAttribute("aria-describedby");
  for (const lit of text.querySelectorAll(".lit")) lit.classList.remove("lit");
}

// The whole innermost passage is lit, of which the run is a part.
function light(run) {
  const inner = run.dataset.places.split(" ")[0];
  for (const other of text.querySelectorAll("a.run")) {
    other.classList.toggle("lit", other.dataset.places.split(" ").includes(inner));
  }
}

function contentOf(block) {
  const found = [];
  const heading = document.createElement("h4");
  heading.textContent = block.querySelector("h3 .place").textContent;
  found.push(heading);
  // Copies of nodes that the server has escaped; nothing is read as markup here.
  for (const part of block.querySelectorAll(":scope > .abouts > .about, :scope > .claim")) {
    const copy = part.cloneNode(true);
    for (const link of copy.querySelectorAll("a")) {
      const words = document.createElement("span");
      words.className = link.className;
      words.textContent = link.textContent;
      link.replaceWith(words);
    }
    found.push(copy);
  }
  return found;
}

function show(run) {
  hide();
  light(run);
  const blocks = blocksOf(run);
  if (!blocks.length) return;
  card = document.createElement("div");
  card.className = "hover-card";
  card.setAttribute("role", "tooltip");
  card.id = "hover-card";
  card.append(...blocks.slice(0, MOST).flatMap(contentOf));
  document.body.append(card);
  run.setAttribute("aria-describedby", card.id);
  place(run);
}

function place(run) {
  const box = run.getClientRects()[0] || run.getBoundingClientRect();
  const left = Math.min(box.left, document.documentElement.clientWidth - card.offsetWidth - 16);
  const below = box.bottom + 8 + card.offsetHeight < window.innerHeight;
  const top = below ? box.bottom + 8 : Math.max(8, box.top - card.offsetHeight - 8);
  card.style.left = `${Math.max(16, left) + window.scrollX}px`;
  card.style.top = `${top + window.scrollY}px`;
}

// A run that gets the focus is scrolled to, away from the pointer: its card goes with it. Any
// other card stays behind.
function moved() {
  const run = document.activeElement;
  if (card && run?.getAttribute("aria-describedby") === card.id && run.matches(":focus-visible")) place(run);
  else hide();
}

function runAt(event) {
  return event.target instanceof Element ? event.target.closest("a.run") : null;
}

if (text) {
  // The card says what the browser's own hint would.
  for (const run of text.querySelectorAll("a.run[title]")) run.removeAttribute("title");
  text.addEventListener("pointerover", (event) => {
    const run = runAt(event);
    if (!run || event.pointerType === "touch") return;
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => show(run), 120);
  });
  text.addEventListener("pointerleave", moved);
  text.addEventListener("focusin", (event) => {
    const run = runAt(event);
    if (run && run.matches(":focus-visible")) show(run);
  });
  text.addEventListener("focusout", hide);
  text.addEventListener("click", hide);
  text.addEventListener("scroll", moved, { passive: true });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
}
