"""Minimal failing sets and corrections, against all of them by brute force."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from pactgraph.nothing.minimal_sets import Remembered, minimal_sets

Family = list[frozenset[int]]
families = st.lists(st.frozensets(st.integers(0, 6), min_size=1, max_size=4), max_size=6)


def every_set() -> list[frozenset[int]]:
    return [frozenset(c) for size in range(8) for c in combinations(range(7), size)]


def smallest(sets: list[frozenset[int]]) -> set[frozenset[int]]:
    return {s for s in sets if not any(other < s for other in sets)}


@given(families)
def test_all_minimal_sets_and_all_minimal_corrections_are_found(family: Family) -> None:
    found = minimal_sets(range(7), lambda s: any(f <= s for f in family))
    assert found.complete
    assert found.unproved == ()
    assert set(found.sets) == smallest([s for s in every_set() if any(f <= s for f in family)])
    good = [s for s in every_set() if all(f & s for f in family)]
    assert set(found.corrections) == smallest(good)
    assert list(found.sets) == sorted(found.sets, key=lambda s: (len(s), sorted(s)))


@given(families, st.integers(0, 40))
def test_what_is_found_within_a_bound_is_right_and_says_when_it_is_not_all(
    family: Family, asks: int
) -> None:
    left = asks

    def fails(conditions: frozenset[int]) -> bool | None:
        nonlocal left
        left -= 1
        return any(f <= conditions for f in family) if left >= 0 else None

    found = minimal_sets(range(7), fails)
    truth = smallest(list(set(family)))
    assert set(found.sets) <= truth
    assert all(any(f <= u for f in family) for u in found.unproved)
    if found.complete:
        assert set(found.sets) == truth
    else:
        assert left < 0


def test_many_sets_apart_are_found_without_walking_all_their_combinations() -> None:
    pairs = [frozenset({2 * i, 2 * i + 1}) for i in range(15)]
    found = minimal_sets(range(30), lambda s: any(pair <= s for pair in pairs))
    assert set(found.sets) == set(pairs)
    assert not found.complete


def test_no_more_sets_than_asked_for() -> None:
    found = minimal_sets(range(6), lambda s: bool(s), limit=4)
    assert len(found.sets) == 4
    assert not found.complete


def test_what_follows_is_not_asked() -> None:
    asked: list[frozenset[int]] = []

    def fails(conditions: frozenset[int]) -> bool:
        asked.append(conditions)
        return {1, 2} <= conditions

    remembered = Remembered(fails)
    assert remembered(frozenset({1, 2})) is True
    assert remembered(frozenset({1, 2, 3})) is True
    assert remembered(frozenset({1, 3})) is False
    assert remembered(frozenset({3})) is False
    assert asked == [{1, 2}, {1, 3}]
