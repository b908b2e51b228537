"""The dataset's description: well-formed VoID and DCAT, with true numbers and links that work."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from linked_data_world import (
    BASE,
    ORIGIN,
    asked,
    get,
    media_type,
    parsed,
    repository_site,
    same_graphs,
)
from pyshacl import validate

from pactgraph.namespaces import DCTERMS, PROV, RDF
from pactgraph.web.formats import TRIPLES
from pactgraph.web.linked_data.dataset_description import DCAT
from pactgraph.web.linked_data.formats import VOID

DATASET = ox.NamedNode(f"{BASE}dataset")

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <urn:shape:> .

:Dataset a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:class void:Dataset ;
  sh:property [ sh:path dcterms:title ; sh:minCount 1 ; sh:datatype rdf:langString ],
    [ sh:path dcterms:description ; sh:minCount 1 ; sh:datatype rdf:langString ],
    [ sh:path dcterms:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ],
    [ sh:path dcat:version ; sh:minCount 1 ; sh:datatype xsd:string ],
    [ sh:path void:uriSpace ; sh:minCount 1 ; sh:datatype xsd:string ],
    [ sh:path void:exampleResource ; sh:minCount 3 ; sh:nodeKind sh:IRI ],
    [ sh:path void:vocabulary ; sh:minCount 5 ; sh:nodeKind sh:IRI ],
    [ sh:path void:sparqlEndpoint ; sh:minCount 1 ; sh:maxCount 1 ; sh:class dcat:DataService ],
    [ sh:path void:dataDump ; sh:minCount 6 ; sh:class dcat:Distribution ],
    [ sh:path dcat:distribution ; sh:minCount 6 ; sh:class dcat:Distribution ],
    [ sh:path void:subset ; sh:minCount 5 ; sh:class void:Dataset ],
    [ sh:path void:classPartition ; sh:minCount 20 ; sh:node :ClassPartition ],
    [ sh:path void:propertyPartition ; sh:minCount 20 ; sh:node :PropertyPartition ],
    [ sh:path dcterms:source ; sh:minCount 5 ; sh:nodeKind sh:IRI ],
    [ sh:path prov:wasDerivedFrom ; sh:minCount 5 ; sh:nodeKind sh:IRI ],
    [ sh:path [ sh:inversePath void:inDataset ] ; sh:minCount 1 ;
      sh:class void:DatasetDescription ],
    [ sh:path [ sh:inversePath foaf:primaryTopic ] ; sh:minCount 1 ] ;
  sh:property [ sh:path void:triples ; sh:minCount 1 ; sh:maxCount 1 ; sh:node :Number ],
    [ sh:path void:entities ; sh:minCount 1 ; sh:maxCount 1 ; sh:node :Number ],
    [ sh:path void:classes ; sh:minCount 1 ; sh:maxCount 1 ; sh:node :Number ],
    [ sh:path void:properties ; sh:minCount 1 ; sh:maxCount 1 ; sh:node :Number ] .

:Number a sh:NodeShape ; sh:datatype xsd:integer ; sh:minInclusive 1 .
:ClassPartition a sh:NodeShape ;
  sh:property [ sh:path void:class ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ],
    [ sh:path void:entities ; sh:minCount 1 ; sh:maxCount 1 ; sh:node :Number ] .
:PropertyPartition a sh:NodeShape ;
  sh:property [ sh:path void:property ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ],
    [ sh:path void:triples ; sh:minCount 1 ; sh:maxCount 1 ; sh:node :Number ] .

:Linkset a sh:NodeShape ; sh:targetClass void:Linkset ;
  sh:property [ sh:path void:linkPredicate ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ],
    [ sh:path void:subjectsTarget ; sh:minCount 1 ; sh:maxCount 1 ; sh:class void:Dataset ],
    [ sh:path void:objectsTarget ; sh:minCount 1 ; sh:maxCount 1 ; sh:class void:Dataset ;
      sh:property [ sh:path void:uriSpace ; sh:minCount 1 ; sh:pattern "^https?://.*[/#]$" ] ],
    [ sh:path void:triples ; sh:minCount 1 ; sh:maxCount 1 ; sh:node :Number ],
    [ sh:path [ sh:inversePath void:subset ] ; sh:minCount 1 ] .

:Distribution a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:downloadURL ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ],
    [ sh:path dcat:mediaType ; sh:minCount 1 ; sh:maxCount 1 ;
      sh:pattern "^https://www.iana.org/assignments/media-types/" ],
    [ sh:path dcterms:title ; sh:minCount 1 ],
    [ sh:path dcterms:license ; sh:minCount 1 ] .

:Service a sh:NodeShape ; sh:targetClass dcat:DataService ;
  sh:property [ sh:path dcat:endpointURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ],
    [ sh:path dcat:servesDataset ; sh:minCount 1 ; sh:class dcat:Dataset ] .

:Source a sh:NodeShape ; sh:targetObjectsOf dcterms:source ;
  sh:property [ sh:path rdfs:label ; sh:minCount 1 ],
    [ sh:path dcterms:publisher ; sh:property [ sh:path rdfs:label ; sh:minCount 1 ] ] .
"""


