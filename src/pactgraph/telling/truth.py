"""What a condition of a query comes to, as far as that is seen from the values it looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from pactgraph.namespaces import XSD
from pactgraph.syntax.tree import Aggregate, Call, Expression, Operation, Var
from pactgraph.syntax.writing import write_expression
from pactgraph.witness.receipt import Bindings

Term = NamedNode | BlankNode | Literal

_COMPARED: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
_NUMBERS: Final = frozenset({XSD.integer, XSD.decimal, XSD.double, XSD.float})
_ORDERED: Final = frozenset({XSD.date, XSD.dateTime, XSD.string})


def truth(expression: Expression, values: Bindings) -> bool | None:
    """Return whether a condition holds of these values; None where this cannot tell.

    It tells only what is told by comparing, BOUND, IN and logic; the engine alone decides.

    >>> from pyoxigraph import Literal
    >>> bound = Call("BOUND", (Var("a"),))
    >>> truth(bound, {"a": Literal("1")}), truth(Operation("!", (bound,)), {})
    (True, True)
    """
    match expression:
        case Operation("||", operands):
            return _joined([truth(o, values) for o in operands], deciding=True)
        case Operation("&&", operands):
            return _joined([truth(o, values) for o in operands], deciding=False)
        case Operation("!", (operand,)):
            inner = truth(operand, values)
            return None if inner is None else not inner
        case Operation("IN" | "NOT IN" as operator, (wanted, *options)):
            same = [_compare("=", wanted, option, values) for option in options]
            found = _joined(same, deciding=True)
            return found if found is None or operator == "IN" else not found
        case Operation(operator, (left, right)) if operator in _COMPARED:
            return _compare(operator, left, right, values)
        case Call("BOUND", (Var(name),)):
            return name in values
        case _:
            return _boolean(value_of(expression, values))


def value_of(expression: Expression, values: Bindings) -> Term | None:
    """Return the term that an expression stands for, None if that is not seen here.

    What a group's aggregates come to is known by how they are written.
    """
    if isinstance(expression, Aggregate):
        return values.get(write_expression(expression, short=True))
    if isinstance(expression, Var):
        return values.get(expression.name)
    if isinstance(expression, NamedNode | Literal):
        return expression
    if isinstance(expression, Call) and expression.function == "STR":
        inner = value_of(expression.arguments[0], values)
        return None if inner is None or isinstance(inner, BlankNode) else Literal(inner.value)
    if isinstance(expression, Call) and expression.function == "DATATYPE":
        inner = value_of(expression.arguments[0], values)
        return inner.datatype if isinstance(inner, Literal) else None
    return None


def _joined(found: list[bool | None], *, deciding: bool) -> bool | None:
    if deciding in found:
        return deciding
    return None if None in found else not deciding


def _boolean(term: Term | None) -> bool | None:
    if isinstance(term, Literal) and term.datatype == XSD.boolean:
        return {"true": True, "1": True, "false": False, "0": False}.get(term.value)
    return None


def _compare(operator: str, left: Expression, right: Expression, values: Bindings) -> bool | None:
    a, b = value_of(left, values), value_of(right, values)
    if a is None or b is None:
        return None
    if isinstance(a, Literal) and isinstance(b, Literal):
        if a.datatype in _NUMBERS and b.datatype in _NUMBERS:
            try:
                return _COMPARED[operator](Decimal(a.value), Decimal(b.value))
            except InvalidOperation:
                return None
        if a.datatype != b.datatype or a.datatype not in _ORDERED:
            return (operator == "=") if a == b and operator in ("=", "!=") else None
        return _COMPARED[operator](a.value, b.value)
    return _COMPARED[operator](a, b) if operator in ("=", "!=") else None
