"""What was fetched from other data sets: read with its graph, and never taken for our own."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyoxigraph as ox

from pactgraph.errors import BadInput
from pactgraph.namespaces import BASE, GRAPH, OWL
from pactgraph.source.parsing import ParsedFile, parse_file

_HINT: Final = "fetch it anew: pactgraph link enrich"


def read_enrichment(path: Path, display: str) -> ParsedFile:
    """Return the quads of ``data/enrichment/NAME.trig``, the graph that is fetched for a link set.

    Raises BadInput, with file and line, for what no data file may hold, for a statement in
    another graph than the file's own, about a thing of ours, or that two things are one: what
    others say of their things stands here, and nothing else.
    """
    parsed = parse_file(path, base=BASE, graph=None, display=display, data_file=True)
    graph = GRAPH[f"enrichment/{path.stem}"]
    for quad in parsed.quads:
        wrong = _wrong(quad, graph)
        if wrong is not None:
            raise BadInput(wrong, location=parsed.location_of(quad), hint=_HINT)
    return parsed


def _wrong(quad: ox.Quad, graph: ox.NamedNode) -> str | None:
    if quad.graph_name != graph:
        return f"what is fetched for this set stands in the graph {graph.value} alone"
    subject = quad.subject
    if isinstance(subject, ox.NamedNode) and subject != graph and subject.value.startswith(BASE):
        return "what is fetched from elsewhere says nothing of our own things"
    if quad.predicate == OWL.sameAs:
        return "what is fetched from elsewhere makes no two things one: that is a link's affair"
    return None
