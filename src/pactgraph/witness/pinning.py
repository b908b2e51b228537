"""Pins: a row's values repeated inside the patterns, where that cannot change what they mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import BlankNode, Literal, NamedNode

from pactgraph.namespaces import XSD
from pactgraph.syntax.bound_variables import (
    bound_by,
    certain,
    certainly_bound_by,
    columns_of,
    is_aggregated,
)
from pactgraph.syntax.tree import (
    Call,
    Element,
    Expression,
    Filter,
    Group,
    InGraph,
    Minus,
    Operation,
    Optional,
    Select,
    SubSelect,
    Triples,
    Union,
    Values,
    Var,
)
from pactgraph.witness.receipt import Term

Wanted = Mapping[str, Term | None]
"""What a row asks of the variables: a value, or None for one that must not be bound."""

_INEXACT = frozenset({XSD.double, XSD.float})


def can_be_written(term: Term | None) -> bool:
    """Tell whether a query can name a term exactly, so that every engine finds it again.

    A blank node has no name in a query, and an engine may round a number as it writes it.
    """
    if isinstance(term, Literal):
        return term.datatype not in _INEXACT
    return isinstance(term, NamedNode)


def pin_filters(wanted: Wanted) -> Iterator[Filter]:
    """Yield the filters that hold for the row alone."""
    for name, term in wanted.items():
        variable = Var(name)
        if term is None:
            yield Filter(Operation("!", (Call("BOUND", (variable,)),)))
        elif isinstance(term, BlankNode):
            yield Filter(Call("isBLANK", (variable,)))
        elif can_be_written(term):
            yield Filter(Call("sameTerm", (variable, _expression(term))))
        else:
            yield Filter(Call("isLITERAL", (variable,)))


def _expression(term: Term) -> Expression:
    assert isinstance(term, NamedNode | Literal)
    return term


@dataclass(frozen=True)
class _Allowed:
    """The values that some variables may have, row by row."""

    names: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    @classmethod
    def of(cls, rows: Sequence[Wanted]) -> _Allowed:
        first = rows[0] if rows else {}
        names = tuple(n for n in first if all(can_be_written(row[n]) for row in rows))
        return cls(names, tuple(tuple(row[name] for name in names) for row in rows))

    def among(self, names: Collection[str]) -> _Allowed:
        """Return what is allowed of these variables alone, each combination once."""
        kept = [index for index, name in enumerate(self.names) if name in names]
        rows = dict.fromkeys(tuple(row[index] for index in kept) for row in self.rows)
        return _Allowed(tuple(self.names[index] for index in kept), tuple(rows))

    def values(self) -> Values:
        variables = tuple(Var(name) for name in self.names)
        return Values(variables, self.rows)  # type: ignore[arg-type]


def restricted(group: Group, rows: Sequence[Wanted]) -> Group:
    """Return the group with VALUES of the rows' values right before the patterns.

    For a row that it is asked for, it has the solutions of the group; other solutions may
    be there or not. A variable is restricted only where the pattern binds it in every
    solution and nothing else can have bound it otherwise: to the right of an OPTIONAL or a
    MINUS only if the left has bound it; in a sub-select only if that shows it, does not
    cut its rows, and groups by it if it groups. VALUES stand right before what binds their
    variables, so that nothing to the left comes to see them.
    """
    return _restrict(group, _Allowed.of(rows))


def _restrict(group: Group, allowed: _Allowed) -> Group:
    if not allowed.names:
        return group
    elements: list[Element] = []
    left: frozenset[str] = frozenset()
    for element in group.elements:
        here = allowed.among(_bound_right_by(element))
        if here.names:
            elements.append(here.values())
        elements.append(_element(element, allowed, left))
        left |= certainly_bound_by(element, left)
    return Group(tuple(elements))


def _bound_right_by(element: Element) -> Collection[str]:
    """Return the variables that triple patterns or the name of a graph bind."""
    if isinstance(element, Triples):
        return bound_by(element)
    if isinstance(element, InGraph) and isinstance(element.name, Var):
        return (element.name.name,)
    return ()


def _element(element: Element, allowed: _Allowed, left: frozenset[str]) -> Element:
    match element:
        case Group():
            return _restrict(element, allowed)
        case InGraph():
            return InGraph(element.name, _restrict(element.group, allowed))
        case Union():
            return Union(tuple(_restrict(branch, allowed) for branch in element.branches))
        case Optional():
            return Optional(_restrict(element.group, allowed.among(left)))
        case Minus():
            return Minus(_restrict(element.group, allowed.among(left & certain(element.group))))
        case SubSelect():
            return SubSelect(_sub_select(element.select, allowed))
        case _:
            return element


def _sub_select(select: Select, allowed: _Allowed) -> Select:
    modifiers = select.modifiers
    if modifiers.limit is not None or modifiers.offset is not None:
        return select
    plain = {c.variable.name for c in select.columns or () if c.expression is None}
    names = set(columns_of(select)) if select.columns is None else plain
    if is_aggregated(select):
        names &= {
            key.expression.name
            for key in modifiers.group_by
            if isinstance(key.expression, Var) and key.variable is None
        }
    return replace(select, where=_restrict(select.where, allowed.among(names)))


def restricted_keys(select: Select, rows: Sequence[Wanted]) -> Select:
    """Return a SELECT with its pattern restricted to what rows ask of its columns."""
    return _sub_select(select, _Allowed.of(rows))
