"""The ontology's files, parsed once."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

FOLDER = Path(__file__).parents[2] / "ontology"


@pytest.fixture(scope="session")
def by_file() -> dict[str, rdflib.Graph]:
    return {path.name: rdflib.Graph().parse(path) for path in sorted(FOLDER.glob("*.ttl"))}


@pytest.fixture(scope="session")
def ontology_graph(by_file) -> rdflib.Graph:
    whole = rdflib.Graph()
    for graph in by_file.values():
        whole += graph
    return whole
