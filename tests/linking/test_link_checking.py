"""Checking accepted links: what is missing, moved, renamed or of another kind is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from linking_world import Link

from faulty_servers import served, sparql, store_of
from pactgraph.linking.link_sets import LinkSets
from pactgraph.source.project import Project

PREFIXES = """
@prefix ex: <https://example.org/register/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dbo: <http://dbpedia.org/ontology/> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
FINE = 'ex:17 a dbo:Country ; rdfs:label "Tirra"@en .'
OTHERS = 'ex:18 rdfs:label "Maristan"@en .'


def accept(
    root: Path, name: str, subject: str, value: str, label: str = "", match: str = "exactMatch"
) -> None:
    sets = LinkSets(Project(root))
    table = sets.judged(name)
    row = {
        "subject_id": subject,
        "subject_label": subject.removeprefix("id:"),
        "predicate_id": f"skos:{match}",
        "object_id": value,
        "object_label": label,
        "mapping_justification": "semapv:ManualMappingCuration",
    }
    sets.write(table.with_rows([*table.rows, {k: v for k, v in row.items() if v}]))


def check(link: Link, data: str, *options: str) -> tuple[int, dict[str, dict[str, str]]]:
    with served(sparql(store_of(PREFIXES + data)), "query") as server:
        ran = link(
            "check", "--endpoint", server.url, "--rate", "1000", "--format", "json", *options
        )
    assert ran.exit_code in (0, 1), ran.output
    return ran.exit_code, {one["object"]: one for one in json.loads(ran.stdout)}


@pytest.mark.parametrize(
    ("data", "verdict", "code", "told"),
    [
        (FINE, "fine", 0, '"Tirra": the same'),
        ('ex:17 rdfs:label "Tirran Republic"@en .', "names differ", 0, '"Tirran Republic" there'),
        (
            'ex:17 a dbo:Opera ; rdfs:label "Tirra"@en .',
            "kind not known",
            0,
            'kind not known: Opera; "Tirra": the same',
        ),
        (
            'ex:17 a dbo:Opera, dbo:Country, owl:Thing ; rdfs:label "Tirra"@en .',
            "fine",
            0,
            '"Tirra": the same',
        ),
        ('ex:17 a owl:Thing ; rdfs:label "Tirra"@en .', "fine", 0, '"Tirra": the same'),
        ('ex:17 a dbo:Film ; rdfs:label "Tirra"@en .', "other kind", 1, "state here, work"),
        (
            'ex:17 wdt:P31 wd:Q1 ; rdfs:label "Tirra"@en . wd:Q1 rdfs:label "language"@en .'
            " ex:9 wdt:P17 ex:17 .",
            "other kind",
            1,
            "state here, language (wdt:P31 language) there",
        ),
        (
            'ex:17 a dbo:Country ; wdt:P31 wd:Q4167410 ; rdfs:label "Tirra"@en .',
            "other kind",
            1,
            "it is a disambiguation page",
        ),
        (
            'ex:17 wdt:P31 wd:Q2 ; rdfs:label "Tirra"@en .'
            ' wd:Q2 rdfs:label "Wikimedia human name disambiguation page"@en .',
            "other kind",
            1,
            "it is a disambiguation page",
        ),
        (
            'ex:17 a dbo:Country ; rdfs:label "Tirra"@en ; dbo:wikiPageDisambiguates ex:98 .',
            "other kind",
            1,
            "it is a disambiguation page (has dbo:wikiPageDisambiguates)",
        ),
        (
            '@prefix dbp: <http://dbpedia.org/property/> . ex:17 rdfs:label "Tirra"@en .'
            " ex:9 dbp:title ex:17 .",
            "fine",
            0,
            '"Tirra": the same',
        ),
        ('ex:17 rdfs:label "Tirra"@pt .', "fine", 0, '"Tirra", in another language: the same'),
        ('ex:17 rdfs:label "Οὐρανός"@el .', "fine", 0, 'other languages: "Οὐρανός" (el)'),
        ('ex:17 a dbo:Person ; rdfs:label "Tirra"@en .', "other kind", 1, "state here, person"),
        ("ex:17 dbo:wikiPageRedirects ex:99 .", "moved", 1, "https://example.org/register/99"),
        ("ex:17 owl:sameAs ex:98 .", "moved", 1, "https://example.org/register/98"),
        ("ex:30 ex:knows ex:17 .", "fine", 0, "gives it no name"),
    ],
)
def test_each_accepted_link_is_judged(
    link: Link, data: str, verdict: str, code: int, told: str
) -> None:
    exit_code, found = check(link, data)
    one = found["https://example.org/register/17"]
    assert (exit_code, one["verdict"]) == (code, verdict)
    assert told in one["told"]
    assert one["place"].startswith("data/links/register.sssom.tsv:")
    assert set(found) == {"https://example.org/register/17"}, "what was rejected is not checked"


def test_a_target_that_is_gone_from_a_set_that_is_held_is_missing(link: Link, root: Path) -> None:
    accept(root, "register", "id:maristan", "ex:18")
    code, found = check(link, OTHERS)
    assert code == 1
    assert found["https://example.org/register/17"]["verdict"] == "missing"
    assert found["https://example.org/register/18"]["verdict"] == "fine"


@pytest.mark.parametrize(
    ("match", "verdict"),
    [
        ("closeMatch", "other kind"),
        ("relatedMatch", "fine"),
        ("broadMatch", "fine"),
        ("narrowMatch", "fine"),
    ],
)
def test_what_is_but_related_may_be_of_another_kind_and_name(
    link: Link, root: Path, match: str, verdict: str
) -> None:
    accept(root, "register", "id:tidewatch", "ex:25", match=match)
    data = 'ex:25 a dbo:Settlement ; rdfs:label "Port-Selm"@en .'
    code, found = check(link, data + FINE)
    one = found["https://example.org/register/25"]
    assert (one["verdict"], code) == (verdict, int(verdict != "fine"))
    assert "Port-Selm" in one["told"] or verdict != "fine"


