"""Property and class expressions of OWL 2, read from the triples that spell them out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.errors import Location, UnsupportedAxiom
from pactgraph.namespaces import OWL, RDF, RDFS, XSD
from pactgraph.reasoning.rules import Term, display

_TYPE: Final = RDF.type
_DATATYPE: Final = RDFS.Datatype
_DEFINING: Final = frozenset({OWL.intersectionOf, OWL.unionOf, OWL.complementOf, OWL.oneOf})
_LITERAL_TYPES: Final = frozenset(
    {RDFS.Literal, RDF.langString, RDF.PlainLiteral, RDF.XMLLiteral, OWL.real, OWL.rational}
)


@dataclass(frozen=True, slots=True)
class Property:
    """A named property, or the inverse of one."""

    iri: NamedNode
    inverted: bool = False

    def __str__(self) -> str:
        return f"inverse of {display(self.iri)}" if self.inverted else display(self.iri)


@dataclass(frozen=True, slots=True)
class Named:
    """A class with an IRI, owl:Thing and owl:Nothing included."""

    iri: NamedNode

    def __str__(self) -> str:
        return display(self.iri)


@dataclass(frozen=True, slots=True)
class DataRange:
    """A set of literals. No rule follows from one: shapes check datatypes."""

    node: NamedNode | BlankNode

    def __str__(self) -> str:
        return display(self.node) if isinstance(self.node, NamedNode) else "a data range"


@dataclass(frozen=True, slots=True)
class Intersection:
    """What is in each of the parts."""

    parts: tuple[ClassExpression, ...]

    def __str__(self) -> str:
        return "(" + " and ".join(map(str, self.parts)) + ")"


@dataclass(frozen=True, slots=True)
class Union:
    """What is in one of the parts."""

    parts: tuple[ClassExpression, ...]

    def __str__(self) -> str:
        return "(" + " or ".join(map(str, self.parts)) + ")"


@dataclass(frozen=True, slots=True)
class Complement:
    """What is not in the class."""

    of: ClassExpression

    def __str__(self) -> str:
        return f"not {self.of}"


@dataclass(frozen=True, slots=True)
class OneOf:
    """These individuals and no others."""

    members: tuple[NamedNode, ...]

    def __str__(self) -> str:
        return "{" + ", ".join(map(display, self.members)) + "}"


@dataclass(frozen=True, slots=True)
class SomeValues:
    """What has a value in the class; with owl:Thing, any value."""

    property: Property
    filler: ClassExpression

    def __str__(self) -> str:
        return f"({self.property} some {self.filler})"


@dataclass(frozen=True, slots=True)
class AllValues:
    """What has no value outside the class."""

    property: Property
    filler: ClassExpression

    def __str__(self) -> str:
        return f"({self.property} only {self.filler})"


@dataclass(frozen=True, slots=True)
class HasValue:
    """What has this value."""

    property: Property
    value: NamedNode | Literal

    def __str__(self) -> str:
        return f"({self.property} value {display(self.value)})"


@dataclass(frozen=True, slots=True)
class AtMost:
    """What has no more values than this, which is 0 or 1."""

    property: Property
    count: int

    def __str__(self) -> str:
        return f"({self.property} max {self.count})"


ClassExpression: TypeAlias = (
    Named
    | DataRange
    | Intersection
    | Union
    | Complement
    | OneOf
    | SomeValues
    | AllValues
    | HasValue
    | AtMost
)

THING: Final = Named(OWL.Thing)
NOTHING: Final = Named(OWL.Nothing)
Locate: TypeAlias = Callable[[Triple], Location | None]


class ExpressionReader:
    """Reads the expressions that hang on an axiom's triples.

    Each method returns the expression and appends every triple that it used to
    ``used``; ``about`` is the term that a refusal names. All raise UnsupportedAxiom.
    """

    def __init__(self, triples: Iterable[Triple], locate: Locate | None = None) -> None:
        self.by_subject: dict[Term, list[Triple]] = defaultdict(list)
        self._datatypes: set[Term] = set()
        for triple in triples:
            if not isinstance(triple.subject, Triple):
                self.by_subject[triple.subject].append(triple)
                if triple.object == _DATATYPE and triple.predicate == _TYPE:
                    self._datatypes.add(triple.subject)
        self._locate = locate
        self._open: list[BlankNode] = []

    def refuse(self, what: str, about: Term, triple: Triple | None) -> UnsupportedAxiom:
        """Return the error for a construct that no rule carries out."""
        subject = "a blank node" if isinstance(about, BlankNode) else display(about)
        return UnsupportedAxiom(
            f"{what} is not supported by the rule compiler (axiom about {subject})",
            location=self._locate(triple) if self._locate and triple is not None else None,
            iri=about.value if isinstance(about, NamedNode) else None,
            hint="restate the axiom with a construct of the OWL 2 RL profile, or as a shape",
        )

    def property(self, node: Term | Triple, used: list[Triple], about: Term) -> Property:
        """Return the property or inverse property that the node stands for."""
        if node == _TYPE:
            raise self.refuse("rdf:type as a property of an axiom", about, _last(used))
        if isinstance(node, NamedNode):
            return Property(node)
        if isinstance(node, BlankNode):
            for triple in self.by_subject.get(node, ()):
                if triple.predicate == OWL.inverseOf and isinstance(triple.object, NamedNode):
                    used.append(triple)
                    return Property(triple.object, inverted=True)
        raise self.refuse(
            "a property expression other than owl:inverseOf a name", about, _last(used)
        )

    def members(self, head: Term | Triple, used: list[Triple], about: Term) -> list[Term]:
        """Return the items of an RDF list."""
        items: list[Term] = []
        seen = set()
        while head != RDF.nil:
            cells = {t.predicate: t for t in self._of(head)}
            first, rest = cells.get(RDF.first), cells.get(RDF.rest)
            if first is None or rest is None or head in seen or isinstance(first.object, Triple):
                raise self.refuse("a broken RDF list", about, _last(used))
            seen.add(head)
            used += (first, rest)
            items.append(first.object)
            head = rest.object
        return items

    def expression(self, node: Term | Triple, used: list[Triple], about: Term) -> ClassExpression:
        """Return the class expression that the node stands for."""
        if isinstance(node, NamedNode):
            return DataRange(node) if self.is_datatype(node) else Named(node)
        if not isinstance(node, BlankNode) or node in self._open:
            raise self.refuse("a class expression that is no class", about, _last(used))
        self._open.append(node)
        try:
            return self._anonymous(node, used, about)
        finally:
            self._open.pop()

    def is_datatype(self, node: Term) -> bool:
        """Tell whether the node names a set of literals."""
        if isinstance(node, NamedNode) and (node.value in XSD or node in _LITERAL_TYPES):
            return True
        return node in self._datatypes

    def definition(
        self, triple: Triple, used: list[Triple], about: Term
    ) -> Intersection | Union | Complement | OneOf | None:
        """Return the expression of a triple with owl:intersectionOf and its like, else None."""
        predicate, value = triple.predicate, triple.object
        if predicate not in _DEFINING:
            return None
        if predicate == OWL.complementOf:
            used.append(triple)
            return Complement(self.expression(value, used, about))
        used.append(triple)
        items = self.members(value, used, about)
        if predicate == OWL.oneOf:
            named = tuple(x for x in items if isinstance(x, NamedNode))
            if len(named) != len(items):
                raise self.refuse("owl:oneOf with a member that has no IRI", about, triple)
            return OneOf(named)
        parts = tuple(self.expression(item, used, about) for item in items)
        return Intersection(parts) if predicate == OWL.intersectionOf else Union(parts)

    def _of(self, node: Term | Triple) -> list[Triple]:
        return [] if isinstance(node, Triple) else self.by_subject.get(node, [])

    def _anonymous(self, node: BlankNode, used: list[Triple], about: Term) -> ClassExpression:
        triples = self._of(node)
        if self.is_datatype(node):
            used += triples
            return DataRange(node)
        said = [t for t in triples if t.predicate.value in OWL]
        types = [t for t in triples if t.predicate == _TYPE]
        found = {t.predicate: t for t in said}
        if len(found) == 1:
            used += types
            expression = self.definition(said[0], used, about)
            if expression is not None:
                return expression
        if len(found) == 2 and len(said) == 2 and OWL.onProperty in found:
            used += types
            on = found.pop(OWL.onProperty)
            (kind,) = found.values()
            used += (on, kind)
            return self._restriction(self.property(on.object, used, about), kind, used, about)
        odd = [t for t in said if t.predicate != OWL.onProperty] or triples
        what = " with ".join(sorted({display(t.predicate) for t in odd})) or "an empty blank node"
        raise self.refuse(what, about, odd[0] if odd else _last(used))

    def _restriction(
        self, on: Property, kind: Triple, used: list[Triple], about: Term
    ) -> ClassExpression:
        value = kind.object
        if kind.predicate == OWL.someValuesFrom:
            return SomeValues(on, self.expression(value, used, about))
        if kind.predicate == OWL.allValuesFrom:
            return AllValues(on, self.expression(value, used, about))
        if kind.predicate == OWL.hasValue and isinstance(value, NamedNode | Literal):
            return HasValue(on, value)
        if kind.predicate == OWL.maxCardinality and isinstance(value, Literal):
            if value.value in ("0", "1"):
                return AtMost(on, int(value.value))
            raise self.refuse(f"owl:maxCardinality {value.value}", about, kind)
        raise self.refuse(display(kind.predicate), about, kind)


def _last(used: list[Triple]) -> Triple | None:
    return used[-1] if used else None
