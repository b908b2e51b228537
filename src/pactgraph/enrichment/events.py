"""Events and places compared: when something was, and where it belongs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pactgraph.enrichment.comparison import (
    Comparison,
    Judged,
    Kind,
    cautions_of,
    decided,
    incomparable,
    unlinked,
)
from pactgraph.enrichment.intervals import (
    TheirTime,
    Verdict,
    bounds_in_words,
    compare_days,
    compare_stretches,
)
from pactgraph.enrichment.offices import same_value
from pactgraph.enrichment.our_statements import Ours, OurStatements
from pactgraph.enrichment.targets import Targets
from pactgraph.enrichment.their_statements import Theirs, TheirStatements
from pactgraph.linking.terms import WDT
from pactgraph.namespaces import ID

_POINT: Final = WDT.P585.value
_END: Final = WDT.P582.value
_PLACES: Final = {
    "location": tuple(WDT[name].value for name in ("P276", "P17", "P131", "P159")),
    "directPartOf": tuple(WDT[name].value for name in ("P361", "P131", "P17")),
}
"""Our properties that say where something belongs, and those of theirs that may say the same."""

_CAPITAL: Final = WDT.P36.value


def compare_events(
    ours: OurStatements, theirs: TheirStatements, targets: Targets
) -> Iterator[Comparison]:
    """Yield how our bounds of each linked event stand to their dates of it.

    Compared are things with bounds of which the endpoint gives a point in time, a beginning
    or an end. Raises what the endpoint raises.
    """
    found: dict[str, list[Theirs]] = defaultdict(list)
    for date in theirs.dates(targets.iris):
        found[date.of].append(date)
    dated = {subject for iri in found for subject in targets.subjects(iri)}
    for one in ours.events(frozenset(thing for thing in dated if thing in ID)):
        when = bounds_in_words(one.bounds)
        said = f"{ours.label(one.thing)}: {when}" if when else f"{ours.label(one.thing)}, undated"
        here = targets.of(one.thing)
        stated = [each for target in here for each in found.get(target.iri, [])]
        yield decided(Kind.EVENT, one, said, _judged(one, stated), cautions_of(here))


def _judged(one: Ours, stated: list[Theirs]) -> Iterator[Judged]:
    ends = [each for each in stated if each.property == _END]
    for theirs in stated:
        day = theirs.time.begin or theirs.time.end
        if day is None:
            yield Verdict.NOT_COMPARABLE, f"“{theirs.text}” cannot be read as a date", theirs
        elif theirs.property == _POINT:
            yield (*compare_days(one.bounds, day), theirs)
        elif theirs.property != _END:
            last = ends[0].time.end if len(ends) == 1 else None
            yield (*compare_stretches(one.bounds, TheirTime(day, last)), theirs)
        elif len(stated) == 1:
            yield (*compare_stretches(one.bounds, theirs.time), theirs)


def compare_places(
    ours: OurStatements, theirs: TheirStatements, targets: Targets
) -> Iterator[Comparison]:
    """Yield how the places that the articles state of named things stand to theirs.

    What theirs places elsewhere may be placed more or less exactly: it differs only if one of
    their properties has values, and neither is ours nor has ours for its capital. Raises what
    the endpoint raises.
    """
    stated = [(name, one) for name in _PLACES for one in ours.links(name) if one.thing in ID]
    linked = {target.iri for _, one in stated for target in targets.of(one.thing)}
    properties = {iri for every in _PLACES.values() for iri in every}
    found = theirs.links(linked, sorted(properties))
    capitals = theirs.links({each.value for each in found}, (_CAPITAL,)) if found else []
    for name, one in stated:
        said = f"{ours.label(one.thing)} has as {_spaced(name)} {ours.label(one.other)}"
        missing = unlinked(ours, targets, one.thing, one.other)
        here, there = targets.of(one.thing), targets.of(one.other)
        offered = [
            each
            for each in found
            if each.property in _PLACES[name] and each.of in {target.iri for target in here}
        ]
        if missing or not offered:
            reason = missing or "the endpoint does not say where it belongs"
            yield incomparable(Kind.PLACE, one, said, reason)
            continue
        values = {target.iri for target in there}
        containing = {each.of for each in capitals if each.value in values}
        judged = [_placed(each, values, containing) for each in offered]
        yield decided(Kind.PLACE, one, said, judged, cautions_of(here, there))


def _placed(theirs: Theirs, values: set[str], containing: set[str]) -> Judged:
    if theirs.value in containing:
        shown = theirs.text or theirs.value
        return Verdict.COMPATIBLE, f"they say {shown}, of which ours is the capital", theirs
    return same_value(theirs, values)


def _spaced(name: str) -> str:
    return {"directPartOf": "whole that it is part of"}.get(name, name)
