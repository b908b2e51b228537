"""Reading the constraints of a shape; what pySHACL may take its own way is left to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

import pyoxigraph as ox
import rdflib

from pactgraph.model.rdflib_terms import to_rdflib
from pactgraph.namespaces import OWL, RDF, RDFS, SH, XSD
from pactgraph.shapes.constraints import (
    AtLeast,
    AtMost,
    Closed,
    Disjoint,
    EachValue,
    Equals,
    HasValue,
    Less,
    OfClass,
    UniqueLang,
)
from pactgraph.shapes.native_tests import (
    NODE_KINDS,
    native_beginning,
    native_datatype,
    native_language,
    native_length,
    native_members,
    sure_datatype,
    sure_pattern,
    sure_range,
)
from pactgraph.shapes.results import Node
from pactgraph.shapes.shape import Constraint, Shape
from pactgraph.shapes.shape_constraints import Conforms, Property, Qualified
from pactgraph.shapes.shapes_graph import NotCompiled, ShapesGraph, as_iri, as_text, as_truth
from pactgraph.shapes.sparql_constraint import SparqlConstraint
from pactgraph.shapes.value_tests import (
    has_datatype,
    has_kind,
    has_language,
    is_among,
    is_in_range,
    is_long,
    is_short,
    matches,
)

_FITS: Final[dict[ox.NamedNode, tuple[ox.NamedNode, str, Callable[[int], bool]]]] = {
    SH.minExclusive: (SH.MinExclusiveConstraintComponent, ">", lambda order: order > 0),
    SH.minInclusive: (SH.MinInclusiveConstraintComponent, ">=", lambda order: order >= 0),
    SH.maxExclusive: (SH.MaxExclusiveConstraintComponent, "<", lambda order: order < 0),
    SH.maxInclusive: (SH.MaxInclusiveConstraintComponent, "<=", lambda order: order <= 0),
}
_LISTS: Final = {
    SH["and"]: SH.AndConstraintComponent,
    SH["or"]: SH.OrConstraintComponent,
    SH.xone: SH.XoneConstraintComponent,
}
_ALWAYS: Final = (RDF.type, RDFS.Resource)
_PREFIXES: Final = {"rdf": RDF.base, "rdfs": RDFS.base, "owl": OWL.base}


class ConstraintReader:
    """Reads constraints; ``shape_of`` gives the shape that a node stands for."""

    known: Final = frozenset(
        {
            SH["class"], SH.datatype, SH.nodeKind, SH.minCount, SH.maxCount, *_FITS,
            SH.minLength, SH.maxLength, SH.pattern, SH.flags, SH.languageIn, SH.uniqueLang,
            SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals, *_LISTS, SH["not"],
            SH.node, SH.property, SH.qualifiedValueShape, SH.qualifiedMinCount,
            SH.qualifiedMaxCount, SH.qualifiedValueShapesDisjoint, SH.closed,
            SH.ignoredProperties, SH.hasValue, SH["in"], SH.sparql,
        }
    )  # fmt: skip
    """The properties of shapes that are read here."""

    def __init__(self, graph: ShapesGraph, shape_of: Callable[[Node], Shape]) -> None:
        self._graph = graph
        self._shape_of = shape_of

    def read(self, shape: Shape) -> list[Constraint]:
        """Return what a shape asks; raises NotCompiled for what is left to pySHACL."""
        return [
            constraint
            for part in (
                self._of_values,
                self._of_text,
                self._of_numbers,
                self._of_properties,
                self._of_shapes,
                self._of_queries,
            )
            for constraint in part(shape)
        ]

    def _of_values(self, shape: Shape) -> Iterator[Constraint]:
        for name in self._graph.objects(shape.node, SH["class"]):
            yield OfClass(name)
        datatype = self._graph.one(shape.node, SH.datatype)
        if datatype is not None:
            name = as_iri(datatype)
            yield EachValue(
                SH.DatatypeConstraintComponent,
                has_datatype(name),
                native_datatype(name),
                sure_datatype(name),
            )
        kind = self._graph.one(shape.node, SH.nodeKind)
        if kind is not None:
            if kind not in NODE_KINDS:
                raise NotCompiled("it has a kind of node that is none")
            kind = as_iri(kind)
            yield EachValue(SH.NodeKindConstraintComponent, has_kind(kind), NODE_KINDS[kind])
        members = self._graph.one(shape.node, SH["in"])
        if members is not None:
            held = [] if members == RDF.nil else self._graph.items(members)
            yield EachValue(SH.InConstraintComponent, is_among(held), native_members(held))
        for value in self._graph.objects(shape.node, SH.hasValue):
            yield HasValue(value)
        for predicate, (component, sign, fits) in _FITS.items():
            for bound in self._graph.objects(shape.node, predicate):
                if not isinstance(bound, ox.Literal):
                    raise NotCompiled("it has a bound that is no literal")
                sure = sure_range(bound, sign)
                yield EachValue(component, is_in_range(bound, fits), None, sure)

    def _of_text(self, shape: Shape) -> Iterator[Constraint]:
        flags = self._graph.one(shape.node, SH.flags)
        for pattern in self._graph.objects(shape.node, SH.pattern):
            if not isinstance(pattern, ox.Literal) or isinstance(flags, ox.NamedNode):
                raise NotCompiled("it has a pattern that is no text")
            try:
                test = matches(pattern.value, flags.value if flags else "")
            except re.error as error:
                raise NotCompiled("it has a pattern that cannot be read") from error
            native = None if flags else native_beginning(pattern.value)
            sure = None if flags else sure_pattern(pattern.value)
            yield EachValue(SH.PatternConstraintComponent, test, native, sure)
        least = self._count(shape, SH.minLength)
        if least is not None:
            yield EachValue(
                SH.MinLengthConstraintComponent, is_long(least), native_length(least, None)
            )
        most = self._count(shape, SH.maxLength)
        if most is not None:
            yield EachValue(
                SH.MaxLengthConstraintComponent, is_short(most), native_length(None, most)
            )
        ranges = self._graph.one(shape.node, SH.languageIn)
        if ranges is not None:
            wanted = [as_text(each) for each in self._graph.items(ranges)]
            test, native = has_language(wanted), native_language(wanted)
            yield EachValue(SH.LanguageInConstraintComponent, test, native)
        unique = self._graph.one(shape.node, SH.uniqueLang)
        if unique is not None and as_truth(unique):
            _only_with_a_path(shape)
            yield UniqueLang()

    def _of_numbers(self, shape: Shape) -> Iterator[Constraint]:
        least, most = self._count(shape, SH.minCount), self._count(shape, SH.maxCount)
        if least is not None or most is not None:
            _only_with_a_path(shape)
        if least is not None:
            yield AtLeast(least)
        if most is not None:
            yield AtMost(most)

    def _of_properties(self, shape: Shape) -> Iterator[Constraint]:
        for predicate in self._graph.objects(shape.node, SH.equals):
            yield Equals(as_iri(predicate))
        for predicate in self._graph.objects(shape.node, SH.disjoint):
            yield Disjoint(as_iri(predicate))
        for name, or_equal in ((SH.lessThan, False), (SH.lessThanOrEquals, True)):
            for predicate in self._graph.objects(shape.node, name):
                _only_with_a_path(shape)
                yield Less(as_iri(predicate), or_equal)
        closed = self._graph.one(shape.node, SH.closed)
        ignored = self._graph.objects(shape.node, SH.ignoredProperties)
        if closed is None and ignored:
            raise NotCompiled("it ignores properties and is not closed")
        if closed is not None and as_truth(closed):
            allowed = {
                item for each in ignored if each != RDF.nil for item in self._graph.items(each)
            }
            for inner in self._graph.objects(shape.node, SH.property):
                self._property(inner)
                path = self._graph.one(inner, SH.path)
                if isinstance(path, ox.NamedNode):
                    allowed.add(path)
            yield Closed(frozenset(allowed), _ALWAYS)

    def _of_shapes(self, shape: Shape) -> Iterator[Constraint]:
        for node in self._graph.objects(shape.node, SH.property):
            yield Property(self._property(node))
        for node in self._graph.objects(shape.node, SH.node):
            inner = self._shape_of(node)
            if inner.path is not None:
                raise NotCompiled("it has a property shape where a node shape must stand")
            yield Conforms(SH.NodeConstraintComponent, (inner,))
        for node in self._graph.objects(shape.node, SH["not"]):
            yield Conforms(SH.NotConstraintComponent, (self._shape_of(node),))
        for predicate, component in _LISTS.items():
            for members in self._graph.objects(shape.node, predicate):
                asked = tuple(map(self._shape_of, self._graph.items(members)))
                yield Conforms(component, asked)
        yield from self._qualified(shape)

    def _qualified(self, shape: Shape) -> Iterator[Constraint]:
        least = self._count(shape, SH.qualifiedMinCount)
        most = self._count(shape, SH.qualifiedMaxCount)
        disjoint = self._graph.one(shape.node, SH.qualifiedValueShapesDisjoint)
        counted = self._graph.objects(shape.node, SH.qualifiedValueShape)
        if least is None and most is None and disjoint is None and not counted:
            return
        _only_with_a_path(shape)
        if not counted or (least is None and most is None):
            raise NotCompiled("it counts qualified values and does not say which, or how many")
        for node in counted:
            siblings = []
            if disjoint is not None and as_truth(disjoint):
                siblings = [self._shape_of(each) for each in self._siblings(shape) if each != node]
            yield Qualified(self._shape_of(node), tuple(siblings), least, most)

    def _siblings(self, shape: Shape) -> list[Node]:
        graph = self._graph
        holders = [
            h for h in graph.holders(shape.node) if shape.node in graph.objects(h, SH.property)
        ]
        found = {
            counted: None
            for holder in holders
            for inner in graph.objects(holder, SH.property)
            for counted in graph.objects(inner, SH.qualifiedValueShape)
        }
        return sorted(found, key=str)

    def _of_queries(self, shape: Shape) -> Iterator[Constraint]:
        graph = self._graph
        for node in graph.objects(shape.node, SH.sparql):
            off = graph.one(node, SH.deactivated)
            if off is not None and as_truth(off):
                continue
            select = graph.one(node, SH.select)
            if select is None:
                raise NotCompiled("it has a query that is none")
            own = [as_text(each) for each in graph.objects(node, SH.message)]
            of_shape = [as_text(each) for each in graph.objects(shape.node, SH.message)]
            path = graph.one(shape.node, SH.path)
            if path is not None and not isinstance(path, ox.NamedNode):
                raise NotCompiled("it has a query and a path of several steps")
            yield SparqlConstraint.read(
                as_text(select), self._prefixes(node), str(path) if path else None, own, of_shape
            )

    def _prefixes(self, node: Node) -> dict[str, str]:
        """Return the prefixes of a query as pySHACL collects them."""
        graph, found = self._graph, dict(_PREFIXES)
        ontologies = {
            s for s in graph.subjects(RDF.type) if OWL.Ontology in graph.objects(s, RDF.type)
        }
        everywhere = {d for each in ontologies for d in graph.objects(each, SH.declare)}
        for named in graph.objects(node, SH.prefixes):
            declared = set(graph.objects(named, SH.declare))
            if not (declared and named in ontologies):
                declared |= everywhere
            for each in declared:
                prefix, base = graph.one(each, SH.prefix), graph.one(each, SH.namespace)
                if prefix is None or not isinstance(base, ox.Literal):
                    raise NotCompiled("it has a prefix that is none")
                name = as_text(prefix)
                if found.setdefault(name, base.value) != base.value and name not in _PREFIXES:
                    raise NotCompiled("it has a prefix with two meanings")
                found[name] = base.value
        return found

    def _property(self, node: Node) -> Shape:
        inner = self._shape_of(node)
        if inner.path is None:
            raise NotCompiled("it has a node shape where a property shape must stand")
        return inner

    def _count(self, shape: Shape, predicate: ox.NamedNode) -> int | None:
        stated = self._graph.one(shape.node, predicate)
        if stated is None:
            return None
        if isinstance(stated, ox.Literal) and stated.datatype == XSD.integer:
            read = to_rdflib(stated)
            if isinstance(read, rdflib.Literal) and isinstance(read.value, int) and read.value >= 0:
                return read.value
        raise NotCompiled("it has a number that is none")


def _only_with_a_path(shape: Shape) -> None:
    if shape.path is None:
        raise NotCompiled("it counts or compares the values of no path")
