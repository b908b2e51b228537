"""Fetching: what an endpoint holds of our targets, as far as it is wanted and can be taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from pactgraph.enrichment.asked_statements import Asked, pointing_at, statements
from pactgraph.enrichment.fetched_value import NotTaken, taken_page, taken_value
from pactgraph.enrichment.targets import Targets
from pactgraph.enrichment.wanted import WANTED, Wanted
from pactgraph.linking.endpoint import Endpoint

MOST_VALUES: Final = 20
"""How many values of one property a thing may have; with more, none says much."""

_Found = dict[tuple[str, str], dict[ox.Triple, None]]


@dataclass(frozen=True)
class Refused:
    """A value that was not taken: of what, by which property, and why not."""

    target: str
    property: str
    value: str
    why: str


@dataclass(frozen=True)
class Fetched:
    """What was taken, as triples about the targets, and what was not.

    ``bare`` are the targets of which nothing was taken.
    """

    triples: tuple[ox.Triple, ...]
    refused: tuple[Refused, ...]
    bare: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many statements there are of each property, in words, in the order of WANTED."""
        found: dict[str, int] = {}
        for wanted in WANTED:
            number = sum(triple.predicate.value == wanted.iri for triple in self.triples)
            if number:
                found[wanted.says] = found.get(wanted.says, 0) + number
        return found


def fetch(endpoint: Endpoint, targets: Targets, say: Callable[[str], None]) -> Fetched:
    """Return what an endpoint holds of the targets; raises as the endpoint does."""
    asked = {spelling: iri for iri in targets.iris for spelling in targets.spellings(iri)}
    found: _Found = defaultdict(dict)
    refused: list[Refused] = []
    plain = {wanted.iri: wanted for wanted in WANTED if not wanted.inverse}
    say(f"asking for {len(plain)} properties of {len(targets.iris)} things")
    for statement in statements(endpoint, asked, tuple(plain)):
        wanted = plain[statement.property]
        _take(found, refused, statement, wanted, asked[statement.subject])
    inverse = {wanted.iri: wanted for wanted in WANTED if wanted.inverse}
    say("asking which pages are about them")
    for statement in pointing_at(endpoint, asked, tuple(inverse)):
        wanted = inverse[statement.property]
        if "//en.wikipedia.org/" in statement.subject:
            _take(found, refused, statement, wanted, asked[statement.value])
    triples: list[ox.Triple] = []
    for (target, name), values in found.items():
        if len(values) > MOST_VALUES:
            why = f"it has {len(values)} values of this; {MOST_VALUES} are allowed"
            refused.append(Refused(target, name, "", why))
        else:
            triples += values
    things = {target for (target, _), values in found.items() if len(values) <= MOST_VALUES}
    refusals = dict.fromkeys(sorted(refused, key=lambda r: (r.target, r.property, r.value)))
    bare = tuple(iri for iri in targets.iris if iri not in things)
    return Fetched(tuple(sorted(triples, key=str)), tuple(refusals), bare)


def _take(found: _Found, refused: list[Refused], asked: Asked, wanted: Wanted, target: str) -> None:
    thing = ox.NamedNode(target)
    name = ox.NamedNode(wanted.iri)
    try:
        if wanted.inverse:
            triple = ox.Triple(taken_page(asked), name, thing)
        else:
            triple = ox.Triple(thing, name, taken_value(asked, wanted.sort))
    except NotTaken as error:
        value = asked.subject if wanted.inverse else asked.value
        refused.append(Refused(target, wanted.iri, value[:80], str(error)))
        return
    found[target, wanted.iri][triple] = None
