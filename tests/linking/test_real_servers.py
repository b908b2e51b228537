"""Suggesting and checking at real SPARQL servers: Virtuoso tells what ours tells."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

import pactgraph
from external_servers import standing
from faulty_servers import endpoint
from pactgraph.cli import pactgraph as command_line
from pactgraph.linking.candidates import EndpointFinder
from pactgraph.linking.entity import Entity, read_entities
from pactgraph.linking.link_sets import LinkSets
from pactgraph.linking.sssom_library import Cells
from pactgraph.linking.suggesting import Wish, suggest
from pactgraph.source.project import Project

pytestmark = pytest.mark.external

CHOSEN = {
    "armen-sargsyan": "Q93153",
    "csto": "Q318693",
    "defence-minister-azerbaijan": "Q100973202",
    "kabul": "Q5838",
    "kosovo": "Q1246",
    "lisbon": "Q597",
    "azerbaijan": "Q227",
}
"""Things of several kinds, and what they are at Wikidata."""


@pytest.fixture(scope="module")
def servers(
    external_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Return the addresses of the servers of this run that hold the slices."""
    with ExitStack() as stack:
        yield {
            kind: stack.enter_context(standing(kind, external_dir, tmp_path_factory))
            for kind in ("oxigraph", "virtuoso")
        }


@pytest.fixture(scope="module")
def our_things(repository: Project, repository_store: Path) -> list[Entity]:
    with pactgraph.open(repository.root, repository_store) as kg:
        return read_entities(kg)


def suggested(
    repository: Project, root: Path, url: str, small: int, everything: list[Entity]
) -> dict[str, list[Cells]]:
    """Return the candidates for the chosen things at Wikidata, the likeliest first."""
    for folder in ("ontology", "data/entities"):
        shutil.copytree(repository.root / folder, root / folder)
    sets = LinkSets(Project(root))
    chosen = [one for one in everything if one.iri.rsplit("/", 1)[1] in CHOSEN]
    finder = EndpointFinder(endpoint(url, timeout=120), sets.authorities, whole=small)
    suggest(chosen, everything, finder, sets, Wish(), today=date(2024, 5, 6))
    found: dict[str, list[Cells]] = {}
    rows = sorted(sets.candidates("wikidata").rows, key=lambda row: -float(row["confidence"]))
    for row in rows:
        found.setdefault(row["subject_id"].removeprefix("id:"), []).append(row)
    return found


@pytest.mark.parametrize("small", [500_000, 5], ids=["all names fetched", "name by name"])
def test_both_suggest_the_same_and_what_is_right_first(
    repository: Project,
    our_things: list[Entity],
    servers: dict[str, str],
    tmp_path: Path,
    small: int,
) -> None:
    found = {
        kind: suggested(repository, tmp_path / kind, url, small, our_things)
        for kind, url in servers.items()
    }
    assert found["virtuoso"] == found["oxigraph"]
    first = {name: rows[0]["object_id"] for name, rows in found["virtuoso"].items()}
    assert first == {name: f"wd:{key}" for name, key in CHOSEN.items()}


def test_both_say_the_same_of_the_accepted_links(
    repository: Project, repository_store: Path, servers: dict[str, str]
) -> None:
    told: dict[str, list[dict[str, str]]] = {}
    for kind, url in servers.items():
        ran = CliRunner().invoke(
            command_line,
            ["--project", str(repository.root), "--store", str(repository_store), "link", "check",
             "--endpoint", url, "--rate", "1000", "--format", "json"],
        )  # fmt: skip
        assert ran.exit_code in (0, 1), ran.output
        told[kind] = json.loads(ran.stdout)
    assert told["virtuoso"] == told["oxigraph"]
    verdicts = Counter(one["verdict"] for one in told["virtuoso"] if one["set"] == "wikidata")
    assert verdicts["fine"] > 25
    assert verdicts["missing"] > 5
    assert not {"moved", "renamed", "other kind", "not held"} & set(verdicts)
