"""Locating words: their ranges, whatever the quotes, spaces and case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactgraph.errors import BadInput
from pactgraph.model.passages import Range
from pactgraph.words.location import locate, locate_in_context, places
from pactgraph.words.tokens import Tokens

TEXT = 'The reef\u2019s  \u201cold\u201d wall \u2013 the V\u00e2l wall.\nThe REEF\'S "old" wall'


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            'the reef\'s "old" wall',
            ["The reef\u2019s  \u201cold\u201d wall", 'The REEF\'S "old" wall'],
        ),
        ("WALL - THE", ["wall \u2013 the"]),
        ("Va\u0302l", ["V\u00e2l"]),
        ("wall. the", ["wall.\nThe"]),
        ("wall", ["wall", "wall", "wall"]),
        ("wal", []),
        ("eef", []),
        ("reef", ["reef", "REEF"]),
        (".", ["."]),
        ("tide", []),
    ],
)
def test_every_place_of_the_words_is_found_whole(words: str, expected: list[str]) -> None:
    assert [place.of(TEXT) for place in locate(TEXT, words)] == expected


def test_a_place_is_shown_with_what_stands_around_it() -> None:
    (found,) = locate_in_context(TEXT, "V\u00e2l")
    assert str(found).startswith("29,32  \u2026The reef\u2019s  \u201cold\u201d wall")
    assert "the [V\u00e2l] wall.\u23ceThe REEF'S" in str(found)


def test_nothing_to_look_for_is_refused() -> None:
    with pytest.raises(BadInput, match="no words"):
        locate(TEXT, " \n")


def test_a_quote_may_be_held_to_its_capitals_and_to_a_range() -> None:
    tokens = Tokens(TEXT)
    assert list(places(tokens, "The reef's", any_case=False)) == [Range(0, 10)]
    assert list(places(tokens, "wall", inside=Range(20, 40))) == [Range(33, 37)]


SIGNS = "aB\u00e9sS '\u2019-\u2013\n\u00a0.\"\u201c"


@given(st.text(SIGNS), st.data())
def test_any_run_of_whole_words_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    tokens = Tokens(text)
    if not len(tokens):
        return
    first = data.draw(st.integers(0, len(tokens) - 1))
    last = data.draw(st.integers(first, len(tokens) - 1))
    place = Range(tokens[first].start, tokens[last].end)
    assert place in locate(text, place.of(text).upper())
