"""Names: three sorts of form, whole words, longest first."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactgraph.words.lexicon import Form, Lexicon, Sort
from pactgraph.words.tokens import Tokens


def lexicon(**things: dict[str, list[str]]) -> Lexicon:
    sorts = {"name": Sort.NAME, "short": Sort.SHORT, "derived": Sort.DERIVED}
    return Lexicon(
        Form(thing, written, sorts[sort])
        for thing, forms in things.items()
        for sort, all_written in forms.items()
        for written in all_written
    )


def found(lexicon: Lexicon, text: str, meant: frozenset[str] = frozenset()) -> list[tuple]:
    return [
        (match.range.of(text), sorted(match.things))
        for match in lexicon.in_article(Tokens(text), meant)
    ]


OSEL = {"name": ["Osel"], "derived": ["Oselian"]}
OFFICE = {"name": ["Warden of Osel"]}
ODA = {"name": ["Oda Vell"], "short": ["Vell"]}
UMA = {"name": ["Uma Vell"], "short": ["Vell"]}


def test_words_inside_a_longer_name_carry_nothing_shorter() -> None:
    names = lexicon(osel=OSEL, office=OFFICE)
    assert found(names, "The Warden of Osel\u2019s boat") == [("Warden of Osel", ["office"])]
    assert found(names, "The Warden of the Osel boat") == [("Osel", ["osel"])]


def test_of_names_that_share_a_word_the_longer_stands_and_of_equals_the_first() -> None:
    names = lexicon(a={"name": ["Reef Board"]}, b={"name": ["Board of Tides"]})
    assert found(names, "Reef Board of Tides") == [("Board of Tides", ["b"])]
    names = lexicon(a={"name": ["Reef Board"]}, b={"name": ["Board Reef"]})
    assert found(names, "Reef Board Reef") == [("Reef Board", ["a"])]


def test_a_compound_is_matched_on_its_parts() -> None:
    names = lexicon(osel=OSEL, tirra={"name": ["Tirra"]})
    assert found(names, "the Osel\u2013Tirra pact, Oselian-led") == [
        ("Osel", ["osel"]),
        ("Tirra", ["tirra"]),
        ("Oselian", ["osel"]),
    ]


def test_a_plural_is_no_form_unless_it_is_listed() -> None:
    assert found(lexicon(osel=OSEL), "Oselians of Osels") == []


def test_a_name_names_what_stands_inside_it_alone_and_not_by_a_short_name() -> None:
    pier = {"name": ["North Pier"]}
    names = lexicon(
        osel=OSEL,
        office={"name": ["Vell Warden of the North Pier of Osel", "Oselian Warden"]},
        oda=ODA,
        pier=pier,
        other=pier,
    )
    inside = {
        match.range.of(text): names.inside(match)
        for text in ("Vell Warden of the North Pier of Osel", "OSELIAN WARDEN", "Oselian", "Osel")
        for match in names.in_article(Tokens(text))
    }
    assert inside == {
        "Vell Warden of the North Pier of Osel": {"osel"},
        "OSELIAN WARDEN": {"osel"},
        "Oselian": set(),
        "Osel": set(),
    }


def test_a_short_name_is_valid_only_where_the_article_has_the_name() -> None:
    names = lexicon(oda=ODA)
    assert found(names, "Vell spoke.") == []
    assert found(names, "Vell spoke. So Oda Vell said.") == [
        ("Vell", ["oda"]),
        ("Oda Vell", ["oda"]),
    ]


def test_a_shared_short_name_is_clear_while_one_of_its_things_is_named() -> None:
    names = lexicon(oda=ODA, uma=UMA)
    assert found(names, "Oda Vell. Vell.")[1] == ("Vell", ["oda"])
    assert found(names, "Oda Vell, Uma Vell. Vell.")[2] == ("Vell", ["oda", "uma"])


def test_a_name_of_two_things_makes_no_short_name_valid_unless_a_pair_settles_it() -> None:
    names = lexicon(a={"name": ["Minister"], "short": ["chief"]}, b={"name": ["Minister"]})
    assert found(names, "Minister, chief") == [("Minister", ["a", "b"])]
    assert found(names, "Minister, chief", frozenset({"a"}))[1] == ("chief", ["a"])


@pytest.mark.parametrize(
    ("text", "things"), [("follow us", []), ("the US", ["us"]), ("Us", ["us"])]
)
def test_an_abbreviation_is_no_word_in_small_letters(text: str, things: list[str]) -> None:
    assert [t for _, ts in found(lexicon(us={"name": ["US"]}), text) for t in ts] == things


def test_other_forms_stand_in_any_case() -> None:
    assert found(lexicon(osel=OSEL), "OSEL and osel") == [("OSEL", ["osel"]), ("osel", ["osel"])]


def test_in_our_own_words_a_short_name_needs_its_capital() -> None:
    names = lexicon(union={"name": ["Tidal Union"], "short": ["Union"]})
    for text, expected in (
        ("a union", []),
        ("the Union", ["Union"]),
        ("tidal union", ["tidal union"]),
    ):
        assert [m.range.of(text) for m in names.in_own_words(Tokens(text))] == expected


WORDS = st.sampled_from(["osel", "warden", "reef", "tide", "board"])


@given(st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=6),
       st.lists(WORDS, max_size=15))  # fmt: skip
def test_matches_never_overlap_and_every_form_that_stands_is_matched_or_overlapped(
    forms: list[list[str]], words: list[str]
) -> None:
    names = Lexicon(Form(" ".join(form), " ".join(form), Sort.NAME) for form in forms)
    text = " ".join(words)
    matches = names.in_article(Tokens(text))
    assert all(a.range.end < b.range.start for a, b in pairwise(matches))
    for form in forms:
        pattern = " ".join(form)
        for place in Tokens(text).find(Tokens(pattern)):
            over = [m for m in matches if m.range.overlaps(place)]
            assert over
            assert max(len(m.range) for m in over) >= len(place)


def test_names_that_begin_alike_cost_a_text_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    match = Tokens.match

    def counted(self: Tokens, index: int, pattern: Tokens) -> bool:
        nonlocal compared
        compared += 1
        return match(self, index, pattern)

    monkeypatch.setattr(Tokens, "match", counted)
    text = Tokens("Oda Vell met Oda Marrow. Oda spoke.")
    costs = []
    for number in (3, 300):
        names = ["Oda", "Oda Vell", "Oda Vell Bridge", *(f"Oda X{n}" for n in range(number))]
        lexicon = Lexicon(Form(name, name, Sort.NAME) for name in names)
        compared = 0
        found = [place.range.of(text.text) for place in lexicon.in_article(text)]
        assert found == ["Oda Vell", "Oda", "Oda"]
        costs.append(compared)
    assert costs[0] == costs[1] < 10
