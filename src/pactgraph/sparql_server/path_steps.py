"""Property paths taken apart: what a pattern says by single steps, and what it touches beside."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias, cast, overload

from pyoxigraph import NamedNode

from pactgraph.errors import BadQuery, Location
from pactgraph.syntax.tree import (
    Alternative,
    Blank,
    Inverse,
    Negated,
    Path,
    Repeat,
    Sequence,
    Slot,
    TriplePattern,
    Var,
)

Place: TypeAlias = NamedNode | Var | None


@dataclass(frozen=True)
class Placed:
    """A pattern of one step, and the graph that it is matched in (None: merged).

    ``predicates`` are those that its predicate, a variable then, may be; none: any.
    """

    subject: Slot
    predicate: NamedNode | Var
    object: Slot
    graph: Place
    predicates: tuple[NamedNode, ...] = ()

    @property
    def variables(self) -> tuple[Var, ...]:
        """Return its variables, the graph's among them, once each."""
        slots = (self.subject, self.predicate, self.object, self.graph)
        return tuple(dict.fromkeys(slot for slot in slots if isinstance(slot, Var)))


class Steps:
    """Makes single steps of patterns; blank nodes become variables of the same scope."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)

    def joined(self, pattern: TriplePattern, graph: Place) -> list[Placed]:
        """Return the steps that a pattern is the join of, as far as it is one."""
        predicate = pattern.predicate
        subject, value = _variable(pattern.subject), _variable(pattern.object)
        if isinstance(predicate, Var | Blank):
            return [Placed(subject, _variable(predicate), value, graph)]
        return self._path(subject, cast(Path, predicate), value, graph)

    def _path(self, subject: Slot, path: Path, value: Slot, graph: Place) -> list[Placed]:
        match path:
            case NamedNode():
                return [Placed(subject, path, value, graph)]
            case Inverse(inner):
                return self._path(value, inner, subject, graph)
            case Sequence(steps):
                between = [self._fresh() for _ in steps[1:]]
                ends = [subject, *between, value]
                return [
                    placed
                    for index, step in enumerate(steps)
                    for placed in self._path(ends[index], step, ends[index + 1], graph)
                ]
            case Alternative(branches) if all(isinstance(each, NamedNode) for each in branches):
                return [Placed(subject, self._fresh(), value, graph, branches)]  # type: ignore[arg-type]
        return []

    def beside(
        self, pattern: TriplePattern, graph: Place, around: tuple[Placed, ...]
    ) -> Iterator[Placed]:
        """Yield the steps that a pattern may take and that no join says, from anywhere.

        Raises BadQuery for a path of no length between what no other pattern matches.
        """
        predicate = pattern.predicate
        if not isinstance(predicate, Var | Blank):
            ends = (_variable(pattern.subject), _variable(pattern.object))
            yield from self._beside(cast(Path, predicate), graph, ends, around)

    def _beside(
        self,
        path: Path,
        graph: Place,
        ends: tuple[Slot | None, Slot | None],
        around: tuple[Placed, ...],
    ) -> Iterator[Placed]:
        match path:
            case Inverse(inner):
                yield from self._beside(inner, graph, (ends[1], ends[0]), around)
            case Sequence(steps):
                # What stands between two steps is a node of theirs.
                for step in steps:
                    if _may_be_empty(step):
                        raise _empty()
                    yield from self._beside(step, graph, (None, None), around)
            case Alternative(branches) if not all(
                isinstance(branch, NamedNode) for branch in branches
            ):
                for branch in branches:
                    yield from self._any(branch, graph, ends, around)
            case Repeat(_, 0, _):
                if not any(_is_node(end, graph, around) for end in ends):
                    raise _empty()
                yield from self._any(path.path, graph, ends, around)
            case Repeat(inner, 1, None):
                yield from self._any(inner, graph, ends, around)
            case Negated():
                yield self._step(graph)

    def _any(
        self,
        path: Path,
        graph: Place,
        ends: tuple[Slot | None, Slot | None],
        around: tuple[Placed, ...],
    ) -> Iterator[Placed]:
        """Yield the steps of all predicates in a path, wherever they lead."""
        if _may_be_empty(path) and not any(_is_node(end, graph, around) for end in ends):
            raise _empty()
        predicates = tuple(dict.fromkeys(_predicates(path)))
        if predicates:
            yield self._step(graph, predicates)
        if any(isinstance(each, Negated) for each in _parts(path)):
            yield self._step(graph)

    def _step(self, graph: Place, predicates: tuple[NamedNode, ...] = ()) -> Placed:
        return Placed(self._fresh(), self._fresh(), self._fresh(), graph, predicates)

    def _fresh(self) -> Var:
        return Var(f"step_{next(self.numbers)}")


@overload
def _variable(slot: Var | Blank) -> Var: ...
@overload
def _variable(slot: Slot) -> Slot: ...
def _variable(slot: Slot) -> Slot:
    return Var(f"blank_{slot.label}") if isinstance(slot, Blank) else slot


def _parts(path: Path) -> Iterator[Path]:
    yield path
    match path:
        case Inverse(inner) | Repeat(inner, _, _):
            yield from _parts(inner)
        case Sequence(parts) | Alternative(parts):
            for part in parts:
                yield from _parts(part)


def _predicates(path: Path) -> Iterator[NamedNode]:
    return (part for part in _parts(path) if isinstance(part, NamedNode))


def _may_be_empty(path: Path) -> bool:
    match path:
        case Inverse(inner):
            return _may_be_empty(inner)
        case Repeat(inner, minimum, _):
            return minimum == 0 or _may_be_empty(inner)
        case Sequence(parts):
            return all(map(_may_be_empty, parts))
        case Alternative(parts):
            return any(map(_may_be_empty, parts))
    return False


def _is_node(end: Slot | None, graph: Place, around: tuple[Placed, ...]) -> bool:
    """Tell whether a path's end is a term, or what another pattern of the graph matches."""
    if end is None:
        return False
    if not isinstance(end, Var):
        return True
    return any(each.graph == graph and end in (each.subject, each.object) for each in around)


def _empty() -> BadQuery:
    return BadQuery(
        "a path that may have no length, between what nothing else matches, cannot be asked of "
        "this server: it would need every node of the graph",
        location=Location("query"),
        hint="begin it at a thing, or match one of its ends by a pattern of its own",
    )
