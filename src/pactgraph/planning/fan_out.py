"""The fan-out of a query: about how many rows a query's seeds lead to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import NamedNode

from pactgraph.planning.estimate import solutions
from pactgraph.planning.statistics import Statistics
from pactgraph.syntax.scope import all_variables, replace, walk
from pactgraph.syntax.tree import (
    Element,
    Group,
    InGraph,
    SubSelect,
    TriplePattern,
    Triples,
    Union,
    Values,
    Var,
)

_Way: TypeAlias = tuple[TriplePattern, ...]


@dataclass(frozen=True)
class FanOut:
    """Ways from what is named: patterns, each asked of what those before it give.

    Of ways that stand together each gives rows of its own.
    """

    ways: tuple[tuple[_Way, ...], ...]

    @classmethod
    def of(cls, seeds: Sequence[Element], rest: Sequence[Element]) -> FanOut:
        """Return the fan-out of seeds in a group that has the rest as well."""
        joined = _patterns(tuple(one for one in rest if isinstance(one, Triples | InGraph)))
        found: list[tuple[_Way, ...]] = []
        for seed in seeds:
            match seed:
                case Values((variable,), ((NamedNode() as term,),)):
                    for pattern in joined:
                        if pattern.object == variable and isinstance(pattern.subject, Var):
                            found.append(((_with(pattern, variable, term),),))
                case SubSelect(select):
                    match select.where:
                        case Group((Union(branches),)):
                            found.append(tuple(map(_way, branches)))
                        case group:
                            found.append((_way(group),))
        return cls(tuple(found))

    def rows(self, meant: Mapping[NamedNode, NamedNode], statistics: Statistics) -> float:
        """Return about how many rows that is for the things meant by the names; 0 if unknown.

        Of ways that are joined the one counts that has the fewest. What is not said of the named
        thing itself, but farther on, counts as none: means multiplied over several steps may be
        off by orders of magnitude, and a hub's plan is slow where there is no hub.
        """

        def number(way: _Way) -> float:
            found, bound = 1.0, set[Var]()
            for pattern in way:
                asked = replace(pattern, lambda node: meant.get(node, node))
                if bound and not bound.issuperset(all_variables(asked)):
                    return 0.0
                found *= solutions(Triples((asked,)), bound, statistics)
                bound.update(all_variables(pattern))
            return found

        return min((sum(map(number, together)) for together in self.ways), default=0.0)


def _patterns(part: object) -> list[TriplePattern]:
    return [one for one in walk(part) if isinstance(one, TriplePattern)]


def _way(group: Group) -> _Way:
    return tuple(sorted(_patterns(group), key=lambda one: not isinstance(one.object, NamedNode)))


def _with(pattern: TriplePattern, variable: Var, term: NamedNode) -> TriplePattern:
    return replace(pattern, lambda node: term if node == variable else node)
