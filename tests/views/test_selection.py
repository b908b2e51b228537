"""What is left when articles and things are taken out, in a small world."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple
from views_worlds import built, iri, published

from pactgraph.graph import Graph
from pactgraph.model.graphs import ENTITIES, JUDGEMENTS
from pactgraph.namespaces import ARTICLE, ID, PACT, RDF
from pactgraph.views.selection import Selection
from pactgraph.views.whole import Whole

EARLY = (
    published("2019-05-02")
    + " <#char=0,9> pact:resolution <early/resolution/it> ."
    + " <early/resolution/it> a pact:Resolution ; pact:resolvedThing id:tirra-membership ;"
    + " pact:resolvingPassage <#char=0,9> .",
    [
        "id:tirra-membership a pact:Membership ; pact:member id:tirra ;"
        ' pact:organisation id:council ; pact:begin "1996"^^xsd:gYear .',
        'id:clear-water a pact:Operation ; pact:ledBy id:council ; pact:begin "2016"^^xsd:gYear .',
        "id:harbour-visit a pact:Visit ; pact:visitor id:tirra ;"
        ' pact:duringEvent id:clear-water ; pact:date "2017-03-01"^^xsd:date .',
        "<early/thing/staff> a pact:Count ; pact:value 40 ; pact:countOf id:tirra-membership .",
        "<early/thing/said> a pact:Utterance ; pact:speaker id:tirra ;"
        ' pact:date "2018-01-01"^^xsd:date ; pact:content <early/claim/said> .',
        "claim:said id:maristan-membership a pact:Membership ; pact:member id:maristan .",
        "id:tirra a pact:State ; pact:about id:tirra-membership .",
    ],
)
LATE = (
    published("2021-06-01"),
    [
        "id:tirra-membership a pact:Membership ; pact:member id:tirra ;"
        ' pact:organisation id:council ; pact:end "2020"^^xsd:gYear .',
        "id:cycle a pact:Cycle ; pact:about id:tirra .",
        "<late/thing/staff> a pact:Count ; pact:value 9 ; pact:countOf id:cycle .",
    ],
)
JUDGED = """
judgement:staff a pact:Judgement ; pact:reason "Both are nine." ;
  pact:judgedThing <https://w3id.org/pactgraph/article/early/thing/staff>,
    <https://w3id.org/pactgraph/article/late/thing/staff> .
<https://w3id.org/pactgraph/article/early/thing/staff>
  pact:perhapsSameAs <https://w3id.org/pactgraph/article/late/thing/staff> .
