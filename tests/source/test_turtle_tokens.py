"""Text falls into the tokens that the grammar of Turtle gives, however hostile."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactgraph.source.turtle_tokens import tokens, too_deep
from pactgraph.source.walking import walk


def words(text: str) -> list[str]:
    return [found for _, found, _ in tokens(text)]


def test_the_longest_token_is_taken() -> None:
    text = "<s> a.b:c.d true. a 1.5.:x _:b.1. 'it''s' <<(<a>)>>{|a:|} # end\n@en-GB--ltr^^"
    assert words(text) == [
        "<s>",
        "a.b:c.d",
        *("true", ".", "a"),
        *("1.5", ".", ":x"),
        *("_:b.1", "."),
        *("'it'", "'s'"),
        *("<<(", "<a>", ")>>"),
        *("{|", "a:", "|}"),
        *("@en-GB--ltr", "^^"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<s:> <p:> true.<s:> <p:> false. PREFIX x: <http://y/> x:a x:b 1 .x:c a x:d.",
        "PREFIX true: <http://y/> true:a a true:true, true .",
        "<s:> <p:> 1.<s:> <p:> 2.5e3.<s:> <p:> .5.",
        "@prefix a: <http://y/>.a:a a a:.a:b a a:c.d.",
    ],
)
def test_words_without_space_are_told_apart_as_the_parser_does(text: str) -> None:
    strict = list(ox.parse(text, ox.RdfFormat.TURTLE))
    assert [entry.quad for entry in walk(text, None)] == strict


def test_the_scan_ends_at_the_first_lexical_error() -> None:
    assert words('<a> <b> "open\n" <c>') == ["<a>", "<b>"]
    assert words("<a> <b c> <d>") == ["<a>"]


@given(st.text(st.sampled_from("a:b.<>_\\'\"{|}@-1e% \n#^"), max_size=40))
def test_a_text_of_ascii_is_read_as_beside_other_characters(text: str) -> None:
    assert [*tokens(text + "\n#é")] == [*tokens(text)]


@pytest.mark.parametrize(
    "bomb",
    [
        *("a", "a.", "a1.", "a-", "a:b.", "1", "1.", "1e", "<", "<a ", "<<(", "_:", "_:a.", "+"),
        *("%41", ":\\,", '"\\', '"', "'''\\'''", "#", "@a-", "é", "·", "\\", "[", "{|", "~", "^"),
    ],
)
@pytest.mark.parametrize("start", ["", "#é\n", "a", ":", '"""', "'", "<", "_:a", "@a"])
def test_a_text_of_one_repeated_part_is_scanned_to_an_end(start: str, bomb: str) -> None:
    text = start + bomb * 50_000
    assert sum(map(len, words(text))) <= len(text)
    found = too_deep(text, 100)
    assert found is None or found <= len(text)
