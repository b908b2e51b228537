"""A stored query's parameters inside its conditions: those not given ask for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from pactgraph.namespaces import XSD
from pactgraph.query.stored_query import Parameter, StoredQuery
from pactgraph.syntax.scope import replace
from pactgraph.syntax.tree import (
    Call,
    Element,
    Expression,
    Filter,
    Group,
    Operation,
    Values,
    Var,
)

_TRUE = Literal("true", datatype=XSD.boolean)
_FALSE = Literal("false", datatype=XSD.boolean)


@dataclass(frozen=True, slots=True)
class Given:
    """The parameters of a stored query, with the values that this question gives them."""

    parameters: tuple[Parameter, ...] = ()
    values: Mapping[str, NamedNode | Literal] | None = None

    @classmethod
    def of(cls, query: StoredQuery | None, where: Group) -> Given:
        """Return what the VALUES at the start of a bound stored query gives."""
        if query is None:
            return cls()
        variables = {parameter.variable for parameter in query.parameters}
        found: dict[str, NamedNode | Literal] = {}
        for element in where.elements:
            if isinstance(element, Values) and len(element.rows) == 1:
                pairs = zip(element.variables, element.rows[0], strict=True)
                found |= {v.name: t for v, t in pairs if v.name in variables and t is not None}
        return cls(query.parameters, found)

    @property
    def bindings(self) -> dict[str, NamedNode | Literal]:
        """The given values by variable."""
        return dict(self.values or {})

    def of_variable(self, variable: str) -> Parameter | None:
        """Return the parameter that a variable stands for."""
        return next((p for p in self.parameters if p.variable == variable), None)

    def settled(self, element: Element) -> Element | None:
        """Return an element with its questions after parameters answered; None if it is true.

        >>> given = Given()
        >>> given.settled(Filter(Call("BOUND", (Var("x"),)))).expression.function
        'BOUND'
        """
        if not self.parameters or not isinstance(element, Filter):
            return element
        element = replace(element, self._answered)
        return None if element.expression == _TRUE else element

    def _answered(self, node: object) -> object:
        match node:
            case Call("BOUND", (Var(name),)) if self.of_variable(name):
                return _TRUE if name in self.bindings else _FALSE
            case Operation("!", (operand,)) if operand in (_TRUE, _FALSE):
                return _FALSE if operand == _TRUE else _TRUE
            case Operation("||", operands):
                return _folded(node, operands, _TRUE, _FALSE)
            case Operation("&&", operands):
                return _folded(node, operands, _FALSE, _TRUE)
        return node


def _folded(
    node: Operation, operands: tuple[Expression, ...], wins: Literal, rests: Literal
) -> Expression:
    if wins in operands:
        return wins
    left = tuple(operand for operand in operands if operand != rests)
    if not left:
        return rests
    # One operand alone would be taken for its value, where an operator asks whether it holds;
    # a filter asks the same, and so does what stands around.
    return left[0] if len(left) == 1 else Operation(node.operator, left)


def equality(
    expression: Expression, given: Mapping[str, NamedNode | Literal]
) -> tuple[str, NamedNode | Literal, str | None] | None:
    """Return the variable, the value and the parameter of a condition that asks for one value.

    >>> equality(Operation("=", (Var("x"), XSD.date)), {})[0]
    'x'
    """
    match expression:
        case Operation("=", (Var(left), Var(right))):
            if right in given and left not in given:
                return left, given[right], right
            if left in given and right not in given:
                return right, given[left], left
        case Operation("=", (Var(name), NamedNode() | Literal() as value)):
            return name, value, None
        case Operation("=", (NamedNode() | Literal() as value, Var(name))):
            return name, value, None
    return None
