"""What a query looks at: its triple patterns, followed from what is known to what is not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Final, Protocol

import pyoxigraph as ox
import rdflib

from pactgraph.shapes.paths import Alternative, Path, Repeated, Sequence, Step, backwards
from pactgraph.shapes.query_patterns import End, Pattern, QueryPatterns, can_follow
from pactgraph.shapes.results import Node
from pactgraph.shapes.shapes_graph import NotCompiled
from pactgraph.shapes.sparql_algebra import THIS

Known = dict[End, set[Node]]
"""The nodes that may stand for a variable."""
Steps = set[tuple[Node, ox.NamedNode, Node]]
Pairs = set[tuple[Node, Node]]

_ANYWHERE: Final = "its query looks at what nothing leads to from its focus node"
_MUCH: Final = 1000
"""As how many nodes one counts of which much is said."""


class Walked(Protocol):
    """A graph that is walked."""

    def objects(self, subject: Node, predicate: ox.NamedNode) -> AbstractSet[Node]:
        """Return the values of a property of a node."""

    def subjects(self, predicate: ox.NamedNode, value: Node) -> AbstractSet[Node]:
        """Return the nodes that have a value of a property."""

    def predicates(self, subject: Node) -> set[ox.NamedNode]:
        """Return the properties that a node has."""

    def is_much(self, node: Node, step: Step) -> bool:
        """Say whether a step leads from a node to very many others."""


def reach(graph: Walked, query: QueryPatterns, focus: Collection[Node]) -> Steps:
    """Return the triples that a query's answer for its focus nodes rests on, and maybe others.

    Raises NotCompiled for a query that may look anywhere.
    """
    if not query.lead_everywhere:
        raise NotCompiled(_ANYWHERE)
    found: Steps = set()
    for group in query.groups:
        follow(graph, group, {THIS: set(focus)}, found)
    return found


def follow(
    graph: Walked, patterns: Iterable[Pattern], known: Known, found: Steps | None = None
) -> None:
    """Follow triple patterns that hold together from the variables that are known.

    ``known`` then has what may stand for each variable that they lead to; the triples on the
    way are added to ``found``. Nodes that few triples lead on from are taken first.
    """
    left, much = set(patterns), _Much(graph)
    while ready := [each for each in left if can_follow(each, known)]:
        ways = [(*_way(each, known, much), at) for at, each in enumerate(ready)]
        _, forward, at = min(ways)
        pattern = ready[at]
        left.remove(pattern)
        pairs = _matches(graph, pattern, known, found, forward=forward)
        if pattern.subject == pattern.value:
            pairs = {(start, end) for start, end in pairs if start == end}
        for end, place in ((pattern.subject, 0), (pattern.value, 1)):
            if isinstance(end, rdflib.Variable):
                known[end] = {pair[place] for pair in pairs}


def ends_of(graph: Walked, path: Path, nodes: Collection[Node]) -> set[Node]:
    """Return where a path leads from some nodes."""
    return _ends(graph, path, set(nodes), None)


class _Much:
    """Counts the nodes from which a path leads to very many others, once for a set of nodes."""

    def __init__(self, graph: Walked) -> None:
        self._graph = graph
        self._counted: dict[tuple[int, Path], tuple[set[Node], int]] = {}

    def among(self, nodes: set[Node], path: Path) -> int:
        """Return how many of the nodes it is, counted once for each step that may be first."""
        found = self._counted.get((id(nodes), path))
        if found is None:
            steps = list(_firsts(path))
            count = sum(self._graph.is_much(node, step) for step in steps for node in nodes)
            # The set is held, so that no other comes to have its id.
            found = self._counted[id(nodes), path] = nodes, count
        return found[1]


def _way(pattern: Pattern, known: Known, much: _Much) -> tuple[int, bool]:
    """Return about how many nodes it takes to follow a pattern, and whether from its subject."""
    path = pattern.path
    if path is None:
        return _MUCH, True
    ways = []
    for end, way in ((pattern.subject, path), (pattern.value, backwards(path))):
        if isinstance(end, rdflib.Variable) and end in known:
            nodes = known[end]
            cost = len(nodes) + much.among(nodes, way) * _MUCH
            ways.append((cost, end is pattern.subject))
    # From what the query names itself only where nothing else is known.
    return min(ways) if ways else (_MUCH, not isinstance(pattern.subject, rdflib.Variable))


def _matches(
    graph: Walked, pattern: Pattern, known: Known, steps: Steps | None, *, forward: bool
) -> Pairs:
    """Return the ends of a triple pattern's matches, and add the triples that make them."""
    starts, ends = _nodes(pattern.subject, known), _nodes(pattern.value, known)
    if pattern.path is None:
        assert starts is not None  # can_follow saw to it
        found: Steps = {
            (start, name, end)
            for start in starts
            for name in graph.predicates(start)
            for end in graph.objects(start, name)
            if ends is None or end in ends
        }
        if steps is not None:
            steps |= found
        return {(start, end) for start, _, end in found}
    if forward:
        assert starts is not None
        return {
            (start, end)
            for start in starts
            for end in _ends(graph, pattern.path, {start}, steps)
            if ends is None or end in ends
        }
    assert ends is not None
    back = backwards(pattern.path)
    return {
        (start, end)
        for end in ends
        for start in _ends(graph, back, {end}, steps)
        if starts is None or start in starts
    }


def _ends(graph: Walked, path: Path, nodes: set[Node], steps: Steps | None) -> set[Node]:
    if isinstance(path, Step):
        found: set[Node] = set()
        for node in nodes:
            if path.inverse:
                more = graph.subjects(path.predicate, node)
                if steps is not None:
                    steps.update((end, path.predicate, node) for end in more)
            else:
                more = graph.objects(node, path.predicate)
                if steps is not None:
                    steps.update((node, path.predicate, end) for end in more)
            found |= more
        return found
    if isinstance(path, Alternative):
        return set().union(*(_ends(graph, part, nodes, steps) for part in path.parts))
    if isinstance(path, Sequence):
        for part in path.parts:
            nodes = _ends(graph, part, nodes, steps)
        return nodes
    assert isinstance(path, Repeated)
    found, fresh = (set() if path.least else set(nodes)), nodes
    while fresh:
        fresh = _ends(graph, path.inner, fresh, steps) - found
        found |= fresh
        if path.most == 1:
            break
    return found


def _firsts(path: Path) -> Iterator[Step]:
    """Yield the steps with which a path may begin."""
    if isinstance(path, Step):
        yield path
    elif isinstance(path, Alternative):
        for part in path.parts:
            yield from _firsts(part)
    else:
        yield from _firsts(path.inner if isinstance(path, Repeated) else path.parts[0])


def _nodes(end: End, known: Known) -> set[Node] | None:
    return known.get(end) if isinstance(end, rdflib.Variable) else {end}
