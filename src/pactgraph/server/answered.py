"""An answer of a worker: its head is known, its body streams."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from pactgraph.engine.obituary import MemoryCapReached
from pactgraph.errors import PactgraphError
from pactgraph.server.answer_body import AnswerBody
from pactgraph.server.problems import Problem
from pactgraph.server.worker_problems import problem_of, refusal


class Died(Exception):
    """A worker ended before it answered anything; ``problem`` tells of it if no other does.

    ``had_begun`` tells whether it had said by then that it is at the request.
    """

    def __init__(self, problem: Problem, had_begun: bool) -> None:
        super().__init__(problem.title)
        self.problem = problem
        self.had_begun = had_begun


class Answered:
    """An answer whose errors, as far as they came early, have been raised before.

    ``head`` is what the worker tells of it; ``whole`` is the body if it was complete, and
    small, when this was given out, else None; ``configuration`` is what the worker was
    started with, and so of which snapshot the answer is.
    """

    def __init__(
        self,
        head: dict[str, Any],
        body: AnswerBody,
        configuration: Mapping[str, object],
        stop: Callable[[], None],
    ) -> None:
        self.head = head
        self.whole = body.whole
        self.configuration = configuration
        self._body = body
        self._stop = stop

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the body once, as it comes.

        Raises Problem when it breaks off: what was sent by then must not look complete.
        A reader that leaves before the end has the work stopped.
        """
        try:
            while (piece := await self._body.next()) is not None:
                yield piece
        finally:
            await self.cancel()

    async def read(self) -> bytes:
        """Return the whole body; raises Problem when it breaks off."""
        if self.whole is not None:
            return self.whole
        return b"".join([piece async for piece in self.pieces()])

    async def cancel(self) -> None:
        """Have the work stopped at once, if it still goes on: nobody reads it any more."""
        if not self._body.is_over:
            self._stop()
        self._body.close()


class AnswerTaken:
    """Takes the frames of one request, and tells when enough is known to answer with.

    ``begun`` has the head; or the problem that the worker told before anything else; or Died.
    ``finished`` is called when the worker is done with the request, with whether it is tired.
    """

    def __init__(self, finished: Callable[[bool], None]) -> None:
        self.begun: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.body = AnswerBody()
        self._head: dict[str, Any] | None = None
        self._had_begun = self._has_body = False
        self._finished = finished

    def receive(self, kind: bytes, payload: bytes) -> None:
        """Take a frame; raises OSError when it cannot be kept."""
        if kind == b"D":
            self._has_body = True
            self.body.put(payload)
        elif kind == b"A":
            self._had_begun = True
        elif kind == b"H":
            self._head = json.loads(payload)
        elif kind == b"Z":
            self.body.end()
            self.received()
            self._finished(bool(json.loads(payload).get("tired")))
        elif kind == b"X":
            problem = refusal(payload)
            self._fail(problem)
            self._finished(problem.status == 503)

    def received(self) -> None:
        """Let the answer begin if some of its body is at hand, or all."""
        if self._head is not None and (self._has_body or self.body.is_over):
            self._set_begun(self._head)

    def lost(self, error: PactgraphError) -> None:
        """Fail, with why the process ended."""
        if isinstance(error, MemoryCapReached):
            self._fail(problem_of(error))
            return
        problem = problem_of(error)
        self._fail(problem if self.begun.done() else Died(problem, self._had_begun))

    def stop(self, problem: Problem) -> None:
        """Fail, for a reason of the server's own."""
        self._fail(problem)

    def _fail(self, error: Exception) -> None:
        self.body.fail(error)
        if not self.begun.done():
            self.begun.set_exception(error)

    def _set_begun(self, head: dict[str, Any]) -> None:
        if not self.begun.done():
            self.begun.set_result(head)
