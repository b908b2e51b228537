"""Blank nodes are labelled by RDFC-1.0, whatever they were called."""

from __future__ import annotations

import hashlib

import pyoxigraph as ox
from export_worlds import EARLY, LATE, TRIPLES
from hypothesis import given, settings
from pyoxigraph import BlankNode, Literal, Quad, Triple

from pactgraph.export.labelling import with_canonical_labels, with_canonical_labels_by_graph
from pactgraph.namespaces import ID, PACT


def test_labels_follow_the_hashes_of_the_specification() -> None:
    # RDFC-1.0, 4.6: a node's first-degree hash is SHA-256 over its quads, itself as _:a.
    nodes = {name: BlankNode(name) for name in ("one", "two", "three", "four")}
    triples = [Triple(node, PACT.name, Literal(name)) for name, node in nodes.items()]
    hashes = {
        name: hashlib.sha256(f'_:a <{PACT.name.value}> "{name}" .\n'.encode()).hexdigest()
        for name in nodes
    }
    expected = {name: f"c14n{i}" for i, name in enumerate(sorted(nodes, key=hashes.__getitem__))}
    labelled = {str(t.object): t.subject for t in with_canonical_labels(triples)}
    assert labelled == {f'"{name}"': BlankNode(label) for name, label in expected.items()}


@settings(max_examples=60, deadline=None)
@given(triples=TRIPLES)
def test_leaving_out_triples_without_blank_nodes_changes_no_label(triples: list[Triple]) -> None:
    whole = ox.Dataset([Quad(*triple) for triple in triples])
    whole.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert with_canonical_labels(triples) == {quad.triple for quad in whole}


def test_one_blank_node_in_two_graphs_keeps_one_label() -> None:
    knot, other = BlankNode("knot"), BlankNode("other")
    graphs = {
        EARLY: [Triple(ID.a, PACT.about, knot), Triple(ID.a, PACT.about, ID.b)],
        LATE: [Triple(knot, PACT.about, ID.c), Triple(other, PACT.about, ID.d)],
    }
    labelled = with_canonical_labels_by_graph(graphs)
    [there] = [t.object for t in labelled[EARLY] if t.object != ID.b]
    here = {t.subject for t in labelled[LATE] if t.object == ID.c}
    assert here == {there}
    assert {len(triples) for triples in labelled.values()} == {2}


def test_an_empty_graph_stays() -> None:
    assert with_canonical_labels_by_graph({EARLY: []}) == {EARLY: set()}
