"""The page of a receipt: why a row is in an answer, down to the words that it rests on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pactgraph.answer import Answer
from pactgraph.asked_graph import AskedGraph
from pactgraph.errors import BadInput, NotFound
from pactgraph.graph_formats import write_graph
from pactgraph.query.stored_query import StoredQuery
from pactgraph.receipts import SHOWN
from pactgraph.telling.labels import Labels, in_words
from pactgraph.telling.readable import ReadableReceipt
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.receipt.lines import indented
from pactgraph.web.receipt.told_receipt import ToldReceipt
from pactgraph.web.site import Site
from pactgraph.web.urls import Urls
from pactgraph.web.viewed import VIEW_PARAMETERS, Viewed, for_readers

OWN_PARAMETERS: Final = ("query", "sparql", "row", "another", "members", "format")
"""The parameters of this page; all others but those of a view are the query's own."""

FORMATS: Final = {"json": "JSON", "txt": "text", "ttl": "PROV-O in Turtle"}
"""What a receipt comes in beside the page, and what a reader is told of it."""

_MOST_MEMBERS: Final = 1000
_URLS: Final = Urls()


@dataclass(frozen=True)
class Wanted:
    """Which receipt is wanted, as the URL says it.

    ``row`` counts from 0; ``members`` is how many members of a group are shown, None all;
    ``given`` are the query's own parameters and ``view`` those of the view.
    """

    query: str | None
    sparql: str | None
    row: int
    another: bool
    members: int | None
    given: tuple[tuple[str, str], ...]
    view: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, request: DocumentRequest) -> Wanted:
        """Read it from a request; raises BadInput."""
        query, sparql = request.first("query"), request.first("sparql")
        if (query is None) == (sparql is None):
            raise BadInput(
                "a receipt is of a row of one answer: give query=NAME or sparql=…, and row=N",
                hint=f"for example {_URLS.receipt('summits', 0)}",
            )
        own = {*OWN_PARAMETERS, *VIEW_PARAMETERS}
        given = {name: request.first(name) for name, _ in request.query if name not in own}
        if given and sparql is not None:
            raise BadInput(f"a receipt has no parameter {next(iter(given))!r}")
        members = _number(request, "members", SHOWN)
        if members > _MOST_MEMBERS:
            raise BadInput(f"at most {_MOST_MEMBERS:,} members of a group are shown")
        return cls(
            query,
            sparql,
            _number(request, "row", 0),
            request.first("another") not in (None, "0", "false"),
            members or None,
            tuple((name, value) for name, value in given.items() if value is not None),
            tuple((name, value) for name in VIEW_PARAMETERS if (value := request.first(name))),
        )

    def url(self, **changed: str | int | None) -> str:
        """Return the URL of this receipt, or with other parameters than these."""
        settings: dict[str, object] = {
            "another": "1" if self.another else None,
            "members": None if self.members == SHOWN else self.members or 0,
            **changed,
        }
        row = int(str(settings.pop("row", self.row)))
        set_ = [(name, str(value)) for name, value in settings.items() if value is not None]
        parameters = [*self.given, *self.view, *set_]
        if self.query is not None:
            return _URLS.receipt(self.query, row, parameters)
        return _URLS.receipt_of(self.sparql or "", row, parameters)


def receipt(site: Site, request: DocumentRequest) -> Document:
    """Return the receipt of a row as page, JSON, text or PROV-O.

    An answer without rows has none: told is why it is empty. Raises BadInput for parameters
    that are none, NotFound for a query or a row that is not there, BadQuery for a query that
    is not valid or cannot be explained, and as the engine does.
    """
    wanted = Wanted.of(request)
    format_name = _format(request)
    seen = site.seen(request)
    answer = _asked(seen.kg, wanted, site.timeout)
    if not answer:
        return _empty(site, request, seen, answer, wanted, format_name)
    found = _receipt(answer, wanted, site.timeout)
    if format_name != "html":
        return Document.of(_written(found, format_name), format_name)
    return site.page(
        "receipt.html",
        request,
        told=ToldReceipt(found, wanted.view, _titles(site)),
        total=len(answer),
        texts=seen.kg.texts.at_hand,
        **_frame(request, wanted, answer, seen),
    )


