"""Moments and stretches: when a thing began, ended and held, as each voice has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from pyoxigraph import Literal, NamedNode

from pactgraph.disagreement.voices import Said, Value, Voice
from pactgraph.model.dates import StatedDate
from pactgraph.namespaces import PACT
from pactgraph.reasoning.bounds import Bounds, combine
from pactgraph.reasoning.time_rules import INTERVAL, TIME_PROPERTIES, readings


class Sayings(Protocol):
    """What all voices say of a thing."""

    def of(self, thing: Value, *names: NamedNode) -> list[Said]:
        """Return every statement of one thing with one of these properties."""
        ...


class Point(StrEnum):
    """Which moment of a thing is meant."""

    BEGIN = "begin"
    END = "end"


TIMES: Final = TIME_PROPERTIES
"""The properties of which a statement says something of a stretch."""
MOMENTS: Final = frozenset(
    {PACT.begin, PACT.firstYear, PACT.date, PACT.end, PACT.lastYear, *INTERVAL.reads}
)
"""Those of which one says something of a moment."""

_TIMES: Final = sorted(TIMES, key=str)
_FEW: Final = 8
_STATES: Final = {
    Point.BEGIN: (PACT.begin, PACT.firstYear, PACT.date),
    Point.END: (PACT.end, PACT.lastYear, PACT.date),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """The first and last day that a voice's words allow for a moment of a thing."""

    thing: Value
    voice: Voice
    first: date
    last: date
    words: str
    statements: tuple[Said, ...]

    def agrees(self, other: Moment) -> bool:
        """Tell whether one day can be both: a month agrees with its year."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class Stretch:
    """When a thing held, as one voice has it: its bounds, and the statements behind them."""

    thing: Value
    voice: Voice
    bounds: Bounds
    statements: tuple[Said, ...]

    @property
    def certain(self) -> tuple[date, date] | None:
        """The first and last day on which it certainly held, if there is any."""
        begun, lasting = self.bounds.begin_not_after, self.bounds.end_not_before
        return (begun, lasting) if begun and lasting and begun <= lasting else None


def span(said: Said) -> tuple[date, date] | None:
    """Return the first and last day of a stated date; None for what is no date."""
    if not isinstance(said.value, Literal):
        return None
    stated = StatedDate.from_literal(said.value)
    return stated.first, stated.last


def moments(world: Sayings, thing: Value, point: Point) -> list[Moment]:
    """Return when a thing began (or ended), as the words of each statement have it.

    What is only observed, over, or within another event gives no moment.
    """
    found = [
        Moment(thing, said.voice, *days, said.value.value, (said,))
        for said in world.of(thing, *_STATES[point])
        if (days := span(said))
    ]
    if point is Point.BEGIN:
        found += _counted_back(world, thing)
    return found


def stretches(world: Sayings, thing: Value) -> list[Stretch]:
    """Return, for each voice that states a time of a thing, the stretch that it gives it."""
    parts: dict[Voice, list[Said]] = defaultdict(list)
    for said in world.of(thing, *_TIMES):
        parts[said.voice].append(said)
    found = []
    for voice, statements in parts.items():
        read = readings(said.quad for said in statements)
        met = combine(read)
        if read and met.consistent:
            found.append(Stretch(thing, voice, met.bounds, tuple(statements)))
    return found


def sides(all_moments: Iterable[Moment]) -> list[list[Moment]]:
    """Return moments in groups whose members all agree, the earliest group first.

    The more precise come first, so that what is less precise joins what it contains.
    """
    groups: list[list[Moment]] = []
    # Intervals of which every two share a day share one all together, so that of each
    # group the days that all of it shares are enough to know.
    shared: list[tuple[date, date]] = []
    for moment in sorted(all_moments, key=_precise_first):
        for index, (first, last) in enumerate(shared):
            if first <= moment.last and moment.first <= last:
                groups[index].append(moment)
                shared[index] = (max(first, moment.first), min(last, moment.last))
                break
        else:
            groups.append([moment])
            shared.append((moment.first, moment.last))
    return sorted(groups, key=lambda group: min(moment.first for moment in group))


def some_agree(ours: Iterable[Moment], theirs: Iterable[Moment]) -> bool:
    """Tell whether one of ours and one of theirs can be one day."""
    days = {(moment.first, moment.last) for moment in theirs}
    return any(
        first <= end and begin <= last
        for begin, end in {(moment.first, moment.last) for moment in ours}
        for first, last in days
    )


def a_few(all_moments: Iterable[Moment]) -> list[Moment]:
    """Return some of many moments, of different things and voices as far as there are any.

    They stand for the rest where it is asked whether any two of different things and
    voices differ.
    """
    kept: list[Moment] = []
    later: list[Moment] = []
    for moment in all_moments:
        if len(kept) == _FEW:
            break
        strange = all(
            moment.thing != one.thing and moment.voice.key != one.voice.key for one in kept
        )
        (kept if strange else later).append(moment)
    return [*kept, *later[: _FEW - len(kept)]]


def dated(side: Collection[Moment]) -> str:
    """Return the dates of a side in words: "1992 or 1992-03"."""
    return " or ".join(sorted({moment.words for moment in side}))


def statements(side: Iterable[Moment]) -> list[Said]:
    """Return the statements behind moments."""
    return [said for moment in side for said in moment.statements]


def _precise_first(moment: Moment) -> tuple[int, date, str]:
    return (moment.last - moment.first).days, moment.first, moment.voice.article


def _counted_back(world: Sayings, thing: Value) -> Iterator[Moment]:
    parts: dict[str, list[Said]] = defaultdict(list)
    for said in world.of(thing, *INTERVAL.reads):
        parts[said.graph].append(said)
    for interval in parts.values():
        for reading in readings(said.quad for said in interval):
            first, last = reading.bounds.begin_not_before, reading.bounds.begin_not_after
            if first and last:
                words = _unit_of(first, last)
                yield Moment(thing, interval[0].voice, first, last, words, tuple(interval))


def _unit_of(first: date, last: date) -> str:
    if first == last:
        return first.isoformat()
    return first.isoformat()[: 4 if first.month != last.month else 7]


def voices_of(side: Sequence[Moment] | Sequence[Stretch]) -> list[Voice]:
    """Return the voices of a side."""
    return [one.voice for one in side]
