"""The dataset that a protocol request asks (SPARQL 1.1 Protocol, section 2.1.4)."""

from __future__ import annotations

from typing import Any

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad

from pactgraph.engine.output import Stop


def query_dataset(
    store: pyoxigraph.Store, request: dict[str, Any]
) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
    """Ask a store a query, on the dataset that the request names if it names one.

    ``default_graphs`` and ``named_graphs`` are lists of IRIs; if either names a graph, the
    dataset is made of those alone, and FROM in the query does not count. Otherwise the
    default graph is the store's own, merged.

    Raises Stop for what is no IRI, and what pyoxigraph raises.
    """
    default = _graphs(request.get("default_graphs"))
    named = _graphs(request.get("named_graphs"))
    options: dict[str, Any] = {
        "prefixes": request["prefixes"],
        "base_iri": request.get("base"),
    }
    if len(default) > 1:
        # Given here too, or FROM in the query would count after all.
        options.update(default_graph=DefaultGraph(), named_graphs=named)
        return _merged(store, default, named).query(request["query"], **options)
    if default or named:
        options.update(default_graph=default, named_graphs=named)
    return store.query(request["query"], **options)


def _graphs(iris: object) -> list[NamedNode]:
    if iris is None:
        return []
    if not isinstance(iris, list):
        raise Stop("dataset", "the names of graphs are a list")
    try:
        return [NamedNode(iri) for iri in dict.fromkeys(iris)]
    except (TypeError, ValueError) as error:
        raise Stop("dataset", f"a graph of the dataset has no IRI for a name: {error}") from error


def _merged(
    store: pyoxigraph.Store, default: list[NamedNode], named: list[NamedNode]
) -> pyoxigraph.Store:
    """Return a store whose default graph is the merge of some graphs.

    The engine would give a statement that two of them hold twice.
    """
    merged = pyoxigraph.Store()
    for graph in default:
        merged.extend(
            Quad(quad.subject, quad.predicate, quad.object)
            for quad in store.quads_for_pattern(None, None, None, graph)
        )
    for graph in named:
        merged.extend(store.quads_for_pattern(None, None, None, graph))
    return merged
