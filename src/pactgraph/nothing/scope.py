"""Which variables a part of a query binds for certain, which perhaps, and which it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TypeVar

from pactgraph.syntax.tree import (
    Bind,
    Blank,
    Column,
    Element,
    Group,
    InGraph,
    Optional,
    Select,
    Service,
    SubSelect,
    Triples,
    Union,
    Values,
    Var,
)

Names = frozenset[str]
_NONE: Names = frozenset()
_Node = TypeVar("_Node")


@dataclass(frozen=True, slots=True)
class Binds:
    """Variables by name: bound in every solution, and in some solution perhaps."""

    certain: Names
    possible: Names

    def joined(self, other: Binds) -> Binds:
        """Return what both together bind."""
        return Binds(self.certain | other.certain, self.possible | other.possible)


def binds(element: Element) -> Binds:
    """Return what an element of a group binds."""
    match element:
        case Triples():
            found = named(element)
            return Binds(found, found)
        case Group():
            return binds_together(element.elements)
        case Optional():
            return Binds(_NONE, binds(element.group).possible)
        case Union():
            each = [binds(branch) for branch in element.branches]
            return Binds(
                frozenset.intersection(*(b.certain for b in each)),
                frozenset.union(*(b.possible for b in each)),
            )
        case InGraph():
            return binds(element.group).joined(_name_of(element.name))
        case Service():
            found = binds(element.group).possible
            return Binds(_NONE if element.silent else binds(element.group).certain, found)
        case Bind():
            return Binds(_NONE, frozenset({element.variable.name}))
        case Values():
            columns = zip(*element.rows, strict=True) if element.rows else ()
            full = [None not in column for column in columns] or [True] * len(element.variables)
            names = [variable.name for variable in element.variables]
            certain = frozenset(n for n, is_full in zip(names, full, strict=True) if is_full)
            return Binds(certain, frozenset(names))
        case SubSelect():
            return _projected(element.select)
        case _:
            return Binds(_NONE, _NONE)


def binds_together(elements: Iterable[Element]) -> Binds:
    """Return what the elements of one group bind."""
    found = Binds(_NONE, _NONE)
    for element in elements:
        found = found.joined(binds(element))
    return found


def _name_of(name: object) -> Binds:
    found = frozenset({name.name}) if isinstance(name, Var) else _NONE
    return Binds(found, found)


def _projected(select: Select) -> Binds:
    inner = binds(select.where)
    if select.modifiers.values is not None:
        inner = inner.joined(binds(select.modifiers.values))
    if select.columns is None:
        return inner
    names = frozenset(column.variable.name for column in select.columns)
    plain = frozenset(c.variable.name for c in select.columns if c.expression is None)
    return Binds(plain & inner.certain, names)


def named(node: object) -> Names:
    """Return the variables that a part of a query names, as far as they can be seen outside.

    Of a sub-select only its columns can; blank nodes are no variables.
    """
    if isinstance(node, Var):
        return frozenset({node.name})
    if isinstance(node, SubSelect):
        return _projected(node.select).possible
    if isinstance(node, Column):
        return named(node.variable)
    found: set[str] = set()
    if isinstance(node, tuple):
        for part in node:
            found |= named(part)
    elif is_dataclass(node) and not isinstance(node, Blank):
        for field in fields(node):
            found |= named(getattr(node, field.name))
    return frozenset(found)


def changed(node: _Node, change: Callable[[object], object]) -> _Node:
    """Return the tree with ``change`` done to each of its nodes, the innermost first."""
    if isinstance(node, tuple):
        return tuple(changed(part, change) for part in node)  # type: ignore[return-value]
    if is_dataclass(node) and not isinstance(node, type):
        old = {field.name: getattr(node, field.name) for field in fields(node)}
        new = {name: changed(value, change) for name, value in old.items()}
        if any(new[name] is not old[name] and new[name] != old[name] for name in old):
            node = replace(node, **new)
    return change(node)  # type: ignore[return-value]


def nodes(tree: object, kind: type[_Node]) -> Iterator[_Node]:
    """Yield the nodes of some kind in a part of a query, the outermost first."""
    if isinstance(tree, kind):
        yield tree
    if isinstance(tree, tuple):
        for part in tree:
            yield from nodes(part, kind)
    elif is_dataclass(tree) and not isinstance(tree, type):
        for field in fields(tree):
            yield from nodes(getattr(tree, field.name), kind)
