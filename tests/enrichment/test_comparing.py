"""``link compare``: our words on one side, their statement on the other, and a verdict."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from enrichment_world import Link

from faulty_servers import Faulty, faulty, store_of
from pactgraph.namespaces import BASE
from pactgraph.source.project import Project
from pactgraph.store import Store

THEIRS = """
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wds: <http://www.wikidata.org/entity/statement/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix p: <http://www.wikidata.org/prop/> .
@prefix ps: <http://www.wikidata.org/prop/statement/> .
@prefix pq: <http://www.wikidata.org/prop/qualifier/> .
@prefix psv: <http://www.wikidata.org/prop/statement/value/> .
@prefix pqv: <http://www.wikidata.org/prop/qualifier/value/> .
@prefix wikibase: <http://wikiba.se/ontology#> .
@prefix pr: <http://www.wikidata.org/prop/reference/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

wd:Q14 rdfs:label "President of Tirra"@en, "Präsident"@de ; wdt:P1001 wd:Q10 .
wd:Q15 rdfs:label "\\u001b[31mCouncil of Lagoons\\u202e"@en .
wd:Q10 p:P463 wds:M .
wds:M ps:P463 wd:Q15 ; pq:P580 "1996-01-01T00:00:00Z"^^xsd:dateTime .
wd:Q17 wdt:P585 "1994-03-04T00:00:00Z"^^xsd:dateTime .
"""
HELD = """
wd:Q13 p:P39 wds:A ; wdt:P39 wd:Q14 .
wds:A ps:P39 wd:Q14 ; pq:P580 "2015-05-04"^^xsd:date ; pq:P582 "2020"^^xsd:gYear ;
  prov:wasDerivedFrom <http://www.wikidata.org/reference/r> .
<http://www.wikidata.org/reference/r> pr:P854 <https://register.example/presidents> .
"""
TEXT_ONLY = """
<urn:tenure:1> a org:Membership ; org:member wd:Q13 ; rdfs:label "%s"@en ;
  wdt:P1001 wd:Q10 ; pq:P580 "2015"^^xsd:gYear .
"""
OTHER = """
wd:Q99 p:P39 wds:B .
wds:B ps:P39 wd:Q14 ; pq:P580 "2018-01-01"^^xsd:date ; pq:P582 "2020-01-01"^^xsd:date .
"""
LATER = """
wd:Q13 p:P39 wds:C .
wds:C ps:P39 wd:Q14 ; pq:P580 "2019-06"^^xsd:gYearMonth .
"""
UNTIL = """
wd:Q13 p:P39 wds:D .
wds:D ps:P39 wd:Q14 ; pq:P580 "2015-05-04"^^xsd:date ;
  pq:P582 "2019-01-01T00:00:00Z"^^xsd:dateTime .
"""
EXACTLY = """
wds:D pqv:P582 <http://www.wikidata.org/value/v> .
<http://www.wikidata.org/value/v> wikibase:timeValue "2019-01-01T00:00:00Z"^^xsd:dateTime ;
  wikibase:timePrecision "%s"^^xsd:integer .
"""
BARE = "wd:Q13 wdt:P39 wd:Q14 ."


def compared(run: Link, text: str, *words: str) -> list[dict[str, Any]]:
    with faulty(store_of(THEIRS + text)) as server:
        result = run("link", "compare", "--endpoint", server.url, "--rate", "1000",
                     "--format", "json", *words)  # fmt: skip
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def of_article(found: list[dict[str, Any]], kind: str, slug: str) -> dict[str, Any]:
    (one,) = [c for c in found if c["kind"] == kind and c["ours"]["article"] == slug]
    return one


HARBOUR, LAGOON = "harbour-2019-05-02", "lagoon-2021"


@pytest.mark.parametrize(
    ("text", "verdict", "reason"),
    [
        (HELD, "agrees", "it holds on 2019-05-01, which lies inside"),
        (TEXT_ONLY % "President of Tirra", "agrees", "they have it begin before, with no end"),
        (TEXT_ONLY % "President", "not comparable", "says nothing of this office"),
        (LATER, "differs", "between 2019-06-01 and 2019-06-30"),
        (LATER + HELD, "agrees", "lies inside"),
        (OTHER, "differs", "another in this office on 2019-05-01"),
        (OTHER + HELD, "agrees", "lies inside"),
        (BARE, "compatible", "no dates"),
        (UNTIL, "compatible", "leave that open"),
        (UNTIL + EXACTLY % "11", "differs", "end on 2019-01-01"),
        (UNTIL + EXACTLY % "9", "compatible", "leave that open"),
        (UNTIL + EXACTLY % "none", "compatible", "leave that open"),
        ("", "not comparable", "of no office that the person held it"),
    ],
    ids=[
        "held",
        "text",
        "short text",
        "later",
        "twice",
        "other",
        "both",
        "bare",
        "until",
        "until that day",
        "until that year",
        "until who knows",
        "nothing",
    ],
)
def test_a_tenure_is_compared_as_a_stretch(run: Link, text: str, verdict: str, reason: str) -> None:
    one = of_article(compared(run, text, "--kind", "tenure"), "tenure", HARBOUR)
    assert one["verdict"] == verdict, one["reason"]
    assert reason in one["reason"]


def test_both_sides_are_told_with_what_they_rest_on(run: Link) -> None:
    one = of_article(compared(run, HELD), "tenure", HARBOUR)
    ours, (theirs,) = one["ours"], one["theirs"]
    assert ours["thing"] == f"{BASE}id/oda-vell-presidency"
    assert ours["bounds"] == {"beginNotAfter": "2019-05-01", "endNotBefore": "2019-05-01"}
    (passage,) = ours["passages"]
    assert (passage["start"], passage["end"]) == (376, 419)
    assert theirs["statement"].endswith("statement/A")
    assert theirs["value"].endswith("Q14")
    assert theirs["begin"]["notBefore"] == "2015-05-04"
    assert theirs["end"]["notAfter"] == "2020-12-31"
    assert theirs["references"] == ["https://register.example/presidents"]


def test_memberships_and_events_heed_the_precision_of_their_dates(run: Link) -> None:
    found = compared(run, "")
    harbour = of_article(found, "membership", HARBOUR)
    assert harbour["verdict"] == "compatible"
    assert harbour["cautions"] == ["their 1996-01-01 may stand for the year alone"]
    lagoon = of_article(found, "membership", LAGOON)
    assert lagoon["verdict"] == "differs"
    assert "1997-01-01" in lagoon["reason"]
    assert {of_article(found, "event", slug)["verdict"] for slug in (HARBOUR, LAGOON)} == {"agrees"}


FOUNDED = """
wd:Q17 wdt:P580 "1994-01-01T00:00:00Z"^^xsd:dateTime ; p:P580 wds:E .
wds:E psv:P580 <http://www.wikidata.org/value/w> .
<http://www.wikidata.org/value/w> wikibase:timeValue "1994-01-01T00:00:00Z"^^xsd:dateTime ;
  wikibase:timePrecision "%d"^^xsd:integer .
