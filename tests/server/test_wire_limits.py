"""Clients that are slow, endless, malformed or too many: they get an error, others get answers."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from gateway_world import ENDLESS, FORM, Server, read_all, serving

QUICK = {
    "http": {
        "head_seconds": 1.0,
        "body_seconds": 1.0,
        "write_seconds": 1.0,
        "keep_alive_seconds": 1.0,
        "connections": 100,
    },
    "queries": {"deadline": 30.0},
}
"""Limits as in use, but for their seconds."""


@pytest.fixture(scope="module")
def quick(served_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("quick")
    with serving(served_project, folder, "--workers", "2", limits=QUICK) as running:
        yield running


HEALTH = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
ENDLESS_ASKED = f"/sparql?query={quote(ENDLESS)}"


def status(answer: bytes) -> int:
    return int(answer.split(maxsplit=2)[1])


def headers(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[0].lower()


def test_a_url_that_is_too_long(quick: Server) -> None:
    long = b"GET /sparql?query=" + b"x" * 1_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
    got = quick.raw(long)
    assert status(got) == 414
    assert b"nosniff" in headers(got)
    assert quick.truth("ASK {}")


def test_headers_that_are_too_large_or_too_many(quick: Server) -> None:
    big = b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n"
    assert status(quick.raw(big)) == 431
    many = b"".join(b"X-%d: y\r\n" % number for number in range(500))
    assert status(quick.raw(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + many + b"\r\n")) == 431
    assert quick.truth("ASK {}")


def test_a_header_that_never_ends_is_cut_off(quick: Server) -> None:
    with quick.socket() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
        try:
            for _ in range(100):
                connection.sendall(b"x" * 65536)
        except (BrokenPipeError, ConnectionResetError):
            return
        assert status(read_all(connection)) == 431


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GARBAGE\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\n: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: abc\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
        b"Content-Length: 2\r\n\r\nab",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Length: 99999999999999999999999\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/sparql-query\r\n\r\nzz\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Length: 5\r\n\r\n0\r\n\r\n",
    ],
)
def test_what_is_not_http_is_refused(quick: Server, request_: bytes) -> None:
    got = quick.raw(request_)
    assert 400 <= status(got) < 500
    assert b"nosniff" in headers(got)
    assert quick.truth("ASK {}")


def test_a_body_that_is_too_long(quick: Server) -> None:
    query = {"Content-Type": "application/sparql-query"}
    assert quick.ask("/sparql", "POST", query, b"#" * 20_000_000).status == 413
    assert quick.ask("/sparql", "POST", query, b"ASK {} #" + b"x" * 65_536).status == 413
    got = quick.ask("/sparql", "POST", {"Content-Type": FORM}, b"query=" + b"%20" * 400_000)
    assert got.status == 413
    assert quick.truth("ASK {}")


def test_many_parameters_are_refused(quick: Server) -> None:
    got = quick.ask("/sparql", "POST", {"Content-Type": FORM}, "&".join(["a=b"] * 5000))
    assert got.status == 400


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, gzip"])
def test_a_compressed_request_is_not_unpacked(quick: Server, coding: str) -> None:
    headers = {"Content-Type": "application/sparql-query", "Content-Encoding": coding}
    assert quick.ask("/sparql", "POST", headers, b"\x1f\x8b" + b"\0" * 1000).status == 415


def test_a_body_that_does_not_come(quick: Server) -> None:
    start = (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    )
    assert status(quick.raw(start + b"Content-Length: 100\r\n\r\nASK {}")) == 408
    endless = quick.raw(start + b"Transfer-Encoding: chunked\r\n\r\n3\r\nASK\r\n")
    assert status(endless) == 408
    assert b"connection: close" in headers(endless)


def test_half_open_connections_leave_others_served(quick: Server) -> None:
    with ExitStack() as opened:
        connections = [opened.enter_context(quick.socket()) for _ in range(64)]
        for number, connection in enumerate(connections):
            if number % 2:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX:")
        assert quick.truth("ASK {}")
        assert quick.ask("/articles").status == 200
        for connection in connections:
            rest = read_all(connection)
            assert rest == b"" or status(rest) == 408


def test_bodies_of_a_byte_at_a_time_leave_others_served(quick: Server) -> None:
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 1000\r\n\r\n"
    )
    with ExitStack() as opened:
        connections = [opened.enter_context(quick.socket()) for _ in range(64)]
        for connection in connections:
            connection.sendall(head)
        for _ in range(3):
            for connection in connections:
                connection.sendall(b"#")
            assert quick.truth("ASK {}")
        assert {status(read_all(connection)) for connection in connections} == {408}


LONG = "SELECT%20*%20%7B%20?a%20?b%20?c%20.%20?d%20?e%20?f%20%7D%20LIMIT%2015000"


def test_a_reader_who_does_not_read_is_left(quick: Server) -> None:
    with quick.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(f"GET /sparql?query={LONG} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert quick.truth("ASK {}")
        wait_until(lambda: quick.metric("pactgraph_workers", pool="query", state="busy") == 0)
        wait_until(lambda: any(line.get("status") == 499 for line in quick.log()))


def test_who_does_nothing_makes_room_for_who_asks(quick: Server) -> None:
    with ExitStack() as opened:
        first = opened.enter_context(quick.socket())
        connections = [opened.enter_context(quick.socket()) for _ in range(150)]
        for number, connection in enumerate(connections):
            if number % 2:
                with suppress(OSError):
                    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX:")
        assert quick.truth("ASK {}")
        assert read_all(first) == b""


def test_when_all_wait_for_answers_one_more_is_turned_away(quick: Server) -> None:
    with ExitStack() as opened:
        for _ in range(100):
            connection = opened.enter_context(quick.socket())
            connection.sendall(f"GET {ENDLESS_ASKED} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        wait_until(lambda: status(quick.raw(HEALTH) or b"HTTP/1.1 0") == 503)
        assert b"retry-after" in headers(quick.raw(HEALTH))
    wait_until(lambda: quick.ask("/health").status == 200)


@pytest.mark.parametrize("coding", [b"gzip, chunked", b"gzip,chunked", b"identity", b"x, chunked"])
def test_a_transfer_coding_that_nobody_undoes_is_refused(quick: Server, coding: bytes) -> None:
    got = quick.raw(
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        b"Transfer-Encoding: " + coding + b"\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n"
    )
    assert status(got) in (400, 501)
    assert b"nosniff" in headers(got)


def test_requests_one_after_the_other_and_all_at_once(quick: Server) -> None:
    one = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    got = quick.raw(one * 20 + last)
    assert got.count(b"HTTP/1.1 200 OK") == 21
    assert got.count(b'"boolean":true') == 21


def test_an_upgrade_is_not_taken(quick: Server) -> None:
    request = (
        b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\n"
        b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    got = quick.raw(request)
    assert status(got) in (200, 400)


def wait_until(true: object) -> None:
    """Wait for what comes about by itself, up to a bound that only a failure reaches."""
    assert callable(true)
    for _ in range(400):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")
