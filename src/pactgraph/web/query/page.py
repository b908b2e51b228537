"""The page of a stored query: its form, and its answer as a table and, where it fits, a chart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pactgraph.answer import Answer
from pactgraph.errors import BadInput, DeadlineExceeded
from pactgraph.nothing.nothing import Effort
from pactgraph.query.parameters import example_of
from pactgraph.query.stored_query import StoredQuery
from pactgraph.telling.labels import Labels
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.formats import FORMATS
from pactgraph.web.query.answer_table import answer_table
from pactgraph.web.query.chart_choice import chart_of
from pactgraph.web.query.data import formats_of
from pactgraph.web.query.form import fields, view_fields
from pactgraph.web.query.paging import Paging
from pactgraph.web.query.request import PAGE_SIZE, BadParameter, QueryRequest
from pactgraph.web.site import Site
from pactgraph.web.viewed import for_readers

# A page says in a few seconds why an answer is empty, or says less.
_EFFORT = Effort(asks=120, seconds=3.0)
_SIZES = (25, PAGE_SIZE, 100, 500)


@dataclass(frozen=True)
class Link:
    """A link of a page: what it is called, where it leads, and of which type that is."""

    text: str
    href: str
    media_type: str = ""
    current: bool = False


def query_page(
    site: Site,
    request: DocumentRequest,
    asked: QueryRequest,
    answer: Answer,
    paging: Paging,
    headers: Mapping[str, str],
) -> Document:
    """Return the page of an answer."""
    page = site.page(
        "query.html",
        request,
        **_form(asked.query, request, {}),
        errors=[],
        answer=answer,
        paging=paging,
        table=answer_table(site, answer, paging, asked.kept),
        chart=chart_of(answer, site.labels),
        nothing=_why_nothing(site, request, answer),
        notes=for_readers(answer.notes),
        pages=_pages(site, asked, paging),
        sizes=_sizes(site, asked),
        downloads=_downloads(site, asked.query, asked.kept),
        editor=site.urls.editor_for(answer.sparql),
        sparql=answer.sparql,
    )
    return replace(page, headers=dict(headers))


def form_page(
    site: Site, request: DocumentRequest, query: StoredQuery, error: BadInput | None = None
) -> Document:
    """Return the page of a query that is not asked: the form, and what is wrong if anything is."""
    of = {error.parameter: error.message} if isinstance(error, BadParameter) else {}
    page = site.page(
        "query.html",
        request,
        **_form(query, request, of),
        errors=[] if error is None else [_told(site, request, query, error)],
        answer=None,
        downloads=[],
    )
    return page if error is None else replace(page, status=400)


def _form(
    query: StoredQuery, request: DocumentRequest, errors: dict[str, str]
) -> dict[str, object]:
    given = [pair for pair in request.query if pair[1]]
    examples = [(p.name, example_of(p)) for p in query.parameters if p.required]
    examples = examples or [(p.name, example_of(p)) for p in query.parameters[:1]]
    return {
        "query": query,
        "fields": fields(query, given, errors),
        "view_fields": view_fields(given, errors),
        "viewed": any(name in ("as-of", "known-by", "certainty") for name, _ in given),
        "examples": examples,
        "page_size": next((value for name, value in given if name == "page-size"), ""),
    }


def _told(
    site: Site, request: DocumentRequest, query: StoredQuery, error: BadInput
) -> dict[str, object]:
    """Return what is wrong, and for each candidate the page that takes it instead."""
    links = []
    for candidate in getattr(error, "candidates", ()):
        fitted = re.fullmatch(r"(.*) <(.+)>", candidate)
        label, value = fitted.groups() if fitted else (candidate, candidate)
        kept = [
            (name, value if name == getattr(error, "parameter", None) else given)
            for name, given in request.query
            if name != "page"
        ]
        links.append(Link(label, site.urls.query(query.name, "", kept)))
    return {"message": error.message, "hint": error.hint, "candidates": links}


def _why_nothing(site: Site, request: DocumentRequest, answer: Answer) -> list[tuple[int, str]]:
    """Return the lines that explain an empty answer, each with how deep it stands.

    There are none if it is not empty, or if it takes too long to find out.
    """
    if answer:
        return []
    kg = site.seen(request).kg
    try:
        found = kg.explain_nothing(answer, effort=_EFFORT)
    except DeadlineExceeded:
        return []
    lines = found.lines(Labels.of_engine(kg.reader, found.iris))
    # The first says that nothing is found, which the page says itself.
    return [(_depth(line), line.strip()) for line in lines[1:] if line.strip()]


def _depth(line: str) -> int:
    return min(3, (len(line) - len(line.lstrip()) + 1) // 2)


def _downloads(site: Site, query: StoredQuery, kept: Sequence[tuple[str, str]]) -> list[Link]:
    names = formats_of(query.form)
    words = {"srj": "JSON", "srx": "XML", "ttl": "Turtle", "nt": "N-Triples", "jsonld": "JSON-LD",
             "rdf": "RDF/XML", "trig": "TriG", "nq": "N-Quads"}  # fmt: skip
    return [
        Link(
            words.get(name, name.upper()),
            site.urls.query(query.name, FORMATS[name].extension, kept),
            FORMATS[name].media_type,
        )
        for name in names
    ]


def _pages(site: Site, asked: QueryRequest, paging: Paging) -> list[Link]:
    if paging.last == 1:
        return []
    near = {1, paging.last, *range(paging.page - 2, paging.page + 3)}
    return [
        Link(str(page), _page_url(site, asked, page, asked.page_size), current=page == paging.page)
        for page in sorted(near)
        if 1 <= page <= paging.last
    ]


def _sizes(site: Site, asked: QueryRequest) -> list[Link]:
    return [
        Link(str(size), _page_url(site, asked, 1, size), current=size == asked.page_size)
        for size in _SIZES
    ]


def _page_url(site: Site, asked: QueryRequest, page: int, size: int | None) -> str:
    pages = [("page", str(page))] if page > 1 else []
    sizes = [("page-size", str(size))] if size not in (None, PAGE_SIZE) else []
    evidence = [("evidence", "0")] if asked.evidence is False else []
    return site.urls.query(asked.query.name, "", [*asked.kept, *evidence, *pages, *sizes])
