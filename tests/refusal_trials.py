"""Writes a store where the system refuses: no room, no more files, nothing may be written.

Prints a line of JSON for each trial. A program of its own: what is refused is forked off, and
where it may, it mounts a small disk that nobody else sees.

    unshare --mount python tests/refusal_trials.py FOLDER
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from forked import in_child
from pactgraph.errors import EngineFailure
from store_worlds import build, change, state_of

KIB = 1024
OPEN_FILES = (4, 6, 8, 14, 30)
SIZES = (100, 4_000, 20_000, 0, 60_000)
ROOMS = (0, 8, 150, 300, 450)
"""How many files may be open, how many bytes a file may have, how many KiB are left on a disk."""

DISK = "8m"
OPERATIONS = {"build": build, "change": change}
Limit = Callable[[], None]
"""Holds the process that calls it short."""


def outcome(work: Callable[[], object], limit: Limit) -> str:
    """Return what somebody is told who does something where the system holds him short."""

    def told() -> str:
        limit()
        try:
            work()
        except EngineFailure as error:
            return f"refused: {error}"
        return "done"

    return in_child(told)


def trial(path: Path, kind: str, limit: Limit) -> None:
    """Build and change a store that is held short, look at it, then write it without limits."""
    for name in OPERATIONS:
        refused(path, kind, name, limit)
        in_child(lambda: str(change(path, state_of(path), "old")))
        assert in_child(lambda: state_of(path)) == "old"


def refused(path: Path, kind: str, name: str, limit: Limit) -> None:
    """Try one operation, and tell what came of it: the store held "old" before."""
    said = outcome(lambda: OPERATIONS[name](path, "old", "new"), limit)
    read = outcome(lambda: state_of(path), limit)
    found = {"kind": kind, "operation": name, "said": said, "read": read}
    print(json.dumps({**found, "after": in_child(lambda: state_of(path))}), flush=True)


def files_open(number: int) -> Limit:
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (number, number))


def file_size(size: int) -> Limit:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[None]:
    """Mount a disk in memory."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def remount(place: Path, options: str) -> None:
    """Set the options of a disk anew."""
    subprocess.run(["mount", "-o", f"remount,{options}", place], check=True)


def size_with(place: Path, room: int) -> str:
    """Return the option that leaves so many KiB on the disk of a place."""
    disk = os.statvfs(place)
    taken = (disk.f_blocks - disk.f_bfree) * disk.f_frsize // KIB
    return f"size={taken + room}k"


def full_disks(place: Path, step: int) -> None:
    place.mkdir()
    with small_disk(place, DISK):
        path = place / "s"
        in_child(lambda: str(build(path, "", "old")))
        for room in ROOMS[::step]:
            for name in OPERATIONS:
                remount(place, size_with(place, room))
                refused(path, "full disk", name, lambda: None)
                remount(place, f"size={DISK}")
                in_child(lambda: str(change(path, state_of(path), "old")))
        remount(place, "ro")
        for name in OPERATIONS:
            refused(path, "read-only disk", name, lambda: None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--disks", action="store_true", help="mount disks that get full")
    parser.add_argument("--step", type=int, default=1, help="try each limit, or each nth")
    chosen = parser.parse_args()
    path = chosen.folder / "s"
    in_child(lambda: str(build(path, "", "old")))
    for number in OPEN_FILES[:: chosen.step]:
        trial(path, "few files", files_open(number))
    for size in SIZES[:: chosen.step]:
        trial(path, "small files", file_size(size))
    if chosen.disks:
        full_disks(chosen.folder / "disk", chosen.step)


if __name__ == "__main__":
    main()
