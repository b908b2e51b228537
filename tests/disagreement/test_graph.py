"""The graph of disagreements: joined to merged, never closed, the same for the same files."""

from __future__ import annotations

import random

import pytest
from disagreement_worlds import ONTOLOGY, article, claim, findings, graphs_of
from pyoxigraph import NamedNode, Triple
from rule_worlds import FOUND, begin, membership

from pactgraph.conflicts import Conflict, Statement
from pactgraph.disagreement import world
from pactgraph.disagreement.search import find_disagreements
from pactgraph.graph import Graph, build_graph
from pactgraph.model.graphs import DISAGREEMENTS, INFERRED
from pactgraph.namespaces import ID, PACT, RDF
from pactgraph.source.sources import Sources


def test_findings_stand_in_a_graph_of_their_own_and_in_merged(graph: Graph) -> None:
    found = graph.graphs[DISAGREEMENTS.value]
    assert list(found) == list(graph.found.triples)
    assert set(found) <= set(graph.merged)
    assert list(graph.graphs) == sorted(graph.graphs)


def test_nothing_is_inferred_from_a_finding(graph: Graph) -> None:
    names = {triple.subject for triple in graph.found.triples}
    assert not names & {triple.subject for triple in graph.graphs[INFERRED.value]}
    assert not set(graph.found.triples) & set(graph.closed)


def test_a_triple_leads_back_to_its_finding(graph: Graph) -> None:
    for triple in graph.found.triples:
        finding = graph.found.finding_of[triple]
        assert str(triple.subject).startswith(str(finding.iri)[:-1])


def test_a_graph_of_fewer_articles_has_the_disagreements_among_those(sources: Sources) -> None:
    some = build_graph(sources, articles=["azernews-2020-01-21", "azernews-2020-04-13"])
    assert [one.rule for one in some.found.findings] == ["one-office-held-by-two", "refuted"]
    alone = build_graph(sources, articles=["azernews-2020-01-21"])
    assert alone.found.findings == ()
    assert DISAGREEMENTS.value not in alone.graphs


def test_a_finding_has_one_name_in_every_graph_that_has_it(graph: Graph, sources: Sources) -> None:
    some = build_graph(sources, articles=["azernews-2020-01-21", "azernews-2021-10-19"])
    (begins,) = [one for one in some.found.findings if one.rule == "begins-of-relations"]
    assert begins.iri in {one.iri for one in graph.found.findings}
    assert begins.reconciliation is not None


def test_who_forgets_at_once_finds_the_same(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "_MOST_KEPT", 2)
    graphs = {name: graph.graphs[name] for name in graph.graphs if name != DISAGREEMENTS.value}
    found = find_disagreements(graphs, graph.sources.ontology, graph.disagreements)
    assert found.findings == graph.found.findings
    assert found.findings


def test_joining_claims_changes_no_finding(graph: Graph, sources: Sources) -> None:
    joined = build_graph(sources, with_claims=[ID["jeyhun-bayramov"].value])
    assert joined.found.findings == graph.found.findings


@pytest.mark.parametrize("parts", [parts for parts, _, _ in FOUND.values()], ids=FOUND)
def test_the_order_of_graphs_and_triples_changes_nothing(parts: list[str]) -> None:
    graphs = graphs_of(*parts)
    expected = find_disagreements(graphs, ONTOLOGY)
    for seed in range(3):
        chance = random.Random(seed)
        names = chance.sample(list(graphs), len(graphs))
        shuffled = {name: chance.sample(graphs[name], len(graphs[name])) for name in names}
        found = find_disagreements(shuffled, ONTOLOGY)
        assert found.findings == expected.findings
        assert set(found.triples) == set(expected.triples)


@pytest.mark.parametrize("parts", [parts for parts, _, _ in FOUND.values()], ids=FOUND)
def test_two_findings_never_share_a_name_or_a_statement(parts: list[str]) -> None:
    found = find_disagreements(graphs_of(*parts), ONTOLOGY)
    assert len({one.iri for one in found.findings}) == len(found.findings)
    opposed = [t.object for t in found.triples if t.predicate == PACT.opposes]
    assert len(opposed) == len(set(opposed))


def test_what_an_axiom_forbids_between_two_articles_is_a_finding() -> None:
    parts = (
        article("a", "2020", "id:x a pact:Person ."),
        article("b", "2020", "id:x a pact:City ."),
    )
    graphs = graphs_of(*parts)
    statements = tuple(
        Statement(
            Triple(ID.x, RDF.type, kind), f"https://w3id.org/pactgraph/article/{slug}#char=0,99"
        )
        for slug, kind in (("a", PACT.Person), ("b", PACT.City))
    )
    conflict = Conflict("nothing is both a person and a city", statements)
    (finding,) = find_disagreements(graphs, ONTOLOGY, [conflict]).findings
    assert (finding.rule, finding.severity) == ("broken-axiom", "contradiction")
    assert [side[0].value for side in finding.sides] == [PACT.Person, PACT.City]
    assert "nothing is both a person and a city" in finding.gist


def test_a_conflict_that_rests_on_records_is_left_to_the_build() -> None:
    graphs = graphs_of(article("a", "2020", "id:x a pact:Person ."))
    statements = (
        Statement(
            Triple(ID.x, RDF.type, PACT.Person), "https://w3id.org/pactgraph/article/a#char=0,99"
        ),
        Statement(Triple(ID.x, RDF.type, PACT.City), "https://w3id.org/pactgraph/graph/entities"),
    )
    assert find_disagreements(graphs, ONTOLOGY, [Conflict("x", statements)]).findings == ()


def test_a_claim_that_joins_nothing_counts_all_the_same() -> None:
    (finding,) = findings(
        article("a", "2020", membership(begin("1992"))),
        article("b", "2020"),
        claim("b", "c", "id:ada", membership(begin("1994"))),
    )
    assert [s.graph.rpartition("/")[2] for side in finding.sides for s in side] == [
        "a#char=0,99",
        "c",
    ]


def test_an_empty_graph_has_none() -> None:
    assert find_disagreements({}, ONTOLOGY).triples == ()
    assert find_disagreements({}, ()).findings == ()


def test_a_thing_of_many_articles_is_one_finding() -> None:
    parts = [article(f"a{n}", "2020", membership(begin(str(1990 + n % 2)))) for n in range(200)]
    (finding,) = findings(*parts)
    assert [len(side) for side in finding.sides] == [100, 100]


def test_the_name_of_a_finding_is_of_our_own_space(graph: Graph) -> None:
    for one in graph.found.findings:
        assert isinstance(one.iri, NamedNode)
        assert one.iri.value.startswith("https://w3id.org/pactgraph/disagreement/")
