"""What is at the other end of nodes' triples in a changed graph, looked up once each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Any, Final

import pyoxigraph as ox

from pactgraph.shapes.context import Context
from pactgraph.shapes.few_triples import Ends, FewTriples
from pactgraph.shapes.results import Node

Pairs = Collection[tuple[ox.NamedNode, Node]]
"""Properties, each with what is at the other end."""
Look = Callable[[Node, ox.NamedNode | None], Iterator[tuple[ox.NamedNode, Node]]]
"""Gives what the store holds of a node, by one property or by all."""

_FEW: Final = 32
"""All triples of a node are looked up at once, unless they are more than so many."""
_MUCH: Final = 256
"""From so many ends of one property on, another way is looked for."""
_NONE: Final[frozenset[Any]] = frozenset()


class NodeEnds:
    """The values of nodes, or with ``inverse`` their subjects, after a change."""

    def __init__(
        self,
        look: Look,
        added: FewTriples,
        removed: FewTriples,
        context: Context,
        *,
        inverse: bool,
    ) -> None:
        self._look = look
        self._added = added.by_value if inverse else added.by_subject
        self._removed = removed.by_value if inverse else removed.by_subject
        self._context = context
        self._inverse = inverse
        self._held: dict[Node, Pairs | None] = {}
        self._all: dict[Node, Ends | None] = {}
        self._much: set[tuple[Node, ox.NamedNode]] = set()
        self._parts: dict[tuple[Node, ox.NamedNode], set[Node]] = {}

    def all(self, node: Node) -> Ends | None:
        """Return all ends of a node's triples; None if they are many."""
        try:
            return self._all[node]
        except KeyError:
            pass
        found: Ends | None = None
        held = self._of_store(node)
        if held is not None:
            found = {}
            gone = self._removed.get(node)
            for name, end in held:
                if gone is None or end not in gone.get(name, _NONE):
                    found.setdefault(name, set()).add(end)
            beside = self._context.ends(node, inverse=self._inverse)
            for few in (self._added.get(node, {}), beside):
                for name, ends in few.items():
                    found[name] = found.get(name, set()) | ends
        self._all[node] = found
        return found

    def of(self, node: Node, predicate: ox.NamedNode) -> AbstractSet[Node]:
        """Return the ends of a node's triples with one property."""
        everything = self.all(node)
        if everything is not None:
            return everything.get(predicate) or _NONE
        found = self._parts.get((node, predicate))
        if found is None:
            found = self._part(node, predicate, self._look(node, predicate))
        return found

    def is_much(self, node: Node, predicate: ox.NamedNode) -> bool:
        """Say whether there are very many ends with one property."""
        if self.all(node) is not None or (node, predicate) in self._parts:
            return False
        if (node, predicate) not in self._much:
            found = list(islice(self._look(node, predicate), _MUCH))
            if len(found) < _MUCH:
                self._part(node, predicate, found)
                return False
            self._much.add((node, predicate))
        return True

    def some(self, node: Node, predicate: ox.NamedNode, most: int) -> AbstractSet[Node]:
        """Return the ends with one property: all, or as many of them or more."""
        if self.all(node) is None and (node, predicate) not in self._parts:
            added = self._added.get(node, {}).get(predicate, _NONE)
            if len(added) >= most:
                return added
            gone = self._removed.get(node, {}).get(predicate, _NONE)
            looked = islice(self._look(node, predicate), most + len(gone))
            found = added.union(end for _, end in looked if end not in gone)
            if len(found) >= most:
                return found
        return self.of(node, predicate)

    def properties(self, node: Node) -> Iterator[ox.NamedNode]:
        """Yield the properties of a node's triples, maybe several times."""
        everything = self.all(node)
        if everything is not None:
            yield from (name for name, ends in everything.items() if ends)
            return
        names = {**self._added.get(node, {}), **self._context.ends(node, inverse=self._inverse)}
        yield from names
        for name, _ in self._look(node, None):
            if name not in names and self.some(node, name, 1):
                yield name

    def kept(self, node: Node) -> Iterator[tuple[ox.NamedNode, Node]]:
        """Yield what a node had before the change and has still."""
        held = self._of_store(node)
        less, more = self._removed.get(node, {}), self._added.get(node, {})
        for name, end in self._look(node, None) if held is None else held:
            if end not in less.get(name, _NONE) and end not in more.get(name, _NONE):
                yield name, end

    def _part(
        self, node: Node, predicate: ox.NamedNode, held: Iterable[tuple[ox.NamedNode, Node]]
    ) -> set[Node]:
        found = {end for _, end in held}
        found -= self._removed.get(node, {}).get(predicate, _NONE)
        found |= self._added.get(node, {}).get(predicate, _NONE)
        found |= self._context.part(node, predicate, inverse=self._inverse)
        self._parts[node, predicate] = found
        return found

    def _of_store(self, node: Node) -> Pairs | None:
        if node not in self._held:
            found = list(islice(self._look(node, None), _FEW + 1))
            self._held[node] = found if len(found) <= _FEW else None
        return self._held[node]
