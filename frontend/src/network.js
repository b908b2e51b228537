// The network that can be moved: cytoscape over what the page holds already.

import cytoscape from "cytoscape";
import { colour, dataOf, element, link, onTheme, tools } from "./charts/dom.js";
import { name } from "./charts/node_names.js";

const SHAPES = {
  person: "ellipse", state: "rectangle", organisation: "hexagon", office: "diamond", operation: "triangle",
  fund: "pentagon", programme: "octagon", document: "rhomboid", place: "star", group: "ellipse", other: "vee",
};
const MUTUAL = new Set(["met", "spoke with", "has relations with"]);

function look() {
  const text = colour("--text");
  return [
    {
      selector: "node",
      style: {
        "font-family": "system-ui, sans-serif", color: text, "text-valign": "bottom", "text-wrap": "wrap",
        "text-outline-color": colour("--surface"), width: "data(size)", height: "data(size)",
      },
    },
    ...Object.entries(SHAPES).map(([kind, shape]) => ({
      selector: `node[kind = "${kind}"]`,
      style: { shape, "background-color": colour(`--kind-${kind}`) },
    })),
    { selector: 'node[kind = "group"]', style: { width: 26, height: 14 } },
    {
      selector: "edge",
      style: {
        width: "data(width)", "line-color": colour("--strong-line"), "target-arrow-color": colour("--strong-line"),
        "target-arrow-shape": "triangle", "arrow-scale": 0.8, "curve-style": "bezier", opacity: 0.65,
        "font-size": 11, color: text, "text-background-color": colour("--surface"), "text-background-opacity": 0.9,
        "text-rotation": "autorotate",
      },
    },
    { selector: "edge[?mutual]", style: { "target-arrow-shape": "none" } },
    { selector: ".faded", style: { opacity: 0.12 } },
    { selector: "node.named", style: { label: "data(label)" } },
    { selector: "node.near", style: { "z-index": 10 } },
    { selector: "edge.near, edge:selected", style: { label: "data(relation)", opacity: 1, "line-color": colour("--accent"), "target-arrow-color": colour("--accent") } },
    { selector: "node:selected", style: { "border-width": 3, "border-color": colour("--accent") } },
  ];
}

/** The drawing as wide as its place is: what stretches the places of nodes from left to right. */
function stretched(nodes, canvas) {
  const [xs, ys] = [nodes.map((node) => node.x), nodes.map((node) => node.y)];
  const [wide, high] = [xs, ys].map((all) => Math.max(...all) - Math.min(...all) || 1);
  const by = Math.min(2, Math.max(1, canvas.clientWidth / canvas.clientHeight / (wide / high)));
  return (node) => ({ x: node.x * by, y: node.y });
}

function elements(data, places) {
  const degrees = new Map();
  for (const edge of data.edges) for (const end of [edge.source, edge.target]) degrees.set(end, (degrees.get(end) ?? 0) + 1);
  const weight = (id) => (degrees.get(id) >= 10 ? 2 : degrees.get(id) >= 4 ? 1 : 0);
  return [
    ...data.nodes.map((node) => ({
      data: { id: node.id, label: node.label, kind: node.kind, size: [20, 26, 34][weight(node.id)] },
      position: { ...places.get(node.id) },
    })),
    ...data.edges.map((edge) => ({
      data: {
        id: edge.id, source: edge.source, target: edge.target, relation: edge.relation,
        width: Math.min(5, 0.8 + 0.6 * edge.weight), mutual: MUTUAL.has(edge.relation),
      },
    })),
  ];
}

/** Keep cytoscape from adding a style element, which the page's policy forbids: it looks for this. */
function withoutStyleElement() {
  document.head.append(element("meta", { id: "__________cytoscape_stylesheet" }));
}

