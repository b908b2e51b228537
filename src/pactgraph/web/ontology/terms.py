"""The terms of an ontology, each with all that a reader asks of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.engine.results import Term
from pactgraph.namespaces import BASE, OWL, PACT, RDF, RDFS, SKOS
from pactgraph.web.ontology.axioms import AxiomTeller, Piece, Statements

KINDS: Final = {
    "class": "Classes",
    "object": "Relations (object properties)",
    "data": "Values (datatype properties)",
    "annotation": "Annotations",
    "individual": "Individuals",
}
"""The kinds of term, and what their parts of the page are called."""

_TYPES: Final = (
    (OWL.Class, "class"),
    (OWL.ObjectProperty, "object"),
    (OWL.DatatypeProperty, "data"),
    (OWL.AnnotationProperty, "annotation"),
    (OWL.NamedIndividual, "individual"),
)
_CHARACTERISTICS: Final = {
    OWL.SymmetricProperty: "symmetric",
    OWL.AsymmetricProperty: "asymmetric",
    OWL.TransitiveProperty: "transitive",
    OWL.ReflexiveProperty: "reflexive",
    OWL.IrreflexiveProperty: "irreflexive",
    OWL.FunctionalProperty: "functional",
    OWL.InverseFunctionalProperty: "inverse functional",
}
_ABOVE: Final = (RDFS.subClassOf, RDFS.subPropertyOf)
_EQUAL: Final = (OWL.equivalentClass, OWL.equivalentProperty)
_TOLD_ELSEWHERE: Final = frozenset(
    (
        *(RDF.type, RDFS.label, RDFS.isDefinedBy, RDFS.domain, RDFS.range, SKOS.definition),
        *(SKOS.example, OWL.inverseOf, OWL.propertyChainAxiom, OWL.disjointWith),
        *(OWL.propertyDisjointWith, OWL.deprecated, *_ABOVE, *_EQUAL),
    )
)


@dataclass
class OntologyTerm:
    """A term: how it is called, what it means, and lines of name and pieces about it.

    ``above`` has the IRIs of the terms right above it among ours.
    """

    iri: str
    name: str
    kind: str
    label: str
    definition: str
    examples: list[str]
    deprecated: bool
    above: list[str]
    lines: list[tuple[str, list[Piece]]] = field(default_factory=list)


class OntologyReading:
    """Reads the terms of our vocabulary from the statements of an ontology."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.statements = Statements.from_triples(triples)
        self.labels = {
            subject.value: value.value
            for subject, of in self.statements.of.items()
            for value in of.get(RDFS.label, ())
            if isinstance(subject, NamedNode) and isinstance(value, Literal)
        }
        self.teller = AxiomTeller(self.statements, self.labels)
        self._chained = self._lists_of(OWL.propertyChainAxiom)
        self._disjoint = self._lists_of(OWL.members)

    def _lists_of(self, predicate: NamedNode) -> list[tuple[Term, list[Term]]]:
        return [
            (subject, self.statements.items(head))
            for subject, of in self.statements.of.items()
            for head in of.get(predicate, ())
        ]

    def terms(self) -> list[OntologyTerm]:
        """Return every term that the ontology declares in our namespace, by label."""
        found = []
        for subject in self.statements.of:
            if isinstance(subject, NamedNode) and subject.value in PACT:
                kinds = self.statements.values(subject, RDF.type)
                kind = next((name for owl_type, name in _TYPES if owl_type in kinds), None)
                if kind is not None:
                    found.append(self._term(subject, kind))
        return sorted(found, key=lambda term: (term.label.casefold(), term.iri))

    def header(self) -> dict[str, list[Term]]:
        """Return what is said of the ontology itself, by the local name of the property."""
        for of in self.statements.of.values():
            if OWL.Ontology in of.get(RDF.type, ()):
                return {
                    predicate.value.replace("/", "#").rpartition("#")[2]: values
                    for predicate, values in of.items()
                }
        return {}

    def _term(self, term: NamedNode, kind: str) -> OntologyTerm:
        name = term.value.removeprefix(PACT.base)
        above = [
            value.value
            for predicate in _ABOVE
            for value in self.statements.values(term, predicate)
            if isinstance(value, NamedNode) and value.value in PACT
        ]
        deprecated = self.statements.value(term, OWL.deprecated)
        return OntologyTerm(
            term.value,
            name,
            kind,
            self.labels.get(term.value, name),
            " ".join(self._texts(term, SKOS.definition)),
            self._texts(term, SKOS.example),
            isinstance(deprecated, Literal) and deprecated.value in ("true", "1"),
            above,
            [(said, pieces) for said, pieces in self._lines(term, kind) if pieces],
        )

    def _texts(self, term: NamedNode, predicate: NamedNode) -> list[str]:
        values = self.statements.values(term, predicate)
        return [value.value for value in values if isinstance(value, Literal)]

    def _lines(self, term: NamedNode, kind: str) -> list[tuple[str, list[Piece]]]:
        listed, statements = self.teller.listed, self.statements
        above = [v for p in _ABOVE for v in statements.values(term, p)]
        equal = [v for p in _EQUAL for v in statements.values(term, p)]
        equal += [s for s, p in statements.naming.get(term, ()) if p in _EQUAL]
        below = [s for s, p in statements.naming.get(term, ()) if p in _ABOVE]
        types = statements.values(term, RDF.type)
        inverse = [
            *statements.values(term, OWL.inverseOf),
            *(s for s, p in statements.naming.get(term, ()) if p == OWL.inverseOf),
        ]
        return [
            ("is one of", listed(t for t in types if _is_ours(t)) if kind == "individual" else []),
            ("kind of", listed(v for v in above if _is_ours(v))),
            ("has the kinds", listed(v for v in below if _is_ours(v))),
            ("every one is", listed((v for v in above if isinstance(v, BlankNode)), "; ")),
            ("the same as", listed(v for v in equal if _is_ours(v) or isinstance(v, BlankNode))),
            ("stated of", listed(statements.values(term, RDFS.domain), " and ")),
            ("its value is", listed(statements.values(term, RDFS.range), " and ")),
            ("inverse of", listed(v for v in inverse if isinstance(v, NamedNode))),
            ("follows from", self._chains(term)),
            ("part of the chains", self._in_chains(term)),
            ("character", _words(w for t, w in _CHARACTERISTICS.items() if t in types)),
            ("is never", listed(self._apart(term))),
            ("individuals", listed(self._members(term)) if kind == "class" else []),
            ("its properties", listed(self._having(term, RDFS.domain))),
            ("value of", listed(self._having(term, RDFS.range))),
            ("in other vocabularies", self._alignments(above, below, equal)),
            *self._others(term),
        ]

    def _chains(self, term: NamedNode) -> list[Piece]:
        pieces: list[Piece] = []
        for head in self.statements.values(term, OWL.propertyChainAxiom):
            pieces += [*(["; or "] if pieces else []), *self.teller.chain(head)]
        return pieces

    def _in_chains(self, term: NamedNode) -> list[Piece]:
        """Return which properties follow from chains that the term is a step of."""
        found = []
        for subject, steps in self._chained:
            inverses = [self.statements.value(step, OWL.inverseOf) for step in steps]
            if term in steps or term in inverses:
                found.append(subject)
        return self.teller.listed(found)

    def _apart(self, term: NamedNode) -> list[Term]:
        """Return what is disjoint with a term, by pairs and by lists."""
        pairs = (OWL.disjointWith, OWL.propertyDisjointWith)
        found = {v for p in pairs for v in self.statements.values(term, p)}
        found |= {s for s, p in self.statements.naming.get(term, ()) if p in pairs}
        for _, members in self._disjoint:
            if term in members:
                found |= set(members) - {term}
        return sorted(found, key=lambda v: self.labels.get(getattr(v, "value", ""), str(v)))

    def _members(self, term: NamedNode) -> list[Term]:
        naming = self.statements.naming.get(term, ())
        return [s for s, p in naming if p == RDF.type and _is_ours(s)]

    def _having(self, term: NamedNode, predicate: NamedNode) -> list[Term]:
        return [s for s, p in self.statements.naming.get(term, ()) if p == predicate]

    def _alignments(
        self, above: Iterable[Term], below: Iterable[Term], equal: Iterable[Term]
    ) -> list[Piece]:
        pieces: list[Piece] = []
        for word, values in (
            ("a kind of ", above),
            ("wider than ", below),
            ("the same as ", equal),
        ):
            foreign = [v for v in values if isinstance(v, NamedNode) and not _is_ours(v)]
            if foreign:
                pieces += ["; " if pieces else "", word, *self.teller.listed(foreign)]
        return [piece for piece in pieces if piece != ""]

    def _others(self, term: NamedNode) -> list[tuple[str, list[Piece]]]:
        """Return what else is said of a term, by the labels of the properties."""
        return [
            (
                self.labels.get(predicate.value, predicate.value),
                self.teller.listed(values, "; "),
            )
            for predicate, values in self.statements.of[term].items()
            if predicate not in _TOLD_ELSEWHERE
        ]


def _words(words: Iterable[str]) -> list[Piece]:
    joined = ", ".join(words)
    return [joined] if joined else []


def _is_ours(term: Term) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(BASE)
