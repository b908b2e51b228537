"""A stored query's answer, as data in every format or as a page with its form."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from pactgraph.answer import Answer
from pactgraph.engine.results import Rows
from pactgraph.errors import BadInput, NotFound
from pactgraph.query.evidence import NoPassages
from pactgraph.query.parameters import example_of
from pactgraph.query.stored_query import StoredQuery
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.formats import FORMATS
from pactgraph.web.query.data import answer_bytes, fitting, formats_of, listed
from pactgraph.web.query.page import form_page, query_page
from pactgraph.web.query.paging import Paging
from pactgraph.web.query.request import BadParameter, QueryRequest, read_query_request
from pactgraph.web.site import Site


def query(site: Site, request: DocumentRequest) -> Document:
    """Return the answer to a stored query, or its form where it lacks a value.

    Raises NotFound for a query or a page that is not there, BadInput for a parameter that
    cannot be taken, NotAcceptable for a format that is not for the answer's kind.
    """
    stored = _stored(site, request.path["name"])
    is_page = request.format == "html"
    try:
        asked = read_query_request(request, stored, site.kg.names, paged=is_page)
        if isinstance(asked.explain, int) and not asked.missing:
            return Document.see_other(site.urls.receipt(stored.name, asked.explain, asked.kept))
        if is_page and not asked.missing:
            answer = _answer(site, request, asked, evidence=asked.evidence is not False)
            paging = Paging.of_rows(asked.page, asked.page_size, len(answer))
            headers = _headers(site, request, asked, paging)
            return query_page(site, request, asked, answer, paging, headers)
        if is_page:
            return form_page(site, request, stored)
    except BadInput as error:
        if not is_page:
            raise
        return form_page(site, request, stored, error)
    return _data(site, request, asked)


def _stored(site: Site, name: str) -> StoredQuery:
    stem, dot, extension = name.rpartition(".")
    if dot and name not in site.kg.queries and stem in site.kg.queries:
        formats = listed(formats_of(site.kg.queries[stem].form))
        raise NotFound(
            f"the answer to {stem!r} does not come as .{extension[:20]}",
            hint=f"it comes as {formats}, and as a page without any",
        )
    return site.kg.stored_query(name)


def _data(site: Site, request: DocumentRequest, asked: QueryRequest) -> Document:
    extension = _extension(request)
    format_name = fitting(request.format, asked.query.form, asked.query.name, extension)
    for parameter in asked.missing:
        raise BadParameter(
            parameter.name,
            "the query cannot be asked without it",
            hint=f"give it: {parameter.name}={example_of(parameter)}",
        )
    answer = _answer(site, request, asked, evidence=bool(asked.evidence))
    paging = Paging.of_rows(asked.page, asked.page_size, len(answer))
    headers = _headers(site, request, asked, paging)
    headers["X-Total-Count"] = str(len(answer))
    if answer.notes:
        headers["X-Notes"] = json.dumps(answer.notes)
    if extension:
        safe = re.sub(r"[^A-Za-z0-9_-]", "-", asked.query.name)
        headers["Content-Disposition"] = f'attachment; filename="{safe}.{extension}"'
    receipts = None
    shown = one_page(answer, paging)
    if asked.explain == "row":
        receipts = [
            request.origin + site.urls.receipt(asked.query.name, row, asked.kept)
            for row in range(paging.first_row, paging.first_row + len(shown))
        ]
    body = answer_bytes(shown, format_name, receipts, spreadsheet=asked.spreadsheet)
    return Document(body, FORMATS[format_name].content_type, headers=headers)


def _answer(site: Site, request: DocumentRequest, asked: QueryRequest, *, evidence: bool) -> Answer:
    kg = site.seen(request).kg
    name, values = asked.query.name, asked.values
    try:
        return kg.run(name, values=values, evidence=evidence, timeout=site.timeout)
    except NoPassages as error:
        if asked.evidence:
            raise BadParameter("evidence", error.message) from error
        return kg.run(name, values=values, timeout=site.timeout)


def one_page(answer: Answer, paging: Paging) -> Answer:
    """Return an answer with the rows of one page alone, and their evidence."""
    evidence = None if answer.evidence is None else tuple(paging.of(answer.evidence))
    return replace(
        answer,
        terms=Rows(answer.variables, list(paging.of(answer.terms.rows))),
        evidence=evidence,
    )


def _headers(
    site: Site, request: DocumentRequest, asked: QueryRequest, paging: Paging
) -> dict[str, str]:
    """Return the header Link, whose pages come in the format that this one came in."""

    def url_of(page: int) -> str:
        pages = [("page", str(page))] if page > 1 or asked.page_size is not None else []
        size = [("page-size", str(asked.page_size))] if asked.page_size else []
        parameters = [*asked.kept, *asked.wanted, *pages, *size]
        name = asked.query.name
        return request.origin + site.urls.query(name, _extension(request), parameters)

    return {"Link": paging.link_header(url_of, url_of(paging.page))}


def _extension(request: DocumentRequest) -> str:
    """Return the file extension by which the format was chosen, if one was."""
    name = request.path["name"]
    _, dot, extension = request.url.partition("?")[0].rpartition("/")[2].rpartition(".")
    known = {e for one in FORMATS.values() for e in (one.extension, *one.aliases)}
    return extension if dot and extension in known and not name.endswith(f".{extension}") else ""