function start() {
  withoutStyleElement();
  let data = dataOf("network-data");
  const live = document.getElementById("network-live");
  const canvas = document.getElementById("network-canvas");
  const detail = document.getElementById("network-detail");
  const go = document.getElementById("network-go");
  live.hidden = false;
  document.getElementById("network-still").hidden = true;
  // Where a node has once been it stays, whatever the day.
  const places = new Map();
  const where = stretched(data.nodes, canvas);
  const keep = () => { for (const node of data.nodes) if (!places.has(node.id)) places.set(node.id, where(node)); };
  const nodes = () => new Map(data.nodes.map((node) => [node.id, node]));

  keep();
  const cy = cytoscape({
    container: canvas, elements: elements(data, places), style: look(), layout: { name: "preset", fit: true, padding: 40 },
    minZoom: 0.15, maxZoom: 4, selectionType: "single", boxSelectionEnabled: false, userZoomingEnabled: true,
  });
  const rename = () => {
    const near = cy.nodes(".near");
    name(cy, near.length ? near : cy.nodes());
  };
  onTheme(() => { cy.style(look()); rename(); });
  cy.on("zoom resize", rename);
  rename();

  function relation(edge, label) {
    return element(
      "li", {}, ...label, " ",
      element("span", { class: "muted" }, `${edge.articles} article${edge.articles === 1 ? "" : "s"}, ${edge.lines} line${edge.lines === 1 ? "" : "s"} `),
      link(edge.receipt, "why?"),
      element("ul", {}, ...edge.ties.map((tie) =>
        element("li", {}, link(tie.url, tie.label), " ", element("span", { class: "muted" }, [...new Set(tie.said.map((one) => one.when))].join(" / "))))),
    );
  }
  function showNode(id) {
    const byId = nodes();
    const node = byId.get(id);
    const kind = data.kinds.find((one) => one.name === node.kind);
    const own = data.edges.filter((edge) => edge.source === id || edge.target === id);
    detail.replaceChildren(
      element("h3", {}, link(node.url, node.label)),
      element("p", { class: "muted" }, kind ? kind.label : node.kind),
      element("ul", {}, ...own.map((edge) => relation(edge, edge.source === id
        ? [`${edge.relation} `, link(byId.get(edge.target).url, byId.get(edge.target).label)]
        : [link(byId.get(edge.source).url, byId.get(edge.source).label), ` ${edge.relation} this`]))),
    );
    near(cy.getElementById(id).closedNeighborhood());
  }
  function showEdge(id) {
    const byId = nodes();
    const edge = data.edges.find((one) => one.id === id);
    const [source, target] = [byId.get(edge.source), byId.get(edge.target)];
    detail.replaceChildren(
      element("h3", {}, link(source.url, source.label), ` ${edge.relation} `, link(target.url, target.label)),
      element("ul", {}, relation(edge, ["made by:"])),
      element("h4", {}, "The words"),
      element("ul", { class: "passages" }, ...edge.passages.filter((iri) => iri in data.passages).map((iri) => {
        const told = data.passages[iri];
        const words = told.words ?? told.anchor;
        return element("li", {}, link(told.url, `${told.article}, characters ${told.start}–${told.end}`),
          words ? ": " : "", words ? element("q", { class: "words" }, words) : null);
      })),
    );
    const one = cy.getElementById(id);
    near(one.union(one.connectedNodes()));
  }
  function near(some) {
    cy.elements().removeClass("near faded");
    if (some) {
      cy.elements().not(some).addClass("faded");
      some.addClass("near");
    }
    rename();
  }

  cy.on("tap", "node", (event) => showNode(event.target.id()));
  cy.on("tap", "edge", (event) => showEdge(event.target.id()));
  cy.on("tap", (event) => { if (event.target === cy) near(null); });
  cy.on("mouseover", "node", (event) => near(event.target.closedNeighborhood()));
  cy.on("mouseout", "node", () => {
    const kept = cy.$(":selected");
    near(kept.length ? (kept.isNode() ? kept.closedNeighborhood() : kept.union(kept.connectedNodes())) : null);
  });
  cy.on("free", "node", (event) => {
    places.set(event.target.id(), event.target.position());
    rename();
  });

  function list() {
    const options = [...data.nodes].sort((a, b) => a.label.localeCompare(b.label, "en"));
    go.replaceChildren(element("option", { value: "" }, "a node…"), ...options.map((node) => element("option", { value: node.id }, node.label)));
  }
  go.addEventListener("change", () => {
    const node = cy.getElementById(go.value);
    if (node.empty()) return;
    cy.$(":selected").unselect();
    node.select();
    cy.center(node);
    showNode(go.value);
  });
  list();

  const middle = () => ({ x: cy.width() / 2, y: cy.height() / 2 });
  const zoom = (by) => cy.zoom({ level: cy.zoom() * by, renderedPosition: middle() });
  tools(live, {
    in: () => zoom(1.3), out: () => zoom(1 / 1.3), all: () => cy.fit(undefined, 40),
    save: () => {
      const picture = cy.png({ output: "blob", full: true, scale: 2, bg: colour("--surface") });
      const address = URL.createObjectURL(picture);
      element("a", { href: address, download: "network.png" }).click();
      setTimeout(() => URL.revokeObjectURL(address), 1000);
    },
  });
  canvas.addEventListener("keydown", (event) => {
    const actions = {
      ArrowLeft: () => cy.panBy({ x: 60, y: 0 }), ArrowRight: () => cy.panBy({ x: -60, y: 0 }),
      ArrowUp: () => cy.panBy({ x: 0, y: 60 }), ArrowDown: () => cy.panBy({ x: 0, y: -60 }),
      "+": () => zoom(1.2), "=": () => zoom(1.2), "-": () => zoom(1 / 1.2),
    };
    if (actions[event.key]) {
      event.preventDefault();
      actions[event.key]();
    }
  });
  slider((page) => {
    data = dataOf("network-data", page);
    keep();
    cy.elements().remove();
    cy.add(elements(data, places));
    rename();
    list();
    // The server has escaped it, and scripts in a parsed document do not run.
    for (const id of ["network-lead", "network-view", "network-rows"]) {
      document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
    }
    detail.replaceChildren(element("p", { class: "muted" }, `${data.nodes.length} nodes, ${data.edges.length} relations.`));
  }, data);
}

