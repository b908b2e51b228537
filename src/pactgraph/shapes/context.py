"""What shapes may rely on without looking at it: a few triples, or those that a store holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Any, Protocol

import pyoxigraph as ox

from pactgraph.shapes.few_triples import Ends, FewTriples
from pactgraph.shapes.results import Node
from pactgraph.shapes.rewriting import by_engine
from pactgraph.shapes.shapes_graph import parts_of

_Find = Callable[[Any, Any, Any], Iterable[ox.Triple]]


class Context(Protocol):
    """Triples beside a graph, asked for as the shapes' paths lead to them."""

    def ends(self, node: Node, *, inverse: bool) -> Ends:
        """Return what a node's triples lead to, or with ``inverse`` what leads to the node."""
        ...

    def part(self, node: Node, predicate: ox.NamedNode, *, inverse: bool) -> AbstractSet[Node]:
        """Return those of the ends that one property leads to, or leads from."""
        ...

    def speaks_of(self, node: Node) -> bool:
        """Say whether there are statements about a node."""
        ...

    def uses(self, predicate: ox.NamedNode) -> bool:
        """Say whether a property is used."""
        ...

    def triples(self) -> Iterator[ox.Triple]:
        """Yield the triples."""
        ...


class LookedUp:
    """The triples that a store holds, and a few more; see ``Context``.

    ``find`` looks up triples (None stands for anything), with their literals as they were
    written; it is asked for a literal as a store has it.
    """

    def __init__(self, find: _Find, few: Iterable[ox.Triple] = ()) -> None:
        self._find = find
        self._few = FewTriples(few)
        self._known: dict[tuple[Node, bool], Ends] = {}

    def ends(self, node: Node, *, inverse: bool) -> Ends:
        """Return what a node's triples lead to, or with ``inverse`` what leads to the node."""
        known = self._known.get((node, inverse))
        if known is None:
            known = {
                name: {*found} for name, found in self._few.ends(node, inverse=inverse).items()
            }
            for name, end in self._look(node, None, inverse):
                known.setdefault(name, set()).add(end)
            self._known[node, inverse] = known
        return known

    def part(self, node: Node, predicate: ox.NamedNode, *, inverse: bool) -> AbstractSet[Node]:
        """Return those of the ends that one property leads to, or leads from."""
        few = self._few.part(node, predicate, inverse=inverse)
        return few.union(end for _, end in self._look(node, predicate, inverse))

    def speaks_of(self, node: Node) -> bool:
        """Say whether there are statements about a node."""
        return self._few.speaks_of(node) or any(True for _ in self._look(node, None, False))

    def uses(self, predicate: ox.NamedNode) -> bool:
        """Say whether a property is used."""
        return self._few.uses(predicate) or any(True for _ in self._find(None, predicate, None))

    def triples(self) -> Iterator[ox.Triple]:
        """Yield the triples."""
        return chain(self._few.triples(), self._find(None, None, None))

    def _look(
        self, node: Node, predicate: ox.NamedNode | None, inverse: bool
    ) -> Iterator[tuple[ox.NamedNode, Node]]:
        if inverse:
            found = map(parts_of, self._find(None, predicate, by_engine(node)))
            return ((name, subject) for subject, name, value in found if value == node)
        if isinstance(node, ox.Literal):
            return iter(())
        return (
            (name, value) for _, name, value in map(parts_of, self._find(node, predicate, None))
        )
