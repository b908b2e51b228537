"""Writing the terms of a query: in full, or short, with the project's prefixes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import assert_never

from pyoxigraph import Literal, NamedNode

from pactgraph.namespaces import PREFIXES, XSD
from pactgraph.syntax.tree import Blank, Slot, Var

# Fewer names than the grammar allows, so that no engine has trouble with one.
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_\-]*")
_NUMBERS = {
    XSD.integer: re.compile(r"[0-9]+"),
    XSD.decimal: re.compile(r"[0-9]*\.[0-9]+"),
    XSD.double: re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+"),
}
_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        '"': '\\"',
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        "\b": "\\b",
        "\f": "\\f",
    }
)


def string_text(value: str) -> str:
    r"""Return a string in quotes.

    >>> print(string_text('a "b"\n'))
    "a \"b\"\n"
    """
    return f'"{value.translate(_ESCAPES)}"'


@lru_cache(maxsize=16384)
def slot_text(slot: Slot, *, short: bool = False) -> str:
    """Return a term, a variable or a blank node as SPARQL.

    >>> slot_text(Literal("1", datatype=XSD.gYear), short=True), slot_text(XSD.string)
    ('"1"^^xsd:gYear', '<http://www.w3.org/2001/XMLSchema#string>')
    """
    if isinstance(slot, Var | Blank):
        return str(slot)
    if isinstance(slot, NamedNode):
        return _iri_text(slot, short)
    if isinstance(slot, Literal):
        return _literal_text(slot, short)
    assert_never(slot)


def _iri_text(iri: NamedNode, short: bool) -> str:
    if short:
        for prefix, base in PREFIXES.items():
            if iri.value.startswith(base) and _LOCAL.fullmatch(iri.value, len(base)):
                return f"{prefix}:{iri.value[len(base) :]}"
    return f"<{iri.value}>"


def _literal_text(literal: Literal, short: bool) -> str:
    quoted = string_text(literal.value)
    if literal.language is not None:
        return f"{quoted}@{literal.language}"
    datatype = literal.datatype
    if datatype == XSD.string:
        return quoted
    # A sign is left to the typed form: the engine takes a bare one for part of a path.
    number = _NUMBERS.get(datatype)
    if number is not None and number.fullmatch(literal.value):
        return literal.value
    if datatype == XSD.boolean and literal.value in ("true", "false"):
        return literal.value
    return f"{quoted}^^{_iri_text(datatype, short)}"
