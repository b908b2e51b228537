"""Random trees of queries that the engine accepts, in the form in which they are read."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from pactgraph.namespaces import ID, PACT, RDF, RDFS, XSD
from pactgraph.syntax.scope import rename
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
    OrderKey,
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

IRIS = st.sampled_from(
    [
        PACT.Visit,
        PACT.begin,
        RDF.type,
        RDFS.label,
        ID["a-b"],
        ID["a.b"],
        ID["é"],
        NamedNode(ID.base),
        NamedNode("urn:x:y"),
        NamedNode("http://example.org/a#char=1,2"),
        NamedNode("http://example.org/(a);b@c%20"),
    ]
)
VARIABLES = st.sampled_from([Var(name) for name in ("x", "y", "_z1", "ü", "1st")])
_STRINGS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
    ["\\u0041", "\\", '"""', "a\r\nb\t\b\f", "?x } #", "\\n"]
)
_NUMBERS = st.sampled_from(
    [
        Literal(text, datatype=XSD[kind])
        for kind, texts in {
            "integer": ("0", "01", "+1", "-1", "x", ""),
            "decimal": ("1.0", ".5", "-.5", "+1.50", "1.", "1"),
            "double": ("1e0", "1.E5", "-1.0e-1", "INF", "1"),
            "boolean": ("true", "false", "1", "TRUE"),
        }.items()
        for text in texts
    ]
)
LITERALS = (
    st.builds(Literal, _STRINGS)
    | st.builds(lambda text: Literal(text, language="en"), _STRINGS)
    | st.builds(lambda text: Literal(text, language="de-at-1996"), _STRINGS)
    | st.builds(lambda text: Literal(text, datatype=XSD.gYear), _STRINGS)
    | st.builds(lambda text, iri: Literal(text, datatype=iri), _STRINGS, IRIS)
    | _NUMBERS
)
TERMS = IRIS | LITERALS


