"""Verdicts: what the articles say, alone and together, of a thing on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from pyoxigraph import Triple

from pactgraph.namespaces import PACT
from pactgraph.reasoning.bounds import Bounds, Certainty, says
from pactgraph.reasoning.time_scope import Node, classes_below

HAPPENINGS: Final = (PACT.Event, PACT.Document, PACT.Utterance)
"""The classes of what occurs, with all below them: once it has begun, it has occurred.

An event has happened from then on, a document has been drawn up, an utterance has been made.
Every other time-scoped class is one of states, which are in force from begin to end: situations,
and counts, since a number holds on the days that the words give it.
"""


def happening_classes(ontology: Iterable[Triple]) -> set[Node]:
    """Return the classes of happenings that an ontology has."""
    return classes_below(ontology, HAPPENINGS)


def on_day(bounds: Bounds, day: date, *, happening: bool) -> Certainty:
    """Return what one article's bounds say of a day.

    A state holds between its begin and its end. A happening has begun, whenever it ended.

    >>> past = Bounds(date(1994, 5, 4), date(1994, 5, 4), date(1994, 5, 4), date(1994, 5, 4))
    >>> [on_day(past, date(2020, 1, 1), happening=o).value for o in (False, True)]
    ['excluded', 'certain']
    """
    if happening:
        bounds = replace(bounds, end_not_before=date.max, end_not_after=None)
    return says(bounds, day)


def verdict(said: Mapping[str, Certainty], surely: Collection[str]) -> Certainty:
    """Return what articles say of one day together, where some may not be out yet.

    ``said`` has the verdict of each article that may be out by the day, ``surely`` names those
    that are. Certain is what holds whichever of the others are out, excluded what holds with
    none of them. Where all are surely out it is the rule of ``bounds.together``: certain if one
    says certain and none excludes, excluded if one excludes and none says certain.

    >>> doubtful = {"old": Certainty.CERTAIN, "undated": Certainty.EXCLUDED}
    >>> verdict(doubtful, {"old"}).value, verdict(doubtful, {"old", "undated"}).value
    ('possible', 'possible')
    """
    every = set(said.values())
    sure = {value for article, value in said.items() if article in surely}
    if Certainty.CERTAIN in sure and Certainty.EXCLUDED not in every:
        return Certainty.CERTAIN
    if Certainty.CERTAIN in every or not every:
        return Certainty.POSSIBLE
    if Certainty.EXCLUDED in sure or every == {Certainty.EXCLUDED}:
        return Certainty.EXCLUDED
    return Certainty.POSSIBLE
