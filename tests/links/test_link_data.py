"""The committed links as data: nothing is left out, and each is what was confirmed elsewhere."""

from __future__ import annotations

import logging
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from identifier_list import SETS, Listed, as_uri

from pactgraph.linking.link_table import read_table, write_table
from pactgraph.namespaces import ID, PACT, SKOS
from pactgraph.source.links import NO_TERM_FOUND, LinkRow, LinkSet, read_links
from pactgraph.source.project import Project

MATCHES = {SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}

SOURCES = {
    "wikidata": "https://www.wikidata.org/",
    "dbpedia": "http://dbpedia.org/",
    "geonames": "https://www.geonames.org/",
    "gnd": "https://gnd.network/",
    "eu-countries": "http://publications.europa.eu/resource/authority/country",
    "bbc-things": "http://www.bbc.co.uk/things",
    "linkedgeodata": "http://linkedgeodata.org/",
}
PLACES = {PACT[name].value for name in ("State", "City", "Region", "Place", "Facility")}

Pair = tuple[str, str]
Entities = dict[str, tuple[str, set[str]]]


def test_every_thing_was_looked_for_in_every_set_that_may_have_it(
    judged: dict[str, LinkSet],
    candidates: dict[str, LinkSet],
    entities: Entities,
) -> None:
    everything = set(entities)
    places = {iri for iri, (_, types) in entities.items() if types & PLACES}
    assert len(everything) > 200
    assert len(places) > 20
    for name, wanted in (("wikidata", everything), ("dbpedia", everything), ("geonames", places)):
        told = {row.subject.value for row in judged[name].rows if _decides(row)}
        told |= {row.subject.value for key, row in _found(candidates) if key == name}
        assert sorted(wanted - told) == []
    linked = {row.subject.value for links in judged.values() for row in links.rows if _decides(row)}
    assert linked == everything


def test_rows_are_of_our_things_under_their_own_labels(
    judged: dict[str, LinkSet],
    candidates: dict[str, LinkSet],
    entities: Entities,
) -> None:
    wrong = [
        str(row.location)
        for row in _rows(judged, candidates)
        if entities.get(row.subject.value, ("",))[0] != row.cells["subject_label"]
    ]
    assert wrong == []


def test_a_pair_is_judged_once_and_then_no_candidate(
    judged: dict[str, LinkSet], candidates: dict[str, LinkSet]
) -> None:
    pairs = Counter(_pair(row) for row in _rows(judged, candidates) if row.object != NO_TERM_FOUND)
    assert [pair for pair, times in pairs.items() if times > 1] == []
    assert all(row.accepted for links in candidates.values() for row in links.rows)


def test_what_was_not_found_in_a_set_has_no_link_and_no_candidate_there(
    judged: dict[str, LinkSet], candidates: dict[str, LinkSet]
) -> None:
    for name, links in judged.items():
        missing = [row.subject.value for row in links.rows if row.object == NO_TERM_FOUND]
        found = {row.subject.value for row in links.rows if row.accepted}
        found |= {row.subject.value for key, row in _found(candidates) if key == name}
        assert len(missing) == len(set(missing))
        assert sorted(found & set(missing)) == []


def test_no_match_says_more_than_skos_does(
    judged: dict[str, LinkSet], candidates: dict[str, LinkSet]
) -> None:
    rows = _rows(judged, candidates)
    assert {row.predicate for row in rows} <= MATCHES
    refused = [row for row in rows if not row.accepted]
    assert {row.predicate for row in refused} == {SKOS.exactMatch}


def test_two_of_our_things_are_never_exactly_one_thing_elsewhere(
    judged: dict[str, LinkSet],
) -> None:
    rows = [row for row in _rows(judged) if row.accepted and row.predicate == SKOS.exactMatch]
    times = Counter(row.object for row in rows)
    assert [target.value for target, count in times.items() if count > 1] == []
    ours = Counter((row.subject, row.location.file) for row in rows)
    assert [subject.value for (subject, _), count in ours.items() if count > 1] == []


@pytest.mark.parametrize(
    ("thing", "name", "local"),
    [
        ("georgia", "wikidata", "Q1428"),
        ("georgia", "dbpedia", "Georgia"),
        ("armen-sargsyan", "wikidata", "Q612803"),
        ("armen-sargsyan", "dbpedia", "Serzh_Sargsyan"),
        ("cardiff", "geonames", "2172349/"),
        ("karabakh", "wikidata", "Q44302"),
        ("ana-trust-fund", "dbpedia", "Afghan_National_Army"),
        ("foreign-ministry-azerbaijan", "wikidata", "Q2065366"),
        ("osce", "wikidata", "Q8908"),
        ("kosovo", "wikidata", "Q1231"),
    ],
)
def test_what_only_looks_alike_is_refused(
    judged: dict[str, LinkSet], thing: str, name: str, local: str
) -> None:
    (row,) = [
        row
        for row in judged[name].rows
        if row.subject == ID[thing] and row.cells["object_id"].partition(":")[2] == local
    ]
    assert row.negated


