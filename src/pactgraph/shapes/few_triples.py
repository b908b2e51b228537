"""A few triples, found from either end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from pactgraph.shapes.results import Node
from pactgraph.shapes.shapes_graph import parts_of

Ends = dict[ox.NamedNode, set[Node]]
"""What is at the other end of a node's triples, by their property."""


class FewTriples:
    """Triples by subject, by value and by property."""

    def __init__(self, triples: Iterable[ox.Triple] = ()) -> None:
        self.by_subject: Final[dict[Node, Ends]] = {}
        self.by_value: Final[dict[Node, Ends]] = {}
        self.by_property: Final[dict[ox.NamedNode, list[tuple[Node, Node]]]] = {}
        for subject, predicate, value in map(parts_of, triples):
            self.by_subject.setdefault(subject, {}).setdefault(predicate, set()).add(value)
            self.by_value.setdefault(value, {}).setdefault(predicate, set()).add(subject)
            self.by_property.setdefault(predicate, []).append((subject, value))

    def __iter__(self) -> Iterator[ox.Triple]:
        for subject, ends in self.by_subject.items():
            for name, values in ends.items():
                for value in values:
                    yield ox.Triple(subject, name, value)  # type: ignore[arg-type]

    def ends(self, node: Node, *, inverse: bool) -> Ends:
        """Return what a node's triples lead to, or with ``inverse`` what leads to the node."""
        return (self.by_value if inverse else self.by_subject).get(node, {})
