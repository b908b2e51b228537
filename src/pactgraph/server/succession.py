"""What a pool's workers have open, and what those that come next are to have open."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from pactgraph.errors import PactgraphError
from pactgraph.server.worker_problems import no_room
from pactgraph.server.worker_process import WorkerProcess

Configuration = Mapping[str, object]


@dataclass(frozen=True)
class Prepared:
    """Workers that are ready, of a configuration that their pool has not moved to yet."""

    configuration: Configuration
    workers: list[WorkerProcess]


class Succession:
    """The configuration of a pool's workers, and the one that is wanted: mostly the same.

    What is wanted but not yet there is prepared when somebody asks for it: of many changes in
    a row, only the last costs anything.
    """

    def __init__(self, configuration: Configuration) -> None:
        self.current = configuration
        self._wanted = configuration
        self._at = self._wanted_at = 0
        self._turn = asyncio.Lock()

    @property
    def is_behind(self) -> bool:
        """Whether another configuration is wanted than the workers have."""
        return self._at != self._wanted_at

    def is_outdated(self, configuration: Configuration) -> bool:
        """Tell whether nobody wants workers of a configuration any more."""
        return self.is_behind or configuration is not self.current

    def want(self, configuration: Configuration) -> None:
        """Note what all further requests are to be answered from."""
        self._wanted = configuration
        self._wanted_at += 1

    def moved(self, configuration: Configuration) -> None:
        """Note what the workers have from now on, and are to have."""
        self.want(configuration)
        self._take(configuration, self._wanted_at)

    async def catch_up(
        self,
        prepare: Callable[[Configuration], Awaitable[Prepared]],
        adopt: Callable[[Prepared], None],
    ) -> None:
        """Have the workers be of what is wanted by now, or of what comes after it.

        Raises Problem if there can be none.
        """
        asked_at = self._wanted_at
        async with self._turn:
            while self._at < asked_at:
                wanted, at = self._wanted, self._wanted_at
                try:
                    prepared = await prepare(wanted)
                except PactgraphError as error:
                    if self._wanted_at != at:
                        # It has been followed by another, and its files may be gone.
                        continue
                    raise no_room(f"the newest state cannot be opened: {error.message}") from error
                self._take(wanted, at)
                adopt(prepared)

    def _take(self, configuration: Configuration, at: int) -> None:
        self.current, self._at = configuration, at
