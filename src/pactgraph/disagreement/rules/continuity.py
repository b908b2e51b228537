"""What goes on without a break for one voice and has one for another; series with gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode

from pactgraph.disagreement.finding import Finding, Kind, Severity, found
from pactgraph.disagreement.gists import side_of
from pactgraph.disagreement.hierarchy import Hierarchy
from pactgraph.disagreement.lookups import Having, Node
from pactgraph.disagreement.moments import TIMES, Stretch, voices_of
from pactgraph.disagreement.rule import Afar, Rule, these
from pactgraph.disagreement.voices import Said, Value, differ
from pactgraph.disagreement.world import World
from pactgraph.namespaces import PACT, RDF

_FRAMES: Final = (
    PACT.programme,
    PACT.heldWithin,
    PACT.underProgramme,
    PACT.organisation,
    PACT.operation,
)
_MEMBERS: Final = (PACT.participant, PACT.member, PACT.contributor, PACT.party, PACT.undertaker)


_Two = frozenset[NamedNode]
"""What has gone on, and a resumption."""


def _gone_on_and_resumed(world: World, thing: Node) -> Iterator[_Two]:
    """Yield a resumption, or what was resumed, with what may have gone on; or the other way."""
    resumptions = world.having(thing, PACT.resumed)
    if world.values(thing, PACT.resumed):
        resumptions.append(thing)
    for resumption in resumptions:
        for resumed in world.things(resumption, PACT.resumed):
            for lasting in _candidates(world, resumption, resumed):
                yield _two(lasting, resumption)
    if _lasting(world, thing):
        for resumption in _resumptions_beside(world, thing):
            yield _two(thing, resumption)


def _of_affiliated(world: World, agent: Node, name: NamedNode, value: Value) -> Iterator[_Two]:
    del name, value
    resumed = world.kept(_resumed)
    if not resumed:
        return
    below, todo = {agent}, [agent]
    while todo:
        more = {*world.having(todo.pop(), PACT.affiliation)} - below
        below |= more
        todo += more
    for party in below:
        for thing in world.having(party, *_agents(world.hierarchy)):
            if thing in resumed:
                yield from _gone_on_and_resumed(world, thing)


def _since_against_resumed(world: World, two: _Two) -> Iterator[Finding]:
    for thing in sorted(two, key=str):
        (subject,) = two - {thing} or two
        for resumption in world.of(subject, PACT.resumed):
            resumed = resumption.value
            if not _is_candidate(world, thing, subject, resumed):
                continue
            lasting = _lasting(world, thing)
            unbroken = [one for one in lasting if _spans_break(world, one, resumption)]
            if unbroken and differ(voices_of(unbroken), [resumption.voice]):
                yield _broken(world, thing, unbroken, resumption, _wide(world, subject, resumed))


def _lasting(world: World, thing: Value) -> list[Stretch]:
    told = world.stretches(thing)
    return [one for one in told if one.certain and one.bounds.begin_not_before]


def _wide(world: World, *things: Value) -> set[Value]:
    """Return the frames of things, and those that they perhaps are."""
    frames = {frame for thing in things for frame in world.values(thing, *_FRAMES)}
    return {maybe for frame in frames for maybe in world.perhaps(frame)}


def _candidates(world: World, resumption: Node, resumed: Value) -> set[Node]:
    """Return what may be what was resumed: what the same agent does in the same frame."""
    agents = _agents(world.hierarchy)
    frames, parties = _wide(world, resumption, resumed), _parties_of(world, resumed)
    beside = world.sharing(Having(_FRAMES, frames), Having(agents, parties))
    return {*beside, *(one for one in world.perhaps(resumed) if isinstance(one, NamedNode))}


def _is_candidate(world: World, thing: Node, resumption: Node, resumed: Value) -> bool:
    if isinstance(resumed, Literal):
        return False
    frames, parties = _wide(world, resumption, resumed), _parties_of(world, resumed)
    shares = frames & world.values(thing, *_FRAMES) and parties & world.values(
        thing, *_agents(world.hierarchy)
    )
    return bool(shares) or thing in world.perhaps(resumed)


def _parties_of(world: World, resumed: Value) -> set[Value]:
    return _with_affiliation(world, world.values(resumed, *_agents(world.hierarchy)))


def _resumptions_beside(world: World, thing: Node) -> set[Node]:
    """Return the resumptions, perhaps of this very thing, in a frame that it has."""
    resumed = world.kept(_resumed)
    found = {one for other in world.perhaps(thing) for one in resumed.get(other, ())}
    if resumed:
        for frame in _wide(world, thing):
            for one in world.kept(_resumptions_in, frame):
                found.add(one)
    return found


def _resumptions_in(world: World, frame: Value) -> set[Node]:
    resumed = world.kept(_resumed)
    resumptions = {one for those in resumed.values() for one in those}
    inside = set(world.having(frame, *_FRAMES))
    return (inside & resumptions) | {one for thing in inside for one in resumed.get(thing, ())}


def _resumed(world: World) -> dict[Value, list[Node]]:
    """Return the resumptions of whatever was resumed: there are few."""
    found: dict[Value, list[Node]] = defaultdict(list)
    for resumption in world.having_any(PACT.resumed):
        for resumed in world.values(resumption, PACT.resumed):
            found[resumed].append(resumption)
    return found


def _agents(hierarchy: Hierarchy) -> tuple[NamedNode, ...]:
    return hierarchy.properties_below(*_MEMBERS)


def _two(thing: Node, resumption: Node) -> _Two:
    return frozenset(one for one in (thing, resumption) if isinstance(one, NamedNode))


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
        for other in world.stretches(said.subject):
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


class _Series(NamedTuple):
    """The cycles of a programme that these conduct."""

    programme: frozenset[NamedNode]
    whose: frozenset[NamedNode]


def _series(world: World, cycle: Node) -> Iterator[_Series]:
    if world.is_a(cycle, PACT.Cycle):
        programme = world.things(cycle, PACT.cycleOf)
        if programme:
            yield _Series(programme, world.things(cycle, PACT.conductedBy))


def _gaps_in_series(world: World, series: _Series) -> Iterator[Finding]:
    conditions = [
        *(Having((PACT.cycleOf,), (one,)) for one in series.programme),
        *(Having((PACT.conductedBy,), (one,)) for one in series.whose),
    ]
    rounds = [
        one
        for cycle in world.sharing(*conditions)
        if series in _series(world, cycle)
        for one in _rounds(world, cycle)
    ]
    covered = {year for one in rounds for year in range(one.first, one.last + 1)}
    ordered = sorted(rounds, key=lambda one: (one.number, one.first))
    for before, after in pairwise(ordered):
        missing = [y for y in range(before.last + 1, after.first) if y not in covered]
        if missing and after.number == before.number + 1:
            yield _gap(world, series.programme, before, after, missing)


def _rounds(world: World, cycle: Node) -> Iterator[_Round]:
    told = world.stretches(cycle)
    begins = [one.bounds.begin_not_before for one in told if one.bounds.begin_not_before]
    ends = [one.bounds.end_not_after for one in told if one.bounds.end_not_after]
    numbers = [v for v in world.values(cycle, PACT.cycleNumber) if isinstance(v, Literal)]
    if begins and ends and len(numbers) == 1:
        statements = tuple(said for one in told for said in one.statements)
        years = min(begins).year, max(ends).year
        yield _Round(cycle, int(numbers[0].value), *years, statements)


def _gap(
    world: World, programme: frozenset[NamedNode], before: _Round, after: _Round, missing: list[int]
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
    lambda hierarchy: (PACT.resumed, *_FRAMES, *TIMES, *_agents(hierarchy)),
    _gone_on_and_resumed,
    _since_against_resumed,
    (Afar(these(PACT.affiliation), _of_affiliated, whoever=True),),
)
A_GAP_IN_A_SERIES: Final = Rule(
    "a-gap-in-a-series",
    Kind.CONTINUITY,
    "Two cycles of one programme with numbers that follow each other leave out a whole year that"
    " no other cycle of it covers.",
    "Cycles that touch or overlap, cycles without a number or years, and cycles of one programme"
    " that different agents conduct.",
    these(RDF.type, PACT.cycleOf, PACT.conductedBy, PACT.cycleNumber, *TIMES),
    _series,
    _gaps_in_series,
)
