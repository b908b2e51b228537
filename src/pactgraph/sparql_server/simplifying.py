"""A query made simpler before it is sent: parameters put in, what never happens taken out."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import cast

from pyoxigraph import Literal, NamedNode

from pactgraph.namespaces import XSD
from pactgraph.syntax.scope import all_variables, replace, walk
from pactgraph.syntax.tree import (
    Bind,
    Call,
    Column,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    GroupKey,
    InGraph,
    Operation,
    Query,
    Select,
    Service,
    TriplePattern,
    Triples,
    Values,
    Var,
)

TRUE = Literal("true", datatype=XSD.boolean)
FALSE = Literal("false", datatype=XSD.boolean)


def simplified(query: Query) -> Query:
    """Return a query with the same answer in which less is asked.

    Variables that outermost VALUES give one value get it where that means the same; BOUND of
    what nothing binds is false; conditions that are known, and BINDs that nothing uses, go.
    """
    if query.body.where is None:
        return query
    query = _with_parameters(query)
    bound = _bound(query)
    query = replace(query, lambda node: _folded(node, bound))
    while True:
        used = _used(query)
        fewer = replace(query, lambda node: _without_unused(node, used))  # noqa: B023
        if fewer is query:
            return query
        query = fewer


def _with_parameters(query: Query) -> Query:
    where = cast(Group, query.body.where)
    for element in where.elements:
        if not isinstance(element, Values) or len(element.rows) != 1:
            continue
        for variable, value in zip(element.variables, element.rows[0], strict=True):
            if value is not None and _may_be_put_in(variable, where):
                where = Group(tuple(_put_in(where, element, variable, value)))
    return dataclasses.replace(query, body=dataclasses.replace(query.body, where=where))


def _may_be_put_in(variable: Var, where: Group) -> bool:
    """Tell whether a variable stands, but for VALUES, only where its value can stand for it.

    That is in the outermost group's own patterns, filters and BINDs, and in the EXISTS of
    these: other groups see it as unbound while they are matched.
    """
    for element in where.elements:
        if isinstance(element, Triples | Filter | Values):
            continue
        if isinstance(element, Bind) and element.variable != variable:
            continue
        if (
            isinstance(element, InGraph)
            and element.name != variable
            and all(isinstance(inner, Triples) for inner in element.group.elements)
        ):
            continue
        if variable in all_variables(element):
            return False
    return True


def _put_in(
    where: Group, values: Values, variable: Var, value: NamedNode | Literal
) -> Iterator[Element]:
    def change(node: object) -> object:
        if isinstance(node, Call) and node.function == "BOUND" and node.arguments == (value,):
            return TRUE
        return value if node == variable else node

    for element in where.elements:
        yield element if isinstance(element, Values) else replace(element, change)


def _bound(query: Query) -> frozenset[Var]:
    """Return the variables that anything in the query can bind, under one name all of them."""
    found: set[Var] = set()
    for node in walk(query):
        match node:
            case TriplePattern():
                found.update(all_variables(node))
            case InGraph(Var() as name, _) | Service(Var() as name, _, _):
                found.add(name)
            case Values(variables, _):
                found.update(variables)
            case Bind(_, variable) | Column(variable, _) | GroupKey(_, variable):
                if variable is not None:
                    found.add(variable)
    return frozenset(found)


def _folded(node: object, bound: frozenset[Var]) -> object:
    match node:
        case Call("BOUND", (Var() as variable,)):
            return node if variable in bound else FALSE
        case Operation("!", (Literal() as operand,)) if operand in (TRUE, FALSE):
            return FALSE if operand == TRUE else TRUE
        case Operation("||", operands):
            return _joined("||", operands, TRUE, FALSE)
        case Operation("&&", operands):
            return _joined("&&", operands, FALSE, TRUE)
        case Call("IF", (Literal() as condition, first, second)) if condition in (TRUE, FALSE):
            return first if condition == TRUE else second
        case Exists():
            return node
        case Group(elements):
            kept = tuple(each for each in elements if each != Filter(TRUE))
            return node if len(kept) == len(elements) else Group(kept)
    return node


def _joined(
    operator: str, operands: tuple[Expression, ...], decides: Literal, neutral: Literal
) -> Expression:
    """Fold what is known; what has no value beside what decides does not matter (17.2)."""
    if decides in operands:
        return decides
    left = tuple(operand for operand in operands if operand != neutral)
    if not left:
        return neutral
    return left[0] if len(left) == 1 else Operation(operator, left)


def _used(query: Query) -> frozenset[Var] | None:
    """Return the variables that anything but the BIND that makes them speaks of."""
    seen: dict[Var, int] = {}
    for node in walk(query):
        if isinstance(node, Var):
            seen[node] = seen.get(node, 0) + 1
        if isinstance(node, Select) and node.columns is None:
            return None
    made: dict[Var, int] = {}
    for node in walk(query):
        if isinstance(node, Bind):
            made[node.variable] = made.get(node.variable, 0) + 1
    return frozenset(v for v, number in seen.items() if number > made.get(v, 0))


def _without_unused(node: object, used: frozenset[Var] | None) -> object:
    if used is None or not isinstance(node, Group):
        return node
    kept = tuple(
        each for each in node.elements if not (isinstance(each, Bind) and each.variable not in used)
    )
    return node if len(kept) == len(node.elements) else Group(kept)
