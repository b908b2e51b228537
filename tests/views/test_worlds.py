"""The bounds that views promise: certain is in the world, and the world in possible.

A world makes every date precise, inside its bounds: each article is published on one day, and
each thing begins and ends on one day that all articles in the world allow. Where they leave
none, because they contradict each other, no world is inside the bounds, and the verdict on
them together stands: the thing is in if it is certain, out if it is excluded, else either.
"""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Quad, QuerySolutions, Store
from views_worlds import built, dated, published

from pactgraph.graph import Graph, Part, build_graph
from pactgraph.model.graphs import DISAGREEMENTS, INFERRED
from pactgraph.reasoning.bounds import UNBOUNDED, Bounds, Certainty, together
from pactgraph.views.notes import beyond_the_promise
from pactgraph.views.selection import Selection
from pactgraph.views.verdicts import on_day
from pactgraph.views.view import View
from pactgraph.views.viewpoint import Viewpoint
from pactgraph.views.whole import Whole

PREFIX = """PREFIX pact: <https://w3id.org/pactgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX id: <https://w3id.org/pactgraph/id/>
"""
POSITIVE = [
    "SELECT ?who ?body { ?who pact:memberOf ?body }",
    "SELECT ?x ?kind { ?x a/rdfs:subClassOf* ?kind }",
    "SELECT ?x ?y { { ?x pact:member|pact:attendee ?y } UNION { ?y ^pact:countOf ?x } }",
    "SELECT ?x ?passage { GRAPH ?passage { ?x pact:begin|pact:end|pact:date ?when }"
    " ?passage a pact:Passage }",
    "SELECT ?x ?y { ?x (pact:duringEvent|pact:countOf|^pact:member)+ ?y }",
    "SELECT ?thing ?day { ?b pact:boundsOf ?thing ; pact:beginNotAfter ?day"
    " FILTER EXISTS { ?thing a ?kind } }",
    "ASK { id:tirra pact:memberOf id:council }",
    "SELECT ?claim { ?u pact:content ?claim GRAPH ?claim { ?a ?p ?b } }",
]
THINGS = {
    "tirra-membership": "a pact:Membership ; pact:member id:tirra ; pact:organisation id:council",
    "maristan-membership": "a pact:Membership ; pact:member id:maristan ;"
    " pact:organisation id:council",
    "harbour-visit": "a pact:Visit ; pact:visitor id:tirra ; pact:duringEvent id:clear-water",
    "clear-water": "a pact:Operation ; pact:ledBy id:council",
    "cycle": "a pact:Cycle ; pact:duringEvent id:harbour-visit",
}
FIRST, LAST = date(2015, 1, 1), date(2022, 12, 31)

days = st.dates(FIRST, LAST)
stated = st.builds(lambda day, length: day.isoformat()[:length], days, st.sampled_from([4, 7, 10]))
times = st.tuples(
    st.sampled_from(["begin", "end", "date", "observedOn", "endedBefore"]), stated
).map(lambda pair: f" ; pact:{pair[0]} {dated(pair[1])}")


@st.composite
def passages(draw: st.DrawFn, slug: str) -> list[str]:
    """Draw what an article states: things with a time or none, counts, an utterance, a claim."""
    found = []
    for thing in draw(st.lists(st.sampled_from(sorted(THINGS)), max_size=5)):
        when = draw(st.one_of(st.just(""), times))
        found.append(f"id:{thing} {THINGS[thing]}{when} .")
    for number, of in enumerate(draw(st.lists(st.sampled_from(sorted(THINGS)), max_size=2))):
        when = draw(st.one_of(st.just(""), times))
        count = f"<{slug}/thing/count-{number}>"
        found.append(f"{count} a pact:Count ; pact:value {number} ; pact:countOf id:{of}{when} .")
    if draw(st.booleans()):
        when = draw(st.one_of(st.just(""), stated.map(lambda day: f" ; pact:date {dated(day)}")))
        found.append(
            f"<{slug}/thing/said> a pact:Utterance ; pact:speaker id:tirra ;"
            f" pact:about id:cycle ; pact:content <{slug}/claim/said>{when} ."
        )
        found.append("claim:said id:maristan-membership pact:member id:maristan .")
    return found or ["id:tirra a pact:State ."]


@st.composite
def projects(draw: st.DrawFn) -> dict[str, tuple[str, list[str]]]:
    """Draw a project of one to three articles, dated to a day, a month, a year, or not at all."""
    articles = {}
    for slug in ("one", "two", "three")[: draw(st.integers(1, 3))]:
        told = draw(passages(slug))
        record = draw(st.one_of(st.just(""), stated.map(published), st.just("cycle")))
        if record == "cycle":
            year = draw(st.integers(FIRST.year, LAST.year))
            told.append(f'id:cycle a pact:Cycle ; pact:lastYear "{year}"^^xsd:gYear .')
            number = len(told) - 1
            record = (
                f"<> pact:writtenDuring id:cycle ;"
                f" pact:datedBy <#char={number * 10},{number * 10 + 9}> ."
            )
        articles[slug] = (record, told)
    return articles


