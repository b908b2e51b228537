"""Work in a process that is forked off: it may be killed, be held short, or die by itself.

Who forks must not have opened a store: its threads are not there in the child.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def forked() -> Iterator[tuple[bool, list[int]]]:
    """Fork; give whether this is the child, which ends with the block, and its process id."""
    child: list[int] = []
    pid = os.fork()
    if pid:
        child.append(pid)
        yield False, child
        return
    code = 1
    try:
        yield True, child
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def in_child(work: Callable[[], str]) -> str:
    """Do something in a process of its own; return what it says, raise if it failed."""
    reader, writer = os.pipe()
    with forked() as (is_child, child):
        if is_child:
            os.write(writer, work().encode())
    os.close(writer)
    with open(reader, encoding="utf-8") as answers:
        said = answers.read()
    _, status = os.waitpid(child[0], 0)
    assert status == 0, f"ended with {status}"
    return said


def quick_folder() -> str | None:
    """Return a folder in memory, if there is one: who is killed loses nothing that it wrote."""
    return "/dev/shm" if Path("/dev/shm").is_dir() and os.access("/dev/shm", os.W_OK) else None
