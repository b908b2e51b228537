"""Endpoints that hold their answers short: nothing is dropped, and what has no end is told."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from linking_world import REGISTER

from faulty_servers import JSON, Answer, Faulty, answering, endpoint, served, sparql, store_of
from pactgraph.linking import name_search
from pactgraph.linking.authorities import Authorities
from pactgraph.linking.candidate import Candidate
from pactgraph.linking.candidates import EndpointFinder
from pactgraph.linking.catalogue import Catalogue
from pactgraph.linking.courtesy import AskingFailed
from pactgraph.linking.endpoint import Endpoint
from pactgraph.linking.entity import Entity
from pactgraph.linking.facts import Facts

EX = "https://example.org/register/"
MORE = """
ex:17 skos:altLabel "Tirria"@en, "Republic of Tirra"@en ; wdt:P585 "2001", "2002", "2003" ;
  owl:sameAs <http://www.wikidata.org/entity/Q1>, <http://dbpedia.org/resource/T> ;
  wdt:P297 "TI" ; wdt:P625 "x" .
ex:18 wdt:P17 ex:17 ; wdt:P31 ex:90 ; a dbo:Place .
ex:90 rdfs:label "land" .
"""
THINGS = [EX + str(number) for number in (*range(17, 28), 90)]
LABELS = "?s <http://www.w3.org/2000/01/rdf-schema#label> ?name"


def holding_short(answer: Answer, rows: int) -> Answer:
    """Return what answers with so many rows at most, and does not say that there are more."""

    def short(query: str) -> tuple[str, bytes]:
        media_type, body = answer(query)
        data = json.loads(body)
        data["results"]["bindings"] = data["results"]["bindings"][:rows]
        return media_type, json.dumps(data).encode()

    return short


@pytest.fixture
def whole() -> Iterator[Faulty]:
    with served(sparql(store_of(REGISTER + MORE))) as server:
        yield server


@pytest.fixture
def short() -> Iterator[Faulty]:
    with served(holding_short(sparql(store_of(REGISTER + MORE)), 3)) as server:
        yield server


def told(asking: Endpoint) -> dict[str, object]:
    """Return all that an endpoint can be asked of some things."""
    facts = Facts(asking)
    candidates = [Candidate(iri) for iri in THINGS]
    facts.describe(candidates, Authorities())
    return {
        "names": facts.names(THINGS),
        "same": facts.same(THINGS, Authorities()),
        "labels": dict(facts.labels(THINGS)),
        "present": facts.present([*THINGS, EX + "none"]),
        "candidates": candidates,
    }


def test_all_is_told_by_an_endpoint_that_answers_with_few_rows(
    whole: Faulty, short: Faulty
) -> None:
    expected = told(endpoint(whole.url))
    assert told(endpoint(short.url)) == expected
    names = expected["names"]
    assert isinstance(names, dict)
    assert len(names[EX + "17"]) == 4
    tirra = next(one for one in expected["candidates"] if one.iri == EX + "17")  # type: ignore[attr-defined]
    assert tirra.years == {2001, 2002, 2003}


def test_names_are_looked_up_at_an_endpoint_that_answers_with_few_rows(short: Faulty) -> None:
    maristans = "".join(f'ex:m{number} rdfs:label "Maristan"@en . ' for number in range(7))
    entity = Entity("urn:ours", "Maristan", "state")
    with served(holding_short(sparql(store_of(REGISTER + maristans)), 3)) as server:
        asking = endpoint(server.url)
        asking.courtesy.say = lambda line: pytest.fail(line)
        found = EndpointFinder(asking, Authorities(), whole=1).find([entity])
    expected = {EX + "18", *(f"{EX}m{number}" for number in range(7))}
    assert expected <= {candidate.iri for candidate in found["urn:ours"]}


def test_an_answer_shorter_than_one_that_came_is_whole_and_not_asked_on(whole: Faulty) -> None:
    asking = endpoint(whole.url)
    assert len(list(asking.pages(LABELS, "?s ?name"))) > 5
    whole.queries.clear()
    rows = list(asking.pages(f"VALUES ?s {{ <{EX}17> }} {LABELS}", "?s ?name"))
    assert len(rows) == 1
    assert len(whole.queries) == 1


def test_rows_without_end_are_told() -> None:
    iri, literal = {"type": "uri", "value": EX + "17"}, {"type": "literal", "value": "x"}
    row = {"s": iri, "p": {"type": "uri", "value": "http://schema.org/name"}, "name": literal}
    body = json.dumps({"results": {"bindings": [row] * 500}}).encode()
    with served(lambda query: (JSON, body)) as server:
        with pytest.raises(AskingFailed, match="more than 1,100 rows for one question") as caught:
            list(endpoint(server.url).pages(LABELS, "?s ?name", most=1100))
        assert caught.value.kind == "endless"
        assert "does it heed LIMIT and OFFSET?" in str(caught.value)
        assert len(server.queries) == 5
        with pytest.raises(AskingFailed, match="more than 900 rows"):
            Catalogue.fetch(endpoint(server.url), 900)
        with pytest.raises(AskingFailed, match="more than 2,000 rows"):
            Facts(endpoint(server.url)).names([EX + "17"])


def test_more_namesakes_than_can_be_looked_at_are_told(
    whole: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name_search, "NAMESAKES", 4)
    said: list[str] = []
    turtle = REGISTER + "".join(f'ex:m{n} rdfs:label "Maristan"@en . ' for n in range(7))
    with served(sparql(store_of(turtle))) as server:
        asking = endpoint(server.url, say=said.append)
        finder = EndpointFinder(asking, Authorities(), whole=1)
        found = finder.find([Entity("urn:ours", "Maristan", "state")])
    assert len({one.iri for one in found["urn:ours"] if one.through is None}) == 4
    assert said == ["more than 4 things there are called as Maristan is: 4 of them are looked at"]


def test_an_answer_that_the_servers_own_time_cut_short_is_no_answer(whole: Faulty) -> None:
    none = b'{"results": {"bindings": []}}'
    whole.faults[:] = [answering(none, X_SQL_State="S1TAT")]
    with pytest.raises(AskingFailed, match="answered a part only") as caught:
        endpoint(whole.url).select("SELECT * { ?s ?p ?o }")
    assert caught.value.kind == "partial"


def test_names_that_are_not_all_given_in_time_are_asked_for_one_by_one(whole: Faulty) -> None:
    said: list[str] = []
    none = b'{"results": {"bindings": []}}'
    whole.faults[:] = [answering(none), answering(none, X_SQL_State="S1TAT")]
    finder = EndpointFinder(endpoint(whole.url, say=said.append), Authorities())
    found = finder.find([Entity("urn:ours", "Maristan", "state")])
    assert EX + "18" in {candidate.iri for candidate in found["urn:ours"]}
    assert said == ["it does not give all its names at once, and is asked for each of ours"]
