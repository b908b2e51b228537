"""The edges that a property path walked: a shortest walk, the same on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.syntax.refusals import LONG_PATH, MOST_NODES
from pactgraph.syntax.tree import (
    Alternative,
    Filter,
    Group,
    Inverse,
    Negated,
    Operation,
    Path,
    Repeat,
    Sequence,
    TriplePattern,
    Triples,
    Values,
    Var,
)
from pactgraph.witness.questions import Questions
from pactgraph.witness.receipt import Term

_AT_ONCE = 150


@dataclass(frozen=True, slots=True)
class Hop:
    """One edge of a path: a property, or any but some, walked forwards or backwards."""

    predicate: NamedNode | None
    excluded: tuple[NamedNode, ...]
    forward: bool


@dataclass
class Automaton:
    """What walks a path takes: states, free moves between them, and hops (Thompson's way)."""

    free: list[list[int]] = field(default_factory=list)
    hops: list[list[tuple[Hop, int]]] = field(default_factory=list)
    start: int = 0
    end: int = 0

    @classmethod
    def of(cls, path: Path) -> Automaton:
        """Return the automaton of a path."""
        made = cls()
        made.start, made.end = made._add(path, forward=True)
        return made

    def _state(self) -> int:
        self.free.append([])
        self.hops.append([])
        return len(self.free) - 1

    def _add(self, path: Path, *, forward: bool) -> tuple[int, int]:
        match path:
            case Inverse():
                return self._add(path.path, forward=not forward)
            case Sequence():
                steps = path.steps if forward else tuple(reversed(path.steps))
                first, last = self._add(steps[0], forward=forward)
                for step in steps[1:]:
                    begin, end = self._add(step, forward=forward)
                    self.free[last].append(begin)
                    last = end
                return first, last
            case Alternative():
                first, last = self._state(), self._state()
                for branch in path.branches:
                    begin, end = self._add(branch, forward=forward)
                    self.free[first].append(begin)
                    self.free[end].append(last)
                return first, last
            case Repeat():
                first, last = self._state(), self._state()
                begin, end = self._add(path.path, forward=forward)
                self.free[first].append(begin)
                self.free[end].append(last)
                if path.minimum == 0:
                    self.free[first].append(last)
                if path.maximum is None:
                    self.free[end].append(begin)
                return first, last
            case Negated():
                first, last = self._state(), self._state()
                if path.forward or not path.backward:
                    self.hops[first].append((Hop(None, path.forward, forward), last))
                if path.backward:
                    self.hops[first].append((Hop(None, path.backward, not forward), last))
                return first, last
            case _:
                first, last = self._state(), self._state()
                self.hops[first].append((Hop(path, (), forward), last))
                return first, last

    def reach(self, state: int) -> tuple[int, ...]:
        """Return the states that are reached from one without an edge, itself first."""
        seen, waiting = {state: None}, [state]
        while waiting:
            for following in self.free[waiting.pop()]:
                if following not in seen:
                    seen[following] = None
                    waiting.append(following)
        return tuple(seen)


_Place = tuple[Term, int]
_Edge = tuple[Triple, Term]


class PathSearch:
    """Finds walks by asking for the edges of many nodes at once, nearest first."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    def walk(
        self, path: Path, start: Term, end: Term, graph: NamedNode | None
    ) -> tuple[Triple, ...] | None:
        """Return the edges of the shortest walk from start to end, None if there is none.

        Of those equally short it is the one whose first edge comes first by predicate and
        then node, then whose second does. Raises BadQuery if too many nodes would have to
        be looked at, or a blank node's edges cannot be told.
        """
        automaton = Automaton.of(path)
        ends = {s for s in range(len(automaton.free)) if automaton.end in automaton.reach(s)}
        came: dict[_Place, tuple[_Place, Triple] | None] = {}
        frontier: list[_Place] = []

        def arrive(node: Term, state: int, by: tuple[_Place, Triple] | None) -> None:
            if (node, state) not in came:
                came[node, state] = by
                frontier.append((node, state))

        arrive(start, automaton.start, None)
        if start == end and automaton.start in ends:
            return ()
        while frontier:
            here, frontier = frontier, []
            last = self._last_edge(automaton, here, end, ends, graph)
            if last is not None:
                return (*_back(came, last[0]), last[1])
            for place, state, triple, node in self._moves(automaton, here, graph):
                arrive(node, state, (place, triple))
            if len(came) > MOST_NODES:
                raise LONG_PATH.error(
                    f"a property path from {start} looks at more than {MOST_NODES:,} nodes",
                    hint="name the properties of the path, or bind its ends",
                )
        return None

    def _last_edge(
        self,
        automaton: Automaton,
        here: list[_Place],
        end: Term,
        ends: set[int],
        graph: NamedNode | None,
    ) -> tuple[_Place, Triple] | None:
        """Return the edge that ends the walk, before all others of the frontier are fetched."""
        for place, state, triple, node in self._moves(automaton, here, graph, goal=end, ends=ends):
            if node == end and state in ends:
                return place, triple
        return None

    def _moves(
        self,
        automaton: Automaton,
        here: list[_Place],
        graph: NamedNode | None,
        *,
        goal: Term | None = None,
        ends: set[int] | None = None,
    ) -> Iterator[tuple[_Place, int, Triple, Term]]:
        """Yield each edge from the frontier, in the order of its places, then of the edges."""
        wanted: dict[Hop, dict[Term, None]] = {}
        plan: list[tuple[_Place, Hop, int]] = []
        for node, state in here:
            for reached in automaton.reach(state):
                for hop, target in automaton.hops[reached]:
                    if ends is None or target in ends:
                        wanted.setdefault(hop, {})[node] = None
                        plan.append(((node, state), hop, target))
        edges = {hop: self._edges(hop, list(nodes), goal, graph) for hop, nodes in wanted.items()}
        by_place: dict[_Place, list[tuple[_Edge, int]]] = {}
        for place, hop, target in plan:
            for edge in edges[hop].get(place[0], ()):
                by_place.setdefault(place, []).append((edge, target))
        for place in dict.fromkeys(place for place, _, _ in plan):
            found = by_place.get(place, [])
            for (triple, node), target in sorted(found, key=lambda e: (_order(*e[0]), e[1])):
                yield place, target, triple, node

    def _edges(
        self, hop: Hop, nodes: list[Term], goal: Term | None, graph: NamedNode | None
    ) -> dict[Term, list[_Edge]]:
        found: dict[Term, list[_Edge]] = {}
        if any(isinstance(node, BlankNode) for node in nodes):
            # A blank node has no name in a query: every edge is fetched and sorted out here.
            self._ask(hop, None, goal, graph, found)
            return {node: found[node] for node in nodes if node in found}
        for at in range(0, len(nodes), _AT_ONCE):
            self._ask(hop, nodes[at : at + _AT_ONCE], goal, graph, found)
        return found

    def _ask(
        self,
        hop: Hop,
        nodes: list[Term] | None,
        goal: Term | None,
        graph: NamedNode | None,
        found: dict[Term, list[_Edge]],
    ) -> None:
        here, there, by = Var("here"), Var("there"), Var("by")
        elements: list[Values | Triples | Filter] = []
        if nodes is not None:
            elements.append(Values((here,), tuple((node,) for node in nodes)))  # type: ignore[misc]
        if goal is not None and not isinstance(goal, BlankNode):
            elements.append(Values((there,), ((goal,),)))
        ends = (here, there) if hop.forward else (there, here)
        elements.append(Triples((TriplePattern(ends[0], hop.predicate or by, ends[1]),)))
        if hop.excluded:
            elements.append(Filter(Operation("NOT IN", (by, *hop.excluded))))
        names = ["here", "there"] if hop.predicate else ["here", "by", "there"]
        for row in self._questions.solutions(Group(tuple(elements)), names, graph=graph):
            one, other = row["here"], row["there"]
            predicate = hop.predicate or row["by"]
            subject, target = (one, other) if hop.forward else (other, one)
            if isinstance(subject, Literal) or not isinstance(predicate, NamedNode):
                continue
            found.setdefault(one, []).append((Triple(subject, predicate, target), other))


def _order(triple: Triple, node: Term) -> tuple[str, str]:
    return triple.predicate.value, str(node)


def _back(came: dict[_Place, tuple[_Place, Triple] | None], place: _Place) -> list[Triple]:
    edges: list[Triple] = []
    by = came[place]
    while by is not None:
        edges.append(by[1])
        by = came[by[0]]
    return edges[::-1]
