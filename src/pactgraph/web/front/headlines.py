"""The questions on the first page, each with what the graph answers now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode

from pactgraph.answer import Answer
from pactgraph.errors import BadInput, NotFound
from pactgraph.query.stored_query import StoredQuery
from pactgraph.web.site import Site
from pactgraph.web.terms import ShownTerm, shown

_CELLS = 4
_MOST = 6


@dataclass(frozen=True)
class Question:
    """A question in words, and as a stored query with its parameters."""

    words: str
    query: str
    values: Mapping[str, str] = field(default_factory=dict)


QUESTIONS: Final = (
    Question(
        "Which operations has Azerbaijan contributed to?",
        "contributions",
        {"contributor": "Azerbaijan"},
    ),
    Question("Who has held which office of NATO?", "office-holders", {"organisation": "NATO"}),
    Question("What was in force on 1 June 2018?", "state-on-date", {"asOf": "2018-06-01"}),
    Question("Who attended which summits?", "summits"),
    Question(
        "What has James Appathurai said about Azerbaijan?",
        "utterances",
        {"speaker": "James Appathurai", "about": "Azerbaijan"},
    ),
    Question("Where a total is stated, is it also listed?", "totals"),
)
"""What is asked on the first page of a project that knows what they ask of."""


@dataclass(frozen=True)
class Headline:
    """A question with its answer: how many rows, and the first cells of the first one."""

    words: str
    url: str
    rows: int
    cells: tuple[tuple[str, ShownTerm], ...]
    receipt: str | None


def headlines(site: Site) -> list[Headline]:
    """Return the questions that this project can answer, answered; raises as its engine."""
    return [_answered(site, question) for question in _askable(site)]


def _askable(site: Site) -> Iterator[Question]:
    ours = [question for question in QUESTIONS if _knows(site, question)]
    if ours:
        yield from ours
        return
    others = [q for q in site.kg.queries.values() if q.form == "SELECT" and q.runs_without_values]
    for query in others[:_MOST]:
        yield Question(query.question or query.summary or query.name, query.name)


def _knows(site: Site, question: Question) -> bool:
    query = site.kg.queries.get(question.query)
    if query is None or query.form != "SELECT":
        return False
    return all(_fits(site, query, name, value) for name, value in question.values.items())


def _fits(site: Site, query: StoredQuery, name: str, value: str) -> bool:
    parameter = query.parameter(name)
    if parameter is None:
        return False
    try:
        if parameter.type == "iri":
            site.kg.names.resolve(value, parameter.of_class)
    except (NotFound, BadInput):
        return False
    return True


def _answered(site: Site, question: Question) -> Headline:
    answer = site.kg.run(question.query, values=question.values, timeout=site.timeout)
    cells = [cell for cell in _cells(site, answer) if cell[1].text not in question.values.values()]
    return Headline(
        question.words,
        site.urls.query(question.query, parameters=question.values),
        len(answer),
        tuple(cells[:_CELLS]),
        site.urls.receipt(question.query, 0, question.values) if len(answer) else None,
    )


def _cells(site: Site, answer: Answer) -> Iterator[tuple[str, ShownTerm]]:
    """Yield the cells of the first row that say something, each under its column's words.

    A thing without a label says nothing to a reader.
    """
    if not len(answer):
        return
    row = dict(zip(answer.variables, answer.terms.rows[0], strict=True))
    labels = site.labels(term.value for term in row.values() if isinstance(term, NamedNode))
    for column, term in row.items():
        is_label = column.endswith("Label") and column.removesuffix("Label") in row
        label = row.get(f"{column}Label")
        if isinstance(term, NamedNode) and isinstance(label, Literal):
            labels = {**labels, term.value: label.value}
        named = isinstance(term, NamedNode) and term.value in labels
        if not is_label and (named or isinstance(term, Literal)):
            yield in_words(column), shown(term, labels)


def in_words(column: str) -> str:
    """Return the name of a column as words.

    >>> in_words("ledBy"), in_words("personnelLabel")
    ('led by', 'personnel')
    """
    spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in column.removesuffix("Label"))
    return spaced.replace("_", " ").strip() or column
