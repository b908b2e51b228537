"""A child process that runs one query after another, each with a deadline and a memory cap."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from pactgraph.engine.child import Child, Feed
from pactgraph.engine.finished_database import REBUILD
from pactgraph.engine.refusals import worker_error
from pactgraph.engine.results import Answer, Rows, Triples, Truth
from pactgraph.errors import EngineFailure, Location

_START_SECONDS = 600.0
"""How long opening a store may take: that of a large one in memory is read in first."""


class QueryProcess:
    """One child and what it has open; respawned when it had to be killed.

    It serves one query at a time, from any thread. ``path`` is a store's directory,
    ``feed`` writes a store in memory, ``endpoint`` is a remote one, ``server`` says that it
    talks to a SPARQL server, by ``exchange``: one of the four. ``network`` leaves the child able
    to open sockets, for queries with SERVICE.
    """

    def __init__(
        self,
        *,
        path: Path | None = None,
        feed: Feed | None = None,
        endpoint: str | None = None,
        server: bool = False,
        network: bool = False,
    ) -> None:
        self._path = path
        self._feed = feed
        self._endpoint = endpoint
        self._server = server
        self._network = network
        self._child: Child | None = None
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Return the process id of the child, None when there is none."""
        return None if self._child is None else self._child.process.pid

    def start(self) -> None:
        """Start the child now rather than at the first query; raises EngineFailure."""
        with self._lock:
            self._running()

    def ask(self, request: dict[str, object], *, timeout: float, source: str = "query") -> Answer:
        """Send a request and return its answer; ``request`` is what the worker takes.

        Raises what ``exchange`` raises.
        """
        return answer_of(*self.exchange(request, timeout=timeout, source=source))

    def exchange(
        self, request: dict[str, object], *, timeout: float, source: str = "query"
    ) -> tuple[str, bytes]:
        """Send a request and return the form of its answer and the answer's bytes.

        Raises:
            BadQuery: the engine cannot parse it, with line and column where it says.
            DeadlineExceeded: it ran into the deadline, the memory cap, or the size cap.
            EngineFailure: the engine failed or crashed.
        """
        with self._lock:
            child = self._running()
            try:
                with child.deadline(timeout):
                    if child.accepts(request):
                        return self._receive(child, timeout, source)
                if child.expired:
                    raise child.obituary(timeout)
                # It died between two queries; this one has not been tried yet.
                child = self._running()
                with child.deadline(timeout):
                    if child.accepts(request):
                        return self._receive(child, timeout, source)
                raise child.obituary(timeout)
            finally:
                if child.dirty:
                    child.end()
                    self._child = None

    def close(self) -> None:
        """End the child."""
        with self._lock:
            if self._child is not None:
                self._child.end()
                self._child = None

    def _running(self) -> Child:
        if self._child is not None and not self._child.dirty and self._child.alive:
            return self._child
        if self._child is not None:
            self._child.end()
            self._child = None
        child = Child(self._module(), self._configuration())
        try:
            with child.deadline(_START_SECONDS):
                if self._feed is not None:
                    child.feed(self._feed)
                for kind, payload in child.frames(_START_SECONDS):
                    if kind == b"X":
                        raise EngineFailure(
                            f"the store cannot be opened: {json.loads(payload)['message']}",
                            location=None if self._path is None else Location(str(self._path)),
                            hint=REBUILD,
                        )
                    break
        except BaseException:
            child.end()
            raise
        self._child = child
        return child

    def _module(self) -> str:
        if self._server:
            return "pactgraph.engine.server_worker"
        return "pactgraph.engine." + ("worker" if self._endpoint is None else "remote_worker")

    def _configuration(self) -> str:
        return json.dumps(
            {
                "path": None if self._path is None else str(self._path),
                "endpoint": self._endpoint,
                "network": self._network,
            }
        )

    def _receive(self, child: Child, timeout: float, source: str) -> tuple[str, bytes]:
        form, pieces = "rows", []
        for kind, payload in child.frames(timeout):
            if kind == b"H":
                form = payload.decode()
            elif kind == b"D":
                pieces.append(payload)
            elif kind == b"X":
                child.dirty = False
                problem = json.loads(payload)
                raise worker_error(problem["kind"], problem["message"], source)
            elif kind == b"Z":
                child.dirty = bool(json.loads(payload)["tired"])
                break
        return form, b"".join(pieces)


def answer_of(form: str, body: bytes) -> Answer:
    """Return the answer that a worker wrote as ``triples`` in N-Triples, or else SPARQL JSON."""
    if form == "triples":
        parsed = pyoxigraph.parse(body, format=RdfFormat.N_TRIPLES)
        return Triples(list(dict.fromkeys(quad.triple for quad in parsed)))
    result = pyoxigraph.parse_query_results(body, format=QueryResultsFormat.JSON)
    if isinstance(result, pyoxigraph.QueryBoolean):
        return Truth(bool(result))
    names = tuple(variable.value for variable in result.variables)
    return Rows(names, [tuple(solution) for solution in result])
