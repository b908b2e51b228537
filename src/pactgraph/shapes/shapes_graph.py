"""A shapes graph as an index: what each of its nodes says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from pactgraph.errors import PactgraphError
from pactgraph.model.rdflib_terms import to_rdflib
from pactgraph.namespaces import RDF, XSD
from pactgraph.shapes.results import Node

_MOST_ITEMS: Final = 100_000


class NotCompiled(PactgraphError):
    """A shape says something that is left to pySHACL; it never leaves this package."""


def parts_of(triple: ox.Triple) -> tuple[Node, ox.NamedNode, Node]:
    """Return the terms of a triple; raises BadInput for those that RDF 1.1 has not."""
    subject, value = triple.subject, triple.object
    for term in (subject, value):
        if isinstance(term, ox.Triple) or (isinstance(term, ox.Literal) and term.direction):
            to_rdflib(term)
    return subject, triple.predicate, value  # type: ignore[return-value]


class ShapesGraph:
    """The triples of a shapes graph, by subject and predicate."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.triples = list(dict.fromkeys(triples))
        self._by_subject: dict[object, dict[ox.NamedNode, list[Node]]] = {}
        self._by_predicate: dict[ox.NamedNode, dict[Node, None]] = {}
        self._holders: dict[object, list[Node]] = {}
        for subject, predicate, value in map(parts_of, self.triples):
            self._by_subject.setdefault(subject, {}).setdefault(predicate, []).append(value)
            self._by_predicate.setdefault(predicate, {})[subject] = None
            self._holders.setdefault(value, []).append(subject)

    def objects(self, subject: Node, predicate: ox.NamedNode) -> list[Node]:
        """Return the values of a property of a node."""
        return self._by_subject.get(subject, {}).get(predicate, [])

    def subjects(self, predicate: ox.NamedNode) -> Iterable[Node]:
        """Return the nodes that have a property."""
        return self._by_predicate.get(predicate, ())

    def holders(self, value: Node) -> list[Node]:
        """Return the subjects of the triples that a node is the object of, sorted."""
        return sorted(self._holders.get(value, ()), key=str)

    def predicates(self, subject: Node) -> Iterable[ox.NamedNode]:
        """Return the properties that a node has."""
        return self._by_subject.get(subject, ())

    def one(self, subject: Node, predicate: ox.NamedNode) -> Node | None:
        """Return the only value of a property, or None; raises NotCompiled for several."""
        found = self.objects(subject, predicate)
        if len(found) > 1:
            raise NotCompiled(f"it has several values of {predicate}")
        return found[0] if found else None

    def items(self, node: Node) -> list[Node]:
        """Return the members of an RDF list; raises NotCompiled if it is none, or empty."""
        found: list[Node] = []
        while node != RDF.nil:
            first, rest = self.one(node, RDF.first), self.one(node, RDF.rest)
            if first is None or rest is None or len(found) > _MOST_ITEMS:
                raise NotCompiled("a list in it is not well-formed")
            found.append(first)
            node = rest
        if not found:
            raise NotCompiled("a list in it is empty")
        return found

    def named(self, shape: Node) -> str:
        """Return the IRI of a shape, or of the nearest one that a nameless shape belongs to."""
        seen: set[Node] = set()
        while isinstance(shape, ox.BlankNode) and shape not in seen:
            seen.add(shape)
            shape = next(iter(self.holders(shape)), shape)
        return shape.value


def as_iri(node: Node) -> ox.NamedNode:
    """Return a node that has to be an IRI; raises NotCompiled."""
    if not isinstance(node, ox.NamedNode):
        raise NotCompiled("it has something else where an IRI must stand")
    return node


def as_text(node: Node) -> str:
    """Return the text of a node that has to be a string, in a language or in none."""
    if not isinstance(node, ox.Literal) or node.datatype not in (XSD.string, RDF.langString):
        raise NotCompiled("it has something else where a text must stand")
    return node.value


def as_truth(node: Node) -> bool:
    """Return whether a node that has to be true or false is true."""
    written = node.value if isinstance(node, ox.Literal) and node.datatype == XSD.boolean else ""
    if written not in ("true", "false"):
        raise NotCompiled("it has something else where true or false must stand")
    return written == "true"
