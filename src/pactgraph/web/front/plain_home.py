"""The first page of a server of RDF files: what they hold, and how to ask."""

from __future__ import annotations

from pactgraph.engine.results import Term
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.site import GraphSite
from pactgraph.web.terms import ShownTerm, shown

_MOST = 50

_GRAPHS = """
SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } }
GROUP BY ?graph ORDER BY DESC(?triples) STR(?graph)
"""
_CLASSES = """
SELECT ?class (COUNT(DISTINCT ?thing) AS ?things) (SAMPLE(?thing) AS ?example)
WHERE { { ?thing a ?class } UNION { GRAPH ?graph { ?thing a ?class } } }
GROUP BY ?class ORDER BY DESC(?things) STR(?class)
"""
_PROPERTIES = """
SELECT ?property (COUNT(*) AS ?triples)
WHERE { { ?s ?property ?o } UNION { GRAPH ?graph { ?s ?property ?o } } }
GROUP BY ?property ORDER BY DESC(?triples) STR(?property)
"""


def home(site: GraphSite, request: DocumentRequest) -> Document:
    """Return the page: the graphs, and the classes and properties used most."""
    graphs, classes, properties = (site.rows(q) for q in (_GRAPHS, _CLASSES, _PROPERTIES))
    return site.page(
        "plain_home.html",
        request,
        triples=site.engine.count(),
        tables=[
            _table(site, "Named graphs", ("graph", "triples"), graphs.rows),
            _table(site, "Classes", ("class", "things", "for example"), classes.rows),
            _table(site, "Properties", ("property", "triples"), properties.rows),
        ],
    )


def _table(
    site: GraphSite, title: str, columns: tuple[str, ...], rows: list[tuple[Term | None, ...]]
) -> dict[str, object]:
    return {
        "title": title,
        "columns": columns,
        "rows": [[_described(site, term) for term in row] for row in rows[:_MOST]],
        "left": max(0, len(rows) - _MOST),
    }


def _described(site: GraphSite, term: Term | None) -> ShownTerm:
    """Return a term whose link is its description here, whoever's it is."""
    there = shown(term)
    if there.sort != "iri":
        return there
    href = site.urls.describe(there.title)
    return ShownTerm(there.text, href, False, there.title, sort="iri")
