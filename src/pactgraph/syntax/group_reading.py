"""Reading groups and what stands in them, sub-selects and solution modifiers."""

from __future__ import annotations

from pyoxigraph import NamedNode

from pactgraph.engine.tokens import Kind
from pactgraph.syntax.expression_reading import ExpressionReader
from pactgraph.syntax.tree import (
    Bind,
    Column,
    Element,
    Filter,
    Group,
    GroupKey,
    InGraph,
    Minus,
    Modifiers,
    Optional,
    OrderKey,
    Select,
    Service,
    SubSelect,
    Term,
    Triples,
    Union,
    Values,
    Var,
)

_MODIFIER_WORDS = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


class GroupReader(ExpressionReader):
    """Reads groups (sections 5 to 8 and 10) and SELECT (sections 11, 12, 15 and 16)."""

    def group(self) -> Group:
        """Read a group with its braces."""
        self.expect_mark("{")
        elements: list[Element] = []
        if self.token.is_word("SELECT"):
            elements.append(SubSelect(self.select_query()[0]))
            self.expect_mark("}")
            return Group(tuple(elements))
        while not self.take_mark("}"):
            if triples := self.triples():
                elements.append(Triples(triples))
            elif not self.take_mark("."):
                elements.append(self._element())
        return Group(tuple(elements))

    def _element(self) -> Element:
        if self.is_mark("{"):
            branches = [self.group()]
            while self.take_word("UNION"):
                branches.append(self.group())
            return branches[0] if len(branches) == 1 else Union(tuple(branches))
        match self.take_word("OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES"):
            case "OPTIONAL":
                return Optional(self.group())
            case "MINUS":
                return Minus(self.group())
            case "GRAPH":
                return InGraph(self.variable_or_iri(), self.group())
            case "SERVICE":
                silent = self.take_word("SILENT") is not None
                return Service(self.variable_or_iri(), silent, self.group())
            case "FILTER":
                return Filter(self.primary())
            case "BIND":
                return self._bind()
            case "VALUES":
                return self._values()
        raise self.wrong("a pattern")

    def variable_or_iri(self) -> NamedNode | Var:
        """Read a variable or an IRI; raises BadQuery if neither is here."""
        return self.variable() if self.token.kind is Kind.VARIABLE else self.iri()

    def _bind(self) -> Bind:
        self.expect_mark("(")
        expression = self.expression()
        self.expect_word("AS")
        variable = self.variable()
        self.expect_mark(")")
        return Bind(expression, variable)

    def _values(self) -> Values:
        variables: list[Var] = []
        rows: list[tuple[Term | None, ...]] = []
        many = self.take_mark("(")
        if many:
            while not self.take_mark(")"):
                variables.append(self.variable())
        else:
            variables.append(self.variable())
        self.expect_mark("{")
        while not self.take_mark("}"):
            if not many:
                rows.append((self._value(),))
                continue
            self.expect_mark("(")
            row: list[Term | None] = []
            while not self.take_mark(")"):
                row.append(self._value())
            rows.append(tuple(row))
        return Values(tuple(variables), tuple(rows))

    def _value(self) -> Term | None:
        return None if self.take_word("UNDEF") else self.term()

    def select_query(self) -> tuple[Select, tuple[NamedNode, ...], tuple[NamedNode, ...]]:
        """Read a SELECT to its end, with the dataset that a query may name."""
        self.expect_word("SELECT")
        reduction = self.take_word("DISTINCT", "REDUCED")
        columns: list[Column] | None = None
        if not self.take_mark("*"):
            columns = [self._column()]
            while self.token.variable is not None or self.is_mark("("):
                columns.append(self._column())
        default, named = self.dataset()
        select = Select(
            None if columns is None else tuple(columns),
            self.where(),
            self.modifiers(),
            reduction,  # type: ignore[arg-type]
        )
        return select, default, named

    def _column(self) -> Column:
        if not self.take_mark("("):
            return Column(self.variable())
        expression = self.expression()
        self.expect_word("AS")
        variable = self.variable()
        self.expect_mark(")")
        return Column(variable, expression)

    def dataset(self) -> tuple[tuple[NamedNode, ...], tuple[NamedNode, ...]]:
        """Read FROM and FROM NAMED (section 13.2)."""
        default: list[NamedNode] = []
        named: list[NamedNode] = []
        while self.take_word("FROM"):
            (named if self.take_word("NAMED") else default).append(self.iri())
        return tuple(default), tuple(named)

    def where(self) -> Group:
        """Read the pattern of a query."""
        self.take_word("WHERE")
        return self.group()

    def modifiers(self) -> Modifiers:
        """Read what follows the pattern, trailing VALUES included."""
        group_by: list[GroupKey] = []
        having = []
        order_by: list[OrderKey] = []
        if self.take_word("GROUP"):
            self.expect_word("BY")
            group_by.append(self._group_key())
            while self._starts_condition:
                group_by.append(self._group_key())
        if self.take_word("HAVING"):
            having.append(self.primary())
            while self._starts_condition:
                having.append(self.primary())
        if self.take_word("ORDER"):
            self.expect_word("BY")
            order_by.append(self._order_key())
            while self._starts_condition:
                order_by.append(self._order_key())
        numbers: dict[str, int] = {}
        while word := self.take_word("LIMIT", "OFFSET"):
            if not (self.token.kind is Kind.NUMBER and self.token.text.isdigit()):
                raise self.wrong("a whole number")
            numbers[word] = int(self.advance().text)
        return Modifiers(
            tuple(group_by),
            tuple(having),
            tuple(order_by),
            numbers.get("LIMIT"),
            numbers.get("OFFSET"),
            self._values() if self.take_word("VALUES") else None,
        )

    @property
    def _starts_condition(self) -> bool:
        token = self.token
        if token.kind is Kind.WORD:
            return not token.is_word(*_MODIFIER_WORDS)
        return token.kind is Kind.VARIABLE or token.is_mark("(") or self.starts_iri

    def _group_key(self) -> GroupKey:
        if not self.take_mark("("):
            return GroupKey(self.primary())
        expression = self.expression()
        variable = self.variable() if self.take_word("AS") else None
        self.expect_mark(")")
        return GroupKey(expression, variable)

    def _order_key(self) -> OrderKey:
        direction = self.take_word("ASC", "DESC")
        return OrderKey(self.primary(), direction == "DESC")
