"""What MINUS and OPTIONAL look for with a row's values: joined, not put in as in EXISTS."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from tests.witness_checks import gives, witnesses

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.results import Rows
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.tree import Ask, Group
from pactgraph.syntax.writing import write_group
from pactgraph.witness.explaining import Explainer
from pactgraph.witness.joining import optional_part, taken_away
from pactgraph.witness.receipt import Absent, Maybe, Receipt, Step

PREFIX = "PREFIX : <http://example.org/> "
WORLD = """
@prefix : <http://example.org/> .
:a :p :b . :b :p :c . :c :p :a . :b :p :d . :a a :K . :b a :K . :d a :L . :a :q :a .
"""
VALUES = {name: NamedNode(f"http://example.org/{name}") for name in "xy"}


def group(text: str) -> Group:
    body = read_query(f"{PREFIX} ASK {{ {text} }}").body
    assert isinstance(body, Ask)
    return body.where


def written(made: Group | None) -> str:
    assert made is not None
    return write_group(made).replace("http://example.org/", "")


def receipts(sparql: str) -> list[Receipt]:
    engine = MemoryEngine(parse(WORLD.encode(), format=RdfFormat.TRIG))
    return Explainer(lambda asked: engine.query(asked, trusted=True)).receipts(PREFIX + sparql)


def absent(sparql: str) -> list[Step]:
    return [s for r in receipts(sparql) for s in r.steps if isinstance(s, Absent | Maybe)]


def test_a_minus_that_shares_no_variable_takes_nothing_away() -> None:
    assert taken_away(group("?z a :K"), VALUES) is None
    assert absent("SELECT ?x { ?x a :K MINUS { ?z a :K } }") == []


def test_only_variables_that_the_minus_binds_have_values() -> None:
    made = taken_away(group("?y a ?z FILTER(?x = :b)"), VALUES)
    assert written(made) == "{ <y> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ?z . " + (
        "FILTER(?inner_x = <b>) }"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("?y :p ?z MINUS { ?z :p ?x }", "{ <y> <p> ?z . MINUS { ?z <p> ?inner_x } }"),
        (
            "?y :p ?z MINUS { ?z :p ?y }",
            "{ VALUES ?y { <y> } { ?y <p> ?z . MINUS { ?z <p> ?y } } }",
        ),
        (
            "?z :p ?z BIND(?z AS ?y)",
            "{ VALUES ?y { <y> } { ?z <p> ?z . BIND(?z AS ?y) } }",
        ),
        ("?y :p ?z FILTER(?y != ?z)", "{ <y> <p> ?z . FILTER(<y> != ?z) }"),
        ("?z :p ?z OPTIONAL { ?z :q ?y }", "BOUND(?y)"),
        ("?y :p ?y OPTIONAL { ?z :q ?y FILTER(?y = ?x) }", "FILTER(<y> = ?inner_x)"),
    ],
)
def test_a_value_stands_in_place_of_a_variable_only_where_that_is_the_same(
    text: str, expected: str
) -> None:
    made = written(taken_away(group(text), VALUES))
    assert made == expected or (not expected.startswith("{") and expected in made)


def test_the_filters_of_an_optional_see_the_row_but_nothing_deeper_does() -> None:
    made = optional_part(group("?y :p ?z FILTER(?x = ?z) { ?z a ?k FILTER(?x = ?k) }"), VALUES)
    assert "FILTER(<x> = ?z)" in written(made)
    assert "FILTER(?inner_x = ?k)" in written(made)


INSIDE = [
    "?y :p ?z MINUS { ?z :p ?x }",
    "?y :p ?z MINUS { ?z :p ?y }",
    "?y :p ?z MINUS { ?x a :L }",
    "?y :p ?z . { SELECT ?z { ?z :p ?x } }",
    "?y a ?k FILTER(?x = :b)",
    "?y :nope ?z OPTIONAL { ?x :q ?z }",
    "?z :q ?z OPTIONAL { ?z :nope ?y }",
    "{ ?y :q ?x } UNION { ?z a :L FILTER(?x = ?y) }",
    "?y :p ?z OPTIONAL { ?z :q ?x FILTER(?y = :b) }",
    "?z :p ?y OPTIONAL { ?z :p ?x } FILTER(BOUND(?x))",
    "BIND(:b AS ?y)",
    "?z a :K BIND(?z AS ?y) FILTER(?y != ?x)",
    "?y a ?k FILTER NOT EXISTS { ?y :q ?x }",
    "?y a ?k { ?y :p ?z FILTER(!BOUND(?k) && !BOUND(?x)) }",
    "{ SELECT ?y (COUNT(*) AS ?n) { ?y :p ?x } GROUP BY ?y } FILTER(?n > 1)",
    "{ SELECT ?y { ?y :p ?x } ORDER BY ?x ?y LIMIT 2 }",
    "VALUES (?x ?y) { (:a UNDEF) (UNDEF :c) }",
    "?x a ?k MINUS { ?k :p ?x } MINUS { ?x :q ?y }",
]


@pytest.mark.parametrize("inside", INSIDE)
def test_what_is_looked_for_is_there_just_where_a_row_is_taken_away(inside: str) -> None:
    engine = MemoryEngine(parse(WORLD.encode(), format=RdfFormat.TRIG))

    def rows(sparql: str) -> list[dict[str, object]]:
        answer = engine.query(PREFIX + sparql, trusted=True)
        assert isinstance(answer, Rows)
        return list(answer.dicts())

    kept = rows(f"SELECT ?x ?y {{ ?x :p ?y MINUS {{ {inside} }} }}")
    for row in rows("SELECT ?x ?y { ?x :p ?y }"):
        sought = taken_away(group(inside), row)  # type: ignore[arg-type]
        found = sought is not None and bool(rows(f"SELECT * {write_group(sought)}"))
        assert found == (row not in kept), (row, sought and write_group(sought))
    marked = f"{inside} BIND(1 AS ?mark)"
    joined = rows(f"SELECT ?x ?y {{ ?x :p ?y OPTIONAL {{ {marked} }} FILTER(BOUND(?mark)) }}")
    for row in rows("SELECT ?x ?y { ?x :p ?y }"):
        sought = optional_part(group(inside), row)  # type: ignore[arg-type]
        assert bool(rows(f"SELECT * {write_group(sought)}")) == (row in joined), write_group(sought)


@pytest.mark.parametrize("inside", INSIDE)
@pytest.mark.parametrize("around", ["MINUS", "OPTIONAL"])
def test_what_is_nested_in_minus_and_optional_is_explained(around: str, inside: str) -> None:
    sparql = f"SELECT ?x ?y {{ ?x :p ?y {around} {{ {inside} }} }}"
    for receipt in _receipts_or_none(sparql):
        assert gives(PREFIX + sparql, witnesses(receipt), receipt)


def _receipts_or_none(sparql: str) -> list[Receipt]:
    engine = MemoryEngine(parse(WORLD.encode(), format=RdfFormat.TRIG))
    rows = engine.query(PREFIX + sparql, trusted=True)
    return receipts(sparql) if list(rows) else []  # type: ignore[call-overload]
