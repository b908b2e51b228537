"""Reconciliation services as candidates' source: asked by name, type and what else is known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from linking_world import Link, reconciling

from faulty_servers import Answer, Faulty, answering, cutting, hasty, refusing, served
from pactgraph.linking.courtesy import AskingFailed
from pactgraph.linking.entity import Entity
from pactgraph.linking.service import ServiceFinder
from pactgraph.linking.service_manifest import ServiceManifest

TYPES = [
    {"id": "Person", "name": "Someone"},
    {"id": "Country", "name": "Land"},
    {"id": "body", "name": "Corporate body"},
    {"id": "spot", "name": "Place or geographic name"},
    {"id": "thing", "name": "Thing"},
]
PROPERTIES = {
    "country": [{"id": "c", "name": "Country"}, {"id": "c2", "name": "country of origin"}],
    "position held": [{"id": "p", "name": "position held"}],
    "point in time": [{"id": "t2", "name": "point in time of a part"}],
    "date": [{"id": "t", "name": "date"}],
}
BRAM = Entity(
    "urn:bram",
    "Bram Tolk",
    "person",
    names=("Tolk, Bram",),
    countries=("Tirra",),
    offices=("Secretary",),
    years=frozenset({2001}),
)
FOUND = [{"id": "20", "name": "Bram Tolk", "score": 80, "type": [{"id": "Person"}]}]


@pytest.fixture
def suggesting() -> Iterator[Faulty]:
    """Return what suggests properties by the start of their names."""
    with served(suggested, "prefix") as server:
        yield server


def suggested(prefix: str) -> tuple[str, bytes]:
    return "application/json", json.dumps({"result": PROPERTIES.get(prefix, [])}).encode()


def offering(suggesting: Faulty, found: dict[str, list[dict[str, Any]]], **more: Any) -> Answer:
    url = suggesting.url.removesuffix("/sparql")
    suggest = {"property": {"service_url": url, "service_path": "/sparql"}}
    return reconciling(found, defaultTypes=TYPES, suggest=suggest, **more)


def asked(server: Faulty) -> list[dict[str, Any]]:
    return [query for text in server.queries if text for query in json.loads(text).values()]


def test_types_and_what_is_known_are_sent_with_every_name(suggesting: Faulty) -> None:
    answer = offering(suggesting, {"Bram Tolk": FOUND, "Tolk, Bram": FOUND})
    with served(answer, "queries") as server:
        found = ServiceFinder(hasty(server.url)).find([BRAM])
    properties = [{"pid": "c", "v": ["Tirra"]}, {"pid": "p", "v": ["Secretary"]}]
    more = {"limit": 8, "type": ["Person"], "type_strict": "any", "properties": properties}
    assert asked(server) == [{"query": name, **more} for name in ("Bram Tolk", "Tolk, Bram")]
    (candidate,) = found["urn:bram"]
    assert candidate.kinds == {"person": "type Someone"}


def test_the_date_of_an_event_is_sent_and_no_type_that_does_not_fit(suggesting: Faulty) -> None:
    event = Entity("urn:e", "War of 2001", "event", years=frozenset({2002, 2001}))
    with served(offering(suggesting, {"War of 2001": FOUND}), "queries") as server:
        ServiceFinder(hasty(server.url)).find([event])
    (query,) = asked(server)
    assert query["properties"] == [{"pid": "t", "v": ["2001", "2002"]}]
    assert "type" not in query


def test_where_that_brings_nothing_the_name_alone_is_asked_for(suggesting: Faulty) -> None:
    def strict(queries: str) -> tuple[str, bytes]:
        media_type, body = offering(suggesting, {"Bram Tolk": FOUND})(queries)
        told = json.loads(body)
        for key, query in (json.loads(queries) if queries else {}).items():
            if "type" in query:
                told[key]["result"] = []
        return media_type, json.dumps(told).encode()

    with served(strict, "queries") as server:
        found = ServiceFinder(hasty(server.url)).find([BRAM])
    assert [one.iri for one in found["urn:bram"]] == ["https://example.org/register/20"]
    assert asked(server)[2:] == [
        {"query": name, "limit": 8} for name in ("Bram Tolk", "Tolk, Bram")
    ]


def test_each_property_is_asked_for_once_and_by_the_name_that_fits(suggesting: Faulty) -> None:
    with served(offering(suggesting, {"Bram Tolk": FOUND}), "queries") as server:
        finder = ServiceFinder(hasty(server.url))
        finder.find([BRAM])
        finder.find([BRAM])
    assert suggesting.queries == [
        "country of citizenship", "nationality", "citizenship", "country", "position held",
    ]  # fmt: skip


@pytest.mark.parametrize("fault", [refusing(500), answering(b"<html>"), answering(b"[]"), cutting])
def test_a_service_that_tells_no_properties_is_asked_without_them(
    suggesting: Faulty, fault: Any
) -> None:
    said: list[str] = []
    suggesting.faults[:] = [fault] * 9
    with served(offering(suggesting, {"Bram Tolk": FOUND}), "queries") as server:
        found = ServiceFinder(hasty(server.url, say=said.append, tries=1)).find([BRAM])
    assert len(found["urn:bram"]) == 1
    assert all("properties" not in query for query in asked(server))
    (line,) = said
    assert line.startswith("it does not tell what its properties are: ")


def test_properties_are_not_asked_of_what_is_not_on_the_web() -> None:
    said: list[str] = []
    suggest = {"property": {"service_url": "file:///etc", "service_path": "/passwd"}}
    with served(reconciling({"Bram Tolk": FOUND}, suggest=suggest), "queries") as server:
        found = ServiceFinder(hasty(server.url, say=said.append)).find([BRAM])
    assert len(found["urn:bram"]) == 1
    assert "not the URL of a server on the web" in said[0]


@pytest.mark.parametrize(("size", "batches"), [(1, [1, 1]), (25, [2]), (0, [2]), ("3", [2])])
def test_batches_are_no_larger_than_the_service_takes(size: object, batches: list[int]) -> None:
    answer = reconciling({"Bram Tolk": FOUND, "Tolk, Bram": FOUND}, batchSize=size)
    with served(answer, "queries") as server:
        ServiceFinder(hasty(server.url)).find([BRAM])
    assert [len(json.loads(text)) for text in server.queries if text] == batches


@pytest.mark.parametrize(
    ("kind", "types"),
    [
        ("person", ["Person"]),
        ("state", ["Country", "spot"]),
        ("organisation", ["body"]),
        ("event", []),
    ],
)
def test_types_fit_by_what_they_are_or_by_their_names(kind: str, types: list[str]) -> None:
    told = {
        "identifierSpace": "https://example.org/",
        "schemaSpace": "http://dbpedia.org/ontology/",
        "defaultTypes": TYPES,
    }
    manifest = ServiceManifest.read(told, "http://h/")
    assert manifest is not None
    assert manifest.types_for(kind) == types


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b'{"q0": {"error": "no such type \\u001b[31m"}}', "it refuses a query: no such type"),
        (b'{"error": {"code": 3}}', "it refuses a query"),
        (b'{"q0": {}}', "a query has no list of results"),
        (b'{"q0": {"result": [{"name": "x"}]}}', "a result has no id"),
        (b"\xff", "is none of a reconciliation service"),
        (b"<html> <p>hello", "it is no JSON, and begins: <html> <p>hello"),
    ],
)
def test_answers_that_are_none_are_told(answer: bytes, says: str) -> None:
    with served(reconciling({}), "queries") as server:
        finder = ServiceFinder(hasty(server.url))
        server.faults[:] = [answering(answer, "application/json")]
        with pytest.raises(AskingFailed, match=says):
            finder.find([BRAM])


def test_a_batch_goes_along_where_the_service_sends_us_on() -> None:
    with served(reconciling({"Bram Tolk": FOUND}), "queries") as server:
        finder = ServiceFinder(hasty(server.url))
        server.faults[:] = [refusing(302, Location="/elsewhere")]
        assert finder.find([BRAM])["urn:bram"]


def test_scores_of_every_sort_are_taken_as_shares() -> None:
    scores = [None, "high", 250, -3, 1e400, 70]
    results: list[dict[str, object]] = [
        {"id": str(n), "name": "x", "score": score} for n, score in enumerate(scores)
    ]
    with served(reconciling({"Bram Tolk": results}), "queries") as server:
        found = ServiceFinder(hasty(server.url)).find([BRAM])
    assert [one.service for one in found["urn:bram"]] == [0, 0, 1, 0, 0, 0.7]


def test_the_command_asks_a_service(link: Link) -> None:
    with served(reconciling({"Bram Tolk": FOUND}), "queries") as server:
        ran = link("suggest", "--service", server.url, "--kind", "person", "--rate", "1000")
    assert ran.exit_code == 0, ran.output
    assert "1 candidate is new" in ran.stderr
