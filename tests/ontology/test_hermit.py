"""HermiT, a complete reasoner for OWL 2 DL, finds the ontology consistent and coherent."""

from __future__ import annotations

import shutil
from pathlib import Path

import owlready2
import pytest
import rdflib
from rdflib import Literal

pytestmark = [
    pytest.mark.java,
    pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs a Java runtime"),
]

DATES = {rdflib.XSD.date, rdflib.XSD.gYear, rdflib.XSD.gYearMonth}
HEAD = """
@prefix pact: <https://w3id.org/pactgraph/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def unsatisfiable(graph: rdflib.Graph, folder: Path) -> set[str]:
    """Run HermiT; return the classes that can have no member. Raises if it is inconsistent."""
    logical = rdflib.Graph()
    for s, p, o in graph:
        if not (isinstance(o, Literal) and o.datatype in DATES):
            logical.add((s, p, o))
    path = folder / "ontology.nt"
    logical.serialize(path, format="nt", encoding="utf-8")
    world = owlready2.World()
    ontology = world.get_ontology("https://w3id.org/pactgraph/ontology")
    with path.open("rb") as file:
        ontology.load(fileobj=file, format="ntriples")
    with ontology:
        owlready2.sync_reasoner_hermit(world, debug=0)
    return {found.iri for found in world.inconsistent_classes() if found is not owlready2.Nothing}


def test_the_ontology_is_consistent_and_no_class_is_empty_by_necessity(ontology_graph, tmp_path):
    assert unsatisfiable(ontology_graph, tmp_path) == set()


def test_a_class_under_two_disjoint_ones_is_found(ontology_graph, tmp_path):
    more = rdflib.Graph().parse(
        data=HEAD + "pact:Ghost a owl:Class ; rdfs:subClassOf pact:Person, pact:Place .",
        format="turtle",
    )
    found = unsatisfiable(ontology_graph + more, tmp_path)
    assert found == {"https://w3id.org/pactgraph/ontology#Ghost"}


def test_a_thing_of_two_disjoint_classes_is_found(ontology_graph, tmp_path):
    more = rdflib.Graph().parse(
        data=HEAD + "pact:ghost a owl:NamedIndividual, pact:Person, pact:Place .",
        format="turtle",
    )
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable(ontology_graph + more, tmp_path)


def test_a_clash_through_a_chain_and_its_inverse_is_found(ontology_graph, tmp_path):
    """HermiT carries out the chains over inverses: a document signed by a place clashes."""
    more = rdflib.Graph().parse(
        data=HEAD
        + "pact:Odd a owl:Class . pact:signedBy rdfs:range pact:Odd . pact:Odd owl:disjointWith"
        " pact:Person . pact:s a pact:Signing ; pact:signed pact:d ; pact:signatory pact:x ."
        " pact:x a pact:Person . pact:d a owl:NamedIndividual . pact:x a owl:NamedIndividual ."
        " pact:s a owl:NamedIndividual .",
        format="turtle",
    )
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable(ontology_graph + more, tmp_path)
