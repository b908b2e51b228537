"""Their dates as intervals, and what ours and theirs say of each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from pactgraph.enrichment.fetched_value import NotTaken, calendar_days
from pactgraph.model.dates import Precision, StatedDate
from pactgraph.reasoning.bounds import Bounds, Certainty, says

_PRECISIONS: Final = (Precision.YEAR, Precision.MONTH, Precision.DAY)
_DECADE: Final = 8
"""Wikidata's number for a decade; one more is a year, two a month, three a day."""


class Verdict(StrEnum):
    """How what an article says stands to what the other data set says."""

    AGREES = "agrees"
    DIFFERS = "differs"
    COMPATIBLE = "compatible"
    NOT_COMPARABLE = "not comparable"


Days = tuple[date, date]
"""The first and the last day that a date may mean."""


@dataclass(frozen=True, slots=True)
class TheirDate:
    """A date as the other data set has it: its days, and where it may be read in several ways.

    ``first`` and ``last`` bound all of its ``readings``, the most exact of which comes first.
    """

    lexical: str
    first: date
    last: date
    readings: tuple[Days, ...] = ()

    @classmethod
    def read(cls, value: str, datatype: str, precision: int | None = None) -> TheirDate:
        """Return the days that a date may mean; raises NotTaken for what is no date.

        ``precision`` is what Wikidata's value node says (``wikibase:timePrecision``: 11 is a
        day, 10 a month, 9 a year, 8 a decade), None where none was given. Wikidata writes a
        date of which only the month or the year is known as the first day of it, and a direct
        value (``wdt:``) or what was copied from one does not say which it is. So without a
        precision the first of a month may be the month as well, and the first of January the
        year as well: both readings are kept.

        >>> from pactgraph.namespaces import XSD
        >>> day = TheirDate.read("2020-01-01T00:00:00Z", XSD.dateTime.value)
        >>> str(day.first), str(day.last), day.widened
        ('2020-01-01', '2020-12-31', True)
        >>> day = TheirDate.read("2020-01-01T00:00:00Z", XSD.dateTime.value, precision=11)
        >>> str(day.last), day.widened
        ('2020-01-01', False)
        """
        parts = calendar_days(value, datatype)
        if precision is not None and precision < _DECADE:
            raise NotTaken("it is less exact than a decade")
        if precision == _DECADE:
            begin = parts[0] - parts[0] % 10
            return cls(value, _days_of((max(begin, 1),))[0], _days_of((begin + 9,))[1])
        sizes = [len(parts)]
        if precision is not None:
            sizes = [min(len(parts), max(1, precision - _DECADE))]
        elif len(parts) == 3 and parts[2] == 1:
            sizes += [2, 1] if parts[1] == 1 else [2]
        readings = tuple(_days_of(parts[:size]) for size in sizes)
        return cls(value, *readings[-1], readings if len(readings) > 1 else ())

    @property
    def widened(self) -> bool:
        """Whether it may be less exact than it looks."""
        return len(self.readings) > 1

    @property
    def words(self) -> str:
        """The date as a person reads it, as exact as it is known to be or else as it looks.

        >>> from pactgraph.namespaces import XSD
        >>> value, day = "1990-01-01T00:00:00Z", XSD.dateTime.value
        >>> [TheirDate.read(value, day, exact).words for exact in (None, 11, 10, 9, 8)]
        ['1990-01-01', '1990-01-01', '1990-01', '1990', '1990s']
        """
        first, last = self.readings[0] if self.readings else (self.first, self.last)
        if first == last:
            return first.isoformat()
        if (first.year, first.month) == (last.year, last.month):
            return first.isoformat()[:7]
        return first.isoformat()[:4] + ("" if first.year == last.year else "s")

    @property
    def each(self) -> tuple[TheirDate, ...]:
        """The same date once for each of its readings, the most exact first."""
        return tuple(TheirDate(self.lexical, *days) for days in self.readings) or (self,)

    @property
    def caution(self) -> str:
        """What has to be said of a date that may be less exact than it looks."""
        if not self.widened:
            return ""
        what = "the year" if self.last.month != self.first.month else "the month"
        return f"their {self.first} may stand for {what} alone"


@dataclass(frozen=True, slots=True)
class TheirTime:
    """From when until when, as the other data set has it; None where it does not say."""

    begin: TheirDate | None = None
    end: TheirDate | None = None

    @property
    def bounds(self) -> Bounds:
        """Return the same as bounds."""
        begin = (self.begin.first, self.begin.last) if self.begin else (None, None)
        end = (self.end.first, self.end.last) if self.end else (None, None)
        return Bounds(*begin, *end).tightened()

    @property
    def each(self) -> tuple[TheirTime, ...]:
        """The same time once for each reading of its dates, that with the widest last."""
        begins = self.begin.each if self.begin else (None,)
        ends = self.end.each if self.end else (None,)
        return tuple(TheirTime(begin, end) for begin in begins for end in ends)

    @property
    def known(self) -> bool:
        """Whether there is any date at all."""
        return self.begin is not None or self.end is not None

    @property
    def cautions(self) -> tuple[str, ...]:
        """What has to be said of the dates, each once."""
        said = (day.caution for day in (self.begin, self.end) if day is not None)
        return tuple(dict.fromkeys(words for words in said if words))


NO_TIME: Final = TheirTime()
"""What is said of no time."""


def date_of(value: str, datatype: str, precision: int | None = None) -> TheirDate | None:
    """Return a date of theirs, or None for what cannot be read as one; see TheirDate.read."""
    try:
        return TheirDate.read(value, datatype, precision)
    except NotTaken:
        return None


