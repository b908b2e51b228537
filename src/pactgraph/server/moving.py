"""Moving on: from one state of the graph to the next, all parts of the server at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from pactgraph.server.app import Gateway
from pactgraph.server.pool import Pool
from pactgraph.server.state import State
from pactgraph.server.succession import Prepared


class Moving:
    """The state that is served, and the parts of the server that have to know of it."""

    def __init__(
        self, state: State, queries: Pool, documents: Sequence[Pool], gateway: Gateway
    ) -> None:
        self.state = state
        self._queries = queries
        self._documents = documents
        self._gateway = gateway

    def follow(self, state: State) -> None:
        """Serve another state from now on; its workers are started when they are needed."""
        self._queries.follow(state.for_queries())
        for pool in self._documents:
            pool.follow(state.for_documents())
        self._taken(state)

    async def move(self, state: State) -> None:
        """Serve another state as soon as its workers are ready.

        Raises what their start raises, and stays with the state there was.
        """
        pools = (self._queries, *self._documents)
        ready = await asyncio.gather(
            self._queries.prepare(state.for_queries()),
            *(pool.prepare(state.for_documents()) for pool in self._documents),
            return_exceptions=True,
        )
        prepared = [
            (pool, one) for pool, one in zip(pools, ready, strict=True) if isinstance(one, Prepared)
        ]
        if len(prepared) == len(pools):
            # Nothing comes between these: no request sees the half of it.
            for pool, one in prepared:
                pool.adopt(one)
            self._taken(state)
            return
        for pool, one in prepared:
            pool.discard(one)
        raise next(one for one in ready if isinstance(one, BaseException))

    def _taken(self, state: State) -> None:
        self._gateway.move(state.snapshot)
        self.state.let_go()
        self.state = state
