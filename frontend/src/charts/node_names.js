// Which nodes of a network bear their names: as many as there is room for, those with most
// relations first. Names are as large on the screen at any distance, so nearer there are more.
// A large node's name may lie over the marks of others: it matters more than they.

const SIZE = 12;
const LINE = SIZE * 1.25;
const LETTER = SIZE * 0.56;
const WIDEST = 150;
const GAP = 3;
const LARGE = 26;

/** Name the nodes among these that have room; all others have no name. */
export function name(cy, among) {
  const zoom = cy.zoom();
  const marks = cy.nodes().map(mark);
  const taken = [];
  cy.batch(() => {
    cy.nodes().removeClass("named").style({
      "font-size": SIZE / zoom, "text-max-width": WIDEST / zoom, "text-margin-y": GAP / zoom, "text-outline-width": 2 / zoom,
    });
    for (const node of among.sort((a, b) => b.degree() - a.degree())) {
      const box = words(node);
      const others = node.data("size") >= LARGE ? taken : [...taken, ...marks];
      if (others.some((other) => meet(box, other))) continue;
      taken.push(box);
      node.addClass("named");
    }
  });
}

function mark(node) {
  const { x, y } = node.renderedPosition();
  const [wide, high] = [node.renderedWidth() / 2, node.renderedHeight() / 2];
  return { left: x - wide, right: x + wide, top: y - high, bottom: y + high };
}

function words(node) {
  const long = node.data("label").length * LETTER;
  const lines = Math.ceil(long / (WIDEST * 0.85));
  const { x } = node.renderedPosition();
  const top = mark(node).bottom + 1;
  const half = Math.min(long, WIDEST) / 2;
  return { left: x - half, right: x + half, top, bottom: top + GAP + lines * LINE };
}

function meet(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
