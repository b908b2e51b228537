"""The axioms that rules are made of, each with the triples that state it."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from pactgraph.reasoning.expressions import ClassExpression, Property


@dataclass(frozen=True, slots=True)
class Axiom:
    """A statement of the ontology: itself in words, and every triple that spells it out."""

    label: str
    triples: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class SubClass(Axiom):
    """rdfs:subClassOf."""

    lower: ClassExpression
    upper: ClassExpression


@dataclass(frozen=True, slots=True)
class SameClass(Axiom):
    """owl:equivalentClass, or a name defined by owl:intersectionOf and its like."""

    first: ClassExpression
    second: ClassExpression


@dataclass(frozen=True, slots=True)
class DisjointClasses(Axiom):
    """owl:disjointWith (two classes) or owl:AllDisjointClasses (``listed``)."""

    classes: tuple[ClassExpression, ...]
    listed: bool


@dataclass(frozen=True, slots=True)
class SubProperty(Axiom):
    """rdfs:subPropertyOf."""

    lower: Property
    upper: Property


@dataclass(frozen=True, slots=True)
class SameProperty(Axiom):
    """owl:equivalentProperty."""

    first: Property
    second: Property


@dataclass(frozen=True, slots=True)
class Inverse(Axiom):
    """owl:inverseOf between two names."""

    first: Property
    second: Property


@dataclass(frozen=True, slots=True)
class Chain(Axiom):
    """owl:propertyChainAxiom."""

    steps: tuple[Property, ...]
    upper: Property


@dataclass(frozen=True, slots=True)
class DisjointProperties(Axiom):
    """owl:propertyDisjointWith (two properties) or owl:AllDisjointProperties (``listed``)."""

    properties: tuple[Property, ...]
    listed: bool


@dataclass(frozen=True, slots=True)
class Characteristic(Axiom):
    """A property declared symmetric, transitive, functional and so on."""

    kind: NamedNode
    property: Property


@dataclass(frozen=True, slots=True)
class Domain(Axiom):
    """rdfs:domain."""

    property: Property
    of: ClassExpression


@dataclass(frozen=True, slots=True)
class Range(Axiom):
    """rdfs:range."""

    property: Property
    of: ClassExpression


@dataclass(frozen=True, slots=True)
class Key(Axiom):
    """owl:hasKey."""

    of: ClassExpression
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Ontology:
    """The axioms, the triples about the ontology's own individuals, and its terms.

    A term is what the ontology speaks of that is no individual: a class, a property,
    the ontology itself.
    """

    axioms: tuple[Axiom, ...]
    assertions: tuple[Triple, ...]
    terms: frozenset[NamedNode]
