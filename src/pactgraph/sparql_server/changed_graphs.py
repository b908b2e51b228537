"""What a change of a store does to each of its graphs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TypeAlias

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad

from pactgraph.engine.finished_database import FinishedDatabase
from pactgraph.engine.statement_lines import AsStored
from pactgraph.sparql_server.exchange import GraphName
from pactgraph.sparql_server.store_names import GONE, LESS, MORE, STANDS_FOR

Way: TypeAlias = tuple[NamedNode, GraphName, list[Quad]]


class GraphChange:
    """The statements that come and go, graph by graph.

    ``before`` and ``after`` are what the store held and holds. What is both added and removed
    is there afterwards, as ``Store.change`` has it.
    """

    def __init__(
        self,
        before: FinishedDatabase,
        after: FinishedDatabase,
        added: Iterable[Quad],
        removed: Iterable[Quad],
    ) -> None:
        as_stored = AsStored()
        wanted = dict.fromkeys(map(as_stored.quad, added))
        unwanted = dict.fromkeys(map(as_stored.quad, removed))
        self.more = [quad for quad in wanted if quad not in before]
        self.less = [quad for quad in unwanted if quad not in wanted and quad in before]
        self._before = before
        self._after = after

    @property
    def has_blank_nodes(self) -> bool:
        """Whether a statement has a blank node: another server calls it otherwise."""
        return any(
            isinstance(term, BlankNode)
            for quad in (*self.more, *self.less)
            for term in (quad.subject, quad.object)
        )

    @cached_property
    def ways(self) -> list[Way]:
        """What becomes of each graph, with the statements that it takes.

        A new one stands for itself, and of one that is gone nothing needs to be said.
        """
        more, less = _by_graph(self.more), _by_graph(self.less)
        found: list[Way] = []
        for graph in sorted(more.keys() | less.keys(), key=str):
            is_named = isinstance(graph, NamedNode)
            if is_named and not _has(self._after, graph):
                found.append((GONE, graph, []))
            elif is_named and not _has(self._before, graph):
                found.append((STANDS_FOR, graph, more[graph]))
            else:
                ways = (LESS, less), (MORE, more)
                found += [(way, graph, held[graph]) for way, held in ways if graph in held]
        return found

    @property
    def counts(self) -> dict[str, int]:
        """How many statements are staged as ``more`` and as ``less``."""
        more = sum(len(quads) for way, _, quads in self.ways if way != LESS)
        return {"more": more, "less": sum(len(quads) for way, _, quads in self.ways if way == LESS)}


def _by_graph(quads: Iterable[Quad]) -> dict[GraphName, list[Quad]]:
    found: dict[GraphName, list[Quad]] = {}
    for quad in quads:
        assert isinstance(quad.graph_name, NamedNode | DefaultGraph)
        found.setdefault(quad.graph_name, []).append(quad)
    return found


def _has(content: FinishedDatabase, graph: GraphName) -> bool:
    return next(content.quads_for_pattern(None, None, None, graph), None) is not None
