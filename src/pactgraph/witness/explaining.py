"""Receipts of the rows of an answer: from a query and its rows to why each is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pyoxigraph import BlankNode, Literal

from pactgraph.engine.results import Row, Rows, Triples, Truth
from pactgraph.errors import BadInput, BadQuery
from pactgraph.namespaces import XSD
from pactgraph.syntax.bound_variables import columns_of, is_aggregated
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.refusals import DESCRIBE, refusals
from pactgraph.syntax.tree import Ask, Construct, Query, Select
from pactgraph.witness.pinning import Wanted
from pactgraph.witness.questions import Ask as AskEngine
from pactgraph.witness.questions import Questions
from pactgraph.witness.receipt import Receipt, Term
from pactgraph.witness.selecting import Explained, Selecting
from pactgraph.witness.template import patterns_giving
from pactgraph.witness.walking import Prove

CUT = (
    "LIMIT or OFFSET cuts this answer: shown is why the row is among those before the cut, not "
    "why the cut keeps it."
)
BLANK = (
    "The row holds a blank node, which has no name that a query could use: the witness agrees "
    "with the row in all else."
)
NOT_ALL = (
    "Not all that was counted is shown: the statements and passages are those of the members that "
    "are, and the others may rest on more."
)
ANSWER = "answer"
_TRUE = Literal("true", datatype=XSD.boolean)
_OF_TRIPLES = ("subject", "predicate", "object")


class EmptyAnswer(BadInput):
    """A query without rows was to be explained: there is no row that could have a receipt."""


class Explainer:
    """Explains rows of answers by asking the engine that gave them.

    ``ask`` answers a query as ``Engine.query`` does; ``prove`` returns the proof of a
    triple that was matched in a graph (None: in merged), or None if it has none.
    ``members`` is how many members of a group are shown; None shows all.
    """

    def __init__(
        self, ask: AskEngine, prove: Prove | None = None, *, members: int | None = 5
    ) -> None:
        self._ask = ask
        self._prove = prove or (lambda triple, graph: None)
        self._members = members

    def receipts(
        self, sparql: str, rows: Rows | None = None, which: Iterable[int] | None = None
    ) -> list[Receipt]:
        """Return the receipts of rows of an answer, in the order of ``which``.

        ``rows`` are the answer if it is known (else the engine is asked), as SELECT gives
        them; a CONSTRUCT's rows are its triples (subject, predicate, object), an ASK's one
        row says ``answer`` true. ``which`` are indexes from 0; None means all. Rows that are
        equal have one receipt, with the number of the first of them.

        Raises:
            BadQuery: the query cannot be explained; the message says what in it.
            EmptyAnswer: there are no rows, or an ASK is answered with no.
            BadInput: there is no row of such a number, or a row is none of the answer's.
        """
        query = readable(sparql)
        if rows is None:
            rows = self._answer(sparql)
        wanted = range(len(rows)) if which is None else list(which)
        for index in wanted:
            if not 0 <= index < len(rows) and len(rows):
                raise BadInput(
                    f"there is no row {index + 1}", hint=f"the answer has {len(rows):,} rows"
                )
        if not rows.rows or (isinstance(query.body, Ask) and rows.rows[0][0] != _TRUE):
            raise EmptyAnswer("the answer has no row that could be explained")
        first: dict[Row, int] = {}
        for index, row in enumerate(rows):
            first.setdefault(row, index)
        numbers = list(dict.fromkeys(first[rows.rows[index]] for index in wanted))
        made = dict(zip(numbers, self._of_rows(query, rows, numbers), strict=True))
        return [made[first[rows.rows[index]]] for index in wanted]

    def receipt(self, sparql: str, row: Row | Mapping[str, Term]) -> Receipt:
        """Return the receipt of one row: a tuple as the columns stand, or a mapping by name.

        Raises as ``receipts``.
        """
        query = readable(sparql)
        names = _columns(query)
        if isinstance(row, Mapping):
            unknown = [name for name in row if name not in names]
            if unknown:
                raise BadInput(
                    f"the answer has no column {unknown[0]!r}",
                    hint=f"its columns: {', '.join(names)}",
                )
            row = tuple(row.get(name) for name in names)
        if len(row) != len(names):
            raise BadInput(f"a row of this answer has {len(names)} values, not {len(row)}")
        (receipt,) = self._of_rows(query, Rows(names, [row]), [0])
        return replace(receipt, number=None)

    def _answer(self, sparql: str) -> Rows:
        answer = self._ask(sparql)
        if isinstance(answer, Rows):
            return answer
        if isinstance(answer, Triples):
            return Rows(_OF_TRIPLES, [(t.subject, t.predicate, t.object) for t in answer])
        assert isinstance(answer, Truth)
        word = "true" if answer.value else "false"
        return Rows((ANSWER,), [(Literal(word, datatype=XSD.boolean),)])

    def _of_rows(self, query: Query, rows: Rows, numbers: Sequence[int]) -> Iterator[Receipt]:
        notes: dict[str, None] = {}
        selecting = Selecting(
            Questions(self._ask, query),
            self._prove,
            self._members,
            lambda n: notes.update({n: None}),
        )
        wanted = [rows.rows[number] for number in numbers]
        explained = list(_explained(query, rows.variables, wanted, selecting))
        modifiers = query.body.modifiers
        cut = modifiers.limit is not None or modifiers.offset is not None
        for number, row, why in zip(numbers, wanted, explained, strict=True):
            if why is None:
                raise _no_row(rows.variables, row)
            bound = {n: t for n, t in zip(rows.variables, row, strict=True) if t is not None}
            blank = any(isinstance(term, BlankNode) for term in row)
            said = (*((CUT,) if cut else ()), *((BLANK,) if blank else ()), *notes)
            receipt = Receipt(
                row=bound,  # type: ignore[arg-type]
                variables=rows.variables,
                number=number,
                steps=why.steps,
                others=why.others,
                more=why.more,
                notes=said,
            )
            yield receipt if receipt.complete else replace(receipt, notes=(*said, NOT_ALL))


def readable(sparql: str) -> Query:
    """Return the query as a tree; raises BadQuery, by name, for what cannot be explained."""
    query = read_query(sparql)
    refused = refusals(query)
    if refused:
        raise BadQuery(f"cannot be explained: {'; '.join(map(str, refused))}")
    return query


def _columns(query: Query) -> tuple[str, ...]:
    body = query.body
    if isinstance(body, Select):
        return columns_of(body)
    return (ANSWER,) if isinstance(body, Ask) else _OF_TRIPLES


def _explained(
    query: Query, variables: tuple[str, ...], rows: Sequence[Row], selecting: Selecting
) -> Iterable[Explained | None]:
    body = query.body
    if isinstance(body, Select):
        wanted = [dict(zip(variables, row, strict=True)) for row in rows]
        return selecting.rows(_uncut(body), wanted)  # type: ignore[arg-type]
    if isinstance(body, Ask):
        select = Select((), body.where, replace(body.modifiers, limit=None, offset=None))
        return selecting.rows(select, [{} for _ in rows])
    if isinstance(body, Construct):
        return _of_triples(body, rows, selecting)
    raise DESCRIBE.error()


def _of_triples(
    body: Construct, rows: Sequence[Row], selecting: Selecting
) -> list[Explained | None]:
    """Explain triples by the patterns of the template that give them, the first that does."""
    found: list[Explained | None] = [None] * len(rows)
    select = _uncut(Select(None, body.where, body.modifiers))
    for variables, matching in patterns_giving(body.template, rows):
        wanted: list[Wanted] = [values for _, values in matching]
        if not variables:
            wanted = [{} for _ in matching]
        for (index, _), why in zip(matching, selecting.rows(select, wanted), strict=True):
            before = found[index]
            if why is None or before is None:
                found[index] = before or why
            else:
                others = before.others + why.others + 1
                found[index] = Explained(before.steps, others, before.more or why.more)
    return found


def _uncut(select: Select) -> Select:
    modifiers = replace(select.modifiers, order_by=(), limit=None, offset=None)
    cut = replace(select, modifiers=modifiers, reduction=None)
    if is_aggregated(select) and not is_aggregated(cut):
        # Only its order makes it one group.
        return replace(cut, modifiers=replace(modifiers, order_by=select.modifiers.order_by))
    return cut


def _no_row(variables: tuple[str, ...], row: Row) -> BadInput:
    shown = ", ".join(
        f"?{name} = {term}" for name, term in zip(variables, row, strict=True) if term is not None
    )
    return BadInput(
        f"the engine does not give this row again: {shown or 'no value at all'}",
        hint="give the values as the answer has them, every column that is bound",
    )
