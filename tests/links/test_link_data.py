"""The committed links as data: nothing is left out, and each is what was confirmed elsewhere."""

from __future__ import annotations

import csv
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
import pytest

from pactgraph.model.graphs import ENTITIES
from pactgraph.namespaces import ID, PACT, RDF, RDFS, SKOS
from pactgraph.source.links import NO_TERM_FOUND, LinkRow, LinkSet, read_links
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources

MATCHES = {SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}

# The set that a scheme of the list of identifiers is. The others are no IRIs of things: pages
# (wikipedia, homepage), codes (the ISO's, iata, icao, issn), numbers of records (lccn), and
# names in a service that is gone (freebase).
SETS = {
    "wikidata": "wikidata",
    "dbpedia": "dbpedia",
    "geonames": "geonames",
    "gnd": "gnd",
    "eu-authority": "eu-countries",
    "bbc-things": "bbc-things",
    "linkedgeodata": "linkedgeodata",
}
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

# What the list of identifiers calls our things, where it does not use our own label.
CALLED = {
    "North Atlantic Cooperation Council (NACC)": "nacc",
    "Euro-Atlantic Partnership Council (EAPC)": "eapc",
    "Partnership for Peace (PfP)": "pfp",
    "Individual Partnership Action Plan (IPAP)": "ipap",
    "OSCE": "osce",
    "Ministry of Foreign Affairs of Azerbaijan": "foreign-ministry-azerbaijan",
    "Planning and Review Process (PARP)": "parp",
    "Individual Partnership and Cooperation Programme (IPCP)": "ipcp",
    "Defence Education Enhancement Programme (DEEP)": "deep",
    "Azernews": "azernews",
    "Trend News Agency": "trend",
    "Kosovo Force (KFOR)": "kfor",
    "International Security Assistance Force (ISAF)": "isaf",
    "Resolute Support Mission (RSM)": "rsm",
    "Armen Sarkissian (Sargsyan)": "armen-sargsyan",
    "Hikmat (Hikmet) Hajiyev": "hikmat-hajiyev",
    "Javier Colomina (Píriz)": "javier-colomina",
    "Minister of Defence of Azerbaijan": "defence-minister-azerbaijan",
    "Minister of Foreign Affairs of Azerbaijan": "foreign-minister-azerbaijan",
    "NATO Istanbul summit 2004": "nato-summit-istanbul-2004",
    "NATO Bucharest summit 2008": "nato-summit-bucharest-2008",
    "NATO Lisbon summit 2010": "nato-summit-lisbon-2010",
    "NATO Chicago summit 2012": "nato-summit-chicago-2012",
    "NATO Cardiff/Newport (Wales) summit 2014": "nato-summit-cardiff-2014",
    "NATO Warsaw summit 2016": "nato-summit-warsaw-2016",
    "NATO Brussels summit 2018": "nato-summit-brussels-2018",
    "NATO Brussels summit 2021": "nato-summit-brussels-2021",
    "Second Nagorno-Karabakh War (44-day war, 2020)": "war-2020",
    "Black January (20 January tragedy, 1990)": "january-tragedy",
    "Fall of Kabul (2021)": "taliban-takeover-of-kabul",
    "PfP Framework Document (signed by Azerbaijan 4 May 1994)": "pfp-framework-document",
    "Brussels (City of Brussels)": "brussels",
    "Karabakh (region)": "karabakh",
    "NATO Headquarters": "nato-headquarters",
    "Saloglu (mine-clearance project site)": "saloglu-project",
    "Jeyranchol (mine-clearance project site)": "jeyranchol-project",
}
# What the list has besides, and we have no thing for.
NOT_OURS = {
    "Ministry of Defence of Azerbaijan",
    "Cabinet of Azerbaijan",
    "Afghan National Army",
    "Azerbaijani Armed Forces",
    "War in Afghanistan (2001-2021)",
    "NATO summit (class)",
    "First Nagorno-Karabakh War (context)",
    "Trilateral statement of 10 Nov 2020 (ceasefire agreement)",
    "Belgium",
    "Baku",
    "Yerevan",
    "Moscow",
    "Tbilisi",
    "Newport (Wales)",
    "Nagorno-Karabakh",
    "Republic of Artsakh (context)",
    "Central Asia",
    "Caucasus",
    "Soviet Union (context)",
}
Pair = tuple[str, str]
Entities = dict[str, tuple[str, set[str]]]


@pytest.fixture(scope="module")
def judged(repository: Project) -> dict[str, LinkSet]:
    return _read(repository.link_files)


