"""Questions that are worst on one graph: a clique of 300 nodes, and on one with nothing in it."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from gateway_world import Server, running
from writable_world import EX, children

NODES = 300
KILLS = 60
LIMITS = {"queries": {"deadline": 1.5, "patience": 10.0, "slow_after": 10.0}}
NOTHING = f"&default-graph-uri={quote(EX + 'nothing', safe='')}"
NESTED = 60


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("clique")
    file = folder / "clique.nt"
    with file.open("w") as lines:
        for a in range(NODES):
            for b in range(NODES):
                if a != b:
                    lines.write(f"<{EX}{a}> <{EX}p> <{EX}{b}> .\n")
    with running(["serve", "--port", "0", "--workers", "2", str(file)], folder, limits=LIMITS) as s:
        yield s


@pytest.mark.parametrize(
    ("sparql", "dataset", "statuses"),
    [
        (f"SELECT (COUNT(*) AS ?n) {{ ?a <{EX}p>* ?b }}", "", {200, 504}),
        (f"SELECT (COUNT(*) AS ?n) {{ ?a (<{EX}p>|^<{EX}p>)+ ?b }}", "", {200, 504}),
        (f"SELECT (COUNT(*) AS ?n) {{ ?a (<{EX}p>/<{EX}p>)* ?b }}", "", {200, 504}),
        (
            "ASK { " + " . ".join(f"?a{n} <{EX}q> ?b{n}" for n in range(1000)) + " }",
            NOTHING,
            {200, 504},
        ),
        (
            f"ASK {{ ?a <{EX}p> {f'[ <{EX}p> ' * NESTED}1{']' * NESTED} }}",
            NOTHING,
            {200, 504},
        ),
        (f"ASK {{ ?a <{EX}p> {f'[ <{EX}p> ' * 100}1{']' * 100} }}", NOTHING, {400}),
    ],
    ids=["star", "both-ways", "two-steps", "many-patterns", "nested", "nested-too-deep"],
)
def test_it_is_answered_or_stopped_and_the_server_lives(
    server: Server, sparql: str, dataset: str, statuses: set[int]
) -> None:
    got = server.ask(f"/sparql?query={quote(sparql)}{dataset}")
    assert got.status in statuses
    assert server.truth(f"ASK {{ <{EX}1> <{EX}p> <{EX}2> }}")


def test_workers_killed_under_load_make_no_answer_wrong(server: Server) -> None:
    """Each question is another, so that none is answered from what is kept."""
    chance = random.Random(17)
    over = threading.Event()
    answered: list[int] = []

    def ask(client: int) -> None:
        number = 0
        while not over.is_set():
            number += 1
            node = (client * 1000 + number) % NODES
            sparql = f"SELECT ?b {{ <{EX}{node}> <{EX}p> ?b }} ORDER BY ?b # {client} {number}"
            got = server.query(sparql, "text/csv")
            if got.status == 200:
                expected = sorted(f"{EX}{other}" for other in range(NODES) if other != node)
                assert got.text.split("\r\n")[1:-1] == expected
                answered.append(number)
            else:
                assert got.status in (503, 504), got.text
                time.sleep(0.05)

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask, client) for client in range(4)]
        try:
            for _ in range(KILLS):
                before = len(answered)
                time.sleep(chance.uniform(0.0, 0.1))
                kill_one(server, chance)
                # On a busy machine workers take their time to come.
                eventually(lambda before=before: len(answered) > before)  # type: ignore[misc]
        finally:
            over.set()
        for one in asking:
            one.result(timeout=60)
    assert len(answered) >= KILLS
    assert server.truth("ASK { } # afterwards")


def kill_one(server: Server, chance: random.Random) -> None:
    workers = children(server.process.pid, "pactgraph.engine.worker")
    if workers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(workers), signal.SIGKILL)


def eventually(true: Callable[[], bool]) -> None:
    for _ in range(2000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come about")
