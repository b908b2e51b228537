"""Dates of one thing that are not one date, and of two things that may be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from pyoxigraph import NamedNode

from pactgraph.disagreement.finding import Finding, Kind, Severity, found
from pactgraph.disagreement.gists import listed, named, told_by
from pactgraph.disagreement.moments import (
    Moment,
    Point,
    dated,
    sides,
    some_agree,
    statements,
    voices_of,
)
from pactgraph.disagreement.rule import Rule
from pactgraph.disagreement.voices import Said, Value, Voice, differ
from pactgraph.disagreement.world import World
from pactgraph.namespaces import PACT

_COMPARED_ALWAYS: Final = frozenset({PACT.date})


def clashes(world: World) -> dict[tuple[Value, Point], list[list[Moment]]]:
    """Return, by thing and point, the sides of dates that no one day can satisfy."""
    found_: dict[tuple[Value, Point], list[list[Moment]]] = {}
    for point in Point:
        for thing, all_moments in world.moments[point].items():
            if (thing, Point.BEGIN) in found_ and _only_dates(all_moments):
                continue
            groups = sides(all_moments)
            if len(groups) > 1 and differ(*_first_and_rest(groups)):
                found_[thing, point] = groups
    return found_


def _dates_of_one_thing(world: World) -> Iterator[Finding]:
    for (thing, point), groups in clashes(world).items():
        yield found(
            Kind.TIME,
            Severity.CONTRADICTION,
            [thing],
            map(statements, groups),
            f"{world.label(thing)}: the {point} works out as {_dates_by_voice(world, groups)}.",
            matter=point,
        )


def _dates_of_what_may_be_one(world: World) -> Iterator[Finding]:
    for point in Point:
        of_thing = world.moments[point]
        for one, other in world.doubtful_pairs:
            ours, theirs = (_own_or_enclosing(world, of_thing, thing) for thing in (one, other))
            if ours and theirs and not some_agree(ours, theirs):
                first, second = sorted((ours, theirs), key=lambda side: side[0].first)
                lead = f"{world.label(one)} and {world.label(other)} may be one"
                yield from _told_of_both(world, point, [first, second], lead, [one, other])
        for parties, things in _alike(world).items():
            groups = sides(moment for thing in things for moment in of_thing.get(thing, ()))
            if len({moment.thing for group in groups for moment in group}) > 1:
                lead = f"Several things may be one {_of_parties(world, parties)}"
                about = [party for values in parties for party in values]
                yield from _told_of_both(world, point, groups, lead, [*about, *things], about)


def _told_of_both(
    world: World,
    point: Point,
    groups: list[list[Moment]],
    lead: str,
    about: Sequence[Value],
    named_by: Sequence[Value] | None = None,
) -> Iterator[Finding]:
    if len(groups) < 2 or not differ(*_first_and_rest(groups)):
        return
    if point is Point.END and _only_dates([moment for group in groups for moment in group]):
        return  # their begins have told it
    yield found(
        Kind.TIME,
        Severity.TO_CHECK,
        about,
        map(statements, groups),
        f"{lead}; the {point} works out as {_dates_by_voice(world, groups)}.",
        matter=point,
        named_by=named_by,
    )


def _dates_by_voice(world: World, groups: list[list[Moment]]) -> str:
    told = (f"{dated(side)} by {told_by(world, voices_of(side))}" for side in groups)
    return listed(told, "and as")


def _own_or_enclosing(
    world: World, of_thing: dict[Value, list[Moment]], thing: Value
) -> list[Moment]:
    own = of_thing.get(thing, [])
    if own:
        return own
    # A part of a series has the dates of the series, as the words give it no other.
    enclosing = []
    for said in world.of(thing, PACT.duringEvent):
        for moment in of_thing.get(said.value, ()):
            if moment.voice == said.voice and not _only_dates([moment]):
                behind = (*moment.statements, said)
                enclosing.append(
                    Moment(thing, moment.voice, moment.first, moment.last, moment.words, behind)
                )
    return enclosing


def _alike(world: World) -> dict[tuple[frozenset[Value], ...], list[Value]]:
    """Return the things of one class by the parties by which the ontology compares them."""
    alike: dict[tuple[frozenset[Value], ...], list[Value]] = defaultdict(list)
    for kind, properties in sorted(world.hierarchy.compared_by.items(), key=str):
        assert isinstance(kind, NamedNode)
        for thing in world.things(kind):
            parties = tuple(frozenset(world.values(thing, name)) for name in properties)
            if all(parties):
                alike[(frozenset({kind}), *parties)].append(thing)
    return alike


def _of_parties(world: World, parties: tuple[frozenset[Value], ...]) -> str:
    kind, *others = parties
    return f"{named(world, kind)} ({named(world, sorted(frozenset().union(*others), key=str))})"


def _only_dates(all_moments: list[Moment]) -> bool:
    said: list[Said] = statements(all_moments)
    return all(one.predicate in _COMPARED_ALWAYS for one in said)


def _first_and_rest(groups: list[list[Moment]]) -> tuple[list[Voice], list[Voice]]:
    return voices_of(groups[0]), [voice for group in groups[1:] for voice in voices_of(group)]


DATES_OF_ONE_THING: Final = Rule(
    "dates-of-one-thing",
    Kind.TIME,
    "Two voices give one thing begins, ends or dates that no one day can satisfy.",
    "A date that is more precise than another and lies within it agrees with it. What is only"
    " observed on a day, or said to be over by one, is no date of a begin or an end. A text and"
    " its revision are one voice.",
    _dates_of_one_thing,
)
DATES_OF_WHAT_MAY_BE_ONE: Final = Rule(
    "dates-of-what-may-be-one",
    Kind.TIME,
    "Two things have begins or ends that no one day can satisfy, and may be one: a curator doubts"
    " whether they are, or they are of one class and have the parties by which the ontology has"
    " its things compared. A part of a series has the dates of the series where it has none.",
    "Things that are only of one class, or share one party. It is never a contradiction: if they"
    " are two things, both dates hold.",
    _dates_of_what_may_be_one,
)
