"""Tests of existence: what EXISTS holds, ordered for the row that it is tested of.

The engine joins what stands in an EXISTS as it is written, by hash tables: it reads the whole of a
pattern that has nothing in common with the one before it, again for every row.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from pactgraph.planning.once import Ordering
from pactgraph.syntax.scope import variables_of, walk
from pactgraph.syntax.tree import (
    Bind,
    Call,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    InGraph,
    Lateral,
    Minus,
    Operation,
    Optional,
    SubSelect,
    Union,
    Var,
)


def tests_existence(part: object) -> bool:
    """Tell whether an EXISTS stands somewhere in a part of the tree."""
    return any(isinstance(node, Exists) for node in walk(part))


def tested(part: Element, order: Ordering, bound: Collection[Var]) -> Element:
    """Return a filter or BIND with the groups of its EXISTS ordered; anything else as it is.

    ``bound`` are the variables that may have values in the rows; what EXISTS means is their
    substitution (SPARQL 1.1, section 18.6), so that all of a group sees them in any order.
    """
    given = tuple(bound)

    def changed(expression: Expression) -> Expression:
        match expression:
            case Exists(group):
                return replace(expression, group=order((), group, given))
            case Operation(_, operands):
                return replace(expression, operands=tuple(map(changed, operands)))
            case Call(_, arguments):
                return replace(expression, arguments=tuple(map(changed, arguments)))
        return expression

    match part:
        case Filter(expression) | Bind(expression) if tests_existence(expression):
            return replace(part, expression=changed(expression))
    return part


def with_tests(group: Group, order: Ordering, given: Sequence[Var] = ()) -> Group:
    """Return a group with the tests in it, and in the groups inside it, ordered; no more.

    ``given`` are variables that may have values before the group.
    """
    if not tests_existence(group):
        return group
    elements: list[Element] = []
    whole = (*given, *variables_of(group))
    for number, element in enumerate(group.elements):
        before = (*given, *variables_of(Group(group.elements[:number])))
        match element:
            case Filter():
                elements.append(tested(element, order, whole))
            case Bind():
                elements.append(tested(element, order, before))
            case Optional(inner) | Lateral(inner):
                elements.append(replace(element, group=with_tests(inner, order, before)))
            case Minus(inner) | InGraph(_, inner):
                elements.append(replace(element, group=with_tests(inner, order)))
            case Group():
                elements.append(with_tests(element, order))
            case Union(branches):
                elements.append(Union(tuple(with_tests(one, order) for one in branches)))
            case SubSelect(select):
                where = with_tests(select.where, order)
                elements.append(SubSelect(replace(select, where=where)))
            case _:
                elements.append(element)
    return Group(tuple(elements))
