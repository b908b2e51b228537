"""Dates as a text writes them: in figures and with month names, each reading in its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pactgraph.model.passages import Range
from pactgraph.words.tokens import fold

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTH_NUMBER: Final = {
    form.lower(): number
    for number, name in enumerate(_MONTHS, start=1)
    for form in (name, name[:3], "Sept" if name == "September" else name)
}
# "may" and "march" are verbs too: a month's name begins with a capital.
_MONTH: Final = "(?:" + "|".join(
    rf"{name}\b|{name.upper()}\b|{name[:3]}\b\.?" + (r"|Sept\b\.?" if name[:3] == "Sep" else "")
    for name in _MONTHS
) + ")"  # fmt: skip
_DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\w:%]|[.,]\d)"
_YEAR: Final = r"[12]\d{3}(?![\w:%]|[.,]\d)"
_AND: Final = r"(?: ?- ?| to | and | or | & |, )"
_BEFORE: Final = r"(?<![\w$\u20ac\u00a3@#:])(?<!\d[.,])"

_WRITTEN: Final = re.compile(
    _BEFORE
    + "(?:"
    + r"(?P<iso_year>[12]\d{3})-(?P<iso_month>0[1-9]|1[0-2])-(?P<iso_day>[0-3]\d)(?!\d)"
    + rf"|(?P<days>{_DAY}(?:{_AND}{_DAY})*)(?: of)? (?P<month>{_MONTH})(?:,? (?P<year>{_YEAR}))?"
    + rf"|(?P<us_month>{_MONTH}) (?P<us_days>{_DAY}(?:{_AND}{_DAY})*)(?:,? (?P<us_year>{_YEAR}))?"
    + rf"|(?P<only_month>{_MONTH})(?:(?:,| of)? (?P<months_year>{_YEAR}))?"
    + r"|(?P<first>[0-3]?\d)(?P<mark>[./])(?P<second>[0-3]?\d)(?P=mark)(?P<last>[12]\d{3})(?!\d)"
    + rf"|(?P<from_year>[12]\d{{3}})(?: ?- ?|/)(?P<to_year>{_YEAR}|\d\d(?![\w:%]|[.,]\d))"
    + rf"|(?P<only_year>{_YEAR})"
    + ")"
)


@dataclass(frozen=True, slots=True)
class DateParts:
    """The parts of a date that words give; None where they leave one out."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """One expression of a text that gives one or several dates, or could be read as them.

    ``bare_year`` marks four figures alone, which could be a number as well.
    """

    range: Range
    readings: tuple[DateParts, ...]
    bare_year: bool = False


def written_dates(text: str) -> list[WrittenDate]:
    """Return the dates written in ``text``, in order, none inside another.

    >>> [(d.range.of(t), d.readings[0]) for t in ["on 1st January 2015"] for d in written_dates(t)]
    [('1st January 2015', DateParts(year=2015, month=1, day=1))]
    >>> [date.readings for date in written_dates("in 2017\u20132019")]
    [(DateParts(year=2017, month=None, day=None), DateParts(year=2019, month=None, day=None))]
    """
    return list(_read(fold(text).replace("\n", " ")))


def _read(folded: str) -> Iterator[WrittenDate]:
    for match in _WRITTEN.finditer(folded):
        readings = tuple(_readings(match))
        if readings:
            end = match.end() - (match[0].endswith("."))
            yield WrittenDate(
                Range(match.start(), end), readings, bare_year=match["only_year"] is not None
            )


def _readings(match: re.Match[str]) -> Iterator[DateParts]:
    if match["iso_year"]:
        yield from _calendar(match["iso_year"], match["iso_month"], match["iso_day"])
    elif match["month"]:
        yield from _days(match["days"], match["month"], match["year"])
    elif match["us_month"]:
        yield from _days(match["us_days"], match["us_month"], match["us_year"])
    elif match["only_month"]:
        yield DateParts(_number(match["months_year"]), _month(match["only_month"]))
    elif match["first"]:
        yield from _calendar(match["last"], match["second"], match["first"])
        if match["mark"] == "/" and match["first"] != match["second"]:
            yield from _calendar(match["last"], match["first"], match["second"])
    elif match["from_year"]:
        yield from _years(match["from_year"], match["to_year"])
    else:
        yield DateParts(int(match["only_year"]))


def _calendar(year: str, month: str, day: str) -> Iterator[DateParts]:
    if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
        yield DateParts(int(year), int(month), int(day))


def _days(days: str, month: str, year: str | None) -> Iterator[DateParts]:
    for day in re.findall(r"\d+", days):
        yield DateParts(_number(year), _month(month), int(day))


def _years(first: str, last: str) -> Iterator[DateParts]:
    """Read "2017-2019" and "2017-19" as two years, "2005-07" as a month too."""
    yield DateParts(int(first))
    yield DateParts(int(last) if len(last) == 4 else int(first[:2] + last))
    if len(last) == 2 and 1 <= int(last) <= 12:
        yield DateParts(int(first), int(last))


def _month(name: str) -> int:
    return _MONTH_NUMBER[name.rstrip(".").lower()]


def _number(figures: str | None) -> int | None:
    return None if figures is None else int(figures)
