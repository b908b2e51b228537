"""Values from elsewhere, taken only if they are what they ought to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from pactgraph.enrichment.asked_statements import Asked
from pactgraph.namespaces import RDF, XSD, Namespace

LONGEST: Final = 200
"""How many characters a literal from elsewhere may have."""

LONGEST_IRI: Final = 1_000

_GEOSPARQL: Final = Namespace("http://www.opengis.net/ont/geosparql#")
_POINT: Final = re.compile(
    r"POINT ?\((-?\d{1,3}(?:\.\d{1,20})?) (-?\d{1,2}(?:\.\d{1,20})?)\)", re.I | re.A
)
_DEGREES: Final = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,20})?(?:[eE][+-]?\d)?", re.A)
_COUNT: Final = re.compile(r"\d{1,11}", re.A)
_ZONE: Final = r"(?:Z|[+-]00:00)?"
_DATES: Final = {
    XSD.gYear.value: re.compile(r"(\d{4})" + _ZONE, re.A),
    XSD.gYearMonth.value: re.compile(r"(\d{4})-(\d\d)" + _ZONE, re.A),
    XSD.date.value: re.compile(r"(\d{4})-(\d\d)-(\d\d)" + _ZONE, re.A),
    XSD.dateTime.value: re.compile(r"(\d{4})-(\d\d)-(\d\d)T00:00:00(?:\.0+)?" + _ZONE, re.A),
}
_TEXT: Final = frozenset({"", XSD.string.value})
_WHOLE: Final = frozenset(
    XSD[name].value
    for name in ("integer", "nonNegativeInteger", "positiveInteger", "long", "int", "unsignedInt")
)
_REAL: Final = frozenset(XSD[name].value for name in ("decimal", "double", "float"))
_WIKIPEDIA: Final = ("en.wikipedia.org", "/wiki/")


class NotTaken(ValueError):
    """A value that is not what its property holds; the message says why."""


def taken_iri(text: str) -> ox.NamedNode:
    """Return an IRI of the web; raises NotTaken for any other.

    >>> taken_iri("javascript:alert(1)")
    Traceback (most recent call last):
    ...
    pactgraph.enrichment.fetched_value.NotTaken: it is no address on the web
    """
    if len(text) > LONGEST_IRI:
        raise NotTaken(f"it has {len(text):,} characters; {LONGEST_IRI:,} are allowed")
    try:
        parts = urlsplit(text)
        web = parts.scheme in ("http", "https") and bool(parts.hostname)
        credentials = parts.username is not None or parts.password is not None
    except ValueError as error:
        raise NotTaken(f"it is no address: {error}") from error
    if not web:
        raise NotTaken("it is no address on the web")
    if credentials:
        raise NotTaken("it carries a name or a password")
    if not text.isprintable():
        raise NotTaken("it holds characters that do not show")
    try:
        return ox.NamedNode(text)
    except ValueError as error:
        raise NotTaken(f"it is no IRI: {error}") from error


def taken_value(asked: Asked, sort: str) -> ox.NamedNode | ox.Literal:
    """Return a statement's value as a term, if it is of a sort; raises NotTaken.

    The sorts are those of ``wanted.WANTED``. A literal keeps its form as it was given.
    """
    if sort == "link":
        if not asked.is_iri:
            raise NotTaken("it is a text, and ought to be an address")
        return taken_iri(asked.value)
    if asked.is_iri:
        raise NotTaken("it is an address, and ought to be a value")
    if len(asked.value) > LONGEST:
        raise NotTaken(f"it has {len(asked.value):,} characters; {LONGEST} are allowed")
    if asked.language or asked.datatype == RDF.langString.value:
        raise NotTaken("it is a text in a language, and ought to be a plain value")
    _CHECKS[sort](asked)
    datatype = asked.datatype or XSD.string.value
    return ox.Literal(asked.value, datatype=ox.NamedNode(datatype))


def taken_page(asked: Asked) -> ox.NamedNode:
    """Return the page that a statement is the subject of, if it is one of English Wikipedia.

    Raises NotTaken; pages of other Wikipedias are no fault: they are not wanted.
    """
    page = taken_iri(asked.subject)
    parts = urlsplit(page.value)
    host, folder = _WIKIPEDIA
    title = unquote(parts.path.removeprefix(folder))
    if parts.hostname != host or not parts.path.startswith(folder) or not title:
        raise NotTaken("it is no page of the English Wikipedia")
    if len(title) > LONGEST or not title.isprintable() or parts.query or parts.fragment:
        raise NotTaken("it is no title of a page")
    return page


def calendar_days(value: str, datatype: str) -> tuple[int, ...]:
    """Return year, month and day of a date, as many as it states; raises NotTaken."""
    pattern = _DATES.get(datatype)
    if pattern is None:
        raise NotTaken(f"it is of the type {datatype or 'string'}, which states no date")
    match = pattern.fullmatch(value)
    if match is None:
        raise NotTaken("it is not written as a date of our era")
    parts = tuple(int(part) for part in match.groups())
    try:
        date(*(*parts, 1, 1)[:3])
    except ValueError as error:
        raise NotTaken(f"it is no day of the calendar: {error}") from error
    return parts


def _date(asked: Asked) -> None:
    calendar_days(asked.value, asked.datatype)


def _point(asked: Asked) -> None:
    if asked.datatype != _GEOSPARQL.wktLiteral.value:
        raise NotTaken("it is not of the type wktLiteral")
    match = _POINT.fullmatch(asked.value)
    if match is None or abs(float(match[1])) > 180 or abs(float(match[2])) > 90:
        raise NotTaken("it is no point on the earth")


def _degrees(most: int) -> Callable[[Asked], None]:
    def check(asked: Asked) -> None:
        if asked.datatype not in _TEXT | _REAL | _WHOLE:
            raise NotTaken("it is not of a type of numbers")
        if not _DEGREES.fullmatch(asked.value) or abs(float(asked.value)) > most:
            raise NotTaken(f"it is no number of degrees up to {most}")

    return check


def _code(pattern: str) -> Callable[[Asked], None]:
    def check(asked: Asked) -> None:
        if asked.datatype not in _TEXT:
            raise NotTaken("it is not a plain text")
        if not re.fullmatch(pattern, asked.value):
            raise NotTaken("it is not written as such a code is")

    return check


def _count(asked: Asked) -> None:
    if asked.datatype not in _TEXT | _WHOLE or not _COUNT.fullmatch(asked.value):
        raise NotTaken("it is no whole number")


_CHECKS: Final[Mapping[str, Callable[[Asked], None]]] = {
    "point": _point,
    "latitude": _degrees(90),
    "longitude": _degrees(180),
    "two letters": _code("[A-Z]{2}"),
    "three letters": _code("[A-Z]{3}"),
    "three digits": _code("[0-9]{3}"),
    "date": _date,
    "count": _count,
}
