"""A server from its start to its end: the socket, the workers, the signals."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn

import pactgraph.web
from pactgraph.errors import BadInput
from pactgraph.server.app import Gateway
from pactgraph.server.connection import connection_class
from pactgraph.server.document_pools import COSTLY_PAGES, PAGES, DocumentPools
from pactgraph.server.documents import Documents
from pactgraph.server.following import Following
from pactgraph.server.limits import HttpLimits
from pactgraph.server.metrics import Metrics
from pactgraph.server.moving import Moving
from pactgraph.server.pool import Pool
from pactgraph.server.pool_limits import PoolLimits
from pactgraph.server.reply import Delivery
from pactgraph.server.request_log import LogFormat, RequestLog
from pactgraph.server.result_cache import ResultCache
from pactgraph.server.scratch import LIMITS as CHANGES
from pactgraph.server.scratch import Scratch
from pactgraph.server.security import HostNames
from pactgraph.server.sparql import SparqlEndpoint
from pactgraph.server.state import State
from pactgraph.server.static_files import StaticFiles
from pactgraph.server.writing import Writing
from pactgraph.web.routes import ROUTES, Route

Started = Callable[[State], None]
"""Is called when all is ready, with what is served."""

Reread = Callable[[], State]
"""Returns the state that a project's store is in by now; raises PactgraphError."""

_BACKLOG = 256
_GRACE = 5


@dataclass(frozen=True)
class Files:
    """RDF files to serve, and the folder of the scratch store if that is to stay."""

    paths: tuple[Path, ...]
    folder: Path | None = None


@dataclass(frozen=True)
class Built:
    """A project's graph to serve, as it is, and as ``reread`` finds it after a build.

    ``pointer`` is the file that is another after each build.
    """

    state: State
    pointer: Path
    reread: Reread


@dataclass(frozen=True)
class Settings:
    """What is served, where, and within which limits.

    ``served`` is a project's graph, or RDF files. ``token`` lets who has it change these.
    ``base_url`` is what absolute links begin with, if that is not the Host that was asked.
    """

    served: Built | Files
    base_url: str | None = None
    token: str | None = None
    host: str = "127.0.0.1"
    allowed_hosts: tuple[str, ...] = ()
    queries: PoolLimits = field(default_factory=PoolLimits)
    pages: PoolLimits = PAGES
    costly: PoolLimits = COSTLY_PAGES
    changes: PoolLimits = CHANGES
    http: HttpLimits = field(default_factory=HttpLimits)
    log_format: LogFormat = "json"


def bound_socket(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; raises BadInput if that cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise BadInput(f"there is no address {host!r}: {error.strerror}") from error
    made = socket.socket(family, kind, protocol)
    if sys.platform != "win32":
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(address)
    except OSError as error:
        made.close()
        raise BadInput(
            f"port {port} of {host} cannot be had: {error.strerror}",
            hint="name another with --port; 0 takes any that is free",
        ) from error
    made.setblocking(False)
    return made


def run(settings: Settings, bound: socket.socket, started: Started) -> None:
    """Serve until a signal says otherwise; ``started`` is called when all is ready.

    Raises EngineFailure if the workers cannot be started.
    """
    factory: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
    with contextlib.suppress(ImportError):
        import uvloop

        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(_serve(settings, bound, started))


async def _serve(settings: Settings, bound: socket.socket, started: Started) -> None:
    if isinstance(settings.served, Built):
        await _serve_state(settings, bound, started, settings.served.state, None)
        return
    scratch = Scratch(settings.served.folder, limits=settings.changes)
    try:
        await scratch.open(settings.served.paths)
        if settings.token is None:
            await scratch.freeze()
        state = State.of_scratch(scratch, settings.base_url)
        await _serve_state(settings, bound, started, state, scratch)
    finally:
        await scratch.close()


async def _serve_state(
    settings: Settings,
    bound: socket.socket,
    started: Started,
    state: State,
    scratch: Scratch | None,
) -> None:
    queries = Pool("pactgraph.engine.worker", state.for_queries(), settings.queries, name="query")
    pages = DocumentPools(state.for_documents(), settings.pages, settings.costly)
    log = RequestLog(settings.log_format)
    gateway = _gateway(settings, state, queries, pages, log)
    moving = Moving(state, queries, pages.both, gateway)
    if scratch is not None and settings.token is not None:
        scratch.moved = lambda: moving.follow(State.of_scratch(scratch, settings.base_url))
        gateway.let_write(Writing(scratch, queries, settings.token, settings.base_url))
    server = _Server(_config(settings, gateway))
    tasks: list[asyncio.Task[None]] = []
    try:
        with server.stopped_by_signals():
            await _start(queries, pages)
            gateway.ready = True
            serving = asyncio.create_task(server.serve(sockets=[bound]))
            while not server.started and not serving.done():
                await asyncio.sleep(0.005)
            if server.started and not server.should_exit:
                started(state)
            if isinstance(settings.served, Built):
                served = settings.served
                following = Following(served.pointer, served.reread, moving.move, log)
                tasks.append(asyncio.create_task(following.run(state.folder)))
            await serving
    finally:
        gateway.ready = False
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(queries.close(), pages.close())
        moving.state.let_go()
        log.close()


async def _start(*pools: Pool | DocumentPools) -> None:
    results = await asyncio.gather(*(pool.start() for pool in pools), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result


def _gateway(
    settings: Settings, state: State, queries: Pool, pages: DocumentPools, log: RequestLog
) -> Gateway:
    cache = ResultCache()
    snapshot = state.snapshot
    static = Path(pactgraph.web.__file__).parent / "static"
    allowed = list(settings.allowed_hosts)
    if settings.base_url is not None:
        allowed.append(settings.base_url.partition("://")[2].partition("/")[0].partition(":")[0])
    return Gateway(
        snapshot=snapshot,
        sparql=SparqlEndpoint(queries, cache, snapshot),
        documents=Documents(pages, cache, snapshot, _routes(settings)),
        static=StaticFiles(static, cache),
        hosts=HostNames(settings.host, allowed),
        log=log,
        metrics=Metrics({"query": queries, "document": pages.pages, "view": pages.costly}, cache),
        delivery=Delivery(cache),
        limits=settings.http,
        is_project=isinstance(settings.served, Built),
        base_url=settings.base_url,
    )


def _routes(settings: Settings) -> tuple[Route, ...]:
    if isinstance(settings.served, Built):
        return ROUTES
    return tuple(route for route in ROUTES if route.plain is not None)


def _config(settings: Settings, gateway: Gateway) -> uvicorn.Config:
    # An answer that breaks off is told by our own log; uvicorn would print the whole stack.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)
    return uvicorn.Config(
        gateway,
        http=connection_class(settings.http),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=_BACKLOG,
        timeout_keep_alive=int(settings.http.keep_alive_seconds),
        timeout_graceful_shutdown=_GRACE,
    )


class _Server(uvicorn.Server):
    """uvicorn's server, which a signal ends with exit code 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to ``stopped_by_signals``, which is there before the workers."""
        yield

    @contextlib.contextmanager
    def stopped_by_signals(self) -> Iterator[None]:
        """End the server at SIGINT or SIGTERM; a second one ends it without grace."""
        before: dict[signal.Signals, Any] = {}
        loop = asyncio.get_running_loop()

        def stop(*_: object) -> None:
            loop.call_soon_threadsafe(self._stop)

        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.signal(number, stop)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self) -> None:
        if self.should_exit:
            self.force_exit = True
        self.should_exit = True