judgement:tirra a pact:Judgement ; pact:judgedThing id:tirra ; pact:reason "Only one." .
"""
HEAD = "@prefix judgement: <https://w3id.org/pactgraph/judgement/> .\n"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    root = tmp_path_factory.mktemp("world")
    graph = built(root, {"early": EARLY, "late": LATE}, judgements=HEAD + JUDGED)
    return Whole(lambda: graph)


def without(whole: Whole, *things: str, articles: tuple[str, ...] = ("early", "late")) -> Selection:
    gone = {iri(thing) if "/" not in thing else ARTICLE.base + thing for thing in things}
    return Selection(whole, frozenset(articles), lambda thing: thing not in gone)


def mentioning(selection: Selection, thing: str, *, but: tuple[str, ...] = ()) -> list[str]:
    """Return the graphs that still speak of a thing, the computed one among them."""
    graphs = {**selection.graphs, "computed": selection.computed.triples}
    node = NamedNode(thing)
    return [
        graph.removeprefix(ARTICLE.base)
        for graph, triples in graphs.items()
        if graph not in but and any(node in (t.subject, t.object) for t in triples)
    ]


def test_a_minted_thing_that_is_not_in_force_is_gone_from_everywhere(whole: Whole) -> None:
    selection = without(whole, "tirra-membership")
    assert mentioning(selection, iri("tirra-membership")) == []
    assert ARTICLE.base + "early#char=0,9" not in selection.graphs
    # What it is resolved in goes with it, and what only links to it loses the link.
    assert mentioning(selection, ARTICLE.base + "early/resolution/it") == []
    staff = selection.graphs[ARTICLE.base + "early#char=30,39"]
    assert {t.predicate for t in staff} == {RDF.type, PACT.value}
    assert [t.predicate for t in selection.graphs[ARTICLE.base + "early#char=60,69"]] == [RDF.type]


def test_a_named_thing_that_is_not_in_force_keeps_its_names_and_the_links_to_it(
    whole: Whole,
) -> None:
    selection = without(whole, "clear-water")
    thing = ID["clear-water"]
    assert ARTICLE.base + "early#char=10,19" not in selection.graphs
    names = [t for t in selection.graphs[ENTITIES.value] if t.subject == thing]
    assert {t.predicate.value.rpartition("#")[2] for t in names} == {"label", "name"}
    link = Triple(ID["harbour-visit"], PACT.duringEvent, thing)
    assert link in selection.graphs[ARTICLE.base + "early#char=20,29"]
    assert not any(t.subject == thing or t.object == thing for t in selection.computed.triples)


def test_the_bounds_of_what_stays_are_what_the_articles_gave(whole: Whole) -> None:
    selection = without(whole, "clear-water", "tirra-membership")
    assert set(selection.computed.triples) < set(whole.computed.triples)
    key = (iri("harbour-visit"), ARTICLE.base + "early")
    assert selection.computed.bounds[key] is whole.computed.bounds[key]
    assert (iri("clear-water"), ARTICLE.base + "early") not in selection.computed.bounds


def test_the_claims_of_an_utterance_that_is_left_out_go_with_it(whole: Whole) -> None:
    selection = without(whole, "early/thing/said")
    assert mentioning(selection, ARTICLE.base + "early/claim/said") == []
    assert ARTICLE.base + "early/claim/said" not in selection.graphs
    assert ARTICLE.base + "early/claim/said" in without(whole).graphs


def test_a_judgement_of_what_is_left_out_goes_with_it(whole: Whole) -> None:
    assert len(without(whole).graphs[JUDGEMENTS.value]) == 8
    kept = without(whole, "early/thing/staff").graphs[JUDGEMENTS.value]
    assert {t.subject.value.rpartition("/")[2] for t in kept} == {"tirra"}


def test_an_article_that_is_left_out_takes_what_only_it_resolves(whole: Whole) -> None:
    selection = Selection(whole, frozenset({"early"}))
    assert not any(graph.startswith(ARTICLE.base + "late") for graph in selection.graphs)
    # Its own things, the shared things that it alone speaks of, judgements of either.
    assert mentioning(selection, ARTICLE.base + "late/thing/staff") == []
    assert mentioning(selection, iri("cycle")) == []
    assert selection.later_only == {iri("cycle")}
    assert [t.predicate for t in selection.graphs[JUDGEMENTS.value]] == [
        RDF.type, PACT.judgedThing, PACT.reason
    ]  # fmt: skip
    # What both speak of stays, as the earlier has it; what no article speaks of stays.
    assert PACT.end not in {t.predicate for ts in selection.graphs.values() for t in ts}
    assert mentioning(selection, iri("tirra-membership")) != []


def test_a_selection_of_everything_is_everything(whole: Whole) -> None:
    selection = Selection(whole, frozenset({"early", "late"}))
    assert selection.graphs == whole.graphs
    assert selection.computed is whole.computed
    in_force = without(whole)
    assert {g: list(t) for g, t in in_force.graphs.items()} == dict(whole.graphs)
    assert in_force.computed.triples == whole.computed.triples


def test_joined_claims_are_read_as_what_is_stated(tmp_path: Path, whole: Whole) -> None:
    from pactgraph.graph import build_graph

    sources = whole.graph.sources
    claim = ARTICLE.base + "early/claim/said"
    joined = build_graph(sources, with_claims=[claim])
    seen = Whole(lambda: joined)
    assert iri("maristan-membership") in seen.told
    assert iri("maristan-membership") not in whole.told
    selection = Selection(seen, frozenset({"early"}), lambda thing: "maristan" not in thing)
    assert selection.claims == frozenset()
    assert mentioning(selection, iri("maristan-membership")) == []


def test_graphs_that_are_derived_are_no_part_of_the_whole(whole: Whole) -> None:
    graph: Graph = whole.graph
    assert set(graph.graphs) - set(whole.graphs) == {
        "https://w3id.org/pactgraph/graph/computed",
        "https://w3id.org/pactgraph/graph/inferred",
    }
