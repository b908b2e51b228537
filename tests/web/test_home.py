"""The first page and the list of articles: live answers, figures, and nothing but text."""

from __future__ import annotations

from hashlib import sha256

import pytest
from pyoxigraph import Literal, NamedNode
from site_worlds import (
    HOSTILE,
    Page,
    ask,
    assert_harmless,
    assert_well_made,
    page,
)

from pactgraph.headline_questions import QUESTIONS
from pactgraph.web.front.articles import entries
from pactgraph.web.front.headlines import headlines
from pactgraph.web.front.home import figures, newest_disagreements
from pactgraph.web.site import Site
from pactgraph.web.static_urls import FOLDER, static_url


@pytest.fixture(scope="module")
def first(site: Site) -> Page:
    return page(site, "home", origin="http://127.0.0.1:1234")


def test_the_first_page_is_well_made_and_asks_nothing_of_others(first: Page) -> None:
    assert_well_made(first)
    assert_harmless(first)
    assert first.all("form")[0]["role"] == "search"
    assert "http://127.0.0.1:1234/sparql" in first.text


def test_every_headline_question_is_answered_as_its_query_answers(site: Site) -> None:
    found = headlines(site)
    assert [one.words for one in found] == [question.words for question in QUESTIONS]
    for headline, question in zip(found, QUESTIONS, strict=True):
        answer = site.kg.run(question.query, values=question.values)
        assert question.of is not None
        assert sum(number for number, _ in headline.counts) == len(
            set(answer.terms.column(question.of))
        )
        terms = [term for row in answer.terms for term in row]
        values = {term.value for term in terms if isinstance(term, Literal | NamedNode)}
        labels = site.labels(term.value for term in terms if isinstance(term, NamedNode))
        known = values | set(labels.values())
        assert 0 < len(headline.entries) <= 3
        for entry in headline.entries:
            assert entry.cells
            assert entry.thing.text in known
            for _, cell in entry.cells:
                assert cell.text in known or set(cell.text.split(" ")) <= known | {"more", "than"}
        # What is shown is of different things.
        assert len({entry.thing.href for entry in headline.entries}) == len(headline.entries)


def test_what_is_certain_is_counted_apart_and_shown_first(site: Site) -> None:
    (found,) = (one for one in headlines(site) if "in force" in one.words)
    rows = site.kg.run("state-on-date", asOf="2018-06-01").rows
    certain = {str(row["whatLabel"]) for row in rows if row["certainty"] == "certain"}
    possible = {row["what"] for row in rows if row["certainty"] == "possible"}
    assert found.counts == (
        (len(certain), "things for certain"),
        (len(possible), "possibly"),
    )
    assert {entry.thing.text for entry in found.entries} <= certain


def test_the_evidence_of_a_headline_is_that_of_the_first_thing_shown(
    site: Site, first: Page
) -> None:
    for headline, question in zip(headlines(site), QUESTIONS, strict=True):
        (row,) = (
            row
            for row in range(len(site.kg.run(question.query, values=question.values)))
            if site.urls.receipt(question.query, row, question.values) == headline.receipt
        )
        answer = site.kg.run(question.query, values=question.values)
        assert question.of is not None
        thing = answer.terms.column(question.of)[row]
        assert isinstance(thing, NamedNode)
        assert headline.entries[0].thing.href == site.urls.of_iri(thing.value)
        assert headline.receipt in first.links
        assert site.urls.query(question.query, parameters=question.values) in first.links


def test_the_figures_are_those_of_the_graph(site: Site) -> None:
    store = site.kg.store
    assert store is not None
    counts = store.manifest.extra["counts"]
    found = dict(figures(site))
    assert found["passages"] == sum(one.passages for one in site.kg.articles.values())
    assert found["statements that speakers assert"] == counts["claim"]
    assert found["statements derived from them"] == counts["computed"] + counts["inferred"]
    for severity, words in (("contradiction", "contradiction"), ("to-check", "difference")):
        rows = site.kg.run("disagreements", severity=severity).rows
        (number,) = (number for told, number in found.items() if told.startswith(words))
        assert number == len({row["finding"] for row in rows})


def test_the_latest_disagreements_lead_to_their_pages(site: Site, first: Page) -> None:
    found = newest_disagreements(site)
    known = {row["gist"] for row in site.kg.run("disagreements").rows}
    assert len(found) == 3
    for one in found:
        assert one.gist in known
        assert one.url in first.links
        assert one.severity in ("to check", "contradiction")


def test_the_articles_are_listed_with_what_is_known_of_them(site: Site, first: Page) -> None:
    found = entries(site)
    assert [one.slug for one in found] == sorted(
        site.kg.articles, key=lambda slug: (site.kg.articles[slug].published or "9999", slug)
    )
    undated = found[-1]
    assert (undated.slug, undated.published) == ("nato-partnership-background", None)
    assert undated.written == ("2017-01-01", "2019-12-31")
    for one in found:
        article = site.kg.articles[one.slug]
        assert one.passages == article.passages >= (one.own_passages or 0) > 0
        assert article.publisher is None or article.publisher in [p.text for p in one.publishers]
        assert f"/page/article/{one.slug}" in first.links


def test_the_list_of_articles_says_how_much_each_says(site: Site) -> None:
    listed = page(site, "articles")
    assert_well_made(listed)
    assert_harmless(listed)
    rows = [
        row for row in site.kg.run("articles").rows if "today-az-2022-01-18" in str(row["article"])
    ]
    # One row an author, or carrier.
    row = rows[0]
    assert f"{row['triples']:,}" in listed.text
    assert str(row["articleLabel"]) in listed.text


def test_where_one_is_is_marked_in_the_navigation(site: Site) -> None:
    listed = page(site, "articles")
    current = [link for link in listed.all("a") if "aria-current" in link]
    assert {link["href"] for link in current} == {"/articles"}


def test_a_project_without_our_questions_is_asked_its_own(tiny: Site) -> None:
    first = page(tiny, "home")
    assert_well_made(first)
    assert "/queries/members" in first.links
    assert "2 articles" in " ".join(first.text.split())
    assert "/page/article/harbour-2019-05-02" in first.links
    assert page(tiny, "articles").text.count("text at hand") == 2


def test_hostile_names_are_text_on_every_page(hostile: Site) -> None:
    for route, query in (("home", []), ("search", [("q", "council")]), ("editor", [])):
        shown = page(hostile, route, *query)
        assert_harmless(shown)
        assert HOSTILE in shown.text


def test_a_page_is_html_and_says_so(site: Site) -> None:
    document = ask(site, "home")
    assert document.content_type == "text/html; charset=utf-8"
    assert document.body.startswith(b"<!doctype html>")


def test_files_of_the_site_are_named_with_their_content(first: Page) -> None:
    """So a browser may keep them for good, and asks for another one when they change."""
    sheets = [str(one["href"]) for one in first.all("link") if "site.css" in str(one["href"])]
    digest = sha256((FOLDER / "site.css").read_bytes()).hexdigest()
    assert sheets == [f"/static/site.css?v={digest[:12]}"]
    assert static_url("none.css") == "/static/none.css"
