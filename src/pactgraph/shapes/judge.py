"""Judging focus nodes: what shapes find in them, walked along the engine's own indexes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from pactgraph.shapes.constraints import AtLeast, Disjoint, EachValue, Less, OfClass
from pactgraph.shapes.data_graph import Lookups
from pactgraph.shapes.paths import Alternative, Path, Repeated, Sequence, Step
from pactgraph.shapes.results import Node
from pactgraph.shapes.shape import Breach, Shape
from pactgraph.shapes.shape_constraints import Conforms, Property
from pactgraph.shapes.sparql_constraint import SparqlConstraint

Walk = Callable[[Node], AbstractSet[Node]]
"""Returns the values of a path at a node."""


_OF_EACH: Final = (EachValue, OfClass, Disjoint, Less, Conforms, Property)
"""Constraints that hold where there is no value."""


class Judge:
    """Applies shapes to nodes of one graph, as pySHACL does."""

    def __init__(self, graph: Lookups) -> None:
        self.graph = graph
        self._walks: dict[tuple[Path, int | None], Walk] = {}
        self._walks_of: dict[Shape, Walk] = {}

    def judge(self, shape: Shape, focus: Collection[Node]) -> Iterator[Breach]:
        """Yield what a shape finds in these nodes; raises NotCompiled for what it cannot.

        What asks the engine asks it for all of them at once.
        """
        if shape.deactivated:
            return
        asking = [c for c in shape.constraints if isinstance(c, SparqlConstraint)]
        for constraint in asking:
            yield from constraint.breaches_of_all(self, shape, focus)
        others = [c for c in shape.constraints if not isinstance(c, SparqlConstraint)]
        if not others:
            return
        walk = self._walk_of(shape)
        of_each = all(isinstance(other, _OF_EACH) for other in others)
        for node in focus:
            values = walk(node)
            if of_each and not values:
                continue
            for other in others:
                yield from other.breaches(self, shape, node, values)

    def breaches(self, shape: Shape, focus: Node) -> Iterator[Breach]:
        """Yield what a shape finds in one node."""
        if shape.deactivated:
            return
        values = self._walk_of(shape)(focus)
        for constraint in shape.constraints:
            yield from constraint.breaches(self, shape, focus, values)

    def conforms(self, shape: Shape, node: Node) -> bool:
        """Say whether a shape finds nothing in a node."""
        return next(self.breaches(shape, node), None) is None

    def _walk_of(self, shape: Shape) -> Walk:
        """Return what gives the values of a shape, or so many of them that it is satisfied."""
        found = self._walks_of.get(shape)
        if found is None:
            if shape.path is None:
                found = _itself
            else:
                counts = [c.least for c in shape.constraints if isinstance(c, AtLeast)]
                enough = max(counts) if counts and len(counts) == len(shape.constraints) else None
                found = self.walk(shape.path, enough)
            self._walks_of[shape] = found
        return found

    def walk(self, path: Path, enough: int | None = None) -> Walk:
        """Return what gives the values of a path, as pySHACL walks it (SHACL, 2.3.1).

        With ``enough`` it may stop when it has so many.
        """
        found = self._walks.get((path, enough))
        if found is None:
            found = self._walks[path, enough] = self._walk(path, enough)
        return found

    def _walk(self, path: Path, enough: int | None) -> Walk:
        if isinstance(path, Step):
            predicate, inverse, graph = path.predicate, path.inverse, self.graph
            if enough is not None:
                return lambda node: graph.some(node, predicate, enough, inverse=inverse)
            if inverse:
                return lambda node: graph.subjects(predicate, node)
            return lambda node: graph.objects(node, predicate)
        if isinstance(path, Repeated):
            return _repeated(self.walk(path.inner), path)
        if isinstance(path, Alternative):
            return _of_any([self.walk(part, enough) for part in path.parts], enough)
        assert isinstance(path, Sequence)
        walks = [self.walk(part) for part in path.parts]
        return lambda node: _in_turn(walks, node)


def _itself(node: Node) -> set[Node]:
    return {node}


def _of_any(walks: list[Walk], enough: int | None) -> Walk:
    def values(node: Node) -> set[Node]:
        found: set[Node] = set()
        for walk in walks:
            found |= walk(node)
            if enough is not None and len(found) >= enough:
                break
        return found

    return values


def _in_turn(walks: list[Walk], node: Node) -> set[Node]:
    found = {node}
    for walk in walks:
        found = set().union(*(walk(each) for each in found))
    return found


def _repeated(walk: Walk, path: Repeated) -> Walk:
    def values(node: Node) -> set[Node]:
        if path.most == 1:
            return {node} | walk(node)
        found = set() if path.least else {node}
        left = [node] if not path.least else list(walk(node))
        if path.least:
            found.update(left)
        while left:
            more = walk(left.pop()) - found
            found |= more
            left.extend(more)
        return found

    return values
