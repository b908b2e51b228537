"""Focus nodes: what each shape looks at, in a whole graph or among some of its nodes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

from pactgraph.shapes.data_graph import DataGraph, Lookups
from pactgraph.shapes.results import Node
from pactgraph.shapes.shape import Shape, Targets
from pactgraph.shapes.suspects import suspects


class Focus(Protocol):
    """Knows the nodes that a shape looks at."""

    def of(self, shape: Node, targets: Targets) -> Collection[Node]:
        """Return the focus nodes of a shape with these targets."""

    def to_judge(self, shape: Shape) -> Collection[Node]:
        """Return its focus nodes, or only those of them that break the shape."""


class EveryNode:
    """The focus nodes in a whole graph."""

    def __init__(self, graph: DataGraph, shapes: Iterable[Shape] = ()) -> None:
        self._graph = graph
        self._alike: dict[Targets, list[Shape]] = {}
        for shape in shapes:
            self._alike.setdefault(shape.targets, []).append(shape)
        self._suspects: dict[Targets, tuple[set[Node], frozenset[Node]]] = {}

    def of(self, shape: Node, targets: Targets) -> set[Node]:
        """Return the focus nodes of a shape with these targets."""
        found = set(targets.nodes)
        for name in targets.classes:
            found |= self._graph.instances(name)
        for predicate in targets.subjects_of:
            found |= self._graph.subjects_of(predicate)
        for predicate in targets.objects_of:
            found |= self._graph.objects_of(predicate)
        return found

    def to_judge(self, shape: Shape) -> set[Node]:
        """Return the focus nodes that the engine finds to break the shape, or else all."""
        targets = shape.targets
        if targets not in self._suspects:
            self._suspects[targets] = suspects(self._graph, targets, self._alike.get(targets, ()))
        found, asked = self._suspects[targets]
        return found | targets.nodes if shape.node in asked else self.of(shape.node, targets)


class SomeNodes:
    """The focus nodes among some nodes, the same ones for every shape."""

    def __init__(self, graph: Lookups, nodes: Collection[Node]) -> None:
        self._graph = graph
        self._nodes = nodes

    def of(self, shape: Node, targets: Targets) -> list[Node]:
        """Return those of the nodes that a shape with these targets looks at."""
        return [node for node in self._nodes if is_focus(self._graph, node, targets)]

    def to_judge(self, shape: Shape) -> list[Node]:
        """Return those of the nodes that a shape looks at."""
        return self.of(shape.node, shape.targets)


def is_focus(graph: Lookups, node: Node, targets: Targets) -> bool:
    """Say whether a shape with these targets looks at a node (SHACL, 2.1.3)."""
    if node in targets.nodes or (targets.classes and graph.is_instance(node, targets.classes)):
        return True
    for name in targets.subjects_of:
        if graph.some(node, name, 1, inverse=False):
            return True
    return any(graph.some(node, name, 1, inverse=True) for name in targets.objects_of)
