"""Passages are named by one IRI form, and that form only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactgraph.errors import BadInput
from pactgraph.model.passages import (
    Range,
    article_iri,
    article_of_graph,
    parse_passage_iri,
    passage_iri,
    slug_of,
)

ARTICLE = "https://w3id.org/pactgraph/article/harbour-2019"


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_a_passage_iri_reads_back_as_what_it_was_made_of(start: int, length: int) -> None:
    iri = passage_iri(ARTICLE, start, start + length)
    assert parse_passage_iri(iri) == (ARTICLE, Range(start, start + length))


@pytest.mark.parametrize(
    "iri",
    [
        f"{ARTICLE}#char=9,9",
        f"{ARTICLE}#char=9,3",
        f"{ARTICLE}#char=03,9",
        f"{ARTICLE}#char=3,",
        f"{ARTICLE}#char=3",
        f"{ARTICLE}#char=-3,9",
        f"{ARTICLE}#char=3,9;length=20",
        f"{ARTICLE}#char=3,9\n",
        f"{ARTICLE}#char=٣,9",
        f"{ARTICLE}#line=3,9",
        f"{ARTICLE}/record#char=3,9",
        f"{ARTICLE}?x#char=3,9",
        "https://w3id.org/pactgraph/id/x#char=3,9",
        ARTICLE,
    ],
)
def test_no_other_form_is_a_passage(iri: str) -> None:
    assert parse_passage_iri(iri) is None


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (-1, 3)])
def test_an_empty_or_backward_range_is_refused(start: int, end: int) -> None:
    with pytest.raises(BadInput, match="not a range"):
        passage_iri(ARTICLE, start, end)


@pytest.mark.parametrize(
    "rest", ["", "#char=1,2", "/record", "/claim/c", "/thing/u1", "/bounds/b", "/selector/1-2"]
)
@pytest.mark.parametrize("host", ["https://w3id.org/pactgraph", "http://example.org/a/b"])
def test_whatever_an_article_owns_leads_to_it(host: str, rest: str) -> None:
    article = article_iri("x-2020.v_2~a", host + "/article/")
    assert article_of_graph(article + rest) == article
    assert slug_of(article + rest) == "x-2020.v_2~a"


@pytest.mark.parametrize(
    "iri",
    [
        "https://w3id.org/pactgraph/id/article",
        "https://w3id.org/pactgraph/articles/x",
        "https://w3id.org/pactgraph/article/",
        "https://w3id.org/pactgraph/article/x?y",
        "https://w3id.org/pactgraph/graph/entities",
    ],
)
def test_what_belongs_to_no_article_leads_to_none(iri: str) -> None:
    assert article_of_graph(iri) is None
    with pytest.raises(BadInput, match="belongs to no article"):
        slug_of(iri)


@pytest.mark.parametrize("slug", ["", "a/b", "a#b", "../x", ".x", "a b", "å", "a\n"])
def test_a_slug_that_would_change_an_iri_is_refused(slug: str) -> None:
    with pytest.raises(BadInput, match="cannot be an article's slug"):
        article_iri(slug)


def test_ranges_know_what_they_hold_and_touch() -> None:
    assert Range(2, 5) in Range(2, 6)
    assert Range(2, 7) not in Range(2, 6)
    assert Range(2, 5).overlaps(Range(4, 9))
    assert not Range(2, 5).overlaps(Range(5, 9))
    assert len(Range(2, 5)) == 3
    assert sorted([Range(3, 4), Range(1, 9), Range(1, 2)])[0] == Range(1, 2)
    assert Range(1, 3).of("aé𝄞z") == "é𝄞"
