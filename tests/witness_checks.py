"""Whether receipts hold: their triples alone give the row, and each of them is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pyoxigraph import BlankNode, DefaultGraph, Quad

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.results import Answer, Row, Rows, Triples, Truth
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.tree import Ask, Bind, Column, Construct, Group, Select, Var
from pactgraph.syntax.writing import write_query
from pactgraph.witness.receipt import (
    Kept,
    Matched,
    Maybe,
    Receipt,
    Reckoned,
    Step,
    Walked,
    inner_steps,
    matches,
)
from pactgraph.witness.rewriting import exposed


def witnesses(receipt: Receipt, *, blockers: bool = True) -> list[Quad]:
    """Return what a receipt matched, each statement once, in the graph where it matched."""
    return sorted({_quad(m) for m in matches(receipt.steps, blockers=blockers)}, key=str)


def _quad(match: Matched) -> Quad:
    triple = match.triple
    graph = match.graph or DefaultGraph()
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def uncut(sparql: str) -> str:
    """Return a query without its own LIMIT and OFFSET: what a receipt explains."""
    query = read_query(sparql)
    body = query.body
    assert isinstance(body, Select | Ask | Construct)
    if body.modifiers.limit is None and body.modifiers.offset is None:
        return sparql
    modifiers = replace(body.modifiers, limit=None, offset=None)
    return write_query(replace(query, body=replace(body, modifiers=modifiers)))


def answer_rows(answer: Answer) -> list[Row]:
    """Return an answer's rows as receipts count them."""
    if isinstance(answer, Rows):
        return answer.rows
    if isinstance(answer, Triples):
        return [(t.subject, t.predicate, t.object) for t in answer]
    assert isinstance(answer, Truth)
    return [()] if answer else []


def gives(sparql: str, quads: Iterable[Quad], receipt: Receipt) -> bool:
    """Tell whether a dataset of these statements alone answers a query with a receipt's row."""
    engine = MemoryEngine(quads)
    rows = answer_rows(engine.query(uncut(sparql), trusted=True))
    wanted = tuple(receipt.row.get(name) for name in receipt.variables)
    if receipt.variables == ("answer",):
        wanted = ()
    return any(same_row(row, wanted) for row in rows)


def same_row(row: Row, wanted: Row) -> bool:
    """Tell whether two rows are the same but for the names of blank nodes."""
    if len(row) != len(wanted):
        return False
    names: dict[BlankNode, BlankNode] = {}
    for one, other in zip(row, wanted, strict=True):
        if isinstance(one, BlankNode) and isinstance(other, BlankNode):
            if names.setdefault(one, other) != other:
                return False
        elif one != other:
            return False
    return len(set(names.values())) == len(names)


def useless(sparql: str, receipt: Receipt) -> list[Quad]:
    """Return the statements that no solution of the witnesses alone needs to give the row.

    Solutions are told apart by all their variables, shown or not: where two patterns match,
    another pair of matches may give the row as well.
    """
    quads = witnesses(receipt)
    blocking = set(quads) - set(witnesses(receipt, blockers=False))
    every = _solutions(sparql, quads, receipt)
    return [
        quad
        for quad in quads
        if quad not in blocking
        and every <= _solutions(sparql, [q for q in quads if q != quad], receipt)
    ]


def _solutions(sparql: str, quads: Iterable[Quad], receipt: Receipt) -> set[tuple[object, ...]]:
    query = read_query(sparql)
    body = query.body
    columns = body.columns if isinstance(body, Select) else ()
    reckoned = [Bind(c.expression, c.variable) for c in columns or () if c.expression is not None]
    values = [] if body.modifiers.values is None else [body.modifiers.values]
    whole = exposed(Group((body.where, *values, *reckoned)))
    select = Select(tuple(Column(Var(name)) for name in whole.variables) or None, whole.group)
    rows = MemoryEngine(quads).query(write_query(replace(query, body=select)), trusted=True)
    assert isinstance(rows, Rows)
    named = isinstance(body, Select)
    return {
        tuple(map(row.get, whole.variables))
        for row in rows.dicts()
        if not named or all(row.get(name) == receipt.row.get(name) for name in receipt.variables)
    }


def optional_alone(receipt: Receipt) -> set[Quad]:
    """Return what only conditions and optional parts matched: another match may do as well."""
    return set(_quads(receipt.steps, inside=True)) - set(_quads(receipt.steps, inside=False))


def _quads(steps: tuple[Step, ...], *, inside: bool, within: bool = False) -> Iterator[Quad]:
    for step in steps:
        if isinstance(step, Matched | Walked) and inside == within:
            yield from (_quad(match) for match in matches((step,)))
        deeper = within or isinstance(step, Maybe | Kept | Reckoned)
        for inner in inner_steps(step):
            yield from _quads(inner, inside=inside, within=deeper)
