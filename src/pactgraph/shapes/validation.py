"""Running pySHACL over plain triples, and its report as results with places."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Final

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.errors import ReportableRuntimeError
from rdflib.namespace import SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Processor
from rdflib.query import Result as QueryResult
from rdflib.term import Identifier
from rdflib.term import Node as RdflibNode

from pactgraph.errors import BadInput
from pactgraph.model.passages import article_of_graph
from pactgraph.model.rdflib_terms import from_rdflib, to_rdflib, to_rdflib_graph
from pactgraph.namespaces import DCTERMS, PACT, RDF, RDFS
from pactgraph.shapes.paths import read_path
from pactgraph.shapes.places import Places
from pactgraph.shapes.results import Node, PropertyPath, Report, Result, Severity
from pactgraph.shapes.topics import Topic, of_topics

_SEVERITY: Final = {
    str(SH.Violation): Severity.VIOLATION,
    str(SH.Warning): Severity.WARNING,
    str(SH.Info): Severity.INFO,
}
_TYPE: Final = to_rdflib(RDF.type)
_PROPERTY: Final = to_rdflib(RDF.Property)
_DESCRIPTION: Final = to_rdflib(DCTERMS.description)
_OF_A_RECORD: Final = frozenset(
    to_rdflib(term)
    for term in (
        RDF.type,
        RDFS.label,
        DCTERMS.description,
        PACT.name,
        PACT.shortName,
        PACT.derivedForm,
    )
)
_BOUNDS_OF: Final = to_rdflib(PACT.boundsOf)
_BOUNDS_IN: Final = to_rdflib(PACT.boundsIn)


def validate(
    triples: Iterable[ox.Triple],
    shapes: Iterable[ox.Triple],
    *,
    context: Iterable[ox.Triple] = (),
    places: Places | None = None,
) -> Report:
    """Return what the shapes (SHACL Core and SHACL-SPARQL) find in the triples.

    ``context`` is what the triples may rely on without stating it: its triples are seen
    by the shapes, but nothing is reported about a node that only they describe. Nothing
    is inferred but what is used as a property (RDF 1.1 Semantics, rdfD2). Of a thing that
    is only declared (kind, label, description, names), the parties and values are not
    asked for: what describes it is not here. Raises BadInput if the shapes are not
    well-formed.
    """
    own, shapes = list(triples), list(shapes)
    graph = _Prepared(bind_namespaces="none")
    added = to_rdflib_graph([*own, *context])
    for subject, predicate, value in added:
        graph.add((subject, predicate, _Comparable.of(value)))
    for used in {triple.predicate for triple in own}:
        graph.add((to_rdflib(used), _TYPE, _PROPERTY))
    shapes_graph = to_rdflib_graph(shapes)
    found = _run(graph, shapes_graph)
    subjects = {triple.subject for triple in own}
    described = {subject for subject in added.subjects() if from_rdflib(subject) not in subjects}
    topics = of_topics(shapes, [Topic.ENTITIES, Topic.EVIDENCE])
    of_records = {shape.value for shape in topics if isinstance(shape, ox.NamedNode)}
    results = []
    for node in found.objects(None, SH.result):
        focus = found.value(node, SH.focusNode)
        if focus in described:
            continue
        result = _result(found, node, shapes_graph, graph, places)
        if result.shape not in of_records and _only_declared(graph, focus):
            continue
        results.append(result)
    return Report.of(results)


class _Prepared(rdflib.Graph):
    """A graph that parses each query text once.

    pySHACL asks the same text again for every focus node of a SPARQL constraint, and
    parsing costs more than answering.
    """

    def query(
        self,
        query_object: str | Query,
        processor: str | Processor = "sparql",
        result: str | type[QueryResult] = "sparql",
        initNs: Mapping[str, object] | None = None,
        initBindings: Mapping[str, Identifier] | None = None,
        use_store_provided: bool = True,
        **options: object,
    ) -> QueryResult:
        if isinstance(query_object, str):
            names = frozenset((name, str(iri)) for name, iri in (initNs or {}).items())
            query_object = _prepared(query_object, names)
        return super().query(
            query_object, processor, result, initNs, initBindings, use_store_provided, **options
        )


@lru_cache(maxsize=256)
def _prepared(text: str, names: frozenset[tuple[str, str]]) -> Query:
    return prepareQuery(text, initNs=dict(names))


class _Comparable(rdflib.Literal):
    """A typed literal that is not less than one it cannot be compared with.

    So has SHACL it (4.5.3, 4.5.4); rdflib raises, and pySHACL does not catch that.
    """

    @classmethod
    def of(cls, node: RdflibNode) -> RdflibNode:
        if isinstance(node, rdflib.Literal) and node.datatype is not None:
            return cls(str(node), datatype=node.datatype, normalize=False)
        return node

    def __le__(self, other: object) -> bool:
        return self._compare(other, operator.le)

    def __lt__(self, other: object) -> bool:
        return self._compare(other, operator.lt)

    def _compare(self, other: object, how: Callable[..., bool]) -> bool:
        if not isinstance(other, rdflib.Literal):
            return False
        if self.value is not None and other.value is not None:
            try:
                return how(self.value, other.value)
            except TypeError:
                return False
        # rdflib knows no value of a year or a month; their digits order as text.
        return self.datatype == other.datatype and how(str(self), str(other))

    __hash__ = rdflib.Literal.__hash__


def _run(graph: rdflib.Graph, shapes: rdflib.Graph) -> rdflib.Graph:
    try:
        _, found, text = pyshacl.validate(
            graph,
            shacl_graph=shapes,
            advanced=False,
            inference="none",
            inplace=True,
        )
    except ReportableRuntimeError as error:
        raise BadInput(f"the shapes cannot be used: {error}") from error
    if not isinstance(found, rdflib.Graph):
        raise BadInput(f"the shapes cannot be used: {text}")
    return found


def _only_declared(graph: rdflib.Graph, focus: RdflibNode | None) -> bool:
    predicates = set(graph.predicates(focus))
    return _DESCRIPTION in predicates and predicates <= _OF_A_RECORD


def _result(
    found: rdflib.Graph,
    node: RdflibNode,
    shapes: rdflib.Graph,
    graph: rdflib.Graph,
    places: Places | None,
) -> Result:
    focus_node = found.value(node, SH.focusNode)
    focus = _term(focus_node)
    assert focus is not None  # every result has one (SHACL, 3.6.2.1)
    value = _term(found.value(node, SH.value))
    path = _path(found, node, shapes)
    messages = sorted(str(message) for message in found.objects(node, SH.resultMessage))
    statements = []
    if places is not None:
        statements = places.of(focus, path.predicate if path else None, value)
        if not statements and focus_node is not None:
            statements = _of_bounds(graph, focus_node, places)
    return Result(
        severity=_SEVERITY.get(str(found.value(node, SH.resultSeverity)), Severity.VIOLATION),
        message=messages[0] if messages else "the shape gives no message",
        focus=focus,
        path=path,
        value=None if value == focus and path is None else value,
        shape=_named_shape(shapes, found.value(node, SH.sourceShape)),
        component=str(found.value(node, SH.sourceConstraintComponent)),
        locations=places.locations(statements) if places else (),
        graphs=places.graphs(statements) if places else (),
    )


def _named_shape(shapes: rdflib.Graph, shape: RdflibNode | None) -> str:
    """Return the IRI of a shape, or of the nearest one that a nameless shape belongs to."""
    seen: set[RdflibNode] = set()
    while isinstance(shape, rdflib.BNode) and shape not in seen:
        seen.add(shape)
        holders = sorted(shapes.subjects(None, shape), key=str)
        shape = holders[0] if holders else shape
    return str(shape)


def _path(found: rdflib.Graph, node: RdflibNode, shapes: rdflib.Graph) -> PropertyPath | None:
    stated = found.value(node, SH.resultPath)
    if stated is None:
        return None
    if not isinstance(stated, rdflib.URIRef):
        # The report holds a copy without the inner nodes; the shape has the path whole.
        shape = found.value(node, SH.sourceShape)
        stated = (shapes.value(shape, SH.path) if shape is not None else None) or stated
    return read_path(shapes, stated)


def _of_bounds(graph: rdflib.Graph, focus: RdflibNode, places: Places) -> list[ox.Quad]:
    """Return the stated dates behind bounds, which stand in no file themselves."""
    thing = _term(graph.value(focus, _BOUNDS_OF))
    if thing is None:
        return []
    article = graph.value(focus, _BOUNDS_IN)
    return places.dates_of(thing, article_of_graph(str(article)) if article else None)


def _term(node: RdflibNode | None) -> Node | None:
    return None if node is None else from_rdflib(node)