def test_each_judgement_says_who_when_where_and_why(judged: dict[str, LinkSet]) -> None:
    for name, links in judged.items():
        for row in links.rows:
            cells = row.cells
            assert cells["object_source"] == SOURCES[name], row.location
            assert "author_label" in cells or "reviewer_id" in cells, row.location
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", cells["mapping_date"]), row.location
            assert len(cells["comment"].split()) > 1, row.location
            assert ("confidence" in cells) == (row.object != NO_TERM_FOUND), row.location
            assert not row.accepted or cells.get("see_also"), row.location


def test_numbers_and_addresses_are_valid(
    judged: dict[str, LinkSet], candidates: dict[str, LinkSet]
) -> None:
    for row in _rows(judged, candidates):
        assert 0 < float(row.cells.get("confidence", 1)) <= 1, row.location
        for url in filter(None, row.cells.get("see_also", "").split("|")):
            assert urlsplit(url).scheme in ("http", "https"), row.location
            assert urlsplit(url).hostname, row.location
            assert url == as_uri(url), row.location


def test_rows_are_in_the_order_of_their_identifiers(
    judged: dict[str, LinkSet], candidates: dict[str, LinkSet]
) -> None:
    for links in (*judged.values(), *candidates.values()):
        # As the sssom library writes them: of one thing, what is linked, then what is refused.
        columns = ("subject_id", "predicate_id", "predicate_modifier", "object_id")
        order = [tuple(row.cells.get(name, "") for name in columns) for row in links.rows]
        assert order == sorted(order)
        assert order


def test_a_judgement_changes_the_committed_tables_in_its_own_rows_alone(
    repository: Project, tmp_path: Path
) -> None:
    folder = repository.root / "data/links"
    for path in sorted([*folder.glob("*.sssom.tsv"), *folder.glob("candidates/*.sssom.tsv")]):
        table = read_table(path, path.name)
        again = write_table(replace(table, path=tmp_path / path.name))
        assert again.rows
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_the_sssom_library_reads_the_same_rows_and_finds_nothing_wrong(
    repository: Project, caplog: pytest.LogCaptureFixture
) -> None:
    from sssom.parsers import parse_sssom_table
    from sssom.validators import validate

    paths = sorted((repository.root / "data/links").rglob("*.sssom.tsv"))
    assert len(paths) > 7
    for path in paths:
        links = read_links(path, path.name)
        with caplog.at_level(logging.WARNING):
            table = parse_sssom_table(path)
            reports = validate(table, fail_on_error=False)
        assert [result for report in reports.values() for result in report.results] == []
        assert [record.getMessage() for record in caplog.records] == []
        records = [
            {column: value for column, value in record.items() if value == value and value != ""}
            for record in table.df.to_dict("records")
        ]
        assert len(records) == len(links.rows)
        for record, row in zip(records, links.rows, strict=True):
            # A number has many spellings.
            assert float(record.pop("confidence", 0)) == float(row.cells.get("confidence", 0))
            assert record == {k: v for k, v in row.cells.items() if k != "confidence"}
            for column, node in (
                ("subject_id", row.subject),
                ("predicate_id", row.predicate),
                ("object_id", row.object),
            ):
                assert table.converter.expand(record[column]) == as_uri(node.value)


@pytest.mark.external
def test_what_was_confirmed_is_accepted_and_nothing_else(
    judged: dict[str, LinkSet], listed: list[Listed]
) -> None:
    assert set(judged) == set(SETS.values())
    for name, links in judged.items():
        accepted = {_pair(row) for row in links.rows if row.accepted}
        assert accepted == _said(listed, name, "yes")


@pytest.mark.external
def test_what_was_not_confirmed_is_a_candidate(
    candidates: dict[str, LinkSet], listed: list[Listed]
) -> None:
    assert len([one for one in listed if one.said == "no"]) > 20
    for name in SETS.values():
        found = {_pair(row) for key, row in _found(candidates) if key == name}
        assert _said(listed, name, "no") <= found


@pytest.mark.external
def test_what_was_looked_for_in_vain_is_said_not_to_be_found(
    judged: dict[str, LinkSet], listed: list[Listed]
) -> None:
    assert len([one for one in listed if one.said == "blank"]) > 20
    for name, links in judged.items():
        missing = {row.subject.value for row in links.rows if row.object == NO_TERM_FOUND}
        assert {thing for thing, _ in _said(listed, name, "blank")} <= missing


def _rows(*groups: dict[str, LinkSet]) -> list[LinkRow]:
    return [row for group in groups for links in group.values() for row in links.rows]


def _found(group: dict[str, LinkSet]) -> list[tuple[str, LinkRow]]:
    return [(name, row) for name, links in group.items() for row in links.rows]


def _said(listed: list[Listed], name: str, said: str) -> set[Pair]:
    return {(one.thing, one.iri) for one in listed if (one.set_name, one.said) == (name, said)}


def _pair(row: LinkRow) -> Pair:
    return row.subject.value, as_uri(row.object.value)


def _decides(row: LinkRow) -> bool:
    """Say whether a row tells what a thing is in a set: a link, or that there is none."""
    return row.accepted or row.object == NO_TERM_FOUND
