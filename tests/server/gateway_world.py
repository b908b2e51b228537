"""What the tests of the gateway share: a real server process, and requests to it byte by byte."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlencode

PACT = "https://w3id.org/pactgraph/"
LAGOON = PACT + "article/lagoon-2021"
FOUNDING = f"{LAGOON}#char=0,112"
MEMBERSHIP = f"{LAGOON}#char=115,149"
CONTRIBUTION = f"{LAGOON}#char=188,271"

FORM = "application/x-www-form-urlencoded"
JSON = "application/sparql-results+json"

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
"""A query that no deadline of a test is long enough for."""

FEW = {"pages": {"least": 0}, "costly": {"least": 0}}
"""No workers for documents before one is asked for: each takes a second to start."""

AS_IN_USE: dict[str, dict[str, object]] = {}

# Limits that a test can wait for; everything else is as it is in use.
_DRIVER = """
import json, sys
from dataclasses import replace
from pactgraph.cli import serve
from pactgraph.server import running
from pactgraph.server.limits import HttpLimits
given = json.loads(sys.argv.pop(1))
run = running.run
def limited(settings, bound, started):
    queries = replace(settings.queries, **given.get("queries", {}))
    changes = replace(settings.changes, **given.get("changes", {}))
    pages = replace(settings.pages, **given.get("pages", {}))
    costly = replace(settings.costly, **given.get("costly", {}))
    limits = HttpLimits(**given.get("http", {}))
    settings = replace(settings, queries=queries, changes=changes, pages=pages, costly=costly)
    run(replace(settings, http=limits), bound, started)
running.run = limited
from pactgraph.cli import main
main()
"""


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass
class Server:
    """A server process, and where it listens."""

    process: subprocess.Popen[str]
    port: int
    said: dict[str, Any]
    errors: IO[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def endpoint(self) -> str:
        return f"{self.url}/sparql"

    def ask(
        self,
        path: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | str | None = None,
    ) -> Answer:
        """Send one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            data = body.encode() if isinstance(body, str) else body
            connection.request(method, path, body=data, headers=dict(headers or {}))
            got = connection.getresponse()
            named = {name.lower(): value for name, value in got.getheaders()}
            return Answer(got.status, named, got.read())
        finally:
            connection.close()

    def query(self, sparql: str, accept: str = JSON, **more: str) -> Answer:
        """Ask a query by GET."""
        headers = {"Accept": accept, **{k.replace("_", "-"): v for k, v in more.items()}}
        return self.ask(f"/sparql?query={quote(sparql)}", headers=headers)

    def truth(self, sparql: str, dataset: Sequence[tuple[str, str]] = ()) -> bool:
        """Ask an ASK query."""
        got = self.ask("/sparql?" + urlencode([("query", sparql), *dataset]))
        assert got.status == 200, got.text
        return bool(got.json["boolean"])

    def socket(self) -> socket.socket:
        """Open a bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def raw(self, data: bytes) -> bytes:
        """Send bytes, and return all that comes back until the server closes."""
        with self.socket() as connection:
            connection.sendall(data)
            return read_all(connection)

    def metric(self, name: str, **labels: str) -> float:
        """Return one figure of /metrics; 0 if it is not there."""
        told = ",".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
        start = f"{name}{{{told}}} " if told else f"{name} "
        for line in self.ask("/metrics").text.splitlines():
            if line.startswith(start):
                return float(line.removeprefix(start))
        return 0.0

    def log(self) -> list[dict[str, Any]]:
        """Return the lines of the log so far."""
        self.errors.seek(0)
        return [json.loads(line) for line in self.errors.read().splitlines()]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End the process with a signal, and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=20)


def read_all(connection: socket.socket) -> bytes:
    """Return what comes until the other side closes or drops the connection."""
    pieces = []
    try:
        while piece := connection.recv(65536):
            pieces.append(piece)
    except ConnectionResetError:
        pieces.append(b"")
    return b"".join(pieces)


@contextmanager
def serving(
    project: Path,
    folder: Path,
    *options: str,
    texts: bool = True,
    limits: Mapping[str, Mapping[str, object]] | None = None,
) -> Iterator[Server]:
    """Run ``pactgraph serve`` on a project, on a port of its own, and end it."""
    arguments = ["--project", str(project), "serve", "--port", "0"]
    if texts:
        arguments += ["--articles", str(project / "texts")]
    with running([*arguments, *options], folder, limits=limits) as server:
        yield server


@contextmanager
def running(
    arguments: Sequence[str],
    folder: Path,
    *,
    limits: Mapping[str, Mapping[str, object]] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Run ``pactgraph`` with the arguments of a server, and end it.

    ``limits`` are changed beside those of ``FEW``; with ``AS_IN_USE`` nothing is.
    """
    start = ["-m", "pactgraph"]
    if limits != AS_IN_USE:
        start = ["-c", _DRIVER, json.dumps({**FEW, **(limits or {})})]
    given = {k: v for k, v in os.environ.items() if k != "PACTGRAPH_ARTICLES"}
    with (folder / "errors").open("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, *start, *arguments],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**given, **(environment or {})},
        )
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            errors.seek(0)
            written = errors.read()
            assert url, written
            lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
            said = next((line for line in lines if line.get("event") == "serving"), {})
            # A server that says another name than its own listens where its log says.
            yield Server(process, int(said["port"]), said, errors)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(timeout=20)
            process.stdout.close()  # type: ignore[union-attr]
