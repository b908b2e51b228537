"""A worker that is shut in: what it can still do, what it cannot, and where there is no seal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from engine_worlds import Canary
from pyoxigraph import Literal, NamedNode, Quad, Store

from pactgraph.engine.oxigraph_engine import DiskEngine
from pactgraph.engine.protocol import MIB
from pactgraph.engine.results import Rows
from pactgraph.errors import EngineFailure

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this seal")

# Each attempt is named; what it tells is the error's number, or that it went well.
_ATTEMPTS = """
import json, os, socket, subprocess, sys, threading
from pactgraph.engine import confinement, sealing
folder, how = sys.argv[1:]
place = os.path.join(folder, "there")
inherited = os.open(os.path.join(folder, "inherited"), os.O_RDWR)
begin, other = threading.Event(), []
def in_another_thread():
    begin.wait()
    other.append(attempt(lambda: socket.socket()))
thread = threading.Thread(target=in_another_thread)
def attempt(action):
    try:
        action()
    except OSError as error:
        return error.errno
    return "done"
thread.start()
if how == "descriptors":
    confinement.take_every_descriptor()
else:
    assert sealing.seal(writes=how != "reads", starts=how == "starts")
told = {
    "socket": attempt(lambda: socket.socket()),
    "run": how in ("reads", "writes") and attempt(lambda: os.execv("/bin/true", ["true"])),
    "write": attempt(lambda: open(place, "w")),
    "append": attempt(lambda: open(place, "a")),
    "truncate by opening": attempt(lambda: os.open(place, os.O_RDONLY | os.O_TRUNC)),
    "truncate": attempt(lambda: os.truncate(place, 0)),
    "create": attempt(lambda: os.open(place + "2", os.O_RDONLY | os.O_CREAT)),
    "rename": attempt(lambda: os.rename(place, place + "3")),
    "link": attempt(lambda: os.link(place, place + "4")),
    "symbolic link": attempt(lambda: os.symlink(place, place + "5")),
    "folder": attempt(lambda: os.mkdir(place + "6")),
    "pipe": attempt(lambda: os.mkfifo(place + "7")),
    "remove": attempt(lambda: os.unlink(place)),
    "read": attempt(lambda: open(folder + "/inherited").close()),
    "inherited": attempt(lambda: os.pwrite(inherited, b"x", 0)),
}
if how == "starts":
    code = "import socket; socket.socket()"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    told["socket of a child"] = "PermissionError" in ran.stderr
begin.set()
thread.join()
told["socket of a thread"] = other[0]
os.write(1, json.dumps(told).encode())
os._exit(0)
"""


def attempts(folder: Path, how: str) -> dict[str, object]:
    (folder / "there").write_text("mine")
    (folder / "inherited").write_text("x")
    command = [sys.executable, "-c", _ATTEMPTS, str(folder), how]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


CHANGES = {
    "write",
    "append",
    "truncate by opening",
    "truncate",
    "create",
    "rename",
    "link",
    "symbolic link",
    "folder",
    "pipe",
    "remove",
}
OUTWARD = {"socket", "socket of a thread", "run"}


@linux_only
def test_a_sealed_process_reads_and_does_nothing_else(tmp_path: Path) -> None:
    told = attempts(tmp_path, "reads")
    refused = {name for name, result in told.items() if result == 1}
    assert refused == CHANGES | OUTWARD
    assert (told["read"], told["inherited"]) == ("done", "done")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inherited", "there"]
    assert (tmp_path / "there").read_text() == "mine"


@linux_only
def test_a_sealed_process_that_writes_reaches_nobody(tmp_path: Path) -> None:
    told = attempts(tmp_path, "writes")
    assert {name for name, result in told.items() if result == 1} == OUTWARD
    assert told["create"] == told["folder"] == "done"


@linux_only
def test_a_sealed_process_that_starts_others_reaches_nobody_through_them(tmp_path: Path) -> None:
    told = attempts(tmp_path, "starts")
    assert {name for name, result in told.items() if result == 1} == {
        "socket",
        "socket of a thread",
        "socket of a child",
    }
    assert told["create"] == "done"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_without_a_seal_nothing_can_be_opened(tmp_path: Path) -> None:
    told = attempts(tmp_path, "descriptors")
    for name in ("socket", "socket of a thread", "write", "append", "create", "read"):
        assert told[name] == 24, name
    assert not (tmp_path / "there2").exists()


@pytest.fixture(scope="module")
def many_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of more than forty files of statements: each came by a change of its own."""
    place = tmp_path_factory.mktemp("many") / "db"
    store = Store(str(place))
    number = 0
    while len(list(place.glob("*.sst"))) <= 40:
        assert number < 400
        # Names in no order, so that no file follows on another.
        thing = NamedNode(f"http://example.org/{number * 7919 % 1000}")
        graph = NamedNode(f"http://example.org/g{number}")
        store.add(Quad(thing, NamedNode(f"http://example.org/p{number}"), Literal(number), graph))
        store.flush()
        number += 1
    return place


_ALL = "SELECT ?n { GRAPH ?g { ?s ?p ?n } } ORDER BY ?n"


def test_a_sealed_worker_reads_a_store_of_many_files(many_files: Path, canary: Canary) -> None:
    engine = DiskEngine(many_files)
    try:
        answer = engine.query(_ALL)
        assert isinstance(answer, Rows)
        numbers = [term.value for term in answer.column("n") if isinstance(term, Literal)]
        assert numbers == [str(number) for number in range(len(numbers))]
        assert numbers
        pid = engine._process.pid
        status = Path(f"/proc/{pid}/status")
        if status.exists():
            assert "Seccomp:\t2" in status.read_text()
        service = f"SELECT * {{ SERVICE <{canary.url}> {{ ?x ?y ?z }} }}"
        request = {"query": service, "prefixes": {}, "memory": 512 * MIB, "answer": MIB}
        with pytest.raises(EngineFailure, match=r"not permitted|open files"):
            engine._process.ask(request, timeout=30)
        assert canary.hits == 0
        assert engine.query(_ALL) == answer
    finally:
        engine.close()


def test_where_there_is_no_seal_that_is_told() -> None:
    code = (
        "import platform; platform.machine = lambda: 'other'\n"
        "from pactgraph.engine.sealing import seal\nprint(seal())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "False\n"
