"""The open views: the last few graphs that pages viewed, kept for the next page."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.views.viewpoint import Viewpoint

MOST: Final = 4
"""How many views are open at once; each may have a process of its own for typed queries."""


class OpenViews:
    """The views of one graph that are open; the one asked for longest ago is closed first."""

    def __init__(self, whole: KnowledgeGraph) -> None:
        self._whole = whole
        self._open: OrderedDict[Viewpoint, KnowledgeGraph] = OrderedDict()

    def __len__(self) -> int:
        return len(self._open)

    def of(self, viewpoint: Viewpoint) -> KnowledgeGraph:
        """Return the graph from a viewpoint; nobody but this closes it.

        It stays open until as many others as are kept have been asked for.
        """
        if not viewpoint.restricts:
            return self._whole
        seen = self._open.pop(viewpoint, None)
        if seen is None:
            seen = self._whole.view(viewpoint.as_of, viewpoint.known_by, viewpoint.certainty)
        self._open[viewpoint] = seen
        while len(self._open) > MOST:
            _, oldest = self._open.popitem(last=False)
            oldest.close()
        return seen

    def close(self) -> None:
        """Close every view that is open."""
        while self._open:
            self._open.popitem()[1].close()
