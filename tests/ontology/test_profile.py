"""The ontology is in OWL 2 DL and OWL 2 RL, and the check of that can fail."""

from __future__ import annotations

import pytest
import rdflib
from owl_profile import Profile
from rdflib import OWL, RDF, RDFS

from pactgraph.namespaces import PACT, XSD

HEAD = """
@prefix : <https://example.org/o#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:A a owl:Class . :B a owl:Class . :p a owl:ObjectProperty . :q a owl:ObjectProperty .
:r a owl:ObjectProperty . :d a owl:DatatypeProperty . :i a owl:NamedIndividual, :A .
"""
GOOD = """
:A rdfs:subClassOf :B, [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] .
[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :A ] rdfs:subClassOf :B .
:B owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( :A
    [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :i ] ) ] .
[] a owl:AllDisjointClasses ; owl:members ( :A :B ) .
:p rdfs:domain :A ; rdfs:range :B ; a owl:FunctionalProperty, owl:AsymmetricProperty .
:q owl:propertyChainAxiom ( [ owl:inverseOf :p ] :p ) , ( :q :p ) , ( :p :q ) , ( :q :q ) .
:r a owl:TransitiveProperty, owl:SymmetricProperty . :p rdfs:subPropertyOf :q .
:d a owl:FunctionalProperty ; rdfs:range xsd:integer .
"""
BAD = {
    "a subclass of a union": (":A rdfs:subClassOf [ owl:unionOf ( :A :B ) ] .", "unionOf"),
    "an existential superclass": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] .",
        "someValuesFrom",
    ),
    "a universal subclass": (
        "[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] rdfs:subClassOf :A .",
        "allValuesFrom",
    ),
    "an existential hidden in an equivalence": (
        ":A owl:equivalentClass [ owl:intersectionOf ( :B"
        " [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] ) ] .",
        "someValuesFrom",
    ),
    "everything as a subclass": ("owl:Thing rdfs:subClassOf :A .", "owl:Thing"),
    "a cardinality of two": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 2 ] .",
        "maximum cardinality",
    ),
    "a minimum": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 1 ] .",
        "minCardinality",
    ),
    "a date as a range": (":d rdfs:range xsd:date .", "no datatype of OWL 2 RL"),
    "a tagged text as a range": (":d rdfs:range rdf:langString .", "no datatype of OWL 2 RL"),
    "a reflexive property": (":p a owl:ReflexiveProperty .", "outside OWL 2 RL"),
    "a data property with an inverse": (":d owl:inverseOf :p .", "no object property"),
    "a symmetric data property": (":d a owl:SymmetricProperty .", "can only be functional"),
    "two kinds of property joined": (":d rdfs:subPropertyOf :p .", "joins two kinds"),
    "a pun of class and property": (":A a owl:ObjectProperty .", "A: declared as"),
    "a pun of class and individual": (":A a owl:NamedIndividual .", "A: declared as"),
    "an undeclared class": (":A rdfs:subClassOf :C .", "C: used as a class"),
    "an undeclared property": (":i :s :i .", "s: used as a property"),
    "an undeclared individual": (":j a :A .", "j: an individual"),
    "a functional chain": (
        ":q a owl:FunctionalProperty ; owl:propertyChainAxiom ( :p :r ) .",
        "q: is owl:FunctionalProperty and not simple",
    ),
    "an asymmetric property over a transitive one": (
        ":p a owl:TransitiveProperty ; rdfs:subPropertyOf :q . :q a owl:AsymmetricProperty .",
        "q: is owl:AsymmetricProperty and not simple",
    ),
    "a disjoint chain": (
        ":q owl:propertyChainAxiom ( :p :r ) ; owl:propertyDisjointWith :p .",
        "q: is disjoint with another and not simple",
    ),
    "a chain that feeds itself": (
        ":q owl:propertyChainAxiom ( :p :r ) . :p owl:propertyChainAxiom ( :q :r ) .",
        "irregular",
    ),
    "a chain around its own result": (":q owl:propertyChainAxiom ( :p :q :p ) .", "irregular"),
    "a chain over the inverse of its result's superproperty": (
        ":q rdfs:subPropertyOf :p ; owl:propertyChainAxiom ( [ owl:inverseOf :p ] :r ) .",
        "irregular",
    ),
    "one class disjoint with itself": (
        "[] a owl:AllDisjointClasses ; owl:members ( :A :A ) .",
        "one twice",
    ),
    "a description of reserved words": ("rdfs:label rdfs:label 'label' .", "reserved"),
}


def problems(turtle: str) -> list[str]:
    return Profile(rdflib.Graph().parse(data=HEAD + turtle, format="turtle")).problems()


def test_the_ontology_is_in_the_profile(ontology_graph):
    assert Profile(ontology_graph).problems() == []


def test_what_the_profile_has_is_accepted():
    assert problems(GOOD) == []


@pytest.mark.parametrize("name", BAD)
def test_what_the_profile_has_not_is_found(name):
    turtle, expected = BAD[name]
    found = problems(turtle)
    assert any(expected in line for line in found), found


def test_dates_stand_outside_the_datatypes_of_owl(ontology_graph):
    ranges = {
        str(o)
        for s, o in ontology_graph.subject_objects(RDFS.range)
        if (s, RDF.type, OWL.DatatypeProperty) in ontology_graph
    }
    assert ranges <= {name.value for name in (XSD.string, XSD.integer, XSD.decimal, XSD.boolean)}
    assert not list(ontology_graph.subjects(OWL.hasKey, None))


def test_no_value_that_an_article_states_is_functional_or_a_key(ontology_graph):
    functional = {
        s
        for kind in (OWL.FunctionalProperty, OWL.InverseFunctionalProperty)
        for s in ontology_graph.subjects(RDF.type, kind)
    }
    assert {str(s) for s in functional} == {PACT.wordedIn.value}


def test_no_property_is_transitive_and_asymmetric(ontology_graph):
    transitive = set(ontology_graph.subjects(RDF.type, OWL.TransitiveProperty))
    assert transitive
    assert not transitive & set(ontology_graph.subjects(RDF.type, OWL.AsymmetricProperty))
