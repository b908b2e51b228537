"""Files and bodies that mean harm or are broken: refused with their place, and nothing changes."""

from __future__ import annotations

import json
import os
import random
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from gateway_world import Answer, Server
from writable_world import AUTHORISED, EX, content, graph_store, update, writable, writing_process

from pactgraph.cli import pactgraph

KINDS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
GRAPH = f"{EX}imported"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/"'


@pytest.fixture(scope="module")
def hits() -> Iterator[list[str]]:
    """Return a list that grows with every request to the canary; its URL is the first item."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "application/ld+json")
            self.end_headers()
            self.wfile.write(b'{"@context": {"p": "http://example.org/p"}}')

        def log_message(self, *_: object) -> None:
            return

    canary = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=canary.serve_forever, daemon=True)
    thread.start()
    seen.append(f"http://127.0.0.1:{canary.server_port}")
    yield seen
    canary.shutdown()
    canary.server_close()
    thread.join()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with writable(tmp_path_factory.mktemp("hostile")) as running:
        assert update(running, f"INSERT DATA {{ <{EX}a> <{EX}b> 1 }}").status == 204
        yield running


def send(server: Server, ending: str, body: bytes, method: str = "PUT") -> Answer:
    headers = {"Content-Type": KINDS[ending], **AUTHORISED}
    return server.ask(graph_store(GRAPH), method, headers, body)


def laughs(levels: int) -> str:
    entities = '<!ENTITY l0 "ha">' + "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels)
    )
    return (
        f"<?xml version='1.0'?>\n<!DOCTYPE r [{entities}]>\n<rdf:RDF {RDF}>"
        f'<rdf:Description rdf:about="a:a"><e:p>&l{levels - 1};</e:p></rdf:Description></rdf:RDF>'
    )


def system(declaration: str, value: str = "&x;") -> str:
    return (
        f"<!DOCTYPE r {declaration}><rdf:RDF {RDF}>"
        f'<rdf:Description rdf:about="a:a"><e:p>{value}</e:p></rdf:Description></rdf:RDF>'
    )


def described(context: object) -> str:
    return json.dumps({"@context": context, "@id": f"{EX}s", f"{EX}p": 1}, indent=1)


HOSTILE = [
    # What reads something else, or grows without end. @ is the canary.
    ("rdf", laughs(9), 2, "DOCTYPE"),
    ("rdf", laughs(4), 2, "DOCTYPE"),
    ("rdf", system('[<!ENTITY x SYSTEM "file:///etc/passwd">]'), 1, "DOCTYPE"),
    ("rdf", system('[<!ENTITY x SYSTEM "@/entity">]'), 1, "DOCTYPE"),
    ("rdf", system('SYSTEM "@/dtd"', "x"), 1, "DOCTYPE"),
    ("rdf", system('[<!ENTITY % x SYSTEM "@/parameter"> %x;]', "x"), 1, "DOCTYPE"),
    ("jsonld", described("@/context"), 2, "not fetched"),
    ("jsonld", described([{"p": f"{EX}p"}, "@/context"]), 6, "not fetched"),
    ("jsonld", described({"@import": "@/context"}), 3, "not fetched"),
    ("jsonld", described({"p": {"@id": f"{EX}p", "@context": "@/scoped"}}), 5, "not fetched"),
    ("jsonld", described("file:///etc/passwd"), 2, "not fetched"),
    # What nests too deep, or is too large to be a number.
    ("ttl", f"<a:a> <a:b> {'[ <a:b> ' * 100_000}1{']' * 100_000} .", 1, "nests deeper"),
    ("ttl", f"<a:a> <a:b> {'( ' * 100_000}1{')' * 100_000} .", 1, "nests deeper"),
    ("ttl", f"\n<a:a> <a:b> {'<<( <a:a> <a:b> ' * 100_000}", 2, "nests deeper"),
    ("trig", f"<a:g> {{ <a:a> <a:b> {'[ <a:b> ' * 100_000}", 1, "nests deeper"),
    ("jsonld", '{"@id": "a:a", "a:b": ' * 50_000 + "1" + "}" * 50_000, 1, "nests deeper"),
    ("jsonld", "[" * 100_000, 1, "nests deeper"),
    ("rdf", f"<rdf:RDF {RDF}>" + "<e:T><e:p>" * 50_000, 1, "nests deeper"),
    ("ttl", f"<a:a> <a:b> {'9' * 500} .", 1, "too large"),
    (
        "ttl",
        '\n<a:a> <a:b> "1e999999999"^^<http://www.w3.org/2001/XMLSchema#decimal> .',
        2,
        "large",
    ),
    ("ttl", "<a:a> <a:b> 1e99999 .", 1, "too large"),
    ("nt", '<a:a> <a:b> "a\\u0000b" .', 1, "NUL"),
    # What is no text, or another one.
    ("ttl", b"<a:a> <a:b> 'caf\xe9' .", 1, "not UTF-8"),
    ("nt", b'<a:a> <a:b> <a:c> .\n<a:a> <a:b> "\xff\xfe" .', 2, "not UTF-8"),
    ("ttl", "<a:a> <a:b> 1 .".encode("utf-16"), 1, "not UTF-8"),
    ("ttl", b"\xef\xbb\xbf<a:a> <a:b> 1 .", 1, "byte order mark"),
    ("ttl", b"<a:a> <a:b> 1 . \x00", 1, ""),
    ("ttl", b"<a:\x00a> <a:b> 1 .", 1, ""),
    ("nt", '<a:a> <a:b> "\\uD800" .', 1, ""),
    ("jsonld", b"", 1, "JSON"),
    ("rdf", b"", 1, "XML"),
    # What is nearly right.
    ("nt", "<relative> <a:b> <a:c> .", 1, "IRI"),
    ("nq", "<a:a> <a:b> <a:c> <d> .", 1, "IRI"),
    ("nt", "<a:a> <a:b> 1 .", 1, ""),
    ("nt", "<a:a> <a:b> 'single' .", 1, ""),
    ("nt", "<a:a> <a:b> <a:c>", 1, ""),
    ("nt", "<a:a> _:b <a:c> .", 1, ""),
    ("nt", '"literal" <a:b> <a:c> .', 1, ""),
    ("nt", '<a:a> <a:b> "x"@ .', 1, ""),
    ("nt", '<a:a> <a:b> "x"^^"y" .', 1, ""),
    ("nt", '<a:a> <a:b> "two\nlines" .', 1, ""),
    ("nq", "<a:a> <a:b> <a:c> <a:d> <a:e> .", 1, ""),
    ("nq", '<a:a> <a:b> <a:c> "graph" .', 1, ""),
    ("ttl", "@prefix a: <a:> \n a:a a:b 1 .", 2, ""),
    ("ttl", "a:a a:b 1 .", 1, ""),
    ("ttl", "@prefix a: <a:> .\n\na:a a:b 1 2 .", 3, ""),
    ("ttl", "<a:a> <a:b> 1 ; ; ; <a:c> .", 1, ""),
    ("ttl", "<a:a> <a:b> [ <a:c> 1 .", 1, ""),
    ("ttl", "<a:a> <a:b> ( 1 2 .", 1, ""),
    ("ttl", "<a:a> a is a .", 1, ""),
    ("ttl", '<a:a> <a:b> """never closed" .', 1, ""),
    ("ttl", "<a:a> <a:b> <a:c d> .", 1, ""),
    ("ttl", "<a:a> <a:b> true false .", 1, ""),
    ("ttl", "<a:a> <a:b> 1.e .", 1, ""),
    ("ttl", "<a:a> => <a:b> .", 1, ""),
    ("ttl", "<a:g> { <a:a> <a:b> 1 }", 1, ""),
    ("trig", "<a:g> { <a:a> <a:b> 1 ", 1, ""),
    ("trig", "GRAPH { <a:a> <a:b> 1 }", 1, ""),
    ("trig", "<a:g> { { <a:a> <a:b> 1 } }", 1, ""),
    ("rdf", f"<rdf:RDF {RDF}><e:T></e:U></rdf:RDF>", 1, ""),
    ("rdf", f'<rdf:RDF {RDF}><e:T e:p="1" e:p="2"/></rdf:RDF>', 1, ""),
    ("rdf", f'<rdf:RDF {RDF}>\n<e:T rdf:ID="1 2"/></rdf:RDF>', None, ""),
    ("rdf", f'<rdf:RDF {RDF}>\n<rdf:li rdf:about="a:a"/></rdf:RDF>', None, ""),
    ("jsonld", '{"@id": "a:a", "a:b": 1,}', 1, ""),
    ("jsonld", '{"@id": "a:a"', 1, ""),
    ("jsonld", '{"@id": 7, "a:b": 1}', None, ""),
    ("jsonld", '{"@graph": {"@value": {}}, "@type": 1}', None, ""),
]


