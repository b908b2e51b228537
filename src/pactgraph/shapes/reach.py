"""What a query looks at: its triple patterns, followed from what is known to what is not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, Protocol

import pyoxigraph as ox
import rdflib

from pactgraph.model.rdflib_terms import from_rdflib
from pactgraph.shapes.paths import Alternative, Path, Repeated, Sequence, Step
from pactgraph.shapes.query_paths import backwards, path_in_query
from pactgraph.shapes.results import Node
from pactgraph.shapes.shapes_graph import NotCompiled
from pactgraph.shapes.sparql_algebra import THIS, Part, TriplePattern

Known = dict[Part, set[Node]]
"""The nodes that may stand for a variable."""
Steps = set[tuple[Node, ox.NamedNode, Node]]
Pairs = set[tuple[Node, Node]]
Patterns = Iterable[tuple[TriplePattern, tuple[TriplePattern, ...]]]
"""The triple patterns of a query, each with those that must hold where it does."""

_ANYWHERE: Final = "its query looks at what nothing leads to from its focus node"
_MUCH: Final = 64
"""As how many nodes one counts of which much is said."""


class Walked(Protocol):
    """A graph that is walked."""

    def objects(self, subject: Node, predicate: ox.NamedNode) -> set[Node]:
        """Return the values of a property of a node."""

    def subjects(self, predicate: ox.NamedNode, value: Node) -> set[Node]:
        """Return the nodes that have a value of a property."""

    def predicates(self, subject: Node) -> set[ox.NamedNode]:
        """Return the properties that a node has."""

    def is_much(self, node: Node, *, inverse: bool) -> bool:
        """Say whether a node is at that end of many triples."""


def leads_everywhere(patterns: Patterns) -> bool:
    """Say whether each triple pattern of a query can be followed from its focus node."""
    for pattern, beside in patterns:
        left, known = {pattern, *beside}, {THIS}
        while left:
            ready = [each for each in left if _can_follow(each, known)]
            if not ready:
                return False
            left.difference_update(ready)
            known.update(end for s, _, v in ready for end in (s, v))
    return True


def reach(graph: Walked, patterns: Patterns, focus: Collection[Node]) -> Steps:
    """Return the triples that a query's answer for its focus nodes rests on, and maybe others.

    Raises NotCompiled for a query that may look anywhere.
    """
    patterns = list(patterns)
    if not leads_everywhere(patterns):
        raise NotCompiled(_ANYWHERE)
    found: Steps = set()
    for group in {frozenset({pattern, *beside}) for pattern, beside in patterns}:
        follow(graph, group, {THIS: set(focus)}, found)
    return found


def follow(
    graph: Walked, patterns: Collection[TriplePattern], known: Known, found: Steps | None = None
) -> None:
    """Follow triple patterns that hold together from the variables that are known.

    ``known`` then has what may stand for each variable that they lead to; the triples on the
    way are added to ``found``. Nodes that few triples lead on from are taken first.
    """
    left = sorted(patterns, key=str)
    while ready := [each for each in left if _can_follow(each, known.keys())]:
        pattern = min(ready, key=lambda each: _cost(graph, each, known)) if ready[1:] else ready[0]
        left.remove(pattern)
        subject, path, value = pattern
        starts, ends = _nodes(subject, known), _nodes(value, known)
        pairs, steps = _matches(graph, path, starts, ends)
        if subject == value:
            pairs = {(start, end) for start, end in pairs if start == end}
        if found is not None:
            found |= steps
        for end, nodes in ((subject, {s for s, _ in pairs}), (value, {v for _, v in pairs})):
            if isinstance(end, rdflib.Variable):
                known[end] = nodes


def walked(graph: Walked, path: Path, nodes: Iterable[Node]) -> tuple[Pairs, Steps]:
    """Return where a path leads from some nodes, each with where it comes from, and its triples."""
    steps: Steps = set()
    pairs = {(node, end) for node in nodes for end in _ends(graph, path, {node}, steps)}
    return pairs, steps


def _can_follow(pattern: TriplePattern, known: Collection[Part]) -> bool:
    subject, path, value = pattern
    variables = [end for end in (subject, value) if isinstance(end, rdflib.Variable)]
    if isinstance(path, rdflib.Variable):
        return not isinstance(subject, rdflib.Variable) or subject in known
    if path_in_query(path) is None:
        return False
    return not variables or any(end in known for end in variables)


def _cost(graph: Walked, pattern: TriplePattern, known: Known) -> int:
    """Return about how many nodes it takes to follow a pattern, from its better end."""
    subject, path, value = pattern
    along = path_in_query(path)
    inverse = along is not None and _is_inverse(along)
    costs = [
        sum(_MUCH if graph.is_much(node, inverse=way) else 1 for node in nodes)
        for end, way in ((subject, inverse), (value, not inverse))
        if (nodes := _nodes(end, known)) is not None
    ]
    return min(costs)


def _matches(
    graph: Walked, path: Part, starts: set[Node] | None, ends: set[Node] | None
) -> tuple[Pairs, Steps]:
    along = path_in_query(path)
    if along is None:
        assert starts is not None  # _can_follow saw to it
        steps: Steps = {
            (start, name, end)
            for start in starts
            for name in graph.predicates(start)
            for end in graph.objects(start, name)
            if ends is None or end in ends
        }
        return {(start, end) for start, _, end in steps}, steps
    if starts is None or (ends is not None and len(ends) < len(starts)):
        assert ends is not None
        back, steps = walked(graph, backwards(along), ends)
        pairs = {(start, end) for end, start in back if starts is None or start in starts}
    else:
        there, steps = walked(graph, along, starts)
        pairs = {(start, end) for start, end in there if ends is None or end in ends}
    return pairs, steps


def _ends(graph: Walked, path: Path, nodes: set[Node], steps: Steps) -> set[Node]:
    if isinstance(path, Step):
        found: set[Node] = set()
        for node in nodes:
            if path.inverse:
                more = graph.subjects(path.predicate, node)
                steps.update((end, path.predicate, node) for end in more)
            else:
                more = graph.objects(node, path.predicate)
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


def _is_inverse(path: Path) -> bool:
    """Say whether a path begins against a property."""
    while not isinstance(path, Step):
        path = path.inner if isinstance(path, Repeated) else path.parts[0]
    return path.inverse


def _nodes(end: Part, known: Known) -> set[Node] | None:
    return known.get(end) if isinstance(end, rdflib.Variable) else {from_rdflib(end)}
