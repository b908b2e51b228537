"""Fixtures of enrichment: a tiny project with links, and the slices behind real servers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from enrichment_world import Link

from external_servers import standing
from pactgraph.build import build
from pactgraph.cli import pactgraph as command_line
from pactgraph.source.project import Project

TINY = Path(__file__).parent.parent / "fixtures" / "tiny"
LINKS = """\
# curie_map:
#   id: https://w3id.org/pactgraph/id/
#   skos: http://www.w3.org/2004/02/skos/core#
#   semapv: https://w3id.org/semapv/vocab/
#   wd: http://www.wikidata.org/entity/
# license: https://creativecommons.org/publicdomain/zero/1.0/
"""
ROWS = (
    ("id:tirra", "skos:exactMatch", "", "wd:Q10"),
    ("id:maristan", "skos:exactMatch", "Not", "wd:Q11"),
    ("id:port-selm", "skos:closeMatch", "", "wd:Q12"),
    ("id:oda-vell", "skos:exactMatch", "", "wd:Q13"),
    ("id:president-of-tirra", "skos:exactMatch", "", "wd:Q14"),
    ("id:council-of-lagoons", "skos:exactMatch", "", "wd:Q15"),
    ("id:tidewatch", "skos:relatedMatch", "", "wd:Q16"),
    ("id:council-of-lagoons-founding", "skos:exactMatch", "", "wd:Q17"),
)


@pytest.fixture(scope="session")
def enrichment_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tiny project, linked to an invented Wikidata, with its store."""
    root = tmp_path_factory.mktemp("enrichment") / "tiny"
    shutil.copytree(TINY, root)
    head = "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\n"
    rows = "".join("\t".join((*row, "semapv:ManualMappingCuration")) + "\n" for row in ROWS)
    (root / "data/links/wikidata.sssom.tsv").write_text(LINKS + head + rows, "utf-8")
    build(Project(root), store=Project(root).store_path)
    return root


@pytest.fixture
def root(enrichment_built: Path, tmp_path: Path) -> Path:
    """Return a copy of the linked tiny project, for a test to enrich."""
    return Path(shutil.copytree(enrichment_built, tmp_path / "project"))


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Link:
    """Return what runs ``pactgraph`` on the project."""
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: invoke(root, *words)


def invoke(root: Path, *words: str) -> Result:
    """Run ``pactgraph`` on a project."""
    return CliRunner().invoke(command_line, ["--project", str(root), *words])


@pytest.fixture(scope="session")
def stand_in(external_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of ``pactgraph serve`` with the slices."""
    with standing("oxigraph", external_dir, tmp_path_factory) as url:
        yield url


@pytest.fixture(scope="session", params=["oxigraph", "virtuoso"])
def held(
    request: pytest.FixtureRequest, external_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the address of a real SPARQL server that holds the slices."""
    with standing(request.param, external_dir, tmp_path_factory) as url:
        yield url
