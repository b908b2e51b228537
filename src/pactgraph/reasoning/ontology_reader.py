"""Axioms read from an ontology's triples; what no rule carries out is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, NamedNode, Triple

from pactgraph.namespaces import OWL, RDF, RDFS
from pactgraph.reasoning.axioms import (
    Axiom,
    Chain,
    Characteristic,
    DisjointClasses,
    DisjointProperties,
    Domain,
    Inverse,
    Key,
    Ontology,
    Range,
    SameClass,
    SameProperty,
    SubClass,
    SubProperty,
)
from pactgraph.reasoning.expressions import (
    ClassExpression,
    DataRange,
    ExpressionReader,
    Locate,
    Named,
    Property,
)
from pactgraph.reasoning.rules import Term, display
from pactgraph.reasoning.vocabulary import (
    CHARACTERISTICS,
    EXPRESSION_PREDICATES,
    IGNORED_PREDICATES,
    IGNORED_TYPES,
    OF_INDIVIDUALS,
    is_vocabulary,
)

_TYPE: Final = RDF.type
_Make: TypeAlias = Callable[[Triple, list[Triple], Term], Axiom | None]


def read_ontology(triples: Iterable[Triple], locate: Locate | None = None) -> Ontology:
    """Return the axioms and assertions of an ontology's triples, each axiom with its triples.

    Annotations, declarations and metadata are passed over. Any other construct of
    OWL 2 raises UnsupportedAxiom with its name and the term it is about, and with
    file and line where ``locate`` knows them.
    """
    given = list(dict.fromkeys(triples))
    reader = _Reader(given, locate)
    individuals = {t.subject for t in given if _types_an_individual(t)}
    axioms = [axiom for triple in given if (axiom := reader.axiom(triple)) is not None]
    return Ontology(
        tuple(axioms),
        tuple(t for t in given if t.subject in individuals and reader.is_assertion(t)),
        frozenset(
            t.subject
            for t in given
            if isinstance(t.subject, NamedNode) and t.subject not in individuals
        ),
    )


class _Reader(ExpressionReader):
    def __init__(self, triples: Iterable[Triple], locate: Locate | None) -> None:
        super().__init__(triples, locate)
        self._by_predicate: dict[NamedNode, _Make] = {
            RDFS.subClassOf: self._sub_class,
            OWL.equivalentClass: self._same_class,
            OWL.disjointWith: self._disjoint_with,
            RDFS.subPropertyOf: self._sub_property,
            OWL.equivalentProperty: self._same_property,
            OWL.propertyDisjointWith: self._property_disjoint,
            OWL.inverseOf: self._inverse,
            OWL.propertyChainAxiom: self._chain,
            OWL.hasKey: self._key,
            RDFS.domain: self._domain,
            RDFS.range: self._range,
        }

    def axiom(self, triple: Triple) -> Axiom | None:
        """Return the axiom that the triple heads, or None if it heads none."""
        subject, predicate = triple.subject, triple.predicate
        if isinstance(subject, Triple):
            raise self.refuse("a triple about a triple", predicate, triple)
        used = [triple]
        if predicate == _TYPE:
            return self._typed(triple, used, subject)
        if isinstance(subject, BlankNode) and predicate == OWL.inverseOf:
            return None
        if predicate in self._by_predicate:
            return self._by_predicate[predicate](triple, used, subject)
        if isinstance(subject, NamedNode) and not self.is_datatype(subject):
            defined = self.definition(triple, used := [], subject)
            if defined is not None:
                label = f"{display(subject)} is the same class as {defined}"
                return SameClass(label, tuple(used), Named(subject), defined)
        elif predicate in EXPRESSION_PREDICATES:
            return None
        if predicate.value in OWL and predicate not in IGNORED_PREDICATES:
            raise self.refuse(display(predicate), subject, triple)
        return None

    def is_assertion(self, triple: Triple) -> bool:
        """Tell whether the triple, of an individual, says something that is no axiom."""
        if triple.predicate == _TYPE:
            return not is_vocabulary(triple.object)
        return triple.predicate not in self._by_predicate

    def _typed(self, triple: Triple, used: list[Triple], about: Term) -> Axiom | None:
        kind = triple.object
        if kind == OWL.AllDisjointClasses:
            classes = tuple(
                self.expression(x, used, about) for x in self._listed(triple, used, about)
            )
            return DisjointClasses(_disjoint_label(classes), tuple(used), classes, listed=True)
        if kind == OWL.AllDisjointProperties:
            properties = tuple(
                self.property(x, used, about) for x in self._listed(triple, used, about)
            )
            label = _disjoint_label(properties)
            return DisjointProperties(label, tuple(used), properties, listed=True)
        if isinstance(kind, NamedNode) and kind in CHARACTERISTICS:
            on = self._head(self.property(about, used, about), triple)
            return Characteristic(f"{on} is {CHARACTERISTICS[kind]}", tuple(used), kind, on)
        if isinstance(kind, NamedNode) and kind.value in OWL and kind not in IGNORED_TYPES:
            raise self.refuse(display(kind), about, triple)
        return None

    def _listed(self, triple: Triple, used: list[Triple], about: Term) -> list[Term]:
        lists = [t for t in self.by_subject[about] if t.predicate == OWL.members]
        if len(lists) != 1:
            raise self.refuse(f"{display(triple.object)} without owl:members", about, triple)
        used += lists
        return self.members(lists[0].object, used, about)

    def _sub_class(self, triple: Triple, used: list[Triple], about: Term) -> Axiom:
        lower = self._class(about, used, about)
        upper = self._class(triple.object, used, about)
        return SubClass(f"{lower} is a subclass of {upper}", tuple(used), lower, upper)

    def _same_class(self, triple: Triple, used: list[Triple], about: Term) -> Axiom:
        first = self._class(about, used, about)
        second = self._class(triple.object, used, about)
        label = f"{first} is the same class as {second}"
        return SameClass(label, tuple(used), first, second)

    def _disjoint_with(self, triple: Triple, used: list[Triple], about: Term) -> Axiom:
        classes = (self._class(about, used, about), self._class(triple.object, used, about))
        return DisjointClasses(_disjoint_label(classes), tuple(used), classes, listed=False)

    def _sub_property(self, triple: Triple, used: list[Triple], about: Term) -> Axiom:
        lower, upper = self._two(triple, used, about)
        label = f"{lower} is a sub-property of {upper}"
        return SubProperty(label, tuple(used), lower, upper)

    def _same_property(self, triple: Triple, used: list[Triple], about: Term) -> Axiom:
        first, second = self._two(triple, used, about)
        return SameProperty(f"{first} is the same property as {second}", tuple(used), first, second)

    def _property_disjoint(self, triple: Triple, used: list[Triple], about: Term) -> Axiom:
        both = self._two(triple, used, about)
        return DisjointProperties(_disjoint_label(both), tuple(used), both, listed=False)

    def _inverse(self, triple: Triple, used: list[Triple], about: Term) -> Axiom:
        first, second = self._two(triple, used, about)
        return Inverse(f"{first} is the inverse of {second}", tuple(used), first, second)

    def _chain(self, triple: Triple, used: list[Triple], about: Term) -> Axiom:
        upper = self._head(self.property(about, used, about), triple)
        items = self.members(triple.object, used, about)
        steps = tuple(self.property(item, used, about) for item in items)
        if len(steps) < 2:
            raise self.refuse("owl:propertyChainAxiom of fewer than two steps", about, triple)
        label = " then ".join(map(str, steps)) + f" makes {upper}"
        return Chain(label, tuple(used), steps, upper)

    def _key(self, triple: Triple, used: list[Triple], about: Term) -> Axiom:
        of = self._class(about, used, about)
        items = self.members(triple.object, used, about)
        properties = tuple(self.property(item, used, about) for item in items)
        if not properties:
            raise self.refuse("owl:hasKey without properties", about, triple)
        label = f"{of} has the key {', '.join(map(str, properties))}"
        return Key(label, tuple(used), of, properties)

    def _domain(self, triple: Triple, used: list[Triple], about: Term) -> Axiom:
        on, of = self.property(about, used, about), self._class(triple.object, used, about)
        return Domain(f"{on} has the domain {of}", tuple(used), on, of)

    def _range(self, triple: Triple, used: list[Triple], about: Term) -> Axiom:
        on = self.property(about, used, about)
        of = self.expression(triple.object, used, about)
        return Range(f"{on} has the range {of}", tuple(used), on, of)

    def _class(self, node: Term | Triple, used: list[Triple], about: Term) -> ClassExpression:
        expression = self.expression(node, used, about)
        if isinstance(expression, DataRange):
            raise self.refuse(f"a data range ({expression}) as a class", about, used[0])
        return expression

    def _two(self, triple: Triple, used: list[Triple], about: Term) -> tuple[Property, Property]:
        first = self.property(about, used, about)
        second = self.property(triple.object, used, about)
        if triple.predicate != OWL.propertyDisjointWith:
            self._head(second, triple)
        if triple.predicate in (OWL.equivalentProperty, OWL.inverseOf):
            self._head(first, triple)
        return first, second

    def _head(self, on: Property, triple: Triple) -> Property:
        """Refuse to derive triples of the vocabulary itself: types, identities, axioms."""
        iri = on.iri
        if iri.value in OWL or iri == _TYPE or iri in self._by_predicate:
            raise self.refuse(f"{display(iri)} as what another property implies", iri, triple)
        return on


def _types_an_individual(triple: Triple) -> bool:
    if triple.predicate != _TYPE or not isinstance(triple.subject, NamedNode):
        return False
    return triple.object in OF_INDIVIDUALS or not is_vocabulary(triple.object)


def _disjoint_label(items: Iterable[object]) -> str:
    return ", ".join(map(str, items)) + " are disjoint"
