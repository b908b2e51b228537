"""Seeds: what a filter leaves of a variable's values, found first instead of tested last."""

from __future__ import annotations

from collections.abc import Collection

from pyoxigraph import Literal, NamedNode

from pactgraph.namespaces import XSD
from pactgraph.planning.scoping import certain, is_safe
from pactgraph.syntax.scope import all_variables, walk
from pactgraph.syntax.tree import (
    Bind,
    Column,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    Operation,
    Select,
    SubSelect,
    TriplePattern,
    Union,
    Values,
    Var,
)


def seeds(group: Group) -> tuple[list[Element], list[Element]]:
    """Return the seeds of a group, and its other elements.

    A filter gives one if it holds just where one variable, which all solutions bind, has certain
    values: those that are named, or of which a pattern with a name in it holds. It is then a join
    with these values, each once (SPARQL 1.1, section 18.6, for what EXISTS means), and no filter.
    """
    bound = certain(group)
    found: list[Element] = []
    rest: list[Element] = []
    for element in group.elements:
        seed = _seed(element, bound)
        if seed is None:
            rest.append(element)
        else:
            found.append(seed)
    return found, rest


def _seed(element: Element, bound: Collection[Var]) -> Element | None:
    match element:
        case Bind(NamedNode() as term, variable):
            return Values((variable,), ((term,),))
        case Filter(expression):
            ways = [_way(one, bound) for one in _alternatives(expression)]
            variables = {way[0] for way in ways if way is not None}
            if None in ways or len(variables) != 1:
                return None
            (variable,) = variables
            branches = tuple(way[1] for way in ways if way is not None)
            if len(branches) == 1 and isinstance(branches[0].elements[0], Values):
                return branches[0].elements[0]
            inner = Group((Union(branches),)) if len(branches) > 1 else branches[0]
            return SubSelect(Select((Column(variable),), inner, reduction="DISTINCT"))
    return None


def _alternatives(expression: Expression) -> list[Expression]:
    match expression:
        case Operation("||", operands):
            return [one for operand in operands for one in _alternatives(operand)]
    return [expression]


def _way(expression: Expression, bound: Collection[Var]) -> tuple[Var, Group] | None:
    """Return a variable and the pattern that gives its values, None for another condition."""
    match expression:
        case Operation("=", (Var() as variable, term)) | Operation("=", (term, Var() as variable)):
            if variable in bound and _is_itself(term):
                assert isinstance(term, NamedNode | Literal)
                return variable, Group((Values((variable,), ((term,),)),))
        case Exists(group, False):
            shared = [one for one in all_variables(group) if one in bound]
            if (
                len(shared) == 1
                and set(shared) <= certain(group)
                and is_safe(group, shared)
                and _names_something(group)
            ):
                return shared[0], group
    return None


def _is_itself(term: Expression) -> bool:
    """Tell whether what equals a term is that term: a number has many spellings."""
    if isinstance(term, Literal):
        return term.datatype == XSD.string
    return isinstance(term, NamedNode)


def _names_something(group: Group) -> bool:
    patterns = [one for one in walk(group) if isinstance(one, TriplePattern)]
    ends = [end for one in patterns for end in (one.subject, one.object)]
    return any(isinstance(end, NamedNode | Literal) for end in ends)
