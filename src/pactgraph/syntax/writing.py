"""Writing the tree of a query, or a part of it, as text: SPARQL 1.1, the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from pyoxigraph import NamedNode

from pactgraph.namespaces import RDF
from pactgraph.syntax.expression_writing import ExpressionWriter
from pactgraph.syntax.tree import (
    Ask,
    Bind,
    Blank,
    Column,
    Construct,
    Describe,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    InGraph,
    Lateral,
    Minus,
    Modifiers,
    Optional,
    Path,
    Query,
    Select,
    Service,
    SubSelect,
    TriplePattern,
    Triples,
    Union,
    Values,
    Var,
)


def write_query(query: Query, *, short: bool = False) -> str:
    """Return a query as text, one line for each of its clauses.

    In full it means the same to every engine. ``short`` writes the project's prefixes
    without declaring them, for people and for what knows them, as ``read_query`` does.

    >>> from pactgraph.syntax.reading import read_query
    >>> print(write_query(read_query("ask{?x a pact:Visit}"), short=True))
    ASK
    WHERE { ?x a pact:Visit }
    """
    return _Writer(short).query(query)


def write_group(group: Group, *, short: bool = False) -> str:
    """Return a group with its braces, on one line."""
    return _Writer(short).group(group)


def write_element(element: Element, *, short: bool = False) -> str:
    """Return an element of a group, such as ``OPTIONAL { … }``, on one line."""
    return _Writer(short).element(element)


def write_pattern(pattern: TriplePattern, *, short: bool = False) -> str:
    """Return a triple pattern, without a full stop."""
    return _Writer(short).pattern(pattern)


def write_path(path: Path, *, short: bool = False) -> str:
    """Return a property path."""
    return _Writer(short).path(path)


def write_expression(expression: Expression, *, short: bool = False) -> str:
    """Return an expression, as it stands between brackets."""
    return _Writer(short).expression(expression)


class _Writer(ExpressionWriter):
    """Writes groups and queries."""

    def pattern(self, pattern: TriplePattern) -> str:
        predicate = pattern.predicate
        if predicate == RDF.type and self.short:
            verb = "a"
        elif isinstance(predicate, Var | Blank):
            verb = self.slot(predicate)
        else:
            verb = self.path(predicate)  # type: ignore[arg-type]
        return f"{self.slot(pattern.subject)} {verb} {self.slot(pattern.object)}"

    def group(self, group: Group) -> str:
        if len(group.elements) == 1 and isinstance(group.elements[0], SubSelect):
            return f"{{ {self.select(group.elements[0].select)} }}"
        parts: list[str] = []
        before: Element | None = None
        for element in group.elements:
            if isinstance(before, Triples):
                parts.append(".")
            parts.append(self.element(element))
            before = element
        return f"{{ {' '.join(parts)} }}" if parts else "{ }"

    def element(self, element: Element) -> str:
        match element:
            case Triples(patterns):
                return " . ".join(self.pattern(pattern) for pattern in patterns)
            case Group():
                return self.group(element)
            case Optional(group):
                return f"OPTIONAL {self.group(group)}"
            case Lateral(group):
                return f"LATERAL {self.group(group)}"
            case Union(branches):
                return " UNION ".join(self.group(branch) for branch in branches)
            case Minus(group):
                return f"MINUS {self.group(group)}"
            case InGraph(name, group):
                return f"GRAPH {self.slot(name)} {self.group(group)}"
            case Service(name, silent, group):
                word = "SERVICE SILENT" if silent else "SERVICE"
                return f"{word} {self.slot(name)} {self.group(group)}"
            case Filter(Exists() as expression):
                return f"FILTER {self.expression(expression)}"
            case Filter(expression):
                return f"FILTER({self.expression(expression)})"
            case Bind(expression, variable):
                return f"BIND({self.expression(expression)} AS {variable})"
            case Values():
                return self.values(element)
            case SubSelect(select):
                return f"{{ {self.select(select)} }}"
        assert_never(element)

    def values(self, values: Values) -> str:
        rows = [
            ["UNDEF" if value is None else self.slot(value) for value in row] for row in values.rows
        ]
        if len(values.variables) == 1:
            cells = " ".join(row[0] for row in rows)
            return f"VALUES {values.variables[0]} {{ {cells} }}"
        names = " ".join(map(str, values.variables))
        text = " ".join(f"({' '.join(row)})" for row in rows)
        return f"VALUES ({names}) {{ {text} }}"

    def select(self, select: Select) -> str:
        return " ".join(
            (
                self._select_clause(select),
                f"WHERE {self.group(select.where)}",
                *self._modifiers(select.modifiers),
            )
        )

    def _select_clause(self, select: Select) -> str:
        words = ["SELECT"]
        if select.reduction:
            words.append(select.reduction)
        if select.columns is None:
            words.append("*")
        else:
            words += map(self._column, select.columns)
        return " ".join(words)

    def _column(self, column: Column) -> str:
        if column.expression is None:
            return str(column.variable)
        return f"({self.expression(column.expression)} AS {column.variable})"

    def _modifiers(self, modifiers: Modifiers) -> Iterator[str]:
        if modifiers.group_by:
            keys = (
                self._condition(key.expression, f" AS {key.variable}" if key.variable else "")
                for key in modifiers.group_by
            )
            yield f"GROUP BY {' '.join(keys)}"
        if modifiers.having:
            conditions = (f"({self.expression(each)})" for each in modifiers.having)
            yield f"HAVING {' '.join(conditions)}"
        if modifiers.order_by:
            orders = (
                f"DESC({self.expression(key.expression)})"
                if key.descending
                else self._condition(key.expression)
                for key in modifiers.order_by
            )
            yield f"ORDER BY {' '.join(orders)}"
        if modifiers.limit is not None:
            yield f"LIMIT {modifiers.limit}"
        if modifiers.offset is not None:
            yield f"OFFSET {modifiers.offset}"
        if modifiers.values is not None:
            yield self.values(modifiers.values)

    def _condition(self, expression: Expression, name: str = "") -> str:
        if isinstance(expression, Var) and not name:
            return str(expression)
        return f"({self.expression(expression)}{name})"

    def query(self, query: Query) -> str:
        body = query.body
        lines = [] if query.base is None else [f"BASE <{query.base}>"]
        match body:
            case Select():
                lines.append(self._select_clause(body))
            case Ask():
                lines.append("ASK")
            case Construct():
                template = " . ".join(self.pattern(pattern) for pattern in body.template)
                lines.append(f"CONSTRUCT {{ {template} }}")
            case Describe(None):
                lines.append("DESCRIBE *")
            case Describe(resources):
                described: tuple[NamedNode | Var, ...] = resources or ()
                lines.append(f"DESCRIBE {' '.join(map(self.slot, described))}")
        lines += [f"FROM {self.slot(graph)}" for graph in query.default_graphs]
        lines += [f"FROM NAMED {self.slot(graph)}" for graph in query.named_graphs]
        if body.where is not None:
            lines.append(f"WHERE {self.group(body.where)}")
        lines += self._modifiers(body.modifiers)
        return "\n".join(lines)
