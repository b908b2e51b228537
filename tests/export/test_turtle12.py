"""RDF 1.2 Turtle says of each stated triple which passages state it, and of no other."""

from __future__ import annotations

import pyoxigraph as ox
from export_worlds import EARLY, LATE, TRIPLES, canonical, harbour_world
from hypothesis import given, settings
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple

from pactgraph.export import GraphSnapshot
from pactgraph.export.turtle12 import turtle12
from pactgraph.namespaces import ID, PACT, RDF


def read(snapshot: GraphSnapshot) -> tuple[list[Triple], set[tuple[Triple, str]]]:
    """Return the triples that are no annotation, and each stated triple with its passages."""
    data = b"".join(turtle12(snapshot))
    triples = [quad.triple for quad in ox.parse(data, format=RdfFormat.TURTLE)]
    reified = {t.subject: t.object for t in triples if t.predicate == RDF.reifies}
    plain = [t for t in triples if t.subject not in reified]
    evidence = set()
    for triple in triples:
        if triple.subject in reified and triple.predicate == PACT.statedIn:
            stated, passage = reified[triple.subject], triple.object
            assert isinstance(stated, Triple)
            assert isinstance(passage, NamedNode)
            evidence.add((stated, passage.value))
    return plain, evidence


def test_each_stated_triple_names_its_passages_and_no_other_triple_does() -> None:
    world = harbour_world()
    stated = {(t, passage) for passage in (EARLY, LATE) for t in world.graphs[passage]}
    assert read(world)[1] == stated


def test_without_the_annotations_it_is_the_merged_graph() -> None:
    world = harbour_world()
    assert canonical(read(world)[0]) == canonical(world.merged)


@settings(max_examples=40, deadline=None)
@given(early=TRIPLES, late=TRIPLES, unstated=TRIPLES)
def test_any_graph_comes_back_with_its_evidence(
    early: list[Triple], late: list[Triple], unstated: list[Triple]
) -> None:
    merged = [*early, *late, *unstated]
    plain, evidence = read(GraphSnapshot({EARLY: early, LATE: late}, merged))
    assert canonical(plain) == canonical(merged)
    stated = {(t, passage) for passage, ts in ((EARLY, early), (LATE, late)) for t in ts}
    assert len(evidence) == len(stated)
    assert {pair for pair in evidence if not _blank(pair[0])} == {
        pair for pair in stated if not _blank(pair[0])
    }


def _blank(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)


def test_a_blank_node_of_a_passage_is_the_one_of_merged() -> None:
    triple = Triple(ID.a, PACT.about, BlankNode("here"))
    other = Triple(ID.b, PACT.about, BlankNode("here"))
    plain, evidence = read(GraphSnapshot({LATE: [triple]}, [triple, other]))
    [(stated, passage)] = evidence
    assert passage == LATE
    assert stated in plain
    assert {t.object for t in plain} == {stated.object}


def test_it_declares_its_version() -> None:
    assert b'\nVERSION "1.2"\n' in b"".join(turtle12(harbour_world()))
