"""The endpoint's description of itself, in every RDF format, and for a browser."""

from __future__ import annotations

import io

import pyoxigraph
import pytest
from gateway_world import Server
from pyoxigraph import Literal, NamedNode, RdfFormat

SD = "http://www.w3.org/ns/sparql-service-description#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
}


def described(server: Server, accept: str) -> pyoxigraph.Store:
    got = server.ask("/sparql", headers={"Accept": accept})
    assert (got.status, got.media_type) == (200, accept)
    store = pyoxigraph.Store()
    store.load(io.BytesIO(got.body), format=FORMATS[accept])
    return store


def test_it_is_the_same_in_every_format(server: Server) -> None:
    told = {accept: {quad.triple for quad in described(server, accept)} for accept in FORMATS}
    assert len({frozenset(triples) for triples in told.values()}) == 1
    assert len(told["text/turtle"]) > 20


def test_it_names_the_endpoint_what_it_speaks_and_its_dataset(server: Server) -> None:
    store = described(server, "text/turtle")

    def objects(subject: pyoxigraph.NamedNode, predicate: str) -> list[object]:
        return [
            quad.object for quad in store.quads_for_pattern(subject, NamedNode(predicate), None)
        ]

    (service,) = (q.subject for q in store.quads_for_pattern(None, TYPE, NamedNode(SD + "Service")))
    assert isinstance(service, NamedNode)
    assert objects(service, SD + "endpoint") == [NamedNode(server.endpoint)]
    assert objects(service, SD + "supportedLanguage") == [NamedNode(SD + "SPARQL11Query")]
    assert len(objects(service, SD + "resultFormat")) == 10
    (dataset,) = objects(service, SD + "defaultDataset")
    assert isinstance(dataset, NamedNode)
    (default,) = objects(dataset, SD + "defaultGraph")
    assert isinstance(default, NamedNode)
    (count,) = objects(default, "http://rdfs.org/ns/void#triples")
    assert isinstance(count, Literal)
    asked = server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").json
    assert count.value == asked["results"]["bindings"][0]["n"]["value"]
    names = {
        name
        for entry in objects(dataset, SD + "namedGraph")
        if isinstance(entry, NamedNode)
        for name in objects(entry, SD + "name")
    }
    asked = server.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").json
    found = {NamedNode(row["g"]["value"]) for row in asked["results"]["bindings"]}
    assert names == found


def test_a_browser_is_led_to_the_editor(server: Server) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    got = server.ask("/sparql", headers={"Accept": accept})
    assert (got.status, got.headers["location"]) == (303, "/editor")
    assert got.headers["vary"].startswith("Accept")


def test_without_a_wish_it_is_turtle(server: Server) -> None:
    assert server.ask("/sparql").media_type == "text/turtle"


@pytest.mark.parametrize("accept", ["image/png", "application/sparql-results+json"])
def test_what_there_is_is_listed_when_nothing_fits(server: Server, accept: str) -> None:
    got = server.ask("/sparql", headers={"Accept": accept})
    assert got.status == 406
    assert "text/turtle" in got.json["available"]


def test_a_post_without_a_query_is_no_question(server: Server) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert server.ask("/sparql", "POST", form, "").status == 400
