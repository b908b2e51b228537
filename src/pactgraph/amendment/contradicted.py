"""The contradictions that a change makes or ends, found beside what changed and nowhere else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, Protocol

from pyoxigraph import NamedNode, Quad, Triple

from pactgraph.amendment.ground import Ground
from pactgraph.conflicts import Conflict, Locator, find_conflicts
from pactgraph.errors import Location
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.reasoning.closure import Closure, close
from pactgraph.reasoning.contradictions import find_contradictions
from pactgraph.reasoning.rules import Term


class GraphState(Protocol):
    """One state of a graph by look-ups: its closure, and which graphs state what."""

    def was_given(self, triple: Triple) -> bool:
        """Tell whether the closure starts from a triple."""
        ...

    def is_ground(self, triple: Triple) -> bool:
        """Tell whether a triple is given, and by something else than a passage."""
        ...

    def graphs_of(self, triple: Triple) -> Iterable[str]:
        """Return the named graphs that hold a triple, those that merged leaves out among them."""
        ...

    def find(
        self, subject: Term | None, predicate: NamedNode, value: Term | None
    ) -> Iterable[Triple]:
        """Return the triples of the closure with these terms; None stands for any term."""
        ...

    def line_of(self, quad: Quad) -> Location | None:
        """Return where a statement stands."""
        ...


class Conflicts(NamedTuple):
    """Conflicts inside one scope, and conflicts between scopes."""

    inside: tuple[Conflict, ...] = ()
    between: tuple[Conflict, ...] = ()


def conflicts_beside(
    states: tuple[GraphState, ...],
    triples: tuple[Collection[Triple], ...],
    ground: Ground,
) -> tuple[Conflicts, ...]:
    """Return, for each state of a graph, the conflicts in which one of its ``triples`` has a part.

    They are as ``find_conflicts`` finds them in the whole graph: every premise of every
    derivation of what contradicts is looked up, and no more. Others may be among them, and then
    are for each state.
    """
    parts = tuple(_Part(state, ground) for state in states)
    seeds = dict.fromkeys(
        found
        for part, held in zip(parts, triples, strict=True)
        for found in part.contradicted(held)
    )
    if not seeds:
        return tuple(Conflicts() for _ in parts)
    while True:
        # What contradicts in one state is looked at in the others too.
        more = dict.fromkeys(triple for part in parts for triple in part.contradicting(seeds))
        if more.keys() <= seeds.keys():
            return tuple(part.conflicts() for part in parts)
        seeds |= more


class _Part:
    """The part of a graph on which some contradictions rest."""

    def __init__(self, state: GraphState, ground: Ground) -> None:
        self._state = state
        self._ground = ground
        self._ruleset = ground.ruleset
        self._behind: dict[Triple, None] = {}
        self._closed: Closure | None = None

    def contradicting(self, seeds: Iterable[Triple]) -> list[Triple]:
        """Return the triples of the contradictions that these have a part in, or that are met."""
        todo = list(self.contradicted(seeds))
        while todo:
            self._add_premises(todo)
            given = sorted(filter(self._state.was_given, self._behind), key=str)
            self._closed = close(given, self._ruleset.rules)
            todo = [triple for triple in self._met() if triple not in self._behind]
        return self._met()

    def contradicted(self, seeds: Iterable[Triple]) -> Iterator[Triple]:
        """Yield the triples that contradict each other, one of these among them."""
        for triple in seeds:
            for found in self._ground.contradictions.contradicted(triple, self._state.find):
                yield from found

    def _met(self) -> list[Triple]:
        if self._closed is None:
            return []
        found = find_contradictions(self._closed, self._ruleset)
        return [triple for finding in found for triple in finding.triples]

    def conflicts(self) -> Conflicts:
        """Return the conflicts of this part."""
        state = self._state
        if not self._behind:
            return Conflicts()
        graphs: dict[str, list[Triple]] = defaultdict(list)
        for triple in sorted(self._behind, key=str):
            for graph in state.graphs_of(triple):
                graphs[graph].append(triple)
        scopes = {g: held for g, held in graphs.items() if kind_of(g) is GraphKind.PASSAGE}
        ground = [triple for triple in self._behind if state.is_ground(triple)]
        locator = Locator(state, graphs)
        assert self._closed is not None
        return Conflicts(*find_conflicts(self._closed, ground, scopes, self._ruleset, locator))

    def _add_premises(self, triples: Iterable[Triple]) -> None:
        todo = list(triples)
        while todo:
            triple = todo.pop()
            if triple not in self._behind:
                self._behind[triple] = None
                for premises in self._ground.rules.derivations(triple, self._state.find):
                    todo += premises
