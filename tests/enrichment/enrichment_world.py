"""Servers of other data sets on loopback: real ones with slices, and one with faults."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pyoxigraph as ox
from click.testing import Result

from pactgraph.linking.courtesy import Courtesy
from pactgraph.linking.endpoint import Endpoint

JSON = "application/sparql-results+json"
SLICES = (
    "05-wikidata-everypolitician/everypolitician-wikidata.nt",
    "06-wikidata-events/events-since-1900.nt",
    "08-natural-earth/ne_50m_populated_places.nt",
    "09-geonames/geonames.nt",
    "10-country-coder/countries-and-territories.nt",
    "11-internacia/memberships.nt",
)
"""The slices that play Wikidata and GeoNames."""

Link = Callable[..., Result]
"""What runs the command line on a project of a test's own, and gives its result."""

Fault = Callable[[BaseHTTPRequestHandler], None]

_VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
DirsAllowed = {folder}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = 10000
"""


@dataclass
class Faulty:
    """A server of a store: what was asked of it, and the faults that come before answers."""

    url: str = ""
    queries: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def reply(
    handler: BaseHTTPRequestHandler,
    body: bytes,
    code: int = 200,
    media_type: str = JSON,
    **more: str,
) -> None:
    """Answer a request."""
    handler.send_response(code)
    handler.send_header("Content-Type", media_type)
    for name, value in {"Content-Length": str(len(body)), **more}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


@contextlib.contextmanager
def faulty(store: ox.Store) -> Iterator[Faulty]:
    """Serve a store; each fault that is set takes the place of one answer."""
    server = Faulty()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.serve(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self.serve(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def serve(self, form: str) -> None:
            (query,) = parse_qs(form)["query"]
            server.queries.append(query)
            server.agents.append(self.headers.get("User-Agent", ""))
            if server.faults:
                server.faults.pop(0)(self)
                return
            found = store.query(query)
            reply(self, found.serialize(format=ox.QueryResultsFormat.JSON) or b"")

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    gate = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gate.daemon_threads = True
    server.url = f"http://127.0.0.1:{gate.server_port}/sparql"
    thread = threading.Thread(target=gate.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        gate.shutdown()
        gate.server_close()
        thread.join()


def store_of(turtle: str) -> ox.Store:
    """Return a store of a Turtle text."""
    store = ox.Store()
    store.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    return store


def hasty(url: str) -> Courtesy:
    """Return manners that keep no test waiting."""
    return Courtesy(url, rate=1000.0, timeout=60.0, pause=0.001)


def endpoint(url: str, page: int = 10_000) -> Endpoint:
    """Return an endpoint that is asked without delay."""
    return Endpoint(hasty(url), page=page)


@contextlib.contextmanager
def oxigraph(files: Sequence[Path], folder: Path) -> Iterator[str]:
    """Serve files with ``pactgraph serve``, and yield the address of the endpoint."""
    with (folder / "errors").open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "pactgraph", "serve", "--port", "0", "--timeout", "60",
             "--workers", "1", *map(str, files)],
            stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
        try:
            assert process.stdout is not None
            line = process.stdout.readline().strip()
            assert line, (folder / "errors").read_text("utf-8")[-2000:]
            yield f"{line}sparql"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


@contextlib.contextmanager
def virtuoso(files: Sequence[Path], folder: Path) -> Iterator[str]:
    """Serve files with Virtuoso, and yield the address of the endpoint."""
    data = folder / "data.nt"
    with data.open("wb") as out:
        for file in files:
            out.write(file.read_bytes())
    port, sql = _free_port(), _free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_VIRTUOSO.format(folder=folder, port=port, sql=sql), "utf-8")
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            ["virtuoso-t", "+foreground", "+configfile", str(settings)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, start_new_session=True,
        )  # fmt: skip
        url = f"http://127.0.0.1:{port}/sparql"
        try:
            _wait(process, url)
            load = f"DB.DBA.TTLP(file_to_string_output('{data}'), '', 'urn:slices', 512);"
            _isql(sql, f"EXEC={load}")
            yield url
        finally:
            _isql(sql, "EXEC=shutdown")
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def virtuoso_is_missing() -> str | None:
    """Return which of its programs is not there, or None."""
    lacking = [name for name in ("virtuoso-t", "isql-vt") if shutil.which(name) is None]
    return f"there is no {lacking[0]} (Debian: virtuoso-opensource)" if lacking else None


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    parts = urlsplit(url)
    assert parts.hostname is not None
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
        try:
            connection.request("GET", f"{parts.path}?query={quote('ASK { ?s ?p ?o }')}")
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    raise TimeoutError("Virtuoso did not start")


def _isql(port: int, what: str) -> None:
    subprocess.run(
        ["isql-vt", f"127.0.0.1:{port}", "dba", "dba", what],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=120,
    )  # fmt: skip


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
