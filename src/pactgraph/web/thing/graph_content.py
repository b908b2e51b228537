"""What a named graph holds: a claim, a record, a link set, or any other graph of ours."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.web.site import Site
from pactgraph.web.thing.statements import Statement
from pactgraph.web.viewed import Viewed

A_PAGE = 100
"""How many statements of a graph stand on one page."""

_COUNT = "SELECT (COUNT(*) AS ?number) WHERE { GRAPH %s { ?subject ?property ?value } }"
_QUERY = """
SELECT ?subject ?property ?value WHERE {
  GRAPH %s { ?subject ?property ?value }
}
ORDER BY STR(?subject) STR(?property) STR(?value)
LIMIT %d OFFSET %d
"""


@dataclass(frozen=True)
class GraphContent:
    """Statements of a named graph, and how many it holds in all."""

    iri: str
    total: int
    statements: tuple[Statement, ...]


def content_of(site: Site, viewed: Viewed, graph: str, page: int = 1) -> GraphContent:
    """Return a page of what a graph holds; nothing if there is no graph of that name."""
    name = NamedNode(graph)
    ((number,),) = site.rows(_COUNT % name, viewed.kg)
    total = int(number.value) if isinstance(number, Literal) else 0
    if not total:
        return GraphContent(graph, 0, ())
    rows = site.rows(_QUERY % (name, A_PAGE, (page - 1) * A_PAGE), viewed.kg)
    found = [
        Statement(Triple(subject, predicate, value), (graph,))  # type: ignore[arg-type]
        for subject, predicate, value in rows
    ]
    return GraphContent(graph, total, tuple(found))
