"""What the ontology says that rules ask for: what is below what, and how things compare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Final, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.disagreement.voices import Value
from pactgraph.namespaces import OWL, PACT, RDF, RDFS

_READ: Final = frozenset(
    {
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        RDFS.label,
        PACT.comparedBy,
        OWL.propertyChainAxiom,
        OWL.inverseOf,
        RDF.first,
        RDF.rest,
    }
)


class Way(NamedTuple):
    """The properties of a thing that lead to the subject of a relation, and to its object."""

    to_subject: tuple[NamedNode, ...]
    to_object: tuple[NamedNode, ...]


class Hierarchy:
    """An ontology's classes and properties, as far as disagreement goes."""

    def __init__(self, ontology: Iterable[Triple]) -> None:
        self._of: dict[NamedNode, dict[Value, list[Value]]] = {p: {} for p in _READ}
        self.symmetric: set[Value] = set()
        for triple in ontology:
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            if isinstance(subject, Triple) or isinstance(value, Triple):
                continue
            if predicate in _READ:
                self._of[predicate].setdefault(subject, []).append(value)
            elif predicate == RDF.type and value == OWL.SymmetricProperty:
                self.symmetric.add(subject)
        self._above: dict[tuple[NamedNode, Value], frozenset[Value]] = {}
        self._all_above: dict[frozenset[Value], frozenset[Value]] = {}
        self._below: dict[tuple[NamedNode, ...], tuple[NamedNode, ...]] = {}

    def classes_above(self, name: Value) -> frozenset[Value]:
        """Return a class and every one above it."""
        return self._reach(RDFS.subClassOf, name)

    def all_above(self, names: frozenset[Value]) -> frozenset[Value]:
        """Return classes and every one above any of them."""
        known = self._all_above.get(names)
        if known is None:
            known = frozenset[Value]().union(*map(self.classes_above, names))
            self._all_above[names] = known
        return known

    def properties_below(self, *tops: NamedNode) -> tuple[NamedNode, ...]:
        """Return these properties and every one below them, in the order of their IRIs."""
        known = self._below.get(tops)
        if known is None:
            stated = self._of[RDFS.subPropertyOf]
            below = {p for p in stated if self.properties_above(p) & {*tops}}
            named = {p for p in (*tops, *below) if isinstance(p, NamedNode)}
            known = self._below[tops] = tuple(sorted(named, key=str))
        return known

    def properties_above(self, name: Value) -> frozenset[Value]:
        """Return a property and every one above it."""
        return self._reach(RDFS.subPropertyOf, name)

    def label(self, term: Value) -> str | None:
        """Return the English label of a term."""
        for value in self._of[RDFS.label].get(term, ()):
            if isinstance(value, Literal) and value.language in (None, "en"):
                return value.value
        return None

    @cached_property
    def compared_by(self) -> dict[NamedNode, tuple[NamedNode, ...]]:
        """The properties by which things of a class are compared, by class."""
        return {
            name: tuple(v for v in values if isinstance(v, NamedNode))
            for name, values in self._of[PACT.comparedBy].items()
            if isinstance(name, NamedNode)
        }

    @cached_property
    def ways(self) -> dict[Value, list[Way]]:
        """The ways by which a thing with two parties makes a relation hold between them.

        Of each chain of two steps whose first is an inverse: the properties that lead from the
        thing to the subject, and those that lead to the object, with what is below them, which
        states it as well. Longer chains are left out.
        """
        found: dict[Value, list[Way]] = defaultdict(list)
        for relation, heads in self._of[OWL.propertyChainAxiom].items():
            for head in heads:
                steps = list(self._members(head))
                if len(steps) != 2:
                    continue
                inverse = self._of[OWL.inverseOf].get(steps[0], [])
                if isinstance(steps[0], BlankNode) and inverse:
                    first = inverse[0]
                    if isinstance(first, NamedNode) and isinstance(steps[1], NamedNode):
                        way = Way(self.properties_below(first), self.properties_below(steps[1]))
                        found[relation].append(way)
        return found

    @cached_property
    def every_way(self) -> list[Way]:
        """Every way by which a thing makes some relation hold, once."""
        return sorted({way for ways in self.ways.values() for way in ways}, key=str)

    def _members(self, head: Value) -> Iterable[Value]:
        while isinstance(head, NamedNode | BlankNode) and head in self._of[RDF.first]:
            first = self._of[RDF.first][head][0]
            if isinstance(first, NamedNode | BlankNode):
                yield first
            head = self._of[RDF.rest].get(head, [RDF.nil])[0]

    def _reach(self, predicate: NamedNode, name: Value) -> frozenset[Value]:
        known = self._above.get((predicate, name))
        if known is None:
            reached: set[Value] = set()
            todo: list[Value] = [name]
            while todo:
                node = todo.pop()
                if node not in reached:
                    reached.add(node)
                    above = self._of[predicate].get(node, ())
                    todo += [value for value in above if not isinstance(value, Literal)]
            known = self._above[predicate, name] = frozenset(reached)
        return known
