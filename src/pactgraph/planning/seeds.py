"""Seeds: what a filter leaves of a variable's values, found first instead of tested last."""

from __future__ import annotations

from itertools import takewhile

from pyoxigraph import Literal, NamedNode

from pactgraph.namespaces import XSD
from pactgraph.planning.scoping import certain, is_safe
from pactgraph.syntax.scope import all_variables, variables_of, walk
from pactgraph.syntax.tree import (
    Bind,
    Column,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    Minus,
    Operation,
    Optional,
    Select,
    SubSelect,
    TriplePattern,
    Union,
    Values,
    Var,
)


def seeds(group: Group) -> tuple[list[Element], list[Element]]:
    """Return the seeds of a group, and its other elements.

    A filter gives one if it holds just where one variable has certain values: those that are
    named, or of which a pattern with a name in it holds. It is then a join with these values, each
    once (SPARQL 1.1, section 18.6, for what EXISTS means), and no filter. The variable is bound
    before the first OPTIONAL or MINUS, which would otherwise find another thing to leave out.
    """
    parts = [one for one in group.elements if not isinstance(one, Filter)]
    leading = takewhile(lambda one: not isinstance(one, Optional | Minus), parts)
    bound = certain(Group(tuple(leading)))
    in_scope = frozenset(variables_of(group))
    found: list[Element] = []
    rest: list[Element] = []
    for element in group.elements:
        if isinstance(element, Bind):
            before = tuple(parts[: parts.index(element)])
            seed = _bound_seed(element) if element.variable not in all_variables(before) else None
        else:
            seed = _seed(element, bound, in_scope)
        if seed is None:
            rest.append(element)
        else:
            found.append(seed)
    return found, rest


def _bound_seed(bind: Bind) -> Element | None:
    if isinstance(bind.expression, NamedNode):
        return Values((bind.variable,), ((bind.expression,),))
    return None


def _seed(element: Element, bound: frozenset[Var], in_scope: frozenset[Var]) -> Element | None:
    match element:
        case Filter(expression):
            ways = [_way(one, bound, in_scope) for one in _alternatives(expression)]
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


def _way(
    expression: Expression, bound: frozenset[Var], in_scope: frozenset[Var]
) -> tuple[Var, Group] | None:
    """Return a variable and the pattern that gives its values, None for another condition."""
    match expression:
        case Operation("=", (Var() as variable, term)) | Operation("=", (term, Var() as variable)):
            if variable in bound and _is_itself(term):
                assert isinstance(term, NamedNode | Literal)
                return variable, Group((Values((variable,), ((term,),)),))
        case Exists(group, False):
            shared = [one for one in all_variables(group) if one in in_scope]
            if (
                len(shared) == 1
                and set(shared) <= bound & certain(group)
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
