"""The page for programs: how they ask this site, from the tables that the site is made of."""

from __future__ import annotations

from dataclasses import dataclass

from pactgraph.engine.guard import MAX_BYTES, MAX_DEPTH, MAX_OPERATORS
from pactgraph.namespaces import BASE
from pactgraph.query.parameters import example_of
from pactgraph.query.stored_query import StoredQuery
from pactgraph.web.api.route_words import ANSWER, SPARQL, VIEW, WORDS, RouteWords
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.formats import FORMATS, ROWS, TRIPLES, Format
from pactgraph.web.routes import ROUTES
from pactgraph.web.site import Site


@dataclass(frozen=True)
class Line:
    """A path in the table of paths: what it gives, and in which formats."""

    path: str
    words: RouteWords
    formats: tuple[Format, ...]
    extensions: bool


def api(site: Site, request: DocumentRequest) -> Document:
    """Return the page."""
    lines = [
        Line(
            route.path.replace(":path", "").replace(":name", ""),
            WORDS[route.name],
            tuple(FORMATS[name] for name in route.formats),
            route.extensions,
        )
        for route in ROUTES
    ]
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.words.tag, []).append(line)
    example = _example(site)
    return site.page(
        "api.html",
        request,
        groups=groups,
        answer_options=ANSWER,
        view_options=VIEW,
        sparql_options=SPARQL,
        rows=[FORMATS[name] for name in ROWS],
        graphs=[FORMATS[name] for name in TRIPLES],
        example=example,
        given=[(p.name, example_of(p)) for p in example.parameters[:1]] if example else [],
        base=BASE.rstrip("/"),
        limits={"bytes": MAX_BYTES, "depth": MAX_DEPTH, "operators": MAX_OPERATORS},
    )


def _example(site: Site) -> StoredQuery | None:
    """Return the query that the examples ask: the first with a thing to choose that needs none."""
    queries = list(site.kg.queries.values())
    fitting = [q for q in queries if q.columns and any(p.type == "iri" for p in q.parameters)]
    return next((q for q in fitting if q.runs_without_values), next(iter(queries), None))
