"""The outline of a query."""

from __future__ import annotations

import pytest

from pactgraph.engine.outline import column_order, outline, undeclared_prefixes
from pactgraph.errors import BadQuery


@pytest.mark.parametrize(
    ("query", "projection"),
    [
        ("SELECT ?b ?a { ?a ?p ?b }", ("b", "a")),
        ("SELECT DISTINCT (STR(?x) AS ?s) ?t FROM <http://g> WHERE { }", ("s", "t")),
        ("SELECT (EXISTS { ?a ?b ?c } AS ?e) { }", ("e",)),
        ("SELECT (COUNT(*) AS ?n) { }", ("n",)),
        ("SELECT * { ?a ?b ?c }", None),
        ("ASK { SELECT ?a { } }", None),
    ],
)
def test_the_projection_is_read_in_the_order_written(
    query: str, projection: tuple[str, ...] | None
) -> None:
    assert outline(query).projection == projection


def group(query: str) -> str:
    shape = outline(query)
    assert shape.group is not None
    return query[shape.tokens[shape.group[0]].start : shape.tokens[shape.group[1]].end]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT (EXISTS { ?x ?y ?z } AS ?e) # {\n WHERE { ?a { } '}' } LIMIT 1", "{ ?a { } '}' }"),
        ("CONSTRUCT { ?a ?b ?c } WHERE { ?c ?b ?a }", "{ ?c ?b ?a }"),
        ("CONSTRUCT WHERE { ?c ?b ?a }", "{ ?c ?b ?a }"),
        ("BASE <http://x/%7B> ASK{}", "{}"),
        ("DESCRIBE ?a WHERE { ?a ?b ?c }", "{ ?a ?b ?c }"),
    ],
)
def test_the_outermost_group_is_found_by_tokens(query: str, expected: str) -> None:
    assert group(query) == expected


def test_a_describe_without_pattern_has_no_group() -> None:
    assert outline("DESCRIBE <http://x/>").group is None


def test_a_group_without_end_is_refused() -> None:
    with pytest.raises(BadQuery, match="does not end"):
        outline("ASK { { }")


def test_what_is_no_query_is_refused() -> None:
    with pytest.raises(BadQuery, match="not a SPARQL query"):
        outline("hello")


def test_columns_of_a_star_stand_as_first_written() -> None:
    query = "SELECT * { ?z ?y ?x OPTIONAL { ?b ?a ?z } }"
    assert column_order(query, ["a", "b", "x", "y", "z"]) == ("z", "y", "x", "b", "a")


def test_columns_that_an_engine_adds_come_last() -> None:
    assert column_order("SELECT ?b ?a { }", ["a", "b", "other"]) == ("b", "a", "other")


def test_prefixes_are_undeclared_where_only_a_string_holds_them() -> None:
    assert undeclared_prefixes("PREFIX a: <http://a/> ASK { a:x ?p 'c:d', b:y, :z }") == ("b", "")
