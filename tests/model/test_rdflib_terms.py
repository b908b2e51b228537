"""Terms cross between Oxigraph and rdflib without a change."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from pactgraph.errors import BadInput
from pactgraph.model.rdflib_terms import (
    from_rdflib,
    from_rdflib_graph,
    to_rdflib,
    to_rdflib_dataset,
    to_rdflib_graph,
)
from pactgraph.namespaces import XSD

pytestmark = pytest.mark.filterwarnings("ignore:Parsing weird boolean")

NAMES = st.sampled_from("abc").map(lambda name: ox.NamedNode(f"http://example.org/{name}"))
BLANKS = st.sampled_from(["b0", "x1"]).map(ox.BlankNode)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
LITERALS = st.one_of(
    WORDS.map(ox.Literal),
    st.builds(lambda w, t: ox.Literal(w, language=t), WORDS, st.sampled_from(["en", "az-latn"])),
    st.builds(
        lambda w, t: ox.Literal(w, datatype=t),
        st.one_of(WORDS, st.sampled_from(["01", "1.10", "1", "2019-02-30", "NaN", " 1 "])),
        st.sampled_from([XSD.integer, XSD.decimal, XSD.boolean, XSD.date, XSD.gYear, XSD.double]),
    ),
)
TRIPLES = st.builds(ox.Triple, st.one_of(NAMES, BLANKS), NAMES, st.one_of(NAMES, BLANKS, LITERALS))


@given(st.one_of(NAMES, BLANKS, LITERALS))
def test_a_term_comes_back_as_it_went(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> None:
    assert from_rdflib(to_rdflib(term)) == term


@given(st.lists(TRIPLES, max_size=6))
def test_a_graph_comes_back_as_it_went(triples: list[ox.Triple]) -> None:
    graph = to_rdflib_graph(triples)
    assert from_rdflib_graph(graph) == sorted(set(triples), key=str)


@given(st.lists(TRIPLES, max_size=4))
def test_rdflib_reads_the_same_terms_from_the_same_file(triples: list[ox.Triple]) -> None:
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    graph = rdflib.Graph()
    try:
        rdflib.NORMALIZE_LITERALS = False
        graph.parse(data=text.decode(), format="nt")
    finally:
        rdflib.NORMALIZE_LITERALS = True
    ground = [t for t in triples if not isinstance(t.subject, ox.BlankNode)]
    expected = {str(t) for t in ground if not isinstance(t.object, ox.BlankNode)}
    assert expected <= {str(t) for t in from_rdflib_graph(graph)}


def test_quads_keep_their_graphs() -> None:
    a, b = ox.NamedNode("http://example.org/a"), ox.NamedNode("http://example.org/b")
    dataset = to_rdflib_dataset([ox.Quad(a, a, a, b), ox.Quad(b, b, b)])
    found = {(str(s), str(g)) for s, _, _, g in dataset.quads()}
    assert (a.value, b.value) in found
    assert {s for s, _ in found} == {a.value, b.value}
    assert len(dataset.graph(to_rdflib(b))) == 1


def test_plain_strings_are_one_literal_however_typed() -> None:
    plain, typed = rdflib.Literal("x"), rdflib.Literal("x", datatype=rdflib.XSD.string)
    assert from_rdflib(plain) == from_rdflib(typed) == ox.Literal("x")
    assert to_rdflib(ox.Literal("x")) == plain


@pytest.mark.parametrize(
    "term",
    [
        ox.Triple(*[ox.NamedNode("http://example.org/a")] * 3),
        ox.Literal("x", language="ar", direction=ox.BaseDirection.RTL),
    ],
)
def test_terms_of_rdf_12_are_refused(term: ox.Triple | ox.Literal) -> None:
    with pytest.raises(BadInput, match=r"RDF 1\.2"):
        to_rdflib(term)


@pytest.mark.parametrize(
    "term",
    [rdflib.URIRef("not an iri"), rdflib.BNode("a b"), rdflib.Variable("x")],
)
def test_malformed_terms_are_refused(term: rdflib.term.Identifier) -> None:
    with pytest.raises(BadInput, match="RDF term"):
        from_rdflib(term)


def test_a_literal_as_subject_is_refused() -> None:
    graph = rdflib.Graph()
    graph.add((rdflib.Literal("x"), rdflib.RDF.type, rdflib.OWL.Thing))
    with pytest.raises(BadInput, match=r"not an RDF 1\.1 triple"):
        from_rdflib_graph(graph)
