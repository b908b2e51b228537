"""Somebody else's SPARQL endpoint, asked with etiquette, page by page."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
from SPARQLWrapper import JSON, POST, SPARQLWrapper

from pactgraph.linking.courtesy import AGENT, AskingFailed, Courtesy, Response
from pactgraph.linking.redirects import open_request

_LONGEST_IN_URL: Final = 1500
_REFUSES_SORTED: Final = re.compile("SR353|Sorted TOP", re.IGNORECASE)
"""How Virtuoso says that it sorts no more rows than its MaxSortedTopRows, unless in a subquery."""

_CUT_SHORT: Final = "S1TAT"
"""What Virtuoso says in a header of an answer that its own time limit cut short."""

_ANY_ORDER: Final = "SELECT DISTINCT {variables} WHERE {{ {pattern} }}"
_ORDERED: Final = _ANY_ORDER + " ORDER BY {variables}"
_NESTED: Final = "SELECT {variables} WHERE {{ {{ " + _ORDERED + " }} }}"

_TYPES: Final = ("application/sparql-results+json", "application/json", "text/json")

_ALL_ROWS: Final = 2_000_000
"""How many rows an answer may have in all, before the endpoint is taken for one without end."""


@dataclass(frozen=True, slots=True)
class Term:
    """An RDF term of an answer: its kind is ``uri``, ``literal`` or ``bnode``."""

    kind: str
    value: str
    language: str = ""


class Row(dict[str, Term]):
    """A row of an answer; who asks for a variable that it has not is told whose fault that is."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def __missing__(self, name: str) -> Term:
        raise AskingFailed("malformed", f"a row of its answer has no ?{name}", self._url)


class _Client(SPARQLWrapper):
    """SPARQLWrapper, whose opener loses a question that is sent by POST where it is sent on."""

    def _query(self) -> tuple[http.client.HTTPResponse, str]:
        return open_request(self._createRequest(), self.timeout), self.returnFormat


