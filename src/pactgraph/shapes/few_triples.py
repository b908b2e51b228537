"""A few triples, found from either end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from pactgraph.shapes.results import Node
from pactgraph.shapes.shapes_graph import parts_of

Ends = dict[ox.NamedNode, set[Node]]
"""What is at the other end of a node's triples, by their property."""
_NOTHING: Final[Ends] = {}


class FewTriples:
    """Triples by subject, by value and by property."""

    def __init__(self, triples: Iterable[ox.Triple] = ()) -> None:
        self._triples: Final = list(map(parts_of, triples))

    @cached_property
    def by_subject(self) -> dict[Node, Ends]:
        """The values of each subject by property."""
        found: dict[Node, Ends] = {}
        for subject, predicate, value in self._triples:
            found.setdefault(subject, {}).setdefault(predicate, set()).add(value)
        return found

    @cached_property
    def by_value(self) -> dict[Node, Ends]:
        """The subjects of each value by property."""
        found: dict[Node, Ends] = {}
        for subject, predicate, value in self._triples:
            found.setdefault(value, {}).setdefault(predicate, set()).add(subject)
        return found

    @cached_property
    def by_property(self) -> dict[ox.NamedNode, set[tuple[Node, Node]]]:
        """The subjects and values of each property."""
        found: dict[ox.NamedNode, set[tuple[Node, Node]]] = {}
        for subject, predicate, value in self._triples:
            found.setdefault(predicate, set()).add((subject, value))
        return found

    def triples(self) -> Iterator[ox.Triple]:
        """Yield the triples."""
        for subject, predicate, value in self._triples:
            yield ox.Triple(subject, predicate, value)  # type: ignore[arg-type]

    def ends(self, node: Node, *, inverse: bool) -> Ends:
        """Return what a node's triples lead to, or with ``inverse`` what leads to the node."""
        return (self.by_value if inverse else self.by_subject).get(node, _NOTHING)

    def part(self, node: Node, predicate: ox.NamedNode, *, inverse: bool) -> frozenset[Node]:
        """Return those of the ends that one property leads to, or leads from."""
        return frozenset(self.ends(node, inverse=inverse).get(predicate, ()))

    def speaks_of(self, node: Node) -> bool:
        """Say whether there are statements about a node."""
        return node in self.by_subject

    def uses(self, predicate: ox.NamedNode) -> bool:
        """Say whether a property is used."""
        return predicate in self.by_property
