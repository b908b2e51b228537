"""Fixtures that all tests share: a tiny project, the repository, the article texts."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from pactgraph.build import build
from pactgraph.source.project import Project

# A run in the background is started with the interrupt ignored, and so would be the processes
# that tests start and interrupt.
in_main = threading.current_thread() is threading.main_thread()
if in_main and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A process of the tests holds whole graphs: looking through them for rubbish takes its time.
gc.set_threshold(50_000, 20, 50)

# The same examples in every run, so that a run tells of the change and not of chance. Who has
# the time to look for new ones sets PACTGRAPH_RANDOM.
settings.register_profile("steady", derandomize=True, database=None, deadline=None)
if not os.environ.get("PACTGRAPH_RANDOM"):
    settings.load_profile("steady")

TINY = Path(__file__).parent / "fixtures" / "tiny"

BROWSER = "tests/browser/"
LONG = (
    BROWSER,
    "tests/server/test_gateway_process.py",
    "tests/server/test_schemathesis.py",
    "tests/server/test_hostile_imports.py",
    "tests/server/test_runaway_queries.py",
    "tests/server/test_writing",
    "tests/server/test_worst_graphs.py",
    "tests/server/test_builds_while_serving.py",
    "tests/server/",
    "tests/golden/",
    "tests/enrichment/test_readme_links.py",
    "tests/reasoning/test_owlrl_agreement.py",
    "tests/linking/",
    "tests/proof/",
    "tests/views/test_views_of_five_articles.py",
    "tests/corpus/",
    "tests/ontology/test_hermit.py",
    "tests/test_",
)
"""What takes longest, the longest first: where the nodes of tests begin."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: else one process is at it when the others have nothing left."""

    def rank(item: pytest.Item) -> int:
        return next((i for i, start in enumerate(LONG) if item.nodeid.startswith(start)), len(LONG))

    items.sort(key=rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each file to one process, and to one all files that share a server and its pages."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)

    return Scheduling(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture
def tiny_root(tmp_path: Path) -> Path:
    """Return a fresh copy of the tiny project's folder, for a test to break."""
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


@pytest.fixture
def tiny_project(tiny_root: Path) -> Project:
    """Return a tiny project about invented bodies; its texts lie in its folder ``texts``."""
    return Project(tiny_root)


@pytest.fixture(scope="session")
def repository() -> Project:
    """Return the project of this repository."""
    return Project(Path(__file__).parent.parent)


@pytest.fixture(scope="session")
def repository_store(repository: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the store of this repository's graph, which nobody changes.

    It is built here, as what a checkout holds may be of an earlier state of the code, and once
    for all processes of a run.
    """
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent
    with one_at_a_time(folder / "repository.lock"):
        if not (folder / "repository").exists():
            build(repository, store=folder / "repository")
    return folder / "repository"


@contextlib.contextmanager
def one_at_a_time(place: Path) -> Iterator[None]:
    """Let no other process of the run in here meanwhile."""
    with place.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def articles_dir() -> Path:
    """Return the folder of the article texts; skip the test if it is not at hand."""
    folder = os.environ.get("PACTGRAPH_ARTICLES")
    if not folder:
        pytest.skip("PACTGRAPH_ARTICLES is not set: the article texts are not at hand")
    return Path(folder)


@pytest.fixture(scope="session")
def external_dir() -> Path:
    """Return the folder of slices of other data sets; skip the test if it is not at hand."""
    folder = os.environ.get("PACTGRAPH_EXTERNAL")
    if not folder or not Path(folder).is_dir():
        pytest.skip("the external slices are not at hand: set PACTGRAPH_EXTERNAL to their folder")
    return Path(folder)


@pytest.fixture(scope="session")
def w3c_dir() -> Path:
    """Return the folder of the W3C's tests; skip the test if it is not at hand."""
    folder = os.environ.get("PACTGRAPH_W3C")
    if not folder or not Path(folder).is_dir():
        pytest.skip("the W3C tests are not at hand: set PACTGRAPH_W3C to their folder")
    return Path(folder)
