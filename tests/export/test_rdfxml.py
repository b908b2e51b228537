"""RDF/XML is well-formed, and refuses what XML cannot carry."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from export_worlds import CONTROL, harbour_world
from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.errors import BadInput
from pactgraph.export import ExportOptions, GraphSnapshot
from pactgraph.export.rdfxml import rdfxml
from pactgraph.namespaces import ID, PACT, RDF


def written(*triples: Triple) -> str:
    return b"".join(rdfxml(GraphSnapshot({}, triples))).decode()


def test_one_description_a_subject() -> None:
    root = ET.fromstring(b"".join(rdfxml(harbour_world())))
    about = [child.attrib[f"{{{RDF.base}}}about"] for child in root]
    subjects = {triple.subject for triple in harbour_world().merged}
    assert len(about) == len(set(about)) == len(subjects)


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        (PACT.about.value, "pact:about"),
        ("https://example.org/x9", "ns1:x9"),
        ("https://example.org/9x", "ns1:x"),
        ("https://example.org/naïve", "ns1:ve"),
        ("urn:example:p", "ns1:p"),
        (RDF["_1"].value, "rdf:_1"),
    ],
)
def test_a_predicate_is_cut_where_a_name_begins(iri: str, name: str) -> None:
    assert f"<{name}>x</{name}>" in written(Triple(ID.a, NamedNode(iri), Literal("x")))


def test_namespaces_without_a_prefix_are_numbered_in_order() -> None:
    text = written(
        Triple(ID.a, NamedNode("https://example.org/b#p"), ID.b),
        Triple(ID.a, NamedNode("https://example.org/a#p"), ID.b),
    )
    assert 'xmlns:ns1="https://example.org/a#"' in text
    assert 'xmlns:ns2="https://example.org/b#"' in text


@pytest.mark.parametrize(
    "iri",
    [
        "https://example.org/9",
        "https://example.org/",
        "https://example.org/é",
        RDF.li.value,
        RDF.Description.value,
    ],
)
def test_a_predicate_that_no_element_can_name_is_refused(iri: str) -> None:
    with pytest.raises(BadInput, match="cannot write this predicate") as refused:
        written(Triple(ID.a, NamedNode(iri), ID.b))
    assert refused.value.iri == iri


@pytest.mark.parametrize("text", [CONTROL.value, "\ufffe", "\x0b"])
def test_a_character_that_xml_cannot_carry_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"U\+"):
        written(Triple(ID.a, PACT.about, Literal(text)))


def test_a_title_cannot_end_the_comment() -> None:
    options = ExportOptions(title="--><x/><!----")
    root = ET.fromstring(b"".join(rdfxml(harbour_world(), options)))
    assert root.tag == f"{{{RDF.base}}}RDF"
