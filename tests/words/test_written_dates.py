"""Dates as texts write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactgraph.words.written_dates import DateParts, written_dates

D = DateParts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 20 January", [("20 January", [D(None, 1, 20)])]),
        ("on 1st January 2015 after", [("1st January 2015", [D(2015, 1, 1)])]),
        ("on October 18.", [("October 18", [D(None, 10, 18)])]),
        ("on October 18, 2021,", [("October 18, 2021", [D(2021, 10, 18)])]),
        ("the 3rd of March 1992", [("3rd of March 1992", [D(1992, 3, 3)])]),
        ("7 April 2011 [09:15]", [("7 April 2011", [D(2011, 4, 7)])]),
        ("date 2019-05-02 By", [("2019-05-02", [D(2019, 5, 2)])]),
        ("on 21.01.2020", [("21.01.2020", [D(2020, 1, 21)])]),
        ("on 05/06/2020", [("05/06/2020", [D(2020, 6, 5), D(2020, 5, 6)])]),
        ("in March 1992 when", [("March 1992", [D(1992, 3)])]),
        ("by Sept. 2004", [("Sept. 2004", [D(2004, 9)])]),
        ("in October, then", [("October", [D(None, 10)])]),
        ("(2017\u20132019)", [("2017\u20132019", [D(2017), D(2019)])]),
        ("in 2017-19", [("2017-19", [D(2017), D(2019)])]),
        ("in 2005-07", [("2005-07", [D(2005), D(2007), D(2005, 7)])]),
        ("18-20 May 2001", [("18-20 May 2001", [D(2001, 5, 18), D(2001, 5, 20)])]),
        ("on 4 and 6 June", [("4 and 6 June", [D(None, 6, 4), D(None, 6, 6)])]),
        ("June 4 to 6, 2003", [("June 4 to 6, 2003", [D(2003, 6, 4), D(2003, 6, 6)])]),
        ("From 2015 to August 2021", [("2015", [D(2015)]), ("August 2021", [D(2021, 8)])]),
        ("in 2018, 120 sailed", [("2018", [D(2018)])]),
        ("18\u00a0MAY\n2001", [("18\u00a0MAY\n2001", [D(2001, 5, 18)])]),
    ],
)
def test_a_written_date_is_read_in_its_parts(
    text: str, expected: list[tuple[str, list[DateParts]]]
) -> None:
    assert [(d.range.of(text), list(d.readings)) for d in written_dates(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "they may march on",
        "in the 1990s",
        "1,200 boats",
        "12500 boats",
        "$2000",
        "at 09:15",
        "Maya and Marching Decembrists",
        "version 1.2010",
        "0999",
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert written_dates(text) == []


def test_only_four_figures_alone_could_be_a_number_too() -> None:
    assert [d.bare_year for d in written_dates("2000 boats in May 2001, 2002-2003")] == [
        True,
        False,
        False,
    ]


def ordinal(day: int) -> str:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{'th' if day in (11, 12, 13) else suffix}"


MONTHS = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]


@given(
    st.dates(date(1000, 1, 1), date(2999, 12, 31)),
    st.sampled_from(
        [
            lambda d, m: f"{d.day} {m} {d.year:04d}",
            lambda d, m: f"{ordinal(d.day)} of {m} {d.year:04d}",
            lambda d, m: f"{m} {d.day}, {d.year:04d}",
            lambda d, m: f"{m[:3]}. {d.day} {d.year:04d}",
            lambda d, m: d.isoformat(),
            lambda d, m: f"{d.day:02d}.{d.month:02d}.{d.year:04d}",
        ]
    ),
    st.sampled_from(["", "On ", "(", "from "]),
    st.sampled_from(["", ".", ", the board met", ")", " \u2013"]),
)
def test_a_day_is_read_back_however_it_is_written(day, style, before, after) -> None:  # type: ignore[no-untyped-def]
    written = style(day, MONTHS[day.month - 1])
    text = before + written + after
    assert [(d.range.of(text), d.readings) for d in written_dates(text)] == [
        (written, (DateParts(day.year, day.month, day.day),))
    ]
