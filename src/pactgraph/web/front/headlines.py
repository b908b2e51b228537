"""The questions on the first page, each with what the graph answers now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal, NamedNode

from pactgraph.answer import Answer
from pactgraph.engine.results import Term
from pactgraph.headline_questions import Question, askable
from pactgraph.web.query.wording import heading, labelled
from pactgraph.web.site import Site
from pactgraph.web.terms import ShownTerm, shown

_SHOWN: Final = 3
_CELLS: Final = 3
_CERTAINTIES: Final = {"certain": "for certain", "possible": "possibly"}
_CERTAINTY: Final = "certainty"

Row = Mapping[str, Term | None]


@dataclass(frozen=True)
class Entry:
    """A row as a card shows it: what it is of, and what else it says, under a heading or none."""

    thing: ShownTerm
    cells: tuple[tuple[str, ShownTerm], ...]


@dataclass(frozen=True)
class Headline:
    """A question with its answer.

    ``counts`` says how many things the answer has, or how many in which certainty; ``entries``
    are those of which most is told, what is certain first; ``receipt`` is the first one's.
    """

    words: str
    url: str
    counts: tuple[tuple[int, str], ...]
    entries: tuple[Entry, ...]
    receipt: str | None


def headlines(site: Site) -> list[Headline]:
    """Return the questions that this project can answer, answered; raises as its engine."""
    return [_answered(site, question) for question in askable(site.kg)]


def _answered(site: Site, question: Question) -> Headline:
    answer = site.kg.run(question.query, values=question.values, timeout=site.timeout)
    rows = [dict(zip(answer.variables, row, strict=True)) for row in answer.terms]
    chosen = _chosen(question, rows)
    return Headline(
        question.words,
        site.urls.query(question.query, parameters=question.values),
        _counts(question, rows),
        tuple(_entries(site, question, answer, [rows[at] for at in chosen])),
        site.urls.receipt(question.query, chosen[0], question.values) if chosen else None,
    )


def _counts(question: Question, rows: Iterable[Row]) -> tuple[tuple[int, str], ...]:
    """Return how many things the rows are of; a thing may have several rows."""
    things: dict[str, set[object]] = {}
    for at, row in enumerate(rows):
        thing = at if question.of is None else row.get(question.of)
        things.setdefault(_text(row.get(_CERTAINTY)), set()).add(thing)
    if things.keys() <= _CERTAINTIES.keys() and things:
        found = [
            (len(things[name]), words) for name, words in _CERTAINTIES.items() if name in things
        ]
        (number, words), *others = found
        return ((number, f"{question.many} {words}"), *others)
    return ((len(set().union(*things.values())), question.many),)


def _chosen(question: Question, rows: Sequence[Row]) -> list[int]:
    """Return the numbers of the rows that are shown: what is certain, and says most, first."""

    def order(at: int) -> tuple[bool, int, int]:
        row = rows[at]
        told = sum(row.get(name.split()[-1]) is not None for name in question.tells)
        return _text(row.get(_CERTAINTY)) == "possible", -told, at

    chosen: list[int] = []
    for at in sorted(range(len(rows)), key=order):
        things = [rows[one].get(question.of) for one in chosen] if question.of else []
        if question.of is None or rows[at].get(question.of) not in things:
            chosen.append(at)
    return chosen[:_SHOWN]


def _entries(
    site: Site, question: Question, answer: Answer, rows: Sequence[Row]
) -> Iterator[Entry]:
    """Yield the rows as entries; a thing without a label says nothing to a reader."""
    labels = site.labels(
        term.value for row in rows for term in row.values() if isinstance(term, NamedNode)
    )
    columns = [question.of, *question.tells] if question.of else list(answer.variables)
    for row in rows:
        named = {**labels, **_labels(question, row)}
        cells = []
        for column in columns:
            terms = [row.get(name) for name in column.split()]
            if None in terms or _is_label(column, row):
                continue
            if isinstance(terms[-1], NamedNode) and terms[-1].value not in named:
                continue
            told = [shown(term, named) for term in terms]
            text = " ".join(one.text for one in told)
            words = "" if isinstance(terms[-1], NamedNode) else heading(column.split()[-1])
            cells.append((words, replace(told[-1], text=text)))
        if cells:
            yield Entry(cells[0][1], tuple(cells[1 : _CELLS + 1]))


def _labels(question: Question, row: Row) -> dict[str, str]:
    """Return the labels that the row itself gives to things."""
    found = {}
    for name, term in row.items():
        own = question.label if name == question.of else None
        label = row.get(own or f"{name}Label")
        if isinstance(term, NamedNode) and isinstance(label, Literal):
            found[term.value] = label.value
    return found


def _is_label(column: str, row: Row) -> bool:
    of = labelled(column)
    return of is not None and of in row


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, Literal) else ""
