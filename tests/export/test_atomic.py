"""A file is replaced whole or not at all, whatever happens on the way."""

from __future__ import annotations

import errno
import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pactgraph.errors import BadInput
from pactgraph.export import WriteFailed, write_atomically, write_stream
from pactgraph.export.atomic import make_folder

OLD = b"the old graph\n"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "graph.ttl"
    path.write_bytes(OLD)
    return path


def test_the_new_bytes_take_the_place_of_the_old(target: Path) -> None:
    assert write_atomically(target, [b"new ", b"graph\n"]) == 10
    assert target.read_bytes() == b"new graph\n"
    assert list(target.parent.iterdir()) == [target]


def test_a_new_file_gets_the_usual_mode_and_an_old_one_keeps_its_own(target: Path) -> None:
    plain = target.with_name("plain")
    plain.touch()
    fresh = target.with_name("fresh")
    write_atomically(fresh, [b"x"])
    assert fresh.stat().st_mode == plain.stat().st_mode
    target.chmod(0o640)
    write_atomically(target, [b"x"])
    assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("call", ["fsync", "replace", "open", "chmod"])
def test_a_full_disk_leaves_the_old_file_whole(
    target: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, call, full)
        with pytest.raises(WriteFailed, match="No space left on device") as refused:
            write_atomically(target, [b"new"])
    assert str(target) in str(refused.value)
    assert refused.value.exit_code == 7
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]


def test_a_disk_that_fills_while_bytes_are_written_leaves_the_old_file_whole(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FullDisk(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def on_full_disk(descriptor: int, mode: str) -> io.BytesIO:
        os.close(descriptor)
        return FullDisk()

    with monkeypatch.context() as patched:
        patched.setattr(os, "fdopen", on_full_disk)
        with pytest.raises(WriteFailed, match="No space left"):
            write_atomically(target, [b"new"])
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("error", [BadInput("a bad triple"), KeyboardInterrupt()])
def test_an_export_that_breaks_off_leaves_the_old_file_whole(
    target: Path, error: BaseException
) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half a graph"
        raise error

    with pytest.raises(type(error)):
        write_atomically(target, chunks())
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]


_KILLED = """
import os, signal, sys
from pathlib import Path
from pactgraph.export import write_atomically
def chunks():
    yield b"x" * 1_000_000
    os.kill(os.getpid(), signal.SIGKILL)
write_atomically(Path(sys.argv[1]), chunks())
"""


def test_a_kill_leaves_the_old_file_whole_and_the_next_write_works(target: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(target)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert target.read_bytes() == OLD
    write_atomically(target, [b"new"])
    assert target.read_bytes() == b"new"


def test_a_scratch_file_left_by_a_kill_is_neither_used_nor_removed(target: Path) -> None:
    left = target.with_name(f".{target.name}.{os.getpid()}-0.part")
    left.write_bytes(b"left")
    write_atomically(target, [b"new"])
    assert (target.read_bytes(), left.read_bytes()) == (b"new", b"left")


def test_the_bytes_are_on_disk_before_the_old_file_goes(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    for name in ("fsync", "replace"):
        real = getattr(os, name)

        def recorded(*args: object, name: str = name, real: object = real) -> object:
            calls.append(name)
            return real(*args)  # type: ignore[operator]

        monkeypatch.setattr(os, name, recorded)
    write_atomically(target, [b"new"])
    assert calls == ["fsync", "replace", "fsync"]


def test_a_symbolic_link_is_followed(target: Path) -> None:
    link = target.with_name("latest.ttl")
    link.symlink_to(target)
    write_atomically(link, [b"new"])
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_device_is_written_to_and_stays_a_device(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_atomically(pipe, [b"new"])
        assert os.read(reader, 10) == b"new"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_folder_and_a_place_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WriteFailed, match="directory"):
        write_atomically(tmp_path, [b"x"])
    with pytest.raises(WriteFailed, match="No such file or directory"):
        write_atomically(tmp_path / "none" / "graph.ttl", [b"x"])


def test_a_folder_where_a_file_stands_is_refused(target: Path) -> None:
    with pytest.raises(WriteFailed, match="cannot make the folder"):
        make_folder(target / "tables")


def test_a_stream_gets_all_bytes() -> None:
    stream = io.BytesIO()
    assert write_stream(stream, [b"a", b"", b"bc"]) == 3
    assert stream.getvalue() == b"abc"
