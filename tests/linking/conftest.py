"""Fixtures of linking: the tiny project with its store built, and a register to link it to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from click.testing import CliRunner, Result
from linking_world import REGISTER, Link

import pactgraph
from faulty_servers import Faulty, served, sparql, store_of
from pactgraph.build import build
from pactgraph.cli import pactgraph as command_line
from pactgraph.linking.entity import Entity, read_entities
from pactgraph.source.project import Project

TINY = Path(__file__).parent.parent / "fixtures" / "tiny"


@pytest.fixture(scope="session")
def linking_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tiny project with its store; nobody changes it."""
    root = tmp_path_factory.mktemp("linking") / "tiny"
    shutil.copytree(TINY, root)
    build(Project(root), store=Project(root).store_path)
    return root


@pytest.fixture
def root(linking_built: Path, tmp_path: Path) -> Path:
    """Return a copy of the tiny project whose links a test may write."""
    return Path(shutil.copytree(linking_built, tmp_path / "project"))


@pytest.fixture(scope="session")
def things(linking_built: Path) -> list[Entity]:
    """Return the things of the tiny project that can be linked."""
    with pactgraph.open(linking_built) as kg:
        return read_entities(kg)


@pytest.fixture(scope="module")
def register() -> Iterator[Faulty]:
    """Return an endpoint that holds the invented register."""
    with served(sparql(store_of(REGISTER)), "query") as server:
        yield server


@pytest.fixture
def link(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Link:
    """Return what runs ``pactgraph link`` on the project, with settings of its own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("COLUMNS", "160")

    def run(*args: str, input: str | BinaryIO | None = None) -> Result:
        return CliRunner().invoke(
            command_line, ["--project", str(root), "link", *args], input=input
        )

    return run