class Endpoint:
    """A SPARQL 1.1 endpoint that others run.

    ``page`` is how many rows are asked for at a time. Every method raises AskingFailed and
    TooSlow.
    """

    def __init__(self, courtesy: Courtesy, *, page: int = 50_000) -> None:
        self.courtesy = courtesy
        self.page = page
        # The most rows that came at once. Who holds answers short holds them all equally
        # short, so that one of fewer rows than these is whole.
        self._most_at_once = 0

    @property
    def url(self) -> str:
        """The address of the endpoint."""
        return self.courtesy.url

    def select(self, query: str) -> list[Row]:
        """Return the rows of a SELECT, as the endpoint gives them."""
        data = self._ask(query)
        results = data.get("results")
        bindings = results.get("bindings") if isinstance(results, dict) else None
        if not isinstance(bindings, list):
            raise self._malformed("it has no results.bindings")
        return [self._row(binding) for binding in bindings]

    def is_true(self, query: str) -> bool:
        """Return what an ASK gives."""
        value = self._ask(query).get("boolean")
        if not isinstance(value, bool):
            raise self._malformed("it has no boolean")
        return value

    def pages(self, pattern: str, variables: str, *, most: int = _ALL_ROWS) -> Iterator[Row]:
        """Yield all distinct rows of a group's pattern, in order, asked for page by page.

        What fits into one page is not sorted there, as sorting is dear to many servers. The
        end is where one row more is asked for and none comes: a server may hold its pages
        shorter than it was asked to. Raises AskingFailed after ``most`` rows.
        """
        return bounded(self._pages(pattern, variables), most, self.url)

    def _pages(self, pattern: str, variables: str) -> Iterator[Row]:
        rows = self.select(_page(pattern, variables, self.page, 0, _ANY_ORDER))
        if len(rows) >= max(self._most_at_once, 1):
            self._most_at_once = len(rows)
            if self.select(_page(pattern, variables, 1, len(rows), _ANY_ORDER)):
                yield from self._in_order(pattern, variables, len(rows))
                return
        names = variables.replace("?", "").split()
        yield from sorted(rows, key=lambda row: [_sorted_by(row, name) for name in names])

    def _in_order(self, pattern: str, variables: str, page: int) -> Iterator[Row]:
        offset, form = 0, _ORDERED
        while True:
            try:
                some = self.select(_page(pattern, variables, page, offset, form))
            except AskingFailed as error:
                if form is _NESTED or not _REFUSES_SORTED.search(error.message):
                    raise
                form = _NESTED
                continue
            if not some:
                return
            yield from some
            offset += len(some)

    def holds_more_than(self, triples: int) -> bool:
        """Say whether the endpoint holds more than so many triples, without counting them."""
        return bool(self.select(f"SELECT ?s WHERE {{ ?s ?p ?o }} LIMIT 1 OFFSET {triples}"))

    def _ask(self, query: str) -> dict[str, object]:
        client = _Client(self.url, agent=AGENT)
        client.setTimeout(max(1, round(self.courtesy.timeout)))
        client.setReturnFormat(JSON)
        client.setQuery(query)
        if len(query) > _LONGEST_IN_URL:
            client.setMethod(POST)

        def send() -> Response:
            response: Response = client.query().response
            if response.headers.get("X-SQL-State", "") == _CUT_SHORT:
                raise AskingFailed(
                    "partial",
                    "it ran out of the time that it gives a question, and answered a part only",
                    self.url,
                    "ask for less, or when it has less to do",
                )
            return response

        media_type, body = self.courtesy.ask(send)
        if media_type not in _TYPES:
            start = " ".join(body[:120].decode("utf-8", "replace").split())
            raise AskingFailed(
                "not SPARQL",
                f"it answered {media_type}, which is not SPARQL JSON: {start}",
                self.url,
                "is this the address of the endpoint itself, not of a page about it?",
            )
        try:
            data = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise self._malformed(str(error)) from error
        if not isinstance(data, dict):
            raise self._malformed("it is no object")
        return data

    def _row(self, binding: object) -> Row:
        if not isinstance(binding, dict):
            raise self._malformed("a row is no object")
        row = Row(self.url)
        for name, term in binding.items():
            kind, value = (
                (term.get("type"), term.get("value")) if isinstance(term, dict) else (0, 0)
            )
            if not isinstance(kind, str) or not isinstance(value, str):
                raise self._malformed(f"a value of ?{name} is no RDF term")
            language = term.get("xml:lang", "")
            row[name] = Term(
                "literal" if kind == "typed-literal" else kind,
                value,
                language if isinstance(language, str) else "",
            )
        return row

    def _malformed(self, why: str) -> AskingFailed:
        return AskingFailed(
            "malformed",
            f"its answer is not SPARQL JSON: {why}",
            self.url,
            "is this the address of a SPARQL endpoint?",
        )


def bounded(rows: Iterable[Row], most: int, url: str) -> Iterator[Row]:
    """Yield rows, and raise AskingFailed after so many: some endpoints page for ever."""
    for number, row in enumerate(rows):
        if number >= most:
            raise AskingFailed(
                "endless",
                f"it gives more than {most:,} rows for one question",
                url,
                "does it heed LIMIT and OFFSET?",
            )
        yield row


def _page(pattern: str, variables: str, limit: int, offset: int, form: str) -> str:
    query = form.format(variables=variables, pattern=pattern)
    return f"{query} LIMIT {limit}" + (f" OFFSET {offset}" if offset else "")


def _sorted_by(row: Row, name: str) -> tuple[str, str, str]:
    term = row.get(name)
    return (term.kind, term.value, term.language) if term else ("", "", "")


def values(variable: str, terms: Iterable[ox.NamedNode | ox.Literal]) -> str:
    """Return a VALUES clause for terms, which are written as SPARQL writes them.

    >>> values("x", [ox.Literal("a", language="en"), ox.NamedNode("urn:x")])
    'VALUES ?x { "a"@en <urn:x> }'
    """
    return f"VALUES ?{variable} {{ {' '.join(map(str, terms))} }}"


def iris(texts: Iterable[str]) -> list[ox.NamedNode]:
    """Return those of the texts that are IRIs, each once."""
    found = []
    for text in dict.fromkeys(texts):
        try:
            found.append(ox.NamedNode(text))
        except ValueError:
            continue
    return found
