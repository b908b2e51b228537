"""What holds for one voice and is over, excluded or still open for another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from pactgraph.disagreement.finding import Finding, Kind, Reconciliation, Severity, found
from pactgraph.disagreement.gists import named, side_of, told_by
from pactgraph.disagreement.lookups import Node
from pactgraph.disagreement.moments import TIMES, Stretch, span, voices_of
from pactgraph.disagreement.rule import Rule, itself, these
from pactgraph.disagreement.rules.dates import clashes
from pactgraph.disagreement.voices import Said, Value, differ
from pactgraph.disagreement.world import World, short
from pactgraph.namespaces import PACT, RDF

_Days = tuple[date, date]

_ENDS: Final = (PACT.end, PACT.lastYear, PACT.endedBefore)
_OBSERVED: Final = (PACT.observedOn, PACT.intervalUntil)


def _certain_and_excluded(world: World, thing: Node) -> Iterator[Finding]:
    told = world.stretches(thing)
    if len(told) < 2 or clashes(world, thing):
        return
    # A voice that has a day as certain, and one that begins after it or ends before it.
    certain = [(one, one.certain) for one in told if one.certain]
    begins = [one.bounds.begin_not_before for one in told if one.bounds.begin_not_before]
    ends = [one.bounds.end_not_after for one in told if one.bounds.end_not_after]
    if not certain or not (begins or ends):
        return
    latest, earliest = max(begins, default=date.min), min(ends, default=date.max)
    holding = [one for one, days in certain if days[0] < latest or earliest < days[1]]
    first = min((days[0] for _, days in certain), default=date.max)
    last = max((days[1] for _, days in certain), default=date.min)
    excluding = [one for one in told if _excludes(one, first, last)]
    if not holding or not excluding or not differ(voices_of(holding), voices_of(excluding)):
        return
    if not any(_clash(one, other) for one in holding for other in excluding[:50]):
        return
    yield found(
        Kind.STATUS,
        Severity.CONTRADICTION,
        [thing],
        [_behind(holding), _behind(excluding)],
        f"{world.label(thing)}: {told_by(world, voices_of(holding))}"
        f" {'has' if len(holding) == 1 else 'have'} as holding for certain what"
        f" {told_by(world, voices_of(excluding))}"
        f" {'excludes' if len(excluding) == 1 else 'exclude'} on a day.",
    )


def _excludes(stretch: Stretch, first: date, last: date) -> bool:
    begins, ends = stretch.bounds.begin_not_before, stretch.bounds.end_not_after
    return (begins is not None and first < begins) or (ends is not None and ends < last)


def _clash(holding: Stretch, excluding: Stretch) -> bool:
    certain = holding.certain
    return (
        certain is not None
        and holding.voice.key != excluding.voice.key
        and _excludes(excluding, *certain)
    )


def _behind(side: Sequence[Stretch]) -> list[Said]:
    return [said for stretch in side for said in stretch.statements]


def _current_then_ended(world: World, thing: Node) -> Iterator[Finding]:
    ends = world.of(thing, *_ENDS)
    knowing = {end.voice.key for end in ends}
    current = [
        said
        for said in (world.of(thing, *_OBSERVED) if ends else ())
        if said.voice.key not in knowing and _is_current(world, said)
    ]
    if not current:
        return
    last, first = _latest(world, ends), _earliest(world, current)
    ended = [end for end in ends if any(_comes_later(world, s, end) for s in first)]
    stale = [said for said in current if any(_comes_later(world, said, end) for end in last)]
    if not stale:
        return
    when = sorted({said.value.value for said in ended if said.predicate != PACT.endedBefore})
    yield found(
        Kind.STALENESS,
        Severity.TO_CHECK,
        [thing],
        [[*stale, *_status(world, stale)], [*ended, *_begins(world, ended)]],
        f"{world.label(thing)}: still going on for {side_of(world, stale)}, and"
        f" {'ended in ' + ' or '.join(when) if when else 'over'} for"
        f" {side_of(world, ended)}, which is later.",
        reconciliation=_containing(world, stale, ended),
    )


def _latest(world: World, ends: Sequence[Said]) -> list[Said]:
    """Return, of ends with one date, those that the latest article tells of."""
    return _chosen(world, ends, lambda days, known: days > known)


def _earliest(world: World, observed: Sequence[Said]) -> list[Said]:
    """Return, of observations on one date, those that the earliest article makes."""
    return _chosen(world, observed, lambda days, known: days < known)


def _chosen(
    world: World, statements: Sequence[Said], better: Callable[[_Days, _Days], bool]
) -> list[Said]:
    found: dict[Value, tuple[_Days, Said]] = {}
    for said in statements:
        days = world.published(said.voice)
        if days and (said.value not in found or better(days, found[said.value][0])):
            found[said.value] = (days, said)
    return [said for _, said in found.values()]


def _is_current(world: World, said: Said) -> bool:
    """Tell whether something is observed at the day of the article itself: "currently"."""
    days, published = span(said), world.published(said.voice)
    return bool(days and published and days[0] <= published[1] and published[0] <= days[1])


def _comes_later(world: World, said: Said, end: Said) -> bool:
    """Tell whether an end is told of by a later article, and lies after the observation."""
    observed, over = span(said), span(end)
    before, after = world.published(said.voice), world.published(end.voice)
    return bool(
        observed
        and over
        and before
        and after
        and before[1] < after[0]
        and observed[1] <= over[1]
        and over[0] <= after[1]
        and said.voice.key != end.voice.key
    )


def _status(world: World, statements: Sequence[Said]) -> Iterator[Said]:
    graphs = {(said.subject, said.graph) for said in statements}
    for thing in {said.subject for said in statements}:
        for said in world.of(thing, PACT.status):
            if said.value == PACT.underWay and (thing, said.graph) in graphs:
                yield said


def _begins(world: World, ends: Sequence[Said]) -> Iterator[Said]:
    graphs = {(said.subject, said.graph) for said in ends}
    for thing in {said.subject for said in ends}:
        for said in world.of(thing, PACT.begin, PACT.firstYear):
            if (thing, said.graph) in graphs:
                yield said


def _containing(
    world: World, stale: Sequence[Said], ended: Sequence[Said]
) -> Reconciliation | None:
    """Return the later article whose own begin and end contain the day of the earlier."""
    days = [days for said in stale if (days := span(said))]
    for said in ended:
        for stretch in _stretch_of(world, said):
            begun, lasting = stretch.bounds.begin_not_after, stretch.bounds.end_not_before
            if (
                begun
                and lasting
                and all(begun <= first and last <= lasting for first, last in days)
            ):
                passages = tuple(dict.fromkeys(s.passage for s in _begins(world, [said])))
                return Reconciliation(
                    passages or (said.passage,),
                    f"From begin to end it lasted, as {short(said.voice)} has it, over the day on"
                    " which it was still going on: the earlier is out of date, and not wrong.",
                )
    return None


def _stretch_of(world: World, said: Said) -> Iterator[Stretch]:
    for stretch in world.stretches(said.subject):
        if stretch.voice == said.voice:
            yield stretch


def _over_or_on_it(world: World, thing: Node) -> Iterator[frozenset[Value]]:
    """Yield an event that is over with each that it perhaps is, and what talks are on."""
    if _said_to_be_over(world, thing):
        yield from (frozenset((thing, other)) for other in world.perhaps(thing))
    if _can_be_under_way(world, thing):
        for event in world.things(thing, PACT.concerns):
            yield from (frozenset((event, other)) for other in world.perhaps(event))


def _over_and_under_way(world: World, events: frozenset[Value]) -> Iterator[Finding]:
    for thing in sorted(events, key=str):
        over = _said_to_be_over(world, thing)
        if over:
            (other,) = events - {thing} or events
            yield from _under_way_beside(world, thing, over, other)


def _under_way_beside(
    world: World, thing: Value, over: Sequence[Said], other: Value
) -> Iterator[Finding]:
    under_way = [
        one
        for said in world.stating(PACT.concerns, other)
        for one in _under_way(world, said)
        if differ([one.voice], [end.voice for end in over])
    ]
    if not under_way:
        return
    talks = {said.subject for said in under_way}
    it = "it" if other == thing else f"{world.label(other)}, perhaps the same,"
    yield found(
        Kind.STATUS,
        Severity.TO_CHECK,
        [thing, other, *talks],
        [[*over, *_vague(world, over)], under_way],
        f"{world.label(thing)}: over for {side_of(world, over)}, without a date of"
        f" its end; what concerns {it} is still under way for"
        f" {side_of(world, under_way)}: {named(world, sorted(talks, key=str))}.",
        reconciliation=_earlier_than(world, under_way, over),
    )


def _earlier_than(
    world: World, under_way: Sequence[Said], over: Sequence[Said]
) -> Reconciliation | None:
    """Return that all who have it over write after it was last seen under way."""
    seen = [days[1] for said in under_way if (days := span(said))]
    told = [days[0] for said in over if (days := world.published(said.voice))]
    if not seen or len(told) < len(over) or max(seen) >= min(told):
        return None
    return Reconciliation(
        tuple(dict.fromkeys(said.passage for said in over)),
        f"It was under way on {max(seen)}, and whoever has it over wrote later: an earlier and a"
        " later state can both be so.",
    )


def _said_to_be_over(world: World, thing: Value) -> list[Said]:
    if not world.is_a(thing, PACT.Event):
        return []
    over = [
        said
        for said in world.of(thing, PACT.endedBefore, PACT.status)
        if said.predicate == PACT.endedBefore or said.value == PACT.completed
    ]
    dated = over and world.values(thing, PACT.end, PACT.lastYear, PACT.date)
    return over if over and not dated else []


def _under_way(world: World, concerns: Said) -> Iterator[Said]:
    """Yield what one passage states of something that is under way and what it is on."""
    talks = concerns.subject
    if not _can_be_under_way(world, talks):
        return
    here = [
        said
        for said in world.of(talks, PACT.status, PACT.observedOn)
        if said.graph == concerns.graph
    ]
    if any(said.value == PACT.underWay for said in here):
        yield concerns
        yield from here


def _can_be_under_way(world: World, thing: Value) -> bool:
    return world.is_a(thing, PACT.Event) or world.is_a(thing, PACT.Situation)


def _vague(world: World, statements: Sequence[Said]) -> Iterator[Said]:
    graphs = {(said.subject, said.graph) for said in statements}
    for thing in {said.subject for said in statements}:
        for said in world.of(thing, PACT.vagueTime):
            if (thing, said.graph) in graphs:
                yield said


CERTAIN_AND_EXCLUDED: Final = Rule(
    "certain-and-excluded",
    Kind.STATUS,
    "One voice has a thing as holding for certain on a day on which another excludes it, by its"
    " begin or its end.",
    "A day that is only possible. A thing of which two begins or ends disagree already, which"
    " another rule tells.",
    these(*TIMES),
    itself,
    _certain_and_excluded,
)
CURRENT_THEN_ENDED: Final = Rule(
    "current-then-ended",
    Kind.STALENESS,
    "An article has a thing as going on on the day of the article and names no end of it; a later"
    " article names an end that comes after that day.",
    "What was observed on some other day than the article's own, and an end before the"
    " observation, which is a disagreement of status.",
    these(*TIMES, PACT.status),
    itself,
    _current_then_ended,
)
OVER_AND_UNDER_WAY: Final = Rule(
    "over-and-under-way",
    Kind.STATUS,
    "One voice calls an event over and no voice dates its end; for another voice something that"
    " concerns it, or concerns what is perhaps the same, is still under way.",
    "An event of which an end or a date is known: then days can be compared. What is merely talked"
    " about, and what concerns it without being under way.",
    these(RDF.type, PACT.status, PACT.concerns, PACT.vagueTime, *TIMES),
    _over_or_on_it,
    _over_and_under_way,
)
