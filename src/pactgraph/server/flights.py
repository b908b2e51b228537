"""The same request from many clients at once: one has it answered, the others wait for that."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from pactgraph.server.problems import Problem


class Flights:
    """Requests that are being answered, by what their answers are kept under."""

    def __init__(self) -> None:
        self._running: dict[Hashable, asyncio.Future[None]] = {}

    async def join(self, key: Hashable) -> bool:
        """Wait until a request that runs is answered; False if there is none.

        Raises Problem if that is how it ends. Afterwards its answer is kept, if it may be.
        """
        running = self._running.get(key)
        if running is None:
            return False
        # Who waits may leave without taking the others along.
        await asyncio.shield(running)
        return True

    @contextmanager
    def lead(self, key: Hashable) -> Iterator[None]:
        """Have others wait for what is done inside, unless somebody leads already."""
        if key in self._running:
            yield
            return
        flight = asyncio.get_running_loop().create_future()
        self._running[key] = flight
        try:
            yield
        except Problem as problem:
            flight.set_exception(problem)
            flight.exception()  # there may be nobody who looks at it
            raise
        finally:
            del self._running[key]
            if not flight.done():
                flight.set_result(None)
