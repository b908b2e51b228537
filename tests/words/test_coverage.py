"""Coverage: the share of a text under passages, and the sentences under none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from words_world import World

from pactgraph.errors import TextsNotAtHand
from pactgraph.model.passages import Range
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.source.texts import Texts
from pactgraph.words.coverage import ArticleCoverage, _mask, _uncovered, coverage
from pactgraph.words.tokens import Tokens

Make = Callable[..., World]
TEXT = "Tirra rows. The sea is grey. Tirra sails far."


def covered(world: World) -> ArticleCoverage:
    (found,) = coverage(world.sources, world.texts)
    return found


def stating(words: str) -> tuple[str, str]:
    return (
        f"<[{words}]> a pact:Passage .\n",
        f"GRAPH <[{words}]> {{ <cove/thing/m> a pact:Meeting ; pact:participant id:tirra . }}\n",
    )


def test_a_sentence_is_covered_by_statements_or_by_a_reason(world: Make) -> None:
    first, second = stating("Tirra rows"), stating("Tirra sails far.")
    silent = "<[The sea is grey]> a pact:SilentPassage ; pact:reason 'weather' ."
    found = covered(world(TEXT, first[0] + second[0] + silent, first[1] + second[1]))
    assert found.complete
    assert found.open_sentences == ()
    assert found.sentences == 3
    solid = len(TEXT) - TEXT.count(" ")
    assert found.stated == pytest.approx((9 + 14) / solid)
    assert found.silent == pytest.approx(12 / solid)


def test_uncovered_words_are_shown_where_they_stand(world: Make) -> None:
    found = covered(world(TEXT, *stating("Tirra sails")))
    assert [(one.words, one.partly) for one in found.open_sentences] == [
        ("Tirra rows.", False),
        ("The sea is grey.", False),
        ("Tirra sails far.", True),
    ]
    assert [place.of(TEXT) for place in found.open_sentences[2].uncovered] == ["far"]
    assert not found.complete


def test_a_stub_covers_nothing_and_a_passage_that_resolves_does(world: Make) -> None:
    stub = "<[Tirra rows.]> a pact:Passage . <[The sea is grey.]> a pact:Passage"
    assert len(covered(world(TEXT, f"{stub} .")).open_sentences) == 3
    used = covered(world(TEXT, f"{stub} ; pact:resolvedBy <[Tirra rows.]> ."))
    assert [one.words for one in used.open_sentences] == ["The sea is grey.", "Tirra sails far."]


def test_the_tiny_project_shows_what_is_left_open(tiny_project: Project) -> None:
    texts = Texts(tiny_project.root / "texts")
    harbour, lagoon = coverage(Sources.load(tiny_project), texts)
    assert [one.range.start for one in harbour.open_sentences] == [1, 104]
    assert [str(place) for one in lagoon.open_sentences for place in one.uncovered] == ["151,187"]


def test_without_texts_there_is_no_coverage(tiny_project: Project) -> None:
    with pytest.raises(TextsNotAtHand):
        coverage(Sources.load(tiny_project), Texts(None))


def test_an_article_without_its_text_is_left_out(tiny_root: Path) -> None:
    (tiny_root / "texts/lagoon-2021.txt").unlink()
    found = coverage(Sources.load(Project(tiny_root)), Texts(tiny_root / "texts"))
    assert [one.slug for one in found] == ["harbour-2019-05-02"]


PLACES = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=5)


@given(st.text("ab .", min_size=1, max_size=50), PLACES)
def test_uncovered_words_are_just_those_that_no_range_covers(text: str, places: list) -> None:
    tokens = Tokens(text)
    whole = Range(0, len(text))
    mask = _mask(text, [Range(start, start + length) for start, length in places])
    open_words = {
        token.start for token in tokens if not all(mask[n] for n in range(token.start, token.end))
    }
    shown = list(_uncovered(tokens, whole, mask, bytearray(len(text)))) if len(tokens) else []
    assert {t.start for t in tokens if any(t.start in range(p.start, p.end) for p in shown)} == (
        open_words
    )
