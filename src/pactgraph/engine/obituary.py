"""Why a worker process ended, told as an error."""

from __future__ import annotations

import signal
from typing import Final

from pactgraph.errors import DeadlineExceeded, EngineFailure, PactgraphError

MOST_SAID: Final = 20_000
"""How many bytes of what the process said on standard error are looked at."""


_NO_MEMORY: Final = ("memory allocation of", "MemoryError", "std::bad_alloc", "std::system_error")
"""What Rust, Python and C++ say when they get no more of it; the last, of a thread's stack."""


class MemoryCapReached(DeadlineExceeded):
    """A query that took more memory than it may, and was stopped."""


class EndedFromOutside(EngineFailure):
    """A process that somebody else ended: what it was asked is not why."""


def obituary(code: int, said: str, timeout: float | None = None) -> PactgraphError:
    """Return the error that says why a process ended.

    ``code`` is its exit code, or less than 0 the signal; ``said`` what it wrote on standard
    error; ``timeout`` the seconds after which it was killed, if it was.

    >>> print(obituary(-9, "", timeout=2.0).message)
    stopped after 2 s: the deadline
    """
    if timeout is not None:
        return DeadlineExceeded(
            f"stopped after {timeout:g} s: the deadline",
            hint="ask for less, or allow a longer timeout",
        )
    if any(sign in said for sign in _NO_MEMORY):
        return MemoryCapReached(
            "stopped at the memory cap", hint="ask for less: fewer rows, a smaller sort"
        )
    if code == -signal.SIGKILL:
        return EndedFromOutside(
            "the query process was killed from outside",
            hint="the system may be short of memory",
        )
    how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    last = said.strip().splitlines()[-1:] or ["it said nothing"]
    return EngineFailure(
        f"the engine crashed on this query ({how}): {last[0][:300]}",
        hint="the store is unharmed; write the query in another way",
    )
