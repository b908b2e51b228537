"""An answer as a table of a page: labels for IRIs, a receipt and the evidence for each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.answer import Answer
from pactgraph.engine.results import Row, Term
from pactgraph.evidence import PassageNote
from pactgraph.namespaces import XSD
from pactgraph.web.query.paging import Paging
from pactgraph.web.query.wording import heading, labelled
from pactgraph.web.site import Site
from pactgraph.web.terms import ShownTerm, shown
from pactgraph.web.urls import Parameters

_NUMBERS = frozenset(XSD[name] for name in ("integer", "decimal", "double", "float", "int"))
_DATES = frozenset((XSD.date, XSD.gYear, XSD.gYearMonth, XSD.dateTime))
_LONG = 24


@dataclass(frozen=True)
class Column:
    """A column: its heading, the answer's column that it shows, and where the link is from.

    ``sort`` is number, date, long or text, as its cells are.
    """

    heading: str
    name: str
    linked: str | None = None
    sort: str = "text"


@dataclass(frozen=True)
class TableRow:
    """A row: its number from 0, its cells, the page of its receipt, its passages."""

    number: int
    cells: tuple[ShownTerm, ...]
    receipt: str
    evidence: tuple[PassageNote, ...]


@dataclass(frozen=True)
class AnswerTable:
    """The rows of one page; ``has_evidence`` tells whether passages were asked for.

    ``empty`` are the headings of the columns that no row of the answer fills.
    """

    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    has_evidence: bool
    empty: tuple[str, ...]


def answer_table(site: Site, answer: Answer, paging: Paging, asked: Parameters) -> AnswerTable:
    """Return the table of one page of an answer; ``asked`` are the parameters of receipts."""
    order = list(paging.of(_order(answer)))
    rows = [answer.terms.rows[at] for at in order]
    notes = None if answer.evidence is None else [answer.evidence[at] for at in order]
    index = {name: at for at, name in enumerate(answer.variables)}
    labels = site.labels(_iris(rows))
    filled = {name for name in answer.variables if any(answer.terms.column(name))}
    wanted = _columns(answer.variables, index)
    columns = [column for column in wanted if {column.name, column.linked} & filled]
    cells = [tuple(_cell(column, row, index, labels) for column in columns) for row in rows]
    name = answer.query.name if answer.query else ""
    return AnswerTable(
        tuple(
            replace(column, sort=_sort([row[index[column.name]] for row in rows], texts))
            for column, texts in zip(columns, zip(*cells, strict=True), strict=True)
        )
        if cells
        else (),
        tuple(
            TableRow(
                number,
                cells[at],
                site.urls.receipt(name, number, asked),
                notes[at] if notes is not None else (),
            )
            for at, number in enumerate(order)
        ),
        notes is not None,
        tuple(column.heading for column in wanted if column not in columns),
    )


def _order(answer: Answer) -> list[int]:
    """Return the numbers of the rows in the order of the page: triples are put in order."""
    rows = answer.terms.rows
    order = range(len(rows))
    if answer.form != "CONSTRUCT":
        return list(order)
    return sorted(order, key=lambda at: tuple(map(str, rows[at])))


def _columns(variables: Sequence[str], index: dict[str, int]) -> list[Column]:
    named = {of for name in variables if (of := labelled(name)) in index}
    return [
        Column(heading(name), name, of if (of := labelled(name)) in index else None)
        for name in variables
        if name not in named
    ]


def _sort(terms: Sequence[Term | None], texts: Sequence[ShownTerm]) -> str:
    types = {term.datatype for term in terms if isinstance(term, Literal)}
    if types and all(isinstance(term, Literal) for term in terms if term is not None):
        if types <= _NUMBERS:
            return "number"
        if types <= _DATES:
            return "date"
    return "long" if any(len(text.text) > _LONG for text in texts) else "text"


def _cell(column: Column, row: Row, index: dict[str, int], labels: dict[str, str]) -> ShownTerm:
    term = row[index[column.name]]
    thing = row[index[column.linked]] if column.linked else None
    if not isinstance(thing, NamedNode):
        return shown(term, labels) if term is not None else shown(thing, labels)
    if isinstance(term, Literal):
        return shown(thing, {thing.value: term.value})
    return shown(thing, labels)


def _iris(rows: Sequence[Row]) -> set[str]:
    def of(term: Term | None) -> set[str]:
        if isinstance(term, Triple):
            return of(term.subject) | of(term.predicate) | of(term.object)
        if isinstance(term, NamedNode):
            return {term.value}
        return set()

    found: set[str] = set()
    for row in rows:
        for term in row:
            found |= of(term) if not isinstance(term, BlankNode) else set()
    return found
