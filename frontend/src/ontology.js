// The ontology's page: a box that hides the terms which do not hold its words.

const box = document.getElementById("term-words");
const count = document.getElementById("term-count");
const terms = [...document.querySelectorAll("[data-term]")].map((element) => ({
  element,
  text: element.dataset.term.toLowerCase(),
}));

function filter() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { element, text } of terms) {
    element.hidden = !words.every((word) => text.includes(word));
    shown += element.hidden ? 0 : 1;
  }
  for (const section of document.querySelectorAll(".terms")) {
    section.hidden = !section.querySelector("[data-term]:not([hidden])");
  }
  count.textContent = shown === 1 ? "1 term" : `${shown} terms`;
}

// A link to a term must land there, also while the term is hidden.
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.closest("[hidden]")) {
    box.value = "";
    filter();
    target.scrollIntoView();
  }
}

if (box && count) {
  document.getElementById("term-filter").hidden = false;
  box.addEventListener("input", filter);
  window.addEventListener("hashchange", reveal);
}
