"""Which variables a pattern binds for certain, and whether it means the same asked row by row."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce

from pactgraph.syntax.scope import all_variables, walk
from pactgraph.syntax.tree import (
    Aggregate,
    Bind,
    Element,
    Filter,
    Group,
    InGraph,
    Lateral,
    Optional,
    Select,
    SubSelect,
    Triples,
    Union,
    Values,
    Var,
)


def certain(part: Group | Element) -> frozenset[Var]:
    """Return the variables that every solution of a pattern binds."""
    match part:
        case Triples():
            return frozenset(all_variables(part))
        case Group(elements):
            return frozenset().union(*map(certain, elements))
        case Lateral(group):
            return certain(group)
        case InGraph(name, group):
            named = frozenset([name] if isinstance(name, Var) else [])
            return named | certain(group)
        case Union(branches):
            return reduce(frozenset.intersection, map(certain, branches))
        case Values(variables, rows):
            columns = zip(variables, zip(*rows, strict=True), strict=False)
            return frozenset(one for one, column in columns if None not in column)
        case SubSelect(select) if select.columns is not None:
            inner = certain(select.where)
            return frozenset(c.variable for c in select.columns if c.variable in inner)
    return frozenset()


def is_safe(group: Group, outer: Collection[Var], *, of_optional: bool = False) -> bool:
    """Tell whether a group has the same solutions when variables of ``outer`` are given before.

    Patterns are joined from the inside out (SPARQL 1.1, section 18.2): a filter or an OPTIONAL
    inside a group does not see what is bound outside of it, but does where it is asked row by row.
    That makes no difference if the group binds for itself what they look at. The filters of an
    OPTIONAL see what is before it anyway.
    """
    given = frozenset(outer)
    bound = certain(group)
    for element in group.elements:
        match element:
            case Triples():
                pass
            case Values(variables):
                # Here SEP 0006 takes no values for what has one.
                if not given.isdisjoint(variables):
                    return False
            case InGraph(_, inner):
                if not is_safe(inner, given):
                    return False
            case Group():
                if not is_safe(element, given):
                    return False
            case Union(branches):
                if not all(is_safe(branch, given) for branch in branches):
                    return False
            case Filter():
                looked_at = given.intersection(all_variables(element))
                if not of_optional and not looked_at <= bound:
                    return False
            case Bind(_, variable):
                looked_at = given.intersection(all_variables(element))
                if variable in given or not looked_at <= bound:
                    return False
            case Optional(inner):
                looked_at = given.intersection(all_variables(inner))
                if not looked_at <= bound or not is_safe(inner, given, of_optional=True):
                    return False
            case SubSelect(select):
                if not _is_safe_select(select, given):
                    return False
            case _:
                return False
    return True


def _is_safe_select(select: Select, given: frozenset[Var]) -> bool:
    modifiers = select.modifiers
    if select.columns is None or modifiers.limit is not None or modifiers.offset:
        return False
    if modifiers.values is not None or modifiers.having:
        return False
    shown = frozenset(column.variable for column in select.columns)
    computed = [column for column in select.columns if column.expression is not None]
    if any(column.variable in given for column in computed):
        return False
    seen = given & shown
    groups = any(isinstance(node, Aggregate) for node in walk(tuple(computed)))
    if groups or modifiers.group_by:
        keys = {key.variable or key.expression for key in modifiers.group_by}
        if not seen <= keys or not modifiers.group_by:
            return False
    # What is not shown is another variable, whatever it is called.
    return is_safe(select.where, seen)
