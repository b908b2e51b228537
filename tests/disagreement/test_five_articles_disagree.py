"""The five articles: every disagreement that a person who read them knows of, and no other."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from pactgraph.disagreement.finding import Finding
from pactgraph.graph import Graph
from pactgraph.namespaces import ARTICLE, ID

KNOWN = {
    "since when NATO and Russia's military met in Azerbaijan": (
        "dates-of-what-may-be-one",
        "to-check",
        [["today-az-2022-01-18#char=3971,4093"], ["azernews-2020-01-21#char=2904,3027"]],
    ),
    "when relations or cooperation began": (
        "begins-of-relations",
        "to-check",
        [
            [
                "azernews-2020-01-21#char=1143,1196",
                "azernews-2020-04-13#char=1688,1756",
                "azernews-2021-10-19#char=3043,3092",
                "nato-partnership-background#char=0,68",
            ],
            ["azernews-2021-10-19#char=3327,3427", "today-az-2022-01-18#char=1363,1462"],
        ],
    ),
    "who was Deputy Secretary General in early 2020": (
        "one-office-held-by-two",
        "to-check",
        [["azernews-2020-01-21#char=160,203"], ["azernews-2020-04-13#char=36,127"]],
    ),
    "one number of servicemen for a mission and for an airport": (
        "one-number-two-scopes",
        "to-check",
        [["today-az-2022-01-18#char=3564,3676"], ["azernews-2020-01-21#char=2673,2786"]],
    ),
    "whether Resolute Support goes on": (
        "current-then-ended",
        "to-check",
        [
            [
                "azernews-2020-01-21#char=2365,2491",
                "azernews-2020-01-21#char=2493,2671",
                "azernews-2020-04-13#char=3435,3561",
            ],
            ["today-az-2022-01-18#char=3461,3562"],
        ],
    ),
    "whether the Planning and Review Process was joined without a break": (
        "since-against-resumed",
        "to-check",
        [["azernews-2021-10-19#char=3604,3687"], ["today-az-2022-01-18#char=967,1161"]],
    ),
    "the year that no cycle covers": (
        "a-gap-in-a-series",
        "to-check",
        [
            ["nato-partnership-background#char=2110,2185"],
            ["nato-partnership-background#char=2110,2204"],
        ],
    ),
    "whether the conflict is over": (
        "over-and-under-way",
        "to-check",
        [
            ["azernews-2021-10-19#char=1521,1758", "today-az-2022-01-18#char=2070,2110"],
            ["azernews-2020-04-13#char=3672,3856"],
        ],
    ),
    "what Russia argues and James Appathurai refutes": (
        "refuted",
        "contradiction",
        [["azernews-2020-04-13#char=1190,1377"], ["azernews-2020-04-13#char=1190,1377"]],
    ),
}


def of_rule(graph: Graph, rule: str) -> Finding:
    (finding,) = [one for one in graph.found.findings if one.rule == rule]
    return finding


def passages(finding: Finding) -> list[list[str]]:
    return [
        list(dict.fromkeys(said.passage.value.removeprefix(ARTICLE.base) for said in side))
        for side in finding.sides
    ]


@pytest.mark.parametrize(("rule", "severity", "sides"), KNOWN.values(), ids=KNOWN)
def test_a_known_disagreement_is_found_with_the_passages_of_both_sides(
    graph: Graph, rule: str, severity: str, sides: list[list[str]]
) -> None:
    finding = of_rule(graph, rule)
    assert finding.severity == severity
    assert passages(finding) == sides


def test_there_is_no_other_finding(graph: Graph) -> None:
    assert [one.rule for one in graph.found.findings] == [rule for rule, _, _ in KNOWN.values()]


def test_the_article_that_tells_of_both_begins_reconciles_them(graph: Graph) -> None:
    reconciled = of_rule(graph, "begins-of-relations").reconciliation
    assert reconciled is not None
    assert [p.value.removeprefix(ARTICLE.base) for p in reconciled.passages] == [
        "azernews-2021-10-19#char=3043,3092",
        "azernews-2021-10-19#char=3327,3427",
    ]


def test_a_curators_doubts_stand_beside_what_they_are_about(graph: Graph) -> None:
    judged = {one.rule for one in graph.found.findings if one.judgements}
    assert judged == {
        "dates-of-what-may-be-one",
        "begins-of-relations",
        "one-office-held-by-two",
        "one-number-two-scopes",
        "since-against-resumed",
        "over-and-under-way",
    }


def test_speakers_are_told_from_articles(graph: Graph) -> None:
    conflict = of_rule(graph, "over-and-under-way")
    bayramov, own = (said.voice for said in conflict.sides[0] if "endedBefore" in str(said))
    assert bayramov.speakers == (ID["jeyhun-bayramov"],)
    assert bayramov.through == (ID["foreign-ministry-azerbaijan"],)
    assert own.is_own
    russia, appathurai = (side[0].voice for side in of_rule(graph, "refuted").sides)
    assert russia.speakers == (ID.russia,)
    assert russia.through == (ID["james-appathurai"], ID["nezavisimaya-gazeta"])
    assert appathurai.speakers == (ID["james-appathurai"],)


def test_each_cited_passage_states_what_is_cited_or_words_the_claim_that_does(
    graph: Graph,
) -> None:
    for finding in graph.found.findings:
        for _, said in finding.statements:
            assert said.quad.triple in graph.graphs[said.graph]
            if said.graph != said.passage.value:
                worded = {t.object for t in graph.merged if t.subject == NamedNode(said.graph)}
                assert said.passage in worded
