"""The conditions of a query: what must all hold for a row, each able to stand alone.

A condition is a triple pattern, a filter, a UNION, a sub-select and so on, with the GRAPH
that it stands in. Any of them can be left out, and what is left means the same in any
company: a filter says nothing until every variable that it reads is settled, that is, until
all that binds it in the whole query is there, or something that binds it for certain. BIND,
MINUS and OPTIONAL are held to the same, by what precedes them. So conditions that find
nothing find nothing in larger company either, which a search for the smallest needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pactgraph.nothing.apart import GraphName, split, taken_apart
from pactgraph.nothing.parameters import Given
from pactgraph.nothing.scope import Binds, Names, binds, binds_together, named
from pactgraph.syntax.tree import (
    Bind,
    Element,
    Exists,
    Filter,
    Group,
    InGraph,
    Minus,
    Optional,
    TriplePattern,
    Triples,
    Values,
    Var,
)

Set = frozenset[int]
_EARLY = (Bind, Optional, Minus)
_NOTHING_GIVEN = Given()


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition, by its number in the query; ``reads`` must be settled before it speaks."""

    number: int
    element: Element
    binds: Binds
    reads: Names

    @property
    def graph(self) -> GraphName | None:
        """The graph that it asks, where it asks one."""
        return self.element.name if isinstance(self.element, InGraph) else None

    @property
    def graph_name(self) -> str | None:
        """The variable that stands for its graph."""
        return self.graph.name if isinstance(self.graph, Var) else None

    @property
    def pattern(self) -> TriplePattern | None:
        """Its triple pattern, where it is one."""
        inner = self.element
        if isinstance(inner, InGraph) and len(inner.group.elements) == 1:
            inner = inner.group.elements[0]
        return inner.patterns[0] if isinstance(inner, Triples) else None


class Conditions:
    """The conditions of a group, those left out that can never empty an answer.

    ``adding`` are the OPTIONALs among the latter: what they add can still be shown.
    """

    def __init__(self, elements: Iterable[Element]) -> None:
        listed = list(elements)
        mattering = _that_matter(listed)
        self.every: tuple[Condition, ...] = _numbered(mattering)
        self.adding: tuple[Optional, ...] = tuple(
            e for e in listed if isinstance(e, Optional) and e not in mattering
        )

    @classmethod
    def of(
        cls, group: Group, values: Values | None = None, given: Given = _NOTHING_GIVEN
    ) -> Conditions:
        """Return the conditions of a query's outermost group and the VALUES after it."""
        settled = [given.settled(element) for element in group.elements]
        elements = taken_apart(element for element in settled if element is not None)
        return cls([*elements, *(split(values) if values is not None else ())])

    @property
    def numbers(self) -> Set:
        """The numbers of all."""
        return frozenset(range(len(self.every)))

    def __getitem__(self, number: int) -> Condition:
        return self.every[number]

    def speaking(self, chosen: Set) -> Set:
        """Return those of the chosen that say something: what they read is settled."""
        found: Set = frozenset()
        while True:
            new = frozenset(
                n
                for n in chosen - found
                if all(self._settled(name, self.every[n], found) for name in self.every[n].reads)
            )
            if not new:
                return found
            found |= new

    def _settled(self, name: str, reader: Condition, found: Set) -> bool:
        early = isinstance(reader.element, _EARLY)
        before = [
            c
            for c in self.every
            if c.number != reader.number
            and (c.number < reader.number or not early)
            and name in c.binds.possible
        ]
        if any(name in c.binds.certain and c.number in found for c in before):
            return True
        return all(c.number in found for c in before)

    def tested_things(self, number: int) -> tuple[str, tuple[str, ...]] | None:
        """Return the one variable that a test of reckoned values is about, and these values.

        A reckoned value is what BIND makes of EXISTS. None for any other condition.
        """
        test = self.every[number]
        if not isinstance(test.element, Filter):
            return None
        reckoned = {
            c.element.variable.name: c
            for c in self.every
            if isinstance(c.element, Bind) and isinstance(c.element.expression, Exists)
        }
        given = {
            name
            for c in self.every
            if isinstance(c.element, Values) and len(c.element.rows) == 1
            for name in c.binds.certain
        }
        tested = tuple(name for name in reckoned if name in test.reads)
        about = test.reads.union(*(reckoned[name].reads for name in tested)) - given - {*tested}
        if not tested or len(about) != 1:
            return None
        return next(iter(about)), tested

    def parts(self, speaking: Set) -> list[Set]:
        """Return them in parts that share no variable: each part can fail alone."""
        bound = frozenset().union(*(self.every[n].binds.possible for n in speaking))
        parts: list[tuple[set[int], set[str]]] = []
        for number in sorted(speaking):
            names = set(named(self.every[number].element) & bound)
            numbers = {number}
            apart = []
            for other in parts:
                if other[1] & names:
                    numbers |= other[0]
                    names |= other[1]
                else:
                    apart.append(other)
            parts = [*apart, (numbers, names)]
        return sorted((frozenset(numbers) for numbers, _ in parts), key=min)

    def group(
        self, numbers: Iterable[int], instead: dict[int, tuple[Element, ...]] | None = None
    ) -> Group:
        """Return a group of these conditions, some of them with other elements instead."""
        elements: list[Element] = []
        for number in sorted(numbers):
            elements += (instead or {}).get(number, (self.every[number].element,))
        return Group(tuple(together(elements)))


