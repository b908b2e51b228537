"""Places: which statements of the source files a result is about, and where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from typing import Any, Final

import pyoxigraph as ox

from pactgraph.errors import Location
from pactgraph.model.graphs import ENTITIES, IN_MERGED, GraphKind, kind_of
from pactgraph.namespaces import XSD
from pactgraph.shapes.anew import again
from pactgraph.shapes.results import Node

IN_FILES: Final = IN_MERGED - {GraphKind.COMPUTED, GraphKind.INFERRED, GraphKind.DISAGREEMENTS}
"""The kinds of graph that merged holds, and that files state."""
_DATES = frozenset({XSD.date, XSD.gYear, XSD.gYearMonth})


class Places:
    """The statements that were validated, as the files hold them.

    ``line_of`` gives the location of a quad, or None if it is not known. Statements that can be
    gone through again are not held.
    """

    def __init__(
        self, quads: Iterable[ox.Quad], line_of: Callable[[ox.Quad], Location | None]
    ) -> None:
        self._quads = again(quads)
        self._line_of = line_of
        self._by_subject: dict[object, list[ox.Quad]] | None = None

    def look_for(self, nodes: Set[object] | None = None) -> None:
        """Make ready what is said about these nodes, or about all; no others may be asked for."""
        index: dict[object, list[ox.Quad]] = {}
        for quad in self._quads:
            if nodes is None or quad.subject in nodes:
                index.setdefault(quad.subject, []).append(quad)
        self._by_subject = index

    def of(self, focus: Node, predicate: ox.NamedNode | None, value: Node | None) -> list[ox.Quad]:
        """Return the statements that a result with these terms is about.

        They are the nearest that exist of: the statement itself, in each graph that
        holds it; those with the same property; those that lead to the value; the first
        about the value; the first about the focus node in each graph; the first that
        uses the value, or the focus node, at all.
        """
        about = self._about(focus)
        if predicate is not None:
            same = [quad for quad in about if quad.predicate == predicate]
            exact = [quad for quad in same if quad.object == value]
            if exact or same:
                return exact or same
        if value is not None and value != focus:
            leading = [quad for quad in about if quad.object == value]
            if leading:
                return leading
            if isinstance(value, ox.NamedNode):
                of_value = self._firsts(self._about(value))
                if of_value:
                    return of_value
        if about:
            return self._firsts(about)
        sought = focus if value is None else value
        return self._firsts(self._using(sought))

    def dates_of(self, thing: Node, article: str | None) -> list[ox.Quad]:
        """Return an article's statements of date about a thing, or else its first ones."""
        about = self._about(thing)
        if article is not None:
            about = [q for q in about if str(q.graph_name).startswith("<" + article)] or about
        dated = [
            q for q in about if isinstance(q.object, ox.Literal) and q.object.datatype in _DATES
        ]
        return dated or self._firsts(about)

    def locations(self, quads: Iterable[ox.Quad]) -> tuple[Location, ...]:
        """Return where the statements stand, each place once, entity records last."""
        found: dict[Location, bool] = {}
        for quad in quads:
            location = self._line_of(quad)
            if location is not None:
                found.setdefault(location, quad.graph_name == ENTITIES)
        return tuple(sorted(found, key=lambda place: (found[place], place.file, place.line or 0)))

    def graphs(self, quads: Iterable[ox.Quad]) -> tuple[str, ...]:
        """Return the IRIs of the named graphs that the statements stand in, sorted."""
        names = {quad.graph_name for quad in quads}
        return tuple(sorted(name.value for name in names if isinstance(name, ox.NamedNode)))

    def _firsts(self, quads: Iterable[ox.Quad]) -> list[ox.Quad]:
        first: dict[ox.NamedNode | ox.BlankNode | ox.DefaultGraph, ox.Quad] = {}
        for quad in quads:
            first.setdefault(quad.graph_name, quad)
        return list(first.values())

    def _about(self, node: Node) -> list[ox.Quad]:
        """Return the statements about a node."""
        if self._by_subject is None:
            self.look_for()
        assert self._by_subject is not None
        return self._by_subject.get(node, [])

    def _using(self, node: Node) -> Iterable[ox.Quad]:
        """Yield the statements that have a node as their property or value."""
        return (quad for quad in self._quads if node in (quad.predicate, quad.object))


class StoredPlaces(Places):
    """The statements of a store, looked up there, and others that it does not have yet.

    ``find(subject, predicate, value)`` looks up statements of every graph (None stands for
    anything). Graphs of some ``kinds`` count, and those of their statements whose line is
    known. A store rewrites some literals: ``line_of`` has to know them either way.
    """

    def __init__(
        self,
        find: Callable[[Any, Any, Any], Iterable[ox.Quad]],
        line_of: Callable[[ox.Quad], Location | None],
        quads: Iterable[ox.Quad] = (),
        kinds: Set[GraphKind] = IN_FILES,
    ) -> None:
        super().__init__(quads, line_of)
        self._find = find
        self._kinds = kinds

    def _about(self, node: Node) -> list[ox.Quad]:
        if isinstance(node, ox.Literal):
            return []
        found = self._find(node, None, None)
        return self._in_order([*super()._about(node), *found])

    def _using(self, node: Node) -> list[ox.Quad]:
        found = list(super()._using(node))
        if isinstance(node, ox.NamedNode):
            found += self._find(None, node, None)
        found += self._find(None, None, node)
        return self._in_order(found)

    def _in_order(self, quads: list[ox.Quad]) -> list[ox.Quad]:
        """Return those of the quads that a file states, as they stand in it."""
        placed = [(self._line_of(quad), quad) for quad in quads if self._counts(quad)]
        known = [(place.file, place.line or 0, quad) for place, quad in placed if place]
        return [quad for _, _, quad in sorted(known, key=lambda each: each[:2])]

    def _counts(self, quad: ox.Quad) -> bool:
        name = quad.graph_name
        return isinstance(name, ox.NamedNode) and kind_of(name.value) in self._kinds
