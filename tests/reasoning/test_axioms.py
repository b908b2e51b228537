"""Axioms keep the triples that state them; what cannot be carried out is refused by name."""

from __future__ import annotations

import pytest
from ontology_worlds import triple, world
from pyoxigraph import Triple

from pactgraph.errors import Location, UnsupportedAxiom
from pactgraph.reasoning.axioms import SameClass, SubClass
from pactgraph.reasoning.compiler import compile_rules
from pactgraph.reasoning.ontology_reader import read_ontology


def test_an_axiom_keeps_every_triple_that_spells_it_out() -> None:
    ontology = world(
        """:A rdfs:subClassOf :B .
        :C owl:equivalentClass [ a owl:Class ; owl:intersectionOf (
            :A [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :a ] ) ] ."""
    )
    first, second = read_ontology(ontology).axioms
    assert isinstance(first, SubClass)
    assert first.triples == (triple(":A rdfs:subClassOf :B"),)
    assert isinstance(second, SameClass)
    assert set(second.triples) == set(ontology) - set(first.triples)


def test_an_axiom_has_a_label_that_reads() -> None:
    (axiom,) = read_ontology(
        world("@prefix : <https://w3id.org/pactgraph/ontology#> . :a rdfs:subPropertyOf :b .")
    ).axioms
    assert axiom.label == "pact:a is a sub-property of pact:b"


def test_declarations_notes_and_metadata_are_no_axioms() -> None:
    ontology = read_ontology(
        world(
            """<http://example.org/w> a owl:Ontology ; owl:versionInfo "1" ;
                owl:imports <http://example.org/other> .
            :A a owl:Class ; rdfs:label "a" ; owl:deprecated true ; :note "anything" .
            :note a owl:AnnotationProperty .
            [] a owl:Axiom ; owl:annotatedSource :A ; owl:annotatedProperty rdfs:label ;
                owl:annotatedTarget "a" ."""
        )
    )
    assert ontology.axioms == ()
    assert ontology.assertions == ()


def test_what_is_said_of_individuals_is_kept_as_facts() -> None:
    ontology = world(
        """:Kind a owl:Class ; rdfs:label "kind" .
        :exact a :Kind, owl:NamedIndividual ; rdfs:label "exact" ; :form "exactly" ."""
    )
    read = read_ontology(ontology)
    assert set(read.assertions) == set(
        world(':exact a :Kind ; rdfs:label "exact" ; :form "exactly" .')
    )
    assert [term.value for term in read.terms] == ["http://example.org/w#Kind"]


@pytest.mark.parametrize(
    ("turtle", "named"),
    [
        (":p a owl:ReflexiveProperty .", "owl:ReflexiveProperty"),
        (":A owl:disjointUnionOf ( :B :C ) .", "owl:disjointUnionOf"),
        (":a owl:sameAs :b .", "owl:sameAs"),
        (":a owl:differentFrom :b .", "owl:differentFrom"),
        ("[] a owl:AllDifferent ; owl:members ( :a :b ) .", "owl:AllDifferent"),
        (
            "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; "
            "owl:assertionProperty :p ; owl:targetIndividual :b .",
            "owl:NegativePropertyAssertion",
        ),
        (":p owl:propertyChainAxiom ( :q ) .", "owl:propertyChainAxiom"),
        (":p rdfs:subPropertyOf owl:sameAs .", "owl:sameAs"),
        (":p rdfs:subPropertyOf rdf:type .", "rdf:type"),
        ("rdf:type rdfs:domain :A .", "rdf:type"),
        (":p rdfs:domain xsd:string .", "xsd:string"),
        (":A rdfs:subClassOf [ owl:hasSelf true ; owl:onProperty :p ] .", "owl:hasSelf"),
        (
            ":A rdfs:subClassOf [ owl:onProperty :p ; owl:minCardinality 1 ] .",
            "owl:minCardinality",
        ),
        (
            ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 2 ] .",
            "owl:maxCardinality 2",
        ),
        (
            ":A rdfs:subClassOf [ owl:onProperty :p ; owl:onClass :B ; "
            "owl:maxQualifiedCardinality 1 ] .",
            "owl:maxQualifiedCardinality",
        ),
        (
            ":A rdfs:subClassOf [ owl:onProperty :p ; owl:someValuesFrom :B ] .",
            "owl:someValuesFrom above",
        ),
        (":A rdfs:subClassOf [ owl:unionOf ( :B :C ) ] .", "owl:unionOf above"),
        (":A rdfs:subClassOf [ owl:oneOf ( :a :b ) ] .", "owl:oneOf above"),
        (":p rdfs:domain [ owl:unionOf ( :B :C ) ] .", "owl:unionOf above"),
        (
            "[ owl:onProperty :p ; owl:allValuesFrom :B ] rdfs:subClassOf :A .",
            "owl:allValuesFrom below",
        ),
        ("[ owl:complementOf :B ] rdfs:subClassOf :A .", "owl:complementOf below"),
        (
            "[ owl:onProperty :p ; owl:maxCardinality 1 ] rdfs:subClassOf :A .",
            "owl:maxCardinality below",
        ),
        ("owl:Thing rdfs:subClassOf :A .", "owl:Thing below"),
        (":A owl:equivalentClass owl:Thing .", "owl:Thing below"),
        (":A owl:equivalentClass [ owl:unionOf ( :B [] ) ] .", "an empty blank node"),
        (":A rdfs:subClassOf [ owl:intersectionOf [ rdf:first :B ] ] .", "a broken RDF list"),
    ],
)
def test_an_unsupported_construct_is_refused_by_name(turtle: str, named: str) -> None:
    with pytest.raises(UnsupportedAxiom, match=named):
        compile_rules(world(turtle))


def test_a_refusal_says_which_term_and_where() -> None:
    lines = {triple(":A owl:disjointUnionOf :B"): Location("ontology/a.ttl", 7)}
    with pytest.raises(UnsupportedAxiom) as refused:
        compile_rules(list(lines), locate=lines.get)
    assert refused.value.iri == "http://example.org/w#A"
    assert str(refused.value).startswith("ontology/a.ttl:7: owl:disjointUnionOf is not supported")


def test_an_expression_inside_itself_is_refused() -> None:
    ontology = world(":A owl:equivalentClass _:x . _:x owl:complementOf _:x .")
    with pytest.raises(UnsupportedAxiom, match="no class"):
        read_ontology(ontology)


def test_a_list_that_bites_its_tail_is_refused() -> None:
    ontology: list[Triple] = world(
        ":p owl:propertyChainAxiom _:x . _:x rdf:first :q ; rdf:rest _:x ."
    )
    with pytest.raises(UnsupportedAxiom, match="broken RDF list"):
        read_ontology(ontology)


def test_a_datatype_as_range_makes_no_rule() -> None:
    ruleset = compile_rules(
        world(
            """:k rdfs:range xsd:integer .
            :l rdfs:range [ a rdfs:Datatype ; owl:oneOf ( "a" "b" ) ] .
            :A rdfs:subClassOf [ owl:onProperty :k ; owl:allValuesFrom xsd:integer ] ."""
        )
    )
    assert ruleset.rules == ()
