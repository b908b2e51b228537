"""The questions on the first page, each with what the graph answers now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from pactgraph.answer import Answer
from pactgraph.headline_questions import Question, askable
from pactgraph.web.query.wording import heading
from pactgraph.web.site import Site
from pactgraph.web.terms import ShownTerm, shown

_CELLS = 4


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
    return [_answered(site, question) for question in askable(site.kg)]


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
            yield heading(column), shown(term, labels)