@pytest.fixture(scope="module")
def candidates(repository: Project) -> dict[str, LinkSet]:
    return _read((repository.root / "data/links/candidates").glob("*.sssom.tsv"))


@pytest.fixture(scope="module")
def entities(repository: Project) -> Entities:
    """Return our things with their labels and types."""
    graph = Sources.load(repository).graphs[ENTITIES.value]
    named = [(t.subject.value, t) for t in graph if isinstance(t.subject, ox.NamedNode)]
    types: dict[str, set[str]] = defaultdict(set)
    for iri, t in named:
        if t.predicate == RDF.type and isinstance(t.object, ox.NamedNode):
            types[iri].add(t.object.value)
    return {
        iri: (t.object.value, types[iri])
        for iri, t in named
        if t.predicate == RDFS.label and isinstance(t.object, ox.Literal)
    }


@pytest.fixture(scope="module")
def listed(external_dir: Path, entities: Entities) -> dict[str, dict[str, set[Pair]]]:
    """Return what the list of identifiers says: set → yes, no or blank → our thing, IRI."""
    by_label = {label: iri for iri, (label, _) in entities.items()}
    found: dict[str, dict[str, set[Pair]]] = defaultdict(lambda: defaultdict(set))
    with (external_dir / "identifiers.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            label, name = row["entity_label"], SETS.get(row["scheme"])
            if label in NOT_OURS or name is None:
                continue
            thing = ID[CALLED[label]].value if label in CALLED else by_label[label]
            iri = row["identifier"]
            if name == "wikidata" and iri:
                iri = "http://www.wikidata.org/entity/" + iri
            found[name][row["confirmed"] if iri else "blank"].add((thing, _as_uri(iri)))
    return found


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
            assert url == _as_uri(url), row.location


def test_rows_are_in_the_order_of_their_identifiers(
    judged: dict[str, LinkSet], candidates: dict[str, LinkSet]
) -> None:
    for links in (*judged.values(), *candidates.values()):
        # As the sssom library writes them: of one thing, what is linked, then what is refused.
        columns = ("subject_id", "predicate_id", "predicate_modifier", "object_id")
        order = [tuple(row.cells.get(name, "") for name in columns) for row in links.rows]
        assert order == sorted(order)
        assert order


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
                assert table.converter.expand(record[column]) == _as_uri(node.value)


@pytest.mark.external
def test_what_was_confirmed_is_accepted_and_nothing_else(
    judged: dict[str, LinkSet], listed: dict[str, dict[str, set[Pair]]]
) -> None:
    assert set(judged) == set(SETS.values())
    for name, links in judged.items():
        accepted = {_pair(row) for row in links.rows if row.accepted}
        assert accepted == listed[name]["yes"]


@pytest.mark.external
def test_what_was_not_confirmed_is_a_candidate(
    candidates: dict[str, LinkSet], listed: dict[str, dict[str, set[Pair]]]
) -> None:
    assert sum(len(said["no"]) for said in listed.values()) > 20
    for name, said in listed.items():
        assert said["no"] <= {_pair(row) for key, row in _found(candidates) if key == name}


@pytest.mark.external
def test_what_was_looked_for_in_vain_is_said_not_to_be_found(
    judged: dict[str, LinkSet], listed: dict[str, dict[str, set[Pair]]]
) -> None:
    assert sum(len(said["blank"]) for said in listed.values()) > 20
    for name, said in listed.items():
        missing = {row.subject.value for row in judged[name].rows if row.object == NO_TERM_FOUND}
        assert {thing for thing, _ in said["blank"]} <= missing


def _read(paths: Iterable[Path]) -> dict[str, LinkSet]:
    sets = [read_links(path, f"{path.parent.name}/{path.name}") for path in sorted(paths)]
    return {links.name: links for links in sets}


def _rows(*groups: dict[str, LinkSet]) -> list[LinkRow]:
    return [row for group in groups for links in group.values() for row in links.rows]


def _found(group: dict[str, LinkSet]) -> list[tuple[str, LinkRow]]:
    return [(name, row) for name, links in group.items() for row in links.rows]


def _pair(row: LinkRow) -> Pair:
    return row.subject.value, _as_uri(row.object.value)


def _decides(row: LinkRow) -> bool:
    """Say whether a row tells what a thing is in a set: a link, or that there is none."""
    return row.accepted or row.object == NO_TERM_FOUND


def _as_uri(iri: str) -> str:
    """Return an IRI in ASCII (RFC 3987, 3.1), as the rows have it and the list does not."""
    return quote(iri, safe="%/:#?&=+,;@()!$'*~[]-._")
