"""Writing over HTTP: SPARQL Update and the Graph Store, for who has the token."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from pactgraph.engine.guard import MAX_BYTES, UPDATE_WORDS, check
from pactgraph.engine.outline import undeclared_prefixes
from pactgraph.engine.tokens import Kind, expand_code_points, tokenise
from pactgraph.errors import BadQuery
from pactgraph.namespaces import BASE, PREFIXES
from pactgraph.server.exchange import Exchange
from pactgraph.server.negotiation import choose
from pactgraph.server.pool import Pool
from pactgraph.server.prepared_query import not_acceptable
from pactgraph.server.problems import Problem
from pactgraph.server.reply import Reply
from pactgraph.server.scratch import Scratch, not_written
from pactgraph.server.security import file_headers, header_value
from pactgraph.server.snapshot import matches
from pactgraph.server.sparql import digest, refused
from pactgraph.server.sparql_request import UpdateOperation, absolute_iri
from pactgraph.server.update_dataset import with_dataset
from pactgraph.web.formats import TRIPLES

GRAPH_STORE: Final = "/graph-store"
"""The path of the Graph Store (SPARQL 1.1 Graph Store HTTP Protocol)."""

METHODS: Final = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
_BODIES: Final = frozenset(
    {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json",
     "application/trig", "application/n-quads"}
)  # fmt: skip
_BEARER: Final = "bearer "
_ALL: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


class Writing:
    """What changes a scratch store; ``pool`` reads what it holds."""

    def __init__(self, scratch: Scratch, pool: Pool, token: str, base_url: str | None) -> None:
        self.scratch = scratch
        self.pool = pool
        self._token = token.encode()
        self._own = None if base_url is None else urlsplit(base_url).netloc.lower()

    async def update(self, exchange: Exchange, operation: UpdateOperation) -> Reply:
        """Carry out an update (SPARQL 1.1 Protocol, section 2.2), whole or not at all."""
        self._authorise(exchange)
        exchange.facts["update"] = digest(operation.update)
        if len(operation.update.encode("utf-8", "surrogatepass")) > MAX_BYTES:
            raise Problem(
                413,
                "the update is too long",
                f"{MAX_BYTES:,} bytes are taken",
                hint=f"send graphs with PUT or POST to {GRAPH_STORE}, or several updates",
            )
        text = with_dataset(
            operation.update, operation.default_graphs or (), operation.named_graphs or ()
        )
        prefixes = await asyncio.to_thread(_checked, text)
        await self._change(
            {"operation": "update", "update": text, "base": BASE, "prefixes": prefixes}
        )
        return Reply(204, "", file_headers())

    async def graph_store(self, exchange: Exchange, _: str) -> Reply:
        """Answer a request to the Graph Store (section 5 of its protocol)."""
        if exchange.method == "OPTIONS":
            return Reply(204, "", [*file_headers(), (b"allow", METHODS.encode())])
        if exchange.method not in ("GET", "HEAD", "PUT", "POST", "DELETE"):
            exchange.close = True
            raise Problem(
                405,
                f"{exchange.method[:20]} is no way to change a graph",
                hint=f"one of {METHODS}",
                extra={"allow": METHODS},
            )
        if exchange.method in ("GET", "HEAD"):
            return await self._read(exchange, _graph_asked(exchange))
        self._authorise(exchange)
        graph = _graph_asked(exchange)
        if exchange.method == "DELETE":
            await self._change({"operation": "delete", "graph": graph})
            return Reply(204, "", file_headers())
        return await self._write(exchange, graph)

    async def _write(self, exchange: Exchange, graph: str | None) -> Reply:
        media_type = exchange.header("content-type").partition(";")[0].strip().lower()
        if media_type not in _BODIES:
            exchange.close = True
            raise Problem(
                415,
                "this is no format of graphs",
                media_type[:100] or "no Content-Type",
                hint=f"one of {', '.join(sorted(_BODIES))}",
            )
        place = self.scratch.body_file()
        try:
            await _save(exchange, place)
            said = await self._change(
                {
                    "operation": exchange.method.lower(),
                    "graph": graph,
                    "body": str(place.absolute()),
                    "media_type": media_type,
                    "base": graph or BASE,
                    "name": "the body",
                }
            )
        finally:
            await asyncio.to_thread(_remove, place)
        if not said["created"]:
            return Reply(204, "", file_headers())
        return Reply(201, "", [*file_headers(), (b"location", header_value(exchange.url))])

    async def _read(self, exchange: Exchange, graph: str | None) -> Reply:
        choice = choose(exchange.header("accept"), TRIPLES)
        if choice is None:
            raise not_acceptable(TRIPLES)
        version = self.scratch.version
        request: dict[str, object] = {"prefixes": {}, "base": BASE, "row_format": "srj"}
        async with exchange.watched():
            if graph is not None:
                # A graph may be there and have nothing in it.
                there = {**request, "query": f"ASK {{ GRAPH <{graph}> {{ }} }}"}
                if b"true" not in await (await self.pool.ask(there)).read():
                    raise Problem(404, "there is no such graph", graph[:300])
            found = await self.pool.ask(
                {
                    **request,
                    "default_graphs": None if graph is None else [graph],
                    "query": _ALL,
                    "graph_format": choice.format,
                }
            )
            body = found.whole
            if body is None and exchange.http_version == "1.0":
                body = await found.read()
        headers = [*file_headers(), (b"vary", b"Accept, Accept-Encoding")]
        if found.configuration.get("version") == version:
            etag = f'W/"{version}-{choice.format}"'
            headers += [(b"etag", etag.encode()), (b"cache-control", b"no-cache")]
            if matches(exchange.header("if-none-match"), etag):
                await found.cancel()
                return Reply(304, "", headers)
        else:
            headers.append((b"cache-control", b"no-store"))
        reply = Reply(200, choice.content_type, headers, body or b"")
        reply.stream = found if body is None else None
        return reply

    async def _change(self, request: Mapping[str, Any]) -> dict[str, Any]:
        # Once begun, a change is ended and told to the readers, whether the client waits or not.
        return await asyncio.shield(asyncio.ensure_future(self.scratch.change(request)))

    def _authorise(self, exchange: Exchange) -> None:
        origin = exchange.header("origin")
        own = (exchange.header("host").lower(), self._own)
        if origin and origin.lower().partition("://")[2] not in own:
            exchange.close = True
            raise Problem(403, "a page of another site may not write here")
        given = exchange.header("authorization")
        token = given[len(_BEARER) :].strip() if given.lower().startswith(_BEARER) else ""
        if not hmac.compare_digest(token.encode("utf-8", "surrogateescape"), self._token):
            exchange.close = True
            raise Problem(
                401 if not token else 403,
                "writing needs the token" if not token else "this is not the token",
                hint="send the header Authorization: Bearer TOKEN",
                extra={} if token else {"authenticate": 'Bearer realm="pactgraph"'},
            )


def _checked(update: str) -> dict[str, str]:
    """Return the prefixes that an update takes for declared; raises Problem if it is refused."""
    try:
        check(update, allow=UPDATE_WORDS, source="update")
    except BadQuery as error:
        raise refused(error, "update") from error
    expanded = expand_code_points(update)
    for text in dict.fromkeys((update, expanded)):
        if _may_load(text):
            raise Problem(
                400,
                "the update is refused",
                "LOAD would read a file or another server",
                hint=f"send the graph's content with PUT or POST to {GRAPH_STORE}",
            )
    return {p: PREFIXES[p] for p in undeclared_prefixes(expanded) if p in PREFIXES}


def _may_load(update: str) -> bool:
    """Tell whether an engine may read LOAD in an update.

    Engines that parse without tokens read it in ``LOADSILENT`` and, with a declared prefix,
    in ``LOADex:graph`` too. It begins an operation, and so stands outside of braces.
    """
    depth = 0
    for token in tokenise(update):
        if token.is_mark("{"):
            depth += 1
        elif token.is_mark("}"):
            depth -= 1
        elif (
            depth == 0
            and token.kind in (Kind.WORD, Kind.NAME)
            and token.text.upper().startswith("LOAD")
        ):
            return True
    return False


async def _save(exchange: Exchange, place: Path) -> None:
    """Write the body of a request into a file, as it comes; raises Problem."""
    limits = exchange.limits
    try:
        with place.open("wb") as file:
            async for piece in exchange.body_pieces(limits.graph, limits.graph_seconds):
                await asyncio.to_thread(file.write, piece)
    except OSError as error:
        exchange.close = True
        raise not_written(error) from error


def _graph_asked(exchange: Exchange) -> str | None:
    """Return the IRI of the graph that is meant, None for the default graph."""
    pairs = exchange.parameters()
    named = [value for name, value in pairs if name == "graph"]
    default = [value for name, value in pairs if name == "default"]
    if len(named) + len(default) != 1 or len(pairs) != 1:
        raise Problem(
            400,
            "the request does not say which graph is meant",
            hint=f"{GRAPH_STORE}?default, or {GRAPH_STORE}?graph=IRI",
        )
    return absolute_iri("graph", named[0]) if named else None


def _remove(place: Path) -> None:
    place.unlink(missing_ok=True)
