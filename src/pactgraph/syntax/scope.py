"""Walking a query's tree, changing it, and the variables that each part of it can see."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, cast

from pactgraph.syntax import tree
from pactgraph.syntax.tree import (
    Bind,
    Blank,
    Element,
    Filter,
    Group,
    InGraph,
    Lateral,
    Minus,
    Optional,
    Select,
    Service,
    SubSelect,
    Triples,
    Union,
    Values,
    Var,
)

_Node = TypeVar("_Node")


_FIELDS: dict[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind))
    for kind in vars(tree).values()
    if isinstance(kind, type) and is_dataclass(kind)
}


def walk(node: object) -> Iterator[Any]:
    """Yield a node of the tree and all nodes below it, each before those inside it.

    Terms, variables and paths are nodes too; names, numbers and flags are not. What a
    sub-select or EXISTS holds is walked as everything else.

    >>> from pyoxigraph import NamedNode
    >>> from pactgraph.syntax.tree import TriplePattern
    >>> [str(n) for n in walk(TriplePattern(Var("s"), NamedNode("urn:p"), Var("o")))][1:]
    ['?s', '<urn:p>', '?o']
    """
    left = [node]
    while left:
        node = left.pop()
        if isinstance(node, tuple):
            left.extend(reversed(node))
        elif node is not None and not isinstance(node, str | int):
            yield node
            left.extend(getattr(node, name) for name in reversed(_FIELDS.get(type(node), ())))


def depth(node: object) -> int:
    """Return how many nodes of the tree stand inside each other at most."""
    deepest, left = 0, [(node, 1)]
    while left:
        node, level = left.pop()
        if isinstance(node, tuple):
            left.extend((part, level) for part in node)
        elif names := _FIELDS.get(type(node)):
            deepest = max(deepest, level)
            left.extend((getattr(node, name), level + 1) for name in names)
    return deepest


def replace(node: _Node, change: Callable[[Any], Any]) -> _Node:
    """Return the tree with each node replaced by what ``change`` makes of it.

    Nodes inside are changed before those that hold them; a node in which nothing changes
    stays the same object. What comes out must fit where it stands: that is not checked.

    >>> from pactgraph.syntax.tree import Operation
    >>> tree = Operation("!", (Var("x"),))
    >>> replace(tree, lambda node: Var("y") if node == Var("x") else node).operands
    (Var(name='y'),)
    """
    return cast(_Node, _replaced(node, change))


def _replaced(node: object, change: Callable[[Any], Any]) -> object:
    if isinstance(node, tuple):
        parts = tuple(_replaced(part, change) for part in node)
        same = all(new is old for new, old in zip(parts, node, strict=True))
        return node if same else parts
    if node is None or isinstance(node, str | int):
        return node
    names = _FIELDS.get(type(node), ())
    old = [getattr(node, name) for name in names]
    new = [_replaced(value, change) for value in old]
    if any(after is not before for after, before in zip(new, old, strict=True)):
        node = type(node)(*new)
    return change(node)


def rename(node: _Node, names: Mapping[Var | Blank, Var | Blank]) -> _Node:
    """Return the tree with variables and blank nodes renamed, wherever they stand.

    A variable inside a sub-select that does not project it is renamed as well, which
    changes nothing as long as the new names are new.
    """
    return replace(
        node, lambda each: names.get(each, each) if isinstance(each, Var | Blank) else each
    )


def all_variables(node: object) -> tuple[Var, ...]:
    """Return every variable that stands in a part of the tree, once each, as they come."""
    return tuple(dict.fromkeys(each for each in walk(node) if isinstance(each, Var)))


def variables_of(part: Group | Element | Select) -> tuple[Var, ...]:
    """Return the variables in scope outside of a pattern (section 18.2.1), as they come.

    Those are what ``SELECT *`` shows. For a Select, the columns.

    >>> from pactgraph.syntax.reading import read_query
    >>> query = read_query("ASK { ?a ?b _:c MINUS { ?a ?b ?d } BIND(?e AS ?f) }")
    >>> [str(variable) for variable in variables_of(query.body.where)]
    ['?a', '?b', '?f']
    """
    return tuple(dict.fromkeys(_in_scope(part)))


def _in_scope(part: Group | Element | Select) -> Iterator[Var]:
    match part:
        case Triples():
            yield from all_variables(part)
        case Group(elements):
            for element in elements:
                yield from _in_scope(element)
        case Optional(group) | Lateral(group):
            yield from _in_scope(group)
        case Union(branches):
            for branch in branches:
                yield from _in_scope(branch)
        case InGraph(name, group) | Service(name, _, group):
            if isinstance(name, Var):
                yield name
            yield from _in_scope(group)
        case Bind(_, variable):
            yield variable
        case Values(variables, _):
            yield from variables
        case SubSelect(select):
            yield from _in_scope(select)
        case Select(None, where, modifiers):
            yield from _in_scope(where)
            if modifiers.values is not None:
                yield from modifiers.values.variables
        case Select(columns):
            yield from (column.variable for column in columns or ())
        case Filter() | Minus():
            return
