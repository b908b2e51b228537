"""The timeline as a drawing: rows of bars, lane by lane."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from pactgraph.reasoning.bounds import Bounds
from pactgraph.web.timeline.axis import Bar, Tick, TimeAxis, shortened
from pactgraph.web.timeline.items import LANES, Item

WIDTH: Final = 1160
_GUTTER: Final = 330
_PLOT: Final = _GUTTER + 20
_RIGHT: Final = WIDTH - 14
_ROW: Final = 21
_HEAD: Final = 34
_TOP: Final = 34
_CHARACTER: Final = 6.6
_LABEL: Final = 50
_SAME_BOUNDS: Final = 4
"""So many things of one lane with the same bounds are drawn as one row, and listed in full."""


@dataclass(frozen=True)
class ChartRow:
    """A row: its label and the whole of it, its bar, its time in words and where that is."""

    y: int
    label: str
    title: str
    url: str
    bar: Bar
    when: str
    when_x: float
    anchor: str
    item: str | None
    again: bool


@dataclass(frozen=True)
class ChartLane:
    """A lane: its heading, its height, and its rows."""

    y: int
    height: int
    name: str
    label: str
    rows: list[ChartRow]


@dataclass(frozen=True)
class Chart:
    """The drawing: its size, its ticks and its lanes; labels end at ``gutter``."""

    width: int
    height: int
    gutter: int
    right: int
    ticks: list[Tick]
    lanes: list[ChartLane]


def chart_of(items: list[Item], span: Bounds) -> Chart | None:
    """Return the drawing of items with dates, None if there are none.

    ``span`` narrows the axis, where days were asked for: its ``end_not_before`` is the first.
    """
    axis = TimeAxis.around((item.bounds for item in items), _PLOT, _RIGHT)
    if axis is None:
        return None
    first, last = span.end_not_before or axis.first, span.begin_not_after or axis.last
    axis = TimeAxis(min(first, last), max(first, last), _PLOT, _RIGHT)
    lanes, y = [], _TOP
    for lane in LANES:
        own = [item for item in items if item.lane == lane.name]
        if own:
            rows = _rows(own, axis, y + _HEAD)
            height = _HEAD + _ROW * len(rows) + 6
            lanes.append(ChartLane(y, height, lane.name, f"{lane.label} ({len(own)})", rows))
            y += height
    return Chart(WIDTH, y + 8, _GUTTER, _RIGHT, axis.ticks(), lanes)


def _rows(items: list[Item], axis: TimeAxis, top: int) -> list[ChartRow]:
    def by_bounds(item: Item) -> tuple[str, ...]:
        b = item.bounds
        sides = (b.begin_not_before, b.begin_not_after, b.end_not_before, b.end_not_after)
        return (str(item.first_day), *(str(day) for day in sides))

    groups: list[list[Item]] = []
    for _, same in groupby(sorted(items, key=by_bounds), by_bounds):
        group = list(same)
        if len(group) >= _SAME_BOUNDS:
            groups.append(group)
        else:
            groups += [[item] for item in group]
    # A thing that articles date differently stands in rows one below the other.
    place: dict[str, int] = {}
    for at, group in enumerate(groups):
        place.setdefault(group[0].thing, at)
    groups.sort(key=lambda group: place[group[0].thing])
    rows: list[ChartRow] = []
    drawn: set[str] = set()
    for group in groups:
        bar = axis.bar(group[0].bounds)
        if bar is None:
            continue
        rows.append(_row(group, bar, top + _ROW * len(rows), group[0].thing in drawn))
        if len(group) == 1:
            drawn.add(group[0].thing)
    return rows


def _row(group: list[Item], bar: Bar, y: int, again: bool) -> ChartRow:
    item, several = group[0], len(group) > 1
    when = item.when
    if several:
        kinds = {kind for one in group for kind in one.kinds}
        of = f" of the kind {kinds.pop()}" if len(kinds) == 1 else " at the same time"
        label, url = f"{len(group)} things{of}", f"#y{item.first_day.year}"
        title = "; ".join(shortened(one.label, 70) for one in group)
    else:
        title, url = item.label, item.url
        label = f"the same, in {', '.join(item.slugs)}" if again else item.label
        if len(item.slugs) > 1:
            when += f" · {len(item.slugs)} articles"
    fits = bar.end + 8 + _CHARACTER * len(when) < WIDTH
    return ChartRow(
        *(y, shortened(label, _LABEL), title, url, bar, when),
        *((bar.end + 7, "start") if fits else (bar.start - 7, "end")),
        item=None if several else item.id,
        again=again and not several,
    )
