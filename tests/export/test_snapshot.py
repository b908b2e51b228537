"""The options choose what of a snapshot is exported."""

from __future__ import annotations

from dataclasses import replace

from export_worlds import CLAIM, EARLY, INFERRED, LATE, harbour_world
from pyoxigraph import Triple

from pactgraph.export import ExportOptions
from pactgraph.export.snapshot import graphs_in_scope, merged_in_scope, passage_graphs
from pactgraph.namespaces import FOAF, ID, PACT, RDF

STATED = ExportOptions(stated_only=True)
NOT_INFERRED = ExportOptions(no_inferred=True)


def test_stated_only_is_what_the_passages_say_and_no_more() -> None:
    world = harbour_world()
    passages = {EARLY: set(world.graphs[EARLY]), LATE: set(world.graphs[LATE])}
    assert graphs_in_scope(world, STATED) == passages
    assert merged_in_scope(world, STATED) == passages[EARLY] | passages[LATE]
    assert set(passage_graphs(world)) == {EARLY, LATE}


def test_no_inferred_keeps_a_triple_that_is_both_stated_and_inferred() -> None:
    world = harbour_world()
    both = Triple(ID["mole-visit"], PACT.visitor, ID.lighthouse)
    assert both in world.graphs[INFERRED]
    left_out = merged_in_scope(world) - merged_in_scope(world, NOT_INFERRED)
    assert left_out == set(world.graphs[INFERRED]) - {both}
    assert Triple(ID.lighthouse, RDF.type, FOAF.Agent) in left_out
    assert set(world.graphs) - set(graphs_in_scope(world, NOT_INFERRED)) == {INFERRED}


def test_what_a_claim_says_counts_as_stated_elsewhere_only_if_claims_joined() -> None:
    world = harbour_world()
    [claimed] = world.graphs[CLAIM]
    graphs = {**world.graphs, INFERRED: [*world.graphs[INFERRED], claimed]}
    world = replace(world, graphs=graphs, merged=[*world.merged, claimed])
    assert claimed not in merged_in_scope(world, NOT_INFERRED)
    joined = replace(world, joined_claims=frozenset({CLAIM}))
    assert claimed in merged_in_scope(joined, NOT_INFERRED)


def test_the_ontologys_labels_stay_without_inferred_triples() -> None:
    world = harbour_world()
    assert any(t.subject == PACT.Visit for t in merged_in_scope(world, NOT_INFERRED))
