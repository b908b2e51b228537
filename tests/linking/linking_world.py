"""Other people's servers on loopback: a SPARQL endpoint, a reconciliation service, their faults."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
from click.testing import Result

from pactgraph.linking.courtesy import Courtesy
from pactgraph.linking.endpoint import Endpoint

JSON = "application/sparql-results+json"

REGISTER = """
@prefix ex: <https://example.org/register/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix dbo: <http://dbpedia.org/ontology/> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix schema: <http://schema.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix gn: <http://www.geonames.org/ontology#> .

ex:17 a dbo:Country ; rdfs:label "Tirra"@en ; skos:altLabel "Tirran Republic"@en .
ex:18 a dbo:Country ; rdfs:label "Maristan"@en .
ex:20 a dbo:Person ; rdfs:label "Bram Tolck"@en ; dbo:country ex:17 .
ex:21 a dbo:Film ; rdfs:label "Bram Tolk (film)"@en .
ex:22 a dbo:Person ; rdfs:label "Odo Tolk"@en .
ex:23 a dbo:Organisation ; rdfs:label "COUNCIL OF LAGOONS" .
ex:24 a dbo:Organisation ; rdfs:label "Lagoon Anglers"@en .
ex:25 a dbo:Settlement ; rdfs:label "Port-Selm"@en .
ex:26 a dbo:Person ; foaf:name "Óda Vell" .
ex:27 rdfs:label "\\u001b[31mTidewatch\\u202e Programme"@en .

wd:Q5001 rdfs:label "Maristan"@en ; wdt:P297 "MQ" .
<https://en.wikipedia.org/wiki/Tirra> schema:about wd:Q5002 .
wd:Q5002 wdt:P530 wd:Q5001 ; owl:sameAs <http://sws.geonames.org/777/> .
<http://dbpedia.org/resource/Tirra_(country)> dbo:capital <http://dbpedia.org/resource/Port_Selm> .
<http://sws.geonames.org/778/> gn:name "Port Selm" ; gn:featureCode gn:P.PPL .
"""
"""What the invented bodies of the tiny project are called in an invented register."""

Link = Callable[..., Result]
"""What runs ``pactgraph link`` and gives its result."""

Fault = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """A server that ran: its address, the requests that came, when, and from whom."""

    url: str = ""
    queries: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def send(
    handler: BaseHTTPRequestHandler,
    body: bytes,
    media_type: str = JSON,
    code: int = 200,
    headers: dict[str, str] | None = None,
) -> None:
    """Answer a request."""
    handler.send_response(code)
    handler.send_header("Content-Type", media_type)
    for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def refusing(code: int, **headers: str) -> Fault:
    """Return a fault: an answer with a code of refusal."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def fault(handler: BaseHTTPRequestHandler) -> None:
        send(handler, b"not \x1b[31mnow", "text/plain", code, named)

    return fault


def answering(body: bytes, media_type: str = JSON, **headers: str) -> Fault:
    """Return a fault: an answer of the wrong content."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def fault(handler: BaseHTTPRequestHandler) -> None:
        send(handler, body, media_type, 200, named)

    return fault


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
def served(answer: Callable[[str], tuple[str, bytes]], parameter: str) -> Iterator[Server]:
    """Serve answers to a parameter of GET and POST, after the faults that are waiting."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self.reply(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def reply(self, form: str) -> None:
            server.times.append(time.monotonic())
            server.agents.append(self.headers.get("User-Agent", ""))
            asked = parse_qs(form).get(parameter, [""])[0]
            server.queries.append(asked)
            if server.faults:
                server.faults.pop(0)(self)
                return
            media_type, body = answer(asked)
            send(self, body, media_type)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server.url = f"http://127.0.0.1:{http.server_port}/"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def sparql(store: ox.Store) -> Callable[[str], tuple[str, bytes]]:
    """Return what answers SPARQL queries from a store."""

    def answer(query: str) -> tuple[str, bytes]:
        results = store.query(query)
        return JSON, results.serialize(format=ox.QueryResultsFormat.JSON) or b""

    return answer


def store_of(turtle: str) -> ox.Store:
    """Return a store of a Turtle text."""
    store = ox.Store()
    store.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    return store


def endpoint(server: Server, *, page: int = 50_000, **manners: object) -> Endpoint:
    """Return an endpoint that is asked without delay."""
    return Endpoint(hasty(server, **manners), page=page)


def hasty(server: Server, **manners: object) -> Courtesy:
    """Return manners that keep no test waiting."""
    return Courtesy(server.url, **{"rate": 1000.0, "pause": 0.001, **manners})  # type: ignore[arg-type]


def reconciling(results: dict[str, list[dict[str, object]]]) -> Callable[[str], tuple[str, bytes]]:
    """Return what answers as a reconciliation service (API 0.2) that knows some names."""
    manifest = {
        "versions": ["0.2"],
        "name": "The Register",
        "identifierSpace": "https://example.org/register/",
        "schemaSpace": "http://dbpedia.org/ontology/",
    }

    def answer(queries: str) -> tuple[str, bytes]:
        if not queries:
            return "application/json", json.dumps(manifest).encode()
        asked = json.loads(queries)
        told = {key: {"result": results.get(q["query"], [])} for key, q in asked.items()}
        return "application/json", json.dumps(told).encode()

    return answer
