"""The Turtle export reads well, is sorted, and shortens only what stays the same."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from export_worlds import LATE, harbour_world
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.errors import BadInput
from pactgraph.export import GraphSnapshot
from pactgraph.export.turtle import TurtleWriter, short_name, turtle
from pactgraph.namespaces import DBR, ID, PACT, RDF, RDFS, XSD

GOLDEN = """\
# pactgraph: merged graph, Turtle
# Licence of the data: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/
# 27 triples
@prefix pact: <https://w3id.org/pactgraph/ontology#> .
@prefix id: <https://w3id.org/pactgraph/id/> .
@prefix article: <https://w3id.org/pactgraph/article/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

id:lighthouse
    a
        pact:Body,
        foaf:Agent ;
    rdfs:label "Lighthouse Board"@en ;
    pact:name
        "LB",
        "Lighthouse Board" ;
    dcterms:description "It keeps lights."@en ;
    skos:exactMatch <https://example.org/lb> ;
    pact:visited id:mole-10 .

id:mole-9
    a pact:Place ;
    pact:perhapsSameAs id:mole-10 .

id:mole-10
    a pact:Place .

id:mole-visit
    a pact:Visit ;
    pact:date "2019-05"^^xsd:gYearMonth ;
    pact:describedIn
        <https://w3id.org/pactgraph/article/harbour-2019-05-02#char=61,120>,
        <https://w3id.org/pactgraph/article/harbour-2019-05-02#char=1537,1660> ;
    pact:place id:mole-10 ;
    pact:visitor id:lighthouse .

article:harbour-2019-05-02
    a pact:Article ;
    schema:datePublished "2019-05-02"^^xsd:date ;
    pact:textLength 3165 .

<https://w3id.org/pactgraph/article/harbour-2019-05-02#char=61,120>
    a pact:Passage .

<https://w3id.org/pactgraph/article/harbour-2019-05-02#char=1537,1660>
    a pact:Passage ;
    oa:hasSource article:harbour-2019-05-02 ;
    pact:resolvedBy <https://w3id.org/pactgraph/article/harbour-2019-05-02#char=61,120> .

<https://w3id.org/pactgraph/article/harbour-2019-05-02/bounds/mole-visit>
    pact:beginNotBefore "2019-05-01"^^xsd:date ;
    pact:boundsOf id:mole-visit .

pact:Visit
    rdfs:label "visit"@en .
"""


def test_the_whole_document_is_as_it_should_read() -> None:
    assert b"".join(turtle(harbour_world())).decode() == GOLDEN


@pytest.mark.parametrize(
    ("literal", "written"),
    [
        (Literal("94", datatype=XSD.integer), "94"),
        (Literal("-94", datatype=XSD.integer), "-94"),
        (Literal("094", datatype=XSD.integer), '"094"^^xsd:integer'),
        (Literal("+94", datatype=XSD.integer), '"+94"^^xsd:integer'),
        (Literal("9٤", datatype=XSD.integer), '"9٤"^^xsd:integer'),
        (Literal("94", datatype=XSD.int), '"94"^^xsd:int'),
        (Literal("1.50", datatype=XSD.decimal), "1.50"),
        (Literal("1.", datatype=XSD.decimal), '"1."^^xsd:decimal'),
        (Literal("94", datatype=XSD.decimal), '"94"^^xsd:decimal'),
        (Literal("1e0", datatype=XSD.double), '"1e0"^^xsd:double'),
        (Literal("true", datatype=XSD.boolean), "true"),
        (Literal("1", datatype=XSD.boolean), '"1"^^xsd:boolean'),
        (Literal("1994", datatype=XSD.gYear), '"1994"^^xsd:gYear'),
        (Literal("true"), '"true"'),
        (Literal("hafen", language="de"), '"hafen"@de'),
        (Literal('a "b"\n\\'), '"a \\"b\\"\\n\\\\"'),
    ],
)
def test_a_literal_is_bare_only_where_its_form_survives(literal: Literal, written: str) -> None:
    assert TurtleWriter().term(literal) == written


@pytest.mark.parametrize(
    "iri",
    [
        LATE,
        f"{LATE.split('#')[0]}/claim/x",
        "https://w3id.org/pactgraph/ontology#",
        ID["a.b"].value,
        ID["-a"].value,
        DBR["Şahdağ"].value,
        DBR["Harbour_(play)"].value,
        "https://example.org/x",
        "urn:example:x",
    ],
)
def test_an_iri_that_would_need_escapes_stands_in_full(iri: str) -> None:
    assert short_name(iri) is None
    assert TurtleWriter().term(NamedNode(iri)) == f"<{iri}>"


def test_only_prefixes_in_use_are_declared() -> None:
    triple = Triple(ID.a, RDF.type, NamedNode("https://example.org/Class"))
    text = b"".join(turtle(GraphSnapshot({}, [triple]))).decode()
    assert [line for line in text.splitlines() if line.startswith("@")] == [
        "@prefix id: <https://w3id.org/pactgraph/id/> ."
    ]


def test_a_triple_given_twice_is_written_and_counted_once() -> None:
    triple = Triple(ID.a, PACT.about, ID.b)
    text = b"".join(turtle(GraphSnapshot({}, [triple, triple]))).decode()
    assert text.count("pact:about") == 1
    assert "# 1 triple\n" in text


def test_blank_nodes_come_last_with_labels_of_the_graph() -> None:
    node = BlankNode("whatever")
    triples = [Triple(node, RDFS.label, Literal("x")), Triple(PACT.A, RDFS.seeAlso, node)]
    text = b"".join(turtle(GraphSnapshot({}, triples))).decode()
    assert text.endswith(
        '\n\npact:A\n    rdfs:seeAlso _:c14n0 .\n\n_:c14n0\n    rdfs:label "x" .\n'
    )


def test_bad_data_is_refused_before_the_first_byte() -> None:
    bad = Triple(ID.a, PACT.about, Triple(ID.a, PACT.about, ID.b))
    with pytest.raises(BadInput, match=r"RDF 1\.2"):
        turtle(GraphSnapshot({}, [Triple(ID.a, PACT.about, ID.b), bad]))


def test_the_golden_text_is_turtle_1_1() -> None:
    assert len(list(ox.parse(GOLDEN.encode(), format=ox.RdfFormat.TURTLE))) == 27
