"""A view: what is in it, what it left out, and why, in a small world."""

from __future__ import annotations

from pathlib import Path

import pytest
from views_worlds import built, iri, published

from pactgraph.graph import Graph
from pactgraph.model.graphs import INFERRED
from pactgraph.namespaces import ARTICLE, ID, PACT
from pactgraph.views.left_out import Why
from pactgraph.views.view import View
from pactgraph.views.viewpoint import Viewpoint

TIRRA = (
    "id:tirra-membership a pact:Membership ; pact:member id:tirra ; pact:organisation id:council"
)
MARISTAN = "id:maristan-membership a pact:Membership ; pact:member id:maristan"
ARTICLES = {
    "first": (
        published("2019-05-02"),
        [
            f'{TIRRA} ; pact:begin "1996"^^xsd:gYear ; pact:observedOn "2019-05-02"^^xsd:date .',
            'id:harbour-visit a pact:Visit ; pact:visitor id:tirra ; pact:date "2018"^^xsd:gYear .',
            f'{MARISTAN} ; pact:begin "2001"^^xsd:gYear ; pact:end "2010"^^xsd:gYear .',
        ],
    ),
    "second": (
        published("2021-06"),
        [
            f'{TIRRA} ; pact:end "2020-03"^^xsd:gYearMonth .',
            f'{MARISTAN} ; pact:begin "2012"^^xsd:gYear .',
            "id:cycle a pact:Cycle ; pact:about id:tirra .",
            "<second/thing/said> a pact:Utterance ; pact:speaker id:tirra .",
        ],
    ),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return built(tmp_path_factory.mktemp("world"), ARTICLES)


def seen(graph: Graph, *viewpoint: str | None) -> View:
    return View.of(graph, Viewpoint.of(*viewpoint))


@pytest.mark.parametrize(
    ("viewpoint", "thing", "why", "reason"),
    [
        (("1990", None), "tirra-membership", Why.NOT_BEGUN,
         "it begins after that day, not before 1996-01-01 (first)"),
        (("1996-05", None), "tirra-membership", Why.UNCERTAIN,
         "possible, but not certain: it may have begun as late as 1996-12-31 (first)"),
        (("2020-03-15", None), "tirra-membership", Why.UNCERTAIN,
         "possible, but not certain: it is last known to have held on 2020-03-01 (second)"),
        (("2021", None), "tirra-membership", Why.ENDED, "it had ended by 2020-03-31 (second)"),
        (("2021", "2020"), "tirra-membership", Why.UNCERTAIN,
         "possible, but not certain: it is last known to have held on 2019-05-02 (first)"),
        (("2018-06", None), "harbour-visit", Why.UNCERTAIN,
         "possible, but not certain: it may have begun as late as 2018-12-31 (first)"),
        (("2017", None), "harbour-visit", Why.NOT_BEGUN,
         "it begins after that day, not before 2018-01-01 (first)"),
        (("2005", None), "maristan-membership", Why.DISPUTED,
         "the articles differ: first has it as certain, but it begins after that day,"
         " not before 2012-01-01 (second)"),
        (("2011-12-31", None, "possible"), "maristan-membership", Why.ENDED,
         "it begins after that day, not before 2012-01-01 (second);"
         " it had ended by 2010-12-31 (first)"),
        (("2021", None), "cycle", Why.UNCERTAIN,
         "possible, but not certain: no article says until when it held"),
        ((None, "2020"), "cycle", Why.KNOWN_LATER, "stated only by article second of 2021-06"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_left_out_for_a_reason(
    whole: Graph, viewpoint: tuple[str | None, ...], thing: str, why: Why, reason: str
) -> None:
    view = seen(whole, *viewpoint)
    left = view.why_not(iri(thing))
    assert left is not None
    assert (left.why, left.reason) == (why, reason)
    assert not any(t.subject == ID[thing] or t.object == ID[thing] for t in view.graph.merged)


@pytest.mark.parametrize(
    ("viewpoint", "thing"),
    [
        (("2019", None), "harbour-visit"),
        (("2019-05-02", None), "tirra-membership"),
        (("2005", None, "possible"), "maristan-membership"),
        (("2020-03-15", None, "possible"), "tirra-membership"),
        (("2021", "2020", "possible"), "tirra-membership"),
        ((None, "2021-06-30"), "cycle"),
        ((None, "2021-06-29", "possible"), "cycle"),
        (("1900", None), "tirra"),
        ((None, "1900"), "tirra"),
    ],
)
def test_what_holds_is_there_and_names_are_timeless(
    whole: Graph, viewpoint: tuple[str | None, ...], thing: str
) -> None:
    view = seen(whole, *viewpoint)
    assert view.why_not(iri(thing)) is None
    assert any(t.subject == ID[thing] for t in view.graph.merged)


def test_a_view_is_computed_and_closed_again(whole: Graph) -> None:
    def follows(graph: Graph) -> bool:
        return any(t.predicate == PACT.memberOf for t in graph.graphs[INFERRED.value])

    assert follows(whole)
    assert follows(seen(whole, "2019-01-01").graph)
    assert not follows(seen(whole, "2021").graph)


def test_an_article_that_is_left_out_says_when_it_was_published(whole: Graph) -> None:
    later = seen(whole, None, "2020").why_not(ARTICLE.base + "second")
    assert later is not None
    assert (later.why, later.reason) == (
        Why.PUBLISHED_LATER, "published later: article second of 2021-06"
    )  # fmt: skip
    assert seen(whole, None, "2020").why_not(ARTICLE.base + "second#char=0,9") == later
    perhaps = seen(whole, None, "2021-06-15").why_not(ARTICLE.base + "second")
    assert perhaps is not None
    assert perhaps.reason == "perhaps published later: article second of 2021-06"
    assert seen(whole, None, "2021-06-15", "possible").why_not(ARTICLE.base + "second") is None


def test_what_a_question_is_about_finds_what_was_left_out(whole: Graph) -> None:
    view = seen(whole, "2021", "2020")
    assert [left.iri for left in view.left_out_matching([iri("tirra"), iri("council")])] == [
        iri("tirra-membership")
    ]
    assert [left.iri for left in view.left_out_matching([iri("tirra")])] == [
        iri("tirra-membership"), ARTICLE.base + "second/thing/said", iri("cycle")
    ]  # fmt: skip
    by_class = view.left_out_matching((), [PACT.Situation.value])
    assert [left.iri for left in by_class] == [
        iri("maristan-membership"), iri("tirra-membership"), iri("cycle")
    ]  # fmt: skip
    assert view.left_out_matching((), [PACT.Membership.value, PACT.speaker.value]) == by_class[:2]
    assert view.left_out_matching([iri("nobody")]) == ()
    assert [left.label for left in view.later_articles_on(iri("tirra"))] == ["second"]
    assert view.later_articles_on(iri("harbour-visit")) == ()


def test_what_is_left_out_tells_what_each_article_says(whole: Graph) -> None:
    left = seen(whole, "2021").why_not(iri("tirra-membership"))
    assert left is not None
    assert [(said.slug, said.certainty.value) for said in left.said] == [
        ("first", "possible"), ("second", "excluded")
    ]  # fmt: skip
    assert left.articles == ("second",)
    assert str(left) == "Tirra in the Council: it had ended by 2020-03-31 (second)"


def test_a_view_without_a_day_is_the_graph(whole: Graph) -> None:
    view = seen(whole)
    assert view.graph.digest == whole.digest
    assert list(view.graph.dataset()) == list(whole.dataset())
    assert view.left_out == {}


def test_a_view_built_twice_has_the_same_bytes_and_a_digest_of_its_own(
    whole: Graph, tmp_path: Path
) -> None:
    again = built(tmp_path, ARTICLES)
    points = [("2019",), (None, "2020"), ("2019", "2020"), ("2019", "2020", "possible")]
    digests = set()
    for point in points:
        one, other = seen(whole, *point).graph, seen(again, *point).graph
        assert list(one.dataset()) == list(other.dataset())
        assert one.digest == other.digest
        digests.add(one.digest)
    assert len(digests | {whole.digest}) == len(points) + 1
