"""Tags, HEAD, OPTIONS, CORS, compression, caching: HTTP as its specifications have it."""

from __future__ import annotations

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from gateway_world import FORM, JSON, Server, serving

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
MANY = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"


def test_an_answer_has_a_tag_and_is_not_sent_twice(server: Server) -> None:
    first = server.query(COUNT)
    tag = first.headers["etag"]
    assert server.said["version"] in tag
    again = server.query(COUNT, If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == tag
    assert again.headers["vary"] == first.headers["vary"]
    assert "content-length" not in again.headers
    listed = server.query(COUNT, If_None_Match=f'"other", {tag.removeprefix("W/")}')
    assert listed.status == 304
    assert server.query(COUNT, If_None_Match='"other"').status == 200


def test_tags_differ_by_query_format_and_dataset(server: Server) -> None:
    tags = {
        server.query(COUNT).headers["etag"],
        server.query(f"{COUNT} LIMIT 1").headers["etag"],
        server.query(COUNT, "text/csv").headers["etag"],
        server.query(COUNT, "application/json").headers["etag"],
        server.ask("/articles").headers["etag"],
    }
    assert len(tags) == 5


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "now()"])
def test_what_cannot_be_repeated_has_no_tag_and_is_not_kept(server: Server, call: str) -> None:
    sparql = f"SELECT ({call} AS ?x) {{}}"
    first, second = server.query(sparql), server.query(sparql)
    assert first.status == 200
    assert "etag" not in first.headers
    assert first.headers["cache-control"] == "no-store"
    if "R" in call or "U" in call[:3]:
        assert first.body != second.body


def test_an_answer_is_kept_until_the_graph_changes(server: Server) -> None:
    sparql = "SELECT (COUNT(*) AS ?kept) { ?s ?p ?o }"
    first = server.query(sparql)
    hits = server.metric("pactgraph_cache_hits_total")
    assert server.query(sparql).body == first.body
    form = {"Content-Type": FORM, "Accept": JSON}
    posted = server.ask("/sparql", "POST", form, f"query={sparql}")
    assert posted.body == first.body
    assert "etag" not in posted.headers
    assert server.metric("pactgraph_cache_hits_total") >= hits + 2


def test_errors_are_not_kept_and_have_no_tag(server: Server) -> None:
    for path in ("/sparql?query=nonsense", "/page/id/nobody", "/nothing"):
        got = server.ask(path)
        assert got.status in (400, 404)
        assert "etag" not in got.headers
        assert got.headers["cache-control"] == "no-store"


def test_a_document_has_a_tag_too(server: Server) -> None:
    first = server.ask("/articles")
    assert first.status == 200
    again = server.ask("/articles", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/sparql?query=ASK%7B%7D", "/sparql", "/articles", "/static/site.css", "/health"]
)
def test_head_is_get_without_the_body(server: Server, path: str) -> None:
    got, head = server.ask(path), server.ask(path, "HEAD")
    assert (head.status, head.body) == (got.status, b"")
    for name in ("content-type", "content-length", "etag", "vary"):
        assert head.headers.get(name) == got.headers.get(name)


def test_head_of_a_long_answer_sends_nothing(server: Server) -> None:
    sparql = "SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20.%20%3Fa%20%3Fb%20%3Fc%20%7D%20LIMIT%202000"
    got = server.ask(f"/sparql?query={sparql}", "HEAD", {"Accept": JSON})
    assert (got.status, got.body, got.media_type) == (200, b"", JSON)


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/sparql", "GET, HEAD, POST, OPTIONS"),
        ("/articles", "GET, HEAD, OPTIONS"),
        ("/page/id/tirra", "GET, HEAD, OPTIONS"),
        ("/static/site.css", "GET, HEAD, OPTIONS"),
        ("/health", "GET, HEAD, OPTIONS"),
        ("/metrics", "GET, HEAD, OPTIONS"),
    ],
)
def test_options_tells_the_methods_and_others_are_refused(
    server: Server, path: str, methods: str
) -> None:
    got = server.ask(path, "OPTIONS")
    assert (got.status, got.headers["allow"], got.body) == (204, methods, b"")
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        refused = server.ask(path, method)
        assert (refused.status, refused.headers["allow"]) == (405, methods)


