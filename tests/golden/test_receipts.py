"""Every row of every stored query has a receipt, and its statements alone give the row."""

from __future__ import annotations

import pytest
from pyoxigraph import DefaultGraph, Quad
from test_answers import IDS, QUERIES, RUNS

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.graph import Graph
from pactgraph.proof.graph_facts import GraphFacts
from pactgraph.proof.prover import Prover
from pactgraph.proof.tree import leaves
from pactgraph.query.names import Names
from pactgraph.query.parameters import bind
from pactgraph.query.stored_query import load_queries
from pactgraph.reasoning.closure import close
from pactgraph.syntax.bound_variables import is_aggregated
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.scope import walk
from pactgraph.syntax.tree import Select
from pactgraph.witness.explaining import EmptyAnswer, Explainer
from pactgraph.witness.receipt import Receipt, matches
from witness_checks import answer_rows, gives, optional_alone, useless, witnesses


def is_grouped(name: str) -> bool:
    """Tell whether a stored query groups anywhere: then a row rests on all members of a group."""
    query = read_query((QUERIES / f"{name}.rq").read_text("utf-8"))
    return any(isinstance(node, Select) and is_aggregated(node) for node in walk(query))


UNGROUPED = [run for run, (name, _) in zip(IDS, RUNS, strict=True) if not is_grouped(name)]


@pytest.fixture(scope="module")
def asked(articles_engine: MemoryEngine) -> dict[str, str]:
    """Return the text of each run of a stored query, its parameters bound."""
    queries = load_queries(sorted(QUERIES.glob("*.rq")))
    names = Names.of_engine(articles_engine)
    return {
        run: bind(queries[name], values, resolver=names)
        for run, (name, values) in zip(IDS, RUNS, strict=True)
    }


def receipts_of(engine: MemoryEngine, sparql: str, **options: object) -> list[Receipt]:
    """Return a receipt for each row, equal rows having one; none for an empty answer."""
    explainer = Explainer(lambda text: engine.query(text, trusted=True), **options)  # type: ignore[arg-type]
    try:
        return explainer.receipts(sparql)
    except EmptyAnswer:
        return []


def distinct(receipts: list[Receipt]) -> list[Receipt]:
    return list({id(receipt): receipt for receipt in receipts}.values())


@pytest.fixture(scope="module")
def receipts(articles_engine: MemoryEngine, asked: dict[str, str]) -> dict[str, list[Receipt]]:
    """Return the receipts of each run, with all members of every group."""
    return {
        run: receipts_of(articles_engine, sparql, members=None) for run, sparql in asked.items()
    }


def test_no_row_of_a_stored_query_is_without_a_receipt(
    articles_engine: MemoryEngine, asked: dict[str, str], receipts: dict[str, list[Receipt]]
) -> None:
    rows = {
        run: len(answer_rows(articles_engine.query(sparql, trusted=True)))
        for run, sparql in asked.items()
    }
    assert {run: len(found) for run, found in receipts.items()} == rows
    queries = {name for name, _ in RUNS}
    total = sum(rows.values())
    print(f"\n{total:,} rows of {len(queries)} queries, {total:,} receipts")
    assert total > 1_500


@pytest.mark.parametrize("run", IDS)
def test_the_statements_of_a_receipt_alone_give_its_row(
    run: str, asked: dict[str, str], receipts: dict[str, list[Receipt]]
) -> None:
    wrong = [
        receipt.row
        for receipt in distinct(receipts[run])
        if not gives(asked[run], witnesses(receipt), receipt)
    ]
    assert wrong == []


@pytest.mark.parametrize("run", UNGROUPED)
def test_no_statement_of_a_receipt_can_be_left_out(
    run: str, asked: dict[str, str], receipts: dict[str, list[Receipt]]
) -> None:
    for receipt in distinct(receipts[run])[:3]:
        spare = set(useless(asked[run], receipt))
        assert spare <= optional_alone(receipt), receipt.row


@pytest.mark.parametrize("run", IDS)
def test_without_the_statements_of_a_receipt_its_row_goes_or_has_another(
    run: str,
    articles_graph: Graph,
    asked: dict[str, str],
    receipts: dict[str, list[Receipt]],
) -> None:
    for receipt in distinct(receipts[run])[:1]:
        gone = set(witnesses(receipt, blockers=False))
        engine = MemoryEngine(quad for quad in articles_graph.dataset() if quad not in gone)
        again = [r for r in distinct(receipts_of(engine, asked[run])) if r.row == receipt.row]
        assert all(gone.isdisjoint(witnesses(other, blockers=False)) for other in again)


def test_the_leaves_of_the_proofs_alone_give_the_row_once_closed(
    articles_engine: MemoryEngine,
    articles_graph: Graph,
    asked: dict[str, str],
    receipts: dict[str, list[Receipt]],
) -> None:
    prover = Prover(GraphFacts(articles_graph), articles_graph.ruleset)
    explainer = Explainer(lambda text: articles_engine.query(text, trusted=True), prover.prove)
    answered = [run for run in UNGROUPED if receipts[run]]
    for run in answered:
        (receipt,) = explainer.receipts(asked[run], which=[len(receipts[run]) // 2])
        assert gives(asked[run], _closed_leaves(receipt, articles_graph), receipt), run
    assert len(answered) > 20


def _closed_leaves(receipt: Receipt, graph: Graph) -> list[Quad]:
    given: dict[object, None] = {}
    named: list[Quad] = []
    for match in matches(receipt.steps, blockers=True):
        if match.graph is not None:
            named.append(Quad(*_terms(match.triple), match.graph))
            continue
        assert match.proof is not None
        given.update({leaf.triple: None for leaf in leaves(match.proof)})
    triples = list(given)
    closure = close(triples, graph.ruleset.rules)  # type: ignore[arg-type]
    merged = [*triples, *closure.derived]
    return [*named, *(Quad(*_terms(t), DefaultGraph()) for t in merged)]


def _terms(triple: object) -> tuple[object, object, object]:
    return triple.subject, triple.predicate, triple.object  # type: ignore[attr-defined]
