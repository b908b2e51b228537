"""The constraints of SHACL Core that ask other shapes (SHACL, 4.6 and 4.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from pactgraph.namespaces import SH
from pactgraph.shapes.results import Node
from pactgraph.shapes.shape import Breach, Shape

if TYPE_CHECKING:
    from pactgraph.shapes.judge import Judge

ENOUGH: Final[dict[ox.NamedNode, Callable[[int, int], bool]]] = {
    SH.NodeConstraintComponent: lambda conform, shapes: conform == shapes,
    SH.AndConstraintComponent: lambda conform, shapes: conform == shapes,
    SH.OrConstraintComponent: lambda conform, shapes: conform > 0,
    SH.XoneConstraintComponent: lambda conform, shapes: conform == 1,
    SH.NotConstraintComponent: lambda conform, shapes: conform == 0,
}
"""Of how many of its shapes a value must be, by the number of them, for each component."""


@dataclass(frozen=True, slots=True)
class Property:
    """Each value is as a property shape wants it, whose results count (SHACL, 4.7.2)."""

    inner: Shape

    is_worded = True

    @property
    def reported(self) -> tuple[Shape, ...]:
        """The property shape."""
        return (self.inner,)

    @property
    def asked(self) -> tuple[Shape, ...]:
        """No other shape."""
        return ()

    def breaches(
        self, judge: Judge, shape: Shape, focus: Node, values: AbstractSet[Node]
    ) -> Iterator[Breach]:
        """Yield the results of the property shape."""
        for value in values:
            yield from judge.breaches(self.inner, value)


@dataclass(frozen=True, slots=True)
class Conforms:
    """Each value conforms to some of the shapes, to all or to none (SHACL, 4.6 and 4.7.1)."""

    component: ox.NamedNode
    asked: tuple[Shape, ...]

    is_worded = False

    @property
    def reported(self) -> tuple[Shape, ...]:
        """No other shape's results count."""
        return ()

    def breaches(
        self, judge: Judge, shape: Shape, focus: Node, values: AbstractSet[Node]
    ) -> Iterator[Breach]:
        """Yield each value that does not."""
        enough = ENOUGH[self.component]
        for value in values:
            conform = sum(judge.conforms(inner, value) for inner in self.asked)
            if not enough(conform, len(self.asked)):
                yield Breach(shape, self.component, focus, value)


@dataclass(frozen=True, slots=True)
class Qualified:
    """So many of the values conform to a shape, and not to its siblings (SHACL, 4.7.3)."""

    inner: Shape
    siblings: tuple[Shape, ...]
    least: int | None
    most: int | None

    is_worded = False

    @property
    def reported(self) -> tuple[Shape, ...]:
        """No other shape's results count."""
        return ()

    @property
    def asked(self) -> tuple[Shape, ...]:
        """The shape that is counted, and those that are not."""
        return (self.inner, *self.siblings)

    def breaches(
        self, judge: Judge, shape: Shape, focus: Node, values: AbstractSet[Node]
    ) -> Iterator[Breach]:
        """Yield the focus node if there are too many, or too few."""
        count = sum(
            judge.conforms(self.inner, value)
            and not any(judge.conforms(sibling, value) for sibling in self.siblings)
            for value in values
        )
        if self.most is not None and count > self.most:
            yield Breach(shape, SH.QualifiedMaxCountConstraintComponent, focus)
        if self.least is not None and count < self.least:
            yield Breach(shape, SH.QualifiedMinCountConstraintComponent, focus)
