"""Contributions as a drawing: a bar for what each article says, and steps for its levels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from pactgraph.reasoning.bounds import Bounds
from pactgraph.web.contributions.rows import Contributed, Number, Said
from pactgraph.web.timeline.axis import Bar, Tick, TimeAxis, shortened
from pactgraph.web.timeline.dated import in_words

WIDTH: Final = 1160
_GUTTER: Final = 300
_PLOT: Final = _GUTTER + 20
_RIGHT: Final = WIDTH - 90
_TOP: Final = 34
_HEAD: Final = 30
_ROW: Final = 24
_STEPS_HEIGHT: Final = 104
_LABEL: Final = 44
_CHARACTER: Final = 6.6


@dataclass(frozen=True)
class SaidRow:
    """What an article says of the time: its bar, None where it names no day."""

    y: int
    slug: str
    bar: Bar | None
    words: str
    words_x: float
    anchor: str


@dataclass(frozen=True)
class Step:
    """A level: a line at its height, from where to where it can have held."""

    x1: float
    x2: float
    y: float
    certain_x1: float | None
    certain_x2: float | None
    shown: str
    title: str
    mark_x: float
    rise_to: float | None


@dataclass(frozen=True)
class StepsRow:
    """The levels that one article states: where their ground is, and the steps."""

    y: int
    ground: float
    slug: str
    unit: str
    steps: list[Step]


@dataclass(frozen=True)
class Band:
    """A contributor and an operation: its heading and its rows."""

    y: int
    height: int
    contributed: Contributed
    label: str
    said: list[SaidRow]
    levels: list[StepsRow]


@dataclass(frozen=True)
class Chart:
    """The drawing: its size, its ticks and its bands.

    Labels end at ``gutter``, time begins at ``plot``.
    """

    width: int
    height: int
    gutter: int
    plot: int
    right: int
    first: date
    last: date
    ticks: list[Tick]
    bands: list[Band]


def chart_of(found: list[Contributed]) -> Chart | None:
    """Return the drawing, None if no day is named at all."""
    every = (bounds for each in found for bounds in each.bounds)
    axis = TimeAxis.around(every, _PLOT, _RIGHT)
    if axis is None:
        return None
    most = max((int(n.value) for each in found for n in each.numbers if n.level), default=1)
    bands, y = [], _TOP
    for each in found:
        band = _band(each, axis, y, most)
        bands.append(band)
        y += band.height
    return Chart(WIDTH, y + 8, _GUTTER, _PLOT, _RIGHT, axis.first, axis.last, axis.ticks(), bands)


def _band(each: Contributed, axis: TimeAxis, top: int, most: int) -> Band:
    y = top + _HEAD
    said = []
    for one in each.said:
        said.append(_said_row(each, one, axis, y))
        y += _ROW
    levels = []
    for slug in dict.fromkeys(n.slug for n in each.numbers if n.level):
        own = [n for n in each.numbers if n.level and n.slug == slug]
        within = next(one.bounds for one in each.said if one.slug == slug)
        levels.append(_steps_row(own, within, axis, y, most))
        y += _STEPS_HEIGHT
    # What tells bands apart comes first: of a long label the end is cut off.
    label = shortened(f"{each.operation_label}: {each.contributor_label}", _LABEL)
    return Band(top, y - top + 8, each, label, said, levels)


def _said_row(each: Contributed, one: Said, axis: TimeAxis, y: int) -> SaidRow:
    stated = each.stated(one.slug)
    named = (one.bounds.begin_not_before, one.bounds.end_not_before, one.bounds.end_not_after)
    # Known only to have begun by the day of writing: that is no date, and none is drawn.
    bar = axis.bar(one.bounds) if any(named) else None
    if bar is None:
        words = f"no date stated; begun by {one.bounds.begin_not_after or 'then'}"
        return SaidRow(y, one.slug, None, words, _PLOT, "start")
    words = stated or in_words(one.bounds)
    fits = bar.end + 8 + _CHARACTER * len(words) < WIDTH
    place = (bar.end + 7, "start") if fits else (bar.start - 7, "end")
    return SaidRow(y, one.slug, bar, words, *place)


def _steps_row(
    numbers: list[Number], within: Bounds, axis: TimeAxis, top: int, most: int
) -> StepsRow:
    ground = top + _STEPS_HEIGHT - 14.0
    scale = (_STEPS_HEIGHT - 44) / most
    steps: list[Step] = []
    ordered = sorted(numbers, key=lambda n: (_middle(n.bounds), int(n.value)))
    heights = [round(ground - scale * int(n.value), 1) for n in ordered]
    for at, number in enumerate(ordered):
        held = number.bounds
        # As a level is one of a contribution, it held no longer than that did.
        first = held.begin_not_before or within.begin_not_before or held.end_not_before
        last = held.end_not_after or within.end_not_after or within.end_not_before
        x1 = axis.x(first) if first else axis.left
        x2 = axis.x(last, after=True) if last else axis.right
        x2 = max(x1 + 4, x2)
        begun, until = held.begin_not_after, held.end_not_before
        sure = begun is not None and until is not None and begun <= until
        follows = at + 1 < len(ordered) and held.end_not_after is not None
        steps.append(
            Step(
                *(x1, x2, heights[at]),
                certain_x1=axis.x(begun) if sure and begun else None,
                certain_x2=axis.x(until, after=True) if sure and until else None,
                shown=number.shown,
                title=f"{number.shown} {number.unit}: {number.what} ({number.when})",
                mark_x=x2 if held.begin_not_before is None else x1,
                rise_to=heights[at + 1] if follows else None,
            )
        )
    units = ", ".join(sorted({n.unit for n in ordered if n.unit}))
    return StepsRow(top, ground, ordered[0].slug, units, steps)


def _middle(bounds: Bounds) -> tuple[date, date]:
    begin = bounds.begin_not_before or date.min
    return begin, bounds.end_not_after or date.max
