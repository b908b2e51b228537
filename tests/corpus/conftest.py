"""A generated corpus, written once, and its graph."""

from __future__ import annotations

import pytest

from corpus_world import ARTICLES, Written, written
from pactgraph.graph import Graph, build_graph
from pactgraph.source.sources import Sources


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return written(tmp_path_factory.mktemp("corpus"), ARTICLES)


@pytest.fixture(scope="session")
def corpus_graph(corpus: Written) -> Graph:
    return build_graph(Sources.load(corpus.project))
