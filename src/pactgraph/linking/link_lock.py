"""One writer of links at a time: a lock that all processes of a project take in turn."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from pactgraph.errors import Location, PactgraphError
from pactgraph.export.atomic import WriteFailed, make_folder

try:
    import fcntl
except ImportError:  # Windows: writers there are not kept apart
    fcntl = None  # type: ignore[assignment]

PATIENCE: Final = 10.0
"""How many seconds another writer is waited for; writing takes a small part of one."""

_LOOK_AGAIN: Final = 0.02


class LinksBusy(PactgraphError):
    """Another process writes links, and did not end in time; nothing was changed."""

    exit_code = 7


class LinkLock:
    """The lock of a project's link sets; ``place`` is its file, which is made when needed."""

    def __init__(self, place: Path, patience: float | None = None) -> None:
        self._place = place
        self._patience = PATIENCE if patience is None else patience
        self._depth = 0

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock; who holds it already goes on holding it.

        Raises LinksBusy if another holds it for too long, WriteFailed where no file can be made.
        """
        with contextlib.ExitStack() as stack:
            if not self._depth:
                file = stack.enter_context(self._taken())
                # Said by nobody any more, so that a later message names no dead process.
                stack.callback(_forget, file)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1

    def _taken(self) -> IO[str]:
        make_folder(self._place.parent)
        until = time.monotonic() + self._patience
        while True:
            try:
                file = self._place.open("a+", encoding="ascii")
            except OSError as error:
                raise WriteFailed(
                    f"cannot write {self._place}: {error.strerror or error}",
                    hint="it keeps two writers of links apart; choose a project you may write to",
                ) from error
            if _is_locked(file):
                file.seek(0)
                file.truncate()
                file.write(f"process {os.getpid()}\n")
                file.flush()
                return file
            with file:
                if time.monotonic() > until:
                    raise self._busy(file)
            time.sleep(_LOOK_AGAIN)

    def _busy(self, file: IO[str]) -> LinksBusy:
        file.seek(0)
        holder = file.read(40).strip() or "another process"
        return LinksBusy(
            f"{holder} is writing links, and has not ended within {self._patience:g} seconds",
            location=Location(str(self._place)),
            hint="nothing was changed here; try again when it is done",
        )


def _is_locked(file: IO[str]) -> bool:
    """Take the lock if nobody has it; return whether it is ours, and of the file that is there."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    # A folder of what can be thrown away may have been, between opening and locking.
    return os.fstat(file.fileno()).st_nlink > 0


def _forget(file: IO[str]) -> None:
    with contextlib.suppress(OSError):
        file.truncate(0)
