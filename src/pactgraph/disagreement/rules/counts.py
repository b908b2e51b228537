"""Two numbers for one count."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import inf, nextafter
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode

from pactgraph.disagreement.finding import Finding, Kind, Severity, found
from pactgraph.disagreement.gists import listed, side_of
from pactgraph.disagreement.lookups import Node
from pactgraph.disagreement.moments import TIMES, Stretch
from pactgraph.disagreement.rule import Rule, these
from pactgraph.disagreement.voices import Said, Value, differ
from pactgraph.disagreement.world import World
from pactgraph.namespaces import PACT

_ABOUT: Final = 0.2
"""By what part of it a number that is given as "about" may be off."""

NUMBERS: Final = (PACT.value, PACT.comparator, PACT.countOf)
"""The properties of which a number is made."""

_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_AT_A_TIME: Final = frozenset({PACT.level, PACT.rate, PACT.partOfTotal})


class _Like(NamedTuple):
    """What counts are compared by: kind, unit, and what is counted."""

    kind: Value
    unit: Value
    counted: NamedNode


@dataclass(frozen=True, slots=True)
class Number:
    """A count as one passage or claim gives it: the numbers it allows, and when."""

    count: Value
    least: float
    most: float
    words: str
    stretch: Stretch | None
    statements: tuple[Said, ...]

    def agrees(self, other: Number) -> bool:
        """Tell whether one number can satisfy both."""
        return self.least <= other.most and other.least <= self.most


def numbers(world: World, count: Value) -> Iterator[tuple[Literal, Number]]:
    """Yield each stated value of a count, and the number that it is with its comparator."""
    of_voice = {stretch.voice: stretch for stretch in world.stretches(count)}
    parts = world.of(count, *NUMBERS)
    for said in parts:
        value = said.value
        stated = _stated(value) if said.predicate == PACT.value else None
        if stated is None:
            continue
        assert isinstance(value, Literal)
        here = [one for one in parts if one.graph == said.graph]
        comparators = {one.value for one in here if one.predicate == PACT.comparator}
        least, most = _allowed(stated, comparators)
        words = " ".join([*sorted(_shown(world, comparators)), value.value])
        yield value, Number(count, least, most, words, of_voice.get(said.voice), tuple(here))


def _stated(value: Value) -> float | None:
    if not isinstance(value, Literal) or not _NUMBER.fullmatch(value.value):
        return None
    # A whole number is compared as it is, however great.
    return float(value.value) if "." in value.value else int(value.value)


def _allowed(value: float, comparators: set[Value]) -> tuple[float, float]:
    least: float = value
    most: float = value
    if PACT.atLeast in comparators:
        most = inf
    elif PACT.moreThan in comparators:
        least, most = nextafter(value, inf), inf
    elif PACT.atMost in comparators:
        least = -inf
    elif PACT.approximately in comparators:
        least, most = value * (1 - _ABOUT), value * (1 + _ABOUT)
    return least, most


def _shown(world: World, comparators: set[Value]) -> Iterator[str]:
    for comparator in comparators - {PACT.exactly}:
        yield world.label(comparator)


def _likes(world: World, count: Node) -> Iterator[_Like]:
    """Yield what a count is to be compared by."""
    if not world.values(count, PACT.value):
        return
    for kind in world.values(count, PACT.countKind):
        for unit in world.values(count, PACT.unit):
            for counted in world.things(count, PACT.countOf):
                if kind != PACT.partOfTotal:
                    yield _Like(kind, unit, counted)


def _one_count_two_numbers(world: World, like: _Like) -> Iterator[Finding]:
    by_rate: dict[tuple[Value, ...], list[Number]] = defaultdict(list)
    for count in world.having(like.counted, PACT.countOf):
        if like in _likes(world, count):
            per = sorted(world.values(count, PACT.per), key=str)
            by_rate[tuple(per)] += [number for _, number in numbers(world, count)]
    for told in by_rate.values():
        in_order = sorted(told, key=lambda number: world.order(number.statements[0]))
        yield from _differing(world, like, in_order)


def _differing(world: World, like: _Like, told: Sequence[Number]) -> Iterator[Finding]:
    kind, unit, counted = like
    pairs = [
        (one, other)
        for one, other in _neighbours(told)
        if not one.agrees(other)
        and differ([s.voice for s in one.statements], [s.voice for s in other.statements])
        and _same_time(kind, one, other)
    ]
    if not pairs:
        return
    sides = _by_number(dict.fromkeys(number for pair in pairs for number in pair))
    certain = any(_dated(one) and _dated(other) for one, other in pairs)
    told_as = listed(
        (f"{side[0].words} by {side_of(world, _said(side))}" for side in sides), "and as"
    )
    yield found(
        Kind.VALUE,
        Severity.CONTRADICTION if certain else Severity.TO_CHECK,
        [counted],
        map(_said, sides),
        f"{world.label(counted)}: the {world.label(kind)} of {world.label(unit)} is given as"
        f" {told_as}.",
        matter=f"{kind} {unit}",
    )


def _neighbours(told: Sequence[Number]) -> Iterator[tuple[Number, Number]]:
    """Yield pairs that differ, each number with the next greater one at each time."""
    by_time: dict[object, list[Number]] = defaultdict(list)
    for number in told:
        by_time[_when(number)].append(number)
    representatives: list[Number] = []
    for same in by_time.values():
        once: dict[tuple[float, float, object], Number] = {}
        for number in same:
            voice = number.statements[0].voice.key if number.statements else None
            once.setdefault((number.least, number.most, voice), number)
        ordered = sorted(once.values(), key=lambda n: (n.least, n.most))
        yield from pairwise(ordered)
        representatives += [ordered[0], ordered[-1]] if len(ordered) > 1 else ordered
    representatives.sort(key=lambda n: str(_when(n)))
    yield from pairwise(representatives)


def _when(number: Number) -> object:
    return number.stretch.bounds if number.stretch else None


def _same_time(kind: Value, one: Number, other: Number) -> bool:
    if one.stretch is None or other.stretch is None:
        return one.stretch is other.stretch
    ours, theirs = one.stretch.certain, other.stretch.certain
    if kind == PACT.totalSoFar:
        # A total only grows: what was fewer later was more before.
        low, high = sorted((one, other), key=lambda number: number.least)
        first, later = _last_seen(high), _last_seen(low)
        return first is not None and later is not None and first <= later
    if kind in _AT_A_TIME:
        return bool(ours and theirs and ours[0] <= theirs[1] and theirs[0] <= ours[1])
    return one.stretch.bounds == other.stretch.bounds


def _last_seen(number: Number) -> date | None:
    return number.stretch.bounds.end_not_before if number.stretch else None


def _dated(number: Number) -> bool:
    return number.stretch is not None


def _by_number(all_numbers: Iterable[Number]) -> list[list[Number]]:
    groups: list[list[Number]] = []
    shared: list[tuple[float, float]] = []
    for number in sorted(all_numbers, key=lambda n: (n.most - n.least, n.least, str(n.count))):
        for index, (least, most) in enumerate(shared):
            if least <= number.most and number.least <= most:
                groups[index].append(number)
                shared[index] = (max(least, number.least), min(most, number.most))
                break
        else:
            groups.append([number])
            shared.append((number.least, number.most))
    return sorted(groups, key=lambda group: group[0].least)


def _said(side: Sequence[Number]) -> list[Said]:
    found_ = [said for number in side for said in number.statements]
    return found_ + [
        said for number in side if number.stretch for said in number.stretch.statements
    ]


def is_above(one: Number, other: Number) -> bool:
    """Tell whether a number is certainly greater than another."""
    return one.least > other.most


ONE_COUNT_TWO_NUMBERS: Final = Rule(
    "one-count-two-numbers",
    Kind.VALUE,
    "Two voices give numbers that no one number can satisfy, for a count of one kind, in one unit,"
    " of one thing, at one time. A total so far that is fewer later than before differs too. It is"
    " a contradiction where both are dated.",
    "Counts of different kinds, units or scopes; numbers that their comparators reconcile (94, and"
    " more than 90); a level that changed; what may be off by a fifth where it is about.",
    these(*NUMBERS, PACT.countKind, PACT.unit, PACT.per, *TIMES),
    _likes,
    _one_count_two_numbers,
)
