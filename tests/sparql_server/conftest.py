"""Servers that the tests of this folder write to: empty ones for each file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from written_servers import WrittenServer, credentials


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pytest.MonkeyPatch]:
    """Give the process what it needs to write to them, and its locks a folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        credentials(patch)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield patch


@pytest.fixture(scope="module")
def oxigraph(
    home: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WrittenServer]:
    """Yield an Oxigraph server."""
    server = WrittenServer("oxigraph", tmp_path_factory.mktemp("oxigraph"))
    yield server
    server.kill()


@pytest.fixture(scope="module")
def virtuoso(
    home: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WrittenServer]:
    """Yield a Virtuoso."""
    server = WrittenServer("virtuoso", tmp_path_factory.mktemp("virtuoso"))
    yield server
    server.kill()
