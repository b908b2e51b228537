"""The dataset with its evidence: every named graph, as TriG or as sorted N-Quads lines."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from pactgraph.export.heading import counted, hash_comment, heading
from pactgraph.export.labelling import with_canonical_labels, with_canonical_labels_by_graph
from pactgraph.export.ordering import graph_key
from pactgraph.export.snapshot import (
    WHOLE,
    ExportOptions,
    GraphSnapshot,
    graphs_in_scope,
    merged_in_scope,
)
from pactgraph.export.turtle import TurtleWriter, encoded


def trig(snapshot: GraphSnapshot, options: ExportOptions = WHOLE) -> Iterator[bytes]:
    """Yield the named graphs as TriG 1.1, in reading order; the default graph is empty.

    Raises BadInput for a triple that RDF 1.1 cannot carry.
    """
    graphs = _labelled(snapshot, options)
    writer = TurtleWriter()
    blocks = [
        f"\nGRAPH {writer.term(NamedNode(graph))} {{\n"
        + "\n".join(writer.blocks(graphs[graph], indent="    "))
        + "}\n"
        for graph in sorted(graphs, key=graph_key)
    ]
    lines = heading("named graphs with evidence, TriG", _size(graphs), options)
    return encoded([hash_comment(lines) + writer.prefixes()], blocks)


def nquads(snapshot: GraphSnapshot, options: ExportOptions = WHOLE) -> Iterator[bytes]:
    """Yield the named graphs as N-Quads, its lines sorted by code point.

    Raises BadInput for a triple that RDF 1.1 cannot carry.
    """
    graphs = _labelled(snapshot, options)
    lines = sorted(
        f"{triple} <{graph}> .\n" for graph, triples in graphs.items() for triple in triples
    )
    head = hash_comment(heading("named graphs with evidence, N-Quads", _size(graphs), options))
    return encoded([head], lines)


def ntriples(snapshot: GraphSnapshot, options: ExportOptions = WHOLE) -> Iterator[bytes]:
    """Yield the merged graph as N-Triples, its lines sorted by code point.

    Raises BadInput for a triple that RDF 1.1 cannot carry.
    """
    triples = with_canonical_labels(merged_in_scope(snapshot, options))
    size = counted(len(triples), "triple")
    head = hash_comment(heading("merged graph, N-Triples", size, options))
    return encoded([head], sorted(f"{triple} .\n" for triple in triples))


def _labelled(snapshot: GraphSnapshot, options: ExportOptions) -> dict[str, set[Triple]]:
    graphs = with_canonical_labels_by_graph(graphs_in_scope(snapshot, options))
    # N-Quads cannot say that a graph is there and empty; TriG then does not either.
    return {graph: triples for graph, triples in graphs.items() if triples}


def _size(graphs: dict[str, set[Triple]]) -> str:
    quads = sum(len(triples) for triples in graphs.values())
    return f"{counted(quads, 'quad')} in {counted(len(graphs), 'named graph')}"
