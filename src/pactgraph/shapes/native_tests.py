"""The tests of one value as the engine makes them: conditions of SPARQL on @.

A native test is the same test. A sure one is true of values that pass and may be false of some
that pass too: of those rdflib and Python are asked, from inside the query. So what is ill-typed,
what a regular expression means and what is less is said by what pySHACL asks.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

import pyoxigraph as ox

from pactgraph.namespaces import RDF, XSD
from pactgraph.shapes.results import Node
from pactgraph.shapes.rewriting import STAND_IN
from pactgraph.shapes.value_tests import KINDS

_FUNCTIONS: Final = {ox.NamedNode: "isIRI", ox.BlankNode: "isBlank", ox.Literal: "isLiteral"}

NODE_KINDS: Final = {
    kind: " || ".join(f"{_FUNCTIONS[each]}(@)" for each in classes)
    for kind, classes in KINDS.items()
}
"""The native tests for the kinds of nodes (SHACL, 4.1.3)."""

_NEVER_ILL_TYPED: Final = frozenset({XSD.gYear, XSD.gYearMonth, XSD.gMonth, XSD.gDay})
"""Datatypes of which rdflib reads no value."""
_PLAIN_DATE: Final = "^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"
_PLAIN_INTEGER: Final = "^-?[0-9]{1,17}$"
_PLAIN_FORMS: Final = {
    XSD.date: _PLAIN_DATE,
    XSD.integer: _PLAIN_INTEGER,
    XSD.boolean: "^(true|false)$",
}
"""Forms of datatypes that are well-typed for everyone."""
_BEGINNING: Final = re.compile(r"\^((?:[A-Za-z0-9:/#_ -]|\\[./])+)")
_SAME_PATTERN: Final = re.compile(
    r"(?:[A-Za-z0-9:/#=,_@ -]|\\[.sSdrn/]|\[\^?(?:[A-Za-z0-9.]-[A-Za-z0-9]|[A-Za-z0-9.]|\\[srn])+\]"
    r"|\((?!\?)|[)|?*+^$.]|\{[0-9]+(?:,[0-9]*)?\})*"
)
"""Regular expressions that mean the same everywhere, as far as ASCII goes."""
_SINGLE_TAG: Final = re.compile("[A-Za-z]+")


def native_datatype(datatype: ox.NamedNode) -> str | None:
    """Return the native test for a datatype; None where a literal of it may be ill-typed."""
    if datatype == XSD.string:
        return f"(isLiteral(@) && DATATYPE(@) = {datatype})"
    if datatype == RDF.langString:
        return '(isLiteral(@) && LANG(@) != "")'
    if datatype not in _NEVER_ILL_TYPED:
        return None
    return f"(isLiteral(@) && DATATYPE(@) IN ({datatype}, <{STAND_IN}{datatype.value}>))"


def sure_datatype(datatype: ox.NamedNode) -> str | None:
    """Return the sure test for a datatype that rdflib reads."""
    form = _PLAIN_FORMS.get(datatype)
    if form is None:
        return None
    return f'(isLiteral(@) && DATATYPE(@) = {datatype} && REGEX(STR(@), "{form}"))'


def native_members(members: Collection[Node]) -> str | None:
    """Return the native test for being one of the members, if all of them are IRIs."""
    if not members or not all(isinstance(member, ox.NamedNode) for member in members):
        return None
    return f"(isIRI(@) && @ IN ({', '.join(map(str, members))}))"


def native_beginning(pattern: str) -> str | None:
    r"""Return the native test for a pattern that says how a text begins, and nothing else.

    >>> native_beginning(r"^https://example\.org/")
    '(!isBlank(@) && STRSTARTS(STR(@), "https://example.org/"))'
    >>> native_beginning("^a+")
    """
    match = _BEGINNING.fullmatch(pattern)
    if match is None:
        return None
    text = ox.Literal(match[1].replace("\\", ""))
    return f"(!isBlank(@) && STRSTARTS(STR(@), {text}))"


def sure_pattern(pattern: str) -> str | None:
    """Return the sure test for a pattern of texts in ASCII, if it means the same everywhere."""
    if not _SAME_PATTERN.fullmatch(pattern):
        return None
    return f'(!isBlank(@) && REGEX(STR(@), "^[ -~]*$") && REGEX(STR(@), {ox.Literal(pattern)}))'


def native_length(least: int | None, most: int | None) -> str:
    """Return the native test for the number of characters of a text."""
    if least == 0:
        return "true"
    bound = f">= {least}" if least is not None else f"<= {most}"
    return f"(!isBlank(@) && STRLEN(STR(@)) {bound})"


def sure_range(bound: ox.Literal, sign: str) -> str | None:
    """Return the sure test for whole numbers beside a whole number."""
    if bound.datatype != XSD.integer or not re.fullmatch(_PLAIN_INTEGER, bound.value):
        return None
    number = sure_datatype(XSD.integer)
    return f"({number} && @ {sign} {bound})"


def native_language(ranges: Collection[str]) -> str | None:
    """Return the native test for a language, if the languages are given by single tags."""
    if not ranges or not all(map(_SINGLE_TAG.fullmatch, ranges)):
        return None
    tags = " || ".join(f'LANGMATCHES(LANG(@), "{each}")' for each in sorted(ranges))
    return f"(isLiteral(@) && ({tags}))"


def sure_order(one: str, other: str, sign: str) -> str:
    """Return the sure test that a value is less than another (or as much), of plain forms."""
    cases = []
    for datatype, compared in ((XSD.date, "STR({0}) {2} STR({1})"), (XSD.integer, "{0} {2} {1}")):
        plain = sure_datatype(datatype)
        assert plain is not None
        parts = [plain.replace("@", one), plain.replace("@", other)]
        cases.append(" && ".join([*parts, compared.format(one, other, sign)]))
    return "(" + " || ".join(f"({case})" for case in cases) + ")"