"""


@pytest.mark.parametrize(("precision", "last"), [(11, "1994-01-01"), (9, "1994-12-31")])
def test_the_precision_of_a_direct_value_is_that_of_its_statement(
    run: Link, precision: int, last: str
) -> None:
    found = compared(run, FOUNDED % precision, "--kind", "event")
    dates = [one for one in of_article(found, "event", HARBOUR)["theirs"] if "begin" in one]
    begins = {one["property"].rpartition("/")[2]: one["begin"]["notAfter"] for one in dates}
    assert begins == {"P580": last, "P585": "1994-03-04"}
    assert not of_article(found, "event", HARBOUR)["cautions"]


def test_a_vague_time_is_compatible_with_any_dates(run: Link) -> None:
    one = of_article(compared(run, HELD), "tenure", LAGOON)
    assert one["verdict"] == "compatible"


def test_who_is_on_no_list_is_not_said_to_be_out(run: Link) -> None:
    with faulty(ox.Store()) as server:
        result = run(
            "link", "compare", "--endpoint", server.url, "--rate", "1000", "--format", "json"
        )
    found = json.loads(result.stdout)
    assert {one["verdict"] for one in found} == {"not comparable"}
    assert all(one["reason"] for one in found)


@pytest.fixture
def holding() -> Iterator[Faulty]:
    with faulty(store_of(THEIRS + HELD)) as server:
        yield server


def test_the_table_shows_what_is_comparable_and_counts_the_rest(run: Link, holding: Faulty) -> None:
    words = ("link", "compare", "--endpoint", holding.url, "--rate", "1000", "--format", "table")
    result = run(*words)
    assert result.exit_code == 0, result.stderr
    # A day is shown as one, whatever type they give it.
    assert "from 1994-03-04" in result.stdout
    assert "T00:00:00Z" not in result.stdout
    assert "harbour-2019-05-02#char=376,419" in result.stdout
    assert "after https://register.example/presidents" in result.stdout
    assert "1 differs" in result.stderr
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    only = run(*words, "--verdict", "differs").stdout
    assert "lagoon-2021#char=115,149" in only
    assert "376,419" not in only


def test_in_a_pipe_it_is_csv_with_its_evidence(run: Link, holding: Faulty) -> None:
    result = run("link", "compare", "--endpoint", holding.url, "--rate", "1000")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {row["verdict"] for row in rows} == {"agrees", "differs", "compatible"}
    (tenure,) = [row for row in rows if (row["of"], row["article"]) == ("tenure", HARBOUR)]
    assert tenure["passages"].endswith("article/harbour-2019-05-02#char=376,419")
    assert tenure["statements"].endswith("entity/statement/A")
    assert tenure["references"] == "https://register.example/presidents"
    assert tenure["theySay"] == "President of Tirra from 2015-05-04 until 2020"
    assert "1 differs" in result.stderr
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout


def test_nothing_is_asserted(run: Link, holding: Faulty, root: Path) -> None:
    def digest() -> str:
        with Store.open(Project(root).store_path) as store:
            return store.manifest.digest

    before = digest(), sorted(path for path in (root / "data").rglob("*"))
    run("link", "compare", "--endpoint", holding.url, "--rate", "1000")
    assert (digest(), sorted(path for path in (root / "data").rglob("*"))) == before


def test_an_endpoint_that_fails_is_told(run: Link, holding: Faulty) -> None:
    def refuse(handler: Any) -> None:
        handler.send_error(500)

    holding.faults += [refuse] * 20
    result = run("link", "compare", "--endpoint", holding.url)
    assert result.exit_code == 7
    assert "500" in result.stderr
    assert result.stdout == ""
