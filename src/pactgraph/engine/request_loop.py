"""A worker's two threads: one that reads what the parent sends, one that does the work.

The reading one notices at once that the parent has gone, even while a request is worked on,
and ends the process.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import TypeAlias

from pactgraph.engine.frames import read_frame

_STACKS = (256, 64, 16)
"""Stack sizes to try, in MiB: algebra as deep as the guard lets through fits many times."""

Requests: TypeAlias = "queue.Queue[tuple[bytes, bytes]]"


def end_with_traceback(arguments: threading.ExceptHookArgs) -> None:
    """End the whole process when its working thread fails: stdin may stay open for long."""
    sys.__excepthook__(arguments.exc_type, arguments.exc_value or Exception(), None)
    sys.stderr.flush()
    os._exit(1)


def read_and_work(work: Callable[[Requests], None]) -> None:
    """Read frames for as long as the parent lives, and work on them on another thread.

    That thread has a deep stack. What holds the interpreter lock for long would keep this
    one from noticing; pyoxigraph lets go of it.
    """
    requests: Requests = queue.Queue(maxsize=64)
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
    try:
        while True:
            requests.put(read_frame(sys.stdin.buffer))
    except (EOFError, OSError):
        os._exit(0)
