"""Tests of one value: datatype, form, length, range, language, exactly as pySHACL makes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Final

import pyoxigraph as ox
import rdflib

from pactgraph.model.rdflib_terms import to_rdflib
from pactgraph.namespaces import RDF, RDFS, SH, XSD
from pactgraph.shapes.comparable import comparable
from pactgraph.shapes.results import Node

Test = Callable[[Node], bool]

_REMEMBERED: Final = 4096

_PYTHON: Final[dict[ox.NamedNode, type | tuple[type, ...]]] = {
    XSD.string: (str, bytes),
    RDF.langString: (str, bytes),
    XSD.integer: int,
    XSD.float: float,
    XSD.decimal: Decimal,
    XSD.boolean: bool,
    XSD.date: date,
    XSD.time: time,
    XSD.dateTime: datetime,
}
KINDS: Final[dict[ox.NamedNode, tuple[type[Node], ...]]] = {
    SH.IRI: (ox.NamedNode,),
    SH.BlankNode: (ox.BlankNode,),
    SH.Literal: (ox.Literal,),
    SH.BlankNodeOrIRI: (ox.BlankNode, ox.NamedNode),
    SH.BlankNodeOrLiteral: (ox.BlankNode, ox.Literal),
    SH.IRIOrLiteral: (ox.NamedNode, ox.Literal),
}


def has_datatype(datatype: ox.NamedNode) -> Test:
    """Return whether a value is a literal of a datatype, and no ill-typed one (SHACL, 4.1.2)."""

    @lru_cache(maxsize=_REMEMBERED)
    def test(value: Node) -> bool:
        if not isinstance(value, ox.Literal):
            return False
        if value.datatype == datatype:
            read = comparable(value)
            assert isinstance(read, rdflib.Literal)
            known = _PYTHON.get(datatype)
            return read.ill_typed is not True and (known is None or isinstance(read.value, known))
        if datatype == RDFS.Literal:
            return True
        # Of a plain string or one in a language, rdflib says that it has no datatype.
        return datatype == RDFS.Datatype and value.datatype not in (XSD.string, RDF.langString)

    return test


def has_kind(kind: ox.NamedNode) -> Test:
    """Return whether a value is a node of a kind (SHACL, 4.1.3)."""
    classes = KINDS[kind]
    return lambda value: isinstance(value, classes)


def is_among(members: Collection[Node]) -> Test:
    """Return whether a value is one of the members (SHACL, 4.8.3)."""
    held = frozenset(members)
    return lambda value: value in held


def matches(pattern: str, flags: str) -> Test:
    """Return whether a value's text matches a pattern, as Python reads it (SHACL, 4.4.3).

    Raises re.error for a pattern that Python cannot read.
    """
    read = 0
    if "i" in flags.lower():
        read |= re.IGNORECASE
    if "m" in flags.lower():
        read |= re.MULTILINE
    search = re.compile(pattern, read).search

    @lru_cache(maxsize=_REMEMBERED)
    def test(value: Node) -> bool:
        return not isinstance(value, ox.BlankNode) and search(value.value) is not None

    return test


def is_long(least: int) -> Test:
    """Return whether a value's text has that many characters or more (SHACL, 4.4.1)."""
    return lambda value: (
        least == 0 or (not isinstance(value, ox.BlankNode) and len(value.value) >= least)
    )


def is_short(most: int) -> Test:
    """Return whether a value's text has that many characters or fewer (SHACL, 4.4.2)."""
    return lambda value: not isinstance(value, ox.BlankNode) and len(value.value) <= most


def is_in_range(bound: ox.Literal, fits: Callable[[int], bool]) -> Test:
    """Return whether a value stands to a bound as it must (SHACL, 4.3).

    ``fits`` is asked with a number below, at or above zero: how the value compares.
    """
    limit = to_rdflib(bound)
    assert isinstance(limit, rdflib.Literal)

    @lru_cache(maxsize=_REMEMBERED)
    def test(value: Node) -> bool:
        read = comparable(value)
        if not isinstance(read, rdflib.Literal):
            return False
        if isinstance(read.value, str) != isinstance(limit.value, str):
            return False
        try:
            return fits(_order(read, limit))
        except (TypeError, NotImplementedError):
            return False

    return test


def has_language(ranges: Collection[str]) -> Test:
    """Return whether a value is in one of the languages (SHACL, 4.4.4)."""
    wanted = {each.lower() for each in ranges}

    def test(value: Node) -> bool:
        language = value.language if isinstance(value, ox.Literal) else None
        if not language:
            return False
        language = language.lower()
        return "*" in wanted or language in wanted or language.partition("-")[0] in wanted

    return test


@lru_cache(maxsize=_REMEMBERED)
def is_less(value: Node, other: Node, or_equal: bool) -> bool:
    """Return whether a value is less than another (SHACL, 4.5.3); neither is a blank node."""
    left, right = _text(value), _text(other)
    if isinstance(left, str) != isinstance(right, str):
        return False
    if isinstance(left, str):
        assert isinstance(right, str)
        return left <= right if or_equal else left < right
    one, two = comparable(value), comparable(other)
    return bool(one <= two if or_equal else one < two)  # type: ignore[operator]


def _text(value: Node) -> str | None:
    """Return the text of what compares as text: IRIs, strings in a language or in none."""
    if not isinstance(value, ox.Literal):
        return value.value
    read = comparable(value)
    assert isinstance(read, rdflib.Literal)
    return read.value if isinstance(read.value, str) else None


def _order(value: rdflib.Literal, bound: rdflib.Literal) -> int:
    """Return how a value compares with a bound; raises TypeError if it does not."""
    if value.eq(bound):
        return 0
    if isinstance(value.value, datetime | time):
        # rdflib would order them whether they have a time zone or not.
        if value.value == bound.value:
            return 0
        return 1 if value.value > bound.value else -1
    return 1 if value > bound else -1