def _several(part: st.SearchStrategy[Any], least: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(part, min_size=least, max_size=3).map(tuple)


def _negated(forward: list[NamedNode], backward: list[NamedNode]) -> Negated:
    return Negated(tuple(forward), tuple(backward))


_NEGATED = st.builds(
    _negated, st.lists(IRIS, min_size=1, max_size=2), st.lists(IRIS, max_size=2)
) | st.builds(_negated, st.just([]), st.lists(IRIS, min_size=1, max_size=2))

PATHS = st.recursive(
    IRIS | _NEGATED,
    lambda inner: (
        st.builds(Inverse, inner)
        | st.builds(Sequence, _several(inner))
        | st.builds(Alternative, _several(inner))
        | st.builds(
            lambda path, bounds: Repeat(path, *bounds),
            inner,
            st.sampled_from([(0, 1), (0, None), (1, None)]),
        )
    ),
    max_leaves=6,
)

_BINARY = ("=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/")
_UNARY_CALLS = ("STR", "LANG", "DATATYPE", "ABS", "ISIRI", "UCASE", "YEAR", "IRI")
_BINARY_CALLS = ("CONTAINS", "STRDT", "SAMETERM", "LANGMATCHES", "STRBEFORE", "REGEX")


def _expressions(leaf: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaf,
        lambda inner: (
            st.builds(Operation, st.sampled_from(["||", "&&"]), _several(inner))
            | st.builds(Operation, st.sampled_from(_BINARY), st.tuples(inner, inner))
            | st.builds(Operation, st.sampled_from(["IN", "NOT IN"]), _several(inner, 1))
            | st.builds(Operation, st.sampled_from(["!", "-", "+"]), st.tuples(inner))
            | st.builds(Call, st.sampled_from(_UNARY_CALLS), st.tuples(inner))
            | st.builds(Call, st.sampled_from(_BINARY_CALLS), st.tuples(inner, inner))
            | st.builds(Call, st.just("IF"), st.tuples(inner, inner, inner))
            | st.builds(Call, st.sampled_from(["COALESCE", "CONCAT"]), _several(inner, 0))
            | st.builds(Call, st.just("BOUND"), st.tuples(VARIABLES))
            | st.builds(Call, st.sampled_from([XSD.integer, XSD.string]), st.tuples(inner))
        ),
        max_leaves=5,
    )


_EXPRESSIONS = _expressions(TERMS | VARIABLES)


class _Names:
    """Gives names that nothing else in the query has."""

    def __init__(self) -> None:
        self.given = 0

    def variable(self) -> Var:
        self.given += 1
        return Var(f"new{self.given}")

    def blank(self) -> Blank:
        self.given += 1
        return Blank(f"node{self.given}")


_ANY_BLANK = Blank("any")
_NODES = IRIS | VARIABLES | st.just(_ANY_BLANK)


def _patterns(predicates: st.SearchStrategy[Any]) -> st.SearchStrategy[list[TriplePattern]]:
    pattern = st.builds(TriplePattern, _NODES, predicates, _NODES | LITERALS)
    return st.lists(pattern, min_size=1, max_size=3)


_TEMPLATES = _patterns(IRIS | VARIABLES)
_PATTERNS = _patterns(PATHS | VARIABLES)


@st.composite
def _triples(draw: st.DrawFn, names: _Names, *, template: bool = False) -> Triples:
    blank = names.blank()
    drawn = draw(_TEMPLATES if template else _PATTERNS)
    return rename(Triples(tuple(drawn)), {_ANY_BLANK: blank})


_SOME_VARIABLES = st.lists(VARIABLES, unique=True, max_size=2)
_CELLS = TERMS | st.none()


@st.composite
def _values(draw: st.DrawFn) -> Values:
    variables = draw(_SOME_VARIABLES)
    row = st.tuples(*(_CELLS for _ in variables))
    return Values(tuple(variables), tuple(draw(st.lists(row, max_size=2))))


@st.composite
def groups(draw: st.DrawFn, names: _Names, depth: int = 2) -> Group:
    """Draw a group; ``depth`` bounds how many groups stand in each other."""
    if depth and draw(st.integers(0, 9)) == 0:
        return Group((SubSelect(draw(selects(names, depth - 1))),))
    elements: list[Any] = []
    for _ in range(draw(st.integers(0, 3))):
        element = draw(_elements(names, depth))
        if not (isinstance(element, Triples) and elements and isinstance(elements[-1], Triples)):
            elements.append(element)
    return Group(tuple(elements))


@st.composite
def _elements(draw: st.DrawFn, names: _Names, depth: int) -> Any:
    inner = groups(names, depth - 1)
    kinds = ["triples", "filter", "bind", "values"]
    if depth:
        kinds += ["group", "optional", "union", "minus", "graph", "exists"]
    kind = draw(st.sampled_from(kinds))
    match kind:
        case "triples":
            return draw(_triples(names))
        case "filter":
            return Filter(draw(_EXPRESSIONS))
        case "bind":
            return Bind(draw(_EXPRESSIONS), names.variable())
        case "values":
            return draw(_values())
        case "group":
            return draw(inner)
        case "optional":
            return Optional(draw(inner))
        case "union":
            return Union(draw(_several(inner)))
        case "minus":
            return Minus(draw(inner))
        case "graph":
            return InGraph(draw(IRIS | VARIABLES), draw(inner))
    exists = Exists(draw(inner), draw(st.booleans()))
    other = draw(_EXPRESSIONS)
    held = st.sampled_from(
        [
            exists,
            Operation("!", (exists,)),
            Operation("&&", (other, exists, other)),
            Operation("=", (exists, other)),
            Operation("IN", (other, exists)),
            Call("IF", (exists, other, other)),
        ]
    )
    return Filter(draw(held))


@st.composite
def _columns(draw: st.DrawFn, names: _Names) -> tuple[Column, ...]:
    columns = [Column(v) for v in draw(_SOME_VARIABLES)]
    for expression in draw(st.lists(_EXPRESSIONS, max_size=2)):
        columns.append(Column(names.variable(), expression))
    return tuple(columns) or (Column(Var("x")),)


_NAMES_OF_AGGREGATES = st.sampled_from(["SUM", "MIN", "MAX", "AVG", "SAMPLE"])
AGGREGATES = (
    st.builds(Aggregate, st.just("COUNT"), st.none() | _EXPRESSIONS, st.booleans())
    | st.builds(Aggregate, _NAMES_OF_AGGREGATES, _EXPRESSIONS, st.booleans())
    | st.builds(
        Aggregate, st.just("GROUP_CONCAT"), _EXPRESSIONS, st.booleans(), st.none() | _STRINGS
    )
)

_OVER_GROUPS = _expressions(AGGREGATES)


@st.composite
def selects(draw: st.DrawFn, names: _Names, depth: int = 2) -> Select:
    """Draw a SELECT, grouped or not."""
    where = draw(groups(names, depth))
    limits = st.none() | st.integers(0, 3)
    values = draw(st.none() | _values())
    reduction = draw(st.sampled_from([None, "DISTINCT", "REDUCED"]))
    if not draw(st.booleans()):
        columns = draw(st.none() | _columns(names))
        keys = st.builds(OrderKey, _EXPRESSIONS, st.booleans())
        order = draw(st.lists(keys, max_size=2).map(tuple))
        modifiers = Modifiers((), (), order, draw(limits), draw(limits), values)
        return Select(columns, where, modifiers, reduction)
    keys = [GroupKey(v) for v in draw(_SOME_VARIABLES)]
    for expression in draw(st.lists(_EXPRESSIONS, max_size=1)):
        keys.append(GroupKey(expression, names.variable()))
    grouped = [key.variable or key.expression for key in keys]
    columns = [Column(variable) for variable in grouped]
    columns.append(Column(names.variable(), draw(_OVER_GROUPS)))
    having = draw(st.lists(_OVER_GROUPS, max_size=2).map(tuple))
    order = tuple(OrderKey(variable) for variable in grouped)
    modifiers = Modifiers(tuple(keys), having, order, draw(limits), draw(limits), values)
    return Select(tuple(columns), where, modifiers, reduction)


@st.composite
def queries(draw: st.DrawFn) -> Query:
    """Draw a query."""
    names = _Names()
    kind = draw(st.sampled_from(["select", "ask", "construct"]))
    body: Any
    if kind == "select":
        body = draw(selects(names))
    elif kind == "ask":
        body = Ask(draw(groups(names)))
    else:
        template = draw(_triples(names, template=True)).patterns
        body = Construct(template, draw(groups(names)))
    graphs = st.lists(IRIS, max_size=1).map(tuple)
    return Query(body, draw(graphs), draw(graphs))
