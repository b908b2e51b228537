"""What a worker process gives instead of an answer, as an error."""

from __future__ import annotations

from pactgraph.engine.obituary import MemoryCapReached
from pactgraph.errors import (
    BadInput,
    BadQuery,
    DeadlineExceeded,
    EngineFailure,
    Location,
    NotFound,
    PactgraphError,
)

_SYNTAX_HINT = (
    "look at that place and just before it: a keyword, a bracket, or a prefix that is not "
    "declared; pactgraph prefixes lists those that need not be"
)


class AnswerTooLarge(DeadlineExceeded):
    """An answer with more bytes or more rows than may be."""


class FormatRefused(BadQuery):
    """An answer that is in none of the formats that were asked for, or that they cannot carry."""


def worker_error(kind: str, message: str, source: str) -> PactgraphError:
    """Return the error that a frame ``X`` tells of; ``source`` is what the query is called.

    >>> worker_error("size", "the answer is larger than 9 bytes", "query").hint
    'ask for less, or add a LIMIT'
    """
    if kind == "syntax":
        return syntax_error(message, source)
    if kind in ("refused", "dataset"):
        return BadQuery(message, location=Location(source))
    if kind == "input":
        return BadInput(message)
    if kind == "missing":
        return NotFound(message)
    if kind == "format":
        return FormatRefused(message, location=Location(source), hint="ask for another format")
    if kind == "memory":
        return MemoryCapReached(f"stopped at the memory cap: {message}")
    if kind in ("size", "rows"):
        return AnswerTooLarge(message, hint="ask for less, or add a LIMIT")
    if message.startswith("The custom function"):
        return BadQuery(f"{message[0].lower()}{message[1:]}", location=Location(source))
    return EngineFailure(message)


def syntax_place(message: str) -> tuple[int, int, str] | None:
    """Return line, column and the rest of what the engine says of a query that does not parse.

    >>> syntax_place("error at 2:9: expected SELECT")
    (2, 9, 'expected SELECT')
    """
    head, _, rest = message.partition(": ")
    line, _, column = head.removeprefix("error at ").partition(":")
    if head.startswith("error at ") and line.isdigit() and column.isdigit():
        return int(line), int(column), rest
    return None


def syntax_error(message: str, source: str) -> BadQuery:
    """Return the error of a query that does not parse, with the place that the engine named.

    >>> syntax_error("error at 2:9: expected SELECT", "query").location
    Location(file='query', line=2)
    """
    place = syntax_place(message)
    if place is None:
        return BadQuery(
            f"not valid SPARQL: {message}", location=Location(source), hint=_SYNTAX_HINT
        )
    line, column, rest = place
    return BadQuery(
        f"not valid SPARQL (column {column}): {rest}",
        location=Location(source, line),
        hint=_SYNTAX_HINT,
    )
