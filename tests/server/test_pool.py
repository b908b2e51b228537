"""The pool: whatever is asked, others are answered, and no answer is wrong or cut."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import pytest
import uvloop
from pool_world import DOUBLING, ENDLESS, LABEL, LARGE, all_end, request, small_store, value_of

from pactgraph.engine.held import MANIFEST, remove_unread
from pactgraph.errors import EngineFailure
from pactgraph.server.answered import Answered
from pactgraph.server.pool import Pool
from pactgraph.server.pool_limits import MIB, PoolLimits
from pactgraph.server.problems import Problem

T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, T]], T]

WORKER = "pactgraph.engine.worker"
needs_proc = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="looks into /proc")


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    # As the server runs; test_worker_process has the loop of the standard library.
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as one:
        yield one


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return small_store(tmp_path_factory.mktemp("first") / "db", "first")


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return small_store(tmp_path_factory.mktemp("second") / "db", "second")


@pytest.fixture
def with_pool(runner: asyncio.Runner, first: dict[str, object]) -> Callable[..., None]:
    """Return what runs a test on a pool with these limits, and sees that nothing is left of it."""

    def run(test: Callable[[Pool], Coroutine[Any, Any, None]], **limits: Any) -> None:
        async def go() -> None:
            # Where others want the processor, what makes way for them takes long.
            chosen = PoolLimits(**{"slow_after": 60.0, **limits})
            pool = Pool(WORKER, first, chosen, name="query")
            await pool.start()
            try:
                await test(pool)
            finally:
                pids = pids_of(pool)
                await pool.close()
            assert (pool.idle, pool.busy, pool.starting, pool.waiting) == (0, 0, 0, 0)
            assert all_end(pids)

        runner.run(go())

    return run


def pids_of(pool: Pool) -> list[int]:
    return [process.pid for process in pool._hiring._processes if process.pid is not None]


async def refusal(pool: Pool, query: str, **options: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        await pool.ask(request(query), **options)
    return caught.value


async def stop(pid: int) -> None:
    """Stop a process; its threads stop one by one, as each gets a processor."""
    os.kill(pid, signal.SIGSTOP)
    states = [task / "stat" for task in Path(f"/proc/{pid}/task").iterdir()]
    await until(lambda: all(s.read_text().rpartition(")")[2].split()[0] == "T" for s in states))


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(3000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came about")


async def check_quick(pool: Pool, number: int = 7) -> None:
    # The deadline of a test is that of its runaways: on a loaded machine this may take longer.
    answered = await pool.ask(value_of(number), deadline=60.0)
    assert await answered.read() == f"v\r\nvalue {number}\r\n".encode()


def test_answers_are_whole_or_stream(with_pool: Callable[..., None]) -> None:
    async def test(pool: Pool) -> None:
        answered = await pool.ask(LABEL)
        assert answered.head == {"form": "rows", "format": "csv"}
        assert answered.whole == b"label\r\nfirst\r\n"
        assert answered.configuration["version"] == "first"
        assert [piece async for piece in answered.pieces()] == [answered.whole]
        long = await pool.ask(request(f"{LARGE} LIMIT 12000"))
        assert long.whole is None
        body = b"".join([piece async for piece in long.pieces()])
        assert body.count(b"\r\n") == 12_001
        await asyncio.gather(*(check_quick(pool, number) for number in range(100)))

    with_pool(test)


def test_problems_have_their_status(with_pool: Callable[..., None]) -> None:
    async def test(pool: Pool) -> None:
        syntax = await refusal(pool, "SELECT *\n WHEN {}")
        assert (syntax.status, syntax.extra) == (400, {"line": 2, "column": 7})
        with pytest.raises(Problem) as caught:
            await pool.ask({**LABEL, "row_format": None})
        assert caught.value.status == 406
        large = await refusal(pool, LARGE)
        assert (large.status, large.title) == (422, "the answer has more than 500 rows")
        function = await refusal(pool, "SELECT (<http://example.org/f>(1) AS ?x) {}")
        assert function.status == 400
        await check_quick(pool)
        assert pool.started == 1

    with_pool(test, least=1, rows=500)


def test_a_cap_that_is_hit_late_breaks_the_answer_off(with_pool: Callable[..., None]) -> None:
    async def test(pool: Pool) -> None:
        answered = await pool.ask(request(LARGE))
        with pytest.raises(Problem, match="more than 3,000 rows"):
            await answered.read()

    with_pool(test, rows=3_000)


def test_a_runaway_is_stopped_at_its_deadline_and_others_are_answered(
    with_pool: Callable[..., None],
) -> None:
    async def test(pool: Pool) -> None:
        runaway = asyncio.create_task(refusal(pool, ENDLESS))
        while not runaway.done():
            await check_quick(pool)
        assert (await runaway).status == 504
        assert pool.killed_for == {"deadline": 1}
        await until(lambda: pool.idle >= 2)

    with_pool(test, deadline=1.5, least=2)


def test_a_pool_that_keeps_nobody_ready_starts_one_when_it_is_asked(
    with_pool: Callable[..., None],
) -> None:
    async def test(pool: Pool) -> None:
        assert (pool.idle, pool.starting) == (0, 0)
        await check_quick(pool)
        assert pool.started == 1

    with_pool(test, least=0, wait=30.0)


def test_sixteen_runaways_at_once_keep_nobody_out(with_pool: Callable[..., None]) -> None:
    async def test(pool: Pool) -> None:
        runaways = [asyncio.create_task(refusal(pool, ENDLESS)) for _ in range(16)]
        await asyncio.sleep(0)
        answered = 0
        while not all(task.done() for task in runaways):
            await check_quick(pool, answered % 1999)
            answered += 1
        assert answered > 0
        problems = [await task for task in runaways]
        assert {problem.status for problem in problems} == {503, 504}
        # One that never had a processor is not slow, and runs until its deadline like the two.
        assert sum(problem.status == 504 for problem in problems) >= 2
        assert all(problem.retry_after for problem in problems if problem.status == 503)

    with_pool(test, deadline=4.0, slow_most=2, slow_after=0.05, patience=0.5, wait=30.0)


@needs_proc
def test_a_slow_query_makes_way_and_its_worker_is_replaced(with_pool: Callable[..., None]) -> None:
    def niceness(pid: int) -> set[int]:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return {int((t / "stat").read_text().rpartition(")")[2].split()[16]) for t in tasks}

    async def test(pool: Pool) -> None:
        (old,) = pids_of(pool)
        slow = asyncio.create_task(pool.ask(request(f"{LARGE} LIMIT 300000")))
        await until(lambda: niceness(old) != {os.getpriority(os.PRIO_PROCESS, 0)})
        assert len(niceness(old)) == 1
        assert (await (await slow).read()).count(b"\r\n") == 300_001
        await until(lambda: old not in pids_of(pool))
        await check_quick(pool)

    with_pool(test, least=1, slow_after=0.0, deadline=60.0, patience=60.0)


@needs_proc
def test_a_query_that_wants_all_memory_is_told_so(with_pool: Callable[..., None]) -> None:
    async def test(pool: Pool) -> None:
        problem = await refusal(pool, DOUBLING)
        assert problem.status == 503
        assert "memory" in problem.title
        assert pool.retried == 0
        await check_quick(pool)

    with_pool(test, memory=64 * MIB, deadline=60.0, patience=60.0)


def test_whoever_finds_no_worker_is_sent_away_after_a_while(
    with_pool: Callable[..., None],
) -> None:
    async def test(pool: Pool) -> None:
        runaway = asyncio.create_task(pool.ask(request(ENDLESS)))
        await asyncio.sleep(0)
        waits = asyncio.create_task(refusal(pool, "ASK {}"))
        await until(lambda: pool.waiting == 1)
        full = await refusal(pool, "ASK {}")
        assert (full.status, full.retry_after) == (503, 5)
        late = await waits
        assert (late.status, late.retry_after) == (503, 5)
        # That it found no worker by its deadline says nothing of the query.
        unheard = await refusal(pool, "ASK {}", deadline=0.1)
        assert unheard.status == 503
        runaway.cancel()
        with suppress(asyncio.CancelledError):
            await runaway
        await until(lambda: pool.idle == 1)
        await check_quick(pool)

    with_pool(test, least=1, most=1, wait=0.3, line=1, patience=60.0, deadline=60.0)


def test_a_query_whose_client_leaves_is_stopped(with_pool: Callable[..., None]) -> None:
    async def test(pool: Pool) -> None:
        pids = pids_of(pool)
        asked = asyncio.create_task(pool.ask(request(ENDLESS)))
        waiting = asyncio.create_task(pool.ask(request(ENDLESS)))
        await until(lambda: pool.busy == 1 and pool.waiting == 1)
        for task in (waiting, asked):
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert pool.killed_for == {"cancelled": 1}
        assert (pool.busy, pool.waiting) == (0, 0)
        assert await asyncio.to_thread(all_end, pids)
        await check_quick(pool)

    with_pool(test, least=1, most=1, wait=30.0, patience=60.0, deadline=60.0)


@pytest.mark.parametrize("how", ["cancel", "leave"])
def test_an_answer_that_nobody_reads_on_is_stopped(
    with_pool: Callable[..., None], how: str
) -> None:
    async def leave(answered: Answered) -> None:
        pieces = answered.pieces()
        assert await anext(pieces)
        await pieces.aclose()  # type: ignore[attr-defined]

    async def test(pool: Pool) -> None:
        answered = await pool.ask(request(LARGE))
        assert pool.busy == 1
        await (answered.cancel() if how == "cancel" else leave(answered))
        assert (pool.busy, pool.killed_for) == (0, {"cancelled": 1})
        await check_quick(pool)

    with_pool(test, rows=10_000_000, answer=1000 * MIB, patience=60.0)


def test_a_slow_reader_holds_no_worker(with_pool: Callable[..., None]) -> None:
    async def test(pool: Pool) -> None:
        answered = [await pool.ask(request(f"{LARGE} LIMIT 12000")) for _ in range(3)]
        await until(lambda: pool.busy == 0)
        bodies = [await one.read() for one in answered]
        assert [body.count(b"\r\n") for body in bodies] == [12_001] * 3

    with_pool(test, least=1, most=1, wait=30.0, patience=60.0, deadline=60.0)


@needs_proc
@pytest.mark.parametrize("retry", [True, False])
def test_a_worker_that_is_killed_before_it_begins_is_replaced_unseen(
    with_pool: Callable[..., None], retry: bool
) -> None:
    async def test(pool: Pool) -> None:
        (pid,) = pids_of(pool)
        await stop(pid)
        asked = asyncio.create_task(pool.ask(LABEL))
        await until(lambda: pool.busy == 1)
        os.kill(pid, signal.SIGKILL)
        assert (await asked).whole == b"label\r\nfirst\r\n"
        assert pool.retried == 1

    with_pool(test, least=1, most=1, retry=retry, patience=60.0)


@needs_proc
def test_a_request_that_must_not_be_repeated_is_not_once_begun(
    with_pool: Callable[..., None],
) -> None:
    async def test(pool: Pool) -> None:
        (pid,) = pids_of(pool)
        # Asked for no format, a worker tells at once that it is at the request.
        endless = {name: value for name, value in request(ENDLESS).items() if name != "row_format"}
        asked = asyncio.create_task(pool.ask(endless))
        await until(lambda: any(job.taken._had_begun for job in pool._jobs.values()))
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(Problem) as caught:
            await asked
        assert caught.value.status == 503
        assert pool.retried == 0

    with_pool(test, least=1, most=1, retry=False, patience=60.0, deadline=60.0)


@needs_proc
def test_a_request_to_one_that_has_ended_unnoticed_is_given_to_another(
    with_pool: Callable[..., None],
) -> None:
    async def test(pool: Pool) -> None:
        (pid,) = pids_of(pool)
        os.kill(pid, signal.SIGKILL)
        # The loop stands still meanwhile, and does not hear of it.
        assert all_end([pid])
        assert (await pool.ask(LABEL)).whole == b"label\r\nfirst\r\n"
        assert pool.retried == 1

    with_pool(test, least=1, most=1, retry=False, patience=60.0)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_query_on_which_two_workers_die_is_given_up(
    with_pool: Callable[..., None], number: signal.Signals
) -> None:
    async def test(pool: Pool) -> None:
        asked = asyncio.create_task(refusal(pool, ENDLESS))
        for _ in range(2):
            # The request of a worker that has ended may count as running for a moment more.
            await until(lambda: pool.busy == 1 and bool(pids_of(pool)))
            (pid,) = pids_of(pool)
            os.kill(pid, number)
            await until(lambda pid=pid: pid not in pids_of(pool))  # type: ignore[misc]
        problem = await asked
        assert problem.status == (503 if number == signal.SIGKILL else 500)
        await check_quick(pool)

    with_pool(test, least=1, most=1, deadline=60.0, patience=60.0)


def test_an_answer_whose_worker_dies_in_the_middle_breaks_off(
    with_pool: Callable[..., None],
) -> None:
    async def test(pool: Pool) -> None:
        answered = await pool.ask(request(LARGE))
        pieces = answered.pieces()
        assert await anext(pieces)
        (worker,) = pool._jobs
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        with pytest.raises(Problem):
            [piece async for piece in pieces]
        assert pool.retried == 0
        await check_quick(pool)

    with_pool(test, rows=10_000_000, answer=1000 * MIB, patience=60.0, deadline=60.0)


def test_a_new_snapshot_answers_what_comes_after_it(
    with_pool: Callable[..., None], second: dict[str, object], tmp_path: Path
) -> None:
    async def test(pool: Pool) -> None:
        old = await pool.ask(request(f"{LARGE} LIMIT 20000"))
        olds = pids_of(pool)
        asked = [asyncio.create_task(pool.ask(LABEL)) for _ in range(20)]
        await pool.move(second)
        for _ in range(20):
            new = await pool.ask(LABEL)
            assert new.whole == b"label\r\nsecond\r\n"
            assert new.configuration["version"] == "second"
        for task in asked:
            answered = await task
            assert answered.whole == f"label\r\n{answered.configuration['version']}\r\n".encode()
        assert (await old.read()).count(b"\r\n") == 20_001
        assert await asyncio.to_thread(all_end, olds)
        with pytest.raises(EngineFailure):
            await pool.move({**second, "path": str(tmp_path / "nowhere")})
        assert (await pool.ask(LABEL)).whole == b"label\r\nsecond\r\n"

    with_pool(test, least=2, patience=60.0, deadline=60.0)


def test_what_is_followed_is_opened_when_it_is_asked_for(
    with_pool: Callable[..., None], second: dict[str, object], tmp_path: Path
) -> None:
    nowhere = {**second, "path": str(tmp_path / "nowhere")}

    async def test(pool: Pool) -> None:
        started = pool.started
        pool.follow(nowhere)
        pool.follow(second)
        assert pool.started == started
        asked = await asyncio.gather(*(pool.ask(LABEL) for _ in range(8)))
        assert {one.whole for one in asked} == {b"label\r\nsecond\r\n"}
        pool.follow(nowhere)
        problem = await refusal(pool, "ASK {}")
        assert (problem.status, bool(problem.retry_after)) == (503, True)
        assert "cannot be opened" in problem.title
        pool.follow(second)
        assert (await pool.ask(LABEL)).whole == b"label\r\nsecond\r\n"

    with_pool(test, least=2)


def test_workers_open_the_generation_that_they_are_told_or_none(
    with_pool: Callable[..., None], second: dict[str, object], tmp_path: Path
) -> None:
    generation = tmp_path / "gen-1"
    generation.mkdir()
    held = {**second, "held": str(generation)}

    async def test(pool: Pool) -> None:
        with pytest.raises(EngineFailure, match="gone"):
            await pool.move(held)
        (generation / MANIFEST).write_text("{}")
        await pool.move(held)
        assert not remove_unread(generation)
        await pool.move(second)
        await until(lambda: remove_unread(generation))
        assert not generation.exists()

    with_pool(test, least=2)


def test_workers_that_nobody_takes_leave_with_the_pool(
    with_pool: Callable[..., None], second: dict[str, object]
) -> None:
    async def test(pool: Pool) -> None:
        prepared = await pool.prepare(second)
        pool.discard(prepared)
        assert await asyncio.to_thread(all_end, [one.pid for one in prepared.workers if one.pid])
        # These are forgotten: the end of the pool is theirs.
        await pool.prepare(second)
        assert (await pool.ask(LABEL)).whole == b"label\r\nfirst\r\n"

    with_pool(test, least=1)


def test_a_store_that_cannot_be_opened_stops_the_start(
    runner: asyncio.Runner, tmp_path: Path
) -> None:
    async def go() -> None:
        configuration = {"path": str(tmp_path / "nowhere"), "network": False}
        pool = Pool(WORKER, configuration, PoolLimits(), name="query")
        with pytest.raises(EngineFailure):
            await pool.start()
        assert pids_of(pool) == []

    runner.run(go())


def test_a_closed_pool_sends_everybody_away(with_pool: Callable[..., None]) -> None:
    async def test(pool: Pool) -> None:
        runs = asyncio.create_task(refusal(pool, ENDLESS))
        waits = asyncio.create_task(refusal(pool, ENDLESS))
        await until(lambda: pool.busy == 1 and pool.waiting == 1)
        await pool.close(grace=0.1)
        assert {(await runs).status, (await waits).status} == {503}
        assert (await refusal(pool, "ASK {}")).status == 503

    with_pool(test, least=1, most=1, wait=30.0, deadline=60.0, patience=60.0)


def test_workers_killed_at_random_make_no_answer_wrong(with_pool: Callable[..., None]) -> None:
    chance = random.Random(7)
    told: list[tuple[int, int | None]] = []

    async def ask(pool: Pool, number: int) -> bool:
        """Ask as a client does that tries again when it is told to."""
        for _ in range(5):
            try:
                await check_quick(pool, number)
            except Problem as problem:
                told.append((problem.status, problem.retry_after))
                await asyncio.sleep(0.1)
            else:
                return True
        return False

    async def test(pool: Pool) -> None:
        async def client(numbers: list[int]) -> list[bool]:
            return [await ask(pool, number) for number in numbers]

        async def kill() -> None:
            killed = 0
            while killed < 30:
                await asyncio.sleep(0.03)
                pids = pids_of(pool)
                if pids:
                    with suppress(ProcessLookupError):
                        os.kill(chance.choice(pids), signal.SIGKILL)
                        killed += 1

        killing = asyncio.create_task(kill())
        results: list[bool] = []
        while not killing.done() or len(results) < 300:
            batches = [[chance.randrange(1999) for _ in range(10)] for _ in range(4)]
            for answers in await asyncio.gather(*map(client, batches)):
                results += answers
        await killing
        assert results.count(True) / len(results) >= 0.99
        assert all(status == 503 and retry_after for status, retry_after in told)
        await until(lambda: pool.idle >= 1)

    with_pool(test, wait=10.0)
