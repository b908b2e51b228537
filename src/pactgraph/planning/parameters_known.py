"""A stored query whose parameters have become constants, with what is decided then folded away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace as with_fields
from typing import Final

from pyoxigraph import Literal, NamedNode

from pactgraph.namespaces import XSD
from pactgraph.syntax.scope import all_variables, replace, walk
from pactgraph.syntax.tree import (
    Bind,
    Call,
    Element,
    Expression,
    Filter,
    Group,
    Minus,
    Operation,
    Service,
    SubSelect,
    Term,
    Triples,
    Values,
    Var,
)

_OF_THEIR_OWN: Final = (Bind, Minus, Service, SubSelect, Values)
_TRUE: Final = Literal("true", datatype=XSD.boolean)
_FALSE: Final = Literal("false", datatype=XSD.boolean)


def with_constants(group: Group, known: Mapping[Var, Term], unknown: Iterable[Var]) -> Group | None:
    """Return the outermost group of a query with constants for the variables that are known.

    ``unknown`` are variables that nothing binds. None if a variable of either sort stands where it
    means something else than in the outermost group (SPARQL 1.1, section 18.2: what is bound
    outside is not seen in an inner group).
    """
    unbound = frozenset(unknown)
    elements: list[Element] = []
    for element in group.elements:
        if not _sees(element, frozenset(known), unbound):
            return None
        changed = replace(element, lambda node: _folded(_named(node, known), unbound))
        elements += _without_true(changed)
    return Group(tuple(elements))


def _sees(element: Element, known: frozenset[Var], unbound: frozenset[Var]) -> bool:
    """Tell whether an element of the outermost group means by a variable what the group does."""
    parameters = known | unbound
    match element:
        case Filter() | Bind():
            # EXISTS is tested with what the group has bound, but these bind or hide for themselves.
            own = tuple(n for n in walk(element) if isinstance(n, _OF_THEIR_OWN) and n != element)
            binds = isinstance(element, Bind) and element.variable in parameters
            return not binds and parameters.isdisjoint(all_variables(own))
        case Triples():
            return unbound.isdisjoint(all_variables(element))
        case _:
            return parameters.isdisjoint(all_variables(element))


def _named(node: object, known: Mapping[Var, Term]) -> object:
    if isinstance(node, Var):
        return known.get(node, node)
    return node


def _folded(node: object, unbound: frozenset[Var]) -> object:
    match node:
        case Call("BOUND", (NamedNode() | Literal(),)):
            return _TRUE
        case Call("BOUND", (Var() as variable,)) if variable in unbound:
            return _FALSE
        case Call("IF", (condition, one, other)) if condition in (_TRUE, _FALSE):
            return one if condition == _TRUE else other
        case Operation("!", (operand,)) if operand in (_TRUE, _FALSE):
            return _FALSE if operand == _TRUE else _TRUE
        case Operation("||", operands):
            return _decided(node, operands, _TRUE, _FALSE)
        case Operation("&&", operands):
            return _decided(node, operands, _FALSE, _TRUE)
        case Group(elements):
            left = [one for element in elements for one in _without_true(element)]
            return node if len(left) == len(elements) else Group(tuple(left))
    return node


def _decided(
    node: Operation, operands: tuple[Expression, ...], deciding: Literal, neutral: Literal
) -> Expression:
    """Return what is left of a disjunction or conjunction: an error beside what decides is none."""
    if deciding in operands:
        return deciding
    left = tuple(operand for operand in operands if operand != neutral)
    if not left:
        return neutral
    if len(left) == len(operands):
        return node
    # One alone keeps a neutral operand beside it: it may be no boolean, and is made one by that.
    return with_fields(node, operands=left if len(left) > 1 else (left[0], neutral))


def _without_true(element: Element) -> list[Element]:
    """Return an element, its conjuncts apart if it is a filter; one that always holds is none."""
    if not isinstance(element, Filter):
        return [element]
    return [Filter(one) for one in _conjuncts(element.expression) if one != _TRUE]


def _conjuncts(expression: Expression) -> list[Expression]:
    """Return the conditions that are all to hold; what is neutral is left out."""
    match expression:
        case Operation("&&", operands):
            return [one for operand in operands for one in _conjuncts(operand)]
        case Operation("||", operands):
            left = [one for one in operands if one != _FALSE]
            if len(left) == 1:
                return _conjuncts(left[0])
    return [expression]
