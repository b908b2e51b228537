"""A store's graph after an amendment, as look-ups: the stored one, with what changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad, Triple

from pactgraph.amendment.stored_graph import GIVEN, StoredGraph, in_graph
from pactgraph.errors import Location
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.reasoning.difference import Difference
from pactgraph.reasoning.rules import Term
from pactgraph.reasoning.time_rules import Locate
from pactgraph.reasoning.triple_index import TripleIndex


class NamedChange:
    """What the named graphs of a store have more, and less."""

    def __init__(self) -> None:
        self.added: dict[Quad, None] = {}
        self.removed: dict[Quad, None] = {}
        self._gained: dict[Triple, set[str]] = defaultdict(set)
        self._lost: dict[Triple, set[str]] = defaultdict(set)

    def change(self, graph: str, added: Iterable[Triple], removed: Iterable[Triple]) -> None:
        """Note that a graph gains triples that it had not, and loses others that it had."""
        name = NamedNode(graph)
        for triple in added:
            self.added[in_graph(triple, name)] = None
            self._gained[triple].add(graph)
        for triple in removed:
            self.removed[in_graph(triple, name)] = None
            self._lost[triple].add(graph)

    def graphs_of(self, triple: Triple, stored: StoredGraph) -> set[str]:
        """Return the named graphs that hold a triple afterwards."""
        lost, gained = self._lost.get(triple, set()), self._gained.get(triple, set())
        return (set(stored.graphs_of(triple)) - lost) | gained

    @property
    def gained(self) -> list[Triple]:
        """The triples that a graph gains from which the closure starts."""
        return [triple for triple, graphs in self._gained.items() if _is_given(graphs)]

    def not_given(self, stored: StoredGraph) -> list[Triple]:
        """Return the triples that were given, and no graph gives any more."""
        return [
            triple
            for triple, graphs in self._lost.items()
            if _is_given(graphs)
            and not stored.is_fact(triple)
            and not _is_given(self.graphs_of(triple, stored))
        ]


class AmendedGraph:
    """The closure as it is afterwards, and which graphs state what; a ``GraphState``."""

    def __init__(
        self, stored: StoredGraph, named: NamedChange, closure: Difference, locate: Locate
    ) -> None:
        self._stored = stored
        self._named = named
        self._more = TripleIndex(closure.added)
        self._less = frozenset(closure.removed)
        self._locate = locate

    def graphs_of(self, triple: Triple) -> list[str]:
        """Return the named graphs that hold a triple."""
        return sorted(self._named.graphs_of(triple, self._stored))

    def was_given(self, triple: Triple) -> bool:
        """Tell whether the closure starts from a triple."""
        return self._stored.is_fact(triple) or _is_given(self.graphs_of(triple))

    def is_ground(self, triple: Triple) -> bool:
        """Tell whether a triple is given, and by something else than a passage."""
        if self._stored.is_fact(triple):
            return True
        kinds = {kind_of(graph) for graph in self.graphs_of(triple)}
        return bool(kinds & (GIVEN - {GraphKind.PASSAGE}))

    def __contains__(self, triple: Triple) -> bool:
        return triple in self._more or (triple not in self._less and triple in self._stored)

    def find(self, subject: Term | None, predicate: NamedNode, value: Term | None) -> list[Triple]:
        """Return the triples of the closure with these terms; None stands for any term."""
        found = self._stored.find(subject, predicate, value)
        kept = [triple for triple in found if triple not in self._less]
        return [*kept, *self._more.find(subject, predicate, value)]

    def line_of(self, quad: Quad) -> Location | None:
        """Return where a statement stands."""
        return self._locate(quad)


def _is_given(graphs: Iterable[str]) -> bool:
    return any(kind_of(graph) in GIVEN for graph in graphs)
