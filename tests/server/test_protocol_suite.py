"""The W3C's SPARQL 1.1 Protocol tests for queries, by their names, as requests to the server.

Their named graphs are three passages of the tiny project; each states the type of one thing.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from gateway_world import CONTRIBUTION, FORM, FOUNDING, JSON, MEMBERSHIP, PACT, Server

DATA1 = f"<{PACT}id/council-of-lagoons-founding> a ?founding"
DATA2 = f"<{PACT}id/tirra-council-of-lagoons-membership> a ?membership"
DATA3 = f"<{PACT}id/tirra-clear-water-contribution> a ?type"
BOTH = f"ASK {{ {DATA1} . {DATA2} . }}"
NAMED = f"ASK {{ GRAPH ?g1 {{ {DATA1} }} GRAPH ?g2 {{ {DATA2} }} }}"
QUERY = {"Content-Type": "application/sparql-query"}
DEFAULTS = urlencode([("default-graph-uri", FOUNDING), ("default-graph-uri", MEMBERSHIP)])
NAMES = urlencode([("named-graph-uri", FOUNDING), ("named-graph-uri", MEMBERSHIP)])


def test_query_get(server: Server) -> None:
    got = server.ask("/sparql?query=ASK%20%7B%7D")
    assert (got.status, got.json["boolean"]) == (200, True)


def test_query_post_form(server: Server) -> None:
    where = "/sparql/?" + urlencode({"default-graph-uri": FOUNDING})
    got = server.ask(where, "POST", {"Content-Type": FORM}, "query=ASK%20%7B%7D")
    assert (got.status, got.json["boolean"]) == (200, True)


def test_query_post_direct(server: Server) -> None:
    got = server.ask("/sparql", "POST", QUERY, "ASK {}")
    assert (got.status, got.json["boolean"]) == (200, True)


def test_query_dataset_default_graph(server: Server) -> None:
    assert server.truth(f"ASK {{ {DATA1} }}", [("default-graph-uri", FOUNDING)])
    assert not server.truth(BOTH, [("default-graph-uri", FOUNDING)])


def test_query_dataset_default_graphs_get(server: Server) -> None:
    got = server.ask(f"/sparql?query={quote(BOTH)}&{DEFAULTS}")
    assert (got.status, got.json["boolean"]) == (200, True)
    assert not server.truth(f"ASK {{ {DATA3} }}", [("default-graph-uri", FOUNDING)])


def test_query_dataset_default_graphs_post(server: Server) -> None:
    got = server.ask(f"/sparql?{DEFAULTS}", "POST", QUERY, BOTH)
    assert (got.status, got.json["boolean"]) == (200, True)


def test_query_dataset_named_graphs_get(server: Server) -> None:
    got = server.ask(f"/sparql?query={quote(NAMED)}&{NAMES}")
    assert (got.status, got.json["boolean"]) == (200, True)


def test_query_dataset_named_graphs_post(server: Server) -> None:
    got = server.ask(f"/sparql?{NAMES}", "POST", QUERY, NAMED)
    assert (got.status, got.json["boolean"]) == (200, True)
    other = urlencode([("named-graph-uri", FOUNDING), ("named-graph-uri", CONTRIBUTION)])
    assert server.ask(f"/sparql?{other}", "POST", QUERY, NAMED).json["boolean"] is False


def test_query_dataset_full(server: Server) -> None:
    sparql = f"ASK {{ {DATA3} GRAPH ?g1 {{ {DATA1} }} GRAPH ?g2 {{ {DATA2} }} }}"
    dataset = f"{urlencode({'default-graph-uri': CONTRIBUTION})}&{NAMES}"
    got = server.ask(f"/sparql?{dataset}", "POST", QUERY, sparql)
    assert (got.status, got.json["boolean"]) == (200, True)
    body = f"{urlencode({'query': sparql})}&{dataset}"
    got = server.ask("/sparql", "POST", {"Content-Type": FORM}, body)
    assert (got.status, got.json["boolean"]) == (200, True)


def test_query_multiple_dataset(server: Server) -> None:
    """The dataset of the request counts, and that of the query does not."""
    sparql = f"ASK FROM <{FOUNDING}> {{ {DATA1} . {DATA2} . }}"
    got = server.ask(f"/sparql?{DEFAULTS}", "POST", QUERY, sparql)
    assert (got.status, got.json["boolean"]) == (200, True)
    assert not server.truth(sparql)


@pytest.mark.parametrize(
    "accept",
    [
        JSON,
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ],
)
def test_query_content_type_select(server: Server, accept: str) -> None:
    got = server.query("SELECT (1 AS ?value) {}", accept)
    assert (got.status, got.media_type) == (200, accept)
    assert "value" in got.text


@pytest.mark.parametrize("accept", [JSON, "application/sparql-results+xml"])
def test_query_content_type_ask(server: Server, accept: str) -> None:
    got = server.query("ASK {}", accept)
    assert (got.status, got.media_type) == (200, accept)
    assert "true" in got.text


GRAPHS = ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]


@pytest.mark.parametrize("accept", GRAPHS)
def test_query_content_type_describe(server: Server, accept: str) -> None:
    got = server.query(f"DESCRIBE <{PACT}id/tirra>", accept)
    assert (got.status, got.media_type) == (200, accept)
    assert "Tirra" in got.text


@pytest.mark.parametrize("accept", GRAPHS)
def test_query_content_type_construct(server: Server, accept: str) -> None:
    got = server.query("CONSTRUCT { <s> <p> 1 } WHERE {}", accept)
    assert (got.status, got.media_type) == (200, accept)
    assert f"{PACT}s" in got.text


def test_bad_query_method(server: Server) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        got = server.ask("/sparql?query=ASK%20%7B%7D", method)
        assert got.status == 405
        assert got.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_bad_multiple_queries(server: Server) -> None:
    got = server.ask("/sparql?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D")
    assert got.status == 400
    twice = server.ask("/sparql", "POST", {"Content-Type": FORM}, "query=ASK{}&query=ASK{}")
    assert twice.status == 400
    both = server.ask("/sparql?query=ASK%20%7B%7D", "POST", QUERY, "ASK {}")
    assert both.status == 400


def test_bad_query_wrong_media_type(server: Server) -> None:
    got = server.ask("/sparql", "POST", {"Content-Type": "text/plain"}, "ASK {}")
    assert got.status == 415


def test_bad_query_missing_form_type(server: Server) -> None:
    assert server.ask("/sparql", "POST", body="query=ASK%20%7B%7D").status == 415


def test_bad_query_missing_direct_type(server: Server) -> None:
    assert server.ask("/sparql", "POST", body="ASK {}").status == 415


def test_bad_query_non_utf8(server: Server) -> None:
    utf16 = {"Content-Type": "application/sparql-query; charset=UTF-16"}
    assert server.ask("/sparql", "POST", utf16, "ASK {}".encode("utf-16")).status == 415
    assert server.ask("/sparql", "POST", QUERY, "ASK {}".encode("utf-16")).status == 400
    assert server.ask("/sparql?query=ASK%20%7B%20%22%ff%22%20%7D").status == 400


def test_bad_query_syntax(server: Server) -> None:
    got = server.ask("/sparql?query=ASK%20%7B%0A%20%20%3Fa%20%7D")
    assert (got.status, got.media_type) == (400, "application/problem+json")
    assert got.json["status"] == 400
    assert got.json["line"] == 2
    assert isinstance(got.json["column"], int)


@pytest.mark.parametrize(
    ("path", "method", "content_type", "body"),
    [
        ("/sparql?update=CLEAR%20ALL", "GET", None, None),
        ("/sparql", "POST", FORM, "update=CLEAR%20ALL"),
        ("/sparql", "POST", FORM, "query=ASK%7B%7D&update=CLEAR%20ALL"),
        ("/sparql", "POST", "application/sparql-update", "CLEAR ALL"),
        ("/sparql", "POST", "application/sparql-query", "CLEAR ALL"),
        ("/sparql", "POST", FORM, "query=INSERT%20DATA%20%7B%7D"),
        ("/sparql", "POST", "application/sparql-query", "ASK {} ; INSERT DATA { <a> <b> <c> }"),
        ("/sparql", "POST", "application/sparql-query", "LOAD SILENT <http://127.0.0.1:9/>"),
        ("/sparql?default", "PUT", "text/turtle", "<a> <b> <c> ."),
        (f"/sparql?graph={quote(FOUNDING)}", "DELETE", None, None),
    ],
)
def test_nothing_is_written(
    server: Server, path: str, method: str, content_type: str | None, body: str | None
) -> None:
    count = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    before = server.query(count).body
    headers = {} if content_type is None else {"Content-Type": content_type}
    assert 400 <= server.ask(path, method, headers, body).status < 500
    assert server.query(count, Cache_Control="no-cache").body == before
