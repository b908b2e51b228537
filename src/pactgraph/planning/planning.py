"""Planning a query: what it names first, or its joins as the graph suggests."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Final, TypeAlias

from pyoxigraph import NamedNode

from pactgraph.engine.protocol import Engine
from pactgraph.errors import BadQuery
from pactgraph.planning.fan_out import FanOut
from pactgraph.planning.joins import is_mere_join, joined, may_be_ordered
from pactgraph.planning.once import Crowd
from pactgraph.planning.order import inside, ordered, with_ordered_tests
from pactgraph.planning.own_variables import with_own_variables
from pactgraph.planning.parameters_known import with_constants
from pactgraph.planning.seeds import seeds
from pactgraph.planning.sorting import with_joined_keys
from pactgraph.planning.statistics import Statistics
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.scope import all_variables, walk
from pactgraph.syntax.tree import (
    Bind,
    Construct,
    Element,
    Group,
    Modifiers,
    Query,
    Select,
    Service,
    Term,
    Var,
)
from pactgraph.syntax.writing import write_query

_STAND_IN: Final = "urn:pactgraph:parameter:"
_KEPT: Final = 256
_COUNTED: Final = 100_000
"""Up to how many statements are counted where all that a pattern has may be joined."""
_CROWD: Final = 500
"""From how many rows on it is worth it to count what might be read as a whole."""
_ALIKE: Final = 2
"""A plan for so many rows is one for up to this many times as many."""
_Asked: TypeAlias = tuple[str, tuple[tuple[str, Term], ...], tuple[str, ...]]


@dataclass(frozen=True)
class _Prepared:
    """A query whose parameters are known: its body, the seeds and the rest of its group."""

    query: Query
    body: Select | Construct
    first: list[Element]
    rest: list[Element]
    fan_out: FanOut


class Planner:
    """Plans queries for the graph of one engine, whose content does not change."""

    def __init__(self, engine: Engine, *, crowd: int = _CROWD) -> None:
        """Take the engine, and from how many rows on it is asked what a pattern has as a whole."""
        self._crowd = crowd
        self._few = Statistics(engine)
        self._many = Statistics(engine, most=_COUNTED)
        self._prepared: dict[_Asked, _Prepared | None] = {}
        self._plans: dict[tuple[_Asked, int], str | None] = {}

    def planned(
        self, text: str, bound: Sequence[tuple[str, Term]] = (), unbound: Collection[str] = ()
    ) -> str | None:
        """Return a query that answers as ``text`` does with these variables bound, sooner.

        ``unbound`` are the parameters that have no value. It begins with what the values name,
        and asks for the rest row by row, so that the cost is that of what belongs to them, or
        once where that takes less. Where they name nothing, it begins with what has the fewest
        statements, and mere patterns are joined in the way that the graph suggests. What EXISTS
        holds is looked up for the row. None where nothing is gained, or the query is of a kind
        that is not planned. Raises as ``Statistics`` does.
        """
        # A plan is the same for all things with about as many rows: one is made for all of them.
        stand_ins = tuple(
            (name, NamedNode(f"{_STAND_IN}{number}") if isinstance(term, NamedNode) else term)
            for number, (name, term) in enumerate(bound)
        )
        asked = (text, stand_ins, tuple(unbound))
        if asked not in self._prepared:
            if len(self._prepared) >= _KEPT:
                self._prepared.clear()
                self._plans.clear()
            self._prepared[asked] = _prepared(*asked)
        prepared = self._prepared[asked]
        if prepared is None:
            return None
        meant = {
            stand_in: term
            for (_, term), (_, stand_in) in zip(bound, stand_ins, strict=True)
            if isinstance(term, NamedNode) and isinstance(stand_in, NamedNode)
        }
        rows = prepared.fan_out.rows(meant, self._many)
        size = 1 + int(log(rows, _ALIKE)) if rows >= self._crowd else 0
        if (asked, size) not in self._plans:
            self._plans[asked, size] = self._plan(prepared, size)
        plan = self._plans[asked, size]
        if plan is not None:
            for stand_in, term in meant.items():
                plan = plan.replace(str(stand_in), str(term))
        return plan

    def _plan(self, prepared: _Prepared, size: int) -> str | None:
        body, first, rest = prepared.body, prepared.first, prepared.rest
        if first:
            crowd = Crowd(_ALIKE ** (size - 1), self._many) if size else None
            within = [inside(one, self._few) for one in first]
            group = ordered(within, rest, self._few, crowd=crowd)
        elif _stops_early(body.modifiers) or not may_be_ordered(body.where):
            group = with_ordered_tests(Group(tuple(rest)), self._few)
        elif is_mere_join(rest):
            group = with_ordered_tests(joined(rest, self._many), self._few)
        else:
            group = ordered((), rest, self._many)
        if group.elements == (*first, *rest):
            return None
        body = replace(body, where=group)
        if isinstance(body, Select):
            body = with_joined_keys(body)
        return write_query(replace(prepared.query, body=body))


def _prepared(
    text: str, bound: tuple[tuple[str, Term], ...], unbound: tuple[str, ...]
) -> _Prepared | None:
    try:
        query = read_query(text)
    except BadQuery:
        return None
    body = query.body
    if not isinstance(body, Select | Construct) or _is_left_alone(query):
        return None
    known = {Var(name): term for name, term in bound}
    unknown = [Var(name) for name in unbound]
    shown = body.columns if isinstance(body, Select) else body.template
    parameters = {*known, *unknown}
    if shown is None or not parameters.isdisjoint(all_variables((shown, body.modifiers))):
        return None
    where = with_constants(with_own_variables(body.where), known, unknown)
    if where is None:
        return None
    first, rest = seeds(_without_unused(where, all_variables((shown, body.modifiers))))
    return _Prepared(query, body, first, rest, FanOut.of(first, rest))


def _is_left_alone(query: Query) -> bool:
    # What another endpoint answers is asked of it as it was written.
    asks = any(isinstance(node, Service) for node in walk(query))
    return asks or bool(query.default_graphs or query.named_graphs)


def _stops_early(modifiers: Modifiers) -> bool:
    """Tell whether the first rows may be the answer: they come soonest row by row."""
    return modifiers.limit is not None and not modifiers.order_by and not modifiers.group_by


def _without_unused(group: Group, used: Collection[Var]) -> Group:
    """Return a group without what it computes for nothing, now that its parameters are known."""
    for element in group.elements:
        if isinstance(element, Bind):
            others = tuple(one for one in group.elements if one is not element)
            if element.variable not in used and element.variable not in all_variables(others):
                return _without_unused(Group(others), used)
    return group
