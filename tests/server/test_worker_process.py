"""Worker processes: they end with their server, keep to their memory, and leave nothing."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from pool_world import ENDLESS, LABEL, all_end, request, small_store

from pactgraph.engine.generations import Generations
from pactgraph.errors import EngineFailure
from pactgraph.server.answer_body import AnswerBody
from pactgraph.server.pool import Pool
from pactgraph.server.pool_limits import MIB, PoolLimits
from pactgraph.server.problems import Problem
from pactgraph.server.worker_process import WorkerProcess
from pactgraph.source.project import Project
from pactgraph.web.document import DocumentRequest

WORKER = "pactgraph.engine.worker"
PAGES = "pactgraph.web.worker"
HERE = Path(__file__).parent
needs_proc = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="looks into /proc")


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as one:
        yield one


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return small_store(tmp_path_factory.mktemp("store") / "db", "first")


@pytest.fixture
def documents(runner: asyncio.Runner, served_project: Path) -> Callable[..., None]:
    """Return what runs a test on one document worker of the tiny project."""

    def run(test: Callable[[Pool, int], Coroutine[Any, Any, None]], **limits: Any) -> None:
        configuration = {
            "project": str(served_project),
            "store": str(Project(served_project).store_path),
            "generation": Generations(Project(served_project).store_path).current().name,
            "articles": None,
            "version": "x",
        }
        allowed = PoolLimits(
            least=1, most=1, deadline=60.0, slow_after=60.0, patience=60.0, wait=60.0, **limits
        )

        async def go() -> None:
            pool = Pool(PAGES, configuration, allowed, name="document", whole_package=True)
            await pool.start()
            (worker,) = pool._idle
            assert worker.pid is not None
            try:
                await test(pool, worker.pid)
            finally:
                await pool.close()
            assert all_end([worker.pid] if worker.pid is not None else [])

        runner.run(go())

    return run


def lists_queries(suffix: str = "") -> dict[str, Any]:
    return DocumentRequest("queries", format="json", url=f"/queries{suffix}").as_json()


def test_documents_come_from_a_pool_too(documents: Callable[..., None]) -> None:
    async def test(pool: Pool, pid: int) -> None:
        answered = await pool.ask(lists_queries())
        assert answered.head["status"] == 200
        assert answered.head["content_type"].startswith("application/json")
        assert json.loads(await answered.read())
        with pytest.raises(Problem) as caught:
            await pool.ask(DocumentRequest("query", {"name": "no-such-query"}).as_json())
        assert caught.value.status == 404
        assert pool.started == 1

    documents(test)


@needs_proc
def test_a_document_worker_is_capped(documents: Callable[..., None]) -> None:
    async def test(pool: Pool, pid: int) -> None:
        limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
        by_name = {line[:26].strip(): line[26:].split()[0] for line in limits}
        assert by_name["Max core file size"] == "0"
        size = int(Path(f"/proc/{pid}/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        assert size < int(by_name["Max address space"]) <= size + 200 * MIB
        assert os.getsid(pid) == pid

    documents(test, memory=200 * MIB)


def test_what_is_no_request_is_an_error_of_the_server_and_the_worker_lives(
    documents: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    async def test(pool: Pool, pid: int) -> None:
        with pytest.raises(Problem) as caught:
            await pool.ask({**lists_queries(), "route": "no-such-route"})
        assert (caught.value.status, caught.value.detail) == (500, "")
        await pool.ask(lists_queries())
        assert pool.started == 1

    documents(test)
    assert "Traceback" in caplog.text


_SERVER = """
import asyncio, json, sys
from pactgraph.server.pool import Pool
from pactgraph.server.pool_limits import PoolLimits

module, configuration, request, whole = map(json.loads, sys.argv[1:])

async def main():
    limits = PoolLimits(least=2, deadline=1000.0, patience=1000.0)
    pool = Pool(module, configuration, limits, name="test", whole_package=whole)
    await pool.start()
    pids = [worker.pid for worker in pool._idle]
    asked = asyncio.create_task(pool.ask(request))
    if whole:
        pids.append((await asked).head["pid"])
    else:
        await asyncio.sleep(0.3)
    print(json.dumps(pids), flush=True)
    await asyncio.sleep(1000)

asyncio.run(main())
"""


@pytest.mark.parametrize("kind", ["query", "document"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_their_server_even_at_work(
    store: dict[str, object], kind: str, number: signal.Signals
) -> None:
    told: tuple[object, ...] = (WORKER, store, request(ENDLESS), False)
    if kind == "document":
        # It asks a query process of its own, which must not be left over either.
        told = ("endless_worker", {}, {}, True)
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER, *map(json.dumps, told)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(HERE)},
    )
    assert server.stdout is not None
    pids = json.loads(server.stdout.readline())
    assert len(pids) == (2 if kind == "query" else 3)
    server.send_signal(number)
    server.wait()
    server.stdout.close()
    assert all_end(pids)


def test_what_a_worker_says_is_told_and_bounded(
    runner: asyncio.Runner, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(HERE))

    async def go() -> None:
        worker = await WorkerProcess.start("endless_worker", {}, whole_package=True)
        await worker.ready
        while "this goes to standard error" not in caplog.text:
            await asyncio.sleep(0.01)
        worker.pipe_data_received(2, b"x" * 100_000)
        assert len(worker._said) == 20_000
        worker.kill()
        await worker.gone
        assert worker.pid is None

    runner.run(asyncio.wait_for(go(), 60))
    assert len(caplog.text) < 30_000


def test_a_worker_that_does_not_start_says_why(runner: asyncio.Runner) -> None:
    async def go() -> None:
        worker = await WorkerProcess.start("pactgraph.engine.no_such_worker", {})
        with pytest.raises(EngineFailure, match="no_such_worker"):
            await worker.ready
        await worker.gone

    runner.run(go())


def test_a_worker_that_is_gone_takes_no_request(
    runner: asyncio.Runner, store: dict[str, object]
) -> None:
    async def go() -> None:
        pool = Pool(WORKER, store, PoolLimits(least=1), name="query")
        await pool.start()
        (worker,) = pool._idle
        worker.kill()
        await worker.gone
        pool._idle.append(worker)
        assert (await pool.ask(LABEL)).whole == b"label\r\nfirst\r\n"
        await pool.close()

    runner.run(go())


def test_a_body_keeps_its_order_in_memory_and_on_disk(runner: asyncio.Runner) -> None:
    async def go() -> None:
        body = AnswerBody()
        pieces = [bytes([number % 256]) * 300_000 for number in range(8)]
        for piece in pieces[:6]:
            body.put(piece)
        assert body.whole is None
        read = [await body.next() for _ in range(4)]
        for piece in pieces[6:]:
            body.put(piece)
        body.end()
        while (piece_read := await body.next()) is not None:
            read.append(piece_read)
        assert read == pieces
        body.close()

    runner.run(go())


def test_a_body_that_fails_gives_what_it_has_and_then_the_error(runner: asyncio.Runner) -> None:
    async def go() -> None:
        body = AnswerBody()
        body.put(b"some")
        body.fail(Problem(503, "no more"))
        body.fail(Problem(500, "and no other"))
        assert await body.next() == b"some"
        with pytest.raises(Problem, match="no more"):
            await body.next()

    runner.run(go())


def test_a_body_that_was_let_go_of_does_not_look_complete(runner: asyncio.Runner) -> None:
    async def go() -> None:
        body = AnswerBody()
        body.put(b"some")
        body.end()
        body.close()
        with pytest.raises(EOFError):
            await body.next()

    runner.run(go())
