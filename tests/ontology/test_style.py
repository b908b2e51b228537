"""Every term is labelled, defined and placed; the style rules are shapes over the ontology."""

from __future__ import annotations

import re
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, Literal, URIRef

from pactgraph.namespaces import PACT, SHAPE

SHAPES = Path(__file__).parents[2] / "ontology" / "shapes"
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


@pytest.fixture(scope="module")
def style() -> rdflib.Graph:
    graph = rdflib.Graph().parse(SHAPES / "shapes.ttl")
    return graph.parse(SHAPES / "style.ttl")


def terms(graph: rdflib.Graph) -> list[URIRef]:
    found = {s for kind in (*KINDS, OWL.NamedIndividual) for s in graph.subjects(RDF.type, kind)}
    return sorted(s for s in found if str(s).startswith(PACT.base))


def broken(graph: rdflib.Graph, style: rdflib.Graph) -> set[tuple[str, str]]:
    """The (shape, focus node) pairs of the results, each by its local name."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=style)
    return {
        (
            str(report.value(node, rdflib.SH.sourceShape)).removeprefix(SHAPE.base),
            str(report.value(node, rdflib.SH.focusNode)).removeprefix(PACT.base),
        )
        for node in report.objects(None, rdflib.SH.result)
    }


def test_the_ontology_conforms_to_the_shapes_of_style(ontology_graph, style):
    conforms, _, text = pyshacl.validate(ontology_graph, shacl_graph=style)
    assert conforms, text


def test_every_term_has_one_label_and_one_definition_that_is_a_sentence(ontology_graph):
    found = terms(ontology_graph)
    assert len(found) > 200
    for term in found:
        (label,) = ontology_graph.objects(term, RDFS.label)
        assert label.language == "en", term
        (definition,) = ontology_graph.objects(term, SKOS.definition)
        assert definition.language == "en", term
        assert re.fullmatch(r"[A-Z].*[a-z0-9\"]\.", definition), definition
        assert len(definition.split()) >= 4, definition
        assert not re.search(r"  |\s$|\?\?|TODO", definition), definition
        (source,) = ontology_graph.objects(term, RDFS.isDefinedBy)
        assert str(source) == PACT.base.removesuffix("#")


def test_labels_tell_terms_apart_even_without_their_case(ontology_graph):
    labels: dict[str, set[URIRef]] = {}
    for term in terms(ontology_graph):
        label = str(ontology_graph.value(term, RDFS.label)).casefold()
        labels.setdefault(label, set()).add(term)
    assert {label: found for label, found in labels.items() if len(found) > 1} == {}


def test_every_term_is_declared_in_one_file(by_file):
    places: dict[URIRef, set[str]] = {}
    for name, graph in by_file.items():
        for term in graph.subjects(RDFS.isDefinedBy, None):
            places.setdefault(term, set()).add(name)
    assert {term: found for term, found in places.items() if len(found) > 1} == {}


def test_a_class_under_a_time_scoped_one_is_time_scoped_too(ontology_graph):
    scoped = set(ontology_graph.subjects(URIRef(PACT.timeScoped.value), Literal(True)))
    below = {
        s
        for parent in scoped
        for s in ontology_graph.transitive_subjects(RDFS.subClassOf, parent)
        if isinstance(s, URIRef)
    }
    assert below == scoped


BROKEN = [
    (":harbour a owl:Class .", {("DeclaredTerm", "harbour"), ("TermNames", "harbour")}),
    (
        ":Harbour a owl:Class ; skos:definition 'a place for ships'@en ; rdfs:label 'harbour' .",
        {
            ("Term-definition", "Harbour"),
            ("Term-label", "Harbour"),
            ("Term-isDefinedBy", "Harbour"),
        },
    ),
    (
        ":Moors a owl:ObjectProperty ; rdfs:label 'moors '@en, 'lies'@en ;"
        " skos:definition 'It lies somewhere.'@en, 'It moors somewhere.'@en ;"
        " rdfs:isDefinedBy <https://w3id.org/pactgraph/ontology> .",
        {("Term-definition", "Moors"), ("Term-label", "Moors"), ("PropertyNames", "Moors")},
    ),
    (
        ":port a owl:NamedIndividual ; rdfs:label 'agent'@en ;"
        " skos:definition 'It is a port.'@en ; skos:example 'Port Orla' ;"
        " rdfs:isDefinedBy <https://w3id.org/pactgraph/ontology> .",
        {("UniqueLabel", "port"), ("UniqueLabel", "Agent"), ("Example-example", "port")},
    ),
    (
        "<#other> a owl:Class ; rdfs:label 'other'@en ; skos:definition 'It is another.'@en ;"
        " rdfs:isDefinedBy <https://w3id.org/pactgraph/ontology> .",
        {("Term", "https://example.org/#other")},
    ),
]


@pytest.mark.parametrize(("turtle", "expected"), BROKEN)
def test_a_term_without_style_is_found(ontology_graph, style, turtle, expected):
    head = (
        f"@base <https://example.org/> . @prefix : <{PACT.base}> . @prefix owl: <{OWL}> ."
        f" @prefix rdfs: <{RDFS}> . @prefix skos: <{SKOS}> ."
    )
    graph = rdflib.Graph().parse(data=head + turtle, format="turtle")
    assert broken(ontology_graph + graph, style) == expected


def test_an_ontology_that_says_nothing_of_itself_is_found(style):
    found = {shape for shape, _ in broken(rdflib.Graph(), style)}
    assert found == {
        f"Ontology-{name}"
        for name in [
            "versionIRI",
            "title",
            "description",
            "license",
            "creator",
            "created",
            "modified",
            "prefix",
            "namespace",
        ]
    }
