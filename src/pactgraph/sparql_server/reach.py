"""The reach of a query: the patterns whose statements it can touch, group by group.

Where a server cannot be trusted with a query as a whole, it is asked for these statements,
and the query runs over them here. Each group's patterns are asked for as one join, and then
those of the groups inside it, for the values that the join had. What a join leaves out
(filters, BIND) only makes it match more, so the statements are enough: those that match a
pattern beside what the pattern is joined with are among them.

How SPARQL is evaluated decides which values may be used inside (section 18.2). The right side
of OPTIONAL and MINUS, and EXISTS in BIND, meet what stands before them in their group; EXISTS
in a filter meets all that the group binds; a group is joined with what is around it; a
sub-select meets nothing. A variable that is bound elsewhere is left free.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from pactgraph.errors import BadQuery, Location
from pactgraph.sparql_server.path_steps import Place, Placed, Steps
from pactgraph.syntax.scope import all_variables, rename, variables_of, walk
from pactgraph.syntax.tree import (
    Aggregate,
    Bind,
    Describe,
    Element,
    Exists,
    Filter,
    Group,
    InGraph,
    Minus,
    Operation,
    Optional,
    Query,
    Service,
    SubSelect,
    Term,
    Triples,
    Union,
    Values,
    Var,
)

Given = Mapping[Var, frozenset[Term]]


@dataclass(frozen=True)
class Join:
    """Patterns that are connected by variables; ``conditions`` only tell IRIs apart."""

    patterns: tuple[Placed, ...]
    conditions: tuple[Values | Filter, ...] = ()

    @property
    def variables(self) -> frozenset[Var]:
        """Return the variables of its patterns."""
        return variables_of_patterns(self.patterns)

    @property
    def things(self) -> frozenset[Var]:
        """Return the variables that cannot be literals: those that are no object alone."""
        slots = (s for each in self.patterns for s in (each.subject, each.predicate, each.graph))
        return frozenset(slot for slot in slots if isinstance(slot, Var))


@dataclass(frozen=True)
class Reach:
    """What one group of a query can touch.

    ``joins`` must each match for the group to have a solution; ``apart`` are the steps of
    paths, which need not; ``given`` are values that the group gives itself; ``inside`` are the
    groups in it, each with the variables whose values it is asked for (None: also those from
    around).
    """

    joins: tuple[Join, ...]
    apart: tuple[Join, ...] = ()
    given: Given = field(default_factory=dict)
    inside: tuple[tuple[Reach, frozenset[Var] | None], ...] = ()


def reach(query: Query) -> Reach:
    """Return what a query can touch.

    Raises:
        BadQuery: it asks for what statements that match patterns do not tell.
    """
    if query.default_graphs or query.named_graphs:
        raise refused("FROM", "the graphs of a store are as they were built")
    if isinstance(query.body, Describe):
        raise refused("DESCRIBE", "it has no pattern for what it tells; write a CONSTRUCT")
    planner = _Planner()
    body = query.body
    beside = tuple(
        getattr(body, each.name) for each in dataclasses.fields(body) if each.name != "where"
    )
    whole = planner.group(body.where, None)
    free = tuple((planner.group(e.group, None), frozenset[Var]()) for e in _existences(beside))
    return dataclasses.replace(whole, inside=(*whole.inside, *free))


def refused(what: str, why: str) -> BadQuery:
    """Return the refusal of what is not answered from a server of this sort."""
    return BadQuery(
        f"{what} cannot be asked of this server: {why}",
        location=Location("query"),
        hint="ask a store on disk, or a server that answers as the recommendations say",
    )


def variables_of_patterns(patterns: Iterable[Placed]) -> frozenset[Var]:
    """Return the variables of patterns of one step."""
    return frozenset(variable for each in patterns for variable in each.variables)


class _Planner:
    def __init__(self) -> None:
        self.steps = Steps()

    def group(self, group: Group, place: Place) -> Reach:
        elements = list(_flat(group, place))
        own: list[Placed] = []
        values: list[Values] = []
        seen: list[frozenset[Var]] = []
        for element, at in elements:
            seen.append(variables_of_patterns(own) | frozenset(all_variables(tuple(values))))
            if isinstance(element, Triples):
                for pattern in element.patterns:
                    own += self.steps.joined(pattern, at)
            elif isinstance(element, Values) and _is_full(element):
                values.append(element)
            elif isinstance(element, Bind) and isinstance(element.expression, NamedNode):
                values.append(Values((element.variable,), ((element.expression,),)))
        bound = variables_of_patterns(own)
        filters = [each for each, _ in elements if isinstance(each, Filter)]
        telling = [each for each in filters if _tells_iris_apart(each.expression, bound)]
        every = bound | frozenset(all_variables(tuple(values)))
        inside: list[tuple[Reach, frozenset[Var] | None]] = []
        for (element, at), before in zip(elements, seen, strict=True):
            inside += self._inside(element, at, before, every)
        return Reach(
            tuple(_connected(own, [*values, *telling])),
            tuple(self._apart(elements, own)),
            _given(values),
            tuple(inside),
        )

    def _apart(self, elements: list[tuple[Element, Place]], own: list[Placed]) -> Iterator[Join]:
        for element, at in elements:
            if isinstance(element, Triples):
                for pattern in element.patterns:
                    for step in self.steps.beside(pattern, at, tuple(own)):
                        yield Join((step,))

    def _inside(
        self, element: object, at: Place, before: frozenset[Var], every: frozenset[Var]
    ) -> Iterator[tuple[Reach, frozenset[Var] | None]]:
        match element:
            case Optional(group) | Minus(group):
                yield self.group(group, at), before
            case Union(branches):
                for branch in branches:
                    yield self.group(branch, at), None
            case Group():
                yield self.group(element, at), None
            case SubSelect(select):
                if isinstance(at, Var) and at not in variables_of(select):
                    # Inside, that name is another variable, and the graph is the same.
                    select = rename(select, {at: Var(f"{at.name}_inside")})
                yield self.group(select.where, at), frozenset()
                for exists in _existences((select.columns, select.modifiers)):
                    yield self.group(exists.group, at), frozenset()
            case Filter(expression):
                for exists in _existences(expression):
                    yield self.group(exists.group, at), every
            case Bind(expression, _):
                for exists in _existences(expression):
                    yield self.group(exists.group, at), before


def _flat(group: Group, place: Place) -> Iterator[tuple[Element, Place]]:
    """Yield a group's elements with the graph that each is matched in."""
    for element in group.elements:
        if isinstance(element, Service):
            raise refused("SERVICE", "what others answer is no part of it")
        if isinstance(element, InGraph):
            if not _must_match(element.group):
                raise refused("GRAPH of nothing that must match", "it tells which graphs there are")
            yield from _flat(element.group, element.name)
        else:
            yield element, place


