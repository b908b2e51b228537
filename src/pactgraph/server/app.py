"""The gateway: every request comes in here, is led to who answers it, and is told of."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pactgraph import __version__
from pactgraph.server.documents import Documents
from pactgraph.server.error_page import error_reply
from pactgraph.server.exchange import ClientLeft, Exchange, Receive, Send
from pactgraph.server.limits import HttpLimits
from pactgraph.server.metrics import CONTENT_TYPE, Metrics
from pactgraph.server.problems import Problem
from pactgraph.server.reply import BrokenTransfer, Delivery, Reply
from pactgraph.server.request_log import RequestLog
from pactgraph.server.routing import decoded
from pactgraph.server.security import HostNames, file_headers, names_a_host
from pactgraph.server.snapshot import Snapshot
from pactgraph.server.sparql import SparqlEndpoint, options
from pactgraph.server.static_files import StaticFiles
from pactgraph.server.writing import GRAPH_STORE, Writing

Handler = Callable[[Exchange, str], Awaitable[Reply]]
"""Answers an exchange; the string is what absolute links to this server begin with."""

_CLIENT_LEFT = 499
_STATIC = "/static/"
_NOT_KEPT = (b"cache-control", b"no-store")
_READING = "GET, HEAD, OPTIONS"


@dataclass
class Gateway:
    """An ASGI application over what answers: the endpoint, the documents, the files.

    ``is_project`` tells whether a project is served, or RDF files. ``base_url`` is what links
    begin with when that is not the Host that was asked.
    """

    snapshot: Snapshot
    sparql: SparqlEndpoint
    documents: Documents
    static: StaticFiles
    hosts: HostNames
    log: RequestLog
    metrics: Metrics
    delivery: Delivery
    limits: HttpLimits
    is_project: bool
    base_url: str | None = None
    ready: bool = False

    def __post_init__(self) -> None:
        self._handlers: dict[str, tuple[str, Handler]] = {
            "/sparql": ("sparql", self.sparql.answer),
            "/sparql/": ("sparql", self.sparql.answer),
            "/health": ("health", self._health),
            "/metrics": ("metrics", self._metrics),
        }

    def let_write(self, writing: Writing) -> None:
        """Take updates, and changes of whole graphs, from now on."""
        self.sparql.updates = writing.update
        self._handlers[GRAPH_STORE] = ("graph_store", writing.graph_store)

    def move(self, snapshot: Snapshot) -> None:
        """Serve another state of the graph from now on."""
        self.snapshot = snapshot
        self.sparql.move(snapshot)
        self.documents.snapshot = snapshot
        self.delivery.cache.clear()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request; an answer that broke off raises, and so is not ended."""
        begun = time.perf_counter()
        exchange = Exchange(scope, receive, send, self.limits)
        try:
            try:
                reply = await self._answer(exchange)
            except Problem as problem:
                reply = error_reply(exchange, problem, is_project=self.is_project)
            except ClientLeft:
                raise
            except Exception as error:
                failure = self._failure(error)
                reply = error_reply(exchange, failure, is_project=self.is_project)
            await self.delivery.send(exchange, reply)
        except ClientLeft:
            exchange.status = _CLIENT_LEFT
        except BrokenTransfer:
            exchange.facts["broken"] = True
            raise
        finally:
            self._tell(exchange, time.perf_counter() - begun)

    async def _answer(self, exchange: Exchange) -> Reply:
        if exchange.doubled is not None:
            raise Problem(400, f"the header {exchange.doubled} is there twice")
        origin = self._origin(exchange)
        path = decoded(exchange.raw_path)
        if path is None:
            raise Problem(404, "there is no such page", hint="start at /")
        found = self._handlers.get(path)
        if found is not None:
            exchange.facts["route"], handler = found
            return await handler(exchange, origin)
        if path.startswith(_STATIC):
            exchange.facts["route"] = "static"
            return self.static.answer(exchange, path.removeprefix(_STATIC))
        return await self.documents.answer(exchange, origin, path)

    def _origin(self, exchange: Exchange) -> str:
        host = exchange.header("host")
        if not host:
            raise Problem(400, "the request names no host", hint="send the header Host")
        if not names_a_host(host):
            raise Problem(400, "the header Host names no host", hint="a name, and a port if any")
        if not self.hosts.takes(host):
            raise Problem(
                421,
                "this server does not answer to that name",
                hint="whoever runs it can allow a name with --allow-host",
            )
        return self.base_url or f"http://{host}"

    async def _health(self, exchange: Exchange, _: str) -> Reply:
        content = {
            "ready": self.ready,
            "version": self.snapshot.version,
            "software": __version__,
        }
        body = json.dumps(content).encode() + b"\n"
        return _for_operator(exchange, 200 if self.ready else 503, "application/json", body)

    async def _metrics(self, exchange: Exchange, _: str) -> Reply:
        return _for_operator(exchange, 200, CONTENT_TYPE, self.metrics.told())

    def _failure(self, error: Exception) -> Problem:
        # The place is told, not the message: it may repeat what somebody asked.
        frames = "".join(traceback.format_tb(error.__traceback__))
        self.log.event("failure", kind=type(error).__name__, frames=frames)
        return Problem(500, "the server failed", hint="try again; tell who runs it if it stays")

    def _tell(self, exchange: Exchange, seconds: float) -> None:
        route = str(exchange.facts.pop("route", "none"))
        self.metrics.count(route, exchange.status, seconds)
        self.log.request(
            method=exchange.method,
            path=exchange.raw_path.decode("latin-1"),
            route=route,
            status=exchange.status,
            seconds=seconds,
            size=exchange.sent,
            facts=exchange.facts,
        )


def _for_operator(exchange: Exchange, status: int, content_type: str, body: bytes) -> Reply:
    if exchange.method == "OPTIONS":
        return options(_READING)
    if exchange.method not in ("GET", "HEAD"):
        raise Problem(405, "this can be read, and nothing else", extra={"allow": _READING})
    return Reply(status, content_type, [*file_headers(), _NOT_KEPT], body)
