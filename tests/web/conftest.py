"""Fixtures that the tests of the pages share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from site_worlds import hostile_site, repository_site, tiny_site

from pactgraph.web.site import Site


@pytest.fixture(scope="session")
def site() -> Site:
    """Return the site of this repository's graph, open for the whole session."""
    return repository_site()


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return the site of the tiny project, whose texts are at hand."""
    opened = tiny_site(tmp_path_factory.mktemp("tiny") / "store")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return the site of a tiny project in which everything is called badly."""
    opened = hostile_site(tmp_path_factory.mktemp("attacked"))
    yield opened
    opened.close()
