// The chart of contributions: the day under the pointer, what a mark says, and its rows.

const chart = document.getElementById("contributions-chart");
const readout = document.getElementById("contributions-readout");

function highlight(band) {
  for (const part of document.querySelectorAll("[data-band]")) {
    part.classList.toggle("chosen", band !== null && part.dataset.band === band);
  }
}

function start() {
  const { first, last, left, right } = chart.dataset;
  const [from, to] = [Date.parse(first), Date.parse(last) + 86_400_000];
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  line.setAttribute("class", "cross");
  line.setAttribute("y1", "26");
  line.setAttribute("y2", chart.viewBox.baseVal.height - 6);
  line.setAttribute("visibility", "hidden");
  chart.append(line);
  readout.hidden = false;
  const hint = "Point at a bar or a step to read what it says.";
  readout.textContent = hint;

  function tell(target, day) {
    const row = target.closest(".row");
    const title = row?.querySelector("title")?.textContent;
    const band = target.closest("[data-band]");
    highlight(band ? band.dataset.band : null);
    const name = band && document.querySelector(`[data-band="${band.dataset.band}"] .lane-name`)?.textContent;
    readout.textContent = [day, name, title].filter(Boolean).join(" · ") || hint;
  }
  chart.addEventListener("pointermove", (event) => {
    const box = chart.getBoundingClientRect();
    const seen = chart.viewBox.baseVal;
    const x = seen.x + ((event.clientX - box.left) / box.width) * seen.width;
    const share = (x - Number(left)) / (Number(right) - Number(left));
    const within = share >= 0 && share <= 1;
    line.setAttribute("visibility", within ? "visible" : "hidden");
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
    tell(event.target, within ? new Date(from + share * (to - from)).toISOString().slice(0, 7) : "");
  });
  chart.addEventListener("pointerleave", () => {
    line.setAttribute("visibility", "hidden");
    highlight(null);
    readout.textContent = hint;
  });
  chart.addEventListener("focusin", (event) => tell(event.target, ""));
  for (const rows of document.querySelectorAll("#contributions-table [data-band]")) {
    rows.addEventListener("pointerenter", () => highlight(rows.dataset.band));
    rows.addEventListener("pointerleave", () => highlight(null));
  }
}

if (chart) start();
