"""Where the values of a row may be repeated inside a pattern, and where that would be wrong."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from pactgraph.namespaces import XSD
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.tree import Select
from pactgraph.syntax.writing import write_group
from pactgraph.witness.pinning import restricted
from pactgraph.witness.receipt import Term

A = NamedNode("urn:a")


def pinned(group: str, *rows: dict[str, Term | None]) -> str:
    """Return a group restricted to ?x being <urn:a>, or to rows."""
    body = read_query(f"SELECT * {group}").body
    assert isinstance(body, Select)
    return write_group(restricted(body.where, list(rows) or [{"x": A}]))


VALUES = "VALUES ?x { <urn:a> }"


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("{ ?x <urn:p> ?y }", f"{{ {VALUES} ?x <urn:p> ?y }}"),
        ("{ { ?x <urn:p> ?y } }", f"{{ {{ {VALUES} ?x <urn:p> ?y }} }}"),
        (
            "{ { ?x <urn:p> 1 } UNION { ?y <urn:p> 2 } }",
            f"{{ {{ {VALUES} ?x <urn:p> 1 }} UNION {{ ?y <urn:p> 2 }} }}",
        ),
        (
            "{ ?x <urn:p> 1 OPTIONAL { ?x <urn:q> 2 } }",
            f"{{ {VALUES} ?x <urn:p> 1 . OPTIONAL {{ {VALUES} ?x <urn:q> 2 }} }}",
        ),
        (
            "{ ?x <urn:p> 1 MINUS { ?x <urn:q> 2 } }",
            f"{{ {VALUES} ?x <urn:p> 1 . MINUS {{ {VALUES} ?x <urn:q> 2 }} }}",
        ),
        (
            "{ { SELECT ?x { ?x <urn:p> ?y } } }",
            f"{{ {{ SELECT ?x WHERE {{ {VALUES} ?x <urn:p> ?y }} }} }}",
        ),
    ],
)
def test_a_value_is_repeated_where_the_pattern_always_binds_it(group: str, expected: str) -> None:
    assert " ".join(pinned(group).split()) == expected


@pytest.mark.parametrize(
    "group",
    [
        # The right side could cease to match, and the left bind ?x by another pattern.
        "{ ?y <urn:p> 1 OPTIONAL { ?x <urn:q> ?y } OPTIONAL { ?y <urn:r> ?x } }",
        "{ ?y <urn:p> 1 MINUS { ?x <urn:q> ?y } }",
        # Inside, ?x is another variable, or the rows are cut before they are joined.
        "{ { SELECT ?y { ?x <urn:p> ?y } } }",
        "{ { SELECT ?x { ?x <urn:p> ?y } LIMIT 1 } }",
        "{ { SELECT (COUNT(?y) AS ?x) { ?x <urn:p> ?y } } }",
        "{ FILTER EXISTS { ?x <urn:p> 1 } }",
    ],
)
def test_a_value_is_not_repeated_where_that_would_change_the_meaning(group: str) -> None:
    assert "VALUES" not in pinned(group)


@pytest.mark.parametrize(
    "left",
    [
        # Each would see ?x bound, and match less, or another way, or not be valid.
        "?y <urn:p> 1 . OPTIONAL { ?x <urn:q> ?y }",
        "?y <urn:p> 1 . MINUS { ?x <urn:q> ?z }",
        "?y <urn:p> ?z . BIND(?z AS ?x)",
    ],
)
def test_what_stands_to_the_left_does_not_see_the_values(left: str) -> None:
    assert pinned(f"{{ {left} ?x <urn:r> 1 }}") == f"{{ {left} {VALUES} ?x <urn:r> 1 }}"


def test_values_of_many_rows_stand_together() -> None:
    rows = [{"x": A, "y": Literal(1)}, {"x": A, "y": Literal(2)}, {"x": A, "y": Literal(2)}]
    assert pinned("{ ?x <urn:p> ?y }", *rows) == (
        "{ VALUES (?x ?y) { (<urn:a> 1) (<urn:a> 2) } ?x <urn:p> ?y }"
    )


@pytest.mark.parametrize("term", [BlankNode("b"), Literal("1.5", datatype=XSD.double), None])
def test_what_has_no_exact_name_is_not_repeated(term: Term | None) -> None:
    assert "VALUES" not in pinned("{ ?x <urn:p> ?y }", {"x": A}, {"x": term})
