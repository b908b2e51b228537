"""RDF terms as plain Python values, for people who want to count and plot."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from pactgraph.engine.results import Term
from pactgraph.errors import BadInput
from pactgraph.model.dates import Precision, StatedDate
from pactgraph.namespaces import XSD


class PartialDate(str):
    """A year (``"1997"``) or a month (``"1997-05"``): a string that also knows its days.

    It is a string because a year is no day: it prints, sorts among its like, and goes
    into JSON and pandas as it was stated, and never passes for the first of January.

    >>> when = PartialDate("1997", Precision.YEAR)
    >>> when == "1997", when.first, when.last
    (True, datetime.date(1997, 1, 1), datetime.date(1997, 12, 31))
    """

    __slots__ = ("stated",)
    stated: StatedDate

    def __new__(cls, lexical: str, precision: Precision) -> PartialDate:
        """Make it from the lexical form; raises BadInput if that is not of the precision."""
        self = super().__new__(cls, lexical)
        self.stated = StatedDate.parse(lexical, precision)
        return self

    @property
    def precision(self) -> Precision:
        """Whether it is a year or a month."""
        return self.stated.precision

    @property
    def first(self) -> date:
        """The first day of it."""
        return self.stated.first

    @property
    def last(self) -> date:
        """The last day of it."""
        return self.stated.last

    def __reduce__(self) -> tuple[type[PartialDate], tuple[str, Precision]]:
        """Say how to copy and pickle it."""
        return type(self), (str(self), self.precision)


Value: TypeAlias = str | int | float | Decimal | bool | date | datetime | PartialDate | None
"""What a cell of an answer may be; None where nothing is bound."""

_INTEGERS = frozenset(
    XSD[name]
    for name in (
        *("integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
        *("nonPositiveInteger", "negativeInteger"),
    )
)
_PARTIAL = {XSD.gYear: Precision.YEAR, XSD.gYearMonth: Precision.MONTH}
_DIGITS = 4000
"""Longer numbers stay strings: turning them into an int takes Python very long."""


def python_value(term: Term | None) -> Value:
    """Return a term as a plain Python value; what is malformed comes as its lexical form.

    IRIs and strings are ``str``, whole numbers ``int``, decimals ``Decimal``, doubles
    ``float``, days ``date``, years and months ``PartialDate``.

    >>> python_value(Literal("1999", datatype=XSD.gYear))
    '1999'
    >>> python_value(Literal("2018-07-11", datatype=XSD.date))
    datetime.date(2018, 7, 11)
    >>> python_value(Literal("2018-02-31", datatype=XSD.date))
    '2018-02-31'
    """
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return term.value
    if not isinstance(term, Literal):
        return f"_:{term.value}" if isinstance(term, BlankNode) else str(term)
    try:
        return _of_literal(term.value, term.datatype)
    except (ValueError, InvalidOperation, BadInput):
        return term.value


def _of_literal(lexical: str, datatype: NamedNode) -> Value:
    if datatype in _PARTIAL:
        return PartialDate(lexical, _PARTIAL[datatype])
    if datatype == XSD.date:
        return StatedDate.parse(lexical, Precision.DAY).first
    if datatype == XSD.dateTime:
        return datetime.fromisoformat(lexical)
    if len(lexical) > _DIGITS:
        return lexical
    if datatype in _INTEGERS:
        return int(lexical)
    if datatype == XSD.decimal:
        return Decimal(lexical)
    if datatype in (XSD.double, XSD.float):
        return _double(lexical)
    if datatype == XSD.boolean:
        return {"true": True, "1": True, "false": False, "0": False}.get(lexical, lexical)
    return lexical


def _double(lexical: str) -> float:
    special = {"INF": math.inf, "+INF": math.inf, "-INF": -math.inf, "NaN": math.nan}
    return special[lexical] if lexical in special else float(lexical)
