// The SPARQL editor: YASGUI's editor and its frame for results, with our endpoint alone. Its tabs
// and its field for other endpoints are left out, and so is its table, which shows cells of the
// type rdf:HTML as markup: ours shows text, and asks why.
import Yasgui from "@zazuko/yasgui";
import "@zazuko/yasgui/build/yasgui.min.css";
import "./editor/editor.css";
import { completers } from "./editor/completers.js";
import { renderProblem } from "./editor/problem.js";
import { Raw } from "./editor/raw_plugin.js";
import { rowsPlugin } from "./editor/rows_plugin.js";

const { Yasqe, Yasr } = Yasgui;
const known = JSON.parse(document.getElementById("editor-data").textContent);
const plain = document.getElementById("plain");
const area = document.getElementById("query");
const place = document.getElementById("editor");
const endpoint = new URL(known.endpoint, location.href).href;
const asked = { query: "" };

function shareable(yasqe) {
  return `${location.origin}${location.pathname}?${new URLSearchParams({ query: yasqe.getValue() })}`;
}

// The endpoint declares our prefixes for every query: one that uses them is not in error.
function declare(prefixes) {
  const made = Yasqe.modes.sparql11;
  Yasqe.defineMode("sparql11", (...given) => {
    const mode = made(...given);
    return { ...mode, startState: () => ({ ...mode.startState(), prefixes: { ...prefixes } }) };
  });
}

function makeEditor() {
  declare(known.prefixes);
  // Those that it comes with ask prefix.cc and LOV.
  for (const name of Object.keys(Yasqe.Autocompleters)) {
    if (name !== "variables") delete Yasqe.Autocompleters[name];
  }
  Yasqe.defaults.autocompleters = ["variables"];
  for (const completer of completers(known)) Yasqe.registerAutocompleter(completer);
  const yasqe = new Yasqe(place, {
    value: area.value,
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: shareable,
    prefixCcApi: null,
    resizeable: false,
    // As high as the query: nothing scrolls inside that a keyboard could not reach.
    editorHeight: "auto",
    // The tabulator moves on, as everywhere, and holds nobody in the editor.
    extraKeys: { ...Yasqe.defaults.extraKeys, Tab: false, "Shift-Tab": false },
    requestConfig: {
      endpoint,
      method: "POST",
      acceptHeaderGraph: "text/turtle",
      acceptHeaderSelect: "application/sparql-results+json",
    },
  });
  yasqe.getInputField().setAttribute("aria-label", "SPARQL query");
  return yasqe;
}

function makeResults() {
  for (const name of ["table", "response"]) {
    delete Yasr.plugins[name];
    delete Yasr.defaults.plugins[name];
  }
  Yasr.registerPlugin("rows", rowsPlugin(known, endpoint, asked));
  Yasr.registerPlugin("raw", Raw);
  Yasr.defaults.errorRenderers = [renderProblem];
  const yasr = new Yasr(place, {
    persistenceId: null,
    prefixes: known.prefixes,
    pluginOrder: ["rows", "raw"],
    defaultPlugin: "rows",
  });
  // A way to show results that does not fit them is only dimmed: it cannot be chosen either.
  yasr.on("drawn", () =>
    queueMicrotask(() => {
      for (const button of yasr.headerEl.querySelectorAll("button[class*=select_]")) {
        button.disabled = button.classList.contains("disabled");
        button.setAttribute("aria-pressed", String(button.classList.contains("selected")));
      }
    }),
  );
  return yasr;
}

place.hidden = false;
plain.hidden = true;
const yasqe = makeEditor();
const yasr = makeResults();
yasqe.refresh();
yasqe.on("query", () => {
  asked.query = yasqe.getValue();
  document.getElementById("answer").replaceChildren();
});
yasqe.on("queryResponse", (_, response, duration) => {
  yasr.rootEl.dataset.asked = "";
  yasr.setResponse(response, duration);
});

document.getElementById("examples").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = document.getElementById("example").value;
  const example = known.examples.find((one) => one.name === name);
  if (example) yasqe.setValue(example.query);
  yasqe.focus();
});