def test_a_browser_may_ask_first_whether_it_may_ask(server: Server) -> None:
    headers = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    got = server.ask("/sparql", "OPTIONS", headers)
    assert got.headers["access-control-allow-origin"] == "*"
    assert "POST" in got.headers["access-control-allow-methods"]
    assert "Content-Type" in got.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in got.headers


def test_data_may_be_read_from_anywhere_and_pages_may_not(server: Server) -> None:
    origin = {"Origin": "https://elsewhere.example"}
    for path in ("/sparql?query=ASK%7B%7D", "/sparql?query=nonsense", "/data/id/tirra.nt"):
        got = server.ask(path, headers=origin)
        assert got.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in got.headers
    for path in ("/articles", "/health", "/metrics", "/static/site.css"):
        got = server.ask(path, headers=origin)
        assert got.status == 200
        assert "access-control-allow-origin" not in got.headers
        assert got.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/articles", "/static/site.css"])
def test_a_body_is_compressed_for_who_takes_it(server: Server, path: str) -> None:
    plain = server.ask(path)
    for _ in range(2):
        packed = server.ask(path, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert len(packed.body) < len(plain.body)
        assert gzip.decompress(packed.body) == plain.body
        assert packed.headers["etag"] == plain.headers["etag"]
        assert "Accept-Encoding" in packed.headers["vary"]
    refused = server.ask(path, headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


def test_a_long_answer_streams_whole_compressed_or_not(server: Server) -> None:
    sparql = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 2000"
    plain = server.query(sparql)
    assert plain.status == 200
    assert len(plain.json["results"]["bindings"]) == 2000
    assert len(plain.body) > 300_000
    packed = server.query(f"{sparql} #", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(packed.body))["results"]["bindings"]) == 2000


def test_a_client_of_http_1_0_gets_its_answer_unchunked(server: Server) -> None:
    sparql = "SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20.%20%3Fa%20%3Fb%20%3Fc%20%7D%20LIMIT%205000"
    got = server.raw(f"GET /sparql?query={sparql} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
    head, _, body = got.partition(b"\r\n\r\n")
    assert b"chunked" not in head.lower()
    assert len(json.loads(body)["results"]["bindings"]) == 5000


def test_files_of_the_site_are_there_and_nothing_else_is(server: Server) -> None:
    got = server.ask("/static/site.css")
    assert (got.status, got.media_type) == (200, "text/css")
    tag = got.headers["etag"]
    assert not tag.startswith("W/")
    again = server.ask("/static/site.css", headers={"If-None-Match": tag})
    assert (again.status, again.body) == (304, b"")
    assert got.headers["cache-control"] == "no-cache"
    assert "immutable" in server.ask("/static/site.css?v=1").headers["cache-control"]
    for name in ("", "missing.css", "pages", ".", "site.css/", "../site.py", "site.py"):
        assert server.ask(f"/static/{name}").status == 404


def test_the_same_query_at_once_is_answered_once(server: Server) -> None:
    sparql = "SELECT (COUNT(*) AS ?once) { ?a ?b ?c . ?d a ?e FILTER(?a != ?d) }"
    started = server.metric("pactgraph_cache_misses_total")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: server.query(sparql), range(8)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert server.metric("pactgraph_cache_misses_total") > started


@pytest.mark.parametrize(
    ("path", "is_for_others"),
    [
        ("/receipt?query=members&row=0", False),
        ("/queries/members?evidence=1", False),
        ("/queries/members", True),
        ("/data/id/tirra.ttl", True),
    ],
)
def test_words_of_articles_are_not_for_other_sites(
    server: Server, path: str, is_for_others: bool
) -> None:
    """Who runs a server for himself, texts and all, has a browser that visits others too."""
    got = server.ask(path, headers={"Accept": "application/json, text/turtle"})
    assert got.status == 200, got.text
    assert ("access-control-allow-origin" in got.headers) == is_for_others
    again = {"Accept": "application/json, text/turtle", "If-None-Match": got.headers["etag"]}
    unchanged = server.ask(path, headers=again)
    assert unchanged.status == 304
    assert ("access-control-allow-origin" in unchanged.headers) == is_for_others


def test_without_texts_every_answer_is_for_all(served_project: Path, tmp_path: Path) -> None:
    with serving(served_project, tmp_path, "--workers", "1", texts=False) as open_to_all:
        for path in ("/receipt?query=members&row=0", "/queries/members?evidence=1"):
            got = open_to_all.ask(path, headers={"Accept": "application/json"})
            assert got.headers["access-control-allow-origin"] == "*"
