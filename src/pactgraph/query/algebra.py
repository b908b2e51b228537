"""What rdflib's algebra of a query tells the lint: guarded graphs, and how dates are used."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import URIRef, Variable
from rdflib.namespace import RDF
from rdflib.paths import Path
from rdflib.plugins.sparql.parserutils import CompValue

from pactgraph.namespaces import PACT

STATED_DATES = frozenset(
    term.value
    for term in (
        PACT.date,
        PACT.begin,
        PACT.end,
        PACT.observedOn,
        PACT.endedBefore,
        PACT.firstYear,
        PACT.lastYear,
        PACT.intervalUntil,
    )
)
"""The properties whose values are dates as an article states them, of mixed precision."""

_PASSAGE = URIRef(PACT.Passage.value)
_OPAQUE = frozenset({"Builtin_STR", "Builtin_DATATYPE", "Builtin_BOUND", "Builtin_isLITERAL"})
_EXISTS = frozenset({"Builtin_EXISTS", "Builtin_NOTEXISTS"})
_COMPARING = {
    "RelationalExpression": "compared",
    "AdditiveExpression": "reckoned with",
    "MultiplicativeExpression": "reckoned with",
}


def _children(node: object) -> Iterator[object]:
    if isinstance(node, CompValue):
        if node.name in _EXISTS:
            # rdflib keeps the translated pattern beside the parsed one, as an attribute.
            yield node.graph
        else:
            yield from (value for key, value in node.items() if key != "_vars")
    elif isinstance(node, dict):
        yield from node.keys()
        yield from node.values()
    elif isinstance(node, list | tuple | set | frozenset):
        yield from node


def _walk(node: object) -> Iterator[CompValue]:
    if isinstance(node, CompValue):
        yield node
    for child in _children(node):
        yield from _walk(child)


def _conjuncts(node: object) -> Iterator[tuple[object, object, object]]:
    """Yield the triples that every solution of a pattern matches."""
    if not isinstance(node, CompValue):
        return
    if node.name == "BGP":
        yield from node["triples"]
    elif node.name == "Join":
        yield from _conjuncts(node["p1"])
        yield from _conjuncts(node["p2"])
    elif node.name in ("LeftJoin", "Minus"):
        yield from _conjuncts(node["p1"])
    elif node.name == "Project":
        # What a sub-select does not project is another variable outside of it.
        yield from (t for t in _conjuncts(node["p"]) if t[0] in node["PV"])
    elif "p" in node:
        yield from _conjuncts(node["p"])


def unguarded_graphs(algebra: CompValue) -> set[str]:
    """Return the variables of ``GRAPH ?x`` that are not also matched as a passage.

    The triple ``?x a pact:Passage`` counts where it stands in the same group, in one
    around it, or in the graph pattern itself.
    """
    found: set[str] = set()

    def visit(node: object, guarded: frozenset[object]) -> None:
        if isinstance(node, CompValue):
            if node.name == "Project":
                guarded &= frozenset(node["PV"])
            guarded |= {s for s, p, o in _conjuncts(node) if p == RDF.type and o == _PASSAGE}
            if node.name == "Graph":
                term = node["term"]
                if isinstance(term, Variable) and term not in guarded:
                    found.add(str(term))
        for child in _children(node):
            visit(child, guarded)

    visit(algebra, frozenset())
    return found


def _mentions_stated_date(predicate: object) -> bool:
    if isinstance(predicate, Path):
        parts = [predicate.__dict__.get(name) for name in ("arg", "args", "path")]
        return any(_mentions_stated_date(part) for part in parts)
    if isinstance(predicate, list | tuple):
        return any(_mentions_stated_date(part) for part in predicate)
    return isinstance(predicate, URIRef) and str(predicate) in STATED_DATES


def _bare_variables(expression: object) -> Iterator[Variable]:
    """Yield the variables of an expression that do not stand inside STR() or the like."""
    if isinstance(expression, Variable):
        yield expression
    elif isinstance(expression, CompValue) and expression.name in _OPAQUE:
        return
    else:
        for child in _children(expression):
            yield from _bare_variables(child)


def _dated(algebra: CompValue) -> set[Variable]:
    """Return the variables that may hold a stated date, aliases included."""
    dated = {
        o
        for node in _walk(algebra)
        if node.name == "BGP"
        for _, p, o in node["triples"]
        if isinstance(o, Variable) and _mentions_stated_date(p)
    }
    while True:
        grown = set(dated)
        for node in _walk(algebra):
            if node.name == "Extend" and _yields(node["expr"], dated):
                grown.add(node["var"])
            elif (
                node.name.startswith("Aggregate_")
                and node.name != "Aggregate_Count"
                and _yields(node.get("vars"), dated)
            ):
                grown.add(node["res"])
        if grown == dated:
            return dated
        dated = grown


def _yields(expression: object, dated: set[Variable]) -> bool:
    """Tell whether the value of an expression may itself be one of these variables' values."""
    if isinstance(expression, CompValue) and (
        expression.name in _COMPARING or expression.name in _OPAQUE
    ):
        return False
    if isinstance(expression, Variable):
        return expression in dated
    return any(_yields(child, dated) for child in _children(expression))


def date_misuses(algebra: CompValue) -> set[tuple[str, str]]:
    """Return each variable that holds a stated date, and what is wrongly done with it.

    Engines differ on how dates of mixed precision compare; a bounds' date and a string
    are safe everywhere.
    """
    dated = _dated(algebra)
    found: set[tuple[str, str]] = set()

    def note(expression: object, how: str) -> None:
        found.update((str(v), how) for v in _bare_variables(expression) if v in dated)

    for node in _walk(algebra):
        if node.name in _COMPARING:
            if node.get("op") is not None:
                operands = [node["expr"], node.get("other")]
                for operand in operands:
                    if _yields(operand, dated):
                        note(operand, _COMPARING[node.name])
        elif node.name == "OrderBy":
            for condition in node["expr"]:
                if _yields(condition["expr"], dated):
                    note(condition["expr"], "ordered by")
        elif node.name.startswith("Aggregate_") and node.name not in (
            "Aggregate_Count",
            "Aggregate_Sample",
        ):
            note(node.get("vars"), "aggregated")
    return found
