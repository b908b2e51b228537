"""Requests that want what they must not have: other hosts, files, headers, names, markup."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from gateway_world import FORM, JSON, Server, serving


class Canary:
    """A listener on loopback that counts who comes."""

    def __init__(self) -> None:
        self.hits = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._count, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/data"

    def _count(self) -> None:
        try:
            while True:
                connection, _ = self.listener.accept()
                self.hits += 1
                connection.close()
        except OSError:
            return


@contextmanager
def canary() -> Iterator[Canary]:
    bird = Canary()
    try:
        yield bird
    finally:
        bird.listener.close()


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <@> { ?s ?p ?o } }",
        "SELECT * { ?a ?b ?c FILTER EXISTS { SERVICE <@> { ?s ?p ?o } } }",
        "SELECT * { OPTIONAL { SERVICE <@> { ?s ?p ?o } } }",
        "SELECT * { { SELECT * { SERVICE <@> { ?s ?p ?o } } } }",
        "PREFIX c: <@> SELECT * { sErViCe#c\nc: { ?s ?p ?o } }",
        "SELECT * { BIND(<@> AS ?x) SERVICE ?x { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <@> { ?s ?p ?o } }",
        r"SELECT * { \u0053ERVICE <@> { ?s ?p ?o } }",
        "ASK { FILTER(true) SERVICE<@>{} }",
        "CONSTRUCT { ?s ?p ?o } { SERVICE <@> { ?s ?p ?o } }",
        "LOAD <@>",
        "LOAD SILENT <@> INTO GRAPH <http://example.org/g>",
    ],
)
def test_no_query_asks_another_host(server: Server, sparql: str) -> None:
    with canary() as bird:
        got = server.query(sparql.replace("@", bird.url))
        form = {"Content-Type": FORM}
        posted = server.ask(
            "/sparql", "POST", form, "query=" + quote(sparql.replace("@", bird.url))
        )
        assert (got.status, posted.status) == (400, 400)
        assert bird.hits == 0


def test_no_dataset_is_fetched(server: Server) -> None:
    with canary() as bird:
        default = f"SELECT * FROM <{bird.url}> {{ ?s ?p ?o }}"
        named = f"SELECT * FROM NAMED <{bird.url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
        for path in (
            f"/sparql?query={quote(default)}",
            f"/sparql?query={quote(named)}",
            f"/sparql?query=SELECT%20*%20%7B?s%20?p%20?o%7D&default-graph-uri={quote(bird.url)}",
            f"/sparql?query=SELECT%20*%20%7B?s%20?p%20?o%7D&named-graph-uri={quote(bird.url)}",
        ):
            got = server.ask(path)
            assert got.status == 200
            assert got.json["results"]["bindings"] == []
        assert bird.hits == 0


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM <secret.ttl> { ?s ?p ?o }",
        "SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }",
        "SELECT * { SERVICE <ftp://127.0.0.1/x> { ?s ?p ?o } }",
        "LOAD <file:///etc/passwd>",
    ],
)
def test_no_file_is_read(server: Server, sparql: str) -> None:
    got = server.query(sparql)
    assert got.status == 400 or got.json["results"]["bindings"] == []
    assert "root:" not in got.text
    assert str(Path(__file__).parent) not in got.text


@pytest.mark.parametrize("iri", ["", "relative", "a b", "x:<y>", "http://a/\n", "//host/x"])
def test_a_dataset_of_what_is_no_iri_is_refused(server: Server, iri: str) -> None:
    got = server.ask(f"/sparql?query=ASK%7B%7D&default-graph-uri={quote(iri, safe='')}")
    assert got.status == 400
    assert "default-graph-uri" in got.json["title"]


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/static/../../../pyproject.toml",
        "/static/..%2f..%2fsite.py",
        "/static/%2e%2e/site.py",
        "/static/%2e%2e%2fsite.py",
        "/static//etc/passwd",
        "/static/..\\site.py",
        "/static/%5c..%5csite.py",
        "/static/site.css%00.png",
        "/queries/../../etc/passwd",
        "/queries/..%2f..%2fetc%2fpasswd",
        "/queries/%00",
        "/queries/CON",
        "/queries//etc/passwd",
        "/queries/" + "x" * 5000,
        "/page/id/..",
        "/page/id/%2e%2e/%2e%2e",
        "/page//id/tirra",
        "/page/id\\tirra",
        "/page/id/tirra%0d%0aX-Injected:%20yes",
        "/id/%ff%fe",
        "/data/id/../../secret.nt",
        "//evil.example/x",
        "/%2e%2e",
    ],
)
def test_a_path_leads_to_a_document_or_nowhere(server: Server, path: str) -> None:
    for accept in ("*/*", "text/html"):
        request = (
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n"
            "Connection: close\r\n\r\n"
        )
        head, _, body = server.raw(request.encode()).partition(b"\r\n\r\n")
        assert head.split()[1] in (b"404", b"400")
        assert b"root:" not in body
        assert b"x-injected" not in head.lower()


def test_no_header_is_made_of_what_is_asked(server: Server) -> None:
    evil = quote("a\r\nX-Injected: yes\r\n\r\n<script>", safe="")
    for path in (
        f"/sparql?query=ASK%7B%7D&format={evil}&timeout={evil}",
        f"/search?q={evil}",
        f"/queries/members?x={evil}",
        f"/describe?iri={evil}",
        f"/id/{evil}",
    ):
        got = server.ask(path, headers={"Accept": "text/html"})
        assert "x-injected" not in got.headers
        assert "location" not in got.headers or "\n" not in got.headers["location"]
    request = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\nAccept: a\rX: b\r\n\r\n"
    assert server.raw(request).split()[1] == b"400"


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_an_error_repeats_nothing_as_markup(server: Server, accept: str) -> None:
    for path in (
        f"/sparql?query={quote('SELECT <script>alert(1)</script>')}",
        f"/sparql?query={quote('ASK { x<img/src=x/onerror=alert(1)>:y ?p ?o }')}",
        f"/queries/{quote('<script>alert(1)</script>')}",
        f"/page/id/{quote('<script>alert(1)<')}",
        f"/search?q={quote('</script><script>alert(1)</script>')}",
    ):
        got = server.ask(path, headers={"Accept": accept})
        assert got.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in got.headers["content-security-policy"]
        if got.media_type == "text/html":
            assert "<script>alert" not in got.text
            assert "<img/src" not in got.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/sparql?query=ASK%7B%7D"),
        ("GET", "/sparql?query=nonsense"),
        ("GET", "/sparql"),
        ("GET", "/"),
        ("GET", "/articles"),
        ("GET", "/editor"),
        ("GET", "/static/site.css"),
        ("GET", "/static/none.css"),
        ("GET", "/health"),
        ("GET", "/metrics"),
        ("GET", "/id/tirra"),
        ("GET", "/nothing"),
        ("OPTIONS", "/sparql"),
        ("PUT", "/sparql"),
        ("GET", "/%00"),
    ],
)
def test_every_answer_is_safe_in_a_browser(server: Server, method: str, path: str) -> None:
    for accept in ("*/*", "text/html"):
        got = server.ask(path, method, {"Accept": accept})
        assert got.headers["x-content-type-options"] == "nosniff"
        assert got.headers["referrer-policy"] == "same-origin"
        policy = got.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert "unsafe-inline" not in policy
        assert "script-src 'unsafe" not in policy
        assert "server" not in got.headers


def test_errors_tell_nothing_of_the_inside(server: Server) -> None:
    for path in ("/nothing", "/sparql?query=%7B", "/page/id/nobody", "/queries/nothing"):
        for accept in ("*/*", "text/html"):
            text = server.ask(path, headers={"Accept": accept}).text
            assert "Traceback" not in text
            assert str(Path(__file__).parent.parent.parent) not in text
            assert "site-packages" not in text


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "[::2]",
        "localhost@evil.example",
        "evil.example#localhost",
        "local host",
        "localhost:99999999",
        "<script>",
    ],
)
def test_a_name_that_is_not_ours_gets_nothing(server: Server, host: str) -> None:
    for path in ("/", "/sparql?query=ASK%7B%7D", "/metrics", "/static/site.css"):
        request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        head, _, body = server.raw(request.encode()).partition(b"\r\n\r\n")
        assert head.split()[1] in (b"421", b"400")
        assert b"boolean" not in body
        assert host.encode() not in body


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "127.0.0.1:80", "[::1]:8000", "localhost."]
)
def test_loopback_by_any_name_is_ours(server: Server, host: str) -> None:
    request = f"GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    assert server.raw(request.encode()).split()[1] == b"200"


def test_a_request_names_one_host(server: Server) -> None:
    none = b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"
    two = b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert server.raw(none).split()[1] == b"400"
    assert server.raw(two).split()[1] == b"400"


@pytest.mark.parametrize("host", ["localhost:99999", "localhost:65536", "a b", "", "a:b", "[::1"])
def test_a_host_that_can_be_none_is_refused(server: Server, host: str) -> None:
    request = f"GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    assert server.raw(request.encode()).split()[1] == b"400"


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [
        ("http://localhost:8000/health", "localhost", b"200"),
        ("http://localhost/health", "evil.example", b"200"),
        ("http://evil.example/health", "localhost", b"421"),
        ("https://evil.example:8000/health?a=b", "localhost", b"421"),
        ("http://localhost@evil.example/health", "localhost", b"400"),
        ("http://localhost:99999/health", "localhost", b"400"),
    ],
)
def test_the_host_of_a_whole_url_goes_before_the_header(
    server: Server, target: str, host: str, status: bytes
) -> None:
    request = f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    assert server.raw(request.encode()).split()[1] == status


def test_forwarding_headers_are_not_believed(server: Server) -> None:
    headers = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "Forwarded": "host=evil",
    }
    got = server.ask("/sparql", headers={**headers, "Accept": "text/turtle"})
    assert "evil" not in got.text
    assert f"<{server.endpoint}>" in got.text


def test_a_name_can_be_allowed_and_is_what_links_begin_with(
    served_project: Path, tmp_path: Path
) -> None:
    options = ("--allow-host", "data.example.org", "--base-url", "https://graph.example.org/")
    with serving(served_project, tmp_path, "--workers", "1", *options) as other:
        assert other.said["url"] == "https://graph.example.org"
        for host in ("data.example.org", "graph.example.org", "localhost"):
            got = other.ask("/sparql", headers={"Host": host, "Accept": "text/turtle"})
            assert got.status == 200
            assert "<https://graph.example.org/sparql>" in got.text
        assert other.ask("/sparql", headers={"Host": "evil.example"}).status == 421


def test_json_is_never_taken_for_a_page(server: Server) -> None:
    sparql = 'SELECT ("</script><script>alert(1)</script>" AS ?x) {}'
    got = server.query(sparql, JSON)
    assert got.media_type == JSON
    assert got.headers["x-content-type-options"] == "nosniff"
    assert server.query(sparql, "text/html").status == 406
