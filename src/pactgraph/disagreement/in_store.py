"""Look-ups of an open store, as it is or with some statements more and some less."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from pactgraph.disagreement.lookups import Node
from pactgraph.disagreement.voices import Value
from pactgraph.engine.finished_database import FinishedDatabase

_Of = dict[tuple[Node, NamedNode], dict[tuple[Value, str], None]]
_Having = dict[tuple[NamedNode, Value], dict[tuple[Node, str], None]]


class InStore:
    """The named graphs of an open store. What was asked of a thing is kept."""

    def __init__(self, store: pyoxigraph.Store | FinishedDatabase) -> None:
        self._store = store
        self._of: dict[tuple[Node, NamedNode], list[tuple[Value, str]]] = {}
        self._having: dict[tuple[NamedNode, Value], list[tuple[Node, str]]] = {}
        self._having_any: dict[NamedNode, dict[Node, None]] = {}

    def of(self, thing: Node, name: NamedNode) -> Collection[tuple[Value, str]]:
        """Return what a thing has for a property, and in which graph."""
        known = self._of.get((thing, name))
        if known is None:
            found = _named(self._store.quads_for_pattern(thing, name, None, None))
            known = self._of[thing, name] = [(_value(quad), graph) for quad, graph in found]
        return known

    def having(self, name: NamedNode, value: Value) -> Iterator[tuple[Node, str]]:
        """Yield what has this value for a property, and in which graph, as far as it is read."""
        known = self._having.get((name, value))
        if known is not None:
            yield from known
            return
        rows = []
        for quad, graph in _named(self._store.quads_for_pattern(None, name, value, None)):
            rows.append((_node(quad), graph))
            yield rows[-1]
        # Who reads to the end will ask again, of the world that comes after.
        self._having[name, value] = rows

    def having_any(self, name: NamedNode) -> Iterable[Node]:
        """Return whatever has a property, once."""
        known = self._having_any.get(name)
        if known is None:
            found = _named(self._store.quads_for_pattern(None, name, None, None))
            known = self._having_any[name] = dict.fromkeys(_node(quad) for quad, _ in found)
        return known

    def in_graph(self, graph: str) -> Iterable[Triple]:
        """Return the statements of one graph."""
        found = self._store.quads_for_pattern(None, None, None, NamedNode(graph))
        return [quad.triple for quad in found]


class Changed:
    """What an open store will hold with some statements more and some less, all as it has them.

    What is both added and removed is there afterwards.
    """

    def __init__(self, before: InStore, added: Iterable[Quad], removed: Iterable[Quad]) -> None:
        self._before = before
        more = dict.fromkeys(quad for quad, _ in _named(added))
        less = dict.fromkeys(quad for quad, _ in _named(removed) if quad not in more)
        self._more, self._less = _Overlay(more), _Overlay(less)

    def of(self, thing: Node, name: NamedNode) -> Collection[tuple[Value, str]]:
        """Return what a thing has for a property, and in which graph."""
        more = self._more.of.get((thing, name))
        less = self._less.of.get((thing, name))
        if not more and not less:
            return self._before.of(thing, name)
        kept = (row for row in self._before.of(thing, name) if not less or row not in less)
        return dict.fromkeys((*kept, *(more or ())))

    def having(self, name: NamedNode, value: Value) -> Iterator[tuple[Node, str]]:
        """Yield what has this value for a property, and in which graph, as far as it is read."""
        more = self._more.having.get((name, value), {})
        less = self._less.having.get((name, value), {})
        yield from more
        for row in self._before.having(name, value):
            if row not in less and row not in more:
                yield row

    def having_any(self, name: NamedNode) -> Iterable[Node]:
        """Return whatever has a property, once, and what has lost it."""
        more = (thing for thing, held in self._more.of if held == name)
        return dict.fromkeys((*self._before.having_any(name), *more))

    def in_graph(self, graph: str) -> Iterable[Triple]:
        """Return the statements of one graph."""
        less = self._less.in_graph.get(graph, {})
        kept = (one for one in self._before.in_graph(graph) if one not in less)
        return dict.fromkeys((*kept, *self._more.in_graph.get(graph, ())))


class _Overlay:
    """Statements, by whatever they are looked up by."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.of: _Of = defaultdict(dict)
        self.having: _Having = defaultdict(dict)
        self.in_graph: dict[str, dict[Triple, None]] = defaultdict(dict)
        for quad, graph in _named(quads):
            thing, value = _node(quad), _value(quad)
            self.of[thing, quad.predicate][value, graph] = None
            self.having[quad.predicate, value][thing, graph] = None
            self.in_graph[graph][quad.triple] = None


def _named(quads: Iterable[Quad]) -> Iterator[tuple[Quad, str]]:
    for quad in quads:
        graph = quad.graph_name
        if isinstance(graph, NamedNode):
            yield quad, graph.value


def _node(quad: Quad) -> Node:
    assert isinstance(quad.subject, NamedNode | BlankNode)
    return quad.subject


def _value(quad: Quad) -> Value:
    assert not isinstance(quad.object, Triple)
    return quad.object
