"""What was fetched from other data sets: read with its graph, and never taken for our own."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyoxigraph as ox

from pactgraph.errors import BadInput
from pactgraph.model.graphs import links_graph
from pactgraph.namespaces import BASE, GRAPH, OWL, PROV
from pactgraph.source.parsing import ParsedFile, parse_file

_HINT: Final = "fetch it anew: pactgraph link enrich"


def read_enrichment(path: Path, display: str) -> ParsedFile:
    """Return the quads of ``data/enrichment/NAME.trig``, the graph that is fetched for a link set.

    Raises BadInput, with file and line, for what no data file may hold, for a statement in
    another graph than the file's own, that has a term of ours in any place, or that two things
    are one: values about what we link to stand here, and nothing else. Of itself the graph
    says from which link set it was fetched, and what is no IRI of ours.
    """
    parsed = parse_file(path, base=BASE, graph=None, display=display, data_file=True)
    graph, links = GRAPH[f"enrichment/{path.stem}"], links_graph(path.stem)
    for quad in parsed.quads:
        wrong = _wrong(quad, graph, links)
        if wrong is not None:
            raise BadInput(wrong, location=parsed.location_of(quad), hint=_HINT)
    return parsed


def _wrong(quad: ox.Quad, graph: ox.NamedNode, links: ox.NamedNode) -> str | None:
    if quad.graph_name != graph:
        return f"what is fetched for this set stands in the graph {graph.value} alone"
    if quad.predicate == OWL.sameAs:
        return "what is fetched from elsewhere makes no two things one: that is a link's affair"
    if _is_ours(quad.predicate):
        return f"what is fetched from elsewhere says nothing in our own words, as {quad.predicate}"
    if quad.subject == graph:
        known = quad.object == links and quad.predicate == PROV.wasDerivedFrom
        ours = _is_ours(quad.object) and not known
    else:
        ours = _is_ours(quad.subject) or _is_ours(quad.object)
    return "what is fetched from elsewhere says nothing of our own things" if ours else None


def _is_ours(term: object) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(BASE)
