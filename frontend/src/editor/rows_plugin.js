// The table of results: every cell as text, links to http and https alone, and of each row why.
import { makeSortable } from "../site/sort.js";

const PAGE = 500;
const FORMATS = [
  ["CSV", "text/csv", "csv"],
  ["TSV", "text/tab-separated-values", "tsv"],
  ["JSON", "application/sparql-results+json", "srj"],
  ["XML", "application/sparql-results+xml", "srx"],
];

export function rowsPlugin(known, endpoint, asked) {
  return class Rows {
    constructor(yasr) {
      this.yasr = yasr;
      this.priority = 15;
      this.label = "Table";
    }

    canHandleResults() {
      const found = this.#found();
      return Array.isArray(found?.head?.vars) && Array.isArray(found?.results?.bindings);
    }

    // As it came: what the frame parses has replaced {{…}} in literals.
    #found() {
      try {
        return JSON.parse(this.yasr.results?.getOriginalResponseAsString());
      } catch {
        return null;
      }
    }

    getIcon() {
      const icon = document.createElement("span");
      icon.textContent = "▦";
      icon.setAttribute("aria-hidden", "true");
      return icon;
    }

    draw() {
      const { head, results } = this.#found();
      const place = this.yasr.resultsEl;
      const top = element("div", "results-head");
      const count = element("p", "visually-hidden", `${results.bindings.length.toLocaleString("en")} ${results.bindings.length === 1 ? "row" : "rows"}`);
      count.setAttribute("role", "status");
      top.append(count, downloads(endpoint, asked.query));
      place.append(top);
      if (results.bindings.length === 0) return;
      place.append(...table(head.vars, results.bindings, known, asked.query));
    }
  };
}

function table(columns, rows, known, query) {
  const scroll = element("div", "scroll");
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", "Rows of the answer");
  const made = element("table", "rows");
  const head = made.createTHead().insertRow();
  for (const name of columns) head.append(heading(name));
  if (known.isProject) {
    head.append(heading("Evidence"));
    head.lastChild.dataset.unsortable = "";
  }
  const body = made.createTBody();
  const more = element("button", "quiet", "Show more rows");
  more.type = "button";
  let drawn = 0;
  const draw = () => {
    for (const row of rows.slice(drawn, drawn + PAGE)) {
      const line = body.insertRow();
      for (const name of columns) line.insertCell().append(cell(row[name], known));
      if (known.isProject) line.insertCell().append(why(query, drawn));
      drawn += 1;
    }
    for (const one of head.cells) one.removeAttribute("aria-sort");
    more.hidden = drawn >= rows.length;
  };
  more.addEventListener("click", draw);
  draw();
  makeSortable(made);
  scroll.append(made);
  return [scroll, more];
}

function why(query, row) {
  const link = element("a", "", "Why?");
  link.href = `/receipt?${new URLSearchParams({ sparql: query, row: String(row) })}`;
  link.setAttribute("aria-label", `Why? Row ${row + 1}`);
  return link;
}

function cell(term, known) {
  if (!term) return "";
  if (term.type === "triple") {
    const parts = ["subject", "predicate", "object"].map((name) => cell(term.value[name], known));
    const whole = element("span");
    whole.append("<< ", parts[0], " ", parts[1], " ", parts[2], " >>");
    return whole;
  }
  if (term.type === "uri") return iri(term.value, known);
  const text = element("span", "", term.type === "bnode" ? `_:${term.value}` : term.value);
  if (term["xml:lang"]) text.lang = term["xml:lang"];
  if (term.datatype) text.title = term.datatype;
  return text;
}

function iri(value, known) {
  const href = linkOf(value, known);
  const shown = element(href ? "a" : "span", "", shortened(value, known.prefixes));
  shown.title = value;
  if (href) {
    shown.href = href;
    if (!href.startsWith("/")) shown.rel = "noopener nofollow external";
  }
  return shown;
}

// Where a page tells of an IRI: only http and https are ever links.
function linkOf(value, known) {
  if (!known.isProject) return `/describe?${new URLSearchParams({ iri: value })}`;
  if (value.startsWith(known.base)) {
    const [path, ...fragment] = value.slice(known.base.length).split("#");
    const hash = fragment.length ? `#${encodeURIComponent(fragment.join("#")).replaceAll("%3D", "=").replaceAll("%2C", ",")}` : "";
    return `/page/${path.split("/").map(encodeURIComponent).join("/")}${hash}`;
  }
  return /^https?:\/\//.test(value) ? value : null;
}

function shortened(value, prefixes) {
  for (const [prefix, base] of Object.entries(prefixes)) {
    const rest = value.slice(base.length);
    if (value.startsWith(base) && rest && !rest.includes("/")) return `${prefix}:${rest}`;
  }
  return value;
}

function downloads(endpoint, query) {
  const box = element("div", "downloads");
  box.append("Download:");
  for (const [name, type, extension] of FORMATS) {
    const button = element("button", "quiet small", name);
    button.type = "button";
    button.setAttribute("aria-label", `Download as ${name}`);
    button.addEventListener("click", async () => {
      const answer = await fetch(endpoint, {
        method: "POST",
        headers: { Accept: type },
        body: new URLSearchParams({ query }),
      }).catch(() => null);
      if (!answer?.ok) {
        button.textContent = `${name}: failed`;
        return;
      }
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await answer.blob());
      link.download = `answer.${extension}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    });
    box.append(button);
  }
  return box;
}

function heading(text) {
  const head = element("th", "", text);
  head.scope = "col";
  return head;
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
