"""The variables that a pattern shows, and walking and changing a tree."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode
from query_trees import queries

from pactgraph.syntax.reading import read_query
from pactgraph.syntax.scope import all_variables, depth, rename, replace, variables_of, walk
from pactgraph.syntax.tree import (
    Blank,
    Construct,
    Group,
    Operation,
    Query,
    Select,
    SubSelect,
    TriplePattern,
    Triples,
    Var,
)
from pactgraph.syntax.writing import write_query

A = NamedNode("urn:a")
SMALL = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("?a ?b _:c", "a b"),
        ("?a (<urn:a>|<urn:b>)* ?b", "a b"),
        ("?a ?b ?c . ?c ?a ?d", "a b c d"),
        ("{ ?a ?b ?c } ?d ?e ?a", "a b c d e"),
        ("?a ?b 1 OPTIONAL { ?a ?b ?c }", "a b c"),
        ("{ ?a ?b 1 } UNION { ?c ?b 1 }", "a b c"),
        ("?a ?b 1 MINUS { ?a ?b ?c }", "a b"),
        ("?a ?b 1 FILTER(?c = 1) FILTER EXISTS { ?a ?d ?e }", "a b"),
        ("GRAPH ?g { ?a ?b 1 }", "g a b"),
        ("SERVICE ?g { ?a ?b 1 }", "g a b"),
        ("BIND(?a AS ?b)", "b"),
        ("VALUES (?a ?b) { }", "a b"),
        ("{ SELECT ?a (?b AS ?c) { ?a ?b ?d } }", "a c"),
        ("{ SELECT * { ?a ?b 1 } VALUES ?c { 1 } }", "a b c"),
        ("{ SELECT (COUNT(*) AS ?n) { ?a ?b ?c } GROUP BY ?a }", "n"),
    ],
)
def test_the_variables_in_scope_are_those_of_the_recommendation(text: str, names: str) -> None:
    where = read_query(f"SELECT * {{ {text} }}").body.where
    assert [variable.name for variable in variables_of(where)] == names.split()


@SMALL
@given(queries())
def test_the_variables_in_scope_are_those_the_engine_shows(query: Query) -> None:
    shown = Query(Select(None, query.body.where))
    result = pyoxigraph.Store().query(write_query(shown))
    assert {v.value for v in result.variables} == {
        variable.name for variable in variables_of(query.body.where)
    }


def test_all_variables_are_found_wherever_they_stand() -> None:
    query = read_query(
        """SELECT (?a AS ?b) { GRAPH ?c { ?d <urn:a> 1 } FILTER NOT EXISTS { ?e <urn:a>* ?d }
        MINUS { { SELECT ?f { } GROUP BY ?g HAVING(?h) ORDER BY ?i VALUES ?j { } } } }"""
    )
    found = all_variables(query)
    assert {variable.name for variable in found} == set("abcdefghij")
    assert len(found) == 10


def test_a_node_comes_before_those_inside_it() -> None:
    group = read_query("ASK { ?x <urn:a> 1 }").body.where
    triples = group.elements[0]
    pattern = triples.patterns[0]
    assert list(walk(group)) == [group, triples, pattern, Var("x"), A, pattern.object]


def test_the_depth_is_that_of_the_nodes() -> None:
    assert depth(Var("x")) == 1
    assert depth(Operation("!", (Operation("!", (Var("x"),)),))) == 3


def test_renaming_reaches_every_place() -> None:
    before = read_query(
        """SELECT ?x { ?x <urn:a> _:b FILTER(?x = 1) BIND(?y AS ?x)
        { SELECT ?x { } } VALUES (?x ?y) { (1 2) } } GROUP BY ?x"""
    )
    after = rename(before, {Var("x"): Var("z"), Blank("b"): Var("n")})
    names = {variable.name for variable in all_variables(after)}
    assert names == {"z", "n", "y"}
    assert not [node for node in walk(after) if isinstance(node, Blank)]


def test_names_may_be_exchanged() -> None:
    pattern = TriplePattern(Var("x"), A, Var("y"))
    assert rename(pattern, {Var("x"): Var("y"), Var("y"): Var("x")}) == TriplePattern(
        Var("y"), A, Var("x")
    )


@SMALL
@given(queries())
def test_what_does_not_change_stays_the_same_object(query: Query) -> None:
    assert replace(query, lambda node: node) is query


@SMALL
@given(queries())
def test_renaming_there_and_back_changes_nothing(query: Query) -> None:
    there = {variable: Var(f"renamed_{variable.name}") for variable in all_variables(query)}
    back = {new: old for old, new in there.items()}
    renamed = rename(query, there)
    assert not set(all_variables(renamed)) & set(there)
    assert rename(renamed, back) == query


def test_inner_nodes_are_replaced_before_outer_ones() -> None:
    tree = Operation("+", (Literal("1"), Operation("+", (Literal("1"), Literal("1")))))
    seen: list[object] = []

    def note(node: object) -> object:
        seen.append(node)
        return Literal("2") if node == Literal("1") else node

    changed = replace(tree, note)
    assert changed == Operation("+", (Literal("2"), Operation("+", (Literal("2"), Literal("2")))))
    assert seen[-1] == changed


@given(st.integers(1, 3))
def test_an_element_may_be_replaced_by_another(number: int) -> None:
    triples = Triples((TriplePattern(Var("x"), A, Var("y")),))
    query = Query(Construct((), Group((triples,) * number)))
    inner = SubSelect(Select(None, Group(())))
    changed = replace(query, lambda node: inner if isinstance(node, Triples) else node)
    assert changed.body.where.elements == (inner,) * number
