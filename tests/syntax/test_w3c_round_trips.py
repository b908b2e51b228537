"""The W3C's queries answer the same after they have been read and written again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad

from pactgraph.syntax.reading import read_query
from pactgraph.syntax.refusals import refusals
from pactgraph.syntax.tree import Query
from pactgraph.syntax.writing import write_query
from w3c_tests import W3CQuery, query_tests

pytestmark = pytest.mark.w3c

REFUSED_BY_THE_ENGINE = {
    "sparql10/expr-builtin#case-insensitive-booleans": "it knows true and false in small letters",
}
NOT_ASKED = {
    **dict.fromkeys(
        [f"sparql11/service#service{number}" for number in ("1", "2", "3", "4a", "5", "6", "7")]
        + [f"sparql11/syntax-fed#test_{number}" for number in (1, 2, 3)],
        "it would ask an endpoint",
    ),
    **dict.fromkeys(
        [
            "sparql10/syntax-sparql1#syntax-expr-05",
            "sparql10/syntax-sparql1#syntax-order-05",
            "sparql10/syntax-sparql1#syntax-order-06",
            *(f"sparql10/syntax-sparql2#syntax-function-0{number}" for number in (1, 2, 3, 4)),
            "sparql11/syntax-query#test_4",
        ],
        "it calls a function that is not there",
    ),
}
NOT_THE_SAME = {"sparql11/functions#bnode02": "two fresh blank nodes are two others each time"}


@pytest.fixture(scope="module")
def tests(w3c_dir: Path) -> list[W3CQuery]:
    """Return every test whose query must be taken."""
    return query_tests(w3c_dir)


def answer(store: pyoxigraph.Store, text: str) -> object:
    """Return what the engine answers, in a form that can be compared."""
    result = store.query(text)
    if isinstance(result, pyoxigraph.QueryBoolean):
        return bool(result)
    if isinstance(result, pyoxigraph.QueryTriples):
        graph = Dataset(Quad(*triple) for triple in result)
        graph.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
        return frozenset(map(str, graph))
    rows = [tuple(map(str, row)) for row in result]
    ordered = rows if "ORDER" in text.upper() else Counter(rows)
    return [variable.value for variable in result.variables], ordered


def not_asked(query: Query) -> bool:
    names = [refusal.name for refusal in refusals(query)]
    return any(name == "SERVICE" or name.startswith("the function") for name in names)


def test_every_query_answers_the_same(tests: list[W3CQuery]) -> None:
    refused, unasked, different, same = set(), set(), set(), 0
    for test in tests:
        query = read_query(test.text)
        if not_asked(query):
            unasked.add(test.name)
            continue
        store = test.store()
        try:
            expected = answer(store, test.text)
        except SyntaxError:
            refused.add(test.name)
            continue
        if answer(store, write_query(query)) == expected:
            same += 1
        else:
            different.add(test.name)
    assert refused == set(REFUSED_BY_THE_ENGINE)
    assert unasked == set(NOT_ASKED)
    assert different == set(NOT_THE_SAME)
    assert (len(tests), same) == (810, 790)


def test_every_query_reads_the_same_after_it_was_written(tests: list[W3CQuery]) -> None:
    for test in tests:
        query = read_query(test.text)
        assert read_query(write_query(query)) == query, test.name
        assert read_query(write_query(query, short=True)) == query, test.name


def test_an_answer_that_is_not_the_same_is_refused_by_name(tests: list[W3CQuery]) -> None:
    for test in tests:
        if test.name in NOT_THE_SAME:
            assert refusals(read_query(test.text))
