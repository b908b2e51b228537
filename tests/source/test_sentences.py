"""Sentences end where a reader would end them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactgraph.source.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        (" One.\n\nTwo \nthree", ["One.", "Two", "three"]),
        ("A\r\nB\rC\u2028D", ["A", "B", "C", "D"]),
        (
            "He met D.Tolk and D. Tolk there. He left.",
            ["He met D.Tolk and D. Tolk there.", "He left."],
        ),
        ("Mr. Vell, Gen. Tolk and St. Orla. Then", ["Mr. Vell, Gen. Tolk and St. Orla.", "Then"]),
        ("In the U.S. Tirra sang.", ["In the U.S. Tirra sang."]),
        ("In the U.S. He sang.", ["In the U.S.", "He sang."]),
        ("See No. 5 on Jan. 3. He said no. Then", ["See No. 5 on Jan. 3.", "He said no.", "Then"]),
        (
            "Boats, nets etc. are here. Boats etc. He",
            ["Boats, nets etc. are here.", "Boats etc.", "He"],
        ),
        ('"We go." He went. “Now!” “Why?”', ['"We go."', "He went.", "“Now!”", "“Why?”"]),
        ('"Why?" asked Vell. "So."', ['"Why?" asked Vell.', '"So."']),
        ("“One. Two,” said Vell.", ["“One.", "Two,” said Vell."]),
        (
            "It cost 3.5 boats at Tirra.Az. It rained...",
            ["It cost 3.5 boats at Tirra.Az.", "It rained..."],
        ),
        ("He waited... Then he left.", ["He waited...", "Then he left."]),
        ("He waited… then left.", ["He waited… then left."]),
        (
            "It began in 1994. 12 boats came (of 20). All sank.",
            ["It began in 1994.", "12 boats came (of 20).", "All sank."],
        ),
        ("Tirra (see [2].) Vell", ["Tirra (see [2].)", "Vell"]),
        ("one\n---\n— \n***\ntwo", ["one", "two"]),
        ("", []),
        (" \n\t\u00a0", []),
    ],
)
def test_a_text_falls_into_these_sentences(text: str, expected: list[str]) -> None:
    assert [found.of(text) for found in sentences(text)] == expected


@given(st.text(st.sampled_from("aB1 .!?…\"”'’)(\n\r\u00a0,éU.S"), max_size=60))
def test_sentences_are_trimmed_in_order_and_leave_no_word_out(text: str) -> None:
    found = sentences(text)
    end = 0
    for sentence in found:
        words = sentence.of(text)
        assert words == words.strip()
        assert not any(c.isalnum() for c in text[end : sentence.start])
        assert end <= sentence.start
        assert "\n" not in words
        end = sentence.end
    assert not any(c.isalnum() for c in text[end:])


def test_a_long_line_without_end_is_read_in_one_go() -> None:
    text = "a. B" * 50_000
    assert len(sentences(text)) == 1 + text.count(". B")
    assert len(sentences("a" + "." * 200_000 + "b")) == 1
