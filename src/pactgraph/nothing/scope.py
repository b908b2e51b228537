"""Which variables a part of a query binds for certain, which perhaps, and which it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import TypeVar

from pactgraph.syntax.bound_variables import bound_by, certainly_bound_by, columns_of
from pactgraph.syntax.scope import walk
from pactgraph.syntax.tree import Blank, Column, Element, SubSelect, Var

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
    return Binds(certainly_bound_by(element), frozenset(bound_by(element)))


def binds_together(elements: Iterable[Element]) -> Binds:
    """Return what the elements of one group bind."""
    found = Binds(_NONE, _NONE)
    for element in elements:
        found = found.joined(binds(element))
    return found


def named(node: object) -> Names:
    """Return the variables that a part of a query names, as far as they can be seen outside.

    Of a sub-select only its columns can; blank nodes are no variables.
    """
    if isinstance(node, Var):
        return frozenset({node.name})
    if isinstance(node, SubSelect):
        return frozenset(columns_of(node.select))
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


def nodes(tree: object, kind: type[_Node]) -> Iterator[_Node]:
    """Yield the nodes of some kind in a part of a query, the outermost first."""
    return (node for node in walk(tree) if isinstance(node, kind))
