"""Expressions of queries that the engine and rdflib mean the same by, written for the engine.

Where they do only for some values, the others are left to rdflib, from inside the query.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pyoxigraph as ox
import rdflib
from rdflib.plugins.sparql.parserutils import CompValue

from pactgraph.namespaces import XSD
from pactgraph.shapes.native_tests import sure_datatype
from pactgraph.shapes.sparql_algebra import Part

Name = Callable[[Part], str]
"""Gives a variable as it stands in the query."""

_OF_TEXTS: Final = {
    "Builtin_STRSTARTS": "STRSTARTS",
    "Builtin_STRENDS": "STRENDS",
    "Builtin_CONTAINS": "CONTAINS",
}
_CUT: Final = {"Builtin_STRAFTER": "STRAFTER", "Builtin_STRBEFORE": "STRBEFORE"}
_SIGNS: Final = frozenset({"=", "!=", "<", ">", "<=", ">="})
_DIGITS: Final = "^(0|[1-9][0-9]{0,16})$"


def in_sparql(expr: Part, name: Name, asked: str, blank: str) -> str:
    """Return an expression as the engine works it out; ``asked`` is the call that asks rdflib.

    ``blank`` is true where one of its variables is a blank node, of which rdflib has a text.
    """
    if not isinstance(expr, CompValue):
        return asked
    if expr.name == "RelationalExpression" and expr.op in _SIGNS:
        if isinstance(expr.expr, rdflib.Variable) and isinstance(expr.other, rdflib.Variable):
            return _compared(name(expr.expr), expr.op, name(expr.other), asked)
        one, other = _text(expr.expr, name), _text(expr.other, name)
        if one is not None and other is not None and expr.op in ("=", "!="):
            return f"IF({blank}, {asked}, {one} {expr.op} {other})"
    if expr.name in _OF_TEXTS:
        one, other = _text(expr.arg1, name), _text(expr.arg2, name)
        if one is not None and other is not None:
            return f"IF({blank}, {asked}, {_OF_TEXTS[expr.name]}({one}, {other}))"
    if expr.name == "Function" and str(expr.iri) == XSD.integer.value and len(expr.expr) == 1:
        text = _text(expr.expr[0], name)
        if text is not None:
            number = f"{XSD.integer}({text})"
            return f'IF({blank}, {asked}, IF(REGEX({text}, "{_DIGITS}"), {number}, {asked}))'
    return asked


def _compared(one: str, sign: str, other: str, asked: str) -> str:
    """Return a comparison of two values: of plain numbers and days by the engine."""
    text = asked
    for datatype, shown in ((XSD.date, "STR({})"), (XSD.integer, "{}")):
        plain = sure_datatype(datatype)
        assert plain is not None
        both = f"{plain.replace('@', one)} && {plain.replace('@', other)}"
        text = f"IF({both}, {shown.format(one)} {sign} {shown.format(other)}, {text})"
    return text


def _text(expr: Part, name: Name) -> str | None:
    """Return an expression that gives a plain text or an error, and None for any other."""
    if isinstance(expr, rdflib.Literal):
        plain = expr.language is None and expr.datatype is None
        return str(ox.Literal(str(expr))) if plain else None
    if not isinstance(expr, CompValue):
        return None
    if expr.name in ("Builtin_STR", "Builtin_LANG") and isinstance(expr.arg, rdflib.Variable):
        return f"{expr.name.removeprefix('Builtin_')}({name(expr.arg)})"
    if expr.name == "Builtin_CONCAT":
        parts = [_text(part, name) for part in expr.arg]
        known = [part for part in parts if part is not None]
        return f"CONCAT({', '.join(known)})" if len(known) == len(parts) else None
    if expr.name in _CUT:
        one, other = _text(expr.arg1, name), _text(expr.arg2, name)
        if one is not None and other is not None:
            return f"{_CUT[expr.name]}({one}, {other})"
    return None
