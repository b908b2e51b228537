"""What cannot be explained is told by name, and all of it is in the list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pactgraph.errors import BadQuery
from pactgraph.syntax import refusals as listed
from pactgraph.syntax.reading import MAX_DEPTH, read_query
from pactgraph.syntax.refusals import ALL_REFUSALS, Refusal, refusals


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT * { OPTIONAL { SERVICE <urn:a> { } } }", ["SERVICE"]),
        ("DESCRIBE id:a", ["DESCRIBE"]),
        ("SELECT (RAND() AS ?x) { }", ["RAND()"]),
        ("SELECT * { FILTER(STR(NOW()) = '') }", ["NOW()"]),
        ("SELECT * { BIND(UUID() AS ?x) }", ["UUID()"]),
        ("SELECT * { { SELECT (STRUUID() AS ?x) { } } }", ["STRUUID()"]),
        ("SELECT * { } ORDER BY (BNODE())", ["BNODE()"]),
        (
            "SELECT (<urn:f>(pact:f(BNODE('a'))) AS ?x) { SERVICE ?y { } }",
            ["SERVICE", "BNODE()", "the function <urn:f>", "the function pact:f"],
        ),
    ],
)
def test_what_cannot_be_explained_is_named(text: str, names: list[str]) -> None:
    found = refusals(read_query(text))
    assert [refusal.name for refusal in found] == names
    reasons = {refusal.reason for refusal in ALL_REFUSALS}
    assert all(refusal.reason in reasons for refusal in found)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <urn:a> FROM NAMED <urn:b> { GRAPH ?g { ?x a ?y } }",
        "SELECT (xsd:integer(?x) AS ?y) (xsd:date(?x) AS ?z) { } LIMIT 1",
        "SELECT (SAMPLE(?x) AS ?y) { MINUS { } OPTIONAL { } FILTER NOT EXISTS { } }",
        "CONSTRUCT { ?x ?y [] } WHERE { ?x (^a|!a)* ?y }",
        "ASK { VALUES ?x { 'RAND()' } }",
    ],
)
def test_what_can_be_explained_is_not_refused(text: str) -> None:
    assert refusals(read_query(text)) == ()


def test_each_is_told_once() -> None:
    query = read_query("SELECT (RAND() AS ?x) (RAND() + RAND() AS ?y) { }")
    assert [str(refusal) for refusal in refusals(query)] == [
        "RAND(): it need not give the same value twice"
    ]


def test_the_last_of_the_list_is_refused_by_the_reading() -> None:
    assert ALL_REFUSALS[-1].name == "SPARQL 1.2 and LATERAL"
    with pytest.raises(BadQuery, match="'LATERAL' is not of SPARQL"):
        read_query("SELECT * { LATERAL { } }")


def test_all_that_is_refused_while_explaining_is_on_the_list() -> None:
    source = Path(listed.__file__).parents[1]
    files = [*(source / "witness").glob("*.py"), *(source / "syntax").glob("*.py")]
    raised = set()
    for file in files:
        text = file.read_text("utf-8")
        raised |= set(re.findall(r"\b([A-Z_]{2,})\.(?:error\(|name\})", text))
        # Only the list itself, and what puts its entries together, words a refusal.
        literal = re.findall(r"\"cannot be explained: (?!\{[A-Z_]+\.name\})", text)
        assert file.name in ("refusals.py", "explaining.py") or not literal, file
        this = re.findall(r"this query cannot be explained: (.{20})", text)
        assert file.name in ("reading.py", "cursor.py") or not this, file
    assert raised
    named = {name: getattr(listed, name) for name in raised}
    assert {name for name, it in named.items() if it not in ALL_REFUSALS} == set()
    constants = {it for it in vars(listed).values() if isinstance(it, Refusal)}
    assert constants <= set(ALL_REFUSALS)


def test_what_nests_too_deep_is_refused_as_the_list_has_it() -> None:
    assert any(f"nest more than {MAX_DEPTH} deep" in refusal.name for refusal in ALL_REFUSALS)
    with pytest.raises(BadQuery, match=f"nest more than {MAX_DEPTH} deep"):
        read_query("ASK " + "{ OPTIONAL " * MAX_DEPTH + "{ }" + " }" * MAX_DEPTH)
