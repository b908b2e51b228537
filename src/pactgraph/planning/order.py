"""The order of a group: its seeds first, and what follows asked for each row that they give."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from pactgraph.planning.estimate import solutions
from pactgraph.planning.existence import tested, with_tests
from pactgraph.planning.once import Crowd, Ordering, once
from pactgraph.planning.scoping import certain, is_safe
from pactgraph.planning.statistics import Statistics
from pactgraph.syntax.scope import all_variables, variables_of
from pactgraph.syntax.scope import replace as with_terms
from pactgraph.syntax.tree import (
    Bind,
    Element,
    Filter,
    Group,
    InGraph,
    Lateral,
    Minus,
    Optional,
    SubSelect,
    Term,
    Triples,
    Union,
    Values,
    Var,
)

_EACH: Final = 16
"""Up to how many rows of a table the solutions of each are estimated."""


def ordered(
    seeds: Iterable[Element],
    rest: Iterable[Element],
    statistics: Statistics,
    given: Iterable[Var] = (),
    crowd: Crowd | None = None,
) -> Group:
    """Return the group of the seeds and the rest, in which each part is asked row by row.

    What need not be is asked once (see ``once``); ``crowd`` says that rows are many. The seeds
    stay as they are.

    Of patterns that stand together the one comes next that has the fewest solutions for a row.
    The engine keeps that order; see ``reorder_joins`` in sparopt's optimizer. What would not
    mean the same is joined as it is. ``given`` are variables that have values before the group.
    """
    elements: list[Element] = list(seeds)
    filters: list[Element] = []
    patterns: list[Element] = []
    optionals: list[Optional] = []
    known = frozenset(given)
    bound: set[Var] = {*known, *(variable for one in elements for variable in variables_of(one))}

    def order(first: Sequence[Element], group: Group, given: Sequence[Var] = ()) -> Group:
        return ordered(first, group.elements, statistics, given, crowd)

    def put(part: Element) -> None:
        is_joined = not isinstance(part, Bind | Minus)
        if is_joined and _means_the_same(part, bound):
            # What is asked for each row of something outside would be evaluated for each of them.
            alone = once(part, elements, order, crowd) if not known else None
            if alone is not None:
                elements.append(alone)
            else:
                asked = inside(part, statistics, bound)
                by_row = bool(elements) and (bool(known) or _meet(bound, all_variables(part)))
                elements.append(Lateral(Group((asked,))) if by_row else asked)
        else:
            elements.append(tested(part, _for_one_row(statistics), bound))
        bound.update(variables_of(part))

    def put_gathered() -> None:
        for part in (*by_solutions(patterns, bound, statistics), *optionals):
            put(part)
        patterns.clear()
        optionals.clear()

    for whole in rest:
        for element in _apart(whole, bound.union(variables_of(Group((*patterns, *optionals))))):
            match element:
                case Filter():
                    # It holds of the whole group wherever it stands.
                    filters.append(element)
                case Triples() | InGraph() | Values():
                    before = certain(Group((*elements, *patterns)))
                    if not _commute(element, optionals, before):
                        put_gathered()
                    patterns += alone(element)
                case Optional():
                    optionals.append(element)
                case _:
                    put_gathered()
                    put(element)
    put_gathered()
    tests = (tested(one, _for_one_row(statistics), bound) for one in filters)
    return Group((*elements, *tests))


def _commute(element: Element, optionals: Collection[Optional], before: Collection[Var]) -> bool:
    """Tell whether patterns may be joined before OPTIONALs that precede them.

    That is so if they have nothing in common but what has a value by then; what the OPTIONALs
    find is the same for each row then, and few rows are asked (Pérez et al., Semantics and
    complexity of SPARQL, 2009, on well-designed patterns).
    """
    shared = set(all_variables(element)).intersection(all_variables(tuple(optionals)))
    return shared <= set(before)


def by_solutions(
    patterns: Iterable[Element], before: Iterable[Var], statistics: Statistics
) -> Iterator[Element]:
    """Yield patterns in the order in which they are asked: the fewest solutions first.

    ``before`` are the variables that have values then.

    VALUES come just before what they make cheaper, or as soon as a variable of theirs is bound.
    """
    bound = set(before)
    left: list[Element] = [one for one in patterns if not isinstance(one, Values)]
    tables = [one for one in patterns if isinstance(one, Values)]
    while left:
        for table in [one for one in tables if _meet(one.variables, bound)]:
            tables.remove(table)
            yield table
            bound.update(table.variables)
        ways: list[tuple[Element, Values | None]] = [(part, None) for part in left]
        ways += [(p, t) for p in left for t in tables if _meet(t.variables, all_variables(p))]
        part, beside = ways[0]
        if len(ways) > 1:
            part, beside = min(ways, key=lambda way: _cost(way[0], way[1], bound, statistics))
        if beside is not None:
            tables.remove(beside)
            yield beside
            bound.update(beside.variables)
        left.remove(part)
        yield part
        bound.update(all_variables(part))
    yield from tables


def _cost(
    part: Element, table: Values | None, bound: set[Var], statistics: Statistics
) -> tuple[bool, float, bool]:
    """Return what is compared: whether it stands apart from what is bound, then how many.

    Of two alike, what binds nothing new can only leave rows out.
    """
    known = bound.union(table.variables) if table is not None else bound
    number = _solutions(part, table, bound, statistics)
    variables = all_variables(part)
    return number > 1 and not _meet(bound, variables), number, not known.issuperset(variables)


def _solutions(
    part: Element, table: Values | None, bound: set[Var], statistics: Statistics
) -> float:
    """Return the solutions of a part for all rows of a table before it, of many about."""
    if table is None:
        return solutions(part, bound, statistics)
    if len(table.rows) > _EACH:
        known = bound.union(table.variables)
        return solutions(part, known, statistics) * len(table.rows)
    each = (_with_row(part, table, row) for row in table.rows)
    return sum(solutions(one, bound, statistics) for one in each)


def _with_row(part: Element, table: Values, row: Sequence[Term | None]) -> Element:
    pairs = zip(table.variables, row, strict=True)
    meant = {variable: term for variable, term in pairs if term is not None}
    return with_terms(part, lambda node: meant.get(node, node))


def _meet(some: Iterable[Var], others: Iterable[Var]) -> bool:
    return not set(some).isdisjoint(others)


def inside(part: Element, statistics: Statistics, bound: Collection[Var] = ()) -> Element:
    """Return a part that is asked row by row, with the groups in it ordered alike."""
    match part:
        case Optional(group):
            return Optional(ordered((), group.elements, statistics, bound))
        case Union(branches):
            groups = (ordered((), branch.elements, statistics, bound) for branch in branches)
            return Union(tuple(groups))
        case Group(elements):
            return ordered((), elements, statistics, bound)
        case SubSelect(select) if not bound:
            where = ordered((), select.where.elements, statistics)
            return SubSelect(replace(select, where=where))
    return part


def with_ordered_tests(group: Group, statistics: Statistics) -> Group:
    """Return a group as it is, but for what its EXISTS hold: that is ordered for one row."""
    return with_tests(group, _for_one_row(statistics))


def _for_one_row(statistics: Statistics) -> Ordering:
    def order(first: Sequence[Element], group: Group, given: Sequence[Var] = ()) -> Group:
        return ordered(first, group.elements, statistics, given)

    return order


def _means_the_same(part: Element, bound: set[Var]) -> bool:
    match part:
        case Optional(group):
            return is_safe(group, bound, of_optional=True)
    return is_safe(Group((part,)), bound)


def alone(element: Element) -> list[Element]:
    """Return each pattern as an element of its own."""
    match element:
        case Triples(patterns):
            return [Triples((one,)) for one in patterns]
        case InGraph(name, Group((Triples(patterns),))):
            return [InGraph(name, Group((Triples((one,)),))) for one in patterns]
    return [element]


def _apart(element: Element, bound: set[Var]) -> list[Element]:
    """Return what a GRAPH holds in a GRAPH each: OPTIONALs after patterns are of the same graph.

    Not so if they look at what is bound before it but not in its patterns.
    """
    match element:
        case InGraph(Var() as name, Group((Triples() as patterns, *others))):
            groups = [one.group for one in others if isinstance(one, Optional)]
            stated = InGraph(name, Group((patterns,)))
            looked_at = bound.intersection(all_variables(tuple(groups)))
            if len(groups) == len(others) and looked_at <= certain(stated):
                return [stated, *(Optional(Group((InGraph(name, one),))) for one in groups)]
    return [element]