def _receipt(answer: Answer, wanted: Wanted, timeout: float) -> ReadableReceipt:
    if wanted.row >= len(answer):
        raise NotFound(
            f"the answer has no row {wanted.row + 1}",
            hint=f"it has {len(answer):,}; in a URL they are counted from row=0",
        )
    (found,) = answer.explain_all(
        [wanted.row], members=wanted.members, another=wanted.another, timeout=timeout
    )
    return found


def _titles(site: Site) -> dict[str, str]:
    return site.labels(article.iri for article in site.kg.articles.values())


def _asked(kg: AskedGraph, wanted: Wanted, timeout: float) -> Answer:
    if wanted.query is not None:
        return kg.run(wanted.query, values=dict(wanted.given), timeout=timeout)
    return kg.query(wanted.sparql or "", timeout=timeout)


def _written(found: ReadableReceipt, format_name: str) -> bytes | str:
    if format_name == "json":
        return json.dumps(found.as_json(), ensure_ascii=False, indent=1) + "\n"
    if format_name == "txt":
        return found.text() + "\n"
    return write_graph(found.triples(), "ttl")


def _empty(
    site: Site,
    request: DocumentRequest,
    seen: Viewed,
    answer: Answer,
    wanted: Wanted,
    format_name: str,
) -> Document:
    if format_name == "ttl":
        raise NotFound(
            "the answer has no row whose receipt could be written",
            hint="as a page, text or JSON it says why it is empty",
        )
    nothing = seen.kg.explain_nothing(answer)
    labels = Labels.of_engine(seen.kg.reader, nothing.iris)
    if format_name == "json":
        text = json.dumps(nothing.as_json(labels), ensure_ascii=False, indent=1)
        return Document.of(text + "\n", "json")
    lines = nothing.lines(labels)
    if format_name == "txt":
        return Document.of("\n".join(lines) + "\n", "txt")
    told = frozenset(nothing.notes)
    return site.page(
        "receipt_nothing.html",
        request,
        title=lines[0],
        lines=indented(lines[1:]),
        notes=[note for note in for_readers(answer.notes) if note not in told],
        **_frame(request, wanted, answer, seen),
    )


def _frame(
    request: DocumentRequest, wanted: Wanted, answer: Answer, seen: Viewed
) -> Mapping[str, object]:
    """Return what the page says of the question, and its links."""
    query = answer.query
    return {
        "wanted": wanted,
        "link": f"{request.origin}{wanted.url()}",
        "formats": [
            (words, wanted.url(format=name))
            for name, words in FORMATS.items()
            if answer or name != "ttl"
        ],
        "query": query,
        "query_url": _query_url(wanted),
        "given": _given(query, wanted),
        "viewed": seen.heading,
    }


def _query_url(wanted: Wanted) -> str | None:
    if wanted.query is None:
        return None
    return _URLS.query(wanted.query, parameters=[*wanted.given, *wanted.view])


def _given(query: StoredQuery | None, wanted: Wanted) -> list[tuple[str, str]]:
    """Return the values that the query was asked with, those that it takes by default too."""
    given = dict(wanted.given)
    if query is None:
        return []
    found = []
    for parameter in query.parameters:
        value = given.get(parameter.name, parameter.default)
        if value is not None:
            found.append((in_words(parameter.name), str(value)))
    return found


def _format(request: DocumentRequest) -> str:
    """Return the format that a link asks for, or what was negotiated; raises BadInput."""
    asked = request.first("format")
    if asked is not None and asked != "html" and asked not in FORMATS:
        raise BadInput(
            f"a receipt has no format {asked[:40]!r}", hint=f"one of html, {', '.join(FORMATS)}"
        )
    return asked or request.format


def _number(request: DocumentRequest, name: str, otherwise: int) -> int:
    words = request.first(name)
    if words is None:
        return otherwise
    if not (words.isascii() and words.isdecimal()) or len(words) > 9:
        raise BadInput(f"{name} cannot be {words[:40]!r}: it is a whole number from 0")
    return int(words)
