"""Signs of speech: verbs of saying and open quotations."""

import pytest

from pactgraph.words.sayings import VERBS_OF_SAYING, quotations, sayings
from pactgraph.words.tokens import Tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The warden said so and Stressed it", ["said", "Stressed"]),
        ("They called on both, they called", ["called on"]),
        ("a note, a report, a claim, the state", []),
        ("According to the board", ["According to"]),
        ("They met and signed", []),
    ],
)
def test_verbs_of_saying_are_found_in_their_listed_forms(text: str, expected: list[str]) -> None:
    assert [place.of(text) for place in sayings(Tokens(text))] == expected


def test_no_form_of_saying_is_listed_under_two_verbs() -> None:
    forms = [form for listed in VERBS_OF_SAYING.values() for form in listed.split()]
    assert len(forms) == len(set(forms))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said: "Low tide." Then left.', ['"Low tide."']),
        ("\u201cLow tide,\u201d he said.", ["\u201cLow tide,\u201d"]),
        ('\u201cLow tide," he said.', ['\u201cLow tide,"']),
        ('"we will "moor" her", he said', ['"we will "moor" her"']),
        ('"Low tide\n"and high," he said', ['"Low tide', '"and high,"']),
        ("the boats\u2019 \u2018quiet\u2019 bay", []),
        ('a stray" mark', []),
    ],
)
def test_quotations_are_found_between_their_marks(text: str, expected: list[str]) -> None:
    assert [place.of(text) for place in quotations(Tokens(text))] == expected
