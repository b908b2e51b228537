"""The shapes and the ontology, parsed once."""

from __future__ import annotations

import pyoxigraph as ox
import pytest


@pytest.fixture(scope="session")
def shapes(repository) -> list[ox.Triple]:
    return [quad.triple for path in repository.shape_files for quad in ox.parse(path=str(path))]


@pytest.fixture(scope="session")
def ontology(repository) -> list[ox.Triple]:
    return [quad.triple for path in repository.ontology_files for quad in ox.parse(path=str(path))]
