"""JSON-LD is compact where that loses nothing, and written out where it would."""

from __future__ import annotations

import json
from typing import Any

import pytest
from export_worlds import EARLY, ONTOLOGY, harbour_world
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.errors import BadInput
from pactgraph.export import GraphSnapshot
from pactgraph.export.context import Context
from pactgraph.export.jsonld import jsonld
from pactgraph.namespaces import (
    DCTERMS,
    GRAPH,
    ID,
    OA,
    OWL,
    PACT,
    PREFIXES,
    RDF,
    RDFS,
    SCHEMA,
    XSD,
)


def document(*triples: Triple, ontology: tuple[Triple, ...] = ()) -> Any:
    snapshot = GraphSnapshot({GRAPH.ontology.value: ontology}, triples)
    return json.loads(b"".join(jsonld(snapshot)))


def node(*triples: Triple, ontology: tuple[Triple, ...] = ()) -> Any:
    [only] = document(*triples, ontology=ontology)["@graph"]
    return only


def test_a_thing_reads_like_a_record() -> None:
    nodes = json.loads(b"".join(jsonld(harbour_world())))["@graph"]
    assert nodes[0] == {
        "@id": "id:lighthouse",
        "@type": ["Body", "foaf:Agent"],
        "label": "Lighthouse Board",
        "name": ["LB", "Lighthouse Board"],
        "description": "It keeps lights.",
        "exactMatch": "https://example.org/lb",
        "visited": {"@id": "id:mole-10"},
    }
    assert nodes[4] == {
        "@id": "article:harbour-2019-05-02",
        "@type": "Article",
        "published": "2019-05-02",
        "textLength": 3165,
    }


def test_keys_stand_in_reading_order() -> None:
    found = node(
        Triple(ID.a, PACT.begin, Literal("2020-01-01", datatype=XSD.date)),
        Triple(ID.a, DCTERMS.description, Literal("b", language="en")),
        Triple(ID.a, RDFS.label, Literal("a", language="en")),
        Triple(ID.a, RDF.type, PACT.Place),
    )
    assert list(found) == ["@id", "@type", "label", "description", "begin"]


@pytest.mark.parametrize(
    ("predicate", "value", "key", "written"),
    [
        (PACT.depth, Literal("94", datatype=XSD.integer), "depth", 94),
        (PACT.depth, Literal("094", datatype=XSD.integer), "depth", ("094", "xsd:integer")),
        (PACT.depth, Literal("1" * 16, datatype=XSD.integer), "depth", ("1" * 16, "xsd:integer")),
        (PACT.depth, Literal("1.5", datatype=XSD.decimal), "depth", ("1.5", "xsd:decimal")),
        (PACT.open, Literal("true", datatype=XSD.boolean), "open", True),
        (PACT.open, Literal("1", datatype=XSD.boolean), "open", ("1", "xsd:boolean")),
        (PACT.date, Literal("2020-01-21", datatype=XSD.date), "date", "2020-01-21"),
        (PACT.date, Literal("2020", datatype=XSD.gYear), "date", ("2020", "xsd:gYear")),
        (PACT.date, Literal("94", datatype=XSD.integer), "date", ("94", "xsd:integer")),
        (PACT.lastYear, Literal("2020", datatype=XSD.gYear), "lastYear", "2020"),
        (PACT.date, Literal("soon"), "date", {"@value": "soon"}),
        (PACT.about, ID.b, "about", "id:b"),
        (PACT.about, Literal("id:b"), "about", {"@value": "id:b"}),
        (PACT.about, NamedNode(EARLY), "about", EARLY),
        (PACT.nearTo, ID.b, "nearTo", {"@id": "id:b"}),
        (RDFS.label, Literal("x", language="de"), "label", {"@value": "x", "@language": "de"}),
        (RDFS.label, Literal("x"), "label", {"@value": "x"}),
        (PACT.label, Literal("x"), "pact:label", "x"),
        (PACT.article, ID.b, "pact:article", {"@id": "id:b"}),
        (PACT["a.b"], Literal("x"), "https://w3id.org/pactgraph/ontology#a.b", "x"),
        (OA.end, Literal("9", datatype=XSD.integer), "afterLastCharacter", 9),
        (OA.exact, Literal("x"), "oa:exact", "x"),
        (SCHEMA.datePublished, Literal("2020", datatype=XSD.date), "published", "2020"),
        (NamedNode("urn:example:p"), Literal("x"), "urn:example:p", "x"),
        (RDF.type, Literal("x"), "rdf:type", "x"),
        (RDF.type, PACT.Place, "@type", "Place"),
        (RDF.type, PACT.label, "@type", "pact:label"),
        (RDF.type, OWL.Thing, "@type", "owl:Thing"),
    ],
)
def test_a_value_is_short_only_where_it_reads_back_the_same(
    predicate: NamedNode, value: NamedNode | Literal, key: str, written: object
) -> None:
    if isinstance(written, tuple):
        written = {"@value": written[0], "@type": written[1]}
    assert node(Triple(ID.a, predicate, value)) == {"@id": "id:a", key: written}


def test_blank_nodes_are_labelled_by_the_graph() -> None:
    found = document(Triple(BlankNode("x"), PACT.about, BlankNode("x")))["@graph"]
    assert found == [{"@id": "_:c14n0", "about": "_:c14n0"}]


def test_an_object_property_of_the_ontology_needs_no_wrapping() -> None:
    declared = Triple(PACT.nearTo, RDF.type, OWL.ObjectProperty)
    found = node(Triple(ID.a, PACT.nearTo, ID.b), ontology=(declared,))
    assert found == {"@id": "id:a", "nearTo": "id:b"}


def test_an_ontology_cannot_take_over_a_word_of_the_context() -> None:
    names = ("label", "article", "a.b", "date")
    declared = [Triple(PACT[name], RDF.type, OWL.ObjectProperty) for name in names]
    assert Context(declared).as_json() == Context().as_json()


def test_an_iri_that_looks_shortened_is_refused() -> None:
    with pytest.raises(BadInput, match="time:") as refused:
        document(Triple(ID.a, PACT.about, NamedNode("time:noon")))
    assert refused.value.iri == "time:noon"


def test_an_iri_with_a_term_for_its_scheme_is_kept() -> None:
    found = node(Triple(ID.a, PACT.about, NamedNode("about:blank")))
    assert found["about"] == "about:blank"


def test_the_context_holds_every_prefix_and_defines_no_term_twice() -> None:
    context = Context(harbour_world().graphs[ONTOLOGY]).as_json()
    assert {name: context[name] for name in PREFIXES} == PREFIXES
    terms = [value["@id"] for value in context.values() if isinstance(value, dict)]
    assert len(terms) == len(set(terms))
    assert context["visitor"] == {"@id": "pact:visitor", "@type": "@id"}
