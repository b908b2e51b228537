"""Look-ups of graphs in memory, whose statements are held as rows of numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import NamedNode, Triple

from pactgraph.disagreement.lookups import Graphs, Having, Node, by_begin, titles_of
from pactgraph.disagreement.voices import Value
from pactgraph.engine.statement_lines import AsStored
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.namespaces import PACT, PROV, RDF, RDFS, SCHEMA
from pactgraph.reasoning.columns import KEY_BITS, packed
from pactgraph.reasoning.triples import Rows, table_of

_EVERY: Final = frozenset({GraphKind.PASSAGE, GraphKind.CLAIM, GraphKind.DISAGREEMENTS})
"""The kinds of graph of which every statement may be asked for."""
_SOME: Final = {
    GraphKind.RECORD: frozenset({PACT.wordedIn, PROV.wasRevisionOf, SCHEMA.datePublished}),
    GraphKind.ENTITIES: frozenset({RDF.type, RDFS.label, PACT.name}),
    GraphKind.JUDGEMENTS: frozenset({PACT.perhapsSameAs, PACT.judgedThing}),
    GraphKind.COMPUTED: frozenset({PACT.writtenNotBefore, PACT.writtenNotAfter}),
}
"""What is asked for of the others."""


class InMemory:
    """Graphs in memory as rows of numbers, sorted by thing and property and by property and value.

    A statement takes some forty bytes here, and its terms none of their own.
    """

    def __init__(self, graphs: Graphs) -> None:
        self._graphs = graphs
        self._titled: dict[Value, dict[str, list[tuple[Node, Value]]]] = {}
        self._stored = AsStored()
        self._terms = table_of(graphs.values())
        self._names = [graph for graph in graphs if kind_of(graph) in _EVERY | _SOME.keys()]
        parts = [self._rows(graph) for graph in self._names]
        rows = np.concatenate([np.empty((0, 3), dtype=np.int64), *parts])
        things, names, values = rows[:, 0], rows[:, 1], self._as_stored(rows[:, 2])
        where = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        self._by_thing = _Sorted(things, names, values, where)
        self._by_value = _Sorted(names, values, things, where)

    def of(self, thing: Node, name: NamedNode) -> Collection[tuple[Value, str]]:
        """Return what a thing has for a property, and in which graph."""
        return self._found(self._by_thing, thing, name)

    def having(self, name: NamedNode, value: Value) -> Iterator[tuple[Node, str]]:
        """Yield what has this value for a property, and in which graph."""
        return iter(cast(list[tuple[Node, str]], self._found(self._by_value, name, value)))

    def having_any(self, name: NamedNode) -> Iterable[Node]:
        """Return whatever has a property, once."""
        number = self._terms.get(name)
        if number is None:
            return ()
        listed = self._terms.listed
        return [cast(Node, listed[thing]) for thing in self._by_value.thirds(number)]

    def in_graph(self, graph: str) -> Iterable[Triple]:
        """Return the statements of one graph."""
        return map(self._stored.triple, self._graphs.get(graph, ()))

    def meeting(self, conditions: Sequence[Having]) -> None:
        """Return None: a row is read in no time."""

    def titled(self, body: Value, begin: str) -> Sequence[tuple[Node, Value]]:
        """Return the offices of a body with their names and titles that begin so."""
        known = self._titled.get(body)
        if known is None:
            offices = dict.fromkeys(one for one, _ in self.having(PACT.officeOf, body))
            every = (row for office in offices for row in titles_of(self, office))
            known = self._titled[body] = by_begin(every)
        return known.get(begin, ())

    def _rows(self, graph: str) -> Rows:
        rows = self._terms.rows(self._graphs[graph])
        some = _SOME.get(kind_of(graph))
        if some is None:
            return rows
        return rows[np.isin(rows[:, 1], [self._terms[name] for name in some])]

    def _as_stored(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the numbers of values as Oxigraph has them."""
        terms = self._terms
        found = np.arange(len(terms), dtype=np.int64)
        for number in np.unique(values).tolist():
            if terms.literals[number]:
                found[number] = terms[cast(Value, self._stored.term(terms.listed[number]))]
        return found[values]

    def _found(self, rows: _Sorted, first: Value, second: Value) -> list[tuple[Value, str]]:
        one, other = self._terms.get(first), self._terms.get(second)
        if one is None or other is None:
            return []
        listed, names = self._terms.listed, self._names
        return [(listed[third], names[graph]) for third, graph in rows.of(one, other)]


class _Sorted:
    """Rows of four numbers, found by the first two, in the order in which they were given."""

    def __init__(
        self,
        first: NDArray[np.int64],
        second: NDArray[np.int64],
        third: NDArray[np.int64],
        fourth: NDArray[np.int64],
    ) -> None:
        keys = packed(first, second)
        order = np.argsort(keys, kind="stable")
        # One number is read from a view of memory far sooner than from an array.
        self._keys = keys[order].data
        self._third = third[order].astype(np.int32)
        self._thirds = self._third.data
        self._fourths = fourth[order].astype(np.int32).data

    def of(self, first: int, second: int) -> Iterator[tuple[int, int]]:
        """Yield the last two numbers of the rows that begin with these."""
        keys, key = self._keys, first << KEY_BITS | second
        at = bisect_left(keys, key)
        while at < len(keys) and keys[at] == key:
            yield self._thirds[at], self._fourths[at]
            at += 1

    def thirds(self, first: int) -> list[int]:
        """Return the third numbers of the rows that begin with this one, each once."""
        begin = bisect_left(self._keys, first << KEY_BITS)
        end = bisect_left(self._keys, (first + 1) << KEY_BITS)
        found: list[int] = np.unique(self._third[begin:end]).tolist()
        return found
