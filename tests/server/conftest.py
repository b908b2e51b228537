"""Fixtures of the server's tests: the tiny project built once, and a server of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from gateway_world import Server, serving

from pactgraph.build import build
from pactgraph.source.project import Project

TINY = Path(__file__).parent.parent / "fixtures" / "tiny"


@pytest.fixture(scope="session")
def served_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the tiny project with its store built; nobody changes it."""
    root = tmp_path_factory.mktemp("served") / "tiny"
    shutil.copytree(TINY, root)
    project = Project(root)
    build(project, store=project.store_path)
    return root


@pytest.fixture(scope="module")
def server(served_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server of the tiny project, one for a test module."""
    with serving(
        served_project, tmp_path_factory.mktemp("server"), "--workers", "2", "--timeout", "60"
    ) as running:
        yield running
