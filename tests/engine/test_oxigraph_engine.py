"""The embedded engine: the same answers in memory and on disk, trusted or in a child."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from engine_worlds import ex
from pyoxigraph import DefaultGraph, Literal, Quad

from pactgraph.engine.oxigraph_engine import (
    DiskEngine,
    MemoryEngine,
    OxigraphEngine,
    write_directory,
)
from pactgraph.engine.results import Rows, Triples, Truth
from pactgraph.errors import BadQuery, EngineFailure


@pytest.fixture(scope="module", params=["memory", "disk"])
def engine(
    request: pytest.FixtureRequest, world: list[Quad], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OxigraphEngine]:
    made: OxigraphEngine
    if request.param == "memory":
        made = MemoryEngine(world)
    else:
        path = tmp_path_factory.mktemp("engine") / "db"
        write_directory(path, world)
        made = DiskEngine(path)
    yield made
    made.close()


QUERIES = [
    "SELECT * { ?z ?y ?x }",
    "SELECT (COUNT(*) AS ?n) { ?s <http://example.org/swims> ?o }",
    "SELECT ?g { GRAPH ?g { ?s <http://example.org/swims> ?o } } ORDER BY ?g",
    "ASK { ?s <http://example.org/flies> ?o }",
    "CONSTRUCT { ?o ?p ?s } WHERE { ?s ?p ?o FILTER(isIRI(?o)) }",
    "SELECT ?s ?missing { ?s <http://example.org/label> ?l }",
]


def test_a_triple_of_two_passages_counts_once_and_keeps_both_graphs(
    engine: OxigraphEngine,
) -> None:
    counted = engine.query(QUERIES[1])
    assert isinstance(counted, Rows)
    assert [str(term) for term in counted.column("n")] == [
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
    ]
    graphs = engine.query(QUERIES[2])
    assert isinstance(graphs, Rows)
    assert graphs.column("g") == [ex("passage-1"), ex("passage-2")]


def test_a_claim_is_not_in_the_default_graph(engine: OxigraphEngine) -> None:
    assert engine.query(QUERIES[3]) == Truth(False)
    assert engine.query(
        "ASK { GRAPH <http://example.org/claim> { ?s <http://example.org/flies> ?o } }"
    ) == Truth(True)


def test_counts_and_graphs_are_told(engine: OxigraphEngine) -> None:
    assert engine.count() == 3
    assert engine.count(ex("passage-1")) == 1
    assert engine.count(ex("nowhere")) == 0
    assert engine.graphs() == [ex(n).value for n in ("claim", "passage-1", "passage-2")]


def test_star_columns_stand_as_written(engine: OxigraphEngine) -> None:
    answer = engine.query("SELECT * { ?z ?y ?x }")
    assert isinstance(answer, Rows)
    assert answer.variables == ("z", "y", "x")
    assert (ex("duck"), ex("swims"), ex("pond")) in answer.rows


@pytest.mark.parametrize("query", QUERIES)
def test_a_trusted_query_has_the_answer_of_the_child(engine: OxigraphEngine, query: str) -> None:
    here, there = engine.query(query, trusted=True), engine.query(query)
    if isinstance(here, Rows) and isinstance(there, Rows):
        assert here.variables == there.variables
        assert sorted(map(str, here)) == sorted(map(str, there))
    elif isinstance(here, Triples) and isinstance(there, Triples):
        assert sorted(map(str, here)) == sorted(map(str, there))
    else:
        assert here == there


def test_the_projects_prefixes_need_no_declaration_but_may_have_their_own(
    engine: OxigraphEngine,
) -> None:
    assert engine.query("ASK { ?s rdf:type ?o }") == Truth(False)
    assert engine.query("PREFIX pact: <http://example.org/> ASK { ?s pact:swims ?o }") == Truth(
        True
    )


def test_a_syntax_error_says_where(engine: OxigraphEngine) -> None:
    for trusted in (False, True):
        with pytest.raises(BadQuery) as caught:
            engine.query("SELECT * {\n  ?s ?p\n}", source="my.rq", trusted=trusted)
        assert caught.value.location is not None
        assert (caught.value.location.file, caught.value.location.line) == ("my.rq", 3)
        assert "column 2" in caught.value.message


def test_statements_loaded_later_are_seen_by_the_child() -> None:
    engine = MemoryEngine()
    assert engine.query("ASK { ?s ?p ?o }") == Truth(False)
    engine.load([Quad(ex("a"), ex("b"), Literal("c"), DefaultGraph())])
    assert engine.query("ASK { ?s ?p ?o }") == Truth(True)
    engine.close()


def test_a_directory_that_is_no_store_is_an_engine_failure(tmp_path: Path) -> None:
    engine = DiskEngine(tmp_path)
    for trusted in (False, True):
        with pytest.raises(EngineFailure, match="cannot be opened"):
            engine.query("ASK { }", trusted=trusted)
    engine.close()


def test_a_construct_gives_each_triple_once(engine: OxigraphEngine) -> None:
    answer = engine.query(
        "CONSTRUCT { <http://x/a> <http://x/b> 1 } WHERE { GRAPH ?g { ?a ?b ?c } }"
    )
    assert isinstance(answer, Triples)
    assert len(answer) == 1
