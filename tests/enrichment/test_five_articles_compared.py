"""The five articles beside real statements of Wikidata, on real SPARQL servers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import pactgraph
from faulty_servers import endpoint
from pactgraph.enrichment.comparing import as_json, compare
from pactgraph.enrichment.fetching import fetch
from pactgraph.enrichment.targets import Targets
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.namespaces import ID, WD
from pactgraph.source.project import Project

pytestmark = pytest.mark.external


@pytest.fixture(scope="module")
def kg(repository: Project, repository_store: Path) -> Iterator[KnowledgeGraph]:
    with pactgraph.open(repository.root, repository_store) as opened:
        yield opened


@pytest.fixture(scope="module")
def found(kg: KnowledgeGraph, held: str) -> list[dict[str, Any]]:
    targets = Targets.of_project(kg.project, "wikidata")
    ours, comparisons = compare(kg, endpoint(held), targets)
    told = [as_json(one, ours, {}) for one in comparisons]
    assert json.dumps(told)
    return told


def verdicts(found: list[dict[str, Any]], kind: str, local: str) -> set[str]:
    thing = ID[local].value
    return {c["verdict"] for c in found if c["kind"] == kind and c["ours"]["thing"] == thing}


@pytest.mark.parametrize(
    ("kind", "thing", "verdict"),
    [
        ("tenure", "heydar-aliyev-presidency", "agrees"),
        ("tenure", "ilham-aliyev-presidency", "agrees"),
        ("tenure", "armen-sargsyan-presidency", "agrees"),
        ("tenure", "jeyhun-bayramov-foreign-minister", "agrees"),
        ("tenure", "zakir-hasanov-defence-minister", "agrees"),
        ("tenure", "jens-stoltenberg-secretary-general", "not comparable"),
        ("tenure", "mircea-geoana-deputy-secretary-general", "not comparable"),
        ("tenure", "javier-colomina-special-representative", "not comparable"),
        ("title", "zakir-hasanov-defence-minister", "compatible"),
        ("title", "jeyhun-bayramov-foreign-minister", "compatible"),
        ("jurisdiction", "president-of-azerbaijan", "agrees"),
        ("event", "war-2020", "agrees"),
        ("membership", "azerbaijan-nacc-membership", "not comparable"),
    ],
)
def test_the_verdict_on(found: list[dict[str, Any]], kind: str, thing: str, verdict: str) -> None:
    assert verdicts(found, kind, thing) == {verdict}


def test_a_statement_node_comes_with_its_reference(found: list[dict[str, Any]]) -> None:
    thing = ID["jeyhun-bayramov-foreign-minister"].value
    (one,) = [c for c in found if c["kind"] == "tenure" and c["ours"]["thing"] == thing]
    assert one["theirs"][0]["statement"].startswith(WD.base + "statement/Q16366137-")
    assert one["theirs"][0]["references"] == ["https://nk.gov.az/en/page/56/"]


def test_the_war_of_2020_is_not_taken_to_begin_on_the_first_of_january(
    found: list[dict[str, Any]],
) -> None:
    wars = [c for c in found if c["ours"]["thing"] == ID["war-2020"].value]
    assert wars
    assert all("may stand for the year alone" in c["cautions"][0] for c in wars)


def test_what_a_speaker_says_is_his(found: list[dict[str, Any]]) -> None:
    spoken = [c for c in found if c["kind"] == "membership" and c["ours"]["speakers"]]
    (one,) = [c for c in spoken if c["ours"]["thing"].endswith("/armenia-csto-membership")]
    assert one["verdict"] == "agrees"
    assert one["ours"]["speakers"][0]["iri"] == ID["james-appathurai"].value
    assert one["theirs"][0]["value"] == WD.Q318693.value


def test_every_verdict_has_a_reason_and_a_passage(found: list[dict[str, Any]]) -> None:
    assert len(found) > 50
    assert all(one["reason"] and one["ours"]["passages"] for one in found)
    assert {bool(one["theirs"]) for one in found if one["verdict"] == "not comparable"} == {False}


def test_countries_are_enriched_with_their_codes(kg: KnowledgeGraph, held: str) -> None:
    targets = Targets.of_project(kg.project, "wikidata")
    fetched = fetch(endpoint(held), targets, lambda line: None)
    said = {
        (triple.subject.value, triple.predicate.value.rpartition("/")[2]): triple.object.value
        for triple in fetched.triples
    }
    assert said[WD.Q227.value, "P298"] == "AZE"
    assert said[WD.Q57371.value, "P569"] == "1961-12-24"
    assert said["https://en.wikipedia.org/wiki/Heydar_Aliyev", "about"] == WD.Q157451.value
    assert not fetched.refused


def test_places_of_geonames_come_under_the_names_that_our_links_use(
    kg: KnowledgeGraph, held: str
) -> None:
    targets = Targets.of_project(kg.project, "geonames")
    fetched = fetch(endpoint(held), targets, lambda line: None)
    subjects = {triple.subject.value for triple in fetched.triples}
    assert subjects <= set(targets.iris)
    assert "https://sws.geonames.org/1138958/" in subjects
