"""A time axis for drawings: where a day lies, its ticks, and bars made of bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from pactgraph.reasoning.bounds import Bounds

_LEAST: Final = 4.0
"""How wide the smallest bar is: a day must be seen."""

_STUB: Final = 20.0
"""How far a bar runs on, and fades out, on a side that no article bounds."""

_STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class Bar:
    """A bar: where something can have been (``x``, ``width``), and where it was for certain.

    ``open_left`` and ``open_right`` say that nothing bounds that side: ``left`` and ``right``
    is then how far the bar fades out there, else 0.
    """

    x: float
    width: float
    certain_x: float | None
    certain_width: float | None
    left: float
    right: float

    @property
    def start(self) -> float:
        """Return where the drawing of it starts."""
        return round(self.x - self.left, 1)

    @property
    def end(self) -> float:
        """Return where the drawing of it ends."""
        return round(self.x + self.width + self.right, 1)


@dataclass(frozen=True)
class Tick:
    """A line of the axis and what it is called."""

    x: float
    label: str


@dataclass(frozen=True)
class TimeAxis:
    """The days from ``first`` to ``last``, drawn from ``left`` to ``right``.

    >>> axis = TimeAxis(date(2000, 1, 1), date(2009, 12, 31), 0, 100)
    >>> [(tick.x, tick.label) for tick in axis.ticks(5)]
    [(0.0, '2000'), (20.0, '2002'), (40.0, '2004'), (60.0, '2006'), (80.0, '2008')]
    """

    first: date
    last: date
    left: float
    right: float

    @classmethod
    def around(cls, bounds: Iterable[Bounds], left: float, right: float) -> TimeAxis | None:
        """Return an axis of whole years around all that bounds name; None if they name none."""
        days = [day for one in bounds for day in named_days(one)]
        if not days:
            return None
        first, last = min(days).year, max(days).year
        return cls(date(first, 1, 1), date(last, 12, 31), left, right)

    def x(self, day: date, *, after: bool = False) -> float:
        """Return where a day begins, or with ``after`` where it has ended, within the axis."""
        days = max(1, (self.last - self.first).days + 1)
        at = (day - self.first).days + (1 if after else 0)
        share = min(1.0, max(0.0, at / days))
        return round(self.left + share * (self.right - self.left), 1)

    def ticks(self, most: int = 12) -> list[Tick]:
        """Return at most so many years (of one year only: months), evenly apart."""
        years = self.last.year - self.first.year + 1
        if years == 1:
            return list(self._months())
        step = next((s for s in _STEPS if years / s <= most), years)
        start = -(-self.first.year // step) * step
        return [
            Tick(self.x(max(self.first, date(year, 1, 1))), str(year))
            for year in range(start, self.last.year + 1, step)
        ]

    def _months(self) -> Iterator[Tick]:
        for month in range(self.first.month, self.last.month + 1):
            day = date(self.first.year, month, 1)
            yield Tick(self.x(day), day.isoformat()[:7])

    def bar(self, bounds: Bounds) -> Bar | None:
        """Return the bar of these bounds; None where they name no day to draw it by.

        An open side fades out from the last day that is named; it is not drawn to the edge,
        which would look like a date.
        """
        days = named_days(bounds)
        if not days:
            return None
        first, last = bounds.begin_not_before or min(days), bounds.end_not_after or max(days)
        start, end = self.x(first), self.x(last, after=True)
        if end - start < _LEAST:
            start = min(start, self.right - _LEAST)
            end = start + _LEAST
        begun, held = bounds.begin_not_after, bounds.end_not_before
        certain: tuple[float, float] | None = None
        if begun is not None and held is not None and begun <= held:
            certain = (max(start, self.x(begun)), min(end, self.x(held, after=True)))
            if certain[1] - certain[0] < _LEAST:
                at = min(certain[0], end - _LEAST)
                certain = (at, at + _LEAST)
        return Bar(
            x=start,
            width=round(end - start, 1),
            certain_x=None if certain is None else round(certain[0], 1),
            certain_width=None if certain is None else round(certain[1] - certain[0], 1),
            left=0.0 if bounds.begin_not_before else _STUB,
            right=0.0 if bounds.end_not_after else _STUB,
        )


def named_days(bounds: Bounds) -> list[date]:
    """Return the days that bounds name.

    >>> named_days(Bounds(end_not_after=date(2020, 1, 1)))
    [datetime.date(2020, 1, 1)]
    """
    sides = (bounds.begin_not_before, bounds.begin_not_after)
    return [day for day in (*sides, bounds.end_not_before, bounds.end_not_after) if day]


def shortened(words: str, most: int) -> str:
    """Return words cut to so many characters.

    >>> shortened("a long label", 7)
    'a long…'
    """
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
