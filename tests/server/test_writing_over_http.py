"""Writing: who may, what is refused, and that every reader sees a whole and current state."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from gateway_world import ENDLESS, FORM, Server, serving
from writable_world import (
    AUTHORISED,
    EX,
    TURTLE,
    UPDATE,
    content,
    count,
    graph_store,
    put,
    size_of,
    update,
    writable,
    writing_process,
)

LIMITS = {"changes": {"deadline": 3.0}}
ADD = f"INSERT DATA {{ <{EX}s> <{EX}p> 1 }}"
START = f"<{EX}a> <{EX}p> 0 . <{EX}b> a <{EX}Thing> ."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("writing")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    file = folder / "start.ttl"
    file.write_text(START)
    with writable(folder, file, limits=LIMITS) as running:
        yield running


class Canary(ThreadingHTTPServer):
    """Counts who comes."""

    def __init__(self) -> None:
        self.hits = 0
        canary = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                canary.hits += 1
                body = f"<{EX}fetched> <{EX}p> 1 .".encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/turtle")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                return

        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/x"


@pytest.fixture
def canary() -> Iterator[Canary]:
    bird = Canary()
    thread = threading.Thread(target=bird.serve_forever, daemon=True)
    thread.start()
    yield bird
    bird.shutdown()
    bird.server_close()
    thread.join()


# Who may.

CHANGES = [
    ("POST", "/sparql", UPDATE, ADD),
    ("POST", "/sparql", {"Content-Type": FORM}, f"update={quote(ADD)}"),
    ("PUT", graph_store(None), TURTLE, ""),
    ("POST", graph_store(None), TURTLE, START),
    ("DELETE", graph_store(None), {}, None),
]


@pytest.mark.parametrize(("method", "where", "headers", "body"), CHANGES)
def test_only_who_has_the_token_writes(
    server: Server, method: str, where: str, headers: dict[str, str], body: str | None
) -> None:
    before = content(server)
    got = server.ask(where, method, headers, body)
    assert got.status == 401
    assert got.headers["www-authenticate"].startswith("Bearer ")
    for wrong in ("Bearer wrong", "Bearer a-token-of-the-test", "Bearer \xe9"):
        got = server.ask(where, method, {**headers, "Authorization": wrong}, body)
        assert got.status == 403, wrong
        assert "www-authenticate" not in got.headers
    for other in ("Basic YTpi", "Bearer", "Bearer  ", "a-token-of-the-tests"):
        got = server.ask(where, method, {**headers, "Authorization": other}, body)
        assert got.status == 401, other
    assert content(server) == before


@pytest.mark.parametrize(("method", "where", "headers", "body"), CHANGES)
def test_no_page_of_another_site_writes(
    server: Server, method: str, where: str, headers: dict[str, str], body: str | None
) -> None:
    before = content(server)
    given = {**headers, **AUTHORISED}
    for origin in ("https://evil.example", "null", f"http://localhost:{server.port}.evil.example"):
        got = server.ask(where, method, {**given, "Origin": origin}, body)
        assert got.status == 403, origin
        assert "access-control-allow-origin" not in got.headers or got.status != 204
    got = server.ask(where, method, {**given, "Host": "evil.example"}, body)
    assert got.status == 421
    assert content(server) == before


def test_a_page_of_its_own_may(server: Server) -> None:
    own = {"Origin": server.url, "Host": f"127.0.0.1:{server.port}"}
    headers = {**UPDATE, **AUTHORISED, **own}
    assert server.ask("/sparql", "POST", headers, "INSERT DATA {}").status == 204


def test_no_preflight_allows_the_token(server: Server) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Headers": "authorization"}
    for where in ("/sparql", graph_store(None)):
        got = server.ask(where, "OPTIONS", asked)
        assert "authorization" not in got.headers.get("access-control-allow-headers", "").lower()


def test_the_token_is_nowhere_to_be_read(server: Server, folder: Path) -> None:
    update(server, "CLEAR SILENT GRAPH <a:a>")
    told = server.ask("/metrics").body + server.ask("/health").body
    server.errors.seek(0)
    assert "a-token-of-the-tests" not in server.errors.read() + told.decode()
    for pid in [server.process.pid, writing_process(server)]:
        command = Path(f"/proc/{pid}/cmdline")
        if command.exists():
            assert b"a-token-of-the-tests" not in command.read_bytes()


def test_a_read_only_server_takes_no_change(served_project: Path, tmp_path: Path) -> None:
    with serving(served_project, tmp_path, "--workers", "1") as project:
        for headers in ({}, AUTHORISED):
            got = project.ask("/sparql", "POST", {**UPDATE, **headers}, ADD)
            assert got.status == 403
            assert "build" in got.json["hint"]
            for method in ("GET", "PUT", "DELETE"):
                assert project.ask(graph_store(None), method, headers).status == 404


# What is refused.


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <@>",
        "load silent <@> INTO GRAPH <http://example.org/g>",
        "CLEAR DEFAULT;LOAD<@>",
        "LOADSILENT<@>",
        "PREFIX LOADex: <http://example.org/> PREFIX ex: <@> LOADex:",
        "PREFIX ex: <@#> LOAD ex:",
        "LO\\u0041D <@>",
        "LOAD # <\n <@>",
        "INSERT { ?s ?p 1 } WHERE { SERVICE <@> { ?s ?p ?o } }",
        "INSERT { ?s ?p 1 } WHERE { SERVICE SILENT <@> { ?s ?p ?o } }",
        "PREFIX ex: <@> INSERT { ?s ?p 1 } WHERE { ?s ?p ?o SERVICE ex: { ?s ?p ?o } }",
        "LOAD <file:///etc/passwd>",
        "LOAD <start.ttl>",
    ],
)
def test_nothing_is_loaded_from_elsewhere(server: Server, canary: Canary, text: str) -> None:
    before = content(server)
    got = update(server, text.replace("@", canary.url))
    assert got.status == 400, got.text
    assert "passwd" not in got.text
    assert canary.hits == 0
    assert content(server) == before


def test_using_fetches_nothing(server: Server, canary: Canary) -> None:
    text = f"INSERT {{ ?s ?p 7 }} USING <{canary.url}> WHERE {{ ?s ?p ?o }}"
    assert update(server, text).status == 204
    plain = "INSERT { ?s ?p 7 } WHERE { ?s ?p ?o }"
    assert update(server, plain, [("using-graph-uri", canary.url)]).status == 204
    assert canary.hits == 0


def test_what_is_too_long_is_refused_with_another_way(server: Server) -> None:
    got = update(server, f"INSERT DATA {{ <{EX}s> <{EX}p> '{'x' * 70_000}' }}")
    assert got.status == 413
    assert "/graph-store" in got.json["hint"]
    assert put(server, f"{EX}long", f"<{EX}s> <{EX}p> '{'x' * 70_000}' .").status == 201
    assert server.ask(graph_store(f"{EX}long"), "DELETE", AUTHORISED).status == 204


# Whole, and current.


def test_an_update_is_made_whole_or_not_at_all(server: Server) -> None:
    before = content(server)
    got = update(
        server, f"INSERT DATA {{ <{EX}half> <{EX}p> 1 }} ; CREATE GRAPH <{EX}h> ; DROP GRAPH <a:no>"
    )
    assert got.status == 409
    assert content(server) == before
    assert update(server, f"{ADD} ; INSERT DATA {{ <a> <b> }}").status == 400
    assert content(server) == before


def test_what_was_written_is_read_at_once(server: Server) -> None:
    for number in range(5):
        assert put(server, None, f"<{EX}n> <{EX}p> {number} .").status == 204
        assert content(server) == {f",{EX}n,{EX}p,{number}"}
        got = server.ask(graph_store(None), headers={"Accept": "application/n-triples"})
        assert f'"{number}"' in got.text
    page = server.ask(f"/describe?iri={quote(EX + 'n')}", headers={"Accept": "text/html"})
    assert page.status == 200, page.text


def test_a_cached_answer_is_never_an_old_one(server: Server) -> None:
    places = [
        ("/sparql?query=" + quote("SELECT * { ?s ?p ?o }"), "text/csv"),
        ("/", "text/html"),
        (graph_store(None), "text/turtle"),
    ]
    put(server, None, f"<{EX}one> a <{EX}One> .")
    first = [server.ask(where, headers={"Accept": kind}) for where, kind in places]
    again = [server.ask(where, headers={"Accept": kind}) for where, kind in places]
    version = server.ask("/health").json["version"]
    assert [got.status for got in first] == [200, 200, 200], [got.text for got in first]
    for before, after in zip(first, again, strict=True):
        assert after.body == before.body
        assert after.headers["etag"] == before.headers["etag"]
    for (where, kind), before in zip(places, first, strict=True):
        known = {"Accept": kind, "If-None-Match": before.headers["etag"]}
        assert server.ask(where, headers=known).status == 304
    put(server, None, f"<{EX}two> a <{EX}Two> .")
    assert server.ask("/health").json["version"] != version
    for (where, kind), before in zip(places, first, strict=True):
        got = server.ask(where, headers={"Accept": kind, "If-None-Match": before.headers["etag"]})
        assert got.status == 200
        assert got.headers["etag"] != before.headers["etag"]
        assert "Two" in got.text
        assert "One" not in got.text


def test_no_update_of_many_at_once_is_lost_and_no_reader_sees_half_of_one(server: Server) -> None:
    put(server, None, "")
    seen: list[int] = []
    writers, each = 8, 4

    def write(writer: int) -> None:
        for number in range(each):
            pair = " ".join(f"<{EX}w{writer}> <{EX}p{n}> {number} ." for n in (1, 2))
            assert update(server, f"INSERT DATA {{ {pair} }}").status == 204

    def read() -> None:
        while not over.is_set():
            seen.append(count(server))

    over = threading.Event()
    with ThreadPoolExecutor(writers + 3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        for done in [pool.submit(write, writer) for writer in range(writers)]:
            done.result(timeout=120)
        over.set()
        for reader in readers:
            reader.result(timeout=60)
    assert count(server) == writers * each * 2
    assert all(number % 2 == 0 for number in seen)
    assert len(set(seen)) > 1


def test_what_is_no_longer_read_is_removed(server: Server, folder: Path) -> None:
    scratch = folder / "scratch"
    for number in range(12):
        update(server, f"INSERT DATA {{ <{EX}s> <{EX}p> {number} }}")
    count(server)
    server.ask("/", headers={"Accept": "text/html"})
    # Workers of the state before take a moment to leave.
    for _ in range(100):
        update(server, f"DELETE DATA {{ <{EX}s> <{EX}p> 0 }}")
        if len(list(scratch.glob("snapshot-*"))) <= 4:
            break
        time.sleep(0.1)
    assert len(list(scratch.glob("snapshot-*"))) <= 4
    assert size_of(scratch) < 32 * 1024 * 1024


# What would never end, or take everything.


def test_a_runaway_update_is_stopped_and_changes_nothing(server: Server) -> None:
    put(server, None, "".join(f"<{EX}s{n}> <{EX}p> {n} .\n" for n in range(400)))
    before = content(server)
    pattern = ENDLESS.partition("{")[2]
    got = update(server, f"INSERT {{ <{EX}never> <{EX}p> 1 }} WHERE {{ {pattern}")
    assert got.status == 504
    assert content(server) == before
    assert update(server, ADD).status == 204
    assert content(server) == before | {f",{EX}s,{EX}p,1"}


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is capped on Linux only")
def test_an_update_that_wants_all_memory_is_stopped(tmp_path: Path) -> None:
    limits = {"changes": {"memory": 400 * 1024 * 1024, "deadline": 30.0}}
    with writable(tmp_path, limits=limits) as server:
        lines = "".join(f"<{EX}s{n}> <{EX}p> {n} .\n" for n in range(1500))
        assert put(server, None, lines).status == 204
        before = count(server)
        pid = writing_process(server)
        doubled = 'BIND("0123456789abcdef" AS ?s0) ' + " ".join(
            f"BIND(CONCAT(?s{n}, ?s{n}) AS ?s{n + 1})" for n in range(30)
        )
        got = update(server, f"INSERT {{ <{EX}x> <{EX}y> ?s30 }} WHERE {{ {doubled} }}")
        assert (got.status, got.json["title"]) == (503, "stopped at the memory cap")
        assert count(server) == before
        assert update(server, ADD).status == 204
        assert count(server) == before + 1
        assert writing_process(server) != pid


def test_the_writing_process_is_capped_while_it_works(server: Server) -> None:
    update(server, ADD)
    pid = writing_process(server)
    limits = Path(f"/proc/{pid}/limits")
    if not limits.exists():
        pytest.skip("caps are looked up on Linux only")
    by_name = {line[:26].strip(): line[26:].split()[0] for line in limits.read_text().splitlines()}
    status = Path(f"/proc/{pid}/status").read_text()
    (peak,) = (int(line.split()[1]) for line in status.splitlines() if line.startswith("VmPeak"))
    assert by_name["Max core file size"] == "0"
    assert int(by_name["Max address space"]) <= (peak + 2048 * 1024) * 1024
    assert "Seccomp:\t2" in status