def test_a_set_that_is_not_held_is_not_called_wrong(link: Link, root: Path) -> None:
    accept(root, "wikidata", "id:maristan", "wd:Q5001")
    code, found = check(link, FINE)
    assert code == 0
    assert found["http://www.wikidata.org/entity/Q5001"]["verdict"] == "not held"
    with served(sparql(store_of(PREFIXES + FINE)), "query") as server:
        ran = link("check", "--endpoint", server.url, "--rate", "1000")
    assert "holds nothing of these sets, which were not checked: wikidata (1)" in ran.stderr
    assert "2 accepted links: 1 fine, 1 not held" in ran.stderr


def test_a_new_name_counts_only_against_the_one_that_was_accepted(link: Link, root: Path) -> None:
    accept(root, "wikidata", "id:maristan", "wd:Q5001", label="Maristan")
    code, found = check(link, 'wd:Q5001 rdfs:label "Novia"@en ; wdt:P297 "MQ" .' + FINE)
    one = found["http://www.wikidata.org/entity/Q5001"]
    assert (code, one["verdict"]) == (1, "renamed")
    assert 'it was "Maristan", and is "Novia"' in one["told"]


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("Maristan language", "renamed"),
        ("MARISTÁN", "fine"),
        ("Maristan (state)", "fine"),
        ("Republic of Maristan", "renamed"),
    ],
)
def test_a_name_that_is_only_like_the_accepted_one_is_another(
    link: Link, root: Path, name: str, verdict: str
) -> None:
    accept(root, "wikidata", "id:maristan", "wd:Q5001", label="Maristan")
    code, found = check(link, f'wd:Q5001 rdfs:label "{name}"@en .' + FINE)
    one = found["http://www.wikidata.org/entity/Q5001"]
    assert (code, one["verdict"]) == (int(verdict == "renamed"), verdict)


def test_a_title_in_an_identifier_is_no_new_name(link: Link, root: Path) -> None:
    accept(root, "dbpedia", "id:maristan", "dbr:The_Maristani_Realm", label="Maristan")
    _, found = check(link, "<http://dbpedia.org/resource/The_Maristani_Realm> ex:in ex:17 ." + FINE)
    assert found["http://dbpedia.org/resource/The_Maristani_Realm"]["verdict"] != "renamed"


def test_a_disambiguation_page_is_no_broader_thing_either(link: Link, root: Path) -> None:
    accept(root, "dbpedia", "id:maristan", "dbr:Maristan_(disambiguation)", match="broadMatch")
    data = "<http://dbpedia.org/resource/Maristan_(disambiguation)> ex:in ex:17 ." + FINE
    code, found = check(link, data)
    one = found["http://dbpedia.org/resource/Maristan_(disambiguation)"]
    assert (code, one["verdict"]) == (1, "other kind")


def test_a_merged_item_is_told_apart_from_one_that_is_the_same_elsewhere(
    link: Link, root: Path
) -> None:
    accept(root, "wikidata", "id:maristan", "wd:Q5001")
    merged = "wd:Q5001 owl:sameAs wd:Q6001 ."
    assert check(link, merged)[1]["http://www.wikidata.org/entity/Q5001"]["verdict"] == "moved"
    same = 'wd:Q5001 owl:sameAs <http://sws.geonames.org/1/> ; rdfs:label "Maristan"@en .'
    assert check(link, same)[1]["http://www.wikidata.org/entity/Q5001"]["verdict"] == "fine"


def test_a_target_is_found_under_the_spelling_that_the_endpoint_has(link: Link, root: Path) -> None:
    accept(root, "geonames", "id:port-selm", "geonames:778/")
    accept(root, "dbpedia", "id:port-selm", "dbr:Port_S%C3%A9lm")
    data = """
        <http://sws.geonames.org/778> rdfs:label "Port Selm" .
        <http://dbpedia.org/resource/Port_Sélm> ex:in ex:17 .
    """
    code, found = check(link, data)
    assert code == 0
    assert {one["verdict"] for one in found.values()} == {"fine"}


def test_the_table_shows_what_is_to_be_looked_at(link: Link, root: Path) -> None:
    accept(root, "register", "id:maristan", "ex:18", label="Maristan \x1b[31m")
    with served(sparql(store_of(PREFIXES + OTHERS)), "query") as server:
        words = ("check", "--endpoint", server.url, "--rate", "1000", "--format", "table")
        ran = link(*words, "--set", "register")
        whole = link(*words, "--all")
    assert ran.exit_code == 1
    assert "missing" in ran.stdout
    assert "ex:18" not in ran.stdout
    assert "ex:18" in whole.stdout
    assert "\x1b" not in whole.output


def test_hostile_names_in_json_are_escaped_and_come_back_whole(link: Link, root: Path) -> None:
    hostile = "Mari\u202e\u009b31mstan\u007f"
    accept(root, "register", "id:maristan", "ex:18", label="Maristan")
    data = f'ex:18 rdfs:label "{hostile}"@en .'
    with served(sparql(store_of(PREFIXES + data))) as server:
        ran = link("check", "--endpoint", server.url, "--rate", "1000", "--format", "json", "--all")
    told = {one["object"]: one["told"] for one in json.loads(ran.stdout)}
    assert hostile in told["https://example.org/register/18"]
    assert ran.stdout.replace("\n", "").isprintable()


def test_the_packaged_graph_may_be_checked_and_not_written(link: Link) -> None:
    assert "--set" in link("check", "--help").output
    assert link("check").exit_code == 2
