"""The constraints of SHACL Core that ask something of the values themselves (SHACL, 4.1 to 4.8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from pactgraph.namespaces import SH
from pactgraph.shapes.results import Node, PropertyPath
from pactgraph.shapes.shape import Breach, Shape
from pactgraph.shapes.shapes_graph import NotCompiled
from pactgraph.shapes.value_tests import Test, is_less

if TYPE_CHECKING:
    from pactgraph.shapes.judge import Judge


class Plain:
    """A constraint that no other shape has a part in, and that has no message of its own."""

    __slots__ = ()

    is_worded = False
    reported: tuple[Shape, ...] = ()
    asked: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class EachValue(Plain):
    """Each value passes a test."""

    component: ox.NamedNode
    test: Test
    native: str | None = None
    """The same test as a condition of SPARQL on @, where engines mean the same by it."""
    sure: str | None = None
    """A condition of SPARQL on @ that is true of nothing that does not pass."""

    def breaches(
        self, judge: Judge, shape: Shape, focus: Node, values: AbstractSet[Node]
    ) -> Iterator[Breach]:
        """Yield each value that does not pass."""
        for value in values:
            if not self.test(value):
                yield Breach(shape, self.component, focus, value)


@dataclass(frozen=True, slots=True)
class OfClass(Plain):
    """Each value is of a class (SHACL, 4.1.1)."""

    name: Node

    def breaches(
        self, judge: Judge, shape: Shape, focus: Node, values: AbstractSet[Node]
    ) -> Iterator[Breach]:
        """Yield each value that is not."""
        wanted = frozenset((self.name,))
        for value in values:
            if not judge.graph.is_instance(value, wanted):
                yield Breach(shape, SH.ClassConstraintComponent, focus, value)


@dataclass(frozen=True, slots=True)
class AtLeast(Plain):
    """There are so many values, or more (SHACL, 4.2.1)."""

    least: int

    def breaches(
        self, judge: Judge, shape: Shape, focus: Node, values: AbstractSet[Node]
    ) -> Iterator[Breach]:
        """Yield the focus node if it has fewer."""
        if len(values) < self.least:
            yield Breach(shape, SH.MinCountConstraintComponent, focus)


@dataclass(frozen=True, slots=True)
class AtMost(Plain):
    """There are so many values, or fewer (SHACL, 4.2.2)."""

    most: int

    def breaches(
        self, judge: Judge, shape: Shape, focus: Node, values: AbstractSet[Node]
    ) -> Iterator[Breach]:
        """Yield the focus node if it has more."""
        if len(values) > self.most:
            yield Breach(shape, SH.MaxCountConstraintComponent, focus)


@dataclass(frozen=True, slots=True)
class HasValue(Plain):
    """One of the values is this one (SHACL, 4.8.2)."""

    value: Node

    def breaches(
        self, judge: Judge, shape: Shape, focus: Node, values: AbstractSet[Node]
    ) -> Iterator[Breach]:
        """Yield the focus node if none is."""
        if self.value not in values:
            yield Breach(shape, SH.HasValueConstraintComponent, focus)


@dataclass(frozen=True, slots=True)
class UniqueLang(Plain):
    """No two values are in one language (SHACL, 4.4.5)."""

    def breaches(
        self, judge: Judge, shape: Shape, focus: Node, values: AbstractSet[Node]
    ) -> Iterator[Breach]:
        """Yield the focus node if two are."""
        languages = Counter(
            value.language.lower()
            for value in values
            if isinstance(value, ox.Literal) and value.language
        )
        if any(count > 1 for count in languages.values()):
            yield Breach(shape, SH.UniqueLangConstraintComponent, focus)


@dataclass(frozen=True, slots=True)
class Equals(Plain):
    """The values are those of another property too (SHACL, 4.5.1)."""

    predicate: ox.NamedNode

    def breaches(
        self, judge: Judge, shape: Shape, focus: Node, values: AbstractSet[Node]
    ) -> Iterator[Breach]:
        """Yield each value that only one of the two has."""
        for value in values ^ judge.graph.objects(focus, self.predicate):
            yield Breach(shape, SH.EqualsConstraintComponent, focus, value)


@dataclass(frozen=True, slots=True)
class Disjoint(Plain):
    """None of the values is one of another property (SHACL, 4.5.2)."""

    predicate: ox.NamedNode

    def breaches(
        self, judge: Judge, shape: Shape, focus: Node, values: AbstractSet[Node]
    ) -> Iterator[Breach]:
        """Yield each value that both have."""
        for value in values & judge.graph.objects(focus, self.predicate):
            yield Breach(shape, SH.DisjointConstraintComponent, focus, value)


@dataclass(frozen=True, slots=True)
class Less(Plain):
    """The values are less than all of another property, or as much (SHACL, 4.5.3 and 4.5.4)."""

    predicate: ox.NamedNode
    or_equal: bool

    def breaches(
        self, judge: Judge, shape: Shape, focus: Node, values: AbstractSet[Node]
    ) -> Iterator[Breach]:
        """Yield each value that is not; raises NotCompiled for a blank node."""
        if not values:
            return
        others = judge.graph.objects(focus, self.predicate)
        component = (
            SH.LessThanOrEqualsConstraintComponent
            if self.or_equal
            else SH.LessThanConstraintComponent
        )
        for value in values:
            if isinstance(value, ox.BlankNode):
                raise NotCompiled("it compares a blank node")
            for other in others:
                if isinstance(other, ox.BlankNode):
                    raise NotCompiled("it compares a blank node")
                if not is_less(value, other, self.or_equal):
                    yield Breach(shape, component, focus, value)
                    break


@dataclass(frozen=True, slots=True)
class Closed(Plain):
    """The values have no other properties than these (SHACL, 4.8.1)."""

    allowed: frozenset[Node]
    always: tuple[ox.NamedNode, ox.NamedNode]
    """A statement that is allowed whatever else is."""

    def breaches(
        self, judge: Judge, shape: Shape, focus: Node, values: AbstractSet[Node]
    ) -> Iterator[Breach]:
        """Yield each statement about a value that is not allowed."""
        for value in values:
            for predicate in judge.graph.predicates(value) - self.allowed:
                for found in judge.graph.objects(value, predicate):
                    if (predicate, found) != self.always:
                        path = PropertyPath.of(predicate)
                        yield Breach(shape, SH.ClosedConstraintComponent, focus, found, path)
