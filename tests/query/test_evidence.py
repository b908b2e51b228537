"""The passages behind rows."""

from __future__ import annotations

import pytest
from pyoxigraph import DefaultGraph, Literal, Quad

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.results import Rows
from pactgraph.errors import BadInput
from pactgraph.namespaces import ID, PACT, RDF
from pactgraph.query.evidence import (
    Evidence,
    NoPassages,
    gather,
    passages_of,
    with_passages,
)

PASSAGES = [ID["p1"], ID["p2"], ID["p3"]]


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    facts = [(ID["a"], ID["b"]), (ID["a"], ID["b"]), (ID["a"], ID["c"])]
    quads = [Quad(p, RDF.type, PACT.Passage, DefaultGraph()) for p in PASSAGES]
    for (left, right), passage in zip(facts, PASSAGES, strict=True):
        quads += [Quad(left, PACT.knows, right, g) for g in (passage, DefaultGraph())]
    return MemoryEngine(quads)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "SELECT ?x ?y WHERE { ?passage a pact:Passage GRAPH ?passage { ?x pact:knows ?y } } "
            "ORDER BY ?x ?y",
            [(("a", "b"), ("p1", "p2")), (("a", "c"), ("p3",))],
        ),
        (
            "SELECT DISTINCT ?x { ?passage a pact:Passage GRAPH ?passage { ?x pact:knows ?y } }",
            [(("a",), ("p1", "p2", "p3"))],
        ),
        (
            "SELECT ?y (COUNT(DISTINCT ?x) AS ?n) FROM <urn:none> { "
            "?passage a pact:Passage GRAPH ?passage { ?x pact:knows ?y } } GROUP BY ?y",
            [],
        ),
        (
            "SELECT ?y (COUNT(DISTINCT ?x) AS ?n) { ?passage a pact:Passage "
            "GRAPH ?passage { ?x pact:knows ?y } } GROUP BY ?y ORDER BY ?y",
            [(("b", "1"), ("p1", "p2")), (("c", "1"), ("p3",))],
        ),
    ],
)
def test_each_row_has_its_passages(
    engine: MemoryEngine, text: str, expected: list[tuple[tuple[str, ...], tuple[str, ...]]]
) -> None:
    answer = engine.query(with_passages(text), trusted=True)
    assert isinstance(answer, Rows)
    evidence = gather(answer)
    found = [
        (
            tuple(getattr(t, "value", "").rpartition("/")[2] for t in row),
            tuple(p.rpartition("/")[2] for p in passages),
        )
        for row, passages in zip(evidence.rows, evidence.passages, strict=True)
    ]
    assert found == expected
    plain = engine.query(text, trusted=True)
    assert isinstance(plain, Rows)
    assert evidence.rows.variables == plain.variables
    assert set(evidence.rows.rows) == set(plain.rows)


@pytest.mark.parametrize(
    "text", ["ASK { }", "SELECT * { ?passage ?a ?b }", "SELECT ?a { ?a ?b ?c }"]
)
def test_a_query_without_passages_says_so(text: str) -> None:
    with pytest.raises(BadInput):
        with_passages(text)


def test_passages_of_its_other_parts_count_where_a_row_may_bind_them() -> None:
    text = (
        "SELECT ?x { GRAPH ?passage { ?x pact:a ?y } "
        "OPTIONAL { GRAPH ?endPassage { ?x pact:end ?e } } "
        "FILTER NOT EXISTS { GRAPH ?otherPassage { ?x pact:b ?y } } "
        "{ SELECT ?x { GRAPH ?innerPassage { ?x pact:c ?z } } } }"
    )
    head = with_passages(text).partition("{")[0]
    assert "?passage" in head
    assert "?endPassage" in head
    assert "?otherPassage" not in head
    assert "?innerPassage" not in head


def test_a_passage_that_only_a_sub_select_knows_is_out_of_reach() -> None:
    with pytest.raises(NoPassages):
        with_passages("SELECT ?a { { SELECT ?a { GRAPH ?passage { ?a ?b ?c } } } }")


def test_a_limit_counts_rows_and_not_passages(engine: MemoryEngine) -> None:
    text = (
        "SELECT DISTINCT ?x ?y { ?passage a pact:Passage GRAPH ?passage { ?x pact:knows ?y } } "
        "ORDER BY ?x ?y LIMIT 1 OFFSET 1"
    )
    answer, found = (engine.query(t, trusted=True) for t in (text, with_passages(text)))
    assert isinstance(answer, Rows)
    assert isinstance(found, Rows)
    assert passages_of(text, answer, gather(found)) == [(ID["p3"].value,)]


def test_rows_are_matched_by_what_they_are_grouped_by() -> None:
    text = "SELECT ?x (GROUP_CONCAT(?y) AS ?ys) { GRAPH ?passage { ?x pact:knows ?y } } GROUP BY ?x"
    answer = Rows(("x", "ys"), [(ID["a"], Literal("b c"))])
    again = Rows(("x", "ys"), [(ID["a"], Literal("c b"))])
    assert passages_of(text, answer, Evidence(again, [("p1", "p2")])) == [("p1", "p2")]
