"""Whole words with offsets: normalised for comparing, never for offsets."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactgraph.model.passages import Range
from pactgraph.words.tokens import Tokens, fold, word_key


def keys(text: str) -> list[str]:
    return [token.key for token in Tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Osel's reef", ["osel", "reef"]),
        ("Osel\u2019s reef", ["osel", "reef"]),
        ("the wardens\u2019 reef", ["the", "wardens", "reef"]),
        ("Narva\u2013Osel pact", ["narva", "osel", "pact"]),
        ("O'Brine sails", ["o", "brine", "sails"]),
        ("co\u00adral reef", ["coral", "reef"]),
        ("Va\u0302l and V\u00e2l", ["v\u00e2l", "and", "v\u00e2l"]),
        ("@ReefNews24 44-day", ["reefnews24", "44", "day"]),
        ("\u2014 \u2026 !", []),
    ],
)
def test_text_falls_into_whole_words(text: str, expected: list[str]) -> None:
    assert keys(text) == expected


def test_a_possessive_is_no_part_of_a_word_but_of_its_tail() -> None:
    (osel, _) = Tokens("Osel\u2019s reef")
    assert (osel.start, osel.end, osel.tail) == (0, 4, 6)


def test_a_form_matches_through_a_possessive_and_any_sort_of_space() -> None:
    text = Tokens("The board\u2019s\u00a0high\n warden")
    assert [place.of(text.text) for place in text.find(Tokens("Board high warden"))] == [
        "board\u2019s\u00a0high\n warden"
    ]


@pytest.mark.parametrize("text", ["Reef. Board", "Reef, Board", "Reef\n\nBoard", "Reef-Board"])
def test_words_parted_by_a_stop_or_a_paragraph_or_a_dash_are_no_form(text: str) -> None:
    assert list(Tokens(text).find(Tokens("Reef Board"))) == []


def test_words_are_found_only_whole_inside_a_range() -> None:
    text = Tokens("reef boards and reef")
    assert list(text.find(Tokens("reef"), Range(1, 20))) == [Range(16, 20)]
    assert list(text.find(Tokens("reef"), Range(0, 19))) == [Range(0, 4)]


def test_an_offset_inside_a_word_splits_it_and_before_a_possessive_does_not() -> None:
    text = Tokens("Osel\u2019s reef")
    assert [offset for offset in range(12) if text.splits_word(offset)] == [1, 2, 3, 8, 9, 10]


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_tokens_stand_where_they_say_in_order_and_leave_out_no_letter(text: str) -> None:
    tokens = list(Tokens(text))
    assert all(word_key(fold(text)[t.start : t.end]) == t.key for t in tokens)
    assert all(a.tail <= b.start for a, b in pairwise(tokens))
    covered = {offset for t in tokens for offset in range(t.start, t.tail)}
    assert all(offset in covered for offset, sign in enumerate(text) if sign.isalnum())


@given(st.text())
def test_a_text_that_has_words_holds_its_own_words(text: str) -> None:
    tokens = Tokens(text)
    found = list(tokens.find(Tokens(text)))
    assert bool(found) == bool(len(tokens))
