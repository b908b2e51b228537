"""What workers refuse, and why they die, as problems of HTTP."""

from __future__ import annotations

import json
from typing import Any

from pactgraph.engine.obituary import EndedFromOutside, MemoryCapReached
from pactgraph.engine.refusals import AnswerTooLarge, FormatRefused, syntax_place, worker_error
from pactgraph.errors import BadInput, BadQuery, DeadlineExceeded, NotFound, PactgraphError
from pactgraph.server.problems import Problem

_STATUSES: tuple[tuple[type[PactgraphError], int], ...] = (
    (FormatRefused, 406),
    (BadQuery, 400),
    (BadInput, 400),
    (NotFound, 404),
    # The request is well-formed, and the same answer would be too large the next time.
    (AnswerTooLarge, 422),
    (MemoryCapReached, 503),
    (DeadlineExceeded, 504),
)


def refusal(payload: bytes) -> Problem:
    """Return the problem that a worker tells in a frame ``X``, of a query or of a document.

    >>> problem = refusal(b'{"kind": "syntax", "message": "error at 2:9: expected SELECT"}')
    >>> problem.status, problem.extra
    (400, {'line': 2, 'column': 9})
    """
    told: dict[str, Any] = json.loads(payload)
    if "status" in told:
        candidates = told.get("candidates")
        return Problem(
            told["status"],
            told["title"],
            told["detail"],
            hint=told["hint"],
            extra={"candidates": candidates} if candidates else None,
        )
    problem = problem_of(worker_error(told["kind"], told["message"], "query"))
    place = syntax_place(told["message"]) if told["kind"] == "syntax" else None
    if place is not None:
        line, column, rest = place
        problem.title, problem.detail = "not valid SPARQL", rest
        problem.extra = {"line": line, "column": column}
    return problem


def problem_of(error: PactgraphError) -> Problem:
    """Return the problem that tells of an error of the engine."""
    if isinstance(error, EndedFromOutside):
        return no_room("the worker was ended by the system", retry_after=1)
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)
    extra = {}
    if error.location is not None and error.location.line is not None:
        extra["line"] = error.location.line
    return Problem(status, error.message, hint=error.hint, extra=extra)


def too_late(seconds: float) -> Problem:
    """Return the problem of a request that was stopped at its deadline."""
    return Problem(
        504,
        f"stopped after {seconds:g} s: the deadline",
        hint="ask for less: fewer rows, a smaller sort, a more selective pattern",
    )


def no_room(title: str, retry_after: int = 5) -> Problem:
    """Return the problem of a request for which there is no room now."""
    return Problem(
        503,
        title,
        hint="try again in a while",
        retry_after=retry_after,
    )
