"""A check that an ontology stays within OWL 2 DL and OWL 2 RL, for the constructs listed here.

It knows the RDF mapping of declarations, class expressions (intersection, union, enumeration,
complement, some, all, value, maximum cardinality), axioms on classes and properties, property
chains, keys and assertions, and says so of anything else in OWL's vocabulary. References are to
"OWL 2 Structural Specification" (SS) and "OWL 2 Profiles" (P).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import rdflib
from rdflib import OWL, RDF, RDFS, BNode, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

_XSD_NAMES: Final = """
    decimal integer nonNegativeInteger nonPositiveInteger positiveInteger negativeInteger long int
    short byte unsignedLong unsignedInt unsignedShort unsignedByte float double string
    normalizedString token language Name NCName NMTOKEN boolean hexBinary base64Binary anyURI
    dateTime dateTimeStamp
"""

RL_DATATYPES: Final = frozenset(
    {
        *(RDF.PlainLiteral, RDF.XMLLiteral, RDFS.Literal),
        *(rdflib.XSD[name] for name in _XSD_NAMES.split()),
    }
)
"""The datatypes of P 4.2; ``rdf:langString`` is no datatype of OWL 2."""

_KINDS: Final = (
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    OWL.NamedIndividual,
    RDFS.Datatype,
)
_PROPERTY_KINDS: Final = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
_CHARACTERISTICS: Final = frozenset(
    {
        OWL.FunctionalProperty,
        OWL.InverseFunctionalProperty,
        OWL.SymmetricProperty,
        OWL.AsymmetricProperty,
        OWL.TransitiveProperty,
        OWL.IrreflexiveProperty,
    }
)
_SIMPLE_ONLY: Final = frozenset(
    {
        OWL.FunctionalProperty,
        OWL.InverseFunctionalProperty,
        OWL.AsymmetricProperty,
        OWL.IrreflexiveProperty,
    }
)
_KNOWN_PREDICATES: Final = frozenset(
    {
        RDF.type, RDF.first, RDF.rest, RDFS.label, RDFS.comment, RDFS.isDefinedBy, RDFS.seeAlso,
        RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.equivalentClass,
        OWL.disjointWith, OWL.equivalentProperty, OWL.propertyDisjointWith, OWL.inverseOf,
        OWL.propertyChainAxiom, OWL.hasKey, OWL.members, OWL.intersectionOf, OWL.unionOf,
        OWL.oneOf, OWL.complementOf, OWL.onProperty, OWL.someValuesFrom, OWL.allValuesFrom,
        OWL.hasValue, OWL.maxCardinality, OWL.versionIRI, OWL.versionInfo, OWL.imports,
        OWL.deprecated,
    }
)  # fmt: skip
_BUILT_IN: Final = (str(OWL), str(RDF), str(RDFS), str(rdflib.XSD))


class Profile:
    """One ontology under the check; ``problems()`` tells what is wrong, sorted."""

    def __init__(self, graph: rdflib.Graph) -> None:
        self.graph = graph
        self.kinds: dict[Node, set[Node]] = {}
        for kind in _KINDS:
            for term in graph.subjects(RDF.type, kind):
                self.kinds.setdefault(term, set()).add(kind)

    def problems(self) -> list[str]:
        """Return every problem found, each as one line that names the term."""
        return sorted(
            {
                *self._vocabulary(),
                *self._declarations(),
                *self._punning(),
                *self._classes(),
                *self._properties(),
                *self._simplicity(),
                *self._regularity(),
            }
        )

    # Declarations: SS 5.8

    def _vocabulary(self) -> Iterator[str]:
        for s, p, o in self.graph:
            if str(p).startswith(_BUILT_IN) and p not in _KNOWN_PREDICATES:
                yield f"{_name(p)}: the check does not know this construct"
            if isinstance(s, URIRef) and str(s).startswith(_BUILT_IN):
                yield f"{_name(s)}: the reserved vocabulary is described"
            if p == RDF.type and isinstance(o, URIRef) and str(o).startswith(_BUILT_IN):
                known = {*_KINDS, *_CHARACTERISTICS, OWL.Ontology, OWL.Restriction}
                if o not in known | {OWL.AllDisjointClasses, OWL.AllDisjointProperties}:
                    yield f"{_name(s)}: its type {_name(o)} is outside OWL 2 RL or unknown here"

    def _declarations(self) -> Iterator[str]:
        for s, p, o in self.graph:
            if not str(p).startswith(_BUILT_IN) and not self.kinds.get(p, set()) & {
                *_PROPERTY_KINDS
            }:
                yield f"{_name(p)}: used as a property and not declared"
            if p == RDF.type and isinstance(o, URIRef) and not str(o).startswith(_BUILT_IN):
                if OWL.Class not in self.kinds.get(o, set()):
                    yield f"{_name(o)}: used as a class and not declared"
                if isinstance(s, URIRef) and not self.kinds.get(s):
                    yield f"{_name(s)}: an individual that is not declared"
        for term in self._class_places():
            if isinstance(term, URIRef) and not self._is(term, OWL.Class) and term != OWL.Thing:
                yield f"{_name(term)}: used as a class and not declared"

    def _class_places(self) -> Iterator[Node]:
        for predicate in (RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith):
            for s, o in self.graph.subject_objects(predicate):
                yield s
                yield o
        yield from self.graph.objects(None, RDFS.domain)
        for predicate in (OWL.intersectionOf, OWL.unionOf, OWL.members):
            for head in self.graph.objects(None, predicate):
                yield from Collection(self.graph, head)

    def _punning(self) -> Iterator[str]:
        for term, kinds in self.kinds.items():
            if len(kinds) > 1:
                names = " and ".join(sorted(_name(kind) for kind in kinds))
                yield f"{_name(term)}: declared as {names}"

    # Class expressions and where they may stand: P 4.2.3

    def _classes(self) -> Iterator[str]:
        graph = self.graph
        for s, o in graph.subject_objects(RDFS.subClassOf):
            yield from self._left(s)
            yield from self._right(o)
        for s, o in graph.subject_objects(OWL.equivalentClass):
            yield from self._both(s)
            yield from self._both(o)
        for s, o in graph.subject_objects(OWL.disjointWith):
            yield from self._left(s)
            yield from self._left(o)
        for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses):
            head = graph.value(axiom, OWL.members)
            members = list(Collection(graph, head)) if head is not None else []
            if len(members) < 2 or len(set(members)) < len(members):
                yield "an AllDisjointClasses has fewer than two members, or one twice"
            for member in members:
                yield from self._left(member)
        for s, o in graph.subject_objects(RDFS.domain):
            if self._is(s, OWL.ObjectProperty) or self._is(s, OWL.DatatypeProperty):
                yield from self._right(o)
        for s, o in graph.subject_objects(RDFS.range):
            if self._is(s, OWL.ObjectProperty):
                if isinstance(o, URIRef) and not self._is(o, OWL.Class):
                    yield f"{_name(s)}: its range {_name(o)} is no declared class"
                yield from self._right(o)
            elif self._is(s, OWL.DatatypeProperty) and o not in RL_DATATYPES:
                yield f"{_name(s)}: its range {_name(o)} is no datatype of OWL 2 RL"

    def _left(self, node: Node) -> Iterator[str]:
        if node == OWL.Thing:
            yield "owl:Thing stands where OWL 2 RL wants a subclass expression"
        yield from self._expression(
            node,
            {OWL.intersectionOf, OWL.unionOf, OWL.oneOf, OWL.someValuesFrom, OWL.hasValue},
            "a subclass",
        )

    def _right(self, node: Node) -> Iterator[str]:
        allowed = {OWL.intersectionOf, OWL.allValuesFrom, OWL.hasValue, OWL.maxCardinality}
        yield from self._expression(node, allowed | {OWL.complementOf}, "a superclass")

    def _both(self, node: Node) -> Iterator[str]:
        yield from self._expression(node, {OWL.intersectionOf, OWL.hasValue}, "an equivalent class")

    def _expression(self, node: Node, allowed: set[URIRef], place: str) -> Iterator[str]:
        if isinstance(node, URIRef):
            return
        constructors = {
            OWL.intersectionOf, OWL.unionOf, OWL.oneOf, OWL.complementOf, OWL.someValuesFrom,
            OWL.allValuesFrom, OWL.hasValue, OWL.maxCardinality,
        }  # fmt: skip
        used = constructors & set(self.graph.predicates(node))
        if len(used) != 1:
            yield f"a class expression in the place of {place} is none, or several at once"
            return
        (used_one,) = used
        if used_one not in allowed:
            yield f"{_name(used_one)} stands in the place of {place}, where OWL 2 RL has it not"
        value = self.graph.value(node, used_one)
        walk = {"a subclass": self._left, "a superclass": self._right}.get(place, self._both)
        if used_one in (OWL.intersectionOf, OWL.unionOf) and value is not None:
            for part in Collection(self.graph, value):
                yield from walk(part)
        elif used_one == OWL.complementOf and value is not None:
            yield from self._left(value)
        elif used_one in (OWL.someValuesFrom, OWL.allValuesFrom) and value is not None:
            if value != OWL.Thing:
                yield from walk(value)
        elif used_one == OWL.maxCardinality and value not in (Literal(0), Literal(1)):
            yield "a maximum cardinality other than 0 and 1 is outside OWL 2 RL"
        if used_one not in (OWL.intersectionOf, OWL.unionOf, OWL.oneOf, OWL.complementOf):
            on = self.graph.value(node, OWL.onProperty)
            if on is None or not self.kinds.get(self._base(on)):
                yield "a restriction is on no declared property"

    # Properties: P 4.2.5, SS 9.2

    def _properties(self) -> Iterator[str]:
        for s in set(self.graph.subjects(RDF.type, None)):
            marks = set(self.graph.objects(s, RDF.type)) & _CHARACTERISTICS
            if marks and self._is(s, OWL.DatatypeProperty) and marks != {OWL.FunctionalProperty}:
                yield f"{_name(s)}: a datatype property can only be functional"
            elif marks and not self._is(s, OWL.ObjectProperty, OWL.DatatypeProperty):
                yield f"{_name(s)}: has a characteristic and is no object property"
            if {OWL.SymmetricProperty, OWL.AsymmetricProperty} <= marks:
                yield f"{_name(s)}: symmetric and asymmetric"
        for predicate in (RDFS.subPropertyOf, OWL.equivalentProperty, OWL.propertyDisjointWith):
            for s, o in self.graph.subject_objects(predicate):
                kinds = [self.kinds.get(self._base(x), set()) & {*_PROPERTY_KINDS} for x in (s, o)]
                if kinds[0] != kinds[1] or len(kinds[0]) != 1:
                    yield f"{_name(s)} and {_name(o)}: {_name(predicate)} joins two kinds"
        for s, o in self.graph.subject_objects(OWL.inverseOf):
            for term in (s, o):
                if isinstance(term, URIRef) and not self._is(term, OWL.ObjectProperty):
                    yield f"{_name(term)}: has an inverse and is no object property"
        for s, head in self.graph.subject_objects(OWL.propertyChainAxiom):
            steps = list(Collection(self.graph, head))
            if len(steps) < 2:
                yield f"{_name(s)}: a chain of fewer than two steps"
            for term in (s, *steps):
                if not self._is(self._base(term), OWL.ObjectProperty):
                    yield f"{_name(s)}: a chain with {_name(term)}, which is no object property"

    # Restrictions on the axiom closure: SS 11

    def _simplicity(self) -> Iterator[str]:
        composite = {self._base(s) for s in self.graph.subjects(OWL.propertyChainAxiom, None)}
        composite |= {self._base(s) for s in self.graph.subjects(RDF.type, OWL.TransitiveProperty)}
        above = self._superproperties()
        grown = True
        while grown:
            more = {upper for lower in composite for upper in above.get(lower, ())} - composite
            composite |= more
            grown = bool(more)
        for prop in composite:
            marks = set(self.graph.objects(prop, RDF.type)) & _SIMPLE_ONLY
            for mark in marks:
                yield f"{_name(prop)}: is {_name(mark)} and not simple"
        for s, o in self.graph.subject_objects(OWL.propertyDisjointWith):
            for prop in (s, o):
                if self._base(prop) in composite:
                    yield f"{_name(prop)}: is disjoint with another and not simple"
        for restriction in self.graph.subjects(OWL.maxCardinality, None):
            on = self.graph.value(restriction, OWL.onProperty)
            if on is not None and self._base(on) in composite:
                yield f"{_name(on)}: has a cardinality and is not simple"

    def _superproperties(self) -> dict[Node, set[Node]]:
        above: dict[Node, set[Node]] = {}
        for s, o in self.graph.subject_objects(RDFS.subPropertyOf):
            above.setdefault(self._base(s), set()).add(self._base(o))
        for predicate in (OWL.equivalentProperty, OWL.inverseOf):
            for s, o in self.graph.subject_objects(predicate):
                if isinstance(s, URIRef):
                    above.setdefault(self._base(s), set()).add(self._base(o))
                    above.setdefault(self._base(o), set()).add(self._base(s))
        return above

    def _regularity(self) -> Iterator[str]:
        """Look for the strict order of SS 11.2: no way back from a chain's result to its steps."""
        above = self._superproperties()
        strict: set[tuple[Node, Node]] = set()
        for s, head in self.graph.subject_objects(OWL.propertyChainAxiom):
            result = self._base(s)
            steps = [self._base(step) for step in Collection(self.graph, head)]
            if steps == [result, result]:
                continue
            inner = steps[1:] if steps[0] == result else steps
            inner = inner[:-1] if inner[-1] == result and steps[0] != result else inner
            strict |= {(step, result) for step in inner}
        edges = {lower: set(uppers) for lower, uppers in above.items()}
        for lower, upper in strict:
            edges.setdefault(lower, set()).add(upper)
        for lower, upper in strict:
            if lower == upper or lower in _reach(edges, upper):
                yield f"{_name(upper)}: its chain over {_name(lower)} makes the hierarchy irregular"

    def _base(self, node: Node) -> Node:
        """Return the property that an expression is, or is the inverse of."""
        if isinstance(node, BNode):
            return self.graph.value(node, OWL.inverseOf) or node
        return node

    def _is(self, term: Node, *kinds: Node) -> bool:
        return bool(self.kinds.get(term, set()) & set(kinds))


def _reach(edges: dict[Node, set[Node]], start: Node) -> set[Node]:
    seen: set[Node] = set()
    todo = [start]
    while todo:
        for node in edges.get(todo.pop(), ()):
            if node not in seen:
                seen.add(node)
                todo.append(node)
    return seen


def _name(term: Node) -> str:
    text = str(term)
    for prefix, base in (("owl", str(OWL)), ("rdfs", str(RDFS)), ("rdf", str(RDF))):
        if text.startswith(base):
            return f"{prefix}:{text[len(base) :]}"
    return text.rpartition("#")[2].rpartition("/")[2] if isinstance(term, URIRef) else "[]"
