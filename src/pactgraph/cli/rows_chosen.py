"""Which rows of an answer a command is about: by number, by the values in them, or all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz, process

from pactgraph.errors import BadInput, NotFound
from pactgraph.query.name_table import normalised
from pactgraph.query.parameters import iri_of
from pactgraph.showing import short_iri

if TYPE_CHECKING:
    from pactgraph.answer import Answer
    from pactgraph.engine.results import Term
    from pactgraph.knowledge_graph import KnowledgeGraph

_NEAR = 5


def chosen_rows(
    kg: KnowledgeGraph, answer: Answer, row: int | None, match: Sequence[str], *, every: bool
) -> list[int]:
    """Return the indexes of the rows that are meant, from 0; the first if nothing is said.

    ``row`` counts from 1; each of ``match`` is COLUMN=VALUE, and all must fit. A value is
    what the cell shows, a name of the thing in it, or its IRI.

    Raises UsageError for ways to choose that do not go together, BadInput for a number or
    a column that is not there, NotFound (with near values) where no row fits.
    """
    if (row is not None) + bool(match) + every > 1:
        raise click.UsageError("--row, --match and --all say the same thing in three ways: one.")
    if every:
        return list(range(len(answer)))
    if row is not None:
        if row > len(answer):
            raise BadInput(f"there is no row {row}", hint=f"the answer has {_rows(len(answer))}")
        return [row - 1]
    if not match:
        return [0] if len(answer) else []
    found = list(range(len(answer)))
    for given in match:
        found = _matching(kg, answer, found, given)
    return found


def _matching(kg: KnowledgeGraph, answer: Answer, among: list[int], given: str) -> list[int]:
    column, equals, value = given.partition("=")
    if not equals or not column:
        raise click.UsageError(f"--match takes COLUMN=VALUE, not {given!r}.")
    columns = [name for name in (column, f"{column}Label") if name in answer.variables]
    if not columns:
        raise BadInput(
            f"the answer has no column {column!r}",
            hint=f"its columns: {', '.join(answer.variables)}",
        )
    places = [answer.variables.index(name) for name in columns]
    wanted = normalised(value)
    thing = _thing(kg, value)
    found = [
        index
        for index in among
        if any(_fits(answer.terms.rows[index][place], wanted, thing) for place in places)
    ]
    if not found:
        cells = {
            _shown(answer.terms.rows[index][place]) for index in among for place in reversed(places)
        }
        raise NotFound(
            f"no row has {column} = {value!r}",
            candidates=_near(value, sorted(cells - {""})),
        )
    return found


def _fits(term: Term | None, wanted: str, thing: str | None) -> bool:
    if isinstance(term, NamedNode):
        return term.value == thing or normalised(short_iri(term.value)) == wanted
    return isinstance(term, Literal) and normalised(term.value) == wanted


def _thing(kg: KnowledgeGraph, value: str) -> str | None:
    """Return the IRI that a value means, None if it is none and no name of one thing."""
    try:
        iri = iri_of(value)
        return kg.names.resolve(value).value if iri is None else iri.value
    except (NotFound, BadInput):
        return None


def _shown(term: Term | None) -> str:
    if isinstance(term, NamedNode):
        return short_iri(term.value)
    return term.value if isinstance(term, Literal) else ""


def _near(value: str, cells: Sequence[str]) -> tuple[str, ...]:
    found = process.extract(value, cells, scorer=fuzz.WRatio, limit=_NEAR)
    return tuple(cell for cell, _, _ in found)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
