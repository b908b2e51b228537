"""Turning days: those on which what a graph's views hold can change; between two all are alike."""

from __future__ import annotations

import contextlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode

from pactgraph.engine.finished_database import FinishedDatabase
from pactgraph.errors import BadInput
from pactgraph.model.dates import Precision, StatedDate
from pactgraph.namespaces import PACT, SCHEMA, XSD
from pactgraph.views.viewpoint import Viewpoint

_BEGINS: Final = (PACT.beginNotBefore, PACT.beginNotAfter)
_ENDS: Final = (PACT.endNotBefore, PACT.endNotAfter)
_DAY: Final = timedelta(days=1)
_OUT: Final = (SCHEMA.datePublished, PACT.writtenNotBefore, PACT.writtenNotAfter)


@dataclass(frozen=True)
class TurningDays:
    """The first days of the spans in which a view as of a day, or known by one, is the same.

    A bound of a begin counts from its day on, one of an end from the day after. There may be
    days at which nothing turns, but there is none missing at which something does.
    """

    as_of: Sequence[date]
    known_by: Sequence[date]

    @classmethod
    def of(cls, content: FinishedDatabase) -> TurningDays:
        """Return those of a built graph, from the bounds and dates in its merged graph."""
        ends = (day + _DAY for day in _days(content, _ENDS) if day < date.max)
        return cls(
            as_of=sorted({*_days(content, _BEGINS), *ends}),
            known_by=sorted({*_days(content, _OUT), *_days(content, _OUT, last=True)}),
        )

    def alike(self, viewpoint: Viewpoint) -> Viewpoint:
        """Return the viewpoint that stands for all those from which the same is seen.

        >>> turning = TurningDays([date(1994, 5, 4), date(2001, 1, 1)], [])
        >>> str(turning.alike(Viewpoint(as_of=date(1999, 12, 31), known_by=date(2020, 2, 2))))
        'the certain graph as of 1994-05-04, known by 0001-01-01'
        """
        return replace(
            viewpoint,
            as_of=_begin(self.as_of, viewpoint.as_of),
            known_by=_begin(self.known_by, viewpoint.known_by),
        )


def _begin(turning: Sequence[date], day: date | None) -> date | None:
    if day is None:
        return None
    before = bisect_right(turning, day)
    return turning[before - 1] if before else date.min


def _days(
    content: FinishedDatabase, predicates: Sequence[NamedNode], *, last: bool = False
) -> Iterator[date]:
    """Yield the first days that the values of some properties mean, or the last ones."""
    for predicate in predicates:
        for quad in content.quads_for_pattern(None, predicate, None, DefaultGraph()):
            # What is dated in no such way is neither an article nor a bound.
            with contextlib.suppress(BadInput):
                if isinstance(quad.object, Literal):
                    stated = _stated(quad.object)
                    yield stated.last if last else stated.first


def _stated(value: Literal) -> StatedDate:
    if value.datatype == XSD.dateTime:
        return StatedDate.parse(value.value[:10], Precision.DAY)
    return StatedDate.from_literal(value)
