"""Dates as stated: a year, a month or a day, each with the first and last day it may mean."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import Enum
from typing import Final

from pyoxigraph import Literal, NamedNode

from pactgraph.errors import BadInput
from pactgraph.namespaces import XSD


class Precision(Enum):
    """How much of a date is stated; also the unit of a relative interval."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"

    @property
    def datatype(self) -> NamedNode:
        """The XSD datatype that states a date with this precision."""
        return _DATATYPE[self]


_DATATYPE: Final = {
    Precision.YEAR: XSD.gYear,
    Precision.MONTH: XSD.gYearMonth,
    Precision.DAY: XSD.date,
}
_PRECISION: Final = {datatype: precision for precision, datatype in _DATATYPE.items()}
_LEXICAL: Final = {
    Precision.YEAR: re.compile(r"([0-9]{4})"),
    Precision.MONTH: re.compile(r"([0-9]{4})-([0-9]{2})"),
    Precision.DAY: re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"),
}
_EXAMPLE: Final = {
    Precision.YEAR: "1994",
    Precision.MONTH: "1994-05",
    Precision.DAY: "1994-05-04",
}


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date with the precision at which it was stated, and the days it spans.

    >>> StatedDate.parse("1994-05", Precision.MONTH).last
    datetime.date(1994, 5, 31)
    """

    lexical: str
    precision: Precision
    first: date
    last: date

    @classmethod
    def parse(cls, lexical: str, precision: Precision) -> StatedDate:
        """Return the date that ``lexical`` states (XML Schema 1.1 part 2, 3.3.9 to 3.3.11).

        Only four-digit years of our era and no time zone: a text that gives a day
        gives no zone. Raises BadInput otherwise, and where there is no such day.
        """
        match = _LEXICAL[precision].fullmatch(lexical)
        if match is None:
            raise BadInput(
                f'"{lexical}" is not a date stated to the {precision.value}',
                hint=f"write it like {_EXAMPLE[precision]}, without a time zone",
            )
        parts = [int(part) for part in match.groups()]
        year, month, day = (*parts, *(1, 1, 1)[len(parts) :])
        try:
            first = date(year, month, day)
        except ValueError as error:
            raise BadInput(f'"{lexical}" is no day of the calendar: {error}') from error
        return cls(lexical, precision, first, _last_day(first, precision))

    @classmethod
    def from_literal(cls, literal: Literal) -> StatedDate:
        """Return the date of an ``xsd:gYear``, ``xsd:gYearMonth`` or ``xsd:date`` literal.

        Raises BadInput for any other datatype and for a lexical form outside it.

        >>> gYear = NamedNode("http://www.w3.org/2001/XMLSchema#gYear")
        >>> StatedDate.from_literal(Literal("1997", datatype=gYear)).first
        datetime.date(1997, 1, 1)
        """
        precision = _PRECISION.get(literal.datatype)
        if precision is None:
            raise BadInput(
                f'"{literal.value}" is of type {literal.datatype.value}, which states no date',
                hint="use xsd:gYear, xsd:gYearMonth or xsd:date",
            )
        return cls.parse(literal.value, precision)

    @classmethod
    def of(cls, day: date, precision: Precision = Precision.DAY) -> StatedDate:
        """Return the year, month or day that ``day`` lies in.

        >>> StatedDate.of(date(2018, 1, 21), Precision.YEAR).lexical
        '2018'
        """
        lexical = day.isoformat()[: len(_EXAMPLE[precision])]
        return cls.parse(lexical, precision)

    def to_literal(self) -> Literal:
        """Return the literal that states this date."""
        return Literal(self.lexical, datatype=self.precision.datatype)

    def __str__(self) -> str:
        return self.lexical


def day_literal(day: date) -> Literal:
    """Return ``day`` as an ``xsd:date`` literal, the form in which bounds are written.

    >>> day_literal(date(1994, 5, 4)).value
    '1994-05-04'
    """
    return Literal(day.isoformat(), datatype=XSD.date)


def shift(stated: StatedDate, n: int, unit: Precision) -> StatedDate:
    """Return the date ``n`` units before ``stated`` (after it, if ``n`` is negative).

    The result has the precision of the unit: two years before a day is a year.
    Raises BadInput if ``stated`` is coarser than the unit, or the result outside
    the years 1 to 9999.

    >>> shift(StatedDate.parse("2020-01-21", Precision.DAY), 2, Precision.YEAR).lexical
    '2018'
    >>> shift(StatedDate.parse("2020-01-21", Precision.DAY), 3, Precision.MONTH).lexical
    '2019-10'
    """
    if len(stated.lexical) < len(_EXAMPLE[unit]):
        raise BadInput(
            f'cannot count {unit.value}s from "{stated.lexical}", '
            f"which is stated to the {stated.precision.value}",
            hint=f"count {stated.precision.value}s, or give the date to the {unit.value}",
        )
    day = stated.first
    try:
        if unit is Precision.DAY:
            return StatedDate.of(day - timedelta(days=n))
        months = day.year * 12 + day.month - 1 - n * (12 if unit is Precision.YEAR else 1)
        return StatedDate.of(date(months // 12, months % 12 + 1, 1), unit)
    except (OverflowError, ValueError) as error:
        raise BadInput(
            f"{n} {unit.value}s from {stated.lexical} is outside the years {MINYEAR} to {MAXYEAR}"
        ) from error


def _last_day(first: date, precision: Precision) -> date:
    if precision is Precision.YEAR:
        return date(first.year, 12, 31)
    if precision is Precision.MONTH:
        return first.replace(day=monthrange(first.year, first.month)[1])
    return first
