from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from pyoxigraph import Store
from views_worlds import built, published

from pactgraph.graph import Graph
from pactgraph.views.turning_days import TurningDays
from pactgraph.views.view import View
from pactgraph.views.viewpoint import SURENESSES, Viewpoint

DAY = timedelta(days=1)
MEMBERSHIP = "id:tirra-membership a pact:Membership ; pact:member id:tirra"
WORLD = {
    "one": (
        published("2019-05-02"),
        [
            f'{MEMBERSHIP} ; pact:begin "1996"^^xsd:gYear ; pact:end "2004-03"^^xsd:gYearMonth .',
            'id:harbour-visit a pact:Visit ; pact:visitor id:tirra ; pact:date "2001-07"'
            "^^xsd:gYearMonth .",
        ],
    ),
    "two": (
        published("2021"),
        [
            f'{MEMBERSHIP} ; pact:begin "1997-02-03"^^xsd:date .',
            'id:cycle a pact:Cycle ; pact:begin "2016"^^xsd:gYear ; pact:end "2018"^^xsd:gYear .',
        ],
    ),
    "three": ("", ['id:clear-water a pact:Operation ; pact:observedOn "2012-09-30"^^xsd:date .']),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return built(tmp_path_factory.mktemp("turning"), WORLD)


@pytest.fixture(scope="module")
def turning(graph: Graph) -> TurningDays:
    store = Store()
    store.extend(graph.dataset())
    return TurningDays.of(store)


def seen(graph: Graph, viewpoint: Viewpoint) -> object:
    view = View.of(graph, viewpoint)
    graphs = {name: set(triples) for name, triples in view.selection.graphs.items()}
    reasons = {thing: str(left) for thing, left in view.left_out.items()}
    return view.articles, graphs, set(view.selection.computed.triples), reasons


def around(days: Sequence[date]) -> list[date]:
    return [day + step for day in days for step in (-DAY, 0 * DAY, DAY)]


def test_nothing_is_seen_otherwise_from_the_viewpoint_that_stands_for_others(
    graph: Graph, turning: TurningDays
) -> None:
    years = [date(year, 6, 15) for year in range(1994, 2024)]
    near = [day + step for day in turning.as_of for step in (-DAY, 0 * DAY, DAY)]
    points = [
        Viewpoint(as_of=day, certainty=sure) for day in (*years, *near) for sure in SURENESSES
    ]
    near = [day + step for day in turning.known_by for step in (-DAY, 0 * DAY, DAY)]
    points += [Viewpoint(date(2017, 1, 1), day, sure) for day in near for sure in SURENESSES]
    different = {turning.alike(point) for point in points}
    known = {point: seen(graph, point) for point in different}
    assert len(different) < len(points) / 2
    for point in points:
        assert seen(graph, point) == known[turning.alike(point)], str(point)


def test_days_turn_where_what_is_stated_begins_and_the_day_after_it_ends(
    turning: TurningDays,
) -> None:
    assert {date(1996, 1, 1), date(2004, 4, 1), date(2012, 10, 1)} <= set(turning.as_of)
    assert set(turning.known_by) == {date(2019, 5, 2), date(2021, 1, 1), date(2021, 12, 31)}
    assert turning.alike(Viewpoint(date.max)) == Viewpoint(max(turning.as_of))
    assert turning.alike(Viewpoint(date.min)) == Viewpoint(date.min)