@pytest.mark.parametrize(
    ("ending", "text", "line", "reason"),
    HOSTILE,
    ids=[f"{number}-{case[0]}" for number, case in enumerate(HOSTILE)],
)
def test_a_hostile_body_is_refused_with_its_line(
    server: Server, hits: list[str], ending: str, text: str | bytes, line: int | None, reason: str
) -> None:
    body = text if isinstance(text, bytes) else text.replace("@/", f"{hits[0]}/").encode()
    for method in ("PUT", "POST"):
        got = send(server, ending, body, method)
        assert got.status == 400, got.text
        title = got.json["title"]
        place = "the body" if line is None else f"the body:{line}"
        assert title.startswith(f"{place}: "), title
        assert reason in title
        assert "root:" not in got.text
        assert "/scratch" not in got.text
    assert hits[1:] == []
    assert content(server) == {f",{EX}a,{EX}b,1"}


def test_imports_are_statements_and_nothing_more(server: Server, hits: list[str]) -> None:
    owl = "http://www.w3.org/2002/07/owl#imports"
    body = f"<{EX}o> <{owl}> <{hits[0]}/o.ttl>, <file:///etc/passwd> .".encode()
    try:
        assert send(server, "ttl", body).status == 201
        assert len(content(server)) == 3
        assert hits[1:] == []
    finally:
        assert server.ask(graph_store(GRAPH), "DELETE", AUTHORISED).status == 204


