"""A worker's two threads: one that reads what the parent sends and works on it, one that watches.

The watching one notices at once that the parent has gone, even while a request is worked on,
and ends the process.
"""

from __future__ import annotations

import os
import queue
import select
import sys
import threading
from collections.abc import Callable
from typing import Protocol

from pactgraph.engine.frames import read_frame

_STACKS = (256, 64, 16)
"""Stack sizes to try, in MiB: algebra as deep as the guard lets through fits many times."""


class Requests(Protocol):
    """What the parent sends."""

    def get(self) -> tuple[bytes, bytes]:
        """Return the kind and the payload of the next frame, as soon as it is there."""

    def empty(self) -> bool:
        """Tell whether there is none yet."""

    def waiting(self) -> bool:
        """Tell whether there is something to read, so that this is no time for other work."""


class _FromParent:
    """Frames read by who works on them: no other thread has to wake, and hand them over."""

    def get(self) -> tuple[bytes, bytes]:
        try:
            return read_frame(sys.stdin.buffer)
        except (EOFError, OSError):
            os._exit(0)

    def waiting(self) -> bool:
        return bool(select.select([sys.stdin.fileno()], [], [], 0)[0])

    def watch(self) -> None:
        """Return when the parent has closed its end."""
        closed = select.poll()
        # For no event of reading: what is always told is that the other end is closed.
        closed.register(sys.stdin.fileno(), 0)
        closed.poll()


class _HandedOver:
    """Frames read beside the work, where a system cannot tell that a pipe was closed."""

    def __init__(self) -> None:
        self._frames: queue.Queue[tuple[bytes, bytes]] = queue.Queue(maxsize=64)

    def get(self) -> tuple[bytes, bytes]:
        return self._frames.get()

    def empty(self) -> bool:
        return self._frames.empty()

    def waiting(self) -> bool:
        return not self._frames.empty()

    def watch(self) -> None:
        """Read on until the parent has closed its end."""
        try:
            while True:
                self._frames.put(read_frame(sys.stdin.buffer))
        except (EOFError, OSError):
            return


def end_with_traceback(arguments: threading.ExceptHookArgs) -> None:
    """End the whole process when its working thread fails: stdin may stay open for long."""
    sys.__excepthook__(arguments.exc_type, arguments.exc_value or Exception(), None)
    sys.stderr.flush()
    os._exit(1)


def read_and_work(work: Callable[[Requests], None]) -> None:
    """Work on frames for as long as the parent lives, on a thread of its own.

    That thread has a deep stack. What holds the interpreter lock for long would keep this
    one from noticing that the parent has gone; pyoxigraph lets go of it.
    """
    requests = _FromParent() if sys.platform == "linux" else _HandedOver()
    threading.excepthook = end_with_traceback
    for size in _STACKS:
        threading.stack_size(size * 1024 * 1024)
        worker = threading.Thread(target=work, args=(requests,), daemon=True)
        try:
            worker.start()
        except RuntimeError:
            continue
        break
    # Threads that the work starts need no such depth.
    threading.stack_size(0)
    requests.watch()
    os._exit(0)
