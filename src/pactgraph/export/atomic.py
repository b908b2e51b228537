"""A file is written whole or not at all: the old one stays until the new one is safe on disk."""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from pactgraph.errors import PactgraphError


class WriteFailed(PactgraphError):
    """A file could not be written; what stood there before is as it was."""

    exit_code = 7


def write_atomically(path: Path, chunks: Iterable[bytes]) -> int:
    """Write the chunks to a file and return how many bytes that were.

    The bytes go to a new file in the same folder, which takes the old one's place (and
    its mode) only when all of it is on disk. A symbolic link is followed; a device or a
    pipe is written to as it is. Raises WriteFailed if the system refuses, with the old
    file whole; what ``chunks`` itself raises passes through, to the same effect.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            return _write_through(target, chunks)
        return _replace(target, chunks)
    except OSError as error:
        raise WriteFailed(
            f"cannot write {path}: {error.strerror or error}",
            hint="what stands there is whole, the old or the new; make room, or write elsewhere",
        ) from error


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, if they are missing; raises WriteFailed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteFailed(
            f"cannot make the folder {folder}: {error.strerror or error}",
            hint="choose a place that you may write to",
        ) from error


def write_stream(stream: BinaryIO, chunks: Iterable[bytes]) -> int:
    """Write the chunks to an open binary stream, flush it, and return how many bytes."""
    written = 0
    for chunk in chunks:
        stream.write(chunk)
        written += len(chunk)
    stream.flush()
    return written


def _write_through(target: Path, chunks: Iterable[bytes]) -> int:
    with target.open("wb") as stream:
        return write_stream(stream, chunks)


def _replace(target: Path, chunks: Iterable[bytes]) -> int:
    descriptor, scratch = _new_file_beside(target)
    placed = False
    try:
        with os.fdopen(descriptor, "wb") as stream:
            written = write_stream(stream, chunks)
            if target.exists():
                os.chmod(scratch, stat.S_IMODE(target.stat().st_mode))
            os.fsync(stream.fileno())
        os.replace(scratch, target)
        placed = True
    finally:
        if not placed:
            scratch.unlink(missing_ok=True)
    _sync_folder(target.parent)
    return written


def _new_file_beside(target: Path) -> tuple[int, Path]:
    for number in itertools.count():
        scratch = target.with_name(f".{target.name}.{os.getpid()}-{number}.part")
        try:
            return os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), scratch
        except FileExistsError:
            continue
    raise AssertionError("itertools.count() does not end")


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows opens no folder; its rename is on disk when it returns.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
