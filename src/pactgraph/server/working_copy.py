"""The working copy of a scratch store: changed at will, and nothing that counts."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from pactgraph.engine.generations import sync, sync_tree
from pactgraph.engine.held import MANIFEST
from pactgraph.server.scratch_folder import BODY, DATABASE, SNAPSHOT, UNFINISHED

try:
    import fcntl
except ImportError:  # Windows: two servers there are not kept apart
    fcntl = None  # type: ignore[assignment]

_LOCK = "lock"
_WORK = "work-"
_PATIENCE = 5.0
"""How long a writing process waits for its predecessor to be gone, in seconds."""

_PAUSE = 0.02


class WorkingCopy:
    """The one place in the folder of a scratch store at which something is written.

    Of snapshots it shares the files that a database never changes once they are written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: IO[str] | None = None

    def take(self) -> None:
        """Become the one process that writes here, and remove what others have left unfinished.

        Raises OSError if it cannot be had, with the process that has it.
        """
        self._lock = (self._folder / _LOCK).open("a+", encoding="ascii")
        self._wait_for(self._lock)
        self._lock.truncate(0)
        self._lock.write(f"process {os.getppid()}")
        self._lock.flush()
        for pattern in (f"{_WORK}*", f"{SNAPSHOT}*{UNFINISHED}", f"{BODY}*"):
            for left in self._folder.glob(pattern):
                # This process may have come in the place of one that was stopped.
                if not left.name.startswith(f"{BODY}{os.getppid()}-"):
                    _remove(left)

    def of(self, snapshot: str | None) -> ox.Store:
        """Return a copy of a snapshot, an empty store for None; raises OSError.

        The one that was there before must be closed, and is removed.
        """
        for left in self._folder.glob(f"{_WORK}*"):
            _remove(left)
        place = self._folder / f"{_WORK}{secrets.token_hex(4)}"
        place.mkdir()
        if snapshot is not None:
            for file in (self._folder / snapshot / DATABASE).iterdir():
                _copy(file, place / file.name)
        return ox.Store(str(place))

    def give_out(self, store: ox.Store, name: str, graphs: Mapping[str, int] | None) -> None:
        """Make a snapshot of a store: on the disk, and under its name only when whole.

        ``graphs`` is what is noted of it: the triples by graph, if they were counted. Raises
        OSError.
        """
        place = self._folder / name
        unfinished = self._folder / f"{name}{UNFINISHED}"
        for left in (place, unfinished):
            # A change of that number that was not acknowledged.
            _remove(left)
        unfinished.mkdir()
        store.backup(str(unfinished / DATABASE))
        (unfinished / MANIFEST).write_text(json.dumps({"graphs": graphs}), "utf-8")
        sync_tree(unfinished)
        unfinished.rename(place)
        sync(self._folder)

    def _wait_for(self, lock: IO[str]) -> None:
        if fcntl is None:
            return
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > end:
                    lock.seek(0)
                    holder = lock.read(100).strip() or "another process"
                    raise OSError(f"another server writes this store: {holder}") from None
            time.sleep(_PAUSE)


def _copy(file: Path, place: Path) -> None:
    if file.suffix == ".sst":
        try:
            os.link(file, place)
        except OSError:
            # Some file systems have no hard links.
            shutil.copyfile(file, place)
    else:
        shutil.copyfile(file, place)


def _remove(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
