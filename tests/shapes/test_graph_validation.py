"""Merged as a plain graph, and all claims beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from pactgraph.errors import Location
from pactgraph.shapes import Report
from pactgraph.shapes.difference_validation import validate_difference
from pactgraph.shapes.few_triples import FewTriples
from pactgraph.shapes.graph_validation import NOT_OF_MERGED, definitions, validate_graph
from pactgraph.shapes.places import StoredPlaces
from pactgraph.shapes.topics import without

WORLD = """
@prefix pact: <https://w3id.org/pactgraph/ontology#> .
@prefix id: <https://w3id.org/pactgraph/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/pactgraph/article/harbour> .
GRAPH <https://w3id.org/pactgraph/graph/entities> {
    id:ada a pact:Person ; rdfs:label "Ada"@en ; dcterms:description "A woman."@en ; pact:name "A" .
    id:visit a pact:Visit ; rdfs:label "Visit"@en ; dcterms:description "A visit."@en .
}
GRAPH <#char=0,9> { id:visit a pact:Visit ; pact:visitor id:ada ; pact:end "2001"^^xsd:gYear . }
GRAPH <harbour/claim/c1> { <harbour/thing/a> a pact:Cooperation ; pact:firstCooperator id:ada . }
GRAPH <harbour/claim/c2> { id:visit pact:destination id:ada . id:ada pact:officeHeld id:x . }
GRAPH <https://w3id.org/pactgraph/graph/enrichment/w> { id:other a pact:Visit . }
"""
COMPUTED = """
@prefix pact: <https://w3id.org/pactgraph/ontology#> .
@prefix id: <https://w3id.org/pactgraph/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/pactgraph/article/harbour> .
<harbour/bounds/visit> a pact:Bounds ; pact:boundsOf id:visit ; pact:boundsIn <harbour> ;
    pact:beginNotBefore "2002-01-01"^^xsd:date ; pact:endNotAfter "2001-12-31"^^xsd:date .
"""


def validated(shapes, ontology, scratch: Path | None = None) -> Report:
    quads = list(ox.parse(WORLD, format=ox.RdfFormat.TRIG))
    lines = {quad: Location("world.trig", number) for number, quad in enumerate(quads, 1)}
    merged = [
        q.triple
        for q in quads
        if "/claim/" not in str(q.graph_name) and "/enrichment/" not in str(q.graph_name)
    ]
    merged += [q.triple for q in ox.parse(COMPUTED, format=ox.RdfFormat.TURTLE)]
    return validate_graph(
        merged, quads, ontology=ontology, shapes=shapes, line_of=lines.get, scratch=scratch
    )


@pytest.fixture(scope="module")
def report(shapes, ontology) -> Report:
    return validated(shapes, ontology)


def test_on_disk_the_same_is_found_and_nothing_is_left(report, shapes, ontology, tmp_path):
    assert validated(shapes, ontology, tmp_path) == report
    assert report.results
    assert list(tmp_path.iterdir()) == []


def test_a_difference_has_the_results_and_the_places_of_the_whole(shapes, ontology):
    quads = [
        quad
        for quad in ox.parse(WORLD, format=ox.RdfFormat.TRIG)
        if not re.search("/claim/|/enrichment/", str(quad.graph_name))
    ]
    lines = {quad: Location("world.trig", number) for number, quad in enumerate(quads, 1)}
    merged = {quad.triple for quad in quads}
    computed = {quad.triple for quad in ox.parse(COMPUTED, format=ox.RdfFormat.TURTLE)}
    whole = validate_graph(
        merged | computed, quads, ontology=ontology, shapes=shapes, line_of=lines.get
    )
    store = ox.Store()
    store.extend(quads)
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in merged)
    found = validate_difference(
        without(shapes, NOT_OF_MERGED),
        lambda s, p, o: store.quads_for_pattern(s, p, o, ox.DefaultGraph()),
        computed,
        context=FewTriples(definitions(ontology)),
        places=StoredPlaces(store.quads_for_pattern, lines.get),
    )
    before = validate_graph(merged, quads, ontology=ontology, shapes=shapes, line_of=lines.get)
    assert found.whole(before) == whole
    assert [place.line for r in found.report.results for place in r.locations] == [10]
    assert found.touched.unbounded == {}


def found(report: Report, shape: str):
    return [r for r in report.results if r.shape.endswith("#" + shape)]


def test_what_merged_lacks_is_found_at_the_passage_before_the_entity_record(report):
    (result,) = found(report, "Visit-destination")
    assert result.focus.value.endswith("/visit")
    assert [place.line for place in result.locations] == [8, 5]
    assert result.graphs[0] == "https://w3id.org/pactgraph/article/harbour#char=0,9"


def test_a_claim_is_held_to_the_parties_of_its_things_and_named(report):
    (result,) = found(report, "Relationship-party")
    assert result.graphs == ("https://w3id.org/pactgraph/article/harbour/claim/c1",)


def test_a_claim_may_rely_on_the_kind_that_the_entity_record_states(report):
    (result,) = found(report, "Visit-visitor")
    assert result.graphs == ("https://w3id.org/pactgraph/article/harbour/claim/c2",)


def test_a_misspelt_property_in_a_claim_is_found_where_it_stands(report):
    (result,) = found(report, "KnownProperty")
    assert result.focus.value.endswith("#officeHeld")
    assert result.graphs == ("https://w3id.org/pactgraph/article/harbour/claim/c2",)
    assert result.locations


def test_claims_are_not_held_to_shapes_of_evidence(report):
    assert found(report, "MintedThing-evidence") == found(report, "MintedThing-evidence")[:1]
    assert not any(
        "/claim/" in graph for r in found(report, "MintedThing-evidence") for graph in r.graphs
    )


def test_bounds_are_placed_at_the_dates_they_were_computed_from(report):
    (result,) = found(report, "Bounds-order")
    assert result.focus.value.endswith("/bounds/visit")
    assert [place.line for place in result.locations] == [10]


def test_enrichment_is_not_validated(report):
    assert not any(r.focus.value.endswith("/other") for r in report.results)