viewpoints = st.builds(Viewpoint, st.one_of(st.none(), days), st.one_of(st.none(), days)).filter(
    lambda viewpoint: viewpoint.restricts
)


def drawn_day(draw: st.DrawFn, first: date | None, last: date | None) -> date:
    low = first or min(FIRST, last or FIRST) - timedelta(days=900)
    high = last or max(LAST, low) + timedelta(days=900)
    return draw(st.dates(low, high))


def drawn_world(draw: st.DrawFn, whole: Whole, viewpoint: Viewpoint) -> Selection:
    """Draw a world inside the bounds, as it is seen from the viewpoint."""
    out = frozenset(
        slug
        for slug, publication in whole.publications.items()
        if viewpoint.known_by is None
        or drawn_day(draw, publication.first, publication.last) <= viewpoint.known_by
    )
    day = viewpoint.as_of
    if day is None:
        return Selection(whole, out)
    held = {thing: in_force(draw, whole, thing, out, day) for thing in sorted(whole.classes)}
    return Selection(whole, out, held.__getitem__)


def in_force(draw: st.DrawFn, whole: Whole, thing: str, out: frozenset[str], day: date) -> bool:
    occurs = thing in whole.happenings
    told = [b for slug, b in sorted(whole.told.get(thing, {}).items()) if slug in out]
    met = UNBOUNDED
    for bounds in told:
        met = met.meet(bounds or UNBOUNDED)
    if met.empty:
        said = together(on_day(b or UNBOUNDED, day, happening=occurs) for b in told)
        return draw(st.booleans()) if said is Certainty.POSSIBLE else said is Certainty.CERTAIN
    begin, end = drawn_life(draw, met)
    assert all((b or UNBOUNDED).allows(begin, end) for b in told)
    return begin <= day and (occurs or day <= end)


def drawn_life(draw: st.DrawFn, met: Bounds) -> tuple[date, date]:
    tight = met.tightened()
    last = tight.begin_not_after
    begin = drawn_day(draw, tight.begin_not_before, last)
    earliest = max(begin, tight.end_not_before or begin)
    return begin, drawn_day(draw, earliest, tight.end_not_after)


def graph_of(world: Selection) -> Graph:
    return build_graph(
        world.whole.graph.sources,
        articles=world.articles,
        ruleset=world.whole.graph.ruleset,
        part=Part("world", world.graphs, world.computed),
    )


def answers(graph: Graph, query: str) -> set[tuple[object, ...]]:
    store = Store()
    store.bulk_extend(quad for quad in graph.dataset() if quad.graph_name != INFERRED)
    found = store.query(PREFIX + query)
    if isinstance(found, QuerySolutions):
        return {tuple(row) for row in found}
    return {()} if found else set()


def stated_in(graph: Graph) -> set[Quad]:
    # Findings on the articles are no statements of theirs. Whether a triple is inferred, or
    # stated as well, may differ, and merged has it once.
    found = set(graph.graphs.get(DISAGREEMENTS.value, ()))
    merged = [t for t in graph.merged if t not in found]
    named = [q for q in graph.quads() if q.graph_name not in (INFERRED, DISAGREEMENTS)]
    return {Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in merged} | {*named}


@given(projects(), viewpoints, st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_each_world_lies_between_the_certain_and_the_possible_graph(
    articles: dict[str, tuple[str, list[str]]], viewpoint: Viewpoint, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole = built(Path(folder), articles)
    certain = View.of(whole, viewpoint)
    possible = View.of(whole, Viewpoint(viewpoint.as_of, viewpoint.known_by, "possible"))
    world = graph_of(drawn_world(data.draw, Whole(lambda: whole), viewpoint))
    assert stated_in(certain.graph) <= stated_in(world) <= stated_in(possible.graph)
    for query in POSITIVE:
        least, most = answers(certain.graph, query), answers(possible.graph, query)
        assert least <= answers(world, query) <= most, query


def test_worlds_do_differ_and_the_bounds_are_tight(tmp_path: Path) -> None:
    told = (
        f"id:tirra-membership {THINGS['tirra-membership']} ; pact:begin {dated('2019')} ;"
        f" pact:observedOn {dated('2020-01-01')} ."
    )
    whole = built(tmp_path, {"one": (published("2020-01-01"), [told])})
    thing = "https://w3id.org/pactgraph/id/tirra-membership"

    def seen(day: str, certainty: str) -> bool:
        view = View.of(whole, Viewpoint.of(day, None, certainty))
        return any(t.subject.value == thing for t in view.graph.merged)

    assert [seen("2019-06-01", c) for c in ("certain", "possible")] == [False, True]
    assert [seen("2020-01-01", c) for c in ("certain", "possible")] == [True, True]
    assert [seen("2018-12-31", c) for c in ("certain", "possible")] == [False, False]


@pytest.mark.parametrize("query", POSITIVE)
def test_the_queries_that_are_promised_bounds_are_told_as_such(query: str) -> None:
    assert beyond_the_promise(query) == ()
