"""The tokeniser of SPARQL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactgraph.engine.tokens import Kind, expand_code_points, line_and_column, tokenise


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind.value, token.text) for token in tokenise(text)]


def test_every_kind_of_token_is_told_apart() -> None:
    text = (
        'ASK{?a $b<http://x/#y>pact:x.y\\-z _:n \'a#b\'"""c"d"""@en-gb \'5\'^^xsd:x 1.5e3 .5 7'
        " :a%20b p:|^q:!a&&b!=1#end"
    )
    assert kinds(text) == [
        ("word", "ASK"),
        ("mark", "{"),
        ("variable", "?a"),
        ("variable", "$b"),
        ("iri", "<http://x/#y>"),
        ("name", "pact:x.y\\-z"),
        ("blank", "_:n"),
        ("string", "'a#b'"),
        ("string", '"""c"d"""'),
        ("language", "@en-gb"),
        ("string", "'5'"),
        ("mark", "^^"),
        ("name", "xsd:x"),
        ("number", "1.5e3"),
        ("number", ".5"),
        ("number", "7"),
        ("name", ":a%20b"),
        ("name", "p:"),
        ("mark", "|"),
        ("mark", "^"),
        ("name", "q:"),
        ("mark", "!"),
        ("word", "a"),
        ("mark", "&&"),
        ("word", "b"),
        ("mark", "!="),
        ("number", "1"),
        ("comment", "#end"),
    ]


def test_a_name_does_not_take_the_full_stop_that_ends_a_triple() -> None:
    assert kinds(":s :p :a.b. :c") == [
        ("name", ":s"),
        ("name", ":p"),
        ("name", ":a.b"),
        ("mark", "."),
        ("name", ":c"),
    ]


def test_a_keyword_in_a_string_an_iri_or_a_comment_is_no_word() -> None:
    text = '\'SERVICE\' <http://x/SERVICE> ?SERVICE _:SERVICE """\nSERVICE\n""" # SERVICE'
    assert not [token for token in tokenise(text) if token.kind is Kind.WORD]


def test_a_string_without_end_is_an_error_and_what_follows_is_still_seen() -> None:
    assert kinds("'a\nSERVICE") == [("error", "'"), ("word", "a"), ("word", "SERVICE")]


def test_less_than_after_an_operand_can_be_read_as_a_comparison() -> None:
    text = "FILTER(1<2)SERVICE:x#>"
    assert ("iri", "<2)SERVICE:x#>") in kinds(text)
    other = [token.text for token in tokenise(text, less_than_first=True)]
    assert other == ["FILTER", "(", "1", "<", "2", ")", "SERVICE:x", "#>"]


@given(st.text(max_size=200))
def test_no_character_is_lost_or_invented(text: str) -> None:
    offset = 0
    for token in tokenise(text):
        assert text[offset : token.start].strip(" \t\r\n") == ""
        assert text[token.start : token.end] == token.text
        assert token.end > token.start
        offset = token.end
    assert text[offset:].strip(" \t\r\n") == ""


@given(st.text(st.sampled_from("a:b.<>?$_\\'\"{|}@-1 \n#"), max_size=40), st.booleans())
def test_a_text_of_ascii_is_read_as_beside_other_characters(text: str, first: bool) -> None:
    read = list(tokenise(text, less_than_first=first))
    assert [*tokenise(text + "\n#é", less_than_first=first)][:-1] == read


@pytest.mark.parametrize("start", ["", "#é\n"])
@pytest.mark.parametrize(
    "piece", ['"\\', "a.", "<a", '\n\\"""', "'''a\n", ":a.", "%41", "\\u0041", "?a"]
)
def test_hostile_repetition_is_read_in_linear_work(start: str, piece: str) -> None:
    # 32 kB of each; quadratic work would take minutes, and the run has its own time limit.
    text = start + (piece * 32_000)[:32_000]
    assert sum(len(token.text) for token in tokenise(text)) <= len(text)


def test_code_points_are_expanded_only_where_they_are_characters() -> None:
    assert (
        expand_code_points(r"\u0041\U0001F600\uD800\U00110000") == "A\U0001f600\\uD800\\U00110000"
    )


def test_lines_and_columns_count_from_one() -> None:
    assert [line_and_column("ab\ncd\n", n) for n in (0, 1, 3, 6)] == [
        (1, 1),
        (1, 2),
        (2, 1),
        (3, 1),
    ]
