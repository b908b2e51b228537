"""Dates compared as intervals: what differs fits nowhere, and what agrees follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactgraph.enrichment.fetched_value import NotTaken
from pactgraph.enrichment.intervals import (
    TheirDate,
    TheirTime,
    Verdict,
    compare_days,
    compare_stretches,
    date_of,
)
from pactgraph.namespaces import XSD
from pactgraph.reasoning.bounds import Bounds

D = date.fromisoformat
FIRST = date(2000, 1, 1)


def day(text: str) -> TheirDate:
    sort = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}.get(len(text), XSD.dateTime)
    return TheirDate.read(text, sort.value)


@pytest.mark.parametrize(
    ("text", "first", "last", "widened"),
    [
        ("2020-01-01T00:00:00Z", "2020-01-01", "2020-12-31", True),
        ("2020-09-01T00:00:00Z", "2020-09-01", "2020-09-30", True),
        ("1990-01-20T00:00:00Z", "1990-01-20", "1990-01-20", False),
        ("2020-01-01", "2020-01-01", "2020-12-31", True),
        ("2018", "2018-01-01", "2018-12-31", False),
        ("2020-10", "2020-10-01", "2020-10-31", False),
    ],
)
def test_the_first_of_january_may_mean_the_year(
    text: str, first: str, last: str, widened: bool
) -> None:
    found = day(text)
    assert (found.first, found.last, found.widened) == (D(first), D(last), widened)
    assert bool(found.caution) is widened


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("2020-01-01T00:00:00Z", 11, "2020-01-01", "2020-01-01"),
        ("2020-01-01T00:00:00Z", 14, "2020-01-01", "2020-01-01"),
        ("2020-01-01T00:00:00Z", 10, "2020-01-01", "2020-01-31"),
        ("2020-01-01T00:00:00Z", 9, "2020-01-01", "2020-12-31"),
        ("1994-05-12T00:00:00Z", 9, "1994-01-01", "1994-12-31"),
        ("1994-01-01T00:00:00Z", 8, "1990-01-01", "1999-12-31"),
        ("1994", 11, "1994-01-01", "1994-12-31"),
    ],
)
def test_a_precision_that_is_told_is_what_counts(
    text: str, precision: int, first: str, last: str
) -> None:
    datatype = XSD.gYear if len(text) == 4 else XSD.dateTime
    found = TheirDate.read(text, datatype.value, precision)
    assert (found.first, found.last) == (D(first), D(last))
    assert not found.caution


def test_what_is_known_to_the_century_alone_is_no_date() -> None:
    assert date_of("1901-01-01T00:00:00Z", XSD.dateTime.value, 7) is None


@pytest.mark.parametrize("text", ["2020-13-01", "0000-01-01", "soon", "20200101"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert date_of(text, XSD.date.value) is None
    with pytest.raises(NotTaken):
        TheirDate.read(text, XSD.date.value)


OBSERVED = Bounds(begin_not_after=D("2021-10-18"), end_not_before=D("2021-10-18"))
MONTH = Bounds(begin_not_after=D("2020-10-31"), end_not_before=D("2020-10-01"))
LATE = Bounds(None, D("1994-05-04"), D("1994-05-04"), D("2020-01-20"))


@pytest.mark.parametrize(
    ("ours", "begin", "end", "verdict"),
    [
        (OBSERVED, "2020-07-16", None, Verdict.AGREES),
        (OBSERVED, "2018", "2022", Verdict.AGREES),
        (OBSERVED, "2018", "2021", Verdict.COMPATIBLE),
        (OBSERVED, "2021", None, Verdict.COMPATIBLE),
        (OBSERVED, None, "2022", Verdict.COMPATIBLE),
        (OBSERVED, "2018", "2020", Verdict.DIFFERS),
        (MONTH, "2018-04-09", "2022-02-01", Verdict.AGREES),
        (MONTH, "2020-10-15", None, Verdict.COMPATIBLE),
        (MONTH, "2020-11-01", None, Verdict.DIFFERS),
        (OBSERVED, "2018-04-09", "2021-01-01", Verdict.COMPATIBLE),
        (OBSERVED, "2018-04-09", "2020-01-01", Verdict.DIFFERS),
        (OBSERVED, "2020-01-01", None, Verdict.AGREES),
        (OBSERVED, "2021-10-19", None, Verdict.DIFFERS),
        (LATE, "1993-10-03", "2003-10-31", Verdict.AGREES),
        (LATE, "1993-10-03", "2021-01-01", Verdict.DIFFERS),
        (LATE, "1995", None, Verdict.DIFFERS),
        (Bounds(), "1995", "1996", Verdict.COMPATIBLE),
        (OBSERVED, None, None, Verdict.COMPATIBLE),
    ],
)
def test_tenures_are_compared_as_stretches(
    ours: Bounds, begin: str | None, end: str | None, verdict: Verdict
) -> None:
    theirs = TheirTime(day(begin) if begin else None, day(end) if end else None)
    assert compare_stretches(ours, theirs)[0] is verdict


YEAR = Bounds(D("2020-01-01"), D("2020-12-31"), D("2020-01-01"), D("2020-12-31"))
EXACT = Bounds(D("2020-10-05"), D("2020-10-05"), D("2020-10-05"), D("2020-10-05"))


@pytest.mark.parametrize(
    ("ours", "text", "verdict"),
    [
        (YEAR, "2020-01-01T00:00:00Z", Verdict.AGREES),
        (YEAR, "2020-09-27T00:00:00Z", Verdict.AGREES),
        (EXACT, "2020", Verdict.AGREES),
        (EXACT, "2020-01-01T00:00:00Z", Verdict.COMPATIBLE),
        (EXACT, "2020-01-01", Verdict.COMPATIBLE),
        (EXACT, "2020-10-01", Verdict.COMPATIBLE),
        (EXACT, "2020-02-01", Verdict.DIFFERS),
        (EXACT, "2020-10-06", Verdict.DIFFERS),
        (YEAR, "2019", Verdict.DIFFERS),
        (Bounds(begin_not_after=D("2022-01-18")), "2021-08-15", Verdict.COMPATIBLE),
        (Bounds(begin_not_after=D("2020-01-21")), "2021-08-15", Verdict.DIFFERS),
        (Bounds(D("2020-06-01"), None, None, D("2021-06-01")), "2020", Verdict.COMPATIBLE),
        (Bounds(), "2020", Verdict.NOT_COMPARABLE),
    ],
)
def test_events_are_compared_by_the_days_that_they_can_have_had(
    ours: Bounds, text: str, verdict: Verdict
) -> None:
    assert compare_days(ours, day(text))[0] is verdict


offsets = st.integers(0, 40)


@st.composite
def stretches(draw: st.DrawFn) -> tuple[date, date]:
    begin, length = draw(offsets), draw(offsets)
    return FIRST + timedelta(begin), FIRST + timedelta(begin + length)


@st.composite
def bounds_around(draw: st.DrawFn, begin: date, end: date) -> Bounds:
    def maybe(day: date) -> date | None:
        return day if draw(st.booleans()) else None

    before, after = timedelta(draw(offsets)), timedelta(draw(offsets))
    return Bounds(
        maybe(begin - before), maybe(begin + after), maybe(end - after), maybe(end + before)
    )


@given(st.data(), stretches())
def test_what_is_true_of_one_stretch_never_differs(
    data: st.DataObject, truth: tuple[date, date]
) -> None:
    begin, end = truth
    ours = data.draw(bounds_around(begin, end))
    theirs = TheirTime(TheirDate("", begin, begin), TheirDate("", end, end))
    verdict, reason = compare_stretches(ours, theirs)
    assert verdict is not Verdict.DIFFERS, reason


@given(st.data(), stretches(), stretches())
def test_what_differs_fits_no_stretch_and_what_agrees_holds_on_our_days(
    data: st.DataObject, mine: tuple[date, date], other: tuple[date, date]
) -> None:
    ours = data.draw(bounds_around(*mine))
    theirs = TheirTime(TheirDate("", other[0], other[0]), TheirDate("", other[1], other[1]))
    verdict, _ = compare_stretches(ours, theirs)
    assert (verdict is Verdict.DIFFERS) is not ours.allows(*other)
    if verdict is Verdict.AGREES:
        assert ours.begin_not_after is not None
        assert ours.end_not_before is not None
        first, last = sorted((ours.begin_not_after, ours.end_not_before))
        assert other[0] <= first <= last <= other[1]


@given(st.data(), st.dates(FIRST, date(2001, 12, 31)), st.sampled_from([9, 10, 11]))
def test_what_holds_as_it_is_meant_never_differs_as_it_is_written(
    data: st.DataObject, truth: date, precision: int
) -> None:
    written = truth.replace(
        month=1 if precision == 9 else truth.month, day=truth.day if precision == 11 else 1
    )
    ours = data.draw(bounds_around(truth, truth))
    verdict, reason = compare_days(ours, day(written.isoformat()))
    assert verdict is not Verdict.DIFFERS, reason