@pytest.fixture(scope="module")
def said() -> set[ox.Triple]:
    quads = parsed(get("/.well-known/void", media_type("ttl")), "ttl")
    return {quad.triple for quad in quads}


def conforms(triples: set[ox.Triple]) -> tuple[bool, str]:
    data = rdflib.Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))
    shapes = rdflib.Graph().parse(data=SHAPES, format="turtle")
    ok, _, text = validate(data, shacl_graph=shapes)
    return bool(ok), str(text)


def test_it_has_the_shape_of_void_and_dcat(said: set[ox.Triple]) -> None:
    ok, text = conforms(said)
    assert ok, text


@pytest.mark.parametrize(
    "predicate",
    [DCTERMS.title, VOID.triples, VOID.linkPredicate, VOID["class"], DCAT.mediaType, RDF.type],
)
def test_the_shape_misses_what_is_missing(said: set[ox.Triple], predicate: ox.NamedNode) -> None:
    lacking = {t for t in said if t.predicate != predicate}
    if predicate == RDF.type:
        lacking = {t for t in said if t.object != VOID.DatasetDescription}
    assert not conforms(lacking)[0]


def test_every_format_says_the_same(said: set[ox.Triple]) -> None:
    for name in TRIPLES:
        quads = parsed(get("/.well-known/void", media_type(name)), name)
        told = [ox.Quad(q.subject, q.predicate, q.object) for q in quads]
        assert same_graphs(told, [ox.Quad(t.subject, t.predicate, t.object) for t in said]), name


def test_the_numbers_are_true(said: set[ox.Triple]) -> None:
    kg = repository_site().kg
    assert kg.store is not None
    merged = list(kg.store.content().quads_for_pattern(None, None, None, ox.DefaultGraph()))
    (triples,) = (
        t.object.value for t in said if t.subject == DATASET and t.predicate == VOID.triples
    )
    assert int(triples) == len(merged) == kg.store.manifest.merged.count

    def parts(kind: ox.NamedNode, names: ox.NamedNode, counts: ox.NamedNode) -> dict[str, int]:
        found = {t.object for t in said if t.predicate == kind}
        name = {t.subject: t.object.value for t in said if t.predicate == names}
        count = {t.subject: int(t.object.value) for t in said if t.predicate == counts}
        return {name[part]: count[part] for part in found}

    properties = parts(VOID.propertyPartition, VOID.property, VOID.triples)
    assert sum(properties.values()) == len(merged)
    assert len(properties) == len({q.predicate for q in merged})
    classes = parts(VOID.classPartition, VOID["class"], VOID.entities)
    typed = {(q.subject, q.object) for q in merged if q.predicate == RDF.type}
    assert sum(classes.values()) == len(typed)
    for graph, name in ((g, g.rpartition("/")[2]) for g in kg.engine.graphs() if "/links/" in g):
        sets = {t.subject for t in said if t.predicate == VOID.linkPredicate}
        links = [
            int(t.object.value)
            for t in said
            if t.subject in sets
            and t.subject.value.startswith(f"{graph}#")
            and t.predicate == VOID.triples
        ]
        assert sum(links) == kg.engine.count(ox.NamedNode(graph)), name


def test_its_links_lead_somewhere(said: set[ox.Triple]) -> None:
    dumps = {t.object.value for t in said if t.predicate == VOID.dataDump}
    assert len(dumps) == 6
    for url in dumps:
        assert url.startswith(ORIGIN)
        name, chosen = asked(url.removeprefix(ORIGIN))
        assert name == "dump", url
        declared = {
            t.object.value for t in said if t.subject.value == url and t.predicate == DCAT.mediaType
        }
        assert declared == {f"https://www.iana.org/assignments/media-types/{media_type(chosen)}"}
    assert len(parsed(get("/dump/pactgraph.nt"), "nt")) == repository_site().kg.engine.count()
    for predicate in (VOID.exampleResource, DCTERMS.source, VOID.subset, PROV.wasDerivedFrom):
        for iri in {t.object.value for t in said if t.predicate == predicate}:
            path = iri.removeprefix(BASE).partition("#")[0]
            assert get(f"/{path}", media_type("ttl")).status == 303


def test_documents_lead_back_to_it() -> None:
    for local in ("id/nato", "ontology", "graph/links/gnd"):
        quads = parsed(get(f"/data/{local}.nt"), "nt")
        assert [q for q in quads if q.predicate == VOID.inDataset and q.object == DATASET]
