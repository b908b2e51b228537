"""Reading expressions: operators by their binding, functions, aggregates, EXISTS."""

from __future__ import annotations

from abc import abstractmethod

from pyoxigraph import NamedNode

from pactgraph.engine.tokens import Kind
from pactgraph.syntax.functions import AGGREGATES, BINDING, BUILT_INS
from pactgraph.syntax.tree import (
    Aggregate,
    Call,
    Exists,
    Expression,
    Group,
    Operation,
)
from pactgraph.syntax.triple_reading import TripleReader


class ExpressionReader(TripleReader):
    """Reads expressions (sections 17 and 18.2.4.1)."""

    resolves_later = False

    @abstractmethod
    def group(self) -> Group:
        """Read a group with its braces."""

    def expression(self, least: int = 1) -> Expression:
        """Read an expression whose operators bind at least so tightly."""
        left = self._unary()
        while True:
            operator = self._operator()
            binding = BINDING.get(operator, 0)
            if binding < least:
                return left
            self.advance()
            if operator == "NOT IN":
                self.expect_word("IN")
            if operator in ("IN", "NOT IN"):
                left = Operation(operator, (left, *self._arguments()))
                continue
            operands = [left, self.expression(binding + 1)]
            while binding <= 2 and self.take_mark(operator):
                operands.append(self.expression(binding + 1))
            left = Operation(operator, tuple(operands))

    def _operator(self) -> str:
        self.compare_here()
        token = self.token
        if token.kind is Kind.MARK:
            return token.text
        if token.kind is Kind.WORD:
            word = token.text.upper()
            return "NOT IN" if word == "NOT" else word
        return ""

    def _unary(self) -> Expression:
        token = self.token
        if token.kind is not Kind.MARK or token.text not in ("!", "+", "-"):
            return self.primary()
        if token.text != "!" and self._signs_a_number:
            return self.literal()
        self.advance()
        return Operation(token.text, (self._unary(),))

    @property
    def _signs_a_number(self) -> bool:
        end = self.token.end
        return self.text[end : end + 1].isdigit() or (
            self.text[end : end + 1] == "." and self.text[end + 1 : end + 2].isdigit()
        )

    def primary(self) -> Expression:
        """Read an expression that holds together by itself, as FILTER takes one."""
        token = self.token
        if token.kind is Kind.VARIABLE:
            return self.variable()
        if self.take_mark("("):
            inside = self.expression()
            self.expect_mark(")")
            return inside
        if self.starts_iri:
            iri = self.iri()
            if not self.is_mark("("):
                return iri
            return self._call(iri)
        if token.kind is Kind.WORD and not token.is_word("TRUE", "FALSE"):
            return self._named_function()
        return self.literal()

    def _named_function(self) -> Expression:
        token = self.token
        name = token.text.upper()
        if name == "NOT":
            self.advance()
            self.expect_word("EXISTS")
            return Exists(self.group(), negated=True)
        if name == "EXISTS":
            self.advance()
            return Exists(self.group(), negated=False)
        if name in AGGREGATES:
            self.advance()
            return self._aggregate(name)
        if name in BUILT_INS:
            self.advance()
            # What these make of a relative IRI depends on the base, when the query runs.
            self.resolves_later |= name in ("IRI", "URI")
            return self._call(name)
        raise self.wrong("an expression of SPARQL 1.1")

    def _call(self, function: str | NamedNode) -> Call:
        self.expect_mark("(")
        distinct = self.take_word("DISTINCT") is not None
        return Call(function, self._rest_of_list(), distinct)

    def _arguments(self) -> tuple[Expression, ...]:
        self.expect_mark("(")
        return self._rest_of_list()

    def _rest_of_list(self) -> tuple[Expression, ...]:
        if self.take_mark(")"):
            return ()
        found = [self.expression()]
        while self.take_mark(","):
            found.append(self.expression())
        self.expect_mark(")")
        return tuple(found)

    def _aggregate(self, name: str) -> Aggregate:
        self.expect_mark("(")
        distinct = self.take_word("DISTINCT") is not None
        argument = separator = None
        if name != "COUNT" or not self.take_mark("*"):
            argument = self.expression()
        if self.take_mark(";"):
            self.expect_word("SEPARATOR")
            self.expect_mark("=")
            separator = self.string()
        self.expect_mark(")")
        return Aggregate(name, argument, distinct, separator)
