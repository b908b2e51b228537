"""Asking an engine within a budget of questions and seconds, and telling what was left."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from pactgraph.engine.results import Answer, Rows, Truth
from pactgraph.errors import BadQuery, DeadlineExceeded

# Shorter, and what answers in another process would be stopped before it has begun.
_SHORTEST = 0.5


class Ask(Protocol):
    """What answers a query, as ``Engine.query`` does, within ``timeout`` seconds."""

    def __call__(self, sparql: str, /, *, timeout: float | None = None) -> Answer:
        """Return the answer; raises as ``Engine.query``."""
        ...


class BudgetedAsk:
    """Asks at most so many questions within so many seconds; then every answer is None.

    ``asked`` counts the questions, ``too_slow`` those that took too long alone, ``refused``
    those that the guard did not let through; ``spent`` says that one was not asked at all.
    """

    def __init__(
        self,
        ask: Ask,
        *,
        asks: int = 200,
        seconds: float = 10.0,
        share: float = 0.25,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the budget; one question may use ``share`` of the seconds that are left."""
        self._ask = ask
        self._left = asks
        self._share = share
        self._clock = clock
        self._end = clock() + seconds
        self.asked = 0
        self.too_slow = 0
        self.refused = 0
        self.spent = False
        self._reserved = 0

    def reserve(self, asks: int) -> None:
        """Keep back so many questions for what comes later; the last call holds."""
        self._reserved = asks

    def truth(self, sparql: str) -> bool | None:
        """Return the answer to an ASK, or None where the budget or the time is out."""
        answer = self._answer(sparql)
        return bool(answer) if isinstance(answer, Truth) else None

    def rows(self, sparql: str) -> Rows | None:
        """Return the answer to a SELECT, or None where the budget or the time is out."""
        answer = self._answer(sparql)
        return answer if isinstance(answer, Rows) else None

    def _answer(self, sparql: str) -> Answer | None:
        seconds = self._end - self._clock()
        if self._left <= self._reserved or seconds <= 0:
            self.spent = True
            return None
        self._left -= 1
        self.asked += 1
        try:
            return self._ask(sparql, timeout=max(seconds * self._share, _SHORTEST))
        except DeadlineExceeded:
            self.too_slow += 1
            return None
        except BadQuery:
            # The guard bounds size and depth, and a question can be longer than its query.
            self.refused += 1
            return None
