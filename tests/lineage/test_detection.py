"""What articles share: exact and altered copies, who is first, and what is no copy."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lineage_world import DRIFT, FLOOD, SALT, TIDE, only, slugs, words_of, world

from pactgraph.lineage.corpus import SHORTEST, read_corpus
from pactgraph.lineage.detection import compared, range_digest
from pactgraph.lineage.groups import find_groups
from pactgraph.lineage.likeness import shared_words
from pactgraph.lineage.order import Dated
from pactgraph.model.passages import Range, article_iri, slug_of
from pactgraph.model.shared_text import Likeness, Lineage, NumberChange, SharedKind


def test_the_same_sentence_is_one_text_with_its_range_and_digest_in_each_article() -> None:
    texts = (f"{SALT} {TIDE}", f"{TIDE}\n{FLOOD}", DRIFT)
    text = only(world(*texts))
    assert slugs(text) == "ab"
    assert words_of(text, *texts) == [TIDE, TIDE]
    assert [found.likeness for found in text.occurrences] == [Likeness.FIRST, Likeness.SAME]
    assert {found.digest for found in text.occurrences} == {range_digest(TIDE, Range(0, len(TIDE)))}
    assert text.kind is SharedKind.COPIED
    assert text.first_is_certain


def test_case_quotes_spaces_and_possessives_make_no_difference() -> None:
    one = "The Warden\u2019s men had sworn to keep the lights of the Selm\u2019s northern pier."
    other = "THE WARDEN'S MEN had  sworn to keep the lights of the Selm's northern pier"
    assert [found.likeness for found in only(world(one, other)).occurrences][1] is Likeness.SAME


def test_an_altered_number_is_told_as_it_was_and_as_it_is() -> None:
    later = FLOOD.replace("40", "60")
    changed = only(world(FLOOD, later)).occurrences[1]
    assert changed.likeness is Likeness.NUMBERS
    assert changed.changes == (NumberChange("40", "60"),)
    assert changed.shared == changed.words


@pytest.mark.parametrize(
    ("later", "changes"),
    [
        (FLOOD.replace("3 boats", "three boats"), ()),
        (FLOOD.replace(" and 3 boats", ""), (("3", None),)),
        (FLOOD.replace("delta", "delta and its 7 arms"), ((None, "7"),)),
        (FLOOD.replace("In 2016 Tirra", "Tirra").replace("40", "50"),
         (("2016", None), ("40", "50"))),
        ("Tirra sent 40 rangers and 3 boats to the flooded delta of the river Osel in 2016.", ()),
        (FLOOD.replace("2016", "2017").replace("40", "4,000"), (("2016", "2017"), ("40", "4000"))),
        (FLOOD.replace("40", "40.5"), (("40", "40.5"),)),
    ],
)  # fmt: skip
def test_only_what_a_number_says_counts_as_a_change(
    later: str, changes: tuple[tuple[str | None, str | None], ...]
) -> None:
    found = only(world(FLOOD, later)).occurrences[1].changes
    assert found == tuple(NumberChange(*change) for change in changes)


def test_altered_words_are_told_apart_from_altered_numbers() -> None:
    later = TIDE.replace("patient", "bitter")
    found = only(world(TIDE, later)).occurrences[1]
    assert found.likeness is Likeness.WORDS
    assert found.changes == ()
    assert SHORTEST <= found.shared < found.words


@pytest.mark.parametrize(
    "text",
    [
        "By Ines Marrow\n\nFollow us at The Harbour Daily",
        "Port Selm, 4 March 1994 - The Harbour Daily",
        "He met her in Port Selm again.",
    ],
)
def test_bylines_datelines_and_other_short_sentences_are_nobodys(text: str) -> None:
    assert world(text, text).texts == ()


def test_a_sentence_of_eight_words_is_long_enough() -> None:
    text = "Tolk met the council in Port Selm yesterday."
    assert len(text.split()) == SHORTEST
    assert slugs(only(world(text, text))) == "ab"


def test_a_name_that_two_sentences_share_is_no_shared_text() -> None:
    name = "the Special Envoy of the Council of Lagoons for the Northern Reefs"
    one = f"After the storm {name} had to leave the flooded town in a fishing boat at night."
    other = f"Nobody in the whole of the capital could remember when {name} last gave a speech."
    assert world(one, other).texts == ()


def test_sentences_in_another_order_are_found_each() -> None:
    lineage = world(f"{TIDE} {DRIFT} {FLOOD}", f"{FLOOD} {SALT} {TIDE} {DRIFT}")
    assert [slugs(text) for text in lineage.texts] == ["ab", "ab", "ab"]


def test_the_parts_of_a_sentence_in_another_order_are_the_same_text() -> None:
    later = "After nine years of patient talks, the Guild of Pilots was opened in Ostrel Bay."
    assert only(world(TIDE, later)).occurrences[1].likeness is Likeness.WORDS


def test_a_sentence_inside_a_longer_one_is_found_with_its_own_range() -> None:
    longer = (
        "Whoever asks in the taverns of the old town hears that nobody remembers it well, but"
        f" {TIDE[:-1].lower()}, and that no stone of its first hall was left standing by the sea."
    )
    text = only(world(TIDE, longer))
    here = text.occurrences[1]
    assert TIDE[:-1].lower() in here.range.of(longer)
    assert len(here.range) < 1.3 * len(TIDE)


def test_a_text_repeated_in_one_article_alone_is_not_shared() -> None:
    assert world(f"{TIDE} {TIDE}", DRIFT).texts == ()


def test_a_long_sentence_is_no_bridge_between_two_that_share_nothing() -> None:
    both = f"{TIDE[:-1]}, while {DRIFT[0].lower()}{DRIFT[1:]}"
    lineage = world(TIDE, both, DRIFT)
    assert sorted(slugs(text) for text in lineage.texts) == ["ab", "bc"]


def test_whoever_is_too_far_from_the_first_is_grouped_with_what_it_was_copied_from() -> None:
    words = TIDE[:-1].split()
    fresh = ["amber", "basalt", "cobalt", "dune", "ember", "fjord", "garnet", "heath", "jasper"]
    second = " ".join([*words[:9], *fresh[:6]]) + "."
    third = " ".join([*words[6:9], *fresh]) + "."
    lineage = world(TIDE, second, third)
    assert sorted(slugs(text) for text in lineage.texts) == ["ab", "bc"]


# Quotations


QUOTE = "We shall not leave the lagoon to the storms, and we shall not leave it to the merchants"


def test_two_reports_of_one_speech_share_a_quotation_and_no_copy() -> None:
    one = f"\u201c{QUOTE},\u201d said Warden Tolk before the council."
    other = f'At the opening Bram Tolk told his guests: "{QUOTE}."'
    assert only(world(one, other)).kind is SharedKind.QUOTED


def test_a_quotation_with_the_narrators_words_around_it_is_a_copy() -> None:
    text = f'"{QUOTE}," Warden Bram Tolk said to loud cheers at the windy opening of the pier.'
    assert only(world(text, text)).kind is SharedKind.COPIED


def test_a_quotation_that_another_prints_as_its_own_words_is_a_copy() -> None:
    assert only(world(f'"{QUOTE}," Tolk said.', f"{QUOTE}.")).kind is SharedKind.COPIED


# Order in time


def test_the_earliest_article_is_first_whatever_order_they_come_in() -> None:
    text = only(world(TIDE, TIDE, TIDE, dates={"a": date(2021, 1, 1), "c": date(2019, 1, 1)}))
    assert slugs(text) == "cba"
    assert text.iri.endswith(f"/lineage/c/0-{len(TIDE)}")


def test_articles_of_one_day_leave_it_open_who_is_first() -> None:
    text = only(world(TIDE, TIDE, dates={"b": date(2020, 1, 1)}))
    assert slugs(text) == "ab"
    assert not text.first_is_certain


def test_an_undated_article_is_never_taken_for_the_first() -> None:
    text = only(world(TIDE, TIDE, dates={"a": None}))
    assert slugs(text) == "ba"
    assert not text.first_is_certain


def test_an_article_is_placed_by_the_last_day_on_which_it_can_have_been_written() -> None:
    span = Dated("a", article_iri("a"), date(2017, 1, 1), date(2019, 12, 31))
    day = Dated("b", article_iri("b"), date(2018, 1, 1), date(2018, 1, 1))
    later = Dated("c", article_iri("c"), date(2020, 1, 1), date(2020, 1, 1))
    text = only(compared([later, span, day], lambda slug: TIDE))
    assert slugs(text) == "bac"
    assert not text.first_is_certain
    assert only(compared([later, span], lambda slug: TIDE)).first_is_certain


# Properties


STONES = ["amber", "basalt", "cobalt", "dune", "3", "17", "the", "of", "and", "“garnet”"]
WORDS = st.sampled_from(STONES)
SENTENCE = st.lists(WORDS, min_size=4, max_size=16).map(lambda words: " ".join(words).capitalize())
TEXT = st.lists(st.one_of(SENTENCE, st.sampled_from([TIDE[:-1], FLOOD[:-1], DRIFT[:-1]])),
                max_size=4).map(lambda sentences: "".join(f"{s}. " for s in sentences))  # fmt: skip


def grouped(lineage: Lineage) -> set[frozenset[tuple[str, Range]]]:
    return {
        frozenset((slug_of(o.article), o.range) for o in text.occurrences) for text in lineage.texts
    }


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXT, min_size=2, max_size=5), st.randoms())
def test_the_order_in_which_articles_come_changes_nothing(texts: list[str], random) -> None:
    given_texts = dict(zip("abcde", texts, strict=False))
    articles = [Dated(slug, article_iri(slug), date(2020, 1, 1)) for slug in given_texts]
    found = compared(articles, given_texts.__getitem__)
    random.shuffle(articles)
    assert compared(articles, given_texts.__getitem__) == found


@settings(deadline=None, max_examples=60)
@given(TEXT, TEXT)
def test_two_articles_share_the_same_whichever_is_first(one: str, other: str) -> None:
    texts = {"a": one, "b": other}
    days = (date(2020, 1, 1), date(2020, 1, 2))
    found = [
        compared(
            [Dated(s, article_iri(s), day, day) for s, day in zip(order, days, strict=True)],
            texts.__getitem__,
        )
        for order in ("ab", "ba")
    ]
    covered = [{place for group in grouped(lineage) for place in group} for lineage in found]
    assert covered[0] == covered[1]


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXT, min_size=2, max_size=5))
def test_every_occurrence_shares_enough_words_with_the_first_of_another_article(
    texts: list[str],
) -> None:
    lineage = world(*texts)
    for text in lineage.texts:
        assert len(text.articles) > 1
        first = text.occurrences[0]
        assert first.shared == first.words or first.shared >= SHORTEST
        assert all(found.shared >= SHORTEST for found in text.occurrences)
        for found in text.occurrences:
            own = texts["abcde".index(slug_of(found.article))]
            assert found.digest == range_digest(own, found.range)


@settings(deadline=None, max_examples=60)
@given(TEXT, TEXT)
def test_a_shared_run_of_eight_words_that_is_most_of_a_sentence_is_always_found(
    before: str, after: str
) -> None:
    lineage = world(before + TIDE, f"{TIDE} {after}")
    assert any(
        {"a", "b"} <= {slug_of(o.article) for o in text.occurrences if o.words >= 15}
        for text in lineage.texts
    )


def test_what_two_sentences_share_is_the_same_from_both_sides() -> None:
    corpus = read_corpus([("a", TIDE), ("b", TIDE.replace("Ostrel", "Osel"))])
    (group,) = find_groups(corpus)
    from pactgraph.lineage.groups import words_of as words

    one, other = (words(corpus, part) for part in group.parts)
    assert shared_words(one, other) == shared_words(other, one) > SHORTEST
