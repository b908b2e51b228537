"""The options of a view by date, for every command that asks the graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pactgraph.cli.console import warn

if TYPE_CHECKING:
    from pactgraph.answer import Answer
    from pactgraph.knowledge_graph import KnowledgeGraph

_Function = TypeVar("_Function", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--as-of",
        "as_of",
        metavar="DATE",
        help="Only what was true on that day: states in force then, and what had occurred by "
        "then. A year or a month means its last day. A stored query's parameter asOf takes it too.",
    ),
    click.option(
        "--known-by",
        "known_by",
        metavar="DATE",
        help="Only what articles say that were published by that day.",
    ),
    click.option(
        "--certainty",
        type=click.Choice(["certain", "possible"]),
        help="With a date: what holds for certain, whatever day a year or a month in the words "
        "means (the default), or all that is possible.",
    ),
)


def view_options(function: _Function) -> _Function:
    """Add ``--as-of``, ``--known-by`` and ``--certainty``, as parameters of these names."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def seen(
    kg: KnowledgeGraph, as_of: str | None, known_by: str | None, certainty: str | None
) -> KnowledgeGraph:
    """Return the view that the options mean, or the graph itself where none was given.

    The graph must stay open as long as its view. Raises UsageError for a certainty without a
    date, and what ``KnowledgeGraph.view`` raises.
    """
    if as_of is None and known_by is None:
        if certainty is not None:
            raise click.UsageError(
                "--certainty says which view by date is meant: give --as-of or --known-by."
            )
        return kg
    return kg.view(as_of, known_by, certainty or "certain")


def tell_notes(answer: Answer) -> None:
    """Tell on standard error what a reader of the answer must know."""
    for note in answer.notes:
        warn(note)
