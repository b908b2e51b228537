"""What the tests of a query compare, and whether that can be compared at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz, process

from pactgraph.namespaces import XSD
from pactgraph.nothing.parameters import Given
from pactgraph.nothing.report import Doubt
from pactgraph.nothing.scope import binds_together, nodes
from pactgraph.syntax.tree import Bind, Call, Exists, Expression, Filter, Group, Operation, Var

_COMPARED = {"=", "<", "<=", ">", ">="}
_NUMBERS = {XSD[name] for name in ("integer", "decimal", "double", "float", "int", "long")}
_OF_VARIABLE = 60.0


def comparisons(expression: Expression, given: Given) -> Iterator[tuple[str, Literal]]:
    """Yield each variable that is compared with a literal, and the literal."""
    for node in nodes(expression, Operation):
        if node.operator in _COMPARED and len(node.operands) == 2:
            known = [
                given.bindings.get(o.name, o) if isinstance(o, Var) else o for o in node.operands
            ]
            for one, other in (known, known[::-1]):
                if isinstance(one, Var) and isinstance(other, Literal):
                    yield one.name, other


def family(datatype: NamedNode) -> str:
    """Return what values of a type can be compared with (SPARQL 1.1, section 17.3)."""
    if datatype in _NUMBERS:
        return "number"
    return datatype.value


def of_variables(where: Group, given: Given) -> Iterator[Doubt]:
    """Yield the variables that are tested though nothing binds them."""
    bound = binds_together(where.elements).possible
    known = bound | {parameter.variable for parameter in given.parameters}
    for element in where.elements:
        if isinstance(element, Filter | Bind):
            for name in sorted(_tested(element.expression) - known):
                near = process.extractOne(
                    name, sorted(bound), scorer=fuzz.ratio, score_cutoff=_OF_VARIABLE
                )
                meant = f"; did you mean ?{near[0]}?" if near else ""
                yield Doubt(
                    "variable", f"?{name} is tested, and nothing in the question binds it{meant}"
                )


def _tested(node: object) -> frozenset[str]:
    """Return the variables without whose value an expression has none."""
    if isinstance(node, Var):
        return frozenset({node.name})
    if isinstance(node, Exists) or (
        isinstance(node, Call) and node.function in ("BOUND", "COALESCE", "IF")
    ):
        return frozenset()
    if isinstance(node, tuple):
        return frozenset().union(*map(_tested, node))
    if is_dataclass(node) and not isinstance(node, type):
        return frozenset().union(*(_tested(getattr(node, f.name)) for f in fields(node)))
    return frozenset()
