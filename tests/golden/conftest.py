"""The graph of the repository's own articles, built once for all golden answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.graph import Graph, build_graph
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources


@pytest.fixture(scope="session")
def articles_graph(repository: Project) -> Graph:
    return build_graph(Sources.load(repository))


@pytest.fixture(scope="session")
def articles_engine(articles_graph: Graph) -> Iterator[MemoryEngine]:
    engine = MemoryEngine(articles_graph.dataset())
    yield engine
    engine.close()
