"""What a query says, read off rdflib's algebra of it."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import rdflib
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.plugins.sparql.parserutils import CompValue, Expr

from pactgraph.model.rdflib_terms import from_rdflib
from pactgraph.namespaces import XSD
from pactgraph.shapes.shapes_graph import NotCompiled

THIS: Final = rdflib.Variable("this")

Part: TypeAlias = Any
"""A part of a query; of what type it is, rdflib's parser alone decides."""
TriplePattern = tuple[Part, Part, Part]


def triple_patterns(part: Part) -> list[tuple[TriplePattern, tuple[TriplePattern, ...]]]:
    """Return each triple pattern of a query, with those that must hold where it does."""
    found: list[tuple[TriplePattern, tuple[TriplePattern, ...]]] = []
    _collect(part, (), found)
    return found


def _collect(part: Part, outer: tuple[TriplePattern, ...], found: list[Part]) -> None:
    if part.name == "BGP":
        own = tuple(part.triples or ())
        found.extend((triple, (*own, *outer)) for triple in own)
    elif part.name in ("Join", "LeftJoin"):
        optional = part.name == "LeftJoin"
        _collect(part.p1, outer if optional else (*outer, *_required(part.p2)), found)
        _collect(part.p2, (*outer, *_required(part.p1)), found)
        if optional:
            _collect_asked(part.expr, (*outer, *_required(part.p1)), found)
    elif part.name == "Union":
        _collect(part.p1, outer, found)
        _collect(part.p2, outer, found)
    else:
        for name in ("expr", "p"):
            below = part.get(name)
            if name == "p" and isinstance(below, CompValue):
                _collect(below, outer, found)
            elif below is not None and "p" in part:
                _collect_asked(below, (*outer, *_required(part.p)), found)


def _collect_asked(expr: Part, outer: tuple[TriplePattern, ...], found: list[Part]) -> None:
    if isinstance(expr, list | tuple):
        for each in expr:
            _collect_asked(each, outer, found)
    elif isinstance(expr, CompValue):
        if expr.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            _collect(expr.graph, outer, found)
            return
        for each in dict.values(expr):
            if isinstance(each, CompValue | list):
                _collect_asked(each, outer, found)


def _required(part: Part) -> tuple[TriplePattern, ...]:
    """Return the triple patterns that hold wherever a part of a query does."""
    if part.name == "BGP":
        return tuple(part.triples or ())
    if part.name == "Join":
        return (*_required(part.p1), *_required(part.p2))
    if part.name == "LeftJoin":
        return _required(part.p1)
    below = part.get("p")
    return _required(below) if isinstance(below, CompValue) else ()


def in_order(triples: list[TriplePattern]) -> list[TriplePattern]:
    """Return triple patterns so that each goes on from those before it, from $this if it can.

    From a subject first, which has few values, and from what was known first.
    """
    left, found = list(triples), []
    known = {THIS: 0}

    def cost(triple: TriplePattern) -> tuple[bool, int, bool, int]:
        ends = [triple[0], triple[2]]
        unknown = [e for e in ends if isinstance(e, rdflib.Variable) and e not in known]
        ranks = [known.get(end, 0) for end in ends if end not in unknown]
        return not ranks, len(unknown), triple[0] in unknown, min(ranks, default=0)

    while left:
        best = min(left, key=cost)
        left.remove(best)
        found.append(best)
        for end in best:
            if isinstance(end, rdflib.Variable):
                known.setdefault(end, len(found))
    return found


def only_triples(part: CompValue) -> list[TriplePattern]:
    """Return the triple patterns of a part that has nothing else; raises NotCompiled."""
    if part.name == "Join":
        return [*only_triples(part.p1), *only_triples(part.p2)]
    if part.name != "BGP":
        raise NotCompiled(f"its query asks whether there is a {part.name}")
    return list(part.triples or [])


def path_text(path: Part) -> str:
    """Return a path as SPARQL writes it; raises NotCompiled for one that is not written anew."""
    if isinstance(path, rdflib.URIRef):
        return str(from_rdflib(path))
    if isinstance(path, rdflib.Variable) and path != THIS:
        return f"?{path}"
    if isinstance(path, InvPath):
        return f"^({path_text(path.arg)})"
    if isinstance(path, SequencePath):
        return "(" + "/".join(map(path_text, path.args)) + ")"
    if isinstance(path, AlternativePath):
        return "(" + "|".join(map(path_text, path.args)) + ")"
    if isinstance(path, MulPath):
        return f"({path_text(path.path)}){path.mod}"
    raise NotCompiled("its query has a path that is not written anew")


def may_stay(path: Part) -> bool:
    """Say whether a path may lead from a node to itself by no step at all."""
    if isinstance(path, MulPath):
        return path.mod != "+" or may_stay(path.path)
    if isinstance(path, InvPath):
        return may_stay(path.arg)
    if isinstance(path, SequencePath):
        return all(map(may_stay, path.args))
    return isinstance(path, AlternativePath) and any(map(may_stay, path.args))


def is_alias(part: CompValue) -> bool:
    """Say whether a part gives a group's key its name back."""
    return isinstance(part.expr, rdflib.Variable) and str(part.expr).startswith("__agg_")


def all_of(expr: Part) -> list[Part]:
    """Return the conditions that a filter makes, which an engine can then tell apart."""
    if isinstance(expr, CompValue) and expr.name == "ConditionalAndExpression":
        return [one for each in [expr.expr, *expr.other] for one in all_of(each)]
    return [expr]


def is_truth(expr: Part) -> bool:
    """Say whether an expression is true, false or an error, and nothing else."""
    if isinstance(expr, rdflib.Literal):
        return isinstance(expr.value, bool)
    return isinstance(expr, CompValue) and expr.name == "RelationalExpression"


def as_expression(variable: rdflib.Variable) -> Expr:
    """Return a variable as an expression."""
    return Expr("same", lambda expr, ctx: expr.it, it=variable)


def mentions(expr: Part, names: frozenset[str]) -> bool:
    """Say whether an expression has a part of one of these names."""
    if isinstance(expr, list | tuple):
        return any(mentions(each, names) for each in expr)
    if not isinstance(expr, CompValue):
        return False
    return expr.name in names or any(mentions(each, names) for each in dict.values(expr))


def calls_another(expr: Part) -> bool:
    """Say whether an expression calls a function that SPARQL does not have."""
    if isinstance(expr, list | tuple):
        return any(map(calls_another, expr))
    if not isinstance(expr, CompValue):
        return False
    if expr.name == "Function" and not str(expr.iri).startswith(XSD.base):
        return True
    return any(map(calls_another, dict.values(expr)))


def variables_of(expr: Part) -> set[rdflib.Variable]:
    """Return the variables of an expression, those of what it asks for too."""
    if isinstance(expr, rdflib.Variable):
        return {expr}
    if isinstance(expr, CompValue):
        names = [key for key in expr if key != "_vars"]
        return set().union(*(variables_of(dict.get(expr, name)) for name in names))
    if isinstance(expr, list | tuple):
        return set().union(*map(variables_of, expr))
    return set()
