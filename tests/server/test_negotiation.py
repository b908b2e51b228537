"""Which format a client gets: the table of Accept headers, for answers and for documents."""

from __future__ import annotations

import pytest
from gateway_world import JSON, PACT, Server

from pactgraph.server.negotiation import choose, takes_gzip
from pactgraph.web.formats import ROWS, TRIPLES

SELECT = "SELECT (1 AS ?n) {}"
CONSTRUCT = "CONSTRUCT { <s> <p> 1 } WHERE {}"
XML = "application/sparql-results+xml"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "srj"),
        ("*/*", "srj"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/*", "csv"),
        ("text/*, text/csv;q=0", "tsv"),
        (f"{JSON};q=0.2, {XML};q=0.8", "srx"),
        (f"{JSON};q=0, */*", "srx"),
        (f"{JSON};q=0.5, {XML};q=0.5", "srj"),
        ("text/csv;q=0.001, image/png", "csv"),
        ("text/csv; header=present; q=0.9, text/tab-separated-values;q=0.1", "csv"),
        ("image/png", None),
        ("text/csv;q=0", None),
        ("*/*;q=0", None),
        ("text/csv;q=2", None),
        ("text/csv;q=nan, text/tab-separated-values;q=0.1", "tsv"),
        ("*/csv, text/tab-separated-values;q=0.1", "tsv"),
        (",,;,", "srj"),
        ("text/csv;q=.5", "csv"),
        (f"{JSON};q=.5, text/csv;q=.625", "csv"),
        ("text/csv;q=0.", None),
        ("text/csv;q=.", None),
        ("application/json", "srj"),
        ("application/xml;q=0.9, */*;q=0.8", "srx"),
    ],
)
def test_the_table_of_weights(accept: str, chosen: str | None) -> None:
    found = choose(accept, ROWS)
    assert (found and found.format) == chosen


def test_a_more_precise_range_goes_before_a_wider_one() -> None:
    found = choose("text/*;q=0.9, text/turtle;q=0.1, application/trig;q=0.5", TRIPLES)
    assert found is not None
    assert found.format == "trig"


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("deflate, gzip;q=0.1", True),
        ("*", True),
        ("identity", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("gzip;q=x", False),
    ],
)
def test_compression_is_negotiated_too(header: str, taken: bool) -> None:
    assert takes_gzip(header) is taken


@pytest.mark.parametrize(
    ("sparql", "accept", "media_type"),
    [
        (SELECT, "", JSON),
        (SELECT, "application/json", "application/json"),
        (SELECT, f"text/turtle, {XML};q=0.3", XML),
        (SELECT, f"{JSON};q=0.3, text/csv;q=0.4, text/turtle", "text/csv"),
        (CONSTRUCT, "", "text/turtle"),
        (CONSTRUCT, f"{JSON}, application/rdf+xml;q=0.3", "application/rdf+xml"),
        (CONSTRUCT, "application/ld+json, text/turtle;q=0.9", "application/ld+json"),
        (CONSTRUCT, "application/trig", "application/trig"),
        (CONSTRUCT, "application/n-quads", "application/n-quads"),
        (CONSTRUCT, "text/plain", "text/plain"),
        ("ASK {}", "text/csv", "text/csv"),
        (SELECT, "text/csv, text/turtle;q=.5", "text/csv"),
        (CONSTRUCT, "text/csv, text/turtle;q=.5", "text/turtle"),
    ],
)
def test_the_form_of_the_query_decides_among_what_is_taken(
    server: Server, sparql: str, accept: str, media_type: str
) -> None:
    got = server.query(sparql, accept)
    assert (got.status, got.media_type) == (200, media_type)
    assert got.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize(
    ("sparql", "accept", "there"),
    [
        (SELECT, "text/turtle", JSON),
        (CONSTRUCT, "text/csv", "text/turtle"),
        (SELECT, "image/png", JSON),
    ],
)
def test_what_there_is_is_listed_when_nothing_fits(
    server: Server, sparql: str, accept: str, there: str
) -> None:
    got = server.query(sparql, accept)
    assert (got.status, got.media_type) == (406, "application/problem+json")
    assert there in got.json["available"]


def test_a_document_comes_as_asked_or_by_its_extension(server: Server) -> None:
    data = "/data/id/tirra"
    turtle = server.ask(data, headers={"Accept": "text/turtle"})
    assert (turtle.status, turtle.media_type) == (200, "text/turtle")
    assert f"{PACT}id/tirra" in turtle.text or "id:tirra" in turtle.text
    assert "Accept" in turtle.headers["vary"].split(", ")
    triples = server.ask(f"{data}.nt", headers={"Accept": "text/turtle"})
    assert (triples.status, triples.media_type) == (200, "application/n-triples")
    assert triples.headers["vary"] == "Accept-Encoding"
    assert server.ask(data, headers={"Accept": "image/png"}).status == 406


def test_an_iri_of_ours_leads_on_to_a_document(server: Server) -> None:
    page = server.ask("/id/tirra", headers={"Accept": "text/html"})
    assert (page.status, page.headers["location"]) == (303, "/page/id/tirra")
    data = server.ask("/id/tirra", headers={"Accept": "text/turtle"})
    assert data.status == 303
    assert data.headers["vary"] == "Accept, Accept-Encoding"
    raw = server.raw(b"GET /id/tirra HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert raw.lower().count(b"\r\nvary:") == 1
    assert data.headers["location"].startswith("/data/id/tirra")


def test_an_error_is_a_page_for_a_browser_and_json_for_programs(server: Server) -> None:
    page = server.ask("/nothing/<script>", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.status == 404
    assert page.media_type == "text/html"
    assert "<script>" not in page.text
    for accept in ("*/*", JSON, "text/turtle", "application/json, text/html;q=0.5"):
        got = server.ask("/nothing", headers={"Accept": accept})
        assert (got.status, got.media_type) == (404, "application/problem+json")
        assert {"type", "title", "status"} <= got.json.keys()
