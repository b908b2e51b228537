"""The endpoint: a query is checked, handed to a worker, and its answer sent as it comes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache

from pactgraph.engine.guard import check
from pactgraph.engine.outline import undeclared_prefixes
from pactgraph.engine.tokens import Kind, expand_code_points
from pactgraph.errors import BadQuery
from pactgraph.namespaces import BASE, PREFIXES
from pactgraph.server.answered import Answered
from pactgraph.server.exchange import Exchange
from pactgraph.server.flights import Flights
from pactgraph.server.negotiation import choose
from pactgraph.server.pool import Pool
from pactgraph.server.prepared_query import (
    Prepared,
    not_acceptable,
    prepared_query,
)
from pactgraph.server.prepared_query import digest as digest
from pactgraph.server.problems import Problem
from pactgraph.server.reply import Reply
from pactgraph.server.result_cache import Kept, ResultCache
from pactgraph.server.security import PREFLIGHT, Headers, data_headers
from pactgraph.server.service_description import description, written
from pactgraph.server.snapshot import Snapshot, matches
from pactgraph.server.sparql_request import (
    METHODS,
    QueryOperation,
    UpdateOperation,
    read_operation,
)
from pactgraph.web.formats import ROWS, TRIPLES

_SHORT = 4096
"""Longer queries are checked beside the event loop, and not remembered as checked."""

_REMEMBERED = 8192
_REMEMBERED_MOST = 512
"""Requests with a shorter URL and Accept are remembered as read: so many of them."""

_NOT_REPEATABLE = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID)\b")
_COLUMN = re.compile(r"\(column (\d+)\)")
_VARY = (b"vary", b"Accept, Accept-Encoding")
_REVALIDATE = (b"cache-control", b"no-cache")

Updates = Callable[[Exchange, UpdateOperation], Awaitable[Reply]]
"""Carries out an update, where there is something that can be written."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that the guard let pass: the prefixes it takes for declared."""

    prefixes: dict[str, str]
    repeatable: bool


class SparqlEndpoint:
    """``/sparql``: queries of the SPARQL 1.1 Protocol, and the endpoint's description."""

    def __init__(
        self, pool: Pool, cache: ResultCache, snapshot: Snapshot, updates: Updates | None = None
    ) -> None:
        self.pool = pool
        self.cache = cache
        self.snapshot = snapshot
        self.updates = updates
        self._flights = Flights()
        self._remembered: dict[tuple[bytes, str], Prepared] = {}

    def move(self, snapshot: Snapshot) -> None:
        """Answer from another state of the graph from now on."""
        self.snapshot = snapshot
        self._remembered.clear()

    async def answer(self, exchange: Exchange, origin: str) -> Reply:
        """Answer a request; raises Problem."""
        if exchange.method == "OPTIONS":
            return options(METHODS)
        operation = await self._read(exchange)
        if operation is None:
            return self._describe(exchange, f"{origin}/sparql")
        if isinstance(operation, UpdateOperation):
            if self.updates is None:
                raise Problem(
                    403,
                    "this endpoint answers queries and takes no updates",
                    hint="the graph is built from files: edit those and build again",
                )
            return await self.updates(exchange, operation)
        return await self._query(exchange, operation)

    async def _read(self, exchange: Exchange) -> Prepared | UpdateOperation | None:
        accept = exchange.header("accept")
        length = len(exchange.query_string) + len(accept)
        by_url = exchange.method in ("GET", "HEAD") and length <= _REMEMBERED
        if by_url:
            remembered = self._remembered.get((exchange.query_string, accept))
            if remembered is not None:
                return remembered
        operation = await read_operation(exchange)
        if not isinstance(operation, QueryOperation):
            return operation
        prepared = prepared_query(operation, accept, self.snapshot)
        if by_url:
            if len(self._remembered) >= _REMEMBERED_MOST:
                self._remembered.clear()
            self._remembered[exchange.query_string, accept] = prepared
        return prepared

    async def _query(self, exchange: Exchange, prepared: Prepared) -> Reply:
        exchange.facts["query"] = prepared.digest
        exchange.facts["length"] = len(prepared.asked.query)
        if exchange.method != "POST" and matches(exchange.header("if-none-match"), prepared.etag):
            return Reply(304, "", _headers(prepared.etag))
        kept = self.cache.get(prepared.key)
        if kept is not None:
            return _kept_reply(exchange, prepared, kept)
        checked = await checked_query(prepared.asked.query)
        key = prepared.key if checked.repeatable else object()
        async with exchange.watched():
            if await self._flights.join(key):
                kept = self.cache.get(key)
                if kept is not None:
                    return _kept_reply(exchange, prepared, kept)
            with self._flights.lead(key):
                answered = await self._ask(prepared, checked)
                body = answered.whole
                if body is None and exchange.http_version == "1.0":
                    body = await answered.read()
                form = str(answered.head["format"])
                current = answered.configuration.get("version") == prepared.version
                keeps = checked.repeatable and current
                etag = prepared.etag if keeps and exchange.method != "POST" else None
                reply = Reply(200, prepared.content_type(form), _headers(etag), key=key)
                if body is None:
                    reply.stream = answered
                    reply.keep = (lambda whole: Kept(form, whole)) if keeps else None
                    return reply
                reply.body = body
                if keeps:
                    reply.kept = Kept(form, body)
                    self.cache.put(key, reply.kept)
                return reply

    async def _ask(self, prepared: Prepared, checked: Checked) -> Answered:
        asked = prepared.asked
        try:
            return await self.pool.ask(
                {
                    "query": asked.query,
                    "prefixes": checked.prefixes,
                    "row_format": prepared.row_format,
                    "graph_format": prepared.graph_format,
                    "default_graphs": _listed(asked.default_graphs),
                    "named_graphs": _listed(asked.named_graphs),
                    "base": BASE,
                }
            )
        except Problem as problem:
            if problem.status == 406:
                there = ROWS if prepared.row_format is None else TRIPLES
                raise not_acceptable(there) from problem
            raise

    def _describe(self, exchange: Exchange, endpoint: str) -> Reply:
        choice = choose(exchange.header("accept"), (*TRIPLES, "html"))
        if choice is None:
            raise not_acceptable((*TRIPLES, "html"))
        if choice.format == "html":
            # Who comes with a browser and no query wants to write one.
            return Reply(303, "", [*data_headers(), (b"location", b"/editor"), _VARY])
        etag = self.snapshot.etag("description", endpoint, choice.content_type)
        if matches(exchange.header("if-none-match"), etag):
            return Reply(304, "", _headers(etag))
        key = ("description", self.snapshot.version, endpoint, choice.format)
        kept = self.cache.get(key)
        if kept is None:
            triples = description(endpoint, self.snapshot, writable=self.updates is not None)
            kept = Kept(choice.format, written(triples, choice.format))
            self.cache.put(key, kept)
        return Reply(200, choice.content_type, _headers(etag), kept.body, key=key, kept=kept)


