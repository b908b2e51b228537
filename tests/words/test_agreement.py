"""What an article's file says twice agrees, and nothing is denied and stated at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from words_world import World

from pactgraph.words.finding import Check

Make = Callable[..., World]

TEXT = "On 2 May 2019 Oda Vell wrote of Tirra and Maristan."
RECORD = (
    f"<[{TEXT}]> a pact:Passage . <> <https://schema.org/datePublished>"
    ' "2019-05-02"^^xsd:date ; <https://schema.org/author> id:oda-vell .'
)


def stated(statements: str) -> str:
    return f"GRAPH <[{TEXT}]> {{ {statements} }}"


@pytest.mark.parametrize(
    "statement",
    [
        '<https://schema.org/datePublished> "2019-05-02"^^xsd:date',
        '<https://schema.org/datePublished> "2019-05"^^xsd:gYearMonth',
        "<https://schema.org/author> id:oda-vell",
        '<https://schema.org/author> "Oda Vell"',
    ],
)
def test_a_passage_that_says_what_the_record_says_is_taken(world: Make, statement: str) -> None:
    assert Check.RECORD_DIFFERS not in world(TEXT, RECORD, stated(f"<> {statement} .")).checks


@pytest.mark.parametrize(
    "statement",
    [
        '<https://schema.org/datePublished> "2019-05-03"^^xsd:date',
        '<https://schema.org/datePublished> "2018"^^xsd:gYear',
        "<https://schema.org/author> id:bram-tolk",
        '<https://schema.org/author> "Oda"',
    ],
)
def test_a_passage_that_gives_another_date_or_author_than_the_record_is_found(
    world: Make, statement: str
) -> None:
    findings = world(TEXT, RECORD, stated(f"<> {statement} .")).findings
    (finding,) = (f for f in findings if f.check is Check.RECORD_DIFFERS)
    assert finding.location is not None
    assert finding.location.line is not None


DENIAL = (
    "<cove/thing/d> a pact:Denial ; pact:denialSubject id:tirra ;"
    " pact:denialRelation pact:ledBy ; pact:denialObject id:maristan ."
)
LED = "id:tirra pact:ledBy id:maristan ."


def test_what_a_graph_denies_it_does_not_state(world: Make) -> None:
    assert Check.DENIED_STATED in world(TEXT, RECORD, stated(DENIAL + LED)).checks
    assert Check.DENIED_STATED not in world(TEXT, RECORD, stated(DENIAL)).checks
    other = "id:maristan pact:ledBy id:tirra ."
    assert Check.DENIED_STATED not in world(TEXT, RECORD, stated(DENIAL + other)).checks
