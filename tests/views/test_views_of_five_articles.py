"""Views of the repository's own graph: the question that changes its answer, and the bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import pactgraph
from pactgraph.answer import Answer
from pactgraph.graph import Graph
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.model.graphs import DISAGREEMENTS
from pactgraph.model.passages import slug_of
from pactgraph.namespaces import ARTICLE, ID, PACT
from pactgraph.source.project import Project
from pactgraph.views.selection import Selection
from pactgraph.views.view import View
from pactgraph.views.viewpoint import Viewpoint
from pactgraph.views.whole import Whole

QUESTION = {"contributor": "Azerbaijan", "operation": "Resolute Support"}
DAYS = ("1990", "1994-05-04", "2001", "2008-06", "2012", "2016-06-01", "2019", "2020-04-13", "2022")


@pytest.fixture(scope="module")
def kg(repository: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    store = tmp_path_factory.mktemp("views") / "store"
    with pactgraph.open(repository.root, store, say=lambda line: None) as graph:
        yield graph


@pytest.fixture(scope="module")
def whole(kg: KnowledgeGraph) -> Graph:
    return kg.built()


def asked(kg: KnowledgeGraph, as_of: str, known_by: str, certainty: str) -> Answer:
    with kg.view(as_of, known_by, certainty) as view:
        return view.run("contributions", values=QUESTION)


def rows(answer: Answer) -> list[tuple[object, ...]]:
    wanted = ("article", "begin", "end", "certainty")
    found = ([row[name] for name in wanted] for row in answer)
    return [(str(article).rpartition("/")[2], *map(_text, rest)) for article, *rest in found]


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def left_out(answer: Answer) -> list[str]:
    return [note for note in answer.notes if note.startswith("left out")]


def test_by_the_articles_of_2020_azerbaijan_may_still_be_in_resolute_support(
    kg: KnowledgeGraph,
) -> None:
    answer = asked(kg, "2021-12-31", "2020-12-31", "possible")
    assert rows(answer) == [
        ("azernews-2020-04-13", None, None, "possible"),
        ("azernews-2020-01-21", "2015-01-01", None, "possible"),
    ]
    assert answer.notes[0] == (
        "answered over the possible graph as of 2021-12-31, known by 2020-12-31, "
        "from 3 of 5 articles"
    )
    # It is not certain, since no article of 2020 says what was so at the end of 2021.
    certain = asked(kg, "2021-12-31", "2020-12-31", "certain")
    assert rows(certain) == []
    assert left_out(certain) == [
        "left out: Azerbaijan in Resolute Support: possible, but not certain: "
        "it is last known to have held on 2020-04-13 (azernews-2020-04-13)",
        "left out: what speaks of them and was published later: "
        "article today-az-2022-01-18 of 2022-01-18",
    ]


def test_by_the_articles_of_2022_it_is_not_and_the_answer_says_why(kg: KnowledgeGraph) -> None:
    for certainty in ("certain", "possible"):
        answer = asked(kg, "2021-12-31", "2022-12-31", certainty)
        assert rows(answer) == []
        assert left_out(answer) == [
            "left out: Azerbaijan in Resolute Support: "
            "it had ended by 2021-08-31 (today-az-2022-01-18)"
        ]


def test_on_a_day_that_all_articles_agree_on_it_is_certain(kg: KnowledgeGraph) -> None:
    answer = asked(kg, "2020-01-01", "2022-12-31", "certain")
    assert [row[0] for row in rows(answer)] == [
        "azernews-2020-04-13", "today-az-2022-01-18", "azernews-2020-01-21"
    ]  # fmt: skip
    assert {row[3] for row in rows(answer)} == {"certain"}


def test_before_anything_was_published_nothing_is_answered_and_it_says_so(
    kg: KnowledgeGraph,
) -> None:
    answer = asked(kg, "2012", "1990", "certain")
    assert rows(answer) == []
    assert re.fullmatch(
        r"no article was out by 1990-12-31; the earliest is nato-partnership-background "
        r"\(undated, written not before \d{4}-01-01 and not after \d{4}-12-31\)",
        answer.notes[-1],
    )


def test_names_are_found_from_any_day(kg: KnowledgeGraph) -> None:
    with kg.view("1950") as view:
        assert view.run("contributions", values=QUESTION).rows == []
        assert view.find("Resolute Support Mission")[0].iri == ID["rsm"].value


def test_a_view_of_everything_is_the_graph(whole: Graph) -> None:
    assert list(View.of(whole, Viewpoint.of()).graph.dataset()) == list(whole.dataset())
    last = View.of(whole, Viewpoint.of(None, "2100"))
    assert last.left_out == {}
    assert set(last.graph.merged) == set(whole.merged)


@pytest.mark.parametrize("day", DAYS)
def test_the_certain_graph_lies_in_the_possible_one_and_that_in_the_whole(
    whole: Graph, day: str
) -> None:
    certain = View.of(whole, Viewpoint.of(day)).graph
    possible = View.of(whole, Viewpoint.of(day, certainty="possible")).graph
    assert stated(certain) < stated(possible) < stated(whole)


def test_what_is_known_later_is_never_less(whole: Graph) -> None:
    days = ("2016", "2018-06", "2019", "2020-02", "2020", "2021", "2022")
    views = [View.of(whole, Viewpoint.of(None, day)) for day in days]
    for earlier, later in pairwise(views):
        assert set(earlier.articles) <= set(later.articles)
        assert stated(earlier.graph) <= stated(later.graph)
    assert [len(view.articles) for view in views] == [0, 0, 1, 2, 3, 4, 5]


def test_every_thing_left_out_of_a_view_has_a_reason_and_is_not_in_it(whole: Graph) -> None:
    view = View.of(whole, Viewpoint.of("2012", "2020"))
    there = {str(t.subject)[1:-1] for t in view.graph.merged}
    for thing, left in view.left_out.items():
        assert left.reason
        assert thing not in there or thing in view.whole.named
    assert ID["rsm"].value in view.left_out


def test_an_operation_is_there_from_the_day_that_a_contribution_to_it_began(whole: Graph) -> None:
    missions = ARTICLE["today-az-2022-01-18/thing/nato-missions-in-afghanistan"].value
    begun = {ID["kfor"].value: 1999, ID["isaf"].value: 2002, missions: 2002}
    for operation, year in begun.items():
        left = [View.of(whole, Viewpoint.of(str(y))).left_out for y in (year - 1, year)]
        assert [operation in each for each in left] == [True, False]


def test_what_an_article_tells_as_over_cannot_be_after_it(whole: Graph) -> None:
    deployment = ID["azerbaijan-kabul-airport-deployment"].value
    left = [
        View.of(whole, Viewpoint.of(day, None, "possible")).left_out for day in ("2021", "2025")
    ]
    assert [deployment in each for each in left] == [False, True]


def test_what_a_speaker_says_will_come_is_at_no_day_certain_to_have_occurred(whole: Graph) -> None:
    said, foretold = (
        ARTICLE[f"azernews-2020-04-13/thing/{name}"].value
        for name in ("not-imposed", "leaders-confirm")
    )
    views = [View.of(whole, Viewpoint.of("2025", certainty=c)) for c in ("certain", "possible")]
    assert [said in view.left_out for view in views] == [False, False]
    assert [foretold in view.left_out for view in views] == [True, False]


def test_every_stored_query_answers_in_a_view(kg: KnowledgeGraph) -> None:
    with kg.view("2018-06-01", "2020", "possible") as view:
        for name, query in view.queries.items():
            required = [p.name for p in query.parameters if p.required]
            if set(required) <= {"asOf"}:
                answer = view.run(name, evidence=name == "contributions")
                assert answer.notes[0].endswith("from 3 of 5 articles")


def test_claims_join_a_view_and_go_with_their_articles(kg: KnowledgeGraph) -> None:
    with kg.view(known_by="2020") as view, view.with_claims() as joined:
        assert joined.viewed is not None
        assert joined.viewed.articles == view.viewed.articles  # type: ignore[union-attr]
        claims = joined.built().joined_claims
        assert claims
        assert {claim.split("/")[5] for claim in claims} <= set(joined.viewed.articles)
        assert set(view.built().merged) < set(joined.built().merged)


def test_a_receipt_names_what_the_view_left_out_and_why(kg: KnowledgeGraph) -> None:
    with kg.view("2007") as view:
        receipt = view.run("contributions", contributor="Azerbaijan").explain(0)
        assert receipt.wordings
        assert receipt.notes[0] == (
            "answered over the certain graph as of 2007-12-31, from all 5 articles"
        )
        assert (
            "left out: Azerbaijan in Resolute Support: it begins after that day, "
            "not before 2015-01-01 (azernews-2020-01-21, today-az-2022-01-18)"
        ) in receipt.notes


def test_a_view_has_the_formats_of_a_graph_and_says_so(kg: KnowledgeGraph, tmp_path: Path) -> None:
    with kg.view("2012", "2020") as view:
        view.export("ttl", tmp_path / "graph.ttl")
        view.export("graphml", tmp_path / "graph.graphml")
        rdf = view.graph()
    for name in ("graph.ttl", "graph.graphml"):
        head = (tmp_path / name).read_text("utf-8")[:600]
        assert (
            "Holds the certain graph as of 2012-12-31, known by 2020-12-31, from 3 of 5 articles"
            in head
        )
    assert len(rdf) == len(view.built().merged)


def stated(graph: Graph) -> set[object]:
    """Return merged without what is found on the articles, which need not grow with them."""
    return set(graph.merged) - set(graph.graphs.get(DISAGREEMENTS.value, ()))


def test_a_copy_is_in_the_line_of_the_earliest_article_that_is_left(whole: Graph) -> None:
    left = frozenset({"azernews-2020-01-21", "azernews-2020-04-13"})
    selection = Selection(Whole(lambda: whole), left)

    in_line = [t for t in selection.computed.triples if t.predicate == PACT.inLine]

    lines = {slug_of(t.object.value) for t in in_line if isinstance(t.object, NamedNode)}
    copied = [t for t in in_line if slug_of(t.subject.value) != slug_of(t.object.value)]  # type: ignore[union-attr]
    assert lines == left
    assert {slug_of(t.object.value) for t in copied} == {"azernews-2020-01-21"}  # type: ignore[union-attr]
    assert all(selection.computed.inputs_of(t) for t in in_line)


def test_a_day_makes_no_disagreement(kg: KnowledgeGraph, whole: Graph) -> None:
    known = {finding.iri for finding in whole.found.findings}
    for day in ("2004-06-28", "2014-12-31", "2020-04-13"):
        with kg.view(day, certainty="possible") as view:
            found = {finding.iri for finding in view.built().found.findings}
        assert found <= known
    assert found
