"""Axioms told as a reader says them: restrictions, chains, lists, with links to their terms.

What the words stand for is OWL 2's; "some", "only" and "not" are those of its Manchester syntax.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.engine.results import Term
from pactgraph.namespaces import OWL, RDF
from pactgraph.web.terms import ShownTerm, shown

Piece: TypeAlias = str | ShownTerm
"""A word between terms, or a term with its link."""

_CARDINALITIES = {
    OWL.minCardinality: "at least",
    OWL.maxCardinality: "at most",
    OWL.cardinality: "exactly",
    OWL.minQualifiedCardinality: "at least",
    OWL.maxQualifiedCardinality: "at most",
    OWL.qualifiedCardinality: "exactly",
}
_LISTS = {OWL.intersectionOf: " and ", OWL.unionOf: " or ", OWL.oneOf: ", "}


@dataclass
class Statements:
    """Statements looked up by subject and by object."""

    of: dict[Term, dict[NamedNode, list[Term]]] = field(default_factory=dict)
    naming: dict[Term, list[tuple[Term, NamedNode]]] = field(default_factory=dict)

    @classmethod
    def from_triples(cls, triples: Iterable[Triple]) -> Statements:
        """Return the statements of a graph, values sorted."""
        found = cls()
        for triple in sorted(triples, key=str):
            of = found.of.setdefault(triple.subject, {})
            of.setdefault(triple.predicate, []).append(triple.object)
            found.naming.setdefault(triple.object, []).append((triple.subject, triple.predicate))
        return found

    def values(self, subject: Term, predicate: NamedNode) -> Sequence[Term]:
        """Return what a subject's property has as values."""
        return self.of.get(subject, {}).get(predicate, ())

    def value(self, subject: Term, predicate: NamedNode) -> Term | None:
        """Return one value of a subject's property, None if it has none."""
        return next(iter(self.values(subject, predicate)), None)

    def items(self, head: Term) -> list[Term]:
        """Return the members of an RDF list."""
        found: list[Term] = []
        seen: set[Term] = set()
        node: Term | None = head
        while node is not None and node != RDF.nil and node not in seen:
            seen.add(node)
            found += self.values(node, RDF.first)
            node = self.value(node, RDF.rest)
        return found


class AxiomTeller:
    """Tells the expressions of one ontology."""

    def __init__(self, statements: Statements, labels: Mapping[str, str]) -> None:
        self._statements = statements
        self._labels = labels

    def term(self, term: Term) -> ShownTerm:
        """Return a term as the page shows it, by its label."""
        return shown(term, self._labels)

    def told(self, node: Term, *, inside: bool = False) -> list[Piece]:
        """Return what a class or property expression says; brackets where it stands inside."""
        if not isinstance(node, BlankNode):
            return [self.term(node)]
        pieces = self._restriction(node) or self._boolean(node) or self._inverse(node)
        if pieces is None:
            return [self.term(node)]
        return ["(", *pieces, ")"] if inside and len(pieces) > 1 else pieces

    def chain(self, head: Term) -> list[Piece]:
        """Return a property chain: the properties, in the order in which they are followed."""
        pieces: list[Piece] = []
        for step in self._statements.items(head):
            pieces += [" then " if pieces else "", *self.told(step)]
        return [piece for piece in pieces if piece != ""]

    def listed(self, terms: Iterable[Term], between: str = ", ") -> list[Piece]:
        """Return terms with something between them."""
        pieces: list[Piece] = []
        for term in terms:
            inside = between in (" and ", " or ")
            pieces += [*([between] if pieces else []), *self.told(term, inside=inside)]
        return pieces

    def _restriction(self, node: Term) -> list[Piece] | None:
        prop = self._statements.value(node, OWL.onProperty)
        if prop is None:
            return None
        told = self.told(prop)
        for predicate, word in (
            (OWL.someValuesFrom, " some "),
            (OWL.allValuesFrom, " only "),
            (OWL.hasValue, " the value "),
        ):
            value = self._statements.value(node, predicate)
            if value is not None:
                return [*told, word, *self.told(value, inside=True)]
        for predicate, word in _CARDINALITIES.items():
            number = self._statements.value(node, predicate)
            if isinstance(number, Literal):
                of = self._statements.value(node, OWL.onClass)
                kind = [" ", *self.told(of, inside=True)] if of is not None else []
                return [*told, f" {word} {number.value}", *kind]
        return None

    def _boolean(self, node: Term) -> list[Piece] | None:
        for predicate, between in _LISTS.items():
            head = self._statements.value(node, predicate)
            if head is not None:
                return self.listed(self._statements.items(head), between)
        complement = self._statements.value(node, OWL.complementOf)
        return None if complement is None else ["not ", *self.told(complement, inside=True)]

    def _inverse(self, node: Term) -> list[Piece] | None:
        inverse = self._statements.value(node, OWL.inverseOf)
        return None if inverse is None else ["the inverse of ", *self.told(inverse)]
