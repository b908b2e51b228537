"""The child process: what no query can do to us."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from engine_worlds import ENDLESS, Canary
from pyoxigraph import Quad

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.protocol import MIB, Limits
from pactgraph.engine.query_process import QueryProcess
from pactgraph.engine.results import Rows, Truth
from pactgraph.errors import BadQuery, DeadlineExceeded, EngineFailure

needs_rlimit = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="memory is capped on Linux only"
)


def test_an_endless_query_is_stopped_at_its_deadline_and_the_next_is_answered(
    many: MemoryEngine,
) -> None:
    with pytest.raises(DeadlineExceeded, match="2 s: the deadline"):
        many.query(ENDLESS, timeout=2)
    assert many.query("ASK { ?a ?b ?c }") == Truth(True)


@needs_rlimit
@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f",
        "SELECT (GROUP_CONCAT(?c) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    ],
)
def test_a_query_that_wants_all_memory_is_stopped(many: MemoryEngine, query: str) -> None:
    with pytest.raises(DeadlineExceeded, match="memory"):
        many.query(query, memory=64 * MIB, timeout=60)
    assert many.query("ASK { ?a ?b ?c }") == Truth(True)


def test_an_answer_that_is_too_big_is_an_error_and_no_short_answer(world: list[Quad]) -> None:
    engine = MemoryEngine(world, limits=Limits(answer=200))
    for query in ("SELECT * { ?a ?b ?c }", "CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }"):
        with pytest.raises(DeadlineExceeded, match="larger than 200 bytes"):
            engine.query(query)
    assert engine.query("ASK { ?a ?b ?c }") == Truth(True)
    engine.close()


def test_nothing_goes_out_even_when_the_guard_is_passed_by(
    world: list[Quad], canary: Canary
) -> None:
    engine = MemoryEngine(world)
    service = f"SELECT * {{ SERVICE <{canary.url}> {{ ?x ?y ?z }} }}"
    with pytest.raises(BadQuery, match="SERVICE"):
        engine.query(service)
    request = {"query": service, "prefixes": {}, "memory": 512 * MIB, "answer": MIB}
    with pytest.raises(EngineFailure, match=r"not permitted|open files"):
        engine._process.ask(request, timeout=30)
    for clause in ("FROM", "FROM NAMED"):
        engine.query(f"SELECT * {clause} <{canary.url}> {{ ?a ?b ?c }}")
    engine.query("SELECT * FROM <file:///etc/hostname> { ?a ?b ?c }")
    assert canary.hits == 0
    engine.close()


def test_service_goes_out_when_allowed_by_name(world: list[Quad], canary: Canary) -> None:
    engine = MemoryEngine(world)
    answer = engine.query(
        f"SELECT * {{ SERVICE <{canary.url}> {{ ?x ?y ?z }} }}", allow={"SERVICE"}
    )
    assert isinstance(answer, Rows)
    assert canary.hits == 1
    engine.close()


@pytest.mark.parametrize(
    "query",
    [
        "ASK {" + "FILTER EXISTS {" * 63 + "}" * 63 + "}",
        "ASK { FILTER(" + "(" * 60 + "1" + ")" * 60 + ") }",
        "ASK {" + "OPTIONAL { ?a ?b ?c } " * 900 + "}",
        "ASK { FILTER(" + "!" * 1900 + "true) }",
        "ASK { FILTER(" + "1 + " * 1900 + "1 > 0) }",
        "ASK {" + "{} UNION " * 900 + "{} }",
    ],
    ids=["exists", "parentheses", "optionals", "nots", "sums", "unions"],
)
def test_the_deepest_query_that_the_guard_lets_through_is_answered(
    world: list[Quad], query: str
) -> None:
    engine = MemoryEngine(world)
    try:
        assert isinstance(engine.query(query, timeout=60), Truth)
    finally:
        engine.close()


def test_a_query_far_too_deep_kills_no_one(many: MemoryEngine) -> None:
    deep = "ASK {" + "FILTER EXISTS {" * 4000 + "}" * 4000 + "}"
    with pytest.raises(BadQuery, match="deep"):
        many.query(deep)


def test_a_child_killed_between_two_queries_is_replaced(many: MemoryEngine) -> None:
    for _ in range(5):
        assert many.query("ASK { ?a ?b ?c }") == Truth(True)
        pid = many._process.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    assert many.query("ASK { ?a ?b ?c }") == Truth(True)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (signal.SIGKILL, "killed from outside"),
        (signal.SIGSEGV, "SIGSEGV"),
        (signal.SIGABRT, "SIGABRT"),
    ],
)
def test_a_child_that_dies_at_work_is_told_in_plain_words(
    world: list[Quad], number: signal.Signals, message: str
) -> None:
    engine = MemoryEngine(world)
    engine.start()
    endless = (
        "SELECT (COUNT(*) AS ?n) {"
        + "".join(f"{{ ?a{n} ?b{n} ?c{n} }} UNION {{ ?c{n} ?b{n} ?a{n} }} " for n in range(30))
        + "}"
    )
    pid = engine._process.pid
    assert pid is not None
    killer = threading.Timer(1.0, os.kill, (pid, number))
    killer.start()
    with pytest.raises(EngineFailure, match=message):
        engine.query(endless, timeout=60)
    killer.join()
    assert engine.query("ASK { ?a ?b ?c }") == Truth(True)
    engine.close()


_PROGRAM = """
import sys
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad
from pactgraph.engine.oxigraph_engine import MemoryEngine

p = NamedNode("http://example.org/p")
engine = MemoryEngine(Quad(NamedNode(f"http://example.org/{n}"), p, Literal(str(n)))
                      for n in range(2000))
engine.start()
print(engine._process.pid, flush=True)
try:
    engine.query(sys.argv[1], timeout=100)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_the_child_ends_with_its_parent(number: signal.Signals) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, ENDLESS], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.5)  # into the query
    parent.send_signal(number)
    said, _ = parent.communicate(timeout=30)
    if number == signal.SIGINT:
        assert said == "interrupted\n"
        assert parent.returncode == 0
    end = time.monotonic() + 30
    while _is_alive(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _is_alive(child)


def test_a_store_that_cannot_be_opened_is_an_engine_failure(tmp_path: Path) -> None:
    process = QueryProcess(path=tmp_path)
    with pytest.raises(EngineFailure, match="cannot be opened"):
        process.start()
    process.close()


def test_many_threads_share_one_child(many: MemoryEngine) -> None:
    answers: list[object] = []

    def ask(number: int) -> None:
        answers.append(many.query(f"ASK {{ <http://example.org/s{number}> ?p ?o }}"))

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [Truth(True)] * 20
