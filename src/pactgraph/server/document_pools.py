"""The workers that make documents: most of them for the graph as it is, one apart for the rest.

A view by date has to be built before it can be asked, and a visitor's own SPARQL may take its
whole time: neither may keep others from the pages that are quick to make.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from pactgraph.server.answered import Answered
from pactgraph.server.pool import Pool
from pactgraph.server.pool_limits import PoolLimits
from pactgraph.server.problems import Problem
from pactgraph.web.document import DocumentRequest

COSTLY: Final = frozenset({"as-of", "known-by", "sparql", "run"})
"""The parameters of a URL that ask for a view, or hold a visitor's own query."""

PAGES: Final = PoolLimits(
    least=2, most=4, deadline=20.0, slow_after=1.0, slow_most=4, patience=20.0, wait=8.0,
    renices=False,
)  # fmt: skip
"""A worker that was slow once has opened what later pages need: it is kept as it is."""

COSTLY_PAGES: Final = PoolLimits(
    least=1, most=2, deadline=40.0, slow_after=1.0, slow_most=2, patience=40.0, wait=20.0,
    line=32, renices=False,
)  # fmt: skip
"""What is asked for rarely and takes long: whoever waits too long for it is told to come back."""


def is_costly(request: DocumentRequest) -> bool:
    """Tell whether a document takes more than the graph as it is open.

    >>> is_costly(DocumentRequest("network", query=(("as-of", "2012"),)))
    True
    """
    return any(name in COSTLY and value for name, value in request.query)


class DocumentPools:
    """The two pools as one: started, asked and closed together."""

    def __init__(
        self,
        configuration: Mapping[str, object],
        pages: PoolLimits = PAGES,
        costly: PoolLimits = COSTLY_PAGES,
    ) -> None:
        self.pages = _pool(configuration, pages, "document")
        self.costly = _pool(configuration, costly, "view")

    async def start(self) -> None:
        """Start the workers; returns when those for pages are ready. Raises EngineFailure."""
        await self.pages.start()
        # Nobody waits for the others: they start beside the first requests, and again if one
        # of them ends before it is ready.
        self.costly.hire()

    async def ask(self, request: DocumentRequest) -> Answered:
        """Return the answer to a request; raises Problem."""
        pool = self.costly if is_costly(request) else self.pages
        try:
            return await pool.ask(request.as_json())
        except Problem as problem:
            if problem.status == HTTPStatus.GATEWAY_TIMEOUT:
                problem.hint = "this page took too long to make: try again in a while"
            raise

    @property
    def both(self) -> tuple[Pool, Pool]:
        """The two pools."""
        return self.pages, self.costly

    async def close(self) -> None:
        """End all workers."""
        await asyncio.gather(self.pages.close(), self.costly.close())


def _pool(configuration: Mapping[str, object], limits: PoolLimits, name: str) -> Pool:
    return Pool("pactgraph.web.worker", configuration, limits, name=name, whole_package=True)