def together(elements: Iterable[Element]) -> list[Element]:
    """Return elements with neighbours joined that are triples of one graph.

    An engine plans a basic graph pattern as a whole, and its parts one by one.
    """
    found: list[Element] = []
    for element in elements:
        last = found[-1] if found else None
        if isinstance(element, Triples) and isinstance(last, Triples):
            found[-1] = Triples(last.patterns + element.patterns)
        elif (
            isinstance(element, InGraph) and isinstance(last, InGraph) and last.name == element.name
        ):
            inner = together((*last.group.elements, *element.group.elements))
            found[-1] = InGraph(last.name, Group(tuple(inner)))
        else:
            found.append(element)
    return found


def _numbered(elements: list[Element]) -> tuple[Condition, ...]:
    bound = [binds(element) for element in elements]
    found = []
    for number, element in enumerate(elements):
        others = bound[:number] if isinstance(element, _EARLY) else bound
        reads: Names = frozenset()
        if isinstance(element, Filter | Bind | Optional | Minus):
            reads = named(element) & frozenset().union(*(b.possible for b in others))
        found.append(Condition(number, element, bound[number], reads))
    return tuple(found)


def _that_matter(elements: list[Element]) -> list[Element]:
    """Leave out what can never empty an answer: what only adds columns that nothing reads."""
    kept = [not isinstance(e, Optional | Bind | Values) or _refuses(e) for e in elements]
    for at, element in enumerate(elements):
        if isinstance(element, Minus):
            # MINUS takes away nothing where no variable is shared (section 8.3.3).
            kept[at] = bool(named(element) & binds_together(elements[:at]).possible)
    waiting = [at for at, is_kept in enumerate(kept) if not is_kept]
    again = True
    while again:
        again = False
        for at in waiting:
            new = binds(elements[at]).possible
            if isinstance(elements[at], Optional):
                new -= binds_together(elements[:at]).certain
            readers = (
                other
                for i, other in enumerate(elements)
                if i != at and _reads(other, elements[at], later=i > at, kept=kept[i])
            )
            if not kept[at] and any(new & named(reader) for reader in readers):
                kept[at] = again = True
    return [element for at, element in enumerate(elements) if kept[at]]


def _reads(other: Element, element: Element, *, later: bool, kept: bool) -> bool:
    """Tell whether another element can be told what an element binds."""
    if isinstance(element, Values) and isinstance(other, Values):
        return True
    return kept and (later or isinstance(other, Filter) or isinstance(element, Values))


def _refuses(element: Element) -> bool:
    return isinstance(element, Values) and not element.rows
