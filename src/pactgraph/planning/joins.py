"""Joins of patterns that nothing is known before: row by row while rows are few, else as wholes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from pactgraph.planning.estimate import solutions
from pactgraph.planning.once import SCANNED
from pactgraph.planning.order import alone, by_solutions
from pactgraph.planning.statistics import Statistics
from pactgraph.syntax.scope import variables_of, walk
from pactgraph.syntax.tree import (
    Bind,
    Column,
    Element,
    Filter,
    Group,
    InGraph,
    Lateral,
    Select,
    SubSelect,
    TriplePattern,
    Triples,
    Values,
    Var,
)

_HELD: Final = 1_000_000
"""How many rows may be held in memory for a join."""
_FEWEST: Final = 3
_MOST: Final = 64
"""How many patterns are worth an order of ours; beyond that finding it takes too long."""


def may_be_ordered(group: Group) -> bool:
    """Tell whether an order can be found for a group: it has not too many patterns."""
    return sum(isinstance(node, TriplePattern) for node in walk(group)) <= _MOST


def is_mere_join(elements: Sequence[Element]) -> bool:
    """Tell whether a group is patterns that stand together, and then what is computed of them."""
    parts = [one for one in elements if not isinstance(one, Filter)]
    joins = list(takewhile(lambda one: isinstance(one, Triples | InGraph | Values), parts))
    number = sum(len(_patterns(one)) for one in joins)
    return number >= _FEWEST and all(isinstance(one, Bind) for one in parts[len(joins) :])


def joined(elements: Sequence[Element], statistics: Statistics) -> Group:
    """Return the group of a mere join, its patterns in the order and the way they are joined.

    The engine looks up a pattern for each row before it, wherever it can; a sub-select it joins as
    a whole, by a hash table. That costs all solutions of the pattern, and no look-up.
    """
    patterns = [one for element in elements for one in _patterns(element)]
    parts: list[Element] = []
    bound: set[Var] = set()
    rows = 1.0
    for part in by_solutions(patterns, (), statistics):
        variables = variables_of(part)
        if isinstance(part, Values):
            rows *= len(part.rows) if bound.isdisjoint(variables) else 1
            parts.append(part)
        else:
            whole = solutions(part, (), statistics)
            if not parts:
                parts.append(part)
            elif variables and whole / SCANNED < rows <= _HELD:
                columns = tuple(Column(one) for one in variables)
                parts.append(SubSelect(Select(columns, Group((part,)))))
            else:
                parts.append(Lateral(Group((part,))))
            rows *= solutions(part, bound, statistics)
        bound.update(variables)
    return Group((*parts, *(one for one in elements if not _patterns(one))))


def _patterns(element: Element) -> list[Element]:
    return alone(element) if isinstance(element, Triples | InGraph | Values) else []
