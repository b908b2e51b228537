"""A network as a drawing that is the same each time: nodes placed, labels kept apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Final

WIDTH: Final = 1180
_HEIGHT_PER_NODE: Final = 12
_LEAST_HEIGHT: Final = 420
_MARGIN: Final = 40
_SEED: Final = 7
_STEPS: Final = 300
_ROUNDS: Final = 120
_SMALL: Final = 8
_CHARACTER: Final = 6.4
_LABEL: Final = 34
_BOX: Final = 34
"""How high a node with its label is."""


@dataclass
class Node:
    """A node: what it is, where its mark is drawn, and how many ties it has."""

    iri: str
    label: str
    short: str
    kind: str
    degree: int
    half: float
    """Half the width of the node with its label."""
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class Line:
    """A line between two nodes; ``number`` is the first of the edges that it stands for."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    title: str
    number: int


@dataclass(frozen=True)
class Drawing:
    """The nodes and lines, and the size of the drawing."""

    nodes: list[Node]
    lines: list[Line]
    width: int
    height: int


def draw(
    edges: Sequence[tuple[str, str, str, int]],
    labels: Mapping[str, str],
    kinds: Mapping[str, str],
) -> Drawing:
    """Return the drawing of edges: source, target, relation and weight of each.

    Parts that no edge joins are laid out each for itself, the largest first, by springs
    (Fruchterman and Reingold 1991) from a fixed start; labels are then pushed apart.
    """
    # networkx and numpy take a while to load, and only this page needs them.
    import networkx as nx  # type: ignore[import-untyped]

    graph = nx.Graph()
    for source, target, _, weight in sorted(edges):
        graph.add_edge(source, target, weight=weight)
    degrees: dict[str, int] = dict.fromkeys(graph, 0)
    for source, target, *_ in edges:
        degrees[source] += 1
        degrees[target] += 1
    nodes = {
        iri: Node(
            *(iri, labels[iri], _short(labels[iri]), kinds[iri], degrees[iri]),
            half=max(16.0, _CHARACTER * len(_short(labels[iri])) / 2 + 4),
        )
        for iri in sorted(graph)
    }

    def joined(part: set[str]) -> object:
        # Not graph.subgraph: the order of a small one's nodes is that of a set, by chance.
        own = nx.Graph()
        own.add_nodes_from(node for node in graph if node in part)
        own.add_edges_from(edge for edge in graph.edges if edge[0] in part)
        return own

    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    top = 0.0
    row_x, row_height = 0.0, 0.0
    for part in parts:
        own = [nodes[iri] for iri in sorted(part)]
        if len(part) > _SMALL:
            height = max(_LEAST_HEIGHT, _HEIGHT_PER_NODE * len(part))
            _spring(joined(part), own, WIDTH - 2 * _MARGIN, height)
            top = _placed(own, 0.0, top)
            continue
        # What is small stands side by side below.
        _spring(joined(part), own, 90.0 * len(part) ** 0.7, 44.0 * len(part) ** 0.8)
        width = max(n.x + n.half for n in own) - min(n.x - n.half for n in own)
        if row_x and row_x + width > WIDTH - 2 * _MARGIN:
            top, row_x, row_height = top + row_height, 0.0, 0.0
        bottom = _placed(own, row_x, top)
        row_x, row_height = row_x + width + 30, max(row_height, bottom - top)
    for each in nodes.values():
        each.x, each.y = round(each.x + _MARGIN, 1), round(each.y + _MARGIN, 1)
    height = int(max((node.y for node in nodes.values()), default=0) + _MARGIN + 10)
    width = max((node.x + node.half for node in nodes.values()), default=0.0)
    return Drawing(list(nodes.values()), _lines(edges, nodes), max(WIDTH, int(width) + 10), height)


def _spring(graph: object, nodes: list[Node], width: float, height: float) -> None:
    import networkx as nx

    count = len(nodes)
    places = nx.spring_layout(graph, seed=_SEED, iterations=_STEPS, k=1.9 / count**0.5, weight=None)
    xs, ys = [p[0] for p in places.values()], [p[1] for p in places.values()]
    for node in nodes:
        x, y = places[node.iri]
        node.x = float((x - min(xs)) / ((max(xs) - min(xs)) or 1) * width)
        node.y = float((y - min(ys)) / ((max(ys) - min(ys)) or 1) * height)
    _apart(nodes)
    _straightened(nodes, width)


def _apart(nodes: list[Node]) -> None:
    for _ in range(_ROUNDS):
        moved = False
        for at, one in enumerate(nodes):
            for other in nodes[at + 1 :]:
                over_y = _BOX - abs(one.y - other.y)
                if over_y <= 0:
                    continue
                over_x = one.half + other.half - abs(one.x - other.x)
                if over_x <= 0:
                    continue
                moved = True
                # The shorter way out; what lies together goes apart by its order.
                if over_y <= over_x:
                    step = over_y / 2 + 0.5
                    up, down = (one, other) if one.y <= other.y else (other, one)
                    up.y, down.y = up.y - step, down.y + step
                else:
                    step = over_x / 2 + 0.5
                    left, right = (one, other) if one.x <= other.x else (other, one)
                    left.x, right.x = left.x - step, right.x + step
        if not moved:
            return


def _straightened(nodes: list[Node], width: float) -> None:
    """Bring back inside what was pushed over the side, and part again what that joined."""
    for node in nodes:
        most = max(width - node.half, node.half)
        node.x = min(max(node.x, node.half), most)
    _apart(nodes)


def _placed(nodes: list[Node], left: float, top: float) -> float:
    """Move nodes so that they start at a corner; return where the next ones can start."""
    dx = left - min(node.x - node.half for node in nodes)
    dy = top - min(node.y for node in nodes)
    for node in nodes:
        node.x, node.y = node.x + dx, node.y + dy
    return max(node.y for node in nodes) + 2 * _BOX


def _lines(edges: Sequence[tuple[str, str, str, int]], nodes: Mapping[str, Node]) -> list[Line]:
    """Return a line for each pair of nodes, however many relations it stands for."""
    pairs: dict[tuple[str, str], list[int]] = {}
    for at, (source, target, *_) in enumerate(edges):
        pairs.setdefault((min(source, target), max(source, target)), []).append(at)
    lines = []
    for rows in pairs.values():
        first, last = nodes[edges[rows[0]][0]], nodes[edges[rows[0]][1]]
        length = hypot(last.x - first.x, last.y - first.y) or 1
        # Lines end where the marks begin.
        cut_x, cut_y = ((last.x - first.x) / length * 9, (last.y - first.y) / length * 9)
        titles = [
            f"{nodes[edges[at][0]].label} {edges[at][2]} {nodes[edges[at][1]].label}" for at in rows
        ]
        lines.append(
            Line(
                *(round(first.x + cut_x, 1), round(first.y + cut_y, 1)),
                *(round(last.x - cut_x, 1), round(last.y - cut_y, 1)),
                width=min(4.0, 0.8 + 0.6 * sum(edges[at][3] for at in rows)),
                title="; ".join(titles),
                number=rows[0],
            )
        )
    return lines


def _short(label: str) -> str:
    return label if len(label) <= _LABEL else label[: _LABEL - 1].rstrip() + "…"
