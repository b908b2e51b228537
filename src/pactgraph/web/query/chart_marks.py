"""What a chart of an answer is drawn of: bars by their lengths, and spans on a time axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pactgraph.reasoning.bounds import Bounds
from pactgraph.web.timeline.axis import Bar, Tick, TimeAxis, shortened

WIDTH: Final = 1100
LABELS: Final = 340
_LETTER: Final = 7
_ROW: Final = 26
_TOP: Final = 30
_LETTERS: Final = 44
_COLUMNS_HEIGHT: Final = 180
_MOST_NAMED: Final = 14


@dataclass(frozen=True)
class Mark:
    """A bar of a chart with what is written at it; ``title`` is all of it."""

    label: str
    value: str
    title: str
    x: float
    y: float
    width: float
    height: float
    named: bool = True


@dataclass(frozen=True)
class BarGroup:
    """Bars that may be compared with each other, under a name of their own if they need one."""

    name: str
    marks: tuple[Mark, ...]

    @property
    def height(self) -> int:
        """How high the drawing is."""
        return len(self.marks) * _ROW + 6


@dataclass(frozen=True)
class Chart:
    """A chart: ``kind`` is bars, columns or spans, and says which of the rest is there.

    ``caption`` says what is drawn, ``left_out`` what is not; ``numbers`` is the table of what
    a chart reckons itself, under ``headings``.
    """

    kind: str
    caption: str
    groups: tuple[BarGroup, ...] = ()
    spans: tuple[tuple[Mark, Bar], ...] = ()
    ticks: tuple[Tick, ...] = ()
    height: int = 0
    left_out: str = ""
    headings: tuple[str, str] | None = None
    numbers: tuple[tuple[str, str], ...] = ()
    width: int = WIDTH
    labels: int = LABELS


@dataclass(frozen=True)
class Measure:
    """A number that a bar stands for: what it is of, and how it is written out."""

    label: str
    number: float
    written: str


def bar_groups(groups: Mapping[str, Sequence[Measure]]) -> tuple[BarGroup, ...]:
    """Return the bars of each group, on a scale of its own."""
    found = []
    for name, measures in groups.items():
        most = max((measure.number for measure in measures), default=0) or 1
        written = max((len(measure.written) for measure in measures), default=0)
        longest = WIDTH - LABELS - 20 - written * _LETTER
        marks = tuple(
            Mark(
                shortened(one.label, _LETTERS),
                one.written,
                f"{one.label}: {one.written}",
                LABELS,
                at * _ROW + 5,
                round(max(2.0, longest * max(one.number, 0) / most), 1),
                _ROW - 10,
            )
            for at, one in enumerate(measures)
        )
        found.append(BarGroup(name, marks))
    return tuple(found)


def columns(measures: Sequence[Measure]) -> tuple[BarGroup, int]:
    """Return upright bars side by side, as many of them named as there is room, and the height."""
    most = max((measure.number for measure in measures), default=0) or 1
    each = WIDTH / max(1, len(measures))
    step = -(-len(measures) // _MOST_NAMED)
    marks = []
    for at, one in enumerate(measures):
        height = round(_COLUMNS_HEIGHT * one.number / most, 1)
        x = round(at * each + each * 0.1, 1)
        marks.append(
            Mark(
                one.label,
                one.written,
                f"{one.label}: {one.written}",
                x,
                round(_TOP + _COLUMNS_HEIGHT - height, 1),
                round(each * 0.8, 1),
                height,
                at % step == 0,
            )
        )
    return BarGroup("", tuple(marks)), _TOP + _COLUMNS_HEIGHT + 24


def spans(
    named: Sequence[tuple[str, str, Bounds]],
) -> tuple[tuple[tuple[Mark, Bar], ...], tuple[Tick, ...], int]:
    """Return bars on a time axis, its ticks, and the height; each has a label and its dates."""
    axis = TimeAxis.around((bounds for _, _, bounds in named), LABELS + 30, WIDTH - 30)
    if axis is None:
        return (), (), 0
    found: list[tuple[Mark, Bar]] = []
    for label, dates, bounds in named:
        if bar := axis.bar(bounds):
            y = _TOP + len(found) * _ROW + 5
            mark = Mark(
                shortened(label, _LETTERS), dates, f"{label}: {dates}", 0, y, 0, _ROW - 10
            )  # fmt: skip
            found.append((mark, bar))
    return tuple(found), tuple(axis.ticks(10)), _TOP + len(found) * _ROW + 6
