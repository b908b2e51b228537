"""What goes on without a break for one voice and has one for another; series with gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pyoxigraph import Literal, NamedNode

from pactgraph.disagreement.finding import Finding, Kind, Severity, found
from pactgraph.disagreement.gists import side_of
from pactgraph.disagreement.moments import Stretch, voices_of
from pactgraph.disagreement.rule import Rule
from pactgraph.disagreement.voices import Said, Value, differ
from pactgraph.disagreement.world import World
from pactgraph.namespaces import PACT

_FRAMES: Final = (
    PACT.programme,
    PACT.heldWithin,
    PACT.underProgramme,
    PACT.organisation,
    PACT.operation,
)
_MEMBERS: Final = (PACT.participant, PACT.member, PACT.contributor, PACT.party, PACT.undertaker)


def _since_against_resumed(world: World) -> Iterator[Finding]:
    lasting = {
        thing: kept
        for thing, told in world.stretches.items()
        if (kept := [one for one in told if one.certain and one.bounds.begin_not_before])
    }
    agents = world.hierarchy.properties_below(*_MEMBERS)
    in_frame: dict[Value, list[Value]] = defaultdict(list)
    for thing in lasting:
        for frame in world.values(thing, *_FRAMES):
            in_frame[frame].append(thing)
    for resumption in world.said(PACT.resumed):
        resumed = resumption.value
        if isinstance(resumed, Literal):
            continue
        frames = world.values(resumed, *_FRAMES) | world.values(resumption.subject, *_FRAMES)
        wide = {maybe for frame in frames for maybe in world.perhaps(frame)}
        parties = _with_affiliation(world, world.values(resumed, *agents))
        candidates = {thing for frame in wide for thing in in_frame.get(frame, ())}
        candidates = {t for t in candidates if parties & world.values(t, *agents)}
        candidates |= {t for t in world.perhaps(resumed) if t in lasting}
        for thing in sorted(candidates, key=str):
            unbroken = [one for one in lasting[thing] if _spans_break(world, one, resumption)]
            if unbroken and differ(voices_of(unbroken), [resumption.voice]):
                yield _broken(world, thing, unbroken, resumption, wide)


def _broken(
    world: World, thing: Value, unbroken: list[Stretch], resumption: Said, frames: set[Value]
) -> Finding:
    graph = resumption.graph
    other = [
        said
        for node in (resumption.subject, resumption.value)
        for said in world.of(node, *_FRAMES)
        if said.graph == graph
    ]
    statements = [said for one in unbroken for said in one.statements]
    shown = {frame for frame in frames if _tied(world, frame, thing, resumption)}
    return found(
        Kind.CONTINUITY,
        Severity.TO_CHECK,
        [thing, resumption.subject, *shown],
        [[*statements, *_parties(world, thing, statements)], [resumption, *other]],
        f"{world.label(thing)} has gone on since {_since(unbroken)} for"
        f" {side_of(world, statements)}; {side_of(world, [resumption])} has it that"
        f" {_lower(world.label(resumption.subject))}, as after a break.",
        named_by=[thing, resumption.subject],
    )


def _tied(world: World, frame: Value, thing: Value, resumption: Said) -> bool:
    named = world.values(thing, *_FRAMES) | world.values(resumption.subject, *_FRAMES)
    return frame in named


def _parties(world: World, thing: Value, statements: list[Said]) -> Iterator[Said]:
    graphs = {said.graph for said in statements}
    for said in world.of(thing, *_FRAMES):
        if said.graph in graphs:
            yield said


def _since(unbroken: list[Stretch]) -> str:
    stated = (said for one in unbroken for said in one.statements if said.predicate == PACT.begin)
    return " or ".join(sorted({said.value.value for said in stated})) or "its begin"


def _spans_break(world: World, stretch: Stretch, resumption: Said) -> bool:
    """Tell whether it is said to hold both before and after the break, as far as days are known."""
    for said in world.of(resumption.subject, PACT.date, PACT.begin):
        for other in world.stretches.get(said.subject, ()):
            begins, latest = other.bounds.begin_not_after, other.bounds.begin_not_before
            first, last = stretch.certain or (None, None)
            if first and last and begins and latest and (begins <= first or last < latest):
                return False
    published = world.published(resumption.voice)
    earliest = stretch.bounds.begin_not_before
    return not (published and earliest and published[1] <= earliest)


def _with_affiliation(world: World, agents: frozenset[Value]) -> set[Value]:
    known, todo = set(agents), list(agents)
    while todo:
        agent = todo.pop()
        if isinstance(agent, Literal):
            continue
        more = world.values(agent, PACT.affiliation) - known
        known |= more
        todo += more
    return known


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


@dataclass(frozen=True, slots=True)
class _Round:
    """A numbered cycle with the years that all voices together give it."""

    cycle: Value
    number: int
    first: int
    last: int
    statements: tuple[Said, ...]


def _gaps_in_series(world: World) -> Iterator[Finding]:
    series: dict[tuple[frozenset[Value], frozenset[Value]], list[_Round]] = defaultdict(list)
    for cycle, told in world.stretches.items():
        if not world.is_a(cycle, PACT.Cycle):
            continue
        begins = [one.bounds.begin_not_before for one in told if one.bounds.begin_not_before]
        ends = [one.bounds.end_not_after for one in told if one.bounds.end_not_after]
        numbers = [v for v in world.values(cycle, PACT.cycleNumber) if isinstance(v, Literal)]
        programme = frozenset(world.values(cycle, PACT.cycleOf))
        if begins and ends and programme and len(numbers) == 1:
            whose = frozenset(world.values(cycle, PACT.conductedBy))
            statements = tuple(said for one in told for said in one.statements)
            years = min(begins).year, max(ends).year
            series[programme, whose].append(
                _Round(cycle, int(numbers[0].value), *years, statements)
            )
    for (programme, _), rounds in series.items():
        covered = {year for one in rounds for year in range(one.first, one.last + 1)}
        ordered = sorted(rounds, key=lambda one: (one.number, one.first))
        for before, after in pairwise(ordered):
            missing = [y for y in range(before.last + 1, after.first) if y not in covered]
            if missing and after.number == before.number + 1:
                yield _gap(world, programme, before, after, missing)


def _gap(
    world: World, programme: frozenset[Value], before: _Round, after: _Round, missing: list[int]
) -> Finding:
    years = f"{missing[0]}" if len(missing) == 1 else f"{missing[0]} to {missing[-1]}"
    return found(
        Kind.CONTINUITY,
        Severity.TO_CHECK,
        [before.cycle, after.cycle, *programme],
        [
            [*_edge(before, PACT.lastYear, PACT.end), *_number(world, before)],
            [*_edge(after, PACT.firstYear, PACT.begin), *_number(world, after)],
        ],
        f"No cycle covers {years}: {_lower_first(world, before)} ends with {before.last} and"
        f" {_lower_first(world, after)} begins with {after.first}.",
    )


def _edge(one: _Round, *properties: NamedNode) -> list[Said]:
    return [said for said in one.statements if said.predicate in properties]


def _number(world: World, one: _Round) -> list[Said]:
    graphs = {said.graph for said in one.statements}
    return [s for s in world.of(one.cycle, PACT.cycleNumber) if s.graph in graphs]


def _lower_first(world: World, one: _Round) -> str:
    return f"the {_lower(world.label(one.cycle))}"


SINCE_AGAINST_RESUMED: Final = Rule(
    "since-against-resumed",
    Kind.CONTINUITY,
    "One voice has something go on since its begin and gives no break; for another it, or what the"
    " same agent does in the same frame or in one that is perhaps the same, was resumed.",
    "A resumption before the begin, or after the last day on which it is said to have gone on.",
    _since_against_resumed,
)
A_GAP_IN_A_SERIES: Final = Rule(
    "a-gap-in-a-series",
    Kind.CONTINUITY,
    "Two cycles of one programme with numbers that follow each other leave out a whole year that"
    " no other cycle of it covers.",
    "Cycles that touch or overlap, cycles without a number or years, and cycles of one programme"
    " that different agents conduct.",
    _gaps_in_series,
)
