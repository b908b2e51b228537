from __future__ import annotations

from datetime import date, datetime

import pytest

from pactgraph.errors import BadInput
from pactgraph.views.viewpoint import Viewpoint


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2020-12-31", date(2020, 12, 31)),
        ("2020", date(2020, 12, 31)),
        ("2020-02", date(2020, 2, 29)),
        (" 2020-02 ", date(2020, 2, 29)),
        (date(2020, 2, 1), date(2020, 2, 1)),
        (datetime(2020, 2, 1, 23, 59), date(2020, 2, 1)),
        (None, None),
    ],
)
def test_a_day_is_a_day_and_a_year_or_month_its_last_one(
    given: date | str | None, day: date | None
) -> None:
    found = Viewpoint.of(as_of=given, known_by=given)
    assert (found.as_of, found.known_by) == (day, day)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("soon", "as-of cannot be 'soon'"),
        ("", "as-of cannot be ''"),
        ("2020-13", "as-of cannot be '2020-13': month must be in 1..12"),
        ("2021-02-29", "as-of cannot be '2021-02-29': day is out of range for month"),
        ("0000", "as-of cannot be '0000': year 0 is out of range"),
        ("20201231", "as-of cannot be '20201231'"),
        (2020, "as-of cannot be a int"),
    ],
)
def test_what_is_no_date_is_refused_with_an_example(given: str, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        Viewpoint.of(as_of=given)
    assert caught.value.message == message
    assert "such as 2020-12-31" in str(caught.value.hint)


def test_a_certainty_that_is_none_or_has_no_day_is_refused() -> None:
    with pytest.raises(BadInput, match="no view is called 'sure'"):
        Viewpoint.of("2020", certainty="sure")
    with pytest.raises(BadInput, match="without a day there is no possible graph"):
        Viewpoint.of(certainty="possible")


def test_each_viewpoint_has_a_name_of_its_own() -> None:
    day = date(2020, 1, 1)
    points = [
        Viewpoint(),
        Viewpoint(as_of=day),
        Viewpoint(known_by=day),
        Viewpoint(day, day),
        Viewpoint(day, day, "possible"),
    ]
    assert len({point.name for point in points}) == len(points)
    assert [point.restricts for point in points] == [False, True, True, True, True]
    assert points[0].name == ""
