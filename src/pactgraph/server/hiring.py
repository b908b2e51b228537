"""How a pool comes by its workers: started in the background, with pauses when it fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Protocol

from pactgraph.errors import EngineFailure, PactgraphError
from pactgraph.server.pool_limits import PoolLimits
from pactgraph.server.worker_process import WorkerProcess

_LOG = logging.getLogger(__name__)

_AT_ONCE = 4
"""How many workers start at the same time: more would only get in each other's way."""

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0


class Employer(Protocol):
    """Who is told of workers that come and go."""

    def welcome(self, worker: WorkerProcess) -> None:
        """Take a worker that is ready."""

    def miss(self, worker: WorkerProcess) -> None:
        """Take note that a worker's process has ended."""

    def is_outdated(self, configuration: Mapping[str, object]) -> bool:
        """Tell whether workers of a configuration would be sent away again."""

    def hire(self) -> None:
        """Start workers, if any are wanted: there was a pause, and it is over."""


class Hiring:
    """Starts the processes of a pool, and knows of each until it has ended."""

    def __init__(
        self,
        module: str,
        limits: PoolLimits,
        employer: Employer,
        *,
        name: str,
        whole_package: bool,
    ) -> None:
        self.started = 0
        self._module = module
        self._limits = limits
        self._employer = employer
        self._name = name
        self._whole_package = whole_package
        self._processes: set[WorkerProcess] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._expected = self._failures = 0
        self._is_paused = self._is_over = False

    @property
    def starting(self) -> int:
        """How many workers are not ready yet."""
        return len(self._starting)

    def bring(self, count: int, configuration: Mapping[str, object]) -> None:
        """Start up to so many workers in the background, as far as there is room."""
        if self._is_over or self._is_paused:
            return
        room = self._limits.most - len(self._processes) - self._expected
        for _ in range(min(count, room, _AT_ONCE - len(self._starting))):
            self._expected += 1
            task = asyncio.create_task(self._bring_one(configuration))
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def ready_ones(
        self, count: int, configuration: Mapping[str, object]
    ) -> list[WorkerProcess]:
        """Return so many workers that are ready; raises EngineFailure, and leaves none then."""
        self._expected += count
        starts = [self._ready_one(configuration) for _ in range(count)]
        results = await asyncio.gather(*starts, return_exceptions=True)
        workers = [one for one in results if isinstance(one, WorkerProcess)]
        for error in results:
            if isinstance(error, BaseException):
                for worker in workers:
                    worker.kill()
                raise error
        return workers

    async def stop(self) -> None:
        """Start no more, and break off the starts that are under way."""
        self._is_over = True
        starting = list(self._starting)
        for task in starting:
            task.cancel()
        await asyncio.gather(*starting, return_exceptions=True)

    async def all_gone(self) -> None:
        """Return when every process has ended; those that nobody has taken are told to."""
        for worker in list(self._processes):
            worker.leave()
        while self._processes:
            await asyncio.gather(*(worker.gone for worker in self._processes))

    async def _bring_one(self, configuration: Mapping[str, object]) -> None:
        try:
            worker = await self._ready_one(configuration)
        except PactgraphError as error:
            if self._employer.is_outdated(configuration):
                # Nobody wants it any more, and its files may be gone.
                return
            _LOG.error("a worker of %s cannot be started: %s", self._name, error)
            self._pause()
            return
        self._failures = 0
        # It starts no longer: who is told of it counts.
        self._starting.discard(asyncio.current_task())
        self._employer.welcome(worker)

    def _pause(self) -> None:
        self._is_paused = True
        seconds = min(_FIRST_PAUSE * 2**self._failures, _LONGEST_PAUSE)
        self._failures += 1
        asyncio.get_running_loop().call_later(seconds, self._resume)

    def _resume(self) -> None:
        self._is_paused = False
        self._employer.hire()

    async def _ready_one(self, configuration: Mapping[str, object]) -> WorkerProcess:
        try:
            worker = await WorkerProcess.start(
                self._module, configuration, whole_package=self._whole_package
            )
        finally:
            self._expected -= 1
        self.started += 1
        self._processes.add(worker)
        worker.gone.add_done_callback(lambda _: self._gone(worker))
        # Who stops waiting for it does not ask why it was never ready.
        worker.ready.add_done_callback(_noted)
        try:
            async with asyncio.timeout(self._limits.start):
                await asyncio.shield(worker.ready)
        except TimeoutError:
            worker.kill()
            raise EngineFailure(f"a worker was not ready after {self._limits.start:g} s") from None
        except BaseException:
            worker.kill()
            raise
        return worker

    def _gone(self, worker: WorkerProcess) -> None:
        self._processes.discard(worker)
        self._employer.miss(worker)


def _noted(ready: asyncio.Future[None]) -> None:
    if not ready.cancelled():
        ready.exception()
