"""A timeline as a picture: bars of what is certain and what is possible, laid out for SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pactgraph.web.thing.bounds import ThingBounds

WIDTH = 1160
LABELS = 300
ROW = 26
_TOP = 30
_STUB = 26.0
_LEAST = 5.0
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_MOST_TICKS = 9
_CHARACTERS = 40


@dataclass(frozen=True)
class Timed:
    """What a bar stands for: a name, a link, its kind, and the bounds that some articles give."""

    name: str
    href: str | None
    kind: str
    bounds: ThingBounds


@dataclass(frozen=True)
class Stretch:
    """A run of a bar: ``sort`` is certain, possible, or open (at ``side``, nothing bounds it)."""

    x: float
    width: float
    sort: str
    side: str = ""


@dataclass(frozen=True)
class Bar:
    """A row of the picture."""

    timed: Timed
    label: str
    y: float
    stretches: tuple[Stretch, ...]
    title: str


@dataclass(frozen=True)
class Picture:
    """The whole picture: its size, the years along its top, and its bars.

    Labels stand left of ``labels``, and bars to its right.
    """

    width: int
    height: int
    labels: int
    ticks: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...]


def picture_of(timed: Sequence[Timed]) -> Picture | None:
    """Return the picture of things with bounds, in the order given; None if none has a day."""
    dated = [one for one in timed if one.bounds.first is not None]
    days = [day for one in dated for day in one.bounds.days if day]
    if not days:
        return None
    first, last = date(min(days).year, 1, 1).toordinal(), _after(max(days)).toordinal()
    scale = (WIDTH - LABELS - 2 * _STUB) / (last - first)

    def at(day: date) -> float:
        return LABELS + _STUB + (day.toordinal() - first) * scale

    labels = _labels(dated)
    bars = tuple(
        Bar(one, labels[place], _TOP + place * ROW, _stretches(one.bounds, at), _title(one))
        for place, one in enumerate(dated)
    )
    years = range(min(days).year, max(days).year + 2)
    step = next((s for s in _STEPS if len(years) / s <= _MOST_TICKS), _STEPS[-1])
    ticks = tuple(
        (round(at(date(year, 1, 1)), 1), str(year))
        for year in years
        if year % step == 0 and 1 <= year <= date.max.year
    )
    return Picture(WIDTH, _TOP + len(dated) * ROW + 6, LABELS, ticks, bars)


def _after(day: date) -> date:
    return date(min(day.year + 1, date.max.year), 1, 1) if day.year < date.max.year else date.max


def _stretches(bounds: ThingBounds, at: object) -> tuple[Stretch, ...]:
    assert callable(at)
    begin, begun, ending, ended = (at(day) if day else None for day in bounds.days)
    known = [x for x in (begin, begun, ending, ended) if x is not None]
    left, right = min(known), max(known)
    found: list[Stretch] = []
    if begin is None:
        found.append(Stretch(round(left - _STUB, 1), _STUB, "open", "left"))
    if ended is None:
        found.append(Stretch(round(right, 1), _STUB, "open", "right"))
    found.append(_run(left, right, "possible"))
    if begun is not None and ending is not None and begun <= ending:
        found.append(_run(begun, ending, "certain"))
    return tuple(found)


def _run(left: float, right: float, sort: str) -> Stretch:
    # A single day is as wide as can be seen, around the day.
    width = max(right - left, _LEAST)
    return Stretch(round((left + right - width) / 2, 1), round(width, 1), sort)


def _title(one: Timed) -> str:
    said = f" ({', '.join(one.bounds.articles)})" if one.bounds.articles else ""
    return f"{one.name}: {one.bounds.in_words}{said}"


def _labels(timed: Sequence[Timed]) -> list[str]:
    """Return a label a bar; where articles bound one thing differently, they tell bars apart."""
    before = [None, *((one.name, one.href) for one in timed)]
    return [
        _cut(
            f"↳ {', '.join(one.bounds.articles)}" if before[i] == (one.name, one.href) else one.name
        )
        for i, one in enumerate(timed)
    ]


def _cut(name: str) -> str:
    return name if len(name) <= _CHARACTERS else f"{name[: _CHARACTERS - 1].rstrip()}…"
