"""Numbers stand in the words as they are stated: with their sign, and as exact as they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from words_world import World

from pactgraph.words.finding import Check

Make = Callable[..., World]


def counted(world: Make, text: str, value: str, comparator: str, words: str = "") -> World:
    words = words or text
    graph = f"""GRAPH <[{words}]> {{ <cove/thing/c> a pact:Count ; pact:value {value} ;
      pact:comparator pact:{comparator} ; pact:unit "boats" }}"""
    return world(text, f"<[{words}]> a pact:Passage .", graph)


@pytest.mark.parametrize(
    "text", ["More than 200 boats.", "Some 200 boats.", "Over two hundred boats."]
)
def test_a_number_after_a_comparator_is_not_exact(world: Make, text: str) -> None:
    (finding,) = counted(world, text, "200", "exactly").findings
    assert finding.check is Check.COMPARATOR
    assert finding.location is not None
    assert finding.location.line is not None


def test_a_passage_that_leaves_the_comparator_out_does_not_hide_it(world: Make) -> None:
    text = "Tirra has more than 200 boats."
    assert counted(world, text, "200", "exactly", "200 boats").checks == [Check.COMPARATOR]


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("More than 200 boats.", "moreThan"),
        ("200 boats.", "exactly"),
        ("More than a day, 200 boats.", "exactly"),
        ("It is over. 200 boats came.", "exactly"),
        ("Over 100 of the 200 boats.", "exactly"),
        ("More than 200 boats, so 200 boats.", "exactly"),
    ],
)
def test_a_number_that_stands_as_it_is_stated_is_taken(
    world: Make, text: str, comparator: str
) -> None:
    assert counted(world, text, "200", comparator).checks == []


def test_a_negative_number_is_not_carried_by_its_amount(world: Make) -> None:
    assert counted(world, "200 boats.", "-200", "exactly").checks == [Check.NUMBER]
