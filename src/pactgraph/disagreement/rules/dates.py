"""Dates of one thing that are not one date, and of two things that may be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from pactgraph.disagreement.finding import Finding, Kind, Severity, found
from pactgraph.disagreement.gists import listed, named, told_by
from pactgraph.disagreement.hierarchy import Hierarchy
from pactgraph.disagreement.lookups import Having, Node
from pactgraph.disagreement.moments import (
    MOMENTS,
    Moment,
    Point,
    dated,
    sides,
    some_agree,
    statements,
    voices_of,
)
from pactgraph.disagreement.rule import Afar, Rule, itself, these
from pactgraph.disagreement.voices import Said, Value, Voice, differ
from pactgraph.disagreement.world import World
from pactgraph.namespaces import PACT, RDF

_COMPARED_ALWAYS: Final = frozenset({PACT.date})


class _Pair(NamedTuple):
    """Two things that a curator thinks are perhaps one."""

    one: NamedNode
    other: NamedNode


class _Alike(NamedTuple):
    """The things of a class whose parties these are together."""

    kind: NamedNode
    parties: frozenset[NamedNode]


def clashes(world: World, thing: Value) -> dict[Point, list[list[Moment]]]:
    """Return, by point, the sides of dates of one thing that no one day can satisfy."""
    clashing: dict[Point, list[list[Moment]]] = {}
    for point in Point:
        all_moments = world.moments(thing, point)
        if Point.BEGIN in clashing and _only_dates(all_moments):
            continue
        groups = sides(all_moments)
        if len(groups) > 1 and differ(*_first_and_rest(groups)):
            clashing[point] = groups
    return clashing


def _dates_of_one_thing(world: World, thing: Node) -> Iterator[Finding]:
    for point, groups in clashes(world, thing).items():
        yield found(
            Kind.TIME,
            Severity.CONTRADICTION,
            [thing],
            map(statements, groups),
            f"{world.label(thing)}: the {point} works out as {_dates_by_voice(world, groups)}.",
            matter=point,
        )


def _compared(hierarchy: Hierarchy) -> frozenset[NamedNode]:
    parties = {name for names in hierarchy.compared_by.values() for name in names}
    return frozenset({RDF.type, PACT.duringEvent, *MOMENTS, *parties})


def _what_may_be_one(world: World, thing: Node) -> Iterator[_Pair | _Alike]:
    for other in world.perhaps(thing):
        if other != thing and isinstance(other, NamedNode) and isinstance(thing, NamedNode):
            yield _Pair(*sorted((thing, other), key=_iri))
    for kind, names in world.hierarchy.compared_by.items():
        parties = _parties(world, thing, kind, names)
        if parties:
            yield _Alike(kind, frozenset[NamedNode]().union(*parties))


def _of_parts(world: World, event: Node, name: NamedNode, value: Value) -> Iterator[_Pair | _Alike]:
    """Yield the comparisons of what is part of an event, which may have the event's dates."""
    del name, value
    for part in world.having(event, PACT.duringEvent):
        yield from (key for key in _what_may_be_one(world, part) if isinstance(key, _Pair))


def _parties(
    world: World, thing: Node, kind: NamedNode, names: Sequence[NamedNode]
) -> tuple[frozenset[NamedNode], ...]:
    """Return the parties by which a thing of a class is compared; none if it has not all."""
    if not world.is_a(thing, kind):
        return ()
    parties = tuple(world.things(thing, name) for name in names)
    return parties if all(parties) else ()


def _dates_of_what_may_be_one(world: World, key: _Pair | _Alike) -> Iterator[Finding]:
    return _doubtful(world, key) if isinstance(key, _Pair) else _alike(world, key)


def _doubtful(world: World, pair: _Pair) -> Iterator[Finding]:
    for point in Point:
        ours, theirs = (_own_or_enclosing(world, thing, point) for thing in pair)
        if ours and theirs and not some_agree(ours, theirs):
            first, second = sorted((ours, theirs), key=lambda side: side[0].first)
            lead = f"{world.label(pair.one)} and {world.label(pair.other)} may be one"
            yield from _told_of_both(world, point, [first, second], lead, pair)


def _alike(world: World, key: _Alike) -> Iterator[Finding]:
    names = world.hierarchy.compared_by[key.kind]
    alike: dict[tuple[frozenset[NamedNode], ...], list[Node]] = defaultdict(list)
    for thing in world.sharing(*(Having((name,), key.parties) for name in names)):
        parties = _parties(world, thing, key.kind, names)
        if frozenset[NamedNode]().union(*parties) == key.parties:
            alike[parties].append(thing)
    for point in Point:
        for things in alike.values():
            groups = sides(moment for thing in things for moment in world.moments(thing, point))
            if len({moment.thing for group in groups for moment in group}) > 1:
                told = named(world, sorted(key.parties, key=str))
                lead = f"Several things may be one {world.label(key.kind)} ({told})"
                about = [key.kind, *key.parties]
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


def _own_or_enclosing(world: World, thing: Node, point: Point) -> list[Moment]:
    own = world.moments(thing, point)
    if own:
        return own
    # A part of a series has the dates of the series, as the words give it no other.
    enclosing = []
    for said in world.of(thing, PACT.duringEvent):
        for moment in world.moments(said.value, point):
            if moment.voice == said.voice and not _only_dates([moment]):
                behind = (*moment.statements, said)
                enclosing.append(
                    Moment(thing, moment.voice, moment.first, moment.last, moment.words, behind)
                )
    return enclosing


def _only_dates(all_moments: list[Moment]) -> bool:
    said: list[Said] = statements(all_moments)
    return all(one.predicate in _COMPARED_ALWAYS for one in said)


def _first_and_rest(groups: list[list[Moment]]) -> tuple[list[Voice], list[Voice]]:
    return voices_of(groups[0]), [voice for group in groups[1:] for voice in voices_of(group)]


def _iri(thing: NamedNode) -> str:
    return thing.value


DATES_OF_ONE_THING: Final = Rule(
    "dates-of-one-thing",
    Kind.TIME,
    "Two voices give one thing begins, ends or dates that no one day can satisfy.",
    "A date that is more precise than another and lies within it agrees with it. What is only"
    " observed on a day, or said to be over by one, is no date of a begin or an end. A text and"
    " its revision are one voice.",
    these(*MOMENTS),
    itself,
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
    _compared,
    _what_may_be_one,
    _dates_of_what_may_be_one,
    (Afar(these(*MOMENTS), _of_parts),),
)
