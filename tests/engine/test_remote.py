"""A remote endpoint: a real server, and servers that misbehave."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sysconfig
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph
import pytest
from engine_worlds import Canary, ex
from pyoxigraph import Quad, RdfFormat

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.protocol import Limits
from pactgraph.engine.remote import RemoteEngine
from pactgraph.engine.results import Rows, Triples, Truth
from pactgraph.errors import BadInput, BadQuery, DeadlineExceeded, EngineFailure

OXIGRAPH = Path(sysconfig.get_path("scripts")) / "oxigraph"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server(world: list[Quad], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteEngine]:
    port = _free_port()
    process = subprocess.Popen(
        [OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            with contextlib.suppress(urllib.error.URLError):
                urllib.request.urlopen(f"{base}/", timeout=5).close()
                break
            time.sleep(0.05)
        body = pyoxigraph.serialize(world, format=RdfFormat.N_QUADS)
        request = urllib.request.Request(
            f"{base}/store", data=body, headers={"Content-Type": "application/n-quads"}
        )
        urllib.request.urlopen(request, timeout=10).close()
        engine = RemoteEngine(f"{base}/query")
        yield engine
        engine.close()
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?z ?y ?x } ORDER BY ?z ?y ?x",
        "SELECT ?g { GRAPH ?g { ?s <http://example.org/swims> ?o } } ORDER BY ?g",
        "ASK { ?s <http://example.org/swims> ?o }",
        "ASK { ?s <http://example.org/flies> ?o }",
        "SELECT ?s ?none { ?s <http://example.org/label> ?l }",
    ],
)
def test_a_server_answers_as_the_embedded_engine_does(
    server: RemoteEngine, world: list[Quad], query: str
) -> None:
    embedded = MemoryEngine(world)
    assert server.query(query) == embedded.query(query, trusted=True)


def test_a_construct_comes_back_as_triples(server: RemoteEngine) -> None:
    answer = server.query("CONSTRUCT { ?o ?p ?s } WHERE { ?s ?p ?o FILTER(isIRI(?o)) }")
    assert isinstance(answer, Triples)
    assert [str(t) for t in answer] == [str(pyoxigraph.Triple(ex("pond"), ex("swims"), ex("duck")))]


def test_counts_graphs_and_prefixes_work(server: RemoteEngine) -> None:
    assert server.count() == 3
    assert server.count(ex("passage-1")) == 1
    assert server.graphs() == [ex(n).value for n in ("claim", "passage-1", "passage-2")]
    assert server.query("ASK { ?s rdf:type ?o }") == Truth(False)


def test_a_long_query_is_posted(server: RemoteEngine) -> None:
    assert server.query("ASK { ?s ?p ?o } #" + "x" * 50_000) == Truth(True)


def test_a_syntax_error_is_a_bad_query_with_the_endpoints_words(server: RemoteEngine) -> None:
    with pytest.raises(BadQuery, match="refuses the query"):
        server.query("SELECT * { ?s ?p }")


def test_a_missing_page_is_an_engine_failure_that_names_the_endpoint(
    server: RemoteEngine,
) -> None:
    wrong = RemoteEngine(server.url.replace("/query", "/nowhere"))
    with pytest.raises(EngineFailure, match="EndPointNotFound") as caught:
        wrong.query("ASK { }")
    assert caught.value.iri == wrong.url
    wrong.close()


def test_the_guard_holds_for_remote_endpoints_too(canary: Canary) -> None:
    engine = RemoteEngine(canary.url)
    for query in ("ASK { SERVICE <http://127.0.0.1:1/> { } }", "LOAD <http://127.0.0.1:1/>"):
        with pytest.raises(BadQuery):
            engine.query(query)
    assert canary.hits == 0
    engine.close()


Talk = Callable[[socket.socket], None]


@contextlib.contextmanager
def talking(talk: Talk) -> Iterator[str]:
    """Give the URL of a server that says to each caller what ``talk`` sends."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            with contextlib.suppress(OSError):
                caller, _ = listener.accept()
                with caller:
                    caller.recv(65536)
                    talk(caller)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
    stop.set()
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def _answer(content_type: str, body: bytes, length: int | None = None) -> Talk:
    size = len(body) if length is None else length
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {size}\r\n\r\n"
    return lambda caller: caller.sendall(head.encode() + body)


JSON = "application/sparql-results+json"
HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\n\r\n".encode()


def _drip(caller: socket.socket) -> None:
    caller.sendall(HEAD)
    for _ in range(600):
        caller.sendall(b" ")
        time.sleep(0.1)


def _endless(caller: socket.socket) -> None:
    caller.sendall(HEAD)
    for _ in range(100_000):
        caller.sendall(b" " * 65536)


def _silent(caller: socket.socket) -> None:
    caller.settimeout(60)
    caller.recv(1)


@pytest.mark.parametrize("talk", [_drip, _silent], ids=["one byte at a time", "nothing"])
def test_a_slow_endpoint_is_left_at_the_deadline(talk: Talk) -> None:
    with talking(talk) as url:
        engine = RemoteEngine(url)
        with pytest.raises(DeadlineExceeded, match="deadline"):
            engine.query("ASK { }", timeout=2)
        engine.close()


def test_an_endless_answer_is_cut_at_its_cap() -> None:
    with talking(_endless) as url:
        engine = RemoteEngine(url, limits=Limits(timeout=60, answer=1_000_000))
        with pytest.raises(DeadlineExceeded, match="larger than 1,000,000 bytes"):
            engine.query("ASK { }")
        engine.close()


@pytest.mark.parametrize(
    ("talk", "message"),
    [
        (_answer("text/html", b"<h1>hello</h1>"), "text/html.*hello"),
        (_answer(JSON, b'{"head":{"vars":["a"]},"results":{"bindings":[{'), "cannot be read"),
        (_answer(JSON, b'{"head":{},"boolean":true}', 500), "broke off|IncompleteRead"),
        (_answer("application/sparql-results+xml", b"<sparql><a>"), "cannot be read"),
        (_answer(JSON, b"[" * 100_000), "cannot be read|crashed"),
        (lambda caller: caller.sendall(b"what?"), "BadStatusLine|cannot be reached"),
        (
            lambda caller: caller.sendall(
                b"HTTP/1.1 302 Found\r\nLocation: file:///etc/hostname\r\n\r\n"
            ),
            "302|not allowed",
        ),
    ],
    ids=["html", "cut json", "short body", "cut xml", "deep json", "no http", "file redirect"],
)
def test_a_broken_answer_is_an_engine_failure(talk: Talk, message: str) -> None:
    with talking(talk) as url:
        engine = RemoteEngine(url)
        with pytest.raises(EngineFailure, match=message):
            engine.query("SELECT * { ?a ?b ?c }", timeout=30)
        engine.close()


def test_nobody_there_is_an_engine_failure() -> None:
    engine = RemoteEngine(f"http://127.0.0.1:{_free_port()}/sparql")
    with pytest.raises(EngineFailure, match="cannot be reached"):
        engine.query("ASK { }")
    engine.close()


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://x/", "sparql", "http://", "http://u:p@host/", "http://[::1"],
)
def test_what_is_no_endpoint_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(BadInput):
        RemoteEngine(url)


def test_rows_keep_their_terms(server: RemoteEngine) -> None:
    answer = server.query("SELECT ?l { ?s <http://example.org/label> ?l }")
    assert isinstance(answer, Rows)
    assert [str(term) for term in answer.column("l")] == ['"Duck"@en']
