"""Receipts as PROV-O: valid, the same each time, and to be asked like any graph."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from receipt_worlds import QUERIES, tiny

from pactgraph.graph_formats import write_graph
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.telling.prov import receipts_triples
from pactgraph.witness.receipt import matches

PREFIXES = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#>
PREFIX pact: <https://w3id.org/pactgraph/ontology#>
PREFIX id: <https://w3id.org/pactgraph/id/>
"""
DERIVED = "ASK { id:tirra pact:memberOf id:council-of-lagoons }"
HARBOUR = "https://w3id.org/pactgraph/article/harbour-2019-05-02"


@pytest.fixture(scope="module")
def kg() -> Iterator[KnowledgeGraph]:
    with tiny() as opened:
        yield opened


def as_graph(kg: KnowledgeGraph, asked: str) -> rdflib.Graph:
    turtle = write_graph(receipts_triples(kg.query(asked).explain_all()), "ttl")
    return rdflib.Graph().parse(data=turtle, format="turtle")


@pytest.mark.parametrize("asked", QUERIES)
def test_it_is_turtle_of_statements_that_are_complete(kg: KnowledgeGraph, asked: str) -> None:
    graph = as_graph(kg, asked)
    complete = """SELECT (COUNT(DISTINCT ?s) AS ?n) {
        ?s a rdf:Statement, prov:Entity ; rdf:subject ?a ; rdf:predicate ?b ; rdf:object ?c }"""
    every = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a rdf:Statement }"
    assert list(graph.query(PREFIXES + complete)) == list(graph.query(PREFIXES + every))
    used = "ASK { ?a prov:used ?s FILTER NOT EXISTS { ?s a rdf:Statement } }"
    assert not graph.query(PREFIXES + used).askAnswer
    grounds = """ASK { ?s a rdf:Statement FILTER NOT EXISTS {
        ?s prov:wasQuotedFrom|prov:hadPrimarySource|prov:wasGeneratedBy ?ground } }"""
    assert not graph.query(PREFIXES + grounds).askAnswer


def test_every_match_is_a_statement_that_the_row_is_derived_from(kg: KnowledgeGraph) -> None:
    (receipt,) = kg.query(DERIVED).explain_all()
    graph = as_graph(kg, DERIVED)
    (row,) = set(
        graph.subjects(
            rdflib.URIRef("http://www.w3.org/2001/sw/DataAccess/tests/result-set#binding")
        )
    )
    derived_from = rdflib.URIRef("http://www.w3.org/ns/prov#wasDerivedFrom")
    matched = {match.triple for match in matches(receipt.steps)}
    assert len(set(graph.objects(row, derived_from))) == len(matched) == 1


def test_from_a_row_one_path_leads_to_the_passages(kg: KnowledgeGraph) -> None:
    asked = """SELECT DISTINCT ?passage {
        ?row rs:binding ?cell ; prov:wasDerivedFrom+ ?s . ?s prov:wasQuotedFrom ?passage
    } ORDER BY ?passage"""
    found = [str(row[0]) for row in as_graph(kg, DERIVED).query(PREFIXES + asked)]
    assert found == [
        f"{HARBOUR}#char=104,136",
        "https://w3id.org/pactgraph/article/lagoon-2021#char=115,149",
    ]


def test_a_firing_used_its_premises_and_has_its_rule_as_plan(kg: KnowledgeGraph) -> None:
    asked = """SELECT ?label (COUNT(?premise) AS ?premises) {
        ?s rdf:predicate pact:memberOf ; prov:wasGeneratedBy ?firing .
        ?firing a prov:Activity ; prov:used ?premise ;
          prov:qualifiedAssociation/prov:hadPlan/rdfs:label ?label
    } GROUP BY ?label"""
    ((label, premises),) = as_graph(kg, DERIVED).query(PREFIXES + asked)
    assert str(label) == "pact:memberIn then pact:organisation makes pact:memberOf"
    assert int(premises) == 2


def test_what_is_reported_is_attributed_to_its_speaker(kg: KnowledgeGraph) -> None:
    with kg.with_claims(None) as joined:
        graph = as_graph(joined, "SELECT ?n { ?x pact:personnel/pact:value ?n FILTER(?n < 10) }")
    asked = """SELECT DISTINCT ?who ?passage {
        ?s rdf:object 3 ; prov:wasAttributedTo ?who ; prov:wasQuotedFrom ?passage }"""
    ((who, passage),) = graph.query(PREFIXES + asked)
    assert str(who).endswith("/bram-tolk")
    assert str(passage) == f"{HARBOUR}#char=274,373"


def test_the_same_receipts_give_the_same_bytes_and_rows_share_statements(
    kg: KnowledgeGraph,
) -> None:
    asked = "SELECT ?p { id:tirra-council-of-lagoons-membership ?p ?o }"
    first, second = (
        write_graph(receipts_triples(kg.query(asked).explain_all()), "ttl") for _ in range(2)
    )
    assert first == second
    single = sum(len(receipt.triples()) for receipt in kg.query(asked).explain_all())
    assert 0 < len(list(parse(first, format=RdfFormat.TURTLE))) <= single


def test_a_row_keeps_its_values_and_notes(kg: KnowledgeGraph) -> None:
    graph = as_graph(kg, "SELECT ?l { id:tirra rdfs:label ?l } LIMIT 1")
    asked = """SELECT ?name ?value ?note {
        ?row rs:binding [ rs:variable ?name ; rs:value ?value ] ; rdfs:comment ?note }"""
    ((name, value, note),) = graph.query(PREFIXES + asked)
    assert (str(name), value) == ("l", rdflib.Literal("Tirra", lang="en"))
    assert "LIMIT" in str(note)
