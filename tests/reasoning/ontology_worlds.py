"""Small worlds for the tests of reasoning, written in Turtle with one prefix."""

from __future__ import annotations

import pyoxigraph as ox

PREFIXES = """
@prefix : <http://example.org/w#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

ONTOLOGY = """
:part a owl:TransitiveProperty ; rdfs:domain :Thing0 ; rdfs:range :Thing1 .
:direct rdfs:subPropertyOf :part .
:near a owl:SymmetricProperty .
:has owl:inverseOf :part .
:serves owl:propertyChainAxiom ( [ owl:inverseOf :holder ] :office :of ) .
:works owl:propertyChainAxiom ( :serves :near ) .
:Thing0 rdfs:subClassOf :Thing2 .
:Led owl:equivalentClass [ owl:intersectionOf (
    :Thing2 [ owl:onProperty :near ; owl:hasValue :n1 ] ) ] .
[ owl:onProperty :serves ; owl:someValuesFrom :Thing1 ] rdfs:subClassOf :Servant .
:Servant rdfs:subClassOf [ owl:onProperty :works ; owl:allValuesFrom :Workplace ] .
[ owl:oneOf ( :n2 :n3 ) ] rdfs:subClassOf :Chosen .
[ owl:unionOf ( :Chosen :Led ) ] rdfs:subClassOf :Listed .
"""
"""Axioms of every sort that joins or chains, over a few properties."""


def world(turtle: str) -> list[ox.Triple]:
    """Return the triples of Turtle text without its prefixes."""
    return [quad.triple for quad in ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE)]


def triple(turtle: str) -> ox.Triple:
    """Return the one triple of Turtle text without its full stop."""
    (found,) = world(turtle + " .")
    return found
