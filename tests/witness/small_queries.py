"""Random queries over small worlds: few names, so that patterns meet, and match or nearly match."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from pactgraph.syntax.tree import (
    Aggregate,
    Alternative,
    Ask,
    Bind,
    Blank,
    Call,
    Column,
    Construct,
    Exists,
    Filter,
    Group,
    GroupKey,
    InGraph,
    Inverse,
    Minus,
    Modifiers,
    Negated,
    Operation,
    Optional,
    Query,
    Repeat,
    Select,
    Sequence,
    SubSelect,
    TriplePattern,
    Triples,
    Union,
    Values,
    Var,
)

BASE = "http://example.org/"
NODES = [NamedNode(BASE + name) for name in "abc"]
PREDICATES = [NamedNode(BASE + name) for name in "pqr"]
GRAPHS = [NamedNode(BASE + name) for name in "gh"]
NUMBERS = [Literal(1), Literal(2)]
VARIABLES = [Var(name) for name in ("x", "y", "z", "w")]

variables = st.sampled_from(VARIABLES)
constants = st.sampled_from([*NODES, *NUMBERS])
predicates = st.sampled_from(PREDICATES)


@st.composite
def worlds(draw: st.DrawFn) -> list[Quad]:
    """Draw a dataset of a few statements."""
    quads = st.builds(
        Quad,
        st.sampled_from(NODES),
        predicates,
        st.sampled_from([*NODES, *NUMBERS]),
        st.sampled_from([DefaultGraph(), DefaultGraph(), *GRAPHS]),
    )
    return draw(st.lists(quads, min_size=14, max_size=28, unique=True))


def _some(part: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(part, min_size=1, max_size=2).map(tuple)


_bounds = st.sampled_from([(0, 1), (0, None), (1, None)])
paths = st.recursive(
    predicates
    | st.builds(Negated, st.lists(predicates, min_size=1, max_size=2).map(tuple), st.just(())),
    lambda inner: (
        st.builds(Inverse, inner)
        | st.builds(lambda a, b: Sequence((a, b)), inner, inner)
        | st.builds(lambda a, b: Alternative((a, b)), inner, inner)
        | st.builds(
            lambda p, b: Repeat(p, *b), inner, st.sampled_from([(0, 1), (0, None), (1, None)])
        )
    ),
    max_leaves=3,
)


class Fresh:
    """Gives names that nothing else in the query has."""

    def __init__(self) -> None:
        self._count = 0

    def variable(self) -> Var:
        self._count += 1
        return Var(f"n{self._count}")

    def blank(self) -> Blank:
        self._count += 1
        return Blank(f"b{self._count}")


@st.composite
def _triples(draw: st.DrawFn, fresh: Fresh) -> Triples:
    blank = fresh.blank()
    ends = st.one_of(variables, variables, variables, st.sampled_from(NODES), st.just(blank))
    verbs = st.one_of(predicates, predicates, predicates, variables, paths)
    targets = st.one_of(ends, ends, ends, constants)
    patterns = st.builds(TriplePattern, ends, verbs, targets)
    return Triples(draw(st.lists(patterns, min_size=1, max_size=2).map(tuple)))


@st.composite
def _conditions(draw: st.DrawFn, fresh: Fresh, depth: int) -> Any:
    leaf = st.one_of(
        st.builds(lambda v: Call("BOUND", (v,)), variables),
        st.builds(
            lambda o, a, b: Operation(o, (a, b)),
            st.sampled_from(["=", "!=", "<"]),
            variables,
            variables | constants,
        ),
    )
    if depth:
        leaf = st.one_of(leaf, st.builds(Exists, groups(fresh, depth - 1), st.booleans()))
    first = draw(leaf)
    match draw(st.integers(0, 4)):
        case 0:
            return Operation("!", (first,))
        case 1:
            return Operation(draw(st.sampled_from(["||", "&&"])), (first, draw(leaf)))
        case _:
            return first


@st.composite
def _element(draw: st.DrawFn, fresh: Fresh, depth: int) -> Any:
    kinds = ["triples", "triples", "filter", "bind", "values"]
    if depth:
        kinds += ["group", "optional", "optional", "union", "minus", "graph", "select"]
    match draw(st.sampled_from(kinds)):
        case "triples":
            return draw(_triples(fresh))
        case "filter":
            return Filter(draw(_conditions(fresh, depth)))
        case "bind":
            number = st.builds(lambda v: Operation("+", (v, Literal(1))), variables)
            return Bind(draw(variables | constants | number), fresh.variable())
        case "values":
            names = draw(st.lists(variables, min_size=1, max_size=2, unique=True))
            cell = st.one_of(constants, constants, st.none())
            rows = draw(st.lists(st.tuples(*(cell for _ in names)), min_size=1, max_size=3))
            return Values(tuple(names), tuple(rows))
        case "group":
            return draw(groups(fresh, depth - 1))
        case "optional":
            return Optional(draw(groups(fresh, depth - 1)))
        case "union":
            return Union((draw(groups(fresh, depth - 1)), draw(groups(fresh, depth - 1))))
        case "minus":
            return Minus(draw(groups(fresh, depth - 1)))
        case "graph":
            return InGraph(
                draw(variables | st.sampled_from(GRAPHS)), draw(groups(fresh, depth - 1))
            )
    return SubSelect(draw(selects(fresh, depth - 1)))


@st.composite
def groups(draw: st.DrawFn, fresh: Fresh, depth: int = 2) -> Group:
    """Draw a group that starts with triple patterns."""
    elements: list[Any] = [draw(_triples(fresh))] if draw(st.integers(0, 7)) else []
    for _ in range(draw(st.integers(0, 2))):
        element = draw(_element(fresh, depth))
        if not (isinstance(element, Triples) and elements and isinstance(elements[-1], Triples)):
            elements.append(element)
    return Group(tuple(elements))


@st.composite
def selects(draw: st.DrawFn, fresh: Fresh, depth: int = 2) -> Select:
    """Draw a SELECT, sometimes grouped."""
    where = draw(groups(fresh, depth))
    reduction = draw(st.sampled_from([None, "DISTINCT"]))
    shown = draw(st.lists(variables, min_size=1, max_size=3, unique=True))
    match draw(st.integers(0, 5)):
        case 0:
            return Select(None, where, Modifiers(), reduction)
        case 1:
            total = Aggregate(
                draw(st.sampled_from(["COUNT", "SUM", "MIN", "MAX"])),
                draw(variables),
                draw(st.booleans()),
            )
            columns = (*(Column(v) for v in shown), Column(fresh.variable(), total))
            keys = tuple(GroupKey(v) for v in shown)
            having = Operation(">", (Aggregate("COUNT", None), Literal(draw(st.integers(0, 2)))))
            modifiers = Modifiers(group_by=keys, having=(having,) if draw(st.booleans()) else ())
            return Select(columns, where, modifiers)
        case _:
            return Select(tuple(Column(v) for v in shown), where, Modifiers(), reduction)


@st.composite
def queries(draw: st.DrawFn) -> Query:
    """Draw a query."""
    fresh = Fresh()
    match draw(st.integers(0, 5)):
        case 0:
            return Query(Ask(draw(groups(fresh))))
        case 1:
            ends = variables | st.sampled_from(NODES)
            template = st.builds(TriplePattern, ends, predicates | variables, ends)
            patterns = tuple(draw(st.lists(template, min_size=1, max_size=2)))
            return Query(Construct(patterns, draw(groups(fresh))))
        case _:
            return Query(draw(selects(fresh)))
