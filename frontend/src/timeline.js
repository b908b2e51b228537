// The timeline that can be moved: vis-timeline over what the page holds already.

import { DataSet } from "vis-data";
import { Timeline } from "vis-timeline";
import "vis-timeline/styles/vis-timeline-graph2d.min.css";
import "./charts/timeline.css";
import { dataOf, element, tools } from "./charts/dom.js";

const DAY = 86_400_000;
// What is latest has its name to the right of it.
const AFTER = 7;

function day(iso) {
  const [year, month, date] = iso.split("-").map(Number);
  return new Date(year, month - 1, date).getTime();
}

/** An item of vis-timeline: the possible days, of which a gradient fills the certain ones. */
function drawn(item) {
  const { beginNotBefore, beginNotAfter, endNotBefore, endNotAfter } = item.bounds;
  const days = [beginNotBefore, beginNotAfter, endNotBefore, endNotAfter].filter(Boolean).map(day);
  const start = beginNotBefore ? day(beginNotBefore) : Math.min(...days);
  const end = (endNotAfter ? day(endNotAfter) : Math.max(...days)) + DAY;
  const classes = ["bounded"];
  if (!beginNotBefore) classes.push("open-left");
  if (!endNotAfter) classes.push("open-right");
  const possible = "linear-gradient(var(--possible), var(--possible))";
  let style = `background-image: ${possible}`;
  if (beginNotAfter && endNotBefore && beginNotAfter <= endNotBefore) {
    const share = (at) => `${Math.max(0, Math.min(100, ((at - start) / (end - start)) * 100)).toFixed(2)}%`;
    const [from, to] = [share(day(beginNotAfter)), share(day(endNotBefore) + DAY)];
    style =
      `background-image: linear-gradient(to right, transparent ${from}, var(--certain) ${from}, ` +
      `var(--certain) ${to}, transparent ${to}), ${possible}`;
  }
  return {
    id: item.id,
    group: item.lane,
    content: element("span", { class: "label" }, item.label, " ", element("span", { class: "when" }, item.when)),
    start,
    end,
    type: "range",
    className: classes.join(" "),
    style,
    limitSize: false,
  };
}

function start() {
  const data = dataOf("timeline-data");
  const live = document.getElementById("timeline-live");
  const detail = document.getElementById("timeline-detail");
  if (!data.items.length || !live) return;
  live.hidden = false;
  document.getElementById("timeline-still").hidden = true;

  const byId = new Map(data.items.map((item) => [item.id, item]));
  const order = data.items.map(drawn).sort((a, b) => a.start - b.start || a.end - b.end);
  const groups = data.lanes
    .filter((lane) => data.items.some((item) => item.lane === lane.name))
    .map((lane, at) => ({ id: lane.name, content: element("span", {}, lane.label), order: at }));
  const first = Math.min(...order.map((item) => item.start));
  const last = Math.max(...order.map((item) => item.end));
  const margin = Math.max((last - first) * 0.08, 20 * DAY);
  const canvas = document.getElementById("timeline-canvas");
  const timeline = new Timeline(canvas, new DataSet(order), new DataSet(groups), {
    start: first - margin,
    end: last + margin * AFTER,
    min: first - margin * 6,
    max: last + margin * (AFTER + 2),
    zoomMin: 20 * DAY,
    maxHeight: Math.max(420, Math.round(window.innerHeight * 0.8)),
    verticalScroll: true,
    zoomKey: "ctrlKey",
    groupOrder: "order",
    orientation: "top",
    showCurrentTime: false,
    selectable: true,
    margin: { item: { horizontal: 6, vertical: 4 }, axis: 6 },
    showTooltips: false,
    xss: { disabled: false },
  });

  // The names of the lanes scroll with the chart, and so must be within reach of the keyboard.
  const lanes = canvas.querySelector(".vis-left");
  for (const [name, value] of [["tabindex", "0"], ["role", "group"], ["aria-label", "Lanes"]]) lanes?.setAttribute(name, value);

  let chosen = -1;
  function choose(id, move) {
    const item = byId.get(id);
    if (!item) return;
    chosen = order.findIndex((one) => one.id === id);
    timeline.setSelection(id);
    if (move) timeline.focus(id, { zoom: false, animation: !matchMedia("(prefers-reduced-motion: reduce)").matches });
    // The list below has the words and the links already.
    const what = document.getElementById(id).querySelector(".what").cloneNode(true);
    for (const evidence of what.querySelectorAll("details")) evidence.open = true;
    const close = element("button", { type: "button", class: "quiet small" }, "Close");
    close.addEventListener("click", () => {
      detail.hidden = true;
      timeline.setSelection([]);
      canvas.focus();
    });
    detail.replaceChildren(element("p", { class: "when" }, item.when), what, close);
    detail.hidden = false;
  }
  const step = (by) => choose(order[(chosen + by + order.length) % order.length].id, true);
  function move(share) {
    const { start: from, end: to } = timeline.getWindow();
    const by = (to - from) * share;
    timeline.setWindow(from.getTime() + by, to.getTime() + by, { animation: false });
  }

  timeline.on("select", ({ items }) => choose(items[0], false));
  tools(live, {
    in: () => timeline.zoomIn(0.5),
    out: () => timeline.zoomOut(0.5),
    all: () => timeline.setWindow(first - margin, last + margin * AFTER),
    back: () => step(-1),
    next: () => step(1),
  });
  canvas.addEventListener("keydown", (event) => {
    const actions = {
      ArrowLeft: () => move(-0.15),
      ArrowRight: () => move(0.15),
      "+": () => timeline.zoomIn(0.4),
      "=": () => timeline.zoomIn(0.4),
      "-": () => timeline.zoomOut(0.4),
      Enter: () => step(1),
    };
    if (event.target === canvas && actions[event.key]) {
      event.preventDefault();
      actions[event.key]();
    }
  });
}

start();
