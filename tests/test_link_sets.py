"""The committed link sets: what they link, and that each link was confirmed elsewhere."""

from __future__ import annotations

import csv
from pathlib import Path

import pyoxigraph
import pytest

from pactgraph.namespaces import ID, RDFS, SKOS
from pactgraph.source.links import LinkSet, read_links
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources

PREFERRED = {SKOS.exactMatch, SKOS.closeMatch}
GEONAMES, WIKIDATA = "https://sws.geonames.org/", "http://www.wikidata.org/entity/"


@pytest.fixture(scope="module")
def link_sets(repository: Project) -> list[LinkSet]:
    return [read_links(path, path.name) for path in repository.link_files]


@pytest.fixture(scope="module")
def labels(repository: Project) -> dict[str, str]:
    sources = Sources.load(repository)
    entities = sources.graphs["https://w3id.org/pactgraph/graph/entities"]
    return {
        t.subject.value: t.object.value
        for t in entities
        if t.predicate == RDFS.label and isinstance(t.subject, pyoxigraph.NamedNode)
    }


def test_every_link_is_of_a_declared_thing_under_its_own_label(
    link_sets: list[LinkSet], labels: dict[str, str]
) -> None:
    rows = [row for links in link_sets for row in links.rows]
    assert len(rows) > 100
    assert [
        str(row.location)
        for row in rows
        if row.subject.value not in ID
        or labels.get(row.subject.value) != row.cells["subject_label"]
    ] == []


def test_no_link_says_more_than_a_match(link_sets: list[LinkSet]) -> None:
    assert {row.predicate for links in link_sets for row in links.rows} <= PREFERRED


def test_two_of_our_things_never_share_an_exact_match(link_sets: list[LinkSet]) -> None:
    exact = [
        row.object for links in link_sets for row in links.rows if row.predicate == SKOS.exactMatch
    ]
    assert len(exact) == len(set(exact))


@pytest.mark.external
def test_every_link_was_confirmed(link_sets: list[LinkSet], external_dir: Path) -> None:
    with (external_dir / "identifiers.csv").open(encoding="utf-8", newline="") as file:
        confirmed = {row["identifier"] for row in csv.DictReader(file) if row["confirmed"] == "yes"}
    unconfirmed = [
        str(row.location)
        for links in link_sets
        for row in links.rows
        if not {row.object.value, row.object.value.removeprefix(WIKIDATA)} & confirmed
    ]
    assert unconfirmed == []
