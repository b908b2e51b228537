"""Blank nodes get labels that depend on the graph alone (RDFC-1.0).

Only the triples that hold a blank node go through the algorithm: RDFC-1.0 hashes no
others, so the labels are the same and a large graph with few axioms costs little.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    Triple,
)

GraphName = TypeVar("GraphName", bound=str | None)


def with_canonical_labels(triples: Iterable[Triple]) -> set[Triple]:
    """Return the triples with their blank nodes labelled by RDFC-1.0.

    >>> p = NamedNode("http://example.org/p")
    >>> sorted(map(str, with_canonical_labels([Triple(BlankNode("x"), p, p)])))
    ['_:c14n0 <http://example.org/p> <http://example.org/p>']
    """
    return with_canonical_labels_by_graph({None: triples})[None]


def with_canonical_labels_by_graph(
    graphs: Mapping[GraphName, Iterable[Triple]],
) -> dict[GraphName, set[Triple]]:
    """Return the graphs with their blank nodes labelled by RDFC-1.0 over the whole dataset.

    The name None stands for the default graph.
    """
    labelled: dict[GraphName, set[Triple]] = {}
    named: dict[NamedNode | DefaultGraph, GraphName] = {}
    blank: list[Quad] = []
    for graph, triples in graphs.items():
        ground = labelled.setdefault(graph, set())
        name = DefaultGraph() if graph is None else NamedNode(graph)
        named[name] = graph
        for triple in triples:
            if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
                blank.append(Quad(triple.subject, triple.predicate, triple.object, name))
            else:
                ground.add(triple)
    if blank:
        dataset = Dataset(blank)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        for quad in dataset:
            assert not isinstance(quad.graph_name, BlankNode)
            labelled[named[quad.graph_name]].add(quad.triple)
    return labelled