def _must_match(group: Group) -> bool:
    """Tell whether a group has no solution where no statement matches."""
    for element in group.elements:
        match element:
            case Triples() | InGraph():
                return True
            case Group() | SubSelect():
                inner = element if isinstance(element, Group) else element.select.where
                if _must_match(inner) and not _counts(element):
                    return True
            case Union(branches):
                if all(map(_must_match, branches)):
                    return True
    return False


def _counts(element: Group | SubSelect) -> bool:
    """Tell whether a sub-select groups: it may have a row where nothing matches."""
    return isinstance(element, SubSelect) and any(
        isinstance(node, Aggregate)
        for node in walk((element.select.columns, element.select.modifiers))
    )


def _existences(node: object) -> Iterator[Exists]:
    """Yield each EXISTS of an expression, but none inside another."""
    if isinstance(node, Exists):
        yield node
    elif isinstance(node, tuple):
        for each in node:
            yield from _existences(each)
    elif dataclasses.is_dataclass(node):
        for each in dataclasses.fields(node):
            yield from _existences(getattr(node, each.name))


def _is_full(values: Values) -> bool:
    return all(value is not None for row in values.rows for value in row)


def _given(values: list[Values]) -> Given:
    found: dict[Var, frozenset[Term]] = {}
    for each in values:
        for index, variable in enumerate(each.variables):
            column = frozenset(row[index] for row in each.rows if row[index] is not None)
            found[variable] = found[variable] & column if variable in found else column  # type: ignore[assignment]
    return found


def _tells_iris_apart(expression: object, bound: frozenset[Var]) -> bool:
    """Tell whether a filter compares bound variables with IRIs, and does nothing else."""
    match expression:
        case Operation("=", (Var() as variable, NamedNode())):
            return variable in bound
        case Operation("=", (NamedNode(), Var() as variable)):
            return variable in bound
        case Operation("IN", (Var() as variable, *others)):
            return variable in bound and all(isinstance(each, NamedNode) for each in others)
        case Operation("||" | "&&", operands):
            return all(_tells_iris_apart(each, bound) for each in operands)
    return False


def _connected(own: list[Placed], conditions: list[Values | Filter]) -> Iterator[Join]:
    """Yield the joins that patterns fall into: those that share no variable only multiply."""
    parts: list[tuple[frozenset[Var], list[Placed | Values | Filter]]] = []
    for each in (*own, *conditions):
        variables = frozenset(each.variables if isinstance(each, Placed) else all_variables(each))
        touched = [part for part in parts if part[0] & variables]
        parts = [part for part in parts if not part[0] & variables]
        parts.append(
            (
                variables.union(*(names for names, _ in touched)),
                [*(member for _, members in touched for member in members), each],
            )
        )
    for _, members in parts:
        patterns = tuple(member for member in members if isinstance(member, Placed))
        if patterns:
            yield Join(patterns, tuple(m for m in members if not isinstance(m, Placed)))
