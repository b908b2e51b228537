"""The table of defining parties asks of a passage no more than the shapes ask of the graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, RDFS, SH, URIRef
from rdflib.collection import Collection

from pactgraph.namespaces import PACT

SHAPES = Path(__file__).parents[2] / "ontology" / "shapes"
PARTY = URIRef(PACT.definingParty.value)
SCOPED = URIRef(PACT.timeScoped.value)
INSTEAD = URIRef(PACT.alternativeParty.value)


@pytest.fixture(scope="module")
def demanded() -> set[tuple[URIRef, URIRef]]:
    """Each class with each property of which the shapes demand a value, or one in its place."""
    shapes = rdflib.Graph()
    for path in sorted(SHAPES.glob("*.ttl")):
        shapes.parse(path)
    return {
        (target, prop)
        for shape in shapes.subjects(SH.severity, SH.Violation)
        if shapes.value(shape, SH.minCount)
        for target in shapes.objects(shape, SH.targetClass)
        for prop in _properties(shapes, shapes.value(shape, SH.path))
    }


def _properties(shapes: rdflib.Graph, path: object) -> Iterator[object]:
    if isinstance(path, URIRef):
        yield path
    elif (alternatives := shapes.value(path, SH.alternativePath)) is not None:
        yield from Collection(shapes, alternatives)


def test_every_defining_party_is_one_that_the_shapes_demand(
    ontology_graph: rdflib.Graph, demanded: set[tuple[URIRef, URIRef]]
) -> None:
    table = set(ontology_graph.subject_objects(PARTY))
    assert len(table) > 20
    assert table - demanded == set()


def test_what_may_stand_in_place_of_a_party_may_do_so_in_the_shapes(
    ontology_graph: rdflib.Graph, demanded: set[tuple[URIRef, URIRef]]
) -> None:
    for party, other in ontology_graph.subject_objects(INSTEAD):
        for name in ontology_graph.subjects(PARTY, party):
            assert (name, other) in demanded


def test_only_time_scoped_classes_have_defining_parties(ontology_graph: rdflib.Graph) -> None:
    scoped = set(ontology_graph.subjects(SCOPED, None))
    for name, party in ontology_graph.subject_objects(PARTY):
        above = set(ontology_graph.transitive_objects(name, RDFS.subClassOf))
        assert above & scoped, name
        assert (party, RDF.type, None) in ontology_graph
