"""Bounds: between which days a thing began and ended, and what that says of a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum

from pyoxigraph import Quad


@dataclass(frozen=True, slots=True)
class Bounds:
    """The earliest and latest days on which something can have begun and ended.

    None leaves a side open. Both ends are inclusive.
    """

    begin_not_before: date | None = None
    begin_not_after: date | None = None
    end_not_before: date | None = None
    end_not_after: date | None = None

    def meet(self, other: Bounds) -> Bounds:
        """Return the bounds that hold where both hold.

        >>> Bounds(begin_not_after=date(2020, 1, 1)).meet(Bounds(begin_not_after=date(2019, 1, 1)))
        ... # doctest: +ELLIPSIS
        Bounds(begin_not_before=None, begin_not_after=datetime.date(2019, 1, 1), ...)
        """
        return Bounds(
            _latest(self.begin_not_before, other.begin_not_before),
            _earliest(self.begin_not_after, other.begin_not_after),
            _latest(self.end_not_before, other.end_not_before),
            _earliest(self.end_not_after, other.end_not_after),
        )

    def hull(self, other: Bounds) -> Bounds:
        """Return the narrowest bounds that allow all that either allows."""
        return Bounds(
            _first(self.begin_not_before, other.begin_not_before),
            _last(self.begin_not_after, other.begin_not_after),
            _first(self.end_not_before, other.end_not_before),
            _last(self.end_not_after, other.end_not_after),
        )

    @property
    def empty(self) -> bool:
        """Whether no begin and end, in that order, lie within these bounds."""
        return (
            _after(self.begin_not_before, self.begin_not_after)
            or _after(self.end_not_before, self.end_not_after)
            or _after(self.begin_not_before, self.end_not_after)
        )

    def tightened(self) -> Bounds:
        """Return the same bounds with what follows from a begin that is not after the end."""
        return replace(
            self,
            begin_not_after=_earliest(self.begin_not_after, self.end_not_after),
            end_not_before=_latest(self.end_not_before, self.begin_not_before),
        )

    def allows(self, begin: date, end: date) -> bool:
        """Say whether something can have begun and ended on these days."""
        return begin <= end and not self.meet(Bounds(begin, begin, end, end)).empty


UNBOUNDED = Bounds()
SIDES = tuple(field.name for field in fields(Bounds))
"""The names of the four sides, in their order."""

_MIRROR = {"begin_not_after": "end_not_after", "end_not_before": "begin_not_before"}


class Certainty(StrEnum):
    """What bounds say of a day."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    EXCLUDED = "excluded"


def says(bounds: Bounds, day: date) -> Certainty:
    """Return whether a thing with these bounds held, or was under way, on a day.

    Certain between the latest begin and the earliest end, possible between the
    earliest begin and the latest end, excluded outside.

    >>> says(Bounds(date(2014, 1, 1), date(2014, 12, 31)), date(2014, 6, 1)).value
    'possible'
    """
    if _after(bounds.begin_not_before, day) or _after(day, bounds.end_not_after):
        return Certainty.EXCLUDED
    begun = bounds.begin_not_after is not None and bounds.begin_not_after <= day
    lasting = bounds.end_not_before is not None and day <= bounds.end_not_before
    return Certainty.CERTAIN if begun and lasting else Certainty.POSSIBLE


def together(verdicts: Iterable[Certainty]) -> Certainty:
    """Return what several articles say of one day, taken together.

    Certain if one says certain and none excludes; excluded if one excludes and none
    says certain; else possible, so also where nobody says anything.

    >>> together([Certainty.CERTAIN, Certainty.EXCLUDED]).value
    'possible'
    """
    said = set(verdicts)
    if disagree(said) or said <= {Certainty.POSSIBLE}:
        return Certainty.POSSIBLE
    return Certainty.CERTAIN if Certainty.CERTAIN in said else Certainty.EXCLUDED


def disagree(verdicts: Iterable[Certainty]) -> bool:
    """Say whether one article has as certain what another excludes."""
    return {Certainty.CERTAIN, Certainty.EXCLUDED} <= set(verdicts)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one statement, read by one rule, allows; with the quads that it rests on."""

    rule: str
    bounds: Bounds
    inputs: tuple[Quad, ...] = ()


@dataclass(frozen=True, slots=True)
class Combined:
    """The readings of one thing in one article, and the bounds that they leave together.

    ``consistent`` is False where no begin and end satisfy all that the article states.
    """

    bounds: Bounds
    readings: tuple[Reading, ...]
    consistent: bool = True

    def because(self, side: str) -> tuple[Reading, ...]:
        """Return the readings that this side of the bounds comes from.

        Where the article contradicts itself, these are all its readings.
        """
        value = getattr(self.bounds, side)
        if value is None:
            return ()
        if not self.consistent:
            return self.readings
        found = tuple(r for r in self.readings if getattr(r.bounds, side) == value)
        if found or side not in _MIRROR:
            return found
        return tuple(r for r in self.readings if getattr(r.bounds, _MIRROR[side]) == value)

    def unless_contradicted(self, reading: Reading) -> Combined:
        """Return this with a reading that yields where it contradicts what is there."""
        met = self.bounds.meet(reading.bounds)
        if met.empty:
            return self
        return replace(self, bounds=met.tightened(), readings=(*self.readings, reading))


def combine(readings: Sequence[Reading]) -> Combined:
    """Return the bounds that several readings leave together.

    Where all can hold, that is their intersection. Where they cannot, none is
    preferred: the result is the hull of what each largest set of readings that can
    hold together allows, and ``consistent`` is False.
    """
    met = UNBOUNDED
    for reading in readings:
        met = met.meet(reading.bounds)
    if not met.empty:
        return Combined(met.tightened(), tuple(readings))
    return Combined(_hull_of_compatible(readings), tuple(readings), consistent=False)


def _hull_of_compatible(readings: Sequence[Reading]) -> Bounds:
    # Readings are boxes of begins and ends, so a set of them can hold together as soon
    # as every two of it can, and the largest such sets are the cliques of "can".
    boxes = [b for b in dict.fromkeys(reading.bounds for reading in readings) if not b.empty]
    compatible = {
        i: {j for j, other in enumerate(boxes) if i != j and not box.meet(other).empty}
        for i, box in enumerate(boxes)
    }
    hull: Bounds | None = None
    for clique in _cliques(compatible, (), set(compatible), set()):
        met = UNBOUNDED
        for member in clique:
            met = met.meet(boxes[member])
        hull = met.tightened() if hull is None else hull.hull(met.tightened())
    return hull or UNBOUNDED


def _cliques(
    near: Mapping[int, set[int]], clique: tuple[int, ...], candidates: set[int], done: set[int]
) -> Iterator[tuple[int, ...]]:
    # Bron and Kerbosch's algorithm with a pivot; two boxes that meet are near.
    if not candidates and not done:
        if clique:
            yield clique
        return
    pivot = max(candidates | done, key=lambda i: len(near[i] & candidates))
    for i in sorted(candidates - near[pivot]):
        yield from _cliques(near, (*clique, i), candidates & near[i], done & near[i])
        candidates = candidates - {i}
        done = done | {i}


def _after(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one > other


def _latest(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other


def _earliest(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other


def _first(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else None


def _last(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else None
