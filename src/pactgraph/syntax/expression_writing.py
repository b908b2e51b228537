"""Writing paths and expressions, with brackets where the binding of operators asks for them."""

from __future__ import annotations

from abc import abstractmethod
from typing import assert_never

from pyoxigraph import Literal, NamedNode

from pactgraph.namespaces import RDF
from pactgraph.syntax.functions import BINDING
from pactgraph.syntax.term_writing import slot_text, string_text
from pactgraph.syntax.tree import (
    Aggregate,
    Alternative,
    Blank,
    Call,
    Exists,
    Expression,
    Group,
    Inverse,
    Negated,
    Operation,
    Path,
    Repeat,
    Sequence,
    Slot,
    Var,
)

_UNARY, _PRIMARY = 6, 7
_BRANCH, _STEP, _PRIMARY_PATH = 2, 3, 5
_MODIFIERS = {(0, 1): "?", (0, None): "*", (1, None): "+"}


class ExpressionWriter:
    """Writes terms, paths and expressions, in full or short."""

    def __init__(self, short: bool) -> None:
        self.short = short

    @abstractmethod
    def group(self, group: Group) -> str:
        """Return a group with its braces."""

    def slot(self, slot: Slot) -> str:
        """Return a term, a variable or a blank node."""
        return slot_text(slot, short=self.short)

    def path(self, path: Path, least: int = 0) -> str:
        """Return a path, in brackets if it binds less tightly than asked."""
        text, binding = self._path(path)
        return f"({text})" if binding < least else text

    def _path(self, path: Path) -> tuple[str, int]:
        match path:
            case NamedNode():
                return self._property(path), _PRIMARY_PATH
            case Alternative(branches):
                return "|".join(self.path(branch, _BRANCH) for branch in branches), 1
            case Sequence(steps):
                return "/".join(self.path(step, _STEP) for step in steps), _BRANCH
            case Inverse(inner):
                return f"^{self.path(inner, _STEP + 1)}", _STEP
            case Repeat(inner, minimum, maximum):
                modifier = _MODIFIERS[minimum, maximum]
                return f"{self.path(inner, _PRIMARY_PATH)}{modifier}", _STEP + 1
            case Negated(forward, backward):
                names = [self._property(name) for name in forward]
                names += [f"^{self._property(name)}" for name in backward]
                return f"!({'|'.join(names)})", _PRIMARY_PATH
        assert_never(path)

    def _property(self, iri: NamedNode) -> str:
        return "a" if self.short and iri == RDF.type else self.slot(iri)

    def expression(self, expression: Expression, least: int = 0) -> str:
        """Return an expression, in brackets if it binds less tightly than asked."""
        match expression:
            case Operation(operator, operands):
                text, binding = self._operation(operator, operands)
                return f"({text})" if binding < least else text
            case Var() | Blank() | NamedNode() | Literal():
                return self.slot(expression)
            case Call(function, arguments, distinct):
                name = function if isinstance(function, str) else self.slot(function)
                return f"{name}({'DISTINCT ' if distinct else ''}{self._list(arguments)})"
            case Aggregate():
                return self._aggregate(expression)
            case Exists(group, negated):
                return f"{'NOT EXISTS' if negated else 'EXISTS'} {self.group(group)}"
        assert_never(expression)

    def _operation(self, operator: str, operands: tuple[Expression, ...]) -> tuple[str, int]:
        binding = BINDING.get(operator, _UNARY)
        if operator in ("IN", "NOT IN"):
            looked_for = self.expression(operands[0], binding + 1)
            return f"{looked_for} {operator} ({self._list(operands[1:])})", binding
        if len(operands) == 1:
            (operand,) = operands
            text = self.expression(operand, _PRIMARY)
            # A sign before a number would become part of the number.
            return f"{operator}({text})" if isinstance(
                operand, Literal
            ) else operator + text, _UNARY
        # Sums and products go from left to right; the others do not go on at all.
        first = binding if operator in ("+", "-", "*", "/") else binding + 1
        texts = [self.expression(operands[0], first)]
        texts += [self.expression(operand, binding + 1) for operand in operands[1:]]
        return f" {operator} ".join(texts), binding

    def _list(self, expressions: tuple[Expression, ...]) -> str:
        return ", ".join(self.expression(each) for each in expressions)

    def _aggregate(self, aggregate: Aggregate) -> str:
        argument = aggregate.argument
        text = "DISTINCT " if aggregate.distinct else ""
        text += "*" if argument is None else self.expression(argument)
        if aggregate.separator is not None:
            text += f" ; SEPARATOR = {string_text(aggregate.separator)}"
        return f"{aggregate.function}({text})"