async def checked_query(sparql: str) -> Checked:
    """Return a query checked by the guard; raises Problem with the place if it is refused."""
    try:
        if len(sparql) <= _SHORT:
            return _checked(sparql)
        return await asyncio.to_thread(_checked.__wrapped__, sparql)
    except BadQuery as error:
        raise refused(error) from error


@lru_cache(maxsize=1024)
def _checked(sparql: str) -> Checked:
    tokens = check(sparql)
    expanded = expand_code_points(sparql)
    if expanded == sparql:
        # What the query declares itself goes before what it is given.
        used = {token.text.partition(":")[0] for token in tokens if token.kind is Kind.NAME}
    else:
        used = set(undeclared_prefixes(expanded))
    prefixes = {prefix: PREFIXES[prefix] for prefix in sorted(used & PREFIXES.keys())}
    return Checked(prefixes, _NOT_REPEATABLE.search(expanded.upper()) is None)


def refused(error: BadQuery, what: str = "query") -> Problem:
    """Return the problem that tells of a query which is refused, with its line and column."""
    extra: dict[str, object] = {}
    if error.location is not None and error.location.line is not None:
        extra["line"] = error.location.line
    column = _COLUMN.search(error.message)
    if column is not None:
        extra["column"] = int(column[1])
    return Problem(400, f"the {what} is refused", error.message, hint=error.hint, extra=extra)


def _kept_reply(exchange: Exchange, prepared: Prepared, kept: Kept) -> Reply:
    exchange.facts["cached"] = True
    return Reply(
        200,
        prepared.content_type(kept.kind),
        _headers(None if exchange.method == "POST" else prepared.etag),
        kept.body,
        key=prepared.key,
        kept=kept,
    )


def options(methods: str) -> Reply:
    """Return the answer to OPTIONS: the methods there are, to a browser's preflight too."""
    allowed: Headers = [
        (b"allow", methods.encode()),
        (b"access-control-allow-methods", methods.encode()),
    ]
    return Reply(204, "", [*data_headers(), *PREFLIGHT, *allowed])


def _listed(graphs: tuple[str, ...] | None) -> list[str] | None:
    return None if graphs is None else list(graphs)


def _headers(etag: str | None) -> Headers:
    if etag is None:
        return [*data_headers(), _VARY, (b"cache-control", b"no-store")]
    return [*data_headers(), _VARY, _REVALIDATE, (b"etag", etag.encode())]
