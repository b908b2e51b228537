"""A pool of worker processes: who works on what, for how long, and who comes after."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping

from pactgraph.errors import PactgraphError
from pactgraph.server.answered import Answered, AnswerTaken, Died
from pactgraph.server.hiring import Hiring
from pactgraph.server.job import Job
from pactgraph.server.pool_limits import MIB, PoolLimits
from pactgraph.server.problems import Problem
from pactgraph.server.succession import Prepared, Succession
from pactgraph.server.waiting_line import WaitingLine
from pactgraph.server.worker_problems import no_room, too_late
from pactgraph.server.worker_process import WorkerProcess

__all__ = ["MIB", "Answered", "Pool", "PoolLimits"]

_TICK = 0.05
"""How often running and waiting requests are looked at: a deadline is overrun by less."""

_STUCK = 0.4
"""After this part of ``slow_after`` at work, a worker is not counted on for other requests."""

_WORKED = 0.5
"""A request that had a processor for less than this part of ``slow_after`` is not slow."""

_LINGER = 10.0
"""How long more workers than are wanted stay, in seconds: what came once may come again."""


class Pool:
    """Processes that run one module's ``main``, each asked one request at a time.

    ``configuration`` is what they are started with; ``whole_package`` says that the module
    needs more of the package than the engine. Query workers take their caps with each
    request, others with the configuration: either is added where it is not given.

    ``busy``, ``idle``, ``starting`` and ``waiting`` tell of the moment; ``started``,
    ``retried`` and, by reason, ``killed_for`` count.
    """

    def __init__(
        self,
        module: str,
        configuration: Mapping[str, object],
        limits: PoolLimits,
        *,
        name: str,
        whole_package: bool = False,
    ) -> None:
        self.name = name
        self.limits = limits
        self.retried = 0
        self.killed_for: Counter[str] = Counter()
        self._whole_package = whole_package
        self._succession = Succession(self._completed(configuration))
        self._members: set[WorkerProcess] = set()
        self._idle: list[WorkerProcess] = []
        self._jobs: dict[WorkerProcess, Job] = {}
        self._line = WaitingLine()
        self._stuck_after = _STUCK * limits.slow_after
        self._ticking = self._trimming = self._closed = False
        self._hiring = Hiring(module, limits, self, name=name, whole_package=whole_package)

    @property
    def idle(self) -> int:
        """How many workers are ready and have nothing to do."""
        return len(self._idle)

    @property
    def busy(self) -> int:
        """How many workers are at work."""
        return len(self._jobs)

    @property
    def starting(self) -> int:
        """How many workers are not ready yet."""
        return self._hiring.starting

    @property
    def started(self) -> int:
        """How many workers were started so far."""
        return self._hiring.started

    @property
    def waiting(self) -> int:
        """How many requests wait for a worker."""
        return len(self._line)

    @property
    def killed(self) -> int:
        """How many workers were killed for what they were asked, whatever the reason."""
        return self.killed_for.total()

    async def start(self) -> None:
        """Start the pool; returns when ``least`` workers are ready.

        Raises EngineFailure if one cannot be.
        """
        try:
            for worker in await self._hiring.ready_ones(
                self.limits.least, self._succession.current
            ):
                self.welcome(worker)
        except PactgraphError:
            await self.close()
            raise

    async def ask(
        self, request: Mapping[str, object], *, deadline: float | None = None
    ) -> Answered:
        """Return the answer to a request, as soon as some of it is at hand.

        A worker that ends before it has answered anything is replaced once, as ``retry`` of
        the limits says. Who is cancelled has the work stopped at once.

        Raises Problem.
        """
        if self._succession.is_behind:
            await self._succession.catch_up(self._prepare, self._replace)
        allowed = self.limits.deadline if deadline is None else deadline
        until = _now() + allowed
        caps = {} if self._whole_package else self.limits.of_one_query
        payload = json.dumps({**caps, **request}).encode()
        try:
            try:
                return await self._ask_once(payload, until, allowed)
            except Died as died:
                # What was never begun has changed nothing, and did not end the worker.
                if died.had_begun and not self.limits.retry:
                    raise
            self.retried += 1
            return await self._ask_once(payload, until, allowed)
        except Died as died:
            raise died.problem from died

    async def move(self, configuration: Mapping[str, object]) -> None:
        """Have all further requests answered by workers of another configuration.

        Requests that run are finished by the old ones. Raises EngineFailure, and stays as it
        is, if the new ones cannot be started.
        """
        self.adopt(await self.prepare(configuration))

    def follow(self, configuration: Mapping[str, object]) -> None:
        """Do as ``move`` does, but start the new ones when the first request for them comes."""
        self._succession.want(self._completed(configuration))

    async def prepare(self, configuration: Mapping[str, object]) -> Prepared:
        """Return workers of another configuration, ready; raises EngineFailure.

        They are then either adopted or discarded.
        """
        return await self._prepare(self._completed(configuration))

    def adopt(self, prepared: Prepared) -> None:
        """Have all further requests answered by workers that were prepared."""
        self._succession.moved(prepared.configuration)
        self._replace(prepared)

    def discard(self, prepared: Prepared) -> None:
        """Let go of workers that were prepared."""
        for worker in prepared.workers:
            worker.leave()

    async def _prepare(self, completed: Mapping[str, object]) -> Prepared:
        return Prepared(completed, await self._hiring.ready_ones(self.limits.least, completed))

    def _replace(self, prepared: Prepared) -> None:
        """Have the idle ones leave, and their successors take whoever waits."""
        old, self._idle = self._idle, []
        for worker in (*old, *prepared.workers):
            self.welcome(worker)

    async def close(self, grace: float = 2.0) -> None:
        """End all workers; those at work get so many seconds to finish."""
        self._closed = True
        self._line.refuse_all(no_room("the server is shutting down"))
        while self._idle:
            self._dismiss(self._idle.pop())
        await self._hiring.stop()
        end = _now() + grace
        while self._jobs and _now() < end:
            await asyncio.sleep(0.01)
        for worker in list(self._jobs):
            self._stop(worker, no_room("the server is shutting down"), "shutdown")
        await self._hiring.all_gone()

    async def _ask_once(self, payload: bytes, until: float, allowed: float) -> Answered:
        worker = await self._worker(until)
        taken = AnswerTaken(lambda tired: self._finished(worker, tired))
        self._jobs[worker] = Job(taken, _now(), until, allowed)
        self._watch()
        worker.ask(payload, taken)
        try:
            head = await taken.begun
        except asyncio.CancelledError:
            self._cancel(worker, taken)
            raise
        except Died:
            self._jobs.pop(worker, None)
            raise
        return Answered(head, taken.body, worker.configuration, lambda: self._cancel(worker, taken))

    async def _worker(self, until: float) -> WorkerProcess:
        if self._closed:
            raise no_room("the server is shutting down")
        while self._idle:
            worker = self._idle.pop()
            if worker.pid is not None:
                return worker
        if len(self._line) >= self.limits.line:
            raise no_room("too many requests wait already")
        late = min(until, _now() + self.limits.wait)
        self.hire()
        self._watch()
        return await self._line.wait(late, no_room("every worker is at work"), self.welcome)

    def _finished(self, worker: WorkerProcess, tired: bool) -> None:
        """Take a worker back that is done with its request."""
        worker.forget()
        if self._jobs.pop(worker, None) is None:
            return
        if tired or worker.is_reniced:
            self._dismiss(worker)
            self.hire()
        else:
            self.welcome(worker)

    def _cancel(self, worker: WorkerProcess, taken: AnswerTaken) -> None:
        job = self._jobs.get(worker)
        if job is not None and job.taken is taken:
            self._stop(worker, no_room("nobody reads the answer"), "cancelled")

    def _stop(self, worker: WorkerProcess, problem: Problem, reason: str) -> None:
        """Kill a worker at work, for a reason that its request is told."""
        job = self._jobs.pop(worker)
        self.killed_for[reason] += 1
        self._members.discard(worker)
        worker.kill()
        job.taken.stop(problem)
        self.hire()

    def _watch(self) -> None:
        if not self._ticking:
            self._ticking = True
            asyncio.get_running_loop().call_later(_TICK, self._tick)

    def _tick(self) -> None:
        """Look at what runs and what waits, for as long as there is any."""
        self._ticking = False
        now = _now()
        for worker, job in list(self._jobs.items()):
            self._judge(worker, job, now)
        self._line.expire(now)
        self.hire()
        if self._jobs or self._line:
            self._watch()

    def _judge(self, worker: WorkerProcess, job: Job, now: float) -> None:
        age = now - job.since
        if now >= job.until:
            self._stop(worker, too_late(job.allowed), "deadline")
            return
        used = self._used(worker, job, age)
        job.is_stuck = used > self._stuck_after or age > self.limits.slow_after
        has_worked = used > _WORKED * self.limits.slow_after
        if age > self.limits.patience and not job.runs_on:
            if sum(other.runs_on for other in self._jobs.values()) < self.limits.slow_most:
                job.runs_on = True
            elif has_worked and not job.taken.begun.done():
                # An answer that is on its way already is not broken off for others.
                self._stop(worker, no_room("too many slow requests run already"), "crowded")
                return
        # Others cannot start if those that are stuck keep the processor.
        slow = self._stuck_after if self._line else self.limits.slow_after
        if self.limits.renices and age > slow and has_worked and not worker.makes_way:
            worker.renice()

    def _used(self, worker: WorkerProcess, job: Job, age: float) -> float:
        """Return for how long a request had a processor: one that was kept from it is not slow.

        What document workers do is done by the processes that they ask, too.
        """
        spent = None if self._whole_package else worker.processor_seconds
        if spent is None:
            return age
        if job.spent is None:
            job.spent = spent
        return spent - job.spent

    def welcome(self, worker: WorkerProcess) -> None:
        """Give a worker that is ready to whoever waits, or keep it for whoever comes."""
        self._members.add(worker)
        outdated = worker.configuration is not self._succession.current
        if self._closed or outdated or worker.pid is None:
            self._dismiss(worker)
        elif not self._line.give(worker):
            self._idle.append(worker)
            if len(self._idle) > self.limits.least and not self._trimming:
                self._trimming = True
                asyncio.get_running_loop().call_later(_LINGER, self._trim)

    def _trim(self) -> None:
        """Let go of the workers that are more than wanted."""
        self._trimming = False
        while len(self._idle) > self.limits.least:
            self._dismiss(self._idle.pop(0))

    def hire(self) -> None:
        """Start as many workers as are wanted and may be."""
        if self._closed or self._succession.is_behind:
            return
        stuck = sum(job.is_stuck for job in self._jobs.values())
        free = len(self._members) - stuck + self.starting
        # When everybody is stuck, more come for those who wait: twice as many each time.
        ready = max(self.limits.least, min(len(self._line), 1))
        wanted = ready + min(len(self._line), stuck)
        self._hiring.bring(wanted - free, self._succession.current)

    def is_outdated(self, configuration: Mapping[str, object]) -> bool:
        """Tell whether workers of a configuration would be sent away again."""
        return self._succession.is_outdated(configuration)

    def miss(self, worker: WorkerProcess) -> None:
        """Take note that a worker's process has ended."""
        self._members.discard(worker)
        self._jobs.pop(worker, None)
        if worker in self._idle:
            self._idle.remove(worker)
        self.hire()

    def _dismiss(self, worker: WorkerProcess) -> None:
        self._members.discard(worker)
        worker.leave()

    def _completed(self, configuration: Mapping[str, object]) -> dict[str, object]:
        caps = {"memory": self.limits.memory} if self._whole_package else {}
        return {**caps, **configuration}


def _now() -> float:
    return asyncio.get_running_loop().time()
