"""Other people's servers on loopback that fail as they do: slow, refusing, cut off, malformed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox

from pactgraph.linking.courtesy import Courtesy
from pactgraph.linking.endpoint import Endpoint

JSON = "application/sparql-results+json"

Fault = Callable[[BaseHTTPRequestHandler], None]
"""What a server does in place of an answer."""

Answer = Callable[[str], tuple[str, bytes]]
"""What a server answers to what it is asked: a media type and a body."""


@dataclass
class Faulty:
    """A server that runs: what was asked of it, when and by whom, and the faults that wait."""

    url: str = ""
    queries: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def reply(
    handler: BaseHTTPRequestHandler,
    body: bytes,
    code: int = 200,
    media_type: str = JSON,
    **headers: str,
) -> None:
    """Answer a request; an underscore in a header's name is a hyphen."""
    handler.send_response(code)
    handler.send_header("Content-Type", media_type)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def answering(body: bytes, media_type: str = JSON, code: int = 200, **headers: str) -> Fault:
    """Return a fault: an answer of the wrong content."""
    return lambda handler: reply(handler, body, code, media_type, **headers)


def refusing(code: int, **headers: str) -> Fault:
    """Return a fault: an answer with a code of refusal."""
    return answering(b"not \x1b[31mnow", "text/plain", code, **headers)


def cutting(handler: BaseHTTPRequestHandler) -> None:
    """Promise more than is sent, and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"head"')
    handler.close_connection = True


def stalling(seconds: float) -> Fault:
    """Return a fault: no answer for a while."""

    def fault(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return fault


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, for longer than anybody waits."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        handler.close_connection = True


@contextmanager
def served(answer: Answer, parameter: str = "query") -> Iterator[Faulty]:
    """Serve answers to a parameter of GET and POST, after the faults that are waiting."""
    server = Faulty()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.serve(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self.serve(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def serve(self, form: str) -> None:
            server.times.append(time.monotonic())
            server.agents.append(self.headers.get("User-Agent", ""))
            asked = parse_qs(form).get(parameter, [""])[0]
            server.queries.append(asked)
            if server.faults:
                server.faults.pop(0)(self)
                return
            media_type, body = answer(asked)
            reply(self, body, media_type=media_type)

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


def faulty(store: ox.Store) -> AbstractContextManager[Faulty]:
    """Serve a store as a SPARQL endpoint; each fault that is set takes one answer's place."""
    return served(sparql(store))


def sparql(store: ox.Store) -> Answer:
    """Return what answers SPARQL queries from a store."""

    def answer(query: str) -> tuple[str, bytes]:
        return JSON, store.query(query).serialize(format=ox.QueryResultsFormat.JSON) or b""

    return answer


def store_of(turtle: str) -> ox.Store:
    """Return a store of a Turtle text."""
    store = ox.Store()
    store.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    return store


def hasty(url: str, **manners: Any) -> Courtesy:
    """Return manners that keep no test waiting."""
    return Courtesy(url, **{"rate": 1000.0, "pause": 0.001, **manners})


def endpoint(url: str, page: int = 50_000, **manners: Any) -> Endpoint:
    """Return an endpoint that is asked without delay."""
    return Endpoint(hasty(url, **manners), page=page)
