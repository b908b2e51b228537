"""What a pattern binds in every solution is bound in every row that an engine gives."""

from __future__ import annotations

import pyoxigraph
import pytest

from pactgraph.syntax.bound_variables import (
    bound_by,
    certain,
    certainly_bound_by,
    exists_in,
    is_aggregated,
    mentioned,
)
from pactgraph.syntax.reading import read_query

DATA = """
@prefix : <http://example.org/> .
:a :p :b ; :q 1 . :b :p :c . :g { :a :p :b }
"""
PATTERNS = [
    ("?s :p ?o", "s o", "s o"),
    ("?s :p ?o OPTIONAL { ?o :q ?n }", "s o", "s o n"),
    ("{ ?s :p ?o } UNION { ?s :q ?n }", "s", "s o n"),
    ("?s :p ?o MINUS { ?s :q ?n }", "s o", "s o"),
    ("?s :p ?o FILTER EXISTS { ?s :q ?n }", "s o", "s o"),
    ("GRAPH ?g { ?s :p ?o }", "g s o", "g s o"),
    ("?s :p ?o BIND(1 AS ?n)", "s o n", "s o n"),
    ("?s :p ?o BIND(?s AS ?n)", "s o n", "s o n"),
    ("?s :p ?o BIND(?s + 1 AS ?n)", "s o", "s o n"),
    ("OPTIONAL { ?s :z ?o } BIND(?s AS ?n)", "", "s o n"),
    ("VALUES (?s ?n) { (:a UNDEF) (:b 1) }", "s", "s n"),
    ("{ SELECT ?s (MAX(?o) AS ?n) { ?s :p ?o } GROUP BY ?s }", "s", "s n"),
    ("{ SELECT * { ?s :p ?o OPTIONAL { ?o :q ?n } } VALUES ?v { 1 } }", "s o v", "s o n v"),
]


@pytest.mark.parametrize(("text", "always", "perhaps"), PATTERNS)
def test_a_pattern_binds_these_always_and_those_perhaps(
    text: str, always: str, perhaps: str
) -> None:
    prologue = "PREFIX : <http://example.org/> "
    where = read_query(f"{prologue} SELECT * {{ {text} }}").body.where
    assert where is not None
    assert certain(where) == set(always.split())
    assert set(bound_by(where)) == set(perhaps.split())
    store = pyoxigraph.Store()
    store.load(DATA.encode(), format=pyoxigraph.RdfFormat.TRIG)
    rows = store.query(f"{prologue} SELECT * {{ {text} }}")
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    assert {variable.value for variable in rows.variables} == set(perhaps.split())
    found = list(rows)
    assert found
    for row in found:
        assert all(row[name] is not None for name in always.split())


def test_a_bind_of_a_variable_alone_is_certain_only_where_that_is() -> None:
    bind = read_query("ASK { ?s ?p ?o BIND(?s AS ?n) }").body.where.elements[-1]  # type: ignore[union-attr]
    assert certainly_bound_by(bind) == frozenset()
    assert certainly_bound_by(bind, frozenset({"s"})) == {"n"}


def test_a_query_groups_by_keys_or_by_aggregates_of_its_own_alone() -> None:
    for text, expected in [
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", True),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?s", True),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s", False),
        ("SELECT (EXISTS { { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } } AS ?e) { ?s ?p ?o }", False),
    ]:
        assert is_aggregated(read_query(text).body) is expected, text  # type: ignore[arg-type]


def test_what_is_written_is_mentioned_once_as_it_comes_inside_exists_too() -> None:
    (test,) = read_query("ASK { FILTER(?b > ?a && EXISTS { ?a ?p ?c }) }").body.where.elements  # type: ignore[union-attr]
    assert mentioned(test) == ("b", "a", "p", "c")
    assert len(exists_in(test.expression)) == 1  # type: ignore[union-attr]
    assert mentioned(None) == ()
