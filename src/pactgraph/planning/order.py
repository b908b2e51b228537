"""The order of a group: its seeds first, and what follows asked for each row that they give."""

from __future__ import annotations

from collections.abc import Iterable

from pactgraph.planning.scoping import certain, is_safe
from pactgraph.syntax.scope import all_variables, variables_of
from pactgraph.syntax.tree import (
    Bind,
    Element,
    Filter,
    Group,
    InGraph,
    Lateral,
    Minus,
    Optional,
    Triples,
    Values,
    Var,
)


def ordered(seeds: Iterable[Element], rest: Iterable[Element]) -> Group:
    """Return the group of the seeds and the rest, in which each part is asked row by row.

    The engine keeps that order, and within a part it knows what is bound by then; see
    ``reorder_joins`` in sparopt's optimizer. What would not mean the same is joined as it is.
    """
    elements: list[Element] = list(seeds)
    filters: list[Element] = []
    patterns: list[Element] = []
    bound: set[Var] = {variable for one in elements for variable in variables_of(one)}

    def put(*part: Element) -> None:
        is_joined = bool(part) and not isinstance(part[0], Bind | Minus)
        is_lateral = is_joined and _means_the_same(part, bound)
        elements.extend([Lateral(Group(part))] if is_lateral else part)
        bound.update(variables_of(Group(part)))

    for whole in rest:
        for element in _apart(whole, bound.union(variables_of(Group(tuple(patterns))))):
            if isinstance(element, Filter):
                # It holds of the whole group wherever it stands.
                filters.append(element)
            elif isinstance(element, Triples | InGraph | Values):
                patterns.append(element)
            else:
                put(*patterns)
                patterns.clear()
                put(element)
    put(*patterns)
    return Group((*elements, *filters))


def _means_the_same(part: tuple[Element, ...], bound: set[Var]) -> bool:
    match part:
        case (Optional(group),):
            return is_safe(group, bound, of_optional=True)
    return is_safe(Group(part), bound)


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
