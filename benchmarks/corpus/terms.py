"""The terms of the graph that a corpus uses, made once each, and its literals."""

from __future__ import annotations

from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode

ID: Final = "https://w3id.org/pactgraph/id/"
ARTICLE: Final = "https://w3id.org/pactgraph/article/"
JUDGEMENT: Final = "https://w3id.org/pactgraph/judgement/"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August",
                  "September", "October", "November", "December")  # fmt: skip


class Vocabulary:
    """The terms of a namespace, as attributes: each is made when it is first asked for."""

    def __init__(self, base: str) -> None:
        self._base = base

    def __getattr__(self, name: str) -> NamedNode:
        node = NamedNode(self._base + name)
        setattr(self, name, node)
        return node


PACT: Final = Vocabulary("https://w3id.org/pactgraph/ontology#")
SCHEMA: Final = Vocabulary("https://schema.org/")
A: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
DESCRIPTION: Final = NamedNode("http://purl.org/dc/terms/description")
ENTITIES: Final = NamedNode("https://w3id.org/pactgraph/graph/entities")
JUDGEMENTS: Final = NamedNode("https://w3id.org/pactgraph/graph/judgements")
TRUE: Final = Literal(True)

_INTEGER: Final = NamedNode(_XSD + "integer")
_DAY: Final = NamedNode(_XSD + "date")
_TYPES: Final = {"year": NamedNode(_XSD + "gYear"), "month": NamedNode(_XSD + "gYearMonth"),
                 "day": _DAY}  # fmt: skip
_LENGTHS: Final = {"year": 4, "month": 7, "day": 10}


def english(words: str) -> Literal:
    """Return text of our own, in English."""
    return Literal(words, language="en")


def whole(number: int) -> Literal:
    """Return a whole number."""
    return Literal(str(number), datatype=_INTEGER)


def day(of: date) -> Literal:
    """Return a day."""
    return Literal(of.isoformat(), datatype=_DAY)


def stated(of: date, precision: str) -> Literal:
    """Return a date as it is stated: the "day", the "month" or the "year"."""
    return Literal(of.isoformat()[: _LENGTHS[precision]], datatype=_TYPES[precision])


def written(of: date, precision: str) -> str:
    """Return a date in words, as precise as it is stated.

    >>> written(date(1994, 5, 4), "day"), written(date(1994, 5, 4), "month")
    ('4 May 1994', 'May 1994')
    """
    if precision == "year":
        return str(of.year)
    month = f"{_MONTHS[of.month - 1]} {of.year}"
    return month if precision == "month" else f"{of.day} {month}"


def figures(number: int) -> str:
    """Return a number in figures, with commas."""
    return f"{number:,}"
