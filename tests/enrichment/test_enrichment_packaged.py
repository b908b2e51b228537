"""The packaged graph holds what was fetched, if there is any."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from pactgraph.source.project import Project

ROOT = Path(__file__).parents[2]
PACKAGED = "pactgraph/packaged"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a tree that is laid out as the repository, with as little in it as can be built."""
    root = tmp_path / "tree"
    for name in ("src/pactgraph", "ontology", "queries", "frontend"):
        (root / name).mkdir(parents=True)
    for name in ("articles", "entities", "judgements", "lineage", "links"):
        (root / "data" / name).mkdir(parents=True)
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, root / name)
    (root / "src/pactgraph/__init__.py").touch()
    (root / "ontology/empty.ttl").touch()
    (root / "data/articles/empty.trig").touch()
    front = "class BundleFailed(Exception): pass\ndef build(): return False\n"
    (root / "frontend/build.py").write_text(front)
    return root


def wheel(root: Path) -> Path:
    """Build the wheel of a tree, and return the folder that it unpacks to."""
    (made,) = WheelBuilder(str(root)).build(directory=str(root / "dist"), versions=["standard"])
    with zipfile.ZipFile(made) as archive:
        archive.extractall(root / "unpacked")
    return root / "unpacked"


def test_what_was_fetched_travels_in_the_wheel(tree: Path) -> None:
    (tree / "data/enrichment").mkdir()
    (tree / "data/enrichment/wikidata.trig").write_text("# fetched\n")
    project = Project(wheel(tree) / PACKAGED)
    (file,) = project.enrichment_files
    assert file.read_text() == "# fetched\n"
    assert [path.name for path in project.ontology_files] == ["empty.ttl"]


def test_a_wheel_can_be_made_where_nothing_was_fetched(tree: Path) -> None:
    project = Project(wheel(tree) / PACKAGED)
    assert project.enrichment_files == ()
    assert [path.name for path in project.ontology_files] == ["empty.ttl"]
