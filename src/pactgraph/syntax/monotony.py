"""Whether an answer can only grow with the graph, and the constructs by which it may not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Final

from pactgraph.syntax.functions import AGGREGATES, NOT_DETERMINED
from pactgraph.syntax.scope import all_variables, replace, variables_of, walk
from pactgraph.syntax.tree import (
    Aggregate,
    Call,
    Describe,
    Exists,
    Expression,
    Filter,
    Minus,
    Modifiers,
    Operation,
    Optional,
    Query,
    Service,
    Var,
)

_EXISTS = "EXISTS as a value"

NOT_MONOTONE: Final[dict[str, str]] = {
    "OPTIONAL": "a row without the optional part goes when that part comes to be found",
    "MINUS": "what takes rows away may come to be found",
    "NOT EXISTS": "what must not be there may come to be there",
    _EXISTS: "its truth is compared, shown or handed on, and may change",
    "!BOUND": "it asks whether an OPTIONAL found nothing",
    "COALESCE": "it takes another value when an OPTIONAL finds something",
    "IF": "it takes another value when an OPTIONAL finds something",
    **dict.fromkeys(sorted(AGGREGATES), "its value changes with the group that it stands for"),
    "LIMIT": "a row may be pushed out by another",
    "OFFSET": "a row may be pushed on by another",
    "SERVICE": "what another endpoint answers does not follow from this graph",
    "DESCRIBE": "what belongs to a description is the engine's choice",
    **dict.fromkeys(NOT_DETERMINED, "it need not give the same value twice"),
}
"""The constructs by which a row of an answer may be lost when the graph grows, and how."""


def is_positive(query: Query) -> bool:
    """Tell whether every row of the query's answer stays when the graph grows."""
    return not non_monotone(query)


def non_monotone(query: Query) -> tuple[str, ...]:
    """Return the constructs in a query by which it may lose rows when the graph grows.

    The names are keys of ``NOT_MONOTONE``, in its order. A query without any is monotone:
    basic patterns, paths (negated sets too), joins, UNION, GRAPH, VALUES, sub-selects and
    DISTINCT keep each solution, and BIND and FILTER look at one solution at a time. So does
    EXISTS where a filter asks for nothing but its truth: ``&&``, ``||`` and an even number
    of ``!`` keep that. GROUP BY and HAVING without an aggregate lose nothing either, nor
    does ORDER BY.
    ``!BOUND``, COALESCE and IF are named where they look at what an OPTIONAL may bind;
    over the branches of a UNION they are harmless.

    The other way round does not hold: a query with such a construct may still be monotone.

    >>> from pactgraph.syntax.reading import read_query
    >>> non_monotone(read_query("SELECT * { ?x ?p ?y FILTER EXISTS { ?y ?p ?x } }"))
    ()
    >>> non_monotone(read_query("SELECT (COUNT(*) AS ?n) { ?x ?p ?y } LIMIT 1"))
    ('COUNT', 'LIMIT')
    """
    found = set(_found(query))
    return tuple(name for name in NOT_MONOTONE if name in found)


def _found(query: Query) -> Iterator[str]:
    perhaps = frozenset(
        variable
        for node in walk(query)
        if isinstance(node, Optional)
        for variable in variables_of(node)
    )
    harmless: set[int] = set()
    for node in walk(replace(query, _unordered)):
        match node:
            case Optional():
                yield "OPTIONAL"
            case Minus():
                yield "MINUS"
            case Service():
                yield "SERVICE"
            case Describe():
                yield "DESCRIBE"
            case Aggregate(function):
                yield function
            case Filter(expression):
                yield from _negations(expression, harmless)
            case Modifiers():
                for expression in node.having:
                    yield from _negations(expression, harmless)
                if node.limit is not None:
                    yield "LIMIT"
                if node.offset:
                    yield "OFFSET"
            case Exists() if id(node) not in harmless:
                yield _EXISTS
            case Call() | Operation():
                yield from _choices(node, perhaps)


def _unordered(node: object) -> object:
    # An order loses no row by itself, whatever its keys ask for; LIMIT is named anyway.
    return dataclasses.replace(node, order_by=()) if isinstance(node, Modifiers) else node


def _negations(expression: Expression, seen: set[int], negative: bool = False) -> Iterator[str]:
    """Yield NOT EXISTS for each one that a filter asks for; note each EXISTS it looks at."""
    match expression:
        case Exists(_, negated):
            seen.add(id(expression))
            if negated != negative:
                yield "NOT EXISTS"
        case Operation("!", (operand,)):
            yield from _negations(operand, seen, not negative)
        case Operation("&&" | "||", operands):
            for operand in operands:
                yield from _negations(operand, seen, negative)


def _choices(node: Call | Operation, perhaps: frozenset[Var]) -> Iterator[str]:
    match node:
        case Operation("!", (Call("BOUND", (Var() as variable,)),)):
            if variable in perhaps:
                yield "!BOUND"
        case Call(str() as name) if name in ("COALESCE", "IF"):
            if not perhaps.isdisjoint(all_variables(node)):
                yield name
        case Call(str() as name) if name in NOT_DETERMINED:
            yield name
