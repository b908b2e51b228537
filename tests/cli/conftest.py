"""Fixtures of the command line's tests: a runner on the tiny project, and a broken copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cli_world import DATED, TINY, Run
from click.testing import CliRunner, Result

from pactgraph.build import build
from pactgraph.cli import pactgraph
from pactgraph.source.project import Project
from pactgraph.source.texts import VARIABLE


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no text, colour or width of whoever runs the tests come in."""
    for name in (VARIABLE, "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def built_tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the tiny project with its store built; nobody changes it."""
    root = tmp_path_factory.mktemp("built") / "tiny"
    shutil.copytree(TINY, root)
    (root / "queries" / "office-on-day.rq").write_text(DATED, "utf-8")
    project = Project(root)
    build(project, store=project.store_path)
    return root


@pytest.fixture
def run(built_tiny: Path) -> Run:
    """Return what runs a command line on the built tiny project."""

    def run(*args: str, input: str | bytes | None = None, project: Path = built_tiny) -> Result:
        return CliRunner().invoke(pactgraph, ["--project", str(project), *args], input=input)

    return run


@pytest.fixture
def texts(built_tiny: Path) -> str:
    """Return the option that gives the texts."""
    return f"--articles={built_tiny / 'texts'}"
