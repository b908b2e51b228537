"""Taking the pattern of a query apart into elements that each can stand alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from pyoxigraph import NamedNode

from pactgraph.nothing.scope import Names, binds_together, named
from pactgraph.syntax.scope import replace
from pactgraph.syntax.tree import (
    Bind,
    Blank,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    InGraph,
    Inverse,
    Minus,
    Operation,
    Optional,
    Sequence,
    TriplePattern,
    Triples,
    Union,
    Values,
    Var,
)

GraphName = NamedNode | Var


def taken_apart(elements: Iterable[Element]) -> list[Element]:
    """Return elements that together mean the same as those of an outermost group.

    Triple patterns stand alone, steps of paths and what ``&&`` joins too, groups are opened
    where that changes nothing, and blank nodes are variables. What must exist is joined: it
    keeps the same rows, if perhaps more than once.
    """
    group = _without_blanks(Group(tuple(elements)))
    found = _apart(group.elements, None, frozenset()) or []
    return list(dict.fromkeys(_single_patterns(_with_what_exists(found))))


def _with_what_exists(elements: list[Element]) -> list[Element]:
    """Return elements with the patterns of ``FILTER EXISTS`` in its place, at the end."""
    found = list(elements)
    number = 0
    while number < len(found):
        element = found[number]
        rest = [*found[:number], *found[number + 1 :]]
        opened = None
        if isinstance(element, Filter) and isinstance(element.expression, Exists):
            opened = _opened(element.expression, rest)
        if opened is None:
            number += 1
        else:
            found = [*rest, *opened]
    return found


def _opened(exists: Exists, rest: list[Element]) -> list[Element] | None:
    outside = binds_together(rest)
    seen = named(exists.group) & outside.possible
    if exists.negated or not seen <= outside.certain:
        return None
    inner = _apart(exists.group.elements, None, frozenset())
    if inner is None or not all(isinstance(e, Triples | InGraph | Filter) for e in inner):
        return None
    taken = frozenset().union(*map(named, rest))
    own = {
        name: Var(fresh(taken, name)) if name in taken else Var(name)
        for name in sorted(named(exists.group) - seen)
    }

    def change(node: object) -> object:
        return own.get(node.name, node) if isinstance(node, Var) else node

    return [replace(element, change) for element in inner]


def _apart(
    elements: tuple[Element, ...], graph: GraphName | None, outside: Names
) -> list[Element] | None:
    """Return the elements of a group so that each can stand in the group around it.

    None if some of them mean something else there: what a filter, BIND, OPTIONAL or MINUS
    reads must be bound inside, for it sees nothing outside its own group (section 18.2.1).
    """
    found: list[Element] = []
    for at, element in enumerate(elements):
        rest = (*elements[:at], *elements[at + 1 :])
        around = outside | binds_together(rest).possible
        match element:
            case Values():
                found += split(element)
            case Filter():
                found += [_in_graph(Filter(part), graph) for part in both(element.expression)]
            case InGraph():
                if graph is not None:
                    return None
                found += _apart(element.group.elements, element.name, around) or [element]
            case Group():
                inner = _apart(element.elements, graph, around)
                found += [_in_graph(element, graph)] if inner is None else inner
            case _:
                found.append(_in_graph(element, graph))
    if isinstance(graph, Var) and graph.name not in binds_together(found).certain:
        return None
    if outside or graph is not None:
        whole = binds_together(found).certain
        for at, element in enumerate(found):
            if isinstance(element, Filter | Bind | Optional | Minus):
                inside = (
                    whole if isinstance(element, Filter) else binds_together(found[:at]).certain
                )
                seen = outside | (
                    frozenset({graph.name}) if isinstance(graph, Var) else frozenset()
                )
                if not named(element) & seen <= inside:
                    return None
    return found


def _in_graph(element: Element, graph: GraphName | None) -> Element:
    if graph is None or isinstance(element, Values):
        return element
    match element:
        case Filter() | Bind():
            return replace(element, lambda node: _exists_in(node, graph))
        case Optional():
            return Optional(Group((InGraph(graph, element.group),)))
        case Minus():
            return Minus(Group((InGraph(graph, element.group),)))
        case Union():
            return Union(tuple(Group((InGraph(graph, b),)) for b in element.branches))
        case Group():
            return InGraph(graph, element)
        case _:
            return InGraph(graph, Group((element,)))


def _exists_in(node: object, graph: GraphName) -> object:
    if isinstance(node, Exists):
        return Exists(Group((InGraph(graph, node.group),)), node.negated)
    return node


def both(expression: Expression) -> list[Expression]:
    """Return what ``&&`` joins: a row must pass each."""
    if isinstance(expression, Operation) and expression.operator == "&&":
        return [part for operand in expression.operands for part in both(operand)]
    return [expression]


def split(values: Values) -> list[Element]:
    """Return VALUES of one row as one for each variable; they are given together, not related."""
    if len(values.rows) != 1:
        return [values]
    pairs = zip(values.variables, values.rows[0], strict=True)
    return [Values((variable,), ((term,),)) for variable, term in pairs if term is not None]


def _without_blanks(group: Group) -> Group:
    """Return the group with variables for blank nodes, which no two groups could share."""
    prefix = fresh(named(group), "blank")
    names: dict[object, Var] = {}

    def change(node: object) -> object:
        if isinstance(node, Blank):
            return names.setdefault(node, Var(f"{prefix}_{len(names) + 1}"))
        return node

    return replace(group, change)


def fresh(taken: Iterable[str], word: str) -> str:
    """Return the word, with underscores until no name that is taken starts so."""
    while any(name.startswith(word) for name in taken):
        word += "_"
    return word


def _single_patterns(elements: list[Element]) -> list[Element]:
    """Return the elements, each triple pattern alone, each step of a path a pattern of its own."""
    prefix = fresh(frozenset().union(*map(named, elements)), "step")
    counted = count(1)
    found: list[Element] = []
    for element in elements:
        match element:
            case Triples():
                found += [Triples((p,)) for p in _steps(element, prefix, counted)]
            case InGraph(name, Group((Triples() as triples,))):
                for pattern in _steps(triples, prefix, counted):
                    found.append(InGraph(name, Group((Triples((pattern,)),))))
            case _:
                found.append(element)
    return found


def _steps(triples: Triples, prefix: str, counted: Iterator[int]) -> list[TriplePattern]:
    found: list[TriplePattern] = []
    todo = list(triples.patterns)
    while todo:
        pattern = todo.pop(0)
        path = pattern.predicate
        if isinstance(path, Inverse):
            todo.insert(0, TriplePattern(pattern.object, path.path, pattern.subject))
        elif isinstance(path, Sequence):
            between = Var(f"{prefix}_{next(counted)}")
            first, *rest = path.steps
            after = rest[0] if len(rest) == 1 else Sequence(tuple(rest))
            todo[:0] = [
                TriplePattern(pattern.subject, first, between),
                TriplePattern(between, after, pattern.object),
            ]
        else:
            found.append(pattern)
    return found
