from __future__ import annotations

from pathlib import Path

import pytest
from views_worlds import built, published

from pactgraph.graph import Graph
from pactgraph.views.notes import UNREAD, beyond_the_promise, notes_on
from pactgraph.views.view import View
from pactgraph.views.viewpoint import Viewpoint

TOLD = (
    "id:tirra-membership a pact:Membership ; pact:member id:tirra ;"
    ' pact:begin "1996"^^xsd:gYear ; pact:end "2001"^^xsd:gYear .'
)
MEMBERS = "SELECT ?m { ?m a pact:Membership ; pact:member id:tirra }"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    root = tmp_path_factory.mktemp("world")
    return built(root, {"one": (published("2019-05-02"), [TOLD]), "two": (published("2021"), [])})


def notes(whole: Graph, viewpoint: Viewpoint, sparql: str, *, empty: bool = False) -> list[str]:
    return list(notes_on(View.of(whole, viewpoint), sparql, empty=empty))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT * { ?a ?b ?c }", ()),
        ("SELECT ?optional { ?minus <urn:limit> ?count } # MINUS", ()),
        ("SELECT * { ?a ?b 'MINUS' OPTIONAL { ?c ?d ?e } }", ("OPTIONAL",)),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c } GROUP BY ?a", ("COUNT",)),
        ("SELECT * { ?a ?b ?c BIND(EXISTS { ?a ?b ?d } AS ?x) }", ("EXISTS as a value",)),
        ("SELECT * { { SELECT ?a { ?a ?b ?c } LIMIT 1 } }", ("LIMIT",)),
        ("SELECT * { ?a ?b ?c } LIMIT", (UNREAD,)),
    ],
)
def test_what_takes_a_query_out_of_the_promise_is_told(query: str, found: tuple[str, ...]) -> None:
    assert beyond_the_promise(query) == found


def test_an_answer_says_which_graph_it_is_over(whole: Graph) -> None:
    viewpoint = Viewpoint.of("2000", "2020", "possible")
    assert notes(whole, viewpoint, MEMBERS) == [
        "answered over the possible graph as of 2000-12-31, known by 2020-12-31, "
        "from 1 of 2 articles"
    ]
    assert notes(whole, Viewpoint.of("2000"), MEMBERS)[0].endswith("from all 2 articles")


def test_a_query_with_negation_is_answered_over_the_graph_and_says_so(whole: Graph) -> None:
    found = notes(whole, Viewpoint.of("2000"), "ASK { FILTER NOT EXISTS { ?a ?b ?c } }")
    assert found[1] == (
        "the query has NOT EXISTS: it is answered over the certain graph as it is, "
        "and its rows are not promised to be bounds on what is true"
    )


def test_an_empty_answer_tells_what_was_left_out(whole: Graph) -> None:
    found = notes(whole, Viewpoint.of("2020"), MEMBERS, empty=True)
    assert found[1:] == ["left out: Tirra in the Council: it had ended by 2001-12-31 (one)"]
    assert notes(whole, Viewpoint.of("2020"), MEMBERS)[1:] == []
    other = "PREFIX x: <https://w3id.org/pactgraph/id/> ASK { x:maristan ?p ?o }"
    assert notes(whole, Viewpoint.of("2020"), other, empty=True)[1:] == []
    same = "PREFIX x: <https://w3id.org/pactgraph/id/> ASK { x:tirra ?p ?o }"
    assert notes(whole, Viewpoint.of("2020"), same, empty=True)[1:] == found[1:]


def test_what_a_later_article_says_of_the_same_is_told(whole: Graph, tmp_path: Path) -> None:
    graph = built(tmp_path, {"one": (published("2019-05-02"), [TOLD])})
    found = notes(graph, Viewpoint.of(None, "2018-01"), "ASK { id:tirra ?p ?o }", empty=True)
    assert found[1:] == [
        "no article was out by 2018-01-31; the earliest is one of 2019-05-02",
    ]
    both = built(
        tmp_path, {"one": (published("2019-05-02"), [TOLD]), "old": (published("1999"), [])}
    )
    found = notes(both, Viewpoint.of(None, "2018-01"), "ASK { id:tirra ?p ?o }", empty=True)
    assert found[1:] == [
        "left out: Tirra in the Council: stated only by article one of 2019-05-02",
        "left out: what speaks of them and was published later: article one of 2019-05-02",
    ]


def test_a_long_list_is_cut_and_says_so(tmp_path: Path) -> None:
    visits = [
        f'<one/thing/v{n}> a pact:Visit ; pact:visitor id:tirra ; pact:date "2010"^^xsd:gYear .'
        for n in range(8)
    ]
    graph = built(tmp_path, {"one": (published("2019"), visits)})
    found = notes(graph, Viewpoint.of("2000"), "ASK { ?v pact:visitor id:tirra }", empty=True)
    assert len(found) == 1 + 5 + 1
    assert found[-1] == "left out: 3 more things that the query could be about"


def test_an_endpoint_that_was_not_asked_is_named(whole: Graph) -> None:
    view = View.of(whole, Viewpoint.of("2020"))
    found = notes_on(view, MEMBERS, empty=False, endpoint="https://example.org/sparql")
    assert found[1] == (
        "https://example.org/sparql was not asked: the view is built here, from the project's files"
    )
