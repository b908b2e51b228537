"""Why a condition holds or fails: the least parts of it that settle it for a row."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Final

from pactgraph.errors import PactgraphError
from pactgraph.syntax.bound_variables import mentioned
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.tree import Ask, Call, Exists, Expression, Filter, Operation, Var
from pactgraph.telling.truth import truth
from pactgraph.witness.receipt import Bindings

_PARAMETER: Final = re.compile(r"_{1,2}([A-Za-z]\w*?)(?:_[A-Za-z]+)?")


def parameter_name(variable: str) -> str | None:
    """Return what a stored query's parameter is called, or None for another variable.

    >>> parameter_name("__asOf_date"), parameter_name("passage")
    ('asOf', None)
    """
    found = _PARAMETER.fullmatch(variable)
    return found[1] if found else None


def read_expression(text: str) -> Expression | None:
    """Return the tree of an expression's text, or None where it cannot be read alone."""
    try:
        body = read_query(f"ASK {{ FILTER({text}) }}").body
    except PactgraphError:
        return None
    if isinstance(body, Ask):
        for element in body.where.elements:
            if isinstance(element, Filter):
                return element.expression
    return None


@dataclass(frozen=True)
class Reason:
    """A part of a condition, and whether it holds."""

    expression: Expression
    holds: bool


@dataclass(frozen=True)
class Reasons:
    """Finds reasons, leaving out what asks nothing of a row.

    ``idle`` are reckoned variables that only matter if a parameter is given that is not.
    """

    idle: Set[str] = frozenset()

    def of(self, expression: Expression, values: Bindings, holds: bool) -> list[Reason]:
        """Return the parts that settle that a condition holds, or fails; none if it asks nothing.

        Where one part is enough, it is the first that is.
        """
        match expression:
            case Operation("!", (operand,)):
                return self.of(operand, values, not holds)
            case Operation("||" | "&&" as operator, operands):
                one_is_enough = (operator == "||") == holds
                if not one_is_enough:
                    return [reason for o in operands for reason in self.of(o, values, holds)]
                settling = [o for o in operands if truth(o, values) is holds]
                if any(not self.of(o, values, holds) for o in settling):
                    return []
                if settling:
                    return self.of(settling[0], values, holds)
                # What an EXISTS comes to is not known here; what is known did not settle it.
                unknown = tuple(o for o in operands if truth(o, values) is None)
                if len(unknown) == 1:
                    return self.of(unknown[0], values, holds)
                return [Reason(Operation(operator, unknown), holds)]
            case Call("BOUND", (Var(name),)) if parameter_name(name) is not None:
                return []
            case Var(name) if name in self.idle:
                return []
            case _:
                return [Reason(expression, holds)]

    def of_value(
        self, expression: Expression, values: Bindings
    ) -> tuple[Expression | None, list[Reason]]:
        """Return what gave a value, and the reasons why it was this and no other part.

        The part is None where the value asks nothing, as for a parameter that is not given.
        """
        match expression:
            case Call("IF", (condition, then, otherwise)):
                holds = truth(condition, values)
                if holds is None:
                    return expression, []
                why = self.of(condition, values, holds)
                part, more = self.of_value(then if holds else otherwise, values)
                if not holds and not why:
                    return None, []
                return part, [*why, *more]
            case Call("COALESCE", options):
                for option in options:
                    if not isinstance(option, Var) or option.name in values:
                        return self.of_value(option, values)
                return expression, []
            case _:
                return expression, []


def is_idle(expression: Expression, given: Set[str]) -> bool:
    """Tell whether an EXISTS looks for what depends on a parameter that is not given."""
    if isinstance(expression, Operation) and expression.operator == "!":
        return is_idle(expression.operands[0], given)
    return isinstance(expression, Exists) and any(
        parameter_name(name) is not None and name not in given for name in mentioned(expression)
    )
