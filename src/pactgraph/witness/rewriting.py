"""A group rewritten so that one solution tells everything: what matched, and which branch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from pactgraph.syntax.bound_variables import bound_by, certainly_bound_by, mentioned, path_of
from pactgraph.syntax.tree import (
    Alternative,
    Bind,
    Blank,
    Call,
    Element,
    Group,
    InGraph,
    Inverse,
    Optional,
    Path,
    Sequence,
    Slot,
    SubSelect,
    TriplePattern,
    Triples,
    Union,
    Values,
    Var,
)


@dataclass(frozen=True)
class Exposed:
    """A group that binds more than it did, and how to read it.

    ``group`` is what to ask; ``variables`` are the user's own, then blank nodes, then
    marks. ``marks`` are by the identity of the elements of the ``original``: an OPTIONAL's
    is bound if it matched, a UNION's holds the number of the branch, a VALUES' that of the
    row. ``bound`` tells for an element and a variable of it whether it bound it; ``hops``
    are those of triple patterns with paths, by the patterns' identity.
    """

    original: Group
    group: Group
    variables: tuple[str, ...]
    blanks: Mapping[str, str]
    marks: Mapping[int, str]
    bound: Mapping[tuple[int, str], str]
    hops: Mapping[int, tuple[Hop, ...]]


@dataclass(frozen=True, slots=True)
class Hop:
    """A stretch of a property path in the order of the walk: an edge, or a path to search."""

    start: Slot
    by: NamedNode | Var | Path
    end: Slot
    forward: bool = True


def exposed(group: Group) -> Exposed:
    """Return a group that has the solutions of this one, and says how each came about.

    Blank nodes become variables; inside each OPTIONAL and each branch of a UNION a fresh
    variable is bound; so is the row of a VALUES that UNDEF makes hard to tell, and whether
    a sub-select or BIND bound a variable that others bind too. What is hidden (sub-selects,
    MINUS, EXISTS) stays as it is.
    """
    marker = _Marker(group)
    written = marker.group(group)
    names = dict.fromkeys([*bound_by(group), *marker.blanks.values(), *marker.stops])
    marks = [*marker.marks.values(), *marker.bound.values()]
    return Exposed(
        group, written, (*names, *marks), marker.blanks, marker.marks, marker.bound, marker.hops
    )


def fresh_prefix(taken: Iterable[str]) -> str:
    """Return a prefix of names that no variable has."""
    names = set(taken)
    prefix = "mark"
    while any(name.startswith(prefix) for name in names):
        prefix += "_"
    return prefix


@dataclass
class _Marker:
    whole: Group
    blanks: dict[str, str] = field(default_factory=dict)
    hops: dict[int, tuple[Hop, ...]] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    bound: dict[tuple[int, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._prefix = fresh_prefix(mentioned(self.whole))
        self.stops: list[str] = []
        self._count = 0
        self._binders = Counter(_binders(self.whole))

    def _fresh(self) -> Var:
        self._count += 1
        return Var(f"{self._prefix}{self._count}")

    def group(self, group: Group, mark: tuple[Var, int] | None = None) -> Group:
        elements = [made for element in group.elements for made in self._element(element)]
        if mark is not None:
            elements.append(Bind(Literal(mark[1]), mark[0]))
        return Group(tuple(elements))

    def _element(self, element: Element) -> Iterator[Element]:
        match element:
            case Triples():
                yield from self._triples(element)
            case Group():
                yield self.group(element)
            case Optional():
                mark = self._marked(element)
                yield Optional(self.group(element.group, (mark, 1)))
            case Union():
                mark = self._marked(element)
                yield Union(
                    tuple(
                        self.group(branch, (mark, number))
                        for number, branch in enumerate(element.branches, 1)
                    )
                )
            case InGraph():
                yield InGraph(element.name, self.group(element.group))
            case Values() if any(None in row for row in element.rows):
                mark = self._marked(element)
                rows = tuple((*row, Literal(i)) for i, row in enumerate(element.rows))
                yield Values((*element.variables, mark), rows)
            case SubSelect() | Bind():
                yield from self._telling(element)
            case _:
                yield element

    def _marked(self, element: Element) -> Var:
        mark = self._fresh()
        self.marks[id(element)] = mark.name
        return mark

    def _telling(self, element: SubSelect | Bind) -> Iterator[Element]:
        sure = certainly_bound_by(element)
        unsure = [
            name for name in bound_by(element) if name not in sure and self._binders[name] > 1
        ]
        binds = []
        for name in unsure:
            mark = self._fresh()
            self.bound[id(element), name] = mark.name
            binds.append(Bind(Call("BOUND", (Var(name),)), mark))
        if isinstance(element, SubSelect) and binds:
            yield Group((element, *binds))
        else:
            yield element
            yield from binds

    def _triples(self, element: Triples) -> Iterator[Element]:
        patterns: list[TriplePattern] = []
        choices: list[Values] = []
        for pattern in element.patterns:
            subject, target = self._slot(pattern.subject), self._slot(pattern.object)
            path = path_of(pattern)
            if path is None:
                predicate = pattern.predicate
                if isinstance(predicate, Blank):
                    predicate = self._slot(predicate)
                patterns.append(TriplePattern(subject, predicate, target))
                continue
            hops = tuple(self._hops(path, subject, target, choices))
            self.hops[id(pattern)] = hops
            for hop in hops:
                ends = (hop.start, hop.end) if hop.forward else (hop.end, hop.start)
                patterns.append(TriplePattern(ends[0], hop.by, ends[1]))
        yield Triples(tuple(patterns))
        yield from choices

    def _hops(self, path: Path, start: Slot, end: Slot, choices: list[Values]) -> Iterator[Hop]:
        match path:
            case Sequence():
                stops = [self._stop() for _ in path.steps[1:]]
                ends = zip([start, *stops], path.steps, [*stops, end], strict=True)
                for here, step, there in ends:
                    yield from self._hops(step, here, there, choices)
            case Inverse(path=NamedNode() as by):
                yield Hop(start, by, end, forward=False)
            case Alternative() if all(isinstance(b, NamedNode) for b in path.branches):
                chosen = self._stop()
                rows = tuple((branch,) for branch in path.branches)
                choices.append(Values((chosen,), rows))  # type: ignore[arg-type]
                yield Hop(start, chosen, end)
            case _:
                yield Hop(start, path, end)

    def _stop(self) -> Var:
        variable = self._fresh()
        self.stops.append(variable.name)
        return variable

    def _slot(self, slot: Slot) -> Slot:
        if not isinstance(slot, Blank):
            return slot
        if slot.label not in self.blanks:
            self.blanks[slot.label] = self._fresh().name
        return Var(self.blanks[slot.label])


def _binders(group: Group) -> Iterator[str]:
    """Yield each variable once for each element that may bind it."""
    for element in group.elements:
        match element:
            case Group():
                yield from _binders(element)
            case Optional():
                yield from _binders(element.group)
            case Union():
                for branch in element.branches:
                    yield from _binders(branch)
            case InGraph():
                yield from _binders(element.group)
                if isinstance(element.name, Var):
                    yield element.name.name
            case _:
                yield from set(bound_by(element))
