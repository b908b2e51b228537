"""Each rule finds what it is for, and passes over its near misses."""

from __future__ import annotations

import pytest
from disagreement_worlds import article, findings, judgements
from rule_worlds import FOUND, PASSED_OVER, begin, end, membership, on, relation

from pactgraph.disagreement.rule import Rule
from pactgraph.disagreement.search import RULES

TWO_BEGINS = [
    article("a", "2020", membership(begin("1992"))),
    article("b", "2021", membership(begin("1994"))),
]


@pytest.mark.parametrize(("parts", "rule", "severity"), FOUND.values(), ids=FOUND)
def test_a_rule_finds_what_it_is_for(parts: list[str], rule: str, severity: str) -> None:
    assert [(one.rule, one.severity.value) for one in findings(*parts)] == [(rule, severity)]


@pytest.mark.parametrize("parts", [parts for parts, _, _ in FOUND.values()], ids=FOUND)
def test_every_side_has_statements_with_passages(parts: list[str]) -> None:
    for one in findings(*parts):
        assert len(one.sides) > 1
        assert all(side for side in one.sides)


@pytest.mark.parametrize("parts", PASSED_OVER.values(), ids=PASSED_OVER)
def test_a_near_miss_is_no_finding(parts: list[str]) -> None:
    assert [one.gist for one in findings(*parts)] == []


def test_every_rule_is_tried_but_the_one_that_takes_the_conflicts_of_axioms() -> None:
    tried = {rule for _, rule, _ in FOUND.values()}
    assert {rule.name for rule in RULES} - tried == {"broken-axiom"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_says_in_sentences_what_it_finds_and_what_not(rule: Rule) -> None:
    for sentence in (rule.finds, rule.passes_over):
        assert sentence[0].isupper()
        assert sentence.endswith(".")


def test_an_article_that_tells_of_both_begins_reconciles_the_others() -> None:
    (finding,) = findings(
        article("a", "2020", relation("id:r", "Relationship", "1992-03")),
        article("b", "2020", relation("id:c", "Cooperation", "1994")),
        article(
            "c",
            "2020",
            relation("id:r", "Relationship", "1992"),
            relation("id:c", "Cooperation", "1994"),
        ),
    )
    assert finding.reconciliation is not None
    cited = [passage.value.rpartition("/")[2] for passage in finding.reconciliation.passages]
    assert cited == ["c#char=0,99", "c#char=100,199"]


def test_a_later_article_whose_dates_contain_the_day_reconciles_the_earlier() -> None:
    (finding,) = findings(
        article("a", "2020-01-21", membership(on("2020-01-21"))),
        article("b", "2022-01-18", membership(begin("2015"), end("2021-08"))),
    )
    assert finding.reconciliation is not None
    assert [p.value.rpartition("/")[2] for p in finding.reconciliation.passages] == ["b#char=0,99"]


def test_a_judgement_stands_beside_a_finding_and_suppresses_nothing() -> None:
    (before,) = findings(*TWO_BEGINS)
    assert before.judgements == ()
    named = f'<urn:j> a pact:Judgement ; pact:judgedThing {before.iri} ; pact:reason "b errs" .'
    (after,) = findings(*TWO_BEGINS, judgements(named))
    assert [judgement.value for judgement in after.judgements] == ["urn:j"]
    assert (after.iri, after.sides, after.severity) == (before.iri, before.sides, before.severity)


def test_a_judgement_of_both_things_stands_beside_their_finding() -> None:
    (finding,) = findings(*FOUND["begins of what a curator thinks may be one"][0])
    assert [judgement.value for judgement in finding.judgements] == ["urn:j"]


def test_a_statement_tells_whose_voice_it_is() -> None:
    (finding,) = findings(*FOUND["a speaker against an article"][0])
    own, spoken = (side[0].voice for side in finding.sides)
    assert own.is_own
    assert [speaker.value.rpartition("/")[2] for speaker in spoken.speakers] == ["ada"]
    assert [agent.value.rpartition("/")[2] for agent in spoken.through] == ["tide-post"]
    assert spoken.utterance is not None


def test_of_passages_that_say_the_same_the_shortest_is_cited() -> None:
    wide = "GRAPH <a#char=0,300> { " + membership(begin("1992")) + " }"
    (finding,) = findings(*TWO_BEGINS, wide)
    assert [said.passage.value.rpartition("/")[2] for said in finding.sides[0]] == ["a#char=0,99"]


def test_one_more_article_on_a_side_keeps_the_name_of_the_finding() -> None:
    (before,) = findings(*TWO_BEGINS)
    (after,) = findings(*TWO_BEGINS, article("c", "2021", membership(begin("1994-05"))))
    assert after.iri == before.iri
    assert [len(side) for side in after.sides] == [1, 2]


def test_three_begins_are_three_sides_of_one_finding() -> None:
    years = {"a": "1992", "b": "1993", "c": "1994"}
    (finding,) = findings(
        *(article(slug, "2020", membership(begin(year))) for slug, year in years.items())
    )
    assert [str(side[0].value)[1:5] for side in finding.sides] == list(years.values())
