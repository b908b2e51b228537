from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import Literal

from pactgraph.errors import BadInput
from pactgraph.namespaces import XSD
from pactgraph.query.stored_query import parse_query
from pactgraph.views.binding import with_day
from pactgraph.views.viewpoint import Viewpoint

DATED = parse_query("SELECT ?a { ?a ?b ?__asOf_date }", name="dated", file="dated.rq")
PLAIN = parse_query("SELECT ?a { ?a ?b ?__who_iri }", name="plain", file="plain.rq")
DAY = Viewpoint.of(as_of="2020-02")


def test_the_day_of_the_view_is_that_of_the_query() -> None:
    assert with_day(DATED, {"x": 1}, DAY) == {"x": 1, "asOf": "2020-02-29"}


@pytest.mark.parametrize(
    "given", ["2020-02-29", date(2020, 2, 29), Literal("2020-02-29", datatype=XSD.date)]
)
def test_the_same_day_may_be_given_again(given: object) -> None:
    assert with_day(DATED, {"asOf": given}, DAY) == {"asOf": "2020-02-29"}


def test_another_day_is_refused() -> None:
    with pytest.raises(BadInput, match="as of 2020-02-29, and the query is asked for 2021-01-01"):
        with_day(DATED, {"asOf": "2021-01-01"}, DAY)
    with pytest.raises(BadInput, match="it takes a day"):
        with_day(DATED, {"asOf": "2020-02"}, DAY)


def test_a_query_that_asks_for_no_day_and_a_view_that_has_none_are_left_alone() -> None:
    assert with_day(PLAIN, {"who": "x"}, DAY) == {"who": "x"}
    known = Viewpoint.of(known_by="2020")
    assert with_day(DATED, {"asOf": "2021-01-01"}, known) == {"asOf": "2021-01-01"}
    assert with_day(DATED, {}, known) == {}
