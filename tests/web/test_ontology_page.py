"""The ontology's page has every term, where its IRI leads, and tells of it truly."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from linked_data_world import BASE, get, repository_site
from site_worlds import Page, assert_harmless, assert_well_made, page

from pactgraph.namespaces import OWL, PACT, RDF
from pactgraph.web.ontology.page import class_tree
from pactgraph.web.ontology.terms import OntologyReading, OntologyTerm

ONTOLOGY = ox.NamedNode(f"{BASE}graph/ontology")


@pytest.fixture(scope="module")
def shown() -> Page:
    return page(repository_site(), "ontology_page")


@pytest.fixture(scope="module")
def stated() -> set[ox.Triple]:
    store = repository_site().kg.store
    assert store is not None
    return {q.triple for q in store.content().quads_for_pattern(None, None, None, ONTOLOGY)}


def ids(read: Page) -> set[str]:
    return {str(attributes["id"]) for _, attributes in read.elements if "id" in attributes}


def section(read: Page, name: str) -> str:
    """Return the text of a term's part of the page, tags taken out."""
    _, _, rest = read.html.partition(f'<article class="term" id="{name}"')
    assert rest, name
    body = re.sub(r"<[^>]*>", " ", rest.partition("</article>")[0].partition(">")[2])
    return " ".join(body.replace("&#39;", "'").split())


def test_every_term_is_where_its_iri_leads(shown: Page, stated: set[ox.Triple]) -> None:
    types = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty,
             OWL.NamedIndividual}  # fmt: skip
    declared = {
        t.subject.value.removeprefix(PACT.base)
        for t in stated
        if t.predicate == RDF.type and t.object in types and t.subject.value in PACT
    }
    assert len(declared) > 350
    assert declared <= ids(shown)
    cards = re.findall(r'<article class="term" id="([^"]*)"', shown.html)
    assert sorted(cards) == sorted(declared)


def test_labels_and_definitions_are_told(shown: Page, stated: set[ox.Triple]) -> None:
    texts = Counter(
        " ".join(t.object.value.split())
        for t in stated
        if t.predicate.value.endswith(("#label", "#definition", "#example"))
        and isinstance(t.subject, ox.NamedNode)
        and t.subject.value in PACT
    )
    text = " ".join(shown.text.split())
    assert [one for one in texts if one not in text] == []


def test_it_is_well_made(shown: Page) -> None:
    assert_well_made(shown)
    assert_harmless(shown)


def test_links_within_it_lead_to_a_part_of_it(shown: Page) -> None:
    there = ids(shown)
    broken = {link for link in shown.links if link.startswith("#") and link[1:] not in there}
    broken |= {
        link
        for link in shown.links
        if link.startswith("/page/ontology#") and link.partition("#")[2] not in there
    }
    assert broken == set()


def test_its_other_links_lead_somewhere(shown: Page) -> None:
    shapes = page(repository_site(), "shapes_page")
    to_shapes = {link for link in shown.links if link.startswith("/page/shapes#")}
    assert len(to_shapes) > 100
    assert {link.partition("#")[2] for link in to_shapes} <= ids(shapes)
    back = {link.partition("#")[2] for link in shapes.links if link.startswith("/page/ontology#")}
    assert back
    assert back <= ids(shown)
    queries = {link for link in shown.links if link.startswith("/queries/")}
    assert queries == {f"/queries/{name}" for name in repository_site().kg.queries}
    for link in {link for link in shown.links if link.startswith("/data/")}:
        assert get(link).status == 200


def test_axioms_are_told_in_words(shown: Page) -> None:
    told = section(shown, "holdsOffice").partition("follows from")[2].split()
    assert told[:3] == ["the", "inverse", "of"]
    assert "then" in told
    assert "holds office then" in section(shown, "servesIn")
    disjoint = section(shown, "Person")
    assert "is never" in disjoint
    assert "organisation" in disjoint.partition("is never")[2]
    assert "symmetric" in section(shown, "hasRelationsWith")


def test_uses_are_counted_truly(shown: Page) -> None:
    site = repository_site()
    for name, pattern in (
        ("Contribution", "?s a pact:Contribution"),
        ("contributor", "?s pact:contributor ?o"),
        ("appreciating", "?s ?p pact:appreciating FILTER(?p != rdf:type)"),
    ):
        ((count,),) = site.rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
        assert isinstance(count, ox.Literal)
        assert re.search(rf"used in {count.value} (thing|statement)", section(shown, name)), name
    unused = section(shown, "NumberChange")
    assert "by no statement yet" in unused