GOOD = {
    "ttl": '@prefix e: <http://example.org/> .\ne:s e:p "café", [ e:q ( 1 2.5 true ) ] ; a e:T .\n',
    "nt": '<a:s> <a:p> "caf\\u00E9"@fr .\n<a:s> <a:p> <a:o> .\n_:b <a:p> "1"^^<a:t> .\n',
    "nq": '<a:s> <a:p> "café"@fr .\n<a:s> <a:p> _:b .\n',
    "trig": '@prefix e: <http://example.org/> .\n{ e:s e:p "café", [ a e:T ] . }\n',
    "rdf": f'<rdf:RDF {RDF}>\n<e:T rdf:about="a:s"><e:p xml:lang="fr">café</e:p>'
    '<e:q rdf:parseType="Collection"><e:T/></e:q></e:T>\n</rdf:RDF>\n',
    "jsonld": '{"@context": {"p": "http://example.org/p"},\n "@id": "a:s", "p": ["café", 1]}\n',
}


def broken(ending: str) -> Iterator[bytes]:
    """Yield a good document cut at every twentieth, and with some bytes changed."""
    good = GOOD[ending].encode()
    for step in range(1, 20):
        yield good[: len(good) * step // 20]
    chance = random.Random(ending)
    for _ in range(12):
        mutant = bytearray(good)
        for _ in range(chance.choice((1, 1, 2, 5))):
            at = chance.randrange(len(mutant))
            mutant[at : at + chance.randrange(2)] = chance.randbytes(chance.randrange(3))
        yield bytes(mutant)


@pytest.mark.parametrize("ending", sorted(GOOD))
def test_a_broken_body_is_refused_or_taken_and_never_ends_the_writer(
    server: Server, ending: str
) -> None:
    assert send(server, ending, GOOD[ending].encode()).status in (201, 204)
    pid = writing_process(server)
    refused = 0
    for body in broken(ending):
        got = send(server, ending, body)
        assert got.status in (201, 204, 400), (got.text, body)
        if got.status == 400:
            refused += 1
            assert got.json["title"].startswith("the body"), body
    assert refused > 10
    assert writing_process(server) == pid
    assert server.ask(graph_store(GRAPH), "DELETE", AUTHORISED).status == 204
    assert content(server) == {f",{EX}a,{EX}b,1"}


def test_a_body_that_is_too_long_is_refused_before_all_of_it_is_kept(server: Server) -> None:
    got = server.raw(
        f"PUT {graph_store(GRAPH)} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/turtle\r\n"
        f"Authorization: {AUTHORISED['Authorization']}\r\nContent-Length: 99999999999\r\n\r\n"
        "<a:a> <a:b> 1 .".encode()
    )
    assert got.startswith(b"HTTP/1.1 413"), got[:100]


# The same through the command line.


def test_files_that_cannot_be_taken_are_told_with_their_place(
    tmp_path: Path, hits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.ttl").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.ttl")
    (tmp_path / "good.ttl").write_text("<a:a> <a:b> 1 .")
    (tmp_path / "notes.txt").write_text("<a:a> <a:b> 1 .")
    (tmp_path / "relative.ttl").write_text("\n<a> <a:b> 1 .")
    (tmp_path / "laughs.rdf").write_text(laughs(9))
    (tmp_path / "context.jsonld").write_text(described(f"{hits[0]}/context"))
    big = tmp_path / "big.nt"
    with big.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    cases = {
        "missing.ttl": ("missing.ttl: there is no such file", 4),
        "http://127.0.0.1/x.ttl": ("http:/127.0.0.1/x.ttl: there is no such file", 4),
        "folder.ttl": ("folder.ttl: this is not a file", 3),
        "pipe.ttl": ("pipe.ttl: this is not a file", 3),
        "notes.txt": ('notes.txt: a name that ends in ".txt"', 3),
        "relative.ttl": ("relative.ttl:2: not valid Turtle", 3),
        "laughs.rdf": ("laughs.rdf:2: the file has a DOCTYPE", 3),
        "context.jsonld": ("context.jsonld:2: the file refers to a JSON-LD context", 3),
        "big.nt": ("big.nt: the file is larger than 64 MB", 3),
    }
    for name, (message, code) in cases.items():
        refused = CliRunner().invoke(pactgraph, ["serve", "--port", "0", "good.ttl", name])
        assert message in refused.stderr, refused.stderr
        assert refused.exit_code == code, refused.stderr
        assert refused.stdout == ""
        assert "Traceback" not in refused.stderr
    assert hits[1:] == []


def test_an_empty_file_is_an_empty_graph(tmp_path: Path) -> None:
    empty = tmp_path / "empty.ttl"
    empty.write_bytes(b"")
    with writable(tmp_path, empty) as server:
        assert content(server) == set()
        assert server.ask("/", headers={"Accept": "text/html"}).status == 200


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is capped on Linux only")
def test_a_load_that_wants_too_much_memory_or_time_is_stopped(tmp_path: Path) -> None:
    many = "".join(f"<{EX}s{n}> <{EX}p> {n} .\n" for n in range(200_000))
    limits = {"changes": {"memory": 160 * 1024 * 1024, "deadline": 30.0}}
    with writable(tmp_path, limits=limits) as server:
        assert update(server, f"INSERT DATA {{ <{EX}a> <{EX}b> 1 }}").status == 204
        got = send(server, "ttl", many.encode())
        assert (got.status, "memory" in got.json["title"]) == (503, True), got.text
        assert update(server, f"INSERT DATA {{ <{EX}a> <{EX}b> 2 }}").status == 204
        assert len(content(server)) == 2
        assert server.ask(graph_store(GRAPH)).status == 404
