"""The stored queries in RDF: as the SIB's vocabulary has examples, and each runs as it stands."""

from __future__ import annotations

from dataclasses import replace

import pyshacl
import pytest
import rdflib
from query_sites import ORIGIN, document
from rdflib import RDF, RDFS, SH, Namespace, URIRef

from pactgraph.engine.outline import outline
from pactgraph.namespaces import PREFIXES, QUERY
from pactgraph.web.answering import answer
from pactgraph.web.document import DocumentRequest
from pactgraph.web.formats import TRIPLES
from pactgraph.web.linked_data.examples import PREFIXES_IRI
from pactgraph.web.site import Site

SCHEMA = Namespace("https://schema.org/")

# What an example must have: one text, a comment in a language, a target; never the keyword's
# misspelling.
SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix spex: <https://purl.expasy.org/sparql-examples/ontology#> .
<urn:example> a sh:NodeShape ;
  sh:targetClass sh:SPARQLExecutable ;
  sh:property
    [ sh:path [ sh:alternativePath ( sh:select sh:ask sh:construct spex:describe ) ] ;
      sh:minCount 1 ; sh:maxCount 1 ] ,
    [ sh:path rdfs:comment ; sh:minCount 1 ; sh:datatype rdf:langString ; sh:uniqueLang true ] ,
    [ sh:path schema:target ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path schema:keywords ; sh:nodeKind sh:Literal ] ,
    [ sh:path schema:keyword ; sh:maxCount 0 ] ,
    [ sh:path sh:prefixes ; sh:minCount 1 ] .
"""


@pytest.fixture(scope="module")
def described(site: Site) -> rdflib.Graph:
    return rdflib.Graph().parse(data=document(site, "examples", "ttl").body, format="turtle")


def test_each_format_holds_the_same(site: Site, described: rdflib.Graph) -> None:
    parsers = {"rdf": "xml", "jsonld": "json-ld", "nq": "nquads", "ttl": "turtle"}
    for form in TRIPLES:
        body = document(site, "examples", form).body
        read = rdflib.Dataset(default_union=True)
        read.parse(data=body, format=parsers.get(form, form))
        assert {(s, p, o) for s, p, o, _ in read.quads()} == set(described)


def test_every_query_is_an_example(site: Site, described: rdflib.Graph) -> None:
    examples = set(described.subjects(RDF.type, SH.SPARQLExecutable))
    assert examples == {URIRef(QUERY[name].value) for name in site.kg.queries}
    conforms, _, report = pyshacl.validate(
        described, shacl_graph=rdflib.Graph().parse(data=SHAPE, format="turtle")
    )
    assert conforms, report
    for name, stored in site.kg.queries.items():
        example = URIRef(QUERY[name].value)
        assert str(described.value(example, RDFS.comment)) == stored.question
        assert {str(o) for o in described.objects(example, SCHEMA.keywords)} == set(stored.tags)
        assert described.value(example, SCHEMA.target) == URIRef(f"{ORIGIN}/sparql")
        kind = (
            SH.SPARQLConstructExecutable
            if stored.form == "CONSTRUCT"
            else (SH.SPARQLSelectExecutable)
        )
        assert (example, RDF.type, kind) in described


def test_every_example_runs_as_it_stands(site: Site, described: rdflib.Graph) -> None:
    for name, stored in site.kg.queries.items():
        example = URIRef(QUERY[name].value)
        has_text = SH.construct if stored.form == "CONSTRUCT" else SH.select
        text = str(described.value(example, has_text))
        assert not text.startswith("#+")
        assert outline(text).form == stored.form
        assert tuple(outline(text).projection or ()) == stored.columns
        if name in ("describe", "evidence-for", "state-on-date", "summits"):
            assert len(site.kg.query(text)) > 0


def test_the_prefixes_are_declared(described: rdflib.Graph) -> None:
    declared = {
        str(described.value(one, SH.prefix)): str(described.value(one, SH.namespace))
        for one in described.objects(None, SH.declare)
    }
    assert declared == PREFIXES
    places = set(described.objects(None, SH.prefixes))
    assert places == set(described.subjects(SH.declare))


def test_the_place_of_the_prefixes_can_be_followed(site: Site) -> None:
    iri = PREFIXES_IRI.value.partition("#")[0]
    request = DocumentRequest("thing", {"kind": iri.rpartition("/")[2]}, format="ttl")
    data = answer(site, request).headers["Location"]
    assert data == "/data/query.ttl"
    found = answer(site, DocumentRequest("data", {"local": "query"}, format="ttl"))
    graph = rdflib.Graph().parse(data=found.body, format="turtle")
    assert len(set(graph.objects(URIRef(PREFIXES_IRI.value), SH.declare))) == len(PREFIXES)
    assert answer(site, replace(request, format="html")).headers["Location"] == "/queries"
    shown = answer(site, DocumentRequest("queries")).body.decode()
    assert 'id="prefixes"' in shown
    assert PREFIXES["pact"] in shown
