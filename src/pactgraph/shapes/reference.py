"""pySHACL, which decides what is right: run on plain triples, or on what is left to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Final

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.rdfutil.stringify import stringify_blank_node
from rdflib.namespace import SH as RDFLIB_SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Processor
from rdflib.query import Result as QueryResult
from rdflib.store import Store
from rdflib.term import Identifier
from rdflib.term import Node as RdflibNode

from pactgraph.errors import BadInput
from pactgraph.model.rdflib_terms import from_rdflib, to_rdflib, to_rdflib_graph
from pactgraph.namespaces import RDF, RDFS, SH
from pactgraph.shapes.comparable import Comparable
from pactgraph.shapes.data_graph import Lookups
from pactgraph.shapes.found import Found
from pactgraph.shapes.lens import Lens
from pactgraph.shapes.paths import read_path
from pactgraph.shapes.reading import SEVERITIES, TARGETS
from pactgraph.shapes.results import Node, PropertyPath, Severity
from pactgraph.shapes.shapes_graph import ShapesGraph, parts_of

_NOTHING_SAID: Final = "the shape gives no message"


def judge_all(
    triples: Iterable[ox.Triple],
    context: Iterable[ox.Triple],
    shapes: ShapesGraph,
    focus: Mapping[Node, Collection[Node]] | None = None,
) -> list[Found]:
    """Return what pySHACL finds in plain triples, in all that shapes target or in these nodes.

    Raises BadInput for shapes that it refuses.
    """
    own = list(triples)
    graph = _Prepared()
    for subject, predicate, value in to_rdflib_graph([*own, *context]):
        graph.add((subject, predicate, Comparable.of(value)))
    for used in {triple.predicate for triple in own}:
        graph.add((to_rdflib(used), to_rdflib(RDF.type), to_rdflib(RDF.Property)))
    return _run(graph, shapes, shapes.triples if focus is None else _looking_at(shapes, focus))


def judge_some(
    graph: Lookups, shapes: ShapesGraph, focus: Mapping[Node, Collection[Node] | None]
) -> list[Found]:
    """Return what pySHACL finds by some shapes in some nodes (None: in all that they target).

    The whole shapes graph is read, so that shapes that cannot be used are refused.
    Raises BadInput for them.
    """
    lens = Lens(graph)
    lens.seen_as = seen = _Prepared(lens)
    return _run(seen, shapes, _looking_at(shapes, focus))


def _looking_at(
    shapes: ShapesGraph, focus: Mapping[Node, Collection[Node] | None]
) -> list[ox.Triple]:
    """Return the shapes graph with its shapes looking at other nodes (None: at their own)."""
    kept = [
        triple
        for triple in shapes.triples
        if focus.get(parts_of(triple)[0], ()) is None or not _gives_focus(triple, shapes)
    ]
    for shape, nodes in focus.items():
        assert not isinstance(shape, ox.Literal)
        kept += [ox.Triple(shape, SH.targetNode, node) for node in nodes or ()]
    return kept


def _gives_focus(triple: ox.Triple, shapes: ShapesGraph) -> bool:
    """Say whether a shape looks at something because of this triple."""
    if triple.predicate != RDF.type:
        return triple.predicate in TARGETS
    _, _, kind = parts_of(triple)
    return kind == RDFS.Class or RDFS.Class in shapes.objects(kind, RDFS.subClassOf)


class _Prepared(rdflib.Graph):
    """A graph that parses each query text once.

    pySHACL asks the same text again for every focus node of a SPARQL constraint, and
    parsing costs more than answering.
    """

    def __init__(self, store: Store | str = "default") -> None:
        super().__init__(store, bind_namespaces="none")

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


def _run(graph: rdflib.Graph, shapes: ShapesGraph, used: Iterable[ox.Triple]) -> list[Found]:
    # pySHACL knows graphs by their id, which may be that of one that is gone.
    stringify_blank_node.dict_cache.clear()
    try:
        _, found, text = pyshacl.validate(
            graph,
            shacl_graph=to_rdflib_graph(used),
            advanced=False,
            inference="none",
            inplace=True,
        )
    except Exception as error:  # pySHACL and rdflib raise whatever they meet in foreign shapes
        raise BadInput(f"the shapes cannot be used: {error}") from error
    if not isinstance(found, rdflib.Graph):
        raise BadInput(f"the shapes cannot be used: {text}")
    return [_read(found, node, shapes) for node in found.objects(None, RDFLIB_SH.result)]


def _read(found: rdflib.Graph, node: RdflibNode, shapes: ShapesGraph) -> Found:
    def one(predicate: rdflib.URIRef) -> Node | None:
        value = found.value(node, predicate)
        return None if value is None else from_rdflib(value)

    focus, shape = one(RDFLIB_SH.focusNode), one(RDFLIB_SH.sourceShape)
    assert focus is not None  # every result has both (SHACL, 3.6.2)
    assert shape is not None
    messages = sorted(str(message) for message in found.objects(node, RDFLIB_SH.resultMessage))
    severity, component = one(RDFLIB_SH.resultSeverity), one(RDFLIB_SH.sourceConstraintComponent)
    return Found(
        severity=SEVERITIES.get(severity, Severity.VIOLATION),
        message=messages[0] if messages else _NOTHING_SAID,
        focus=focus,
        path=_path(one(RDFLIB_SH.resultPath), shape, shapes),
        value=one(RDFLIB_SH.value),
        shape=shapes.named(shape),
        component=component.value if component else "",
    )


def _path(stated: Node | None, shape: Node, shapes: ShapesGraph) -> PropertyPath | None:
    if stated is None:
        return None
    if not isinstance(stated, ox.NamedNode):
        # The report holds a copy without the inner nodes; the shape has the path whole.
        stated = next(iter(shapes.objects(shape, SH.path)), stated)
    return read_path(shapes, stated)
