"""How many solutions a part of a group adds to each row before it, by the graph's statistics."""

from __future__ import annotations

from collections.abc import Collection
from math import inf
from typing import Final

from pyoxigraph import Literal, NamedNode

from pactgraph.planning.statistics import Statistics
from pactgraph.syntax.scope import walk
from pactgraph.syntax.tree import (
    Alternative,
    Blank,
    Element,
    InGraph,
    Inverse,
    Negated,
    Path,
    Repeat,
    Sequence,
    Slot,
    Term,
    TriplePattern,
    Var,
)

_OF_A_SUBJECT: Final = 20.0
_OF_AN_OBJECT: Final = 100.0
"""Statements of a subject, and of an object, whatever the property."""
_IN_A_GRAPH: Final = 5.0
"""Statements of a named graph that fit a pattern: a passage's graph is small."""
_STEPS: Final = 10.0
"""What a path of any length finds more than one step."""


def solutions(part: Element, bound: Collection[Var], statistics: Statistics) -> float:
    """Return how many solutions a part has for one row that binds these variables, about.

    Of several patterns in it the one counts that has the fewest. Infinity means too many to look
    at, or a part without patterns.
    """
    patterns = (one for one in walk(part) if isinstance(one, TriplePattern))
    number = min((_rows(one, bound, statistics) for one in patterns), default=inf)
    if isinstance(part, InGraph) and _is_fixed(part.name, bound):
        return min(number, _IN_A_GRAPH)
    return number


def _rows(pattern: TriplePattern, bound: Collection[Var], statistics: Statistics) -> float:
    predicate = pattern.predicate
    subject = _fixed(pattern.subject, bound)
    value = _fixed(pattern.object, bound)
    if isinstance(predicate, Var | Blank | Literal):
        return _of_any(subject, value)
    return _of_path(subject, predicate, value, statistics)


def _fixed(slot: Slot, bound: Collection[Var]) -> Term | bool:
    """Return the term that stands there, True if it is one that is not known yet, else False."""
    return slot if isinstance(slot, NamedNode | Literal) else slot in bound


def _is_fixed(slot: Slot, bound: Collection[Var]) -> bool:
    return _fixed(slot, bound) is not False


def _of_any(subject: Term | bool, value: Term | bool) -> float:
    if subject is not False:
        return _OF_A_SUBJECT if value is False else 1.0
    return inf if value is False else _OF_AN_OBJECT


def _of_path(subject: Term | bool, path: Path, value: Term | bool, statistics: Statistics) -> float:
    match path:
        case NamedNode():
            return _of_property(subject, path, value, statistics)
        case Inverse(inner):
            return _of_path(value, inner, subject, statistics)
        case Alternative(branches):
            return sum(_of_path(subject, one, value, statistics) for one in branches)
        case Sequence((first, *others)):
            rest = Sequence(tuple(others)) if len(others) > 1 else others[0]
            return min(
                _of_path(subject, first, middle, statistics)
                * _of_path(left, rest, value, statistics)
                for middle, left in ((False, True), (True, False))
            )
        case Repeat(inner):
            return _STEPS * _of_path(subject, inner, value, statistics)
        case Negated():
            return _of_any(subject, value)
    return inf


def _of_property(
    subject: Term | bool, predicate: NamedNode, value: Term | bool, statistics: Statistics
) -> float:
    if subject is not False:
        if value is False:
            return statistics.objects(predicate)
        return statistics.likelihood(predicate)
    if isinstance(value, NamedNode | Literal):
        return statistics.subjects_of(predicate, value)
    if value is True:
        return statistics.subjects(predicate)
    return statistics.statements(predicate)
