"""Which variables a pattern may bind, and which it always binds (SPARQL 1.1, section 18.2.1)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from pactgraph.syntax.scope import all_variables, variables_of
from pactgraph.syntax.tree import (
    Aggregate,
    Alternative,
    Bind,
    Blank,
    Call,
    Element,
    Exists,
    Expression,
    Group,
    InGraph,
    Inverse,
    Negated,
    Operation,
    Path,
    Repeat,
    Select,
    Sequence,
    Slot,
    SubSelect,
    TriplePattern,
    Triples,
    Union,
    Values,
    Var,
)

_PATHS = (Inverse, Sequence, Alternative, Repeat, Negated)


def slots(pattern: TriplePattern) -> Iterator[Slot]:
    """Yield the terms, variables and blank nodes of a triple pattern; a path is none."""
    for slot in (pattern.subject, pattern.predicate, pattern.object):
        if isinstance(slot, Var | Blank | NamedNode | Literal):
            yield slot


def path_of(pattern: TriplePattern) -> Path | None:
    """Return the pattern's property path, None where a term or a variable stands."""
    return pattern.predicate if isinstance(pattern.predicate, _PATHS) else None


def bound_by(part: Group | Element) -> tuple[str, ...]:
    """Return the variables in scope of a part of a pattern, in the order of the text."""
    if isinstance(part, Triples):
        # The commonest part by far, and asked for with every row.
        found = (slot for pattern in part.patterns for slot in slots(pattern))
        return tuple(dict.fromkeys(slot.name for slot in found if isinstance(slot, Var)))
    return tuple(variable.name for variable in variables_of(part))


def columns_of(select: Select) -> tuple[str, ...]:
    """Return the names of a SELECT's columns."""
    return tuple(variable.name for variable in variables_of(select))


def certain(group: Group) -> frozenset[str]:
    """Return the variables that every solution of a group binds."""
    found: frozenset[str] = frozenset()
    for element in group.elements:
        found |= certainly_bound_by(element, found)
    return found


def certainly_bound_by(element: Element, before: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return what every solution of an element binds; ``before`` is bound to its left."""
    match element:
        case Triples():
            return frozenset(bound_by(element))
        case Group():
            return certain(element)
        case InGraph():
            name = {element.name.name} if isinstance(element.name, Var) else set()
            return certain(element.group) | name
        case Union():
            return frozenset.intersection(*(certain(branch) for branch in element.branches))
        case Values():
            return frozenset(
                variable.name
                for index, variable in enumerate(element.variables)
                if all(row[index] is not None for row in element.rows)
            )
        case Bind(expression=expression, variable=variable):
            constant = isinstance(expression, NamedNode | Literal)
            copied = isinstance(expression, Var) and expression.name in before
            return frozenset({variable.name}) if constant or copied else frozenset()
        case SubSelect():
            return _certain_columns(element.select)
        case _:
            return frozenset()


def _certain_columns(select: Select) -> frozenset[str]:
    inside = certain(select.where)
    if select.modifiers.values is not None:
        inside |= certainly_bound_by(select.modifiers.values)
    plain = {c.variable.name for c in select.columns or () if c.expression is None}
    return inside if select.columns is None else inside & plain


def is_aggregated(select: Select) -> bool:
    """Tell whether a SELECT groups its solutions (section 11)."""
    parts = [c.expression for c in select.columns or () if c.expression is not None]
    parts += select.modifiers.having
    parts += [key.expression for key in select.modifiers.order_by]
    return bool(select.modifiers.group_by) or any(
        isinstance(inside, Aggregate) for part in parts for inside in parts_of(part)
    )


def parts_of(expression: Expression) -> Iterator[Expression]:
    """Yield an expression and all expressions inside it; not what stands inside EXISTS."""
    yield expression
    match expression:
        case Operation():
            inside: tuple[Expression, ...] = expression.operands
        case Call():
            inside = expression.arguments
        case Aggregate():
            inside = () if expression.argument is None else (expression.argument,)
        case _:
            inside = ()
    for part in inside:
        yield from parts_of(part)


def mentioned(part: object) -> tuple[str, ...]:
    """Return every variable that is written in a part of a query, in scope or not."""
    return tuple(variable.name for variable in all_variables(part))


def exists_in(expression: Expression) -> list[Exists]:
    """Return the EXISTS and NOT EXISTS of an expression, in order."""
    return [part for part in parts_of(expression) if isinstance(part, Exists)]
