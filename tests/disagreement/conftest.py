"""The graph of the repository's own articles, built once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.graph import Graph, build_graph
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources


@pytest.fixture(scope="session")
def sources(repository: Project) -> Sources:
    return Sources.load(repository)


@pytest.fixture(scope="session")
def graph(sources: Sources) -> Graph:
    return build_graph(sources)


@pytest.fixture(scope="session")
def engine(graph: Graph) -> Iterator[MemoryEngine]:
    opened = MemoryEngine(graph.dataset())
    yield opened
    opened.close()
