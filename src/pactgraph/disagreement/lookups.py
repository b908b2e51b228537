"""Look-ups of single statements, by thing and property or by property and value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.disagreement.voices import Value
from pactgraph.engine.statement_lines import AsStored
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.namespaces import PACT, PROV, RDF, RDFS, SCHEMA

Node = NamedNode | BlankNode
Graphs = Mapping[str, Sequence[Triple]]
"""Named graphs by their IRIs."""

_EVERY: Final = frozenset({GraphKind.PASSAGE, GraphKind.CLAIM, GraphKind.DISAGREEMENTS})
"""The kinds of graph of which every statement may be asked for."""
_SOME: Final = {
    GraphKind.RECORD: frozenset({PACT.wordedIn, PROV.wasRevisionOf, SCHEMA.datePublished}),
    GraphKind.ENTITIES: frozenset({RDF.type, RDFS.label, PACT.name}),
    GraphKind.JUDGEMENTS: frozenset({PACT.perhapsSameAs, PACT.judgedThing}),
    GraphKind.COMPUTED: frozenset({PACT.writtenNotBefore, PACT.writtenNotAfter}),
}
"""What is asked for of the others."""


class Having(NamedTuple):
    """What has one of these values for one of these properties, or, through one, leads to that."""

    names: tuple[NamedNode, ...]
    values: Collection[Value]
    through: NamedNode | None = None


class Lookups(Protocol):
    """What is asked of named graphs. Literals are as Oxigraph has them ("01" is "1").

    Their own statements are what a finding cites, so that a graph in memory and a store that
    was built of it have the same findings, whatever the files' way to write a number.
    """

    def of(self, thing: Node, name: NamedNode) -> Collection[tuple[Value, str]]:
        """Return what a thing has for a property, and in which graph."""
        ...

    def having(self, name: NamedNode, value: Value) -> Iterator[tuple[Node, str]]:
        """Yield what has this value for a property, and in which graph, as far as it is read."""
        ...

    def having_any(self, name: NamedNode) -> Iterable[Node]:
        """Return whatever has a property, once."""
        ...

    def in_graph(self, graph: str) -> Iterable[Triple]:
        """Return the statements of one graph."""
        ...

    def meeting(self, conditions: Sequence[Having]) -> Iterable[Node] | None:
        """Return what meets every condition in whatever graphs, and maybe more.

        None where that is found no sooner than by reading all that meets one of them.
        """
        ...

    def titled(self, body: Value) -> Iterable[tuple[Node, Value]]:
        """Return the offices of a body with their names and titles, and maybe more."""
        ...


class InMemory:
    """Graphs in memory, indexed by thing and property, and by value where that is asked."""

    def __init__(self, graphs: Graphs) -> None:
        self._graphs = graphs
        self._stored = AsStored()
        self._of: dict[Node, dict[NamedNode, list[tuple[Value, str]]]] = {}
        self._with: dict[NamedNode, dict[Node, None]] = defaultdict(dict)
        self._having: dict[NamedNode, dict[Value, list[tuple[Node, str]]]] = {}
        for graph, triples in graphs.items():
            kind = kind_of(graph)
            if kind in _EVERY:
                self._read(graph, triples)
            elif kind in _SOME:
                names = _SOME[kind]
                self._read(graph, (one for one in triples if one.predicate in names))

    def of(self, thing: Node, name: NamedNode) -> Collection[tuple[Value, str]]:
        """Return what a thing has for a property, and in which graph."""
        known = self._of.get(thing)
        return known.get(name, ()) if known else ()

    def having(self, name: NamedNode, value: Value) -> Iterator[tuple[Node, str]]:
        """Yield what has this value for a property, and in which graph."""
        by_value = self._having.get(name)
        if by_value is None:
            by_value = self._having[name] = defaultdict(list)
            for thing in self._with.get(name, ()):
                for held, graph in self._of[thing][name]:
                    by_value[held].append((thing, graph))
        return iter(by_value.get(value, ()))

    def having_any(self, name: NamedNode) -> Iterable[Node]:
        """Return whatever has a property, once."""
        return self._with.get(name, ())

    def in_graph(self, graph: str) -> Iterable[Triple]:
        """Return the statements of one graph."""
        return map(self._stored.triple, self._graphs.get(graph, ()))

    def meeting(self, conditions: Sequence[Having]) -> None:
        """Return None: a row is read in no time."""

    def titled(self, body: Value) -> Iterator[tuple[Node, Value]]:
        """Yield the offices of a body with their names and titles."""
        for office in dict.fromkeys(one for one, _ in self.having(PACT.officeOf, body)):
            yield from titles_of(self, office)

    def _read(self, graph: str, triples: Iterable[Triple]) -> None:
        as_stored = self._stored.term
        for triple in triples:
            thing, name, value = triple
            assert not isinstance(thing, Triple)
            if isinstance(value, Literal):
                value = as_stored(value)
            assert not isinstance(value, Triple)
            known = self._of.get(thing)
            if known is None:
                known = self._of[thing] = {}
            rows = known.get(name)
            if rows is None:
                known[name] = rows = []
                self._with[name][thing] = None
            rows.append((value, graph))


def titles_of(lookups: Lookups, office: Node) -> Iterator[tuple[Node, Value]]:
    """Yield an office with each of its names, and each title of a holding of it."""
    # A statement stands in many graphs, and counts here once.
    named = dict.fromkeys(name for name, _ in lookups.of(office, PACT.name))
    holdings = dict.fromkeys(holding for holding, _ in lookups.having(PACT.office, office))
    for holding in holdings:
        named.update((title, None) for title, _ in lookups.of(holding, PACT.title))
    yield from ((office, name) for name in named)
