"""A graph that shapes look at, in a store made for it, with every literal as it was written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import pyoxigraph as ox

from pactgraph.namespaces import RDF, RDFS
from pactgraph.shapes.anew import again
from pactgraph.shapes.results import Node
from pactgraph.shapes.rewriting import by_engine, rewritten, stand_in, stood_for
from pactgraph.shapes.shapes_graph import parts_of

if TYPE_CHECKING:
    from pactgraph.shapes.sparql_constraint import SparqlConstraint

_DEFAULT: Final = ox.DefaultGraph()
_AT_ONCE: Final = 100_000
"""A bulk load holds what it is given, a kilobyte a statement."""


class Lookups(Protocol):
    """A graph as shapes look at it, from one node after the other."""

    def objects(self, subject: Node, predicate: ox.NamedNode) -> AbstractSet[Node]:
        """Return the values of a property of a node."""

    def subjects(self, predicate: ox.NamedNode, value: Node) -> AbstractSet[Node]:
        """Return the nodes that have a value of a property."""

    def some(
        self, node: Node, predicate: ox.NamedNode, most: int, *, inverse: bool
    ) -> AbstractSet[Node]:
        """Return values of a property, or its subjects: all, or as many of them or more."""

    def predicates(self, subject: Node) -> set[ox.NamedNode]:
        """Return the properties that a node has."""

    def has_only(self, subject: Node, known: Collection[ox.NamedNode]) -> bool:
        """Say whether a node has no other properties than these."""

    def is_instance(self, node: Node, classes: frozenset[Node]) -> bool:
        """Say whether a node is of one of the classes, or of one under them."""

    def classes_under(self, name: Node) -> frozenset[Node]:
        """Return a class with all its subclasses, by what the graph itself says of them."""

    def is_only_beside(self, node: Node) -> bool:
        """Say whether nothing but the context has statements about a node."""

    def store_for(self, constraint: SparqlConstraint, focus: Collection[Node]) -> ox.Store:
        """Return a store that has what a query looks at from its focus nodes."""

    def triples(
        self, subject: Node | None, predicate: ox.NamedNode | None, value: Node | None
    ) -> Iterator[ox.Triple]:
        """Yield the triples of a pattern (None stands for anything)."""


class DataGraph:
    """Triples with what they may rely on without stating it (``context``).

    They are in memory, or in a new folder, if one is named: then at the cost of its look-ups.
    What is used as a property is an ``rdf:Property`` (RDF 1.1 Semantics, rdfD2). A stand-in is
    stored for each literal that the engine rewrites.
    """

    def __init__(
        self,
        triples: Iterable[ox.Triple],
        context: Iterable[ox.Triple] = (),
        place: Path | None = None,
    ) -> None:
        own, beside = again(triples), again(context)
        literals = {
            value for triple in chain(own, beside) if type(value := triple.object) is ox.Literal
        }
        changed = {literal: stand_in(literal) for literal in rewritten(literals)}
        del literals
        only_beside: set[Any] = {triple.subject for triple in beside}
        used: dict[ox.NamedNode, None] = {}
        stood: set[ox.NamedNode] = set()

        def quads() -> Iterator[ox.Quad]:
            for triple in own:
                used[triple.predicate] = None
                only_beside.discard(triple.subject)
                yield _stored(triple, changed, stood)
            for triple in beside:
                yield _stored(triple, changed, stood)
            for name in used:
                yield ox.Quad(name, RDF.type, RDF.Property)

        self.store: Final = ox.Store() if place is None else ox.Store(str(place))
        rest = quads()
        while part := list(islice(rest, _AT_ONCE)):
            self.store.bulk_extend(part)
        if place is not None:
            # Look-ups on what bulk loads left on disk take several times as long.
            self.store.optimize()
        self._match: Final = self.store.quads_for_pattern
        self._stood: Final = frozenset(stood)
        """The properties with a value for which something stands in."""
        self._only_beside: Final = frozenset(only_beside)
        self._classes: dict[Node, frozenset[Node]] = {}

    def objects(self, subject: Node, predicate: ox.NamedNode) -> set[Node]:
        """Return the values of a property of a node."""
        if isinstance(subject, ox.Literal):
            return set()
        found: set[Any] = {q.object for q in self._match(subject, predicate, None, _DEFAULT)}
        return set(map(stood_for, found)) if predicate in self._stood else found

    def subjects(self, predicate: ox.NamedNode, value: Node) -> set[Node]:
        """Return the nodes that have a value of a property."""
        if isinstance(value, ox.Literal) and by_engine(value) != value:
            value = stand_in(value)
        found: set[Any] = {q.subject for q in self._match(None, predicate, value, _DEFAULT)}
        return found

    def some(self, node: Node, predicate: ox.NamedNode, most: int, *, inverse: bool) -> set[Node]:
        """Return values of a property, or its subjects."""
        return self.subjects(predicate, node) if inverse else self.objects(node, predicate)

    def subjects_of(self, predicate: ox.NamedNode) -> set[Node]:
        """Return the nodes that have a property."""
        found: set[Any] = {q.subject for q in self._match(None, predicate, None, _DEFAULT)}
        return found

    def objects_of(self, predicate: ox.NamedNode) -> set[Node]:
        """Return all values of a property."""
        found: set[Any] = {q.object for q in self._match(None, predicate, None, _DEFAULT)}
        return set(map(stood_for, found)) if predicate in self._stood else found

    def predicates(self, subject: Node) -> set[ox.NamedNode]:
        """Return the properties that a node has."""
        if isinstance(subject, ox.Literal):
            return set()
        return {q.predicate for q in self._match(subject, None, None, _DEFAULT)}

    def has_only(self, subject: Node, known: Collection[ox.NamedNode]) -> bool:
        """Say whether a node has no other properties than these."""
        return all(name in known for name in self.predicates(subject))

    def is_only_beside(self, node: Node) -> bool:
        """Say whether nothing but the context has statements about a node."""
        return node in self._only_beside

    def is_instance(self, node: Node, classes: frozenset[Node]) -> bool:
        """Say whether a node is of one of the classes, or of one under them."""
        stated = self.objects(node, RDF.type)
        return any(not stated.isdisjoint(self.classes_under(name)) for name in classes)

    def classes_under(self, name: Node) -> frozenset[Node]:
        """Return a class with all its subclasses, by what the graph itself says of them."""
        found = self._classes.get(name)
        if found is None:
            found = self._classes[name] = classes_under(self, name)
        return found

    def instances(self, name: Node) -> set[Node]:
        """Return the nodes of a class or one under it."""
        return set().union(*(self.subjects(RDF.type, each) for each in self.classes_under(name)))

    def store_for(self, constraint: SparqlConstraint, focus: Collection[Node]) -> ox.Store:
        """Return the store, which has everything."""
        return self.store

    def triples(
        self, subject: Node | None, predicate: ox.NamedNode | None, value: Node | None
    ) -> Iterator[ox.Triple]:
        """Yield the triples of a pattern (None stands for anything)."""
        if isinstance(subject, ox.Literal):
            return
        if isinstance(value, ox.Literal) and by_engine(value) != value:
            value = stand_in(value)
        for quad in self._match(subject, predicate, value, _DEFAULT):
            yield ox.Triple(quad.subject, quad.predicate, stood_for(quad.object))  # type: ignore[arg-type]


def _stored(
    triple: ox.Triple, changed: Mapping[Any, ox.Literal], stood: set[ox.NamedNode]
) -> ox.Quad:
    subject, value = triple.subject, triple.object
    if value in changed:
        stood.add(triple.predicate)
        value = changed[value]
    elif type(value) is ox.Triple or type(subject) is ox.Triple:
        parts_of(triple)
    return ox.Quad(subject, triple.predicate, value)


def classes_under(graph: Lookups, name: Node) -> frozenset[Node]:
    """Return a class with all that a graph says is under it."""
    seen, left = {name}, [name]
    while left:
        more = graph.subjects(RDFS.subClassOf, left.pop()) - seen
        seen |= more
        left.extend(more)
    return frozenset(seen)
