"""Queries that would never end, or never fit: they are stopped, and others get their answers."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from gateway_world import ENDLESS, Server, serving

LIMITS = {
    "queries": {"deadline": 3.0, "memory": 256 * 1024 * 1024, "answer": 2_000_000, "rows": 4000}
}


@pytest.fixture(scope="module")
def strict(served_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("strict")
    with serving(served_project, folder, "--workers", "2", limits=LIMITS) as running:
        yield running


def eventually(true: Callable[[], bool]) -> None:
    for _ in range(400):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")


def test_the_deadline_ends_a_query(strict: Server) -> None:
    got = strict.query(ENDLESS)
    assert got.status in (504, 503)
    assert got.json["status"] == got.status
    assert strict.truth("ASK {}")


BOMB = 'SELECT (STRLEN(?z) AS ?n) { BIND("xxxxxxxxxxxxxxxx" AS ?x0) ' + "".join(
    f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(34)
)


@pytest.mark.parametrize(
    ("sparql", "statuses"),
    [
        (BOMB + "BIND(?x34 AS ?z) }", (503, 504)),
        (
            "SELECT (GROUP_CONCAT(STR(?d)) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
            (503, 504),
        ),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i", (503, 504)),
        ('ASK { FILTER(REGEX("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")) }', (200,)),
        ('ASK { FILTER(REGEX("a", "((((a{100}){100}){100}){100}){100}")) }', (200, 400, 503)),
        (
            "SELECT (COUNT(*) AS ?n) { ?s (!<x:a>)* ?o . ?o (!<x:a>)* ?z . ?z (!<x:b>)* ?y }",
            (503, 504, 200),
        ),
    ],
)
def test_what_would_take_everything_is_stopped(
    strict: Server, sparql: str, statuses: tuple[int, ...]
) -> None:
    assert strict.query(sparql).status in statuses
    assert strict.truth("ASK {}")


def nested(opening: str, closing: str, depth: int) -> str:
    return f"ASK {{ {opening * depth}{closing * depth} }}"


@pytest.mark.parametrize("depth", [1000, 10_000, 100_000])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("{", "}"),
        ("OPTIONAL {", "}"),
        ("{} UNION {", "}"),
        ("FILTER EXISTS {", "}"),
        ("{ SELECT * {", "} }"),
        ("?s ?p [ ?p ", "?o ]"),
        ("?s ?p ( ", ")"),
        ("FILTER(", ")"),
        ("FILTER(!", ""),
        ("BIND(1 + ", "1 AS ?x)"),
        ("?s (", ") ?o"),
        ("<<", ">>"),
    ],
)
def test_deep_nesting_is_refused(strict: Server, opening: str, closing: str, depth: int) -> None:
    body = nested(opening, closing, depth)
    got = strict.ask("/sparql", "POST", {"Content-Type": "application/sparql-query"}, body)
    assert got.status in (400, 413)


def test_nobody_died_of_nesting(strict: Server) -> None:
    assert strict.truth("ASK {}")
    assert strict.process.poll() is None


@pytest.mark.parametrize("sparql", ["SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 50000"])
@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv"])
def test_an_answer_over_the_cap_never_looks_whole(strict: Server, sparql: str, accept: str) -> None:
    request = (
        f"GET /sparql?query={quote(sparql)} HTTP/1.1\r\nHost: localhost\r\n"
        f"Accept: {accept}\r\nConnection: close\r\n\r\n"
    )
    got = strict.raw(request.encode())
    head, _, body = got.partition(b"\r\n\r\n")
    if head.split()[1] == b"200":
        assert b"transfer-encoding: chunked" in head.lower()
        assert not body.endswith(b"0\r\n\r\n")
    else:
        assert head.split()[1] in (b"503", b"504")


def test_a_long_list_of_values_is_an_answer_or_too_long(strict: Server) -> None:
    values = " ".join(f'"{number}"' for number in range(200_000))
    body = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {values} }} }}"
    got = strict.ask("/sparql", "POST", {"Content-Type": "application/sparql-query"}, body)
    assert got.status == 413


def test_many_runaways_leave_others_served(strict: Server) -> None:
    with ThreadPoolExecutor(16) as threads:
        running = [threads.submit(strict.query, f"{ENDLESS} # {number}") for number in range(16)]
        eventually(lambda: strict.metric("pactgraph_workers", pool="query", state="busy") > 0)
        for number in range(5):
            assert strict.query(f"ASK {{}} # beside {number}").status in (200, 429, 503)
        assert strict.ask("/health").status == 200
        statuses = {future.result().status for future in running}
    assert statuses <= {503, 504}
    assert strict.truth("ASK {}")


def test_a_refusal_for_lack_of_room_says_when_to_come_again(strict: Server) -> None:
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(strict.query, [f"{ENDLESS} # {n}" for n in range(100, 116)]))
    refused = [answer for answer in answers if answer.status == 503]
    assert refused
    assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)


def test_who_leaves_takes_the_query_along(served_project: Path, tmp_path: Path) -> None:
    with serving(served_project, tmp_path, "--workers", "2", "--timeout", "60") as patient:
        killed = {"pool": "query", "event": "killed: cancelled"}
        for number in range(3):
            with patient.socket() as connection:
                path = f"/sparql?query={quote(f'{ENDLESS} # {number}')}"
                connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                eventually(
                    lambda: patient.metric("pactgraph_workers", pool="query", state="busy") > 0
                )
            eventually(lambda: patient.metric("pactgraph_workers", pool="query", state="busy") == 0)
        eventually(lambda: patient.metric("pactgraph_worker_events_total", **killed) == 3)
        assert {line["status"] for line in patient.log() if line.get("length", 0) > 50} == {499}
        assert patient.truth("ASK {}")


def test_who_leaves_in_the_middle_of_an_answer(served_project: Path, tmp_path: Path) -> None:
    with serving(served_project, tmp_path, "--workers", "2", "--timeout", "60") as patient:
        sparql = quote("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 900000")
        with patient.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(
                f"GET /sparql?query={sparql} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            )
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
        eventually(lambda: patient.metric("pactgraph_workers", pool="query", state="busy") == 0)
        assert patient.truth("ASK {}")


def test_workers_that_are_killed_cost_no_answer_its_truth(strict: Server) -> None:
    """Every answer given beside the killing is the right one; after it all is as before."""
    dice = random.Random(7)
    expected = strict.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body
    answered = 0
    for number in range(40):
        workers = query_workers(strict.process.pid)
        if workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(dice.choice(workers), signal.SIGKILL)
        got = strict.query(f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} # {number}")
        assert got.status in (200, 503)
        if got.status == 200:
            assert got.body == expected
            answered += 1
    assert answered >= 30
    eventually(lambda: strict.query("ASK {} # afterwards").status == 200)


def query_workers(parent: int) -> list[int]:
    """Return the processes that a server runs queries in."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if int(stat[1]) == parent and b"pactgraph.engine.worker" in command:
                found.append(int(entry.name))
    return found
