"""The merged graph as RDF 1.2 Turtle: each stated triple is annotated with its passages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from pactgraph.export.heading import counted, hash_comment, heading
from pactgraph.export.labelling import with_canonical_labels_by_graph
from pactgraph.export.ordering import term_key
from pactgraph.export.snapshot import (
    WHOLE,
    ExportOptions,
    GraphSnapshot,
    merged_in_scope,
    passage_graphs,
)
from pactgraph.export.turtle import TurtleWriter, encoded
from pactgraph.namespaces import PACT


def turtle12(snapshot: GraphSnapshot, options: ExportOptions = WHOLE) -> Iterator[bytes]:
    """Yield the merged graph as Turtle 1.2 with ``{| pact:statedIn <passage> |}``.

    What no passage states (records, computed and inferred triples) has no annotation.
    Raises BadInput for a triple that RDF 1.1 cannot carry.
    """
    graphs: dict[str | None, Iterable[Triple]] = {None: merged_in_scope(snapshot, options)}
    graphs.update((iri, stated) for iri, stated in passage_graphs(snapshot).items())
    # Labelled together, so that a blank node of a passage is the same one in merged.
    labelled = with_canonical_labels_by_graph(graphs)
    triples = labelled.pop(None)
    passages: dict[Triple, list[NamedNode]] = {}
    for graph, stated in labelled.items():
        for triple in stated:
            passages.setdefault(triple, []).append(NamedNode(str(graph)))
    writer = TurtleWriter()
    stated_in = writer.term(PACT.statedIn)
    annotated = 0

    def annotation(triple: Triple) -> str:
        nonlocal annotated
        if triple not in passages:
            return ""
        annotated += 1
        nodes = sorted(passages[triple], key=term_key)
        return f" {{| {stated_in} {', '.join(writer.term(node) for node in nodes)} |}}"

    blocks = list(writer.blocks(triples, annotation=annotation))
    size = f"{counted(len(triples), 'triple')}, {annotated} of them stated in a passage"
    head = hash_comment(heading("merged graph with evidence, Turtle 1.2", size, options))
    return encoded(
        [f'{head}VERSION "1.2"\n{writer.prefixes()}'], (f"\n{block}" for block in blocks)
    )
