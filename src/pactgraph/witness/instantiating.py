"""A pattern with a row's values in it, as EXISTS sees it (SPARQL 1.1, section 18.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode

from pactgraph.syntax.bound_variables import columns_of, mentioned
from pactgraph.syntax.refusals import OUTSIDE_IN_EXISTS, SERVICE
from pactgraph.syntax.tree import (
    Aggregate,
    Bind,
    Call,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    InGraph,
    Lateral,
    Minus,
    Operation,
    Optional,
    Service,
    SubSelect,
    TriplePattern,
    Triples,
    Union,
    Values,
    Var,
)
from pactgraph.witness.receipt import Bindings

_TRUE = Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
NEVER = Values((), ())
"""Matches nothing."""


_Slot = TypeVar("_Slot")


class _CannotMatch(Exception):
    """A literal came to stand where only an IRI or a blank node can."""


def instantiated(group: Group, bindings: Bindings) -> Group:
    """Return the group with the values in place of their variables.

    A blank node has no name in a query: its variable stays. Raises BadQuery where engines
    differ in what a value of outside does to the inside: a BIND to its variable, a MINUS
    or a sub-select that mentions it.

    >>> from pactgraph.syntax.tree import Triples, TriplePattern
    >>> a = NamedNode("http://example.org/a")
    >>> group = Group((Triples((TriplePattern(Var("x"), a, Var("y")),)),))
    >>> instantiated(group, {"x": a}).elements[0].patterns[0].object
    Var(name='y')
    """
    known = {n: t for n, t in bindings.items() if not isinstance(t, BlankNode)}
    return _Values(known).group(group)


def instantiated_expression(expression: Expression, bindings: Bindings) -> Expression:
    """Return the expression with the values in place of their variables."""
    known = {n: t for n, t in bindings.items() if not isinstance(t, BlankNode)}
    return _Values(known).expression(expression)


def substituted(group: Group, known: Mapping[str, NamedNode | Literal]) -> Group:
    """Return the group with the values in place of its variables, not of hidden ones."""
    return _Values(known, hidden_stay=True).group(group)


@dataclass(frozen=True)
class _Values:
    known: Mapping[str, NamedNode | Literal]
    hidden_stay: bool = False
    """Whether what cannot be seen from outside stays as it is, rather than be refused."""

    def group(self, group: Group) -> Group:
        try:
            return Group(tuple(self._element(element) for element in group.elements))
        except _CannotMatch:
            return Group((NEVER,))

    def _element(self, element: Element) -> Element:
        match element:
            case Triples():
                return Triples(tuple(self._pattern(pattern) for pattern in element.patterns))
            case Group():
                return self.group(element)
            case Optional():
                return Optional(self.group(element.group))
            case Lateral():
                return Lateral(self.group(element.group))
            case Union():
                return Union(tuple(self.group(branch) for branch in element.branches))
            case Minus():
                self._refuse_mention(set(mentioned(element.group)), "a MINUS")
                return element
            case InGraph():
                return InGraph(self._name(element.name), self.group(element.group))
            case Filter():
                return Filter(self.expression(element.expression))
            case Bind():
                self._refuse_mention({element.variable.name}, "a BIND to a variable")
                return Bind(self.expression(element.expression), element.variable)
            case Values():
                return self._values(element)
            case SubSelect():
                return self._sub_select(element)
            case Service():
                raise SERVICE.error()

    def _refuse_mention(self, names: set[str], what: str) -> None:
        if names & self.known.keys() and not self.hidden_stay:
            raise OUTSIDE_IN_EXISTS.error(
                f"{what} inside EXISTS, which uses a variable of outside",
                hint="give the inner variable a name of its own, and compare them in a FILTER",
            )

    def _sub_select(self, element: SubSelect) -> Element:
        shown = set(columns_of(element.select))
        hidden = set(mentioned(element.select.where)) - shown
        self._refuse_mention(hidden, "a sub-select")
        values = [(Var(name), self.known[name]) for name in shown if name in self.known]
        if not values:
            return element
        here = Values(tuple(v for v, _ in values), (tuple(t for _, t in values),))
        return Group((element, here))

    def _name(self, name: NamedNode | Var) -> NamedNode | Var:
        if not isinstance(name, Var) or name.name not in self.known:
            return name
        term = self.known[name.name]
        if isinstance(term, Literal):
            raise _CannotMatch
        return term

    def _pattern(self, pattern: TriplePattern) -> TriplePattern:
        subject = self._slot(pattern.subject)
        predicate = self._slot(pattern.predicate)
        if isinstance(subject, Literal) and isinstance(pattern.subject, Var):
            raise _CannotMatch
        if isinstance(predicate, Literal):
            raise _CannotMatch
        return TriplePattern(subject, predicate, self._slot(pattern.object))

    def _slot(self, slot: _Slot) -> _Slot | NamedNode | Literal:
        return self.known.get(slot.name, slot) if isinstance(slot, Var) else slot

    def _values(self, element: Values) -> Values:
        kept = [i for i, v in enumerate(element.variables) if v.name not in self.known]
        rows = [
            tuple(row[i] for i in kept)
            for row in element.rows
            if all(
                row[i] is None
                or variable.name not in self.known
                or row[i] == self.known[variable.name]
                for i, variable in enumerate(element.variables)
            )
        ]
        return Values(tuple(element.variables[i] for i in kept), tuple(rows))

    def expression(self, expression: Expression) -> Expression:
        match expression:
            case Var():
                return self.known.get(expression.name, expression)
            case Operation():
                return replace(
                    expression, operands=tuple(map(self.expression, expression.operands))
                )
            case Call(function="BOUND", arguments=(Var(name=name),)) if name in self.known:
                return _TRUE
            case Call():
                arguments = tuple(map(self.expression, expression.arguments))
                return replace(expression, arguments=arguments)
            case Aggregate() if expression.argument is not None:
                return replace(expression, argument=self.expression(expression.argument))
            case Exists():
                return replace(expression, group=_Values(self.known).group(expression.group))
            case _:
                return expression
