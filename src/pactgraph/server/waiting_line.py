"""The requests that wait for a worker: first come, first served."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from pactgraph.server.problems import Problem
from pactgraph.server.worker_process import WorkerProcess


class WaitingLine:
    """Whoever waits, until when at the latest, and what they are told then."""

    def __init__(self) -> None:
        self._waiting: dict[asyncio.Future[WorkerProcess], tuple[float, Problem]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    async def wait(
        self, until: float, problem: Problem, give_back: Callable[[WorkerProcess], None]
    ) -> WorkerProcess:
        """Return a worker; raises the problem once it is too late (see ``expire``).

        ``give_back`` gets the worker of somebody who was cancelled while it was handed over.
        """
        turn: asyncio.Future[WorkerProcess] = asyncio.get_running_loop().create_future()
        self._waiting[turn] = (until, problem)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                give_back(turn.result())
            raise
        finally:
            self._waiting.pop(turn, None)

    def give(self, worker: WorkerProcess) -> bool:
        """Hand a worker to the first in the line; False if nobody waits."""
        while self._waiting:
            turn = next(iter(self._waiting))
            del self._waiting[turn]
            if not turn.done():
                turn.set_result(worker)
                return True
        return False

    def expire(self, now: float) -> None:
        """Send away those for whom it is too late."""
        for turn, (until, problem) in list(self._waiting.items()):
            if now >= until:
                self._refuse(turn, problem)

    def refuse_all(self, problem: Problem) -> None:
        """Send everybody away."""
        for turn in list(self._waiting):
            self._refuse(turn, problem)

    def _refuse(self, turn: asyncio.Future[WorkerProcess], problem: Problem) -> None:
        del self._waiting[turn]
        if not turn.done():
            turn.set_exception(problem)
