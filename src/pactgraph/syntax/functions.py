"""The functions and operators of SPARQL 1.1 by their names."""

from __future__ import annotations

from typing import Final

AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
"""The aggregates (SPARQL 1.1 Query, section 18.5.1)."""

_NAMES: Final = """
    STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN
    UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY
    HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF
    STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE
"""
BUILT_INS: Final = frozenset(_NAMES.split())
"""The functions that are called by a word (rules 121 to 124), in capitals."""

NOT_DETERMINED: Final = ("RAND", "NOW", "UUID", "STRUUID", "BNODE")
"""The functions that need not give the same value twice."""

BINDING: Final = {
    "||": 1,
    "&&": 2,
    "=": 3,
    "!=": 3,
    "<": 3,
    ">": 3,
    "<=": 3,
    ">=": 3,
    "IN": 3,
    "NOT IN": 3,
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
}
"""How tightly each operator binds (SPARQL 1.1 Query, rules 110 to 117)."""
