"""The documents: a path is routed, its format negotiated, and a worker asked to make it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from pactgraph.server.answered import Answered
from pactgraph.server.document_pools import DocumentPools
from pactgraph.server.exchange import Exchange
from pactgraph.server.flights import Flights
from pactgraph.server.negotiation import Choice, choose
from pactgraph.server.prepared_query import not_acceptable
from pactgraph.server.problems import Problem
from pactgraph.server.reply import Reply
from pactgraph.server.result_cache import Kept, ResultCache
from pactgraph.server.routing import Match, Routing
from pactgraph.server.security import (
    Headers,
    data_headers,
    file_headers,
    header_value,
    page_headers,
)
from pactgraph.server.snapshot import Snapshot, matches
from pactgraph.server.sparql import options
from pactgraph.web.document import DocumentRequest
from pactgraph.web.formats import FORMATS
from pactgraph.web.routes import ALWAYS, Route

METHODS = "GET, HEAD, OPTIONS"
_WITH_FORM = "GET, HEAD, POST, OPTIONS"
_NOT_KEPT = (b"cache-control", b"no-store")


class Documents:
    """The routes of the site, and the workers that make what they lead to."""

    def __init__(
        self,
        pools: DocumentPools,
        cache: ResultCache,
        snapshot: Snapshot,
        routes: Sequence[Route],
    ) -> None:
        self.pools = pools
        self.cache = cache
        self.snapshot = snapshot
        self._routing = Routing(routes)
        self._flights = Flights()

    async def answer(self, exchange: Exchange, origin: str, path: str) -> Reply:
        """Answer a request for a document; raises Problem."""
        match = self._routing.match(path)
        if match is None:
            raise Problem(404, "there is no such page", hint="start at /")
        route = match.route
        exchange.facts["route"] = route.name
        methods = _WITH_FORM if route.form else METHODS
        if exchange.method == "OPTIONS":
            return options(methods)
        if exchange.method not in methods.split(", "):
            raise Problem(
                405,
                "a document can be read, and nothing else",
                hint=f"one of {methods}",
                extra={"allow": methods},
            )
        fields = await _form(exchange, route) if exchange.method == "POST" else []
        choice = _chosen(exchange, match)
        negotiated = len(route.formats) > 1 and match.format is None
        vary = (b"vary", b"Accept, Accept-Encoding" if negotiated else b"Accept-Encoding")
        request = DocumentRequest(
            route=route.name,
            path=match.path,
            query=(*exchange.parameters(), *fields),
            format=choice.format,
            origin=origin,
            url=exchange.url,
        )
        if exchange.method == "POST":
            return await self._by_form(exchange, request, match, choice, [vary, _NOT_KEPT])
        snapshot = self.snapshot
        told = (route.name, exchange.url, choice.format, origin)
        etag = snapshot.etag("document", *told, choice.content_type)
        headers = [vary, (b"cache-control", b"no-cache"), (b"etag", etag.encode())]
        if matches(exchange.header("if-none-match"), etag):
            return Reply(304, "", [*self._safe(request, route, choice.content_type), *headers])
        key = ("document", snapshot.version, *told)
        async with exchange.watched():
            kept = self.cache.get(key)
            if kept is None and await self._flights.join(key):
                kept = self.cache.get(key)
            if kept is not None:
                exchange.facts["cached"] = True
                return _reply(
                    200,
                    kept.kind,
                    kept.headers,
                    choice,
                    [*self._safe(request, route, kept.kind), *headers],
                    kept,
                    key,
                )
            with self._flights.lead(key):
                answered = await self.pools.ask(request)
                body = answered.whole
                if body is None and exchange.http_version == "1.0":
                    body = await answered.read()
                status, kind, named = _head(answered)
                keeps = status == 200 and answered.configuration.get("version") == snapshot.version
                own = [*self._safe(request, route, kind), *(headers if keeps else [vary])]
                if body is None:
                    reply = _reply(status, kind, named, choice, own, None, key)
                    reply.stream = answered
                    reply.keep = (lambda whole: Kept(kind, whole, named)) if keeps else None
                    return reply
                made = Kept(kind, body, named)
                if keeps:
                    self.cache.put(key, made)
                return _reply(status, kind, named, choice, own, made, key)

    async def _by_form(
        self,
        exchange: Exchange,
        request: DocumentRequest,
        match: Match,
        choice: Choice,
        headers: Headers,
    ) -> Reply:
        # Nothing of it is kept: no two tables are the same.
        async with exchange.watched():
            answered = await self.pools.ask(request)
            body = await answered.read()
        status, kind, named = _head(answered)
        safe = self._safe(request, match.route, kind)
        reply = _reply(status, kind, named, choice, [*safe, *headers], None, None)
        reply.body = body
        return reply

    def _safe(self, request: DocumentRequest, route: Route, content_type: str) -> Headers:
        """Return the headers by which a browser lets nobody have what is not for him.

        Data that hold words of articles are no more for other sites than pages are.
        """
        if content_type.startswith("text/html"):
            return page_headers(route.name)
        given = {name for name, value in request.query if value}
        quotes = route.quotes == ALWAYS or not given.isdisjoint(route.quotes)
        return file_headers() if quotes and self.snapshot.texts_shown else data_headers()


async def _form(exchange: Exchange, route: Route) -> list[tuple[str, str]]:
    fields = await exchange.form()
    if not any(name in route.form for name, _ in fields):
        raise Problem(
            400, "the form has none of the fields that are asked by", hint=" or ".join(route.form)
        )
    return fields


def _head(answered: Answered) -> tuple[int, str, tuple[tuple[str, str], ...]]:
    head = answered.head
    named = head["headers"]
    return (
        int(head["status"]),
        str(head["content_type"]),
        tuple((str(name), str(value)) for name, value in named.items()),
    )


def _reply(
    status: int,
    kind: str,
    named: Sequence[tuple[str, str]],
    choice: Choice,
    headers: Headers,
    kept: Kept | None,
    key: Hashable,
) -> Reply:
    return Reply(
        status,
        _content_type(kind, choice),
        [*headers, *_named(named)],
        b"" if kept is None else kept.body,
        key=key,
        kept=kept,
    )


def _chosen(exchange: Exchange, match: Match) -> Choice:
    if match.format is not None:
        return Choice(match.format, FORMATS[match.format].content_type)
    choice = choose(exchange.header("accept"), match.route.formats)
    if choice is None:
        raise not_acceptable(match.route.formats)
    return choice


def _content_type(made: str, choice: Choice) -> str:
    """Return the media type that was asked for, if the document is of the format chosen."""
    return choice.content_type if made == FORMATS[choice.format].content_type else made


def _named(headers: Sequence[tuple[str, str]]) -> Headers:
    # What an answer varies with is said by who negotiated it.
    return [
        (header_value(name.lower()), header_value(value))
        for name, value in headers
        if name.lower() != "vary"
    ]
