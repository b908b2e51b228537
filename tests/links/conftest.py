"""Fixtures of the committed links: the judged rows, the candidates, our things, the list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from identifier_list import Listed, read_list

from pactgraph.model.graphs import ENTITIES
from pactgraph.namespaces import PACT, RDF, RDFS
from pactgraph.source.links import LinkSet, read_links
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources

NAMES = {PACT[name] for name in ("name", "shortName", "derivedForm")}


@pytest.fixture(scope="package")
def judged(repository: Project) -> dict[str, LinkSet]:
    return _read(repository.link_files)


@pytest.fixture(scope="package")
def candidates(repository: Project) -> dict[str, LinkSet]:
    return _read((repository.root / "data/links/candidates").glob("*.sssom.tsv"))


@pytest.fixture(scope="package")
def described(repository: Project) -> list[ox.Triple]:
    """Return what is recorded of our things."""
    graph = Sources.load(repository).graphs[ENTITIES.value]
    return [t for t in graph if isinstance(t.subject, ox.NamedNode)]


@pytest.fixture(scope="package")
def entities(described: list[ox.Triple]) -> dict[str, tuple[str, set[str]]]:
    """Return our things with their labels and types."""
    types: dict[str, set[str]] = defaultdict(set)
    for t in described:
        if t.predicate == RDF.type and isinstance(t.object, ox.NamedNode):
            types[_iri(t)].add(t.object.value)
    return {
        _iri(t): (t.object.value, types[_iri(t)])
        for t in described
        if t.predicate == RDFS.label and isinstance(t.object, ox.Literal)
    }


@pytest.fixture(scope="package")
def recorded_names(described: list[ox.Triple]) -> dict[str, set[str]]:
    """Return every form of name that is recorded for our things, and their labels."""
    found: dict[str, set[str]] = defaultdict(set)
    for t in described:
        if t.predicate in NAMES | {RDFS.label} and isinstance(t.object, ox.Literal):
            found[_iri(t)].add(t.object.value)
    return found


@pytest.fixture(scope="package")
def listed(external_dir: Path, entities: dict[str, tuple[str, set[str]]]) -> list[Listed]:
    """Return what the list of identifiers says of our things."""
    by_label = {label: iri for iri, (label, _) in entities.items()}
    return list(read_list(external_dir / "identifiers.csv", by_label))


def _iri(triple: ox.Triple) -> str:
    assert isinstance(triple.subject, ox.NamedNode)
    return triple.subject.value


def _read(paths: Iterable[Path]) -> dict[str, LinkSet]:
    sets = [read_links(path, f"{path.parent.name}/{path.name}") for path in sorted(paths)]
    return {links.name: links for links in sets}