def compare_stretches(ours: Bounds, theirs: TheirTime) -> tuple[Verdict, str]:
    """Return how two stretches of time stand to each other, and why.

    They differ if no begin and end fit both. They agree if on every day on which ours may be
    known to hold theirs holds for certain; a beginning without an end is taken to last. Else
    both can be so, and neither follows from the other; so it is where a date of theirs can be
    read in several ways that lead to different verdicts.
    """
    return _decided([_stretches(ours, reading) for reading in theirs.each])


def _stretches(ours: Bounds, theirs: TheirTime) -> tuple[Verdict, str]:
    if not theirs.known:
        return Verdict.COMPATIBLE, "they give no dates"
    if ours.meet(theirs.bounds).tightened().empty:
        return Verdict.DIFFERS, f"no beginning and end fit both: {_apart(ours, theirs)}"
    if ours.begin_not_after is None or ours.end_not_before is None:
        return Verdict.COMPATIBLE, "the article names no day on which it holds for certain"
    # Begun by the 31st and not over before the 1st, it holds on some day of the month.
    first, last = sorted((ours.begin_not_after, ours.end_not_before))
    if first == last:
        days = f"on {first}"
    elif first == ours.begin_not_after:
        days = f"from {first} to {last}"
    else:
        days = f"on a day between {first} and {last}"
    if theirs.begin is None:
        return Verdict.COMPATIBLE, "they do not say when it began"
    if theirs.end is None:
        if theirs.begin.last <= first:
            return Verdict.AGREES, f"it holds {days}, and they have it begin before, with no end"
        return Verdict.COMPATIBLE, f"it holds {days}, and they have it begin about then"
    if {says(theirs.bounds, day) for day in (first, last)} == {Certainty.CERTAIN}:
        return Verdict.AGREES, f"it holds {days}, which lies inside the time that they give"
    return Verdict.COMPATIBLE, f"it holds {days}, and their dates leave that open"


def compare_days(ours: Bounds, theirs: TheirDate) -> tuple[Verdict, str]:
    """Return how our bounds of an event stand to the one date that they give it, and why.

    They differ if the event can have had no day of theirs; they agree if it lies in theirs, or
    theirs in it, with both ends known. Where their date can be read in several ways that lead
    to different verdicts, both can be so.
    """
    return _decided([_of_days(ours, reading) for reading in theirs.each])


def _of_days(ours: Bounds, theirs: TheirDate) -> tuple[Verdict, str]:
    first, last = ours.begin_not_before, ours.end_not_after or ours.begin_not_after
    if first is None and last is None:
        return Verdict.NOT_COMPARABLE, "no article dates it"
    if (last is not None and last < theirs.first) or (first is not None and theirs.last < first):
        when = _between(first, last)
        return Verdict.DIFFERS, f"the article has it {when}, they {_days(theirs)}"
    if first is None or last is None:
        return (
            Verdict.COMPATIBLE,
            f"the article has it {_between(first, last)}, they {_days(theirs)}",
        )
    if first <= theirs.first and theirs.last <= last:
        return Verdict.AGREES, f"theirs, {_days(theirs)}, lies in ours, {_between(first, last)}"
    if theirs.first <= first and last <= theirs.last:
        return Verdict.AGREES, f"ours, {_between(first, last)}, lies in theirs, {_days(theirs)}"
    return Verdict.COMPATIBLE, f"ours, {_between(first, last)}, and theirs overlap"


def bounds_in_words(bounds: Bounds) -> str:
    """Return bounds as a person reads them.

    >>> bounds_in_words(Bounds(begin_not_after=date(1994, 5, 4), end_not_after=date(2020, 1, 20)))
    'begins by 1994-05-04; ends by 2020-01-20'
    """
    said = [
        f"{word} {_between(low, high)}"
        for word, low, high in (
            ("begins", bounds.begin_not_before, bounds.begin_not_after),
            ("ends", bounds.end_not_before, bounds.end_not_after),
        )
        if low is not None or high is not None
    ]
    return "; ".join(said)


def _decided(judged: list[tuple[Verdict, str]]) -> tuple[Verdict, str]:
    """Return the verdict that every reading leads to, else that both can be so.

    The reason is that of the widest reading, which differs only if all do.
    """
    verdicts = {verdict for verdict, _ in judged}
    verdict, reason = judged[-1]
    return (verdict if len(verdicts) == 1 else Verdict.COMPATIBLE), reason


def _days_of(parts: tuple[int, ...]) -> Days:
    lexical = "-".join(f"{part:0{4 if at == 0 else 2}}" for at, part in enumerate(parts))
    stated = StatedDate.parse(lexical, _PRECISIONS[len(parts) - 1])
    return stated.first, stated.last


def _apart(ours: Bounds, theirs: TheirTime) -> str:
    other = theirs.bounds
    if ours.meet(Bounds(other.begin_not_before, other.begin_not_after)).empty and theirs.begin:
        return f"the article {bounds_in_words(ours)}, they have it begin {_days(theirs.begin)}"
    if theirs.end:
        return f"the article {bounds_in_words(ours)}, they have it end {_days(theirs.end)}"
    return f"the article {bounds_in_words(ours)}, they {bounds_in_words(other)}"


def _days(day: TheirDate) -> str:
    return _between(day.first, day.last)


def _between(low: date | None, high: date | None) -> str:
    if low is None:
        return f"by {high}"
    if high is None:
        return f"from {low} on"
    return f"on {low}" if low == high else f"between {low} and {high}"
