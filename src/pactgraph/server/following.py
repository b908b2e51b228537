"""Following a store while it is served: when a build has swapped it, what is served moves too."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from pactgraph.errors import PactgraphError
from pactgraph.server.request_log import RequestLog
from pactgraph.server.state import State

_PAUSE: Final = 1.0
"""How often the store's pointer is looked at, in seconds."""

_PATIENCE: Final = 30.0
"""After so many seconds a generation that could not be opened is tried again."""


class Following:
    """Looks at the file that names a store's generation; ``read`` opens what it names.

    ``move`` has the server answer from that. What cannot be opened is told in the log, and
    the server stays with what it has.
    """

    def __init__(
        self,
        pointer: Path,
        read: Callable[[], State],
        move: Callable[[State], Awaitable[None]],
        log: RequestLog,
    ) -> None:
        self._pointer = pointer
        self._read = read
        self._move = move
        self._log = log

    async def run(self, folder: Path) -> None:
        """Follow the store for as long as the task lives; ``folder`` is what is served now."""
        clock = asyncio.get_running_loop().time
        seen: object = None
        again: float | None = None
        while True:
            found = _look(self._pointer)
            if found is not None and (found != seen or (again is not None and clock() > again)):
                seen, again = found, None
                try:
                    folder = await self._follow(folder)
                except (PactgraphError, OSError) as error:
                    self._log.event("store not followed", reason=str(error))
                    again = clock() + _PATIENCE
            await asyncio.sleep(_PAUSE)

    async def _follow(self, folder: Path) -> Path:
        state = await asyncio.to_thread(self._read)
        if state.folder == folder:
            state.let_go()
            return folder
        try:
            await self._move(state)
        except BaseException:
            state.let_go()
            raise
        self._log.event("store followed", version=state.snapshot.version)
        return state.folder


def _look(pointer: Path) -> tuple[int, int] | None:
    """Return what changes when another file takes the pointer's place; None without one."""
    try:
        found = pointer.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
