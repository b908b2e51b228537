"""The headline questions: what newcomers are shown, on the first page and by ``pactgraph demo``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pactgraph.asked_graph import AskedGraph
from pactgraph.errors import BadInput, NotFound
from pactgraph.query.stored_query import StoredQuery

_MOST: Final = 6


@dataclass(frozen=True)
class Question:
    """A question in words, and as a stored query with its parameters.

    An answer's rows are of what stands in the column ``of``, which ``many`` names in the
    plural; ``label`` is the column that says what it is, if it is not the one of its label.
    ``tells`` are the columns that say most of it; those in one string are read as one. Without
    ``of`` a row is only a row.
    """

    words: str
    query: str
    values: Mapping[str, str] = field(default_factory=dict)
    of: str | None = None
    many: str = "rows"
    label: str | None = None
    tells: tuple[str, ...] = ()


QUESTIONS: Final = (
    Question(
        "Which operations has Azerbaijan contributed to?",
        "contributions",
        {"contributor": "Azerbaijan"},
        of="operation",
        many="operations and funds",
        tells=("begin", "end"),
    ),
    Question(
        "Who has held which office of NATO?",
        "office-holders",
        {"organisation": "NATO"},
        of="person",
        many="people",
        tells=("office", "statedOn"),
    ),
    Question(
        "What was in force on 1 June 2018?",
        "state-on-date",
        {"asOf": "2018-06-01"},
        of="what",
        many="things",
        tells=("begin", "end"),
    ),
    Question(
        "Which summits has Ilham Aliyev attended?",
        "summits",
        {"person": "Ilham Aliyev"},
        of="summit",
        many="summits",
        tells=("place", "year"),
    ),
    Question(
        "What has James Appathurai said about Azerbaijan?",
        "utterances",
        {"speaker": "James Appathurai", "about": "Azerbaijan"},
        of="utterance",
        many="utterances",
        label="gist",
        tells=("act",),
    ),
    Question(
        "Where a total is stated, is it also listed?",
        "totals",
        of="count",
        many="totals",
        label="what",
        tells=("comparatorLabel stated", "enumerated"),
    ),
)
"""What is asked of a project that knows what they ask of."""


def askable(kg: AskedGraph) -> Iterator[Question]:
    """Yield the questions that a project can be asked; some of its own if it has none of ours."""
    ours = [question for question in QUESTIONS if _knows(kg, question)]
    if ours:
        yield from ours
        return
    others = [q for q in kg.queries.values() if q.form == "SELECT" and q.runs_without_values]
    for query in others[:_MOST]:
        yield Question(query.question or query.summary or query.name, query.name)


def _knows(kg: AskedGraph, question: Question) -> bool:
    query = kg.queries.get(question.query)
    if query is None or query.form != "SELECT":
        return False
    return all(_fits(kg, query, name, value) for name, value in question.values.items())


def _fits(kg: AskedGraph, query: StoredQuery, name: str, value: str) -> bool:
    parameter = query.parameter(name)
    if parameter is None:
        return False
    try:
        if parameter.type == "iri":
            kg.names.resolve(value, parameter.of_class)
    except (NotFound, BadInput):
        return False
    return True
