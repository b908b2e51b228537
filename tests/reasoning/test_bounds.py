from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactgraph.reasoning.bounds import (
    SIDES,
    UNBOUNDED,
    Bounds,
    Certainty,
    Combined,
    Reading,
    combine,
    disagree,
    says,
    together,
)

START = date(2000, 1, 1)
SPAN = 12
"""Few days, so that generated bounds meet, touch and miss each other often."""

DAYS = [START + timedelta(days=n) for n in range(SPAN)]
WORLDS = [(begin, end) for begin, end in product(DAYS, DAYS) if begin <= end]
"""Every begin and end within those days."""

sides = st.none() | st.sampled_from(DAYS)
some_bounds = st.builds(Bounds, sides, sides, sides, sides)
readings = st.builds(Reading, st.just("test"), some_bounds)


def day(number: int) -> date:
    return START + timedelta(days=number)


def reading(*numbers: int | None) -> Reading:
    return Reading("test", Bounds(*(None if n is None else day(n) for n in numbers)))


def possible_worlds(bounds: Bounds) -> list[tuple[date, date]]:
    return [world for world in WORLDS if bounds.allows(*world)]


@given(st.lists(readings, max_size=5), st.sampled_from(WORLDS))
def test_a_world_satisfies_all_readings_exactly_if_it_lies_in_their_bounds(
    stated: list[Reading], world: tuple[date, date]
) -> None:
    combined = combine(stated)
    allowed = all(each.bounds.allows(*world) for each in stated)
    if combined.consistent:
        assert combined.bounds.allows(*world) == allowed
    else:
        assert not allowed


@given(st.lists(readings, min_size=2, max_size=4))
def test_readings_that_contradict_leave_the_hull_of_their_largest_consistent_sets(
    stated: list[Reading],
) -> None:
    far = [day(-1), *DAYS, day(SPAN)]
    worlds = [(b, e) for b, e in product(far, far) if b <= e]
    allowed = [{world for world in worlds if each.bounds.allows(*world)} for each in stated]
    together_allowed = {
        members: set(worlds).intersection(*(allowed[i] for i in members))
        for size in range(1, len(stated) + 1)
        for members in map(frozenset, combinations(range(len(stated)), size))
    }
    consistent = [members for members, left in together_allowed.items() if left]
    largest = [m for m in consistent if not any(m < other for other in consistent)]
    left = set().union(*(together_allowed[members] for members in largest))
    if not left:
        return
    begins, ends = {begin for begin, _ in left}, {end for _, end in left}
    assert combine(stated).bounds == Bounds(
        *(
            None if found in (far[0], far[-1]) else found
            for found in (min(begins), max(begins), min(ends), max(ends))
        )
    )


@given(st.lists(some_bounds, min_size=1, max_size=4), st.data())
def test_certain_lies_inside_every_world_and_every_world_inside_possible(
    articles: list[Bounds], data: st.DataObject
) -> None:
    for bounds in articles:
        worlds = possible_worlds(bounds)
        if not worlds:
            continue
        begin, end = data.draw(st.sampled_from(worlds))
        for each in DAYS:
            verdict = says(bounds, each)
            if verdict is Certainty.CERTAIN:
                assert begin <= each <= end
            if begin <= each <= end:
                assert verdict is not Certainty.EXCLUDED


@given(some_bounds)
def test_a_day_is_possible_only_if_some_world_has_it_and_another_has_not(bounds: Bounds) -> None:
    # Worlds reach beyond the days looked at, as far as an open side lets them.
    tight = bounds.tightened()
    if tight.empty:
        return
    far = [day(-1), *DAYS, day(SPAN)]
    worlds = [(b, e) for b, e in product(far, far) if b <= e and tight.allows(b, e)]
    for each in DAYS:
        held = {begin <= each <= end for begin, end in worlds}
        expected = {
            frozenset({True}): Certainty.CERTAIN,
            frozenset({False}): Certainty.EXCLUDED,
            frozenset({True, False}): Certainty.POSSIBLE,
        }
        assert says(tight, each) is expected[frozenset(held)]


@given(st.lists(readings, max_size=4), st.permutations(range(4)))
def test_the_order_of_the_readings_changes_nothing(stated: list[Reading], order: list[int]) -> None:
    shuffled = [stated[i] for i in order if i < len(stated)]
    assert combine(shuffled).bounds == combine(stated).bounds


def test_several_values_combine_to_the_latest_not_before_and_the_earliest_not_after() -> None:
    combined = combine([reading(0, 9), reading(3, 11), reading(None, 7)])
    assert combined.bounds == Bounds(day(3), day(7), end_not_before=day(3))
    assert combined.consistent


def test_the_begin_is_not_after_the_end_and_the_end_not_before_the_begin() -> None:
    assert combine([reading(2, None, None, 5)]).bounds == Bounds(day(2), day(5), day(2), day(5))


def test_two_begins_that_cannot_both_hold_leave_what_lies_between_them_open() -> None:
    combined = combine([reading(0, 1), reading(4, 5), reading(None, 9, 9)])
    assert not combined.consistent
    assert combined.bounds == Bounds(day(0), day(5), day(9))


def test_a_begin_after_the_end_leaves_neither_as_a_bound_on_its_side() -> None:
    combined = combine([reading(8, 8), reading(None, None, 3, 3)])
    assert not combined.consistent
    assert combined.bounds == Bounds(None, day(8), day(3), None)
    assert {says(combined.bounds, each) for each in DAYS} == {Certainty.POSSIBLE}


def test_each_side_names_the_readings_it_comes_from() -> None:
    begin, end, wide = reading(2, 3), reading(None, None, None, 3), reading(0, 9)
    combined = combine([begin, end, wide])
    assert combined.because("begin_not_before") == (begin,)
    assert combined.because("end_not_after") == (end,)
    assert combined.because("end_not_before") == (begin,)
    assert combine([end]).because("begin_not_after") == (end,)
    assert combine([begin]).because("end_not_after") == ()


@given(st.lists(readings, max_size=4), readings)
def test_every_bound_has_a_reading_behind_it(stated: list[Reading], late: Reading) -> None:
    for combined in (combine(stated), combine(stated).unless_contradicted(late)):
        for side in SIDES:
            found = combined.because(side)
            assert bool(found) == (getattr(combined.bounds, side) is not None)
            if combined.consistent and found:
                again = combine(found).bounds
                assert getattr(again, side) == getattr(combined.bounds, side)


def test_a_default_yields_to_what_contradicts_it() -> None:
    ahead: Combined = combine([reading(8, 9)])
    assert ahead.unless_contradicted(reading(None, 5)) == ahead
    assert ahead.unless_contradicted(reading(None, 8)).bounds.begin_not_after == day(8)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ("", "possible"),
        ("c", "certain"),
        ("p", "possible"),
        ("x", "excluded"),
        ("cp", "certain"),
        ("px", "excluded"),
        ("cx", "possible"),
        ("cpx", "possible"),
    ],
)
def test_articles_together(verdicts: str, expected: str) -> None:
    meaning = {"c": Certainty.CERTAIN, "p": Certainty.POSSIBLE, "x": Certainty.EXCLUDED}
    said = [meaning[each] for each in verdicts]
    assert together(said) is Certainty(expected)
    assert together(reversed(said)) is Certainty(expected)
    assert disagree(said) == ("c" in verdicts and "x" in verdicts)


def test_without_bounds_every_day_is_possible() -> None:
    assert says(UNBOUNDED, date.min) is says(UNBOUNDED, date.max) is Certainty.POSSIBLE
