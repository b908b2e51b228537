"""Positive queries never lose a row when the graph grows; the others are named by why."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Quad, QuerySolutions, RdfFormat

from pactgraph.namespaces import PREFIXES
from pactgraph.source.project import Project
from pactgraph.syntax.monotony import NOT_MONOTONE, is_positive, non_monotone
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.refusals import refusals
from pactgraph.syntax.scope import walk
from pactgraph.syntax.tree import Blank, Construct, Query
from pactgraph.syntax.writing import write_query
from w3c_tests import query_tests

BEFORE = "id:a id:p 1 , 2 . id:b id:p 3 ."
"""A small graph; each losing query below is shown what it needs to lose a row."""

LOSING = [
    ("OPTIONAL", "SELECT * { ?x id:p 1 OPTIONAL { ?x id:q ?y } }", "id:a id:q 1 ."),
    ("MINUS", "SELECT * { ?x id:p 1 MINUS { ?x id:q 1 } }", "id:a id:q 1 ."),
    ("NOT EXISTS", "SELECT * { ?x id:p 1 FILTER NOT EXISTS { ?x id:q 1 } }", "id:a id:q 1 ."),
    ("NOT EXISTS", "SELECT * { ?x id:p 1 FILTER(!EXISTS { ?x id:q 1 }) }", "id:a id:q 1 ."),
    (
        "EXISTS as a value",
        "SELECT * { ?x id:p 1 BIND(EXISTS { ?x id:q 1 } AS ?y) }",
        "id:a id:q 1 .",
    ),
    (
        "EXISTS as a value",
        "SELECT * { ?x id:p 1 FILTER(EXISTS { ?x id:q 1 } = false) }",
        "id:a id:q 1 .",
    ),
    ("COUNT", "SELECT (COUNT(*) AS ?n) { ?x id:p ?y }", "id:a id:p 9 ."),
    ("SUM", "SELECT ?x (SUM(?y) AS ?n) { ?x id:p ?y } GROUP BY ?x", "id:a id:p 9 ."),
    ("MIN", "SELECT (MIN(?y) AS ?n) { ?x id:p ?y }", "id:a id:p 0 ."),
    ("MAX", "SELECT ?x { ?x id:p ?y } GROUP BY ?x HAVING(MAX(?y) < 3)", "id:a id:p 9 ."),
    ("AVG", "SELECT (AVG(?y) AS ?n) { ?x id:p ?y }", "id:a id:p 9 ."),
    ("GROUP_CONCAT", "SELECT (GROUP_CONCAT(STR(?y)) AS ?n) { ?x id:p ?y }", "id:a id:p 9 ."),
    ("LIMIT", "SELECT ?y { ?x id:p ?y } ORDER BY ?y LIMIT 1", "id:a id:p 0 ."),
    ("OFFSET", "SELECT ?y { ?x id:p ?y } ORDER BY DESC(?y) OFFSET 1 LIMIT 1", "id:a id:p 9 ."),
    ("LIMIT", "SELECT * { { SELECT ?y { ?x id:p ?y } ORDER BY ?y LIMIT 1 } }", "id:a id:p 0 ."),
    ("MINUS", "ASK { ?x id:p 1 MINUS { ?x id:q 1 } }", "id:a id:q 1 ."),
]


def turtle(text: str) -> list[Quad]:
    declared = "".join(f"@prefix {name}: <{base}> .\n" for name, base in PREFIXES.items())
    return list(pyoxigraph.parse(declared + text, format=RdfFormat.TURTLE))


def rows(query: Query, quads: list[Quad]) -> set[object]:
    """Return what the engine answers as a set; ASK as the empty set or not."""
    store = pyoxigraph.Store()
    store.extend(quads)
    result = store.query(write_query(query))
    if isinstance(result, pyoxigraph.QueryBoolean):
        return {True} if result else set()
    if isinstance(result, QuerySolutions):
        return {tuple(map(str, row)) for row in result}
    return set(map(str, result))


@pytest.mark.parametrize(("name", "text", "more"), LOSING)
def test_a_query_that_loses_a_row_is_named_by_what_loses_it(
    name: str, text: str, more: str
) -> None:
    query = read_query(text)
    assert name in non_monotone(query)
    assert not is_positive(query)
    assert not rows(query, turtle(BEFORE)) <= rows(query, turtle(BEFORE + more))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT * { OPTIONAL { ?x id:p ?y } FILTER(!BOUND(?y)) }", ("OPTIONAL", "!BOUND")),
        ("SELECT * { OPTIONAL { ?x id:p ?y } FILTER(BOUND(?y)) }", ("OPTIONAL",)),
        (
            "SELECT (IF(?y, 1, 2) AS ?a) (COALESCE(?y, 1) AS ?b) { OPTIONAL { ?x id:p ?y } }",
            ("OPTIONAL", "COALESCE", "IF"),
        ),
        ("SELECT (COALESCE(?z, 1) AS ?b) { ?x ?p ?z OPTIONAL { ?x id:p ?y } }", ("OPTIONAL",)),
        ("SELECT (COUNT(*) AS ?n) { } OFFSET 1", ("COUNT", "OFFSET")),
        ("SELECT (SAMPLE(?x) AS ?n) { ?x ?y ?z }", ("SAMPLE",)),
        ("DESCRIBE ?x { SERVICE ?x { } }", ("SERVICE", "DESCRIBE")),
        ("SELECT (RAND() AS ?x) { }", ("RAND",)),
        ("SELECT * { OPTIONAL { ?x ?y ?z } } ORDER BY COALESCE(?z, RAND())", ("OPTIONAL",)),
        ("SELECT * { FILTER EXISTS { FILTER NOT EXISTS { } MINUS { } } }", ("MINUS", "NOT EXISTS")),
        ("SELECT * { FILTER(!(true && !EXISTS { } || NOT EXISTS { })) }", ()),
        ("SELECT * { FILTER(!(!EXISTS { } && EXISTS { })) }", ("NOT EXISTS",)),
        ("SELECT * { FILTER(IF(EXISTS { }, 1, 2)) }", ("EXISTS as a value",)),
        ("SELECT ?x { ?x ?y ?z } GROUP BY ?x HAVING(EXISTS { ?x id:p 1 })", ()),
        ("SELECT ?x { ?x ?y ?z } GROUP BY ?x HAVING(!EXISTS { ?x id:p 1 })", ("NOT EXISTS",)),
    ],
)
def test_what_may_lose_rows_is_told_by_name(text: str, names: tuple[str, ...]) -> None:
    assert non_monotone(read_query(text)) == names
    assert all(name in NOT_MONOTONE for name in names)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT DISTINCT * { ?x !(id:p|^id:q)* ?y . { ?x ?p 1 } UNION { ?y ?p 2 } }",
        "SELECT ?x { ?x ?p ?y FILTER(?y > 1 && !(?y = 3)) BIND(STR(?y) AS ?z) } ORDER BY ?z",
        "SELECT * { { ?x id:p ?y } UNION { ?x id:q ?z } FILTER(!BOUND(?z)) }",
        "SELECT (COALESCE(?y, ?z) AS ?w) { { ?x id:p ?y } UNION { ?x id:q ?z } }",
        "SELECT ?x { ?x ?p ?y } GROUP BY ?x HAVING(?x != id:a)",
        "SELECT * { ?x id:p ?y FILTER(EXISTS { ?x id:q ?z } || ?y > 1) }",
        "CONSTRUCT { ?x id:p ?y } WHERE { GRAPH ?g { ?x id:q ?y } VALUES ?x { id:a UNDEF } }",
    ],
)
def test_positive_queries_are_told(text: str) -> None:
    assert is_positive(read_query(text))


def smaller(quads: list[Quad], rng: random.Random) -> list[Quad]:
    return [quad for quad in quads if rng.random() < 0.6]


@pytest.mark.w3c
def test_no_positive_query_of_the_w3c_loses_a_row(w3c_dir: Path) -> None:
    rng = random.Random(3)
    checked = 0
    for test in query_tests(w3c_dir):
        query = read_query(test.text)
        if not test.evaluated or not is_positive(query) or refusals(query):
            continue
        if isinstance(query.body, Construct) and any(
            isinstance(node, Blank) for node in walk(query.body.template)
        ):
            continue  # its blank nodes are others each time
        quads = test.quads()
        try:
            whole = rows(query, quads)
        except SyntaxError:
            continue
        for _ in range(4):
            assert rows(query, smaller(quads, rng)) <= whole, test.name
        checked += 1
    assert checked > 250


def test_stored_queries_are_told_apart(repository: Project) -> None:
    found = {
        path.stem: non_monotone(read_query(path.read_text("utf-8")))
        for path in repository.query_files
    }
    assert found["cooperation-areas"] == ("OPTIONAL",)
    assert "COUNT" in found["totals"]
    assert "NOT EXISTS" in found["people"]
