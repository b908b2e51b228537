"""What was acknowledged is there, and nothing else, whatever process is killed, or disk full."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

import pytest
from gateway_world import Server
from pool_world import all_end
from writable_world import (
    AUTHORISED,
    EX,
    TOKEN,
    children,
    content,
    count,
    graph_store,
    put,
    update,
    writable,
    writing_process,
)

from pactgraph.server.scratch_folder import ScratchFolder

KILLS = 20
PARTS = 3
"""Each change adds so many triples, in as many operations."""


def change(number: int) -> str:
    steps = (f"INSERT DATA {{ <{EX}c{number}> <{EX}p{part}> {number} }}" for part in range(PARTS))
    return " ; ".join(steps)


def whole_changes(server: Server) -> set[int]:
    """Return the changes that are there, each whole."""
    lines = [line.split(",") for line in content(server)]
    parts = [int(line[3]) for line in lines if line[1].startswith(f"{EX}c")]
    assert all(parts.count(number) == PARTS for number in set(parts))
    return set(parts)


class Client:
    """Sends one change after another, and notes which were acknowledged."""

    def __init__(self) -> None:
        self.number = 0
        self.acknowledged: set[int] = set()
        self.refused: set[int] = set()
        self.sending: int | None = None

    def send(self, server: Server) -> int:
        self.sending = self.number
        status = update(server, change(self.number)).status
        (self.acknowledged if status == 204 else self.refused).add(self.number)
        self.sending = None
        self.number += 1
        return status


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def test_a_writing_process_that_is_killed_at_any_moment_loses_nothing(
    tmp_path: Path, scratch: Path
) -> None:
    chance = random.Random(11)
    client = Client()
    statuses = set()
    with writable(tmp_path, scratch=scratch) as server:
        # How long a change takes is the machine's affair: some are killed at work, some are not.
        while client.number < KILLS or (len(statuses) < 2 and client.number < 10 * KILLS):
            killer = threading.Timer(chance.uniform(0.0, 0.15), kill, [server])
            killer.start()
            statuses.add(client.send(server))
            killer.join()
        assert statuses == {204, 503}
        # However late the last one was killed, no change had begun by then.
        assert client.send(server) == 204
        # A refused change has changed nothing: that is what 503 says.
        assert whole_changes(server) == client.acknowledged
        assert server.stop() == 0
    with writable(tmp_path, scratch=scratch) as server:
        assert whole_changes(server) == client.acknowledged


def kill(server: Server) -> None:
    pid = writing_process(server)
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_a_server_that_is_killed_at_any_moment_loses_nothing(tmp_path: Path, scratch: Path) -> None:
    chance = random.Random(12)
    client = Client()
    uncertain: set[int] = set()
    for _ in range(3):
        with writable(tmp_path, scratch=scratch) as server:
            found = whole_changes(server)
            assert client.acknowledged <= found <= client.acknowledged | uncertain
            # What was found once stays.
            client.acknowledged |= found
            workers = [
                *children(server.process.pid, "pactgraph.server.writer"),
                *children(server.process.pid, "pactgraph.engine.worker"),
            ]
            client.send(server)
            killer = threading.Timer(chance.uniform(0.02, 0.4), server.process.kill)
            killer.start()
            with contextlib.suppress(OSError, HTTPException):
                while True:
                    client.send(server)
            killer.join()
            if client.sending is not None:
                uncertain.add(client.sending)
                client.number += 1
            assert server.process.wait(timeout=20) == -signal.SIGKILL
            # Its processes notice, and end by themselves.
            assert all_end(workers)
    assert client.refused == set()
    with writable(tmp_path, scratch=scratch) as server:
        found = whole_changes(server)
        assert client.acknowledged <= found <= client.acknowledged | uncertain
        assert client.send(server) == 204


def serve(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pactgraph", "serve", "--port", "0", *arguments]
    environment = {**os.environ, "PACTGRAPH_TOKEN": TOKEN}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, env=environment, check=False
    )


def test_two_servers_do_not_write_one_store(tmp_path: Path, scratch: Path) -> None:
    with writable(tmp_path, scratch=scratch) as server:
        assert update(server, change(1)).status == 204
        second = serve("--writable", "--scratch", str(scratch))
        assert second.returncode != 0
        assert str(scratch) in second.stderr
        assert f"another server writes this store: process {server.process.pid}" in second.stderr
        assert "Traceback" not in second.stderr
        assert update(server, change(2)).status == 204
        assert whole_changes(server) == {1, 2}


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    refused = serve("--scratch", str(folder))
    assert refused.returncode == 3
    assert "no scratch store" in refused.stderr
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]


def test_a_first_start_that_was_broken_off_is_no_hindrance(tmp_path: Path) -> None:
    folder = ScratchFolder(tmp_path)
    (tmp_path / "scratch.json.unfinished").write_text('{"na')
    name, number = folder.begin()
    assert (name, number) == (folder.begin()[0], 0)


@pytest.mark.parametrize("record", ["", "{", "[]", '{"name": "x"}', '{"name": "x", "number": 7}'])
def test_a_damaged_record_is_told(tmp_path: Path, record: str) -> None:
    folder = tmp_path / "damaged"
    folder.mkdir()
    (folder / "scratch.json").write_text(record)
    refused = serve("--scratch", str(folder))
    assert refused.returncode == 7
    assert "damaged" in refused.stderr
    assert str(folder) in refused.stderr


def test_files_are_loaded_into_what_is_there_all_or_none(tmp_path: Path, scratch: Path) -> None:
    one, two = tmp_path / "one.ttl", tmp_path / "two.ttl"
    for file in (one, two):
        file.write_text(f"_:b <{EX}label> '{file.stem}' .")
    with writable(tmp_path, one, two, one, scratch=scratch) as server:
        version = server.said["version"]
        assert count(server) == 2
    three, bad = tmp_path / "three.ttl", tmp_path / "bad.ttl"
    three.write_text(f"<{EX}a> <{EX}b> 3 .")
    bad.write_text("\nthis is no Turtle")
    refused = serve("--scratch", str(scratch), str(three), str(bad))
    assert refused.returncode == 3
    assert f"{bad}:2: not valid Turtle" in refused.stderr
    with writable(tmp_path, scratch=scratch) as server:
        assert (server.said["version"], count(server)) == (version, 2)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder with room for some 24 MB, where this process may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("no file system may be mounted here")
    yield place
    for _ in range(50):
        if subprocess.run(["umount", str(place)], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise AssertionError("the file system is still in use")


def full_of(number: int) -> str:
    """Return a graph that takes some megabytes, and that nothing compresses."""
    chance = random.Random(number)
    lines = (f"<{EX}s{n}> <{EX}p> '{chance.randbytes(600).hex()}' .\n" for n in range(3000))
    return "".join(lines)


def fill_up(server: Server) -> None:
    """Write until there is no room, and hold what is told then."""
    before = count(server)
    for number in range(12):
        got = put(server, f"{EX}g{number}", full_of(number))
        if got.status != 201:
            break
    assert got.status == 507, got.text
    assert "cannot be written" in got.json["title"]
    assert "as it was before" in got.json["hint"]
    assert server.ask(graph_store(f"{EX}g{number}")).status == 404
    assert count(server) == before
    assert whole_changes(server) == {1}
    assert server.ask("/describe?iri=http://example.org/c1").status == 200


def test_a_full_disk_is_told_and_reading_goes_on(tmp_path: Path, small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    scratch = small_disk / "kept"
    with writable(tmp_path, scratch=scratch) as server:
        assert update(server, change(1)).status == 204
        ballast.write_bytes(bytes(8 * 1024 * 1024))
        fill_up(server)
        ballast.unlink()
        # There is room again: no restart is needed.
        assert update(server, change(2)).status == 204
        assert whole_changes(server) == {1, 2}
    with writable(tmp_path, scratch=scratch) as server:
        assert whole_changes(server) == {1, 2}


def test_a_file_that_may_not_grow_is_told_and_reading_goes_on(
    tmp_path: Path, scratch: Path
) -> None:
    with writable(tmp_path, scratch=scratch) as server:
        assert update(server, change(1)).status == 204
        for pid in (server.process.pid, writing_process(server)):
            assert pid is not None
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))
        fill_up(server)
        for pid in (server.process.pid, writing_process(server)):
            assert pid is not None
            unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
        assert update(server, change(2)).status == 204
        assert whole_changes(server) == {1, 2}
        assert server.ask(graph_store(f"{EX}g0"), "DELETE", AUTHORISED).status in (204, 404)
