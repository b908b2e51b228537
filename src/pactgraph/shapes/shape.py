"""A shape as it was read: what it looks at, what it asks, and what it says if that is not so."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from pactgraph.shapes.paths import Path
from pactgraph.shapes.results import Node, PropertyPath, Severity

if TYPE_CHECKING:
    from pactgraph.shapes.judge import Judge


@dataclass(frozen=True, slots=True)
class Targets:
    """What a shape looks at (SHACL, 2.1.3)."""

    nodes: frozenset[Node] = frozenset()
    classes: frozenset[Node] = frozenset()
    subjects_of: frozenset[ox.NamedNode] = frozenset()
    objects_of: frozenset[ox.NamedNode] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.classes or self.subjects_of or self.objects_of)


@dataclass(eq=False, slots=True)
class Shape:
    """A node shape, or with a path a property shape (SHACL, 2.2 and 2.3)."""

    node: Node
    name: str
    targets: Targets
    path: Path | None
    shown_path: PropertyPath | None
    severity: Severity
    message: str | None
    deactivated: bool
    constraints: list[Constraint] = field(default_factory=list)

    @property
    def is_worded(self) -> bool:
        """Whether every result has a message of its own; pySHACL words the others."""
        return all(
            self.message is not None or constraint.is_worded for constraint in self.constraints
        ) and all(inner.is_worded for one in self.constraints for inner in one.reported)


@dataclass(frozen=True, slots=True)
class Breach:
    """One way in which a focus node is not as a shape wants it."""

    shape: Shape
    component: ox.NamedNode
    focus: Node
    value: Node | None = None
    path: PropertyPath | None = None
    """Another path than the shape's."""
    message: str | None = None
    """Another message than the shape's."""


class Constraint(Protocol):
    """One thing that a shape asks of the values of a focus node."""

    @property
    def is_worded(self) -> bool:
        """Whether its results have a message without the shape's."""

    @property
    def reported(self) -> tuple[Shape, ...]:
        """The shapes whose own results are results."""

    @property
    def asked(self) -> tuple[Shape, ...]:
        """The shapes that values must or must not conform to."""

    def breaches(
        self, judge: Judge, shape: Shape, focus: Node, values: AbstractSet[Node]
    ) -> Iterator[Breach]:
        """Yield how the values of a focus node break it."""
