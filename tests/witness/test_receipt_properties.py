"""Properties of receipts, over random queries and worlds small enough that they often meet."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from pyoxigraph import Quad
from small_queries import queries, worlds

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.errors import BadQuery
from pactgraph.syntax.bound_variables import is_aggregated
from pactgraph.syntax.scope import walk
from pactgraph.syntax.tree import (
    Alternative,
    Inverse,
    Negated,
    Query,
    Repeat,
    Select,
    Sequence,
    SubSelect,
)
from pactgraph.syntax.writing import write_query
from pactgraph.witness.blocking import NOT_ALL_BLOCKERS
from pactgraph.witness.explaining import EmptyAnswer, Explainer
from pactgraph.witness.receipt import Receipt
from witness_checks import gives, optional_alone, useless, witnesses

PATHS = Sequence | Alternative | Repeat | Inverse | Negated

RARELY = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


def receipts(world: list[Quad], sparql: str) -> list[Receipt]:
    """Return the receipts of an answer, one for equal rows; skip what has none."""
    engine = MemoryEngine(world)
    try:
        explainer = Explainer(lambda text: engine.query(text, trusted=True), members=None)
        found = explainer.receipts(sparql)
    except EmptyAnswer:
        found = []
    except BadQuery as error:
        if "cannot be explained" not in str(error):
            raise
        found = []
    assume(found)
    return list({id(receipt): receipt for receipt in found}.values())


@RARELY
@given(worlds(), queries())
def test_the_statements_of_a_receipt_alone_give_its_row(world: list[Quad], query: Query) -> None:
    sparql = write_query(query)
    for receipt in receipts(world, sparql):
        if NOT_ALL_BLOCKERS not in receipt.notes:
            assert gives(sparql, witnesses(receipt), receipt), receipt


@RARELY
@given(worlds(), queries())
def test_no_statement_of_a_receipt_can_be_left_out(world: list[Quad], query: Query) -> None:
    selects = [node for node in walk(query) if isinstance(node, Select)]
    # Another walk of a path or row of a sub-select may do as well; a group needs all its members.
    assume(not any(isinstance(node, PATHS | SubSelect) for node in walk(query)))
    assume(not any(is_aggregated(select) for select in selects))
    sparql = write_query(query)
    for receipt in receipts(world, sparql)[:5]:
        assert set(useless(sparql, receipt)) <= optional_alone(receipt), receipt


@RARELY
@given(worlds(), queries())
def test_without_its_statements_a_row_goes_or_has_another_witness(
    world: list[Quad], query: Query
) -> None:
    sparql = write_query(query)
    for receipt in receipts(world, sparql)[:5]:
        gone = set(witnesses(receipt, blockers=False))
        if not gone:
            continue
        engine = MemoryEngine(quad for quad in world if quad not in gone)
        explainer = Explainer(lambda text: engine.query(text, trusted=True), members=None)  # noqa: B023
        try:
            again = explainer.receipts(sparql)
        except EmptyAnswer:
            continue
        except BadQuery as error:
            if "cannot be explained" not in str(error):
                raise
            continue
        for other in again:
            if other.row == receipt.row:
                assert gone.isdisjoint(witnesses(other))


@RARELY
@given(worlds(), queries())
def test_a_row_has_the_same_receipt_alone_and_among_all(world: list[Quad], query: Query) -> None:
    sparql = write_query(query)
    engine = MemoryEngine(world)
    explainer = Explainer(lambda text: engine.query(text, trusted=True))
    for receipt in receipts(world, sparql)[:5]:
        alone = explainer.receipt(sparql, dict(receipt.row))
        assert [str(q) for q in witnesses(alone)] or alone.computed
        assert (alone.row, alone.others) == (receipt.row, receipt.others)