/** Let a range of months choose the day: the page of that day is fetched and taken over. */
function slider(show, data) {
  const field = document.getElementById("slider");
  const range = document.getElementById("day");
  const out = document.getElementById("day-out");
  const box = document.getElementById("as-of");
  const form = document.getElementById("network-form");
  if (data.days.length !== 2) return;
  const months = (iso) => { const [year, month = 12] = iso.split("-").map(Number); return year * 12 + month - 1; };
  const month = (count) => `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, "0")}`;
  field.hidden = false;
  range.min = months(data.days[0]);
  range.max = months(data.days[1]) + 1;
  const every = Number(range.max);
  range.value = box.value ? months(box.value) : every;
  const tell = () => {
    const words = Number(range.value) === every ? "no day: everything" : `as of the end of ${month(Number(range.value))}`;
    out.textContent = words;
    range.setAttribute("aria-valuetext", words);
  };
  tell();
  let asked = null;
  let wait = 0;
  range.addEventListener("input", () => {
    tell();
    clearTimeout(wait);
    wait = setTimeout(fetchDay, 250);
  });
  async function fetchDay() {
    box.value = Number(range.value) === every ? "" : month(Number(range.value));
    const given = [...new FormData(form)].filter(([name, value]) => value && !(name === "certainty" && !box.value));
    const address = `${form.getAttribute("action")}?${new URLSearchParams(given)}`;
    asked?.abort();
    asked = new AbortController();
    field.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: asked.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok || !page.getElementById("network-data")) throw new Error(`the server answered ${answer.status}`);
      show(page);
      history.replaceState(null, "", address);
      field.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name === "AbortError") return;
      field.removeAttribute("aria-busy");
      out.textContent = `This day could not be shown: ${error.message}`;
    }
  }
}

start();
