// Tables that are sorted by a click on a column's head: <table data-sortable>. A cell sorts by its
// data-sort, else by its text; a th with data-unsortable has no button.
const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

export function sortAll(within = document) {
  for (const table of within.querySelectorAll("table[data-sortable]")) makeSortable(table);
}

export function makeSortable(table) {
  const body = table.tBodies[0];
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  if (!body || body.rows.length < 2) return;
  heads.forEach((head, column) => {
    if (head.hasAttribute("data-unsortable") || head.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const descending = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      sort(body, column, descending);
    });
  });
}

function sort(body, column, descending) {
  const rows = [...body.rows].map((row) => [keyOf(row.cells[column]), row]);
  rows.sort(([a], [b]) => {
    // What is empty comes last, whichever way it is sorted.
    if (a === "" || b === "") return (a === "") - (b === "");
    return compare(a, b) * (descending ? -1 : 1);
  });
  body.append(...rows.map(([, row]) => row));
}

function compare(a, b) {
  const [x, y] = [number(a), number(b)];
  return Number.isNaN(x) || Number.isNaN(y) ? words.compare(a, b) : x - y;
}

function number(text) {
  return /^[-+]?[\d,]*\.?\d+(e[-+]?\d+)?$/i.test(text) ? Number(text.replaceAll(",", "")) : NaN;
}

function keyOf(cell) {
  return (cell?.dataset.sort ?? cell?.textContent ?? "").trim();
}
