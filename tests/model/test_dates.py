"""Stated dates keep their precision and know the days they span."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal

from pactgraph.errors import BadInput
from pactgraph.model.dates import Precision, StatedDate, day_literal, shift
from pactgraph.namespaces import XSD


@pytest.mark.parametrize(
    ("lexical", "datatype", "first", "last"),
    [
        ("1994", XSD.gYear, date(1994, 1, 1), date(1994, 12, 31)),
        ("2020-02", XSD.gYearMonth, date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-02", XSD.gYearMonth, date(2019, 2, 1), date(2019, 2, 28)),
        ("2019-12-31", XSD.date, date(2019, 12, 31), date(2019, 12, 31)),
        ("9999", XSD.gYear, date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_a_date_spans_the_days_its_precision_leaves_open(
    lexical: str, datatype: object, first: date, last: date
) -> None:
    stated = StatedDate.from_literal(Literal(lexical, datatype=datatype))  # type: ignore[arg-type]
    assert (stated.first, stated.last) == (first, last)
    assert stated.to_literal() == Literal(lexical, datatype=datatype)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lexical", "datatype"),
    [
        ("2019-13", XSD.gYearMonth),
        ("2019-02-29", XSD.date),
        ("0000", XSD.gYear),
        ("-0044", XSD.gYear),
        ("12019", XSD.gYear),
        ("2019Z", XSD.gYear),
        ("2019-05-02+02:00", XSD.date),
        ("19", XSD.gYear),
        ("२०१९", XSD.gYear),
        ("2019\n", XSD.gYear),
        ("2019", XSD.date),
        ("2019", XSD.string),
        ("2019-05-02T10:00:00", XSD.dateTime),
    ],
)
def test_what_states_no_day_is_refused(lexical: str, datatype: object) -> None:
    with pytest.raises(BadInput, match=r"states no date|is not a date|no day of the calendar"):
        StatedDate.from_literal(Literal(lexical, datatype=datatype))  # type: ignore[arg-type]


DAY = StatedDate.parse("2020-03-31", Precision.DAY)


@pytest.mark.parametrize(
    ("n", "unit", "expected"),
    [
        (2, Precision.YEAR, "2018"),
        (1, Precision.MONTH, "2020-02"),
        (3, Precision.MONTH, "2019-12"),
        (-10, Precision.MONTH, "2021-01"),
        (31, Precision.DAY, "2020-02-29"),
        (0, Precision.YEAR, "2020"),
    ],
)
def test_an_interval_counted_back_has_its_units_precision(
    n: int, unit: Precision, expected: str
) -> None:
    assert shift(DAY, n, unit).lexical == expected


def test_months_cannot_be_counted_from_a_year() -> None:
    with pytest.raises(BadInput, match="stated to the year"):
        shift(StatedDate.parse("2020", Precision.YEAR), 2, Precision.MONTH)


@pytest.mark.parametrize(
    ("n", "unit"), [(3000, Precision.YEAR), (10**9, Precision.DAY), (10**12, Precision.DAY)]
)
def test_an_interval_out_of_the_calendar_is_refused(n: int, unit: Precision) -> None:
    with pytest.raises(BadInput, match="outside the years"):
        shift(DAY, n, unit)


@given(st.dates(), st.sampled_from(Precision))
def test_the_period_of_a_day_holds_it_and_reads_back(day: date, precision: Precision) -> None:
    stated = StatedDate.of(day, precision)
    assert stated.first <= day <= stated.last
    assert StatedDate.from_literal(stated.to_literal()) == stated
    assert shift(stated, 0, precision) == stated
    if stated.last < date.max:
        following = StatedDate.of(stated.last + timedelta(days=1), precision)
        assert following.first == stated.last + timedelta(days=1)
        assert shift(following, 1, precision) == stated


def test_a_bound_is_written_as_a_day() -> None:
    assert day_literal(date(5, 1, 2)) == Literal("0005-01-02", datatype=XSD.date)