def test_examples_are_statements_of_the_graph(shown: Page) -> None:
    site = repository_site()
    statements = sorted({link for link in shown.links if link.startswith("/statement?")})
    assert len(statements) > 150
    for link in statements:
        parts = parse_qs(urlsplit(link).query)
        triple = " ".join(parts[name][0] for name in "spo")
        found = site.rows(f"SELECT ?yes WHERE {{ {triple} BIND(1 AS ?yes) }}")
        assert len(found) == 1, link


def test_questions_name_the_terms_they_use(shown: Page) -> None:
    contribution = section(shown, "contributor")
    assert "asked by" in contribution
    assert "contributions" in contribution.partition("asked by")[2]
    for query in repository_site().kg.queries.values():
        assert " ".join(query.question.split()) in " ".join(shown.text.split())


def made(turtle: str) -> dict[str, OntologyTerm]:
    prefixes = f"""@prefix pact: <{PACT.base}> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix ex: <http://example.org/> . """
    quads = ox.parse((prefixes + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return {term.name: term for term in OntologyReading(q.triple for q in quads).terms()}


def told(term: OntologyTerm) -> dict[str, str]:
    return {
        name: "".join(p if isinstance(p, str) else p.text.replace("pact:", "") for p in pieces)
        for name, pieces in term.lines
    }


def test_every_expression_of_owl_has_its_words() -> None:
    terms = made(
        """pact:A a owl:Class ; rdfs:subClassOf
             [ a owl:Restriction ; owl:onProperty pact:p ; owl:someValuesFrom pact:B ] .
           pact:B a owl:Class ; rdfs:subClassOf
             [ owl:onProperty pact:p ; owl:allValuesFrom [ owl:unionOf ( pact:A pact:C ) ] ] .
           pact:C a owl:Class ; rdfs:subClassOf
             [ owl:onProperty [ owl:inverseOf pact:p ] ; owl:maxQualifiedCardinality 2 ;
               owl:onClass pact:A ] .
           pact:D a owl:Class ; owl:equivalentClass
             [ owl:intersectionOf ( pact:A [ owl:complementOf pact:B ]
                                    [ owl:onProperty pact:p ; owl:hasValue pact:i ] ) ] .
           pact:E a owl:Class ; owl:equivalentClass [ owl:oneOf ( pact:i pact:j ) ], ex:E ;
             rdfs:subClassOf ex:F . ex:G rdfs:subClassOf pact:E .
           pact:p a owl:ObjectProperty, owl:TransitiveProperty ; owl:inverseOf pact:q ;
             owl:propertyChainAxiom ( pact:q [ owl:inverseOf pact:q ] ) ; owl:deprecated true .
           pact:q a owl:ObjectProperty ; rdfs:domain pact:A ; rdfs:range pact:B .
           pact:i a owl:NamedIndividual, pact:A .
           [] a owl:AllDisjointClasses ; owl:members ( pact:A pact:B ) .
           pact:A owl:disjointWith pact:C ."""
    )
    lines = {name: told(term) for name, term in terms.items()}
    assert lines["A"]["every one is"] == "p some B"
    assert lines["A"]["is never"] == "B, C"
    assert lines["A"]["individuals"] == "i"
    assert lines["A"]["its properties"] == "q"
    assert lines["B"]["every one is"] == "p only (A or C)"
    assert lines["B"]["value of"] == "q"
    assert lines["C"]["every one is"] == "the inverse of p at most 2 A"
    assert lines["C"]["is never"] == "A"
    assert lines["D"]["the same as"] == "A and (not B) and (p the value i)"
    assert lines["E"]["the same as"] == "i, j"
    foreign = "a kind of http://example.org/F; wider than http://example.org/G; the same as http://example.org/E"
    assert lines["E"]["in other vocabularies"] == foreign
    assert lines["p"]["follows from"] == "q then the inverse of q"
    assert lines["p"]["character"] == "transitive"
    assert lines["p"]["inverse of"] == "q"
    assert lines["q"]["part of the chains"] == "p"
    assert terms["p"].deprecated


def test_the_tree_has_every_class_and_ends() -> None:
    terms = made(
        """pact:A a owl:Class . pact:B a owl:Class ; rdfs:subClassOf pact:A .
           pact:C a owl:Class ; rdfs:subClassOf pact:A, pact:B .
           pact:X a owl:Class ; rdfs:subClassOf pact:Y, pact:A .
           pact:Y a owl:Class ; rdfs:subClassOf pact:X ."""
    )
    ((root, below),) = class_tree(list(terms.values()))
    assert root.name == "A"
    assert [term.name for term, _ in below] == ["B", "C", "X"]
    assert [term.name for term, _ in below[2][1]] == ["Y"]
    assert below[2][1][0][1] == []
