"""A number of the whole against a number of a part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode

from pactgraph.disagreement.finding import Finding, Kind, Reconciliation, Severity, found
from pactgraph.disagreement.gists import side_of
from pactgraph.disagreement.lookups import Having, Node
from pactgraph.disagreement.rule import Afar, Rule, these
from pactgraph.disagreement.rules.counts import NUMBERS, Number, is_above, numbers
from pactgraph.disagreement.voices import Said, Value, differ
from pactgraph.disagreement.world import World, short
from pactgraph.namespaces import PACT

_AGENTS: Final = (PACT.contributor, PACT.participant, PACT.member, PACT.visitor, PACT.host)
_TOO_COMMON: Final = 10
"""Numbers below this are the same by chance too often."""
_MOST_SCOPES: Final = 5
"""A number that is given for more things than these is the same by chance."""


class _Same(NamedTuple):
    """One number, in one unit, of what one agent does."""

    agent: NamedNode
    unit: Value
    value: Literal


def _sames(world: World, count: Node) -> Iterator[_Same]:
    exact = {value for value, _ in _exact(world, count)}
    for scope in world.things(count, PACT.countOf) if exact else ():
        for agent in world.things(scope, *_AGENTS):
            for unit in world.values(count, PACT.unit):
                yield from (_Same(agent, unit, value) for value in exact)


def _of_scope(world: World, scope: Node, name: NamedNode, agent: Value) -> Iterator[_Same]:
    """Yield what the counts of something have a part in by an agent of it."""
    del name
    for count in world.having(scope, PACT.countOf):
        yield from (same for same in _sames(world, count) if same.agent == agent)


def _exact(world: World, count: Node) -> Iterator[tuple[Literal, Number]]:
    for value, number in numbers(world, count):
        if number.least == number.most and number.least >= _TOO_COMMON:
            yield value, number


def _one_number_two_scopes(world: World, same: _Same) -> Iterator[Finding]:
    agent, unit, value = same
    by_scope: dict[NamedNode, list[Number]] = defaultdict(list)
    for count in _candidates(world, same):
        if unit in world.values(count, PACT.unit):
            told = [number for one, number in _exact(world, count) if one == value]
            for scope in world.things(count, PACT.countOf) if told else ():
                if agent in world.things(scope, *_AGENTS):
                    by_scope[scope] += told
        if len(by_scope) > _MOST_SCOPES:
            return
    for told in by_scope.values():
        told.sort(key=lambda number: world.order(number.statements[0]))
    if len(by_scope) > 1:
        yield from _scopes(world, agent, f"{value.value} {world.label(unit)}", by_scope)


def _candidates(world: World, same: _Same) -> list[Node]:
    """Return the counts with that value of what that agent has a part in."""
    return world.sharing(
        Having((PACT.value,), (same.value,)),
        Having(_AGENTS, (same.agent,), through=PACT.countOf),
    )


def _scopes(
    world: World, agent: Value, number: str, by_scope: Mapping[NamedNode, list[Number]]
) -> Iterator[Finding]:
    scopes = sorted(by_scope, key=str)
    sides = [_said(by_scope[scope]) for scope in scopes]
    if not differ([s.voice for s in sides[0]], [s.voice for side in sides[1:] for s in side]):
        return
    told = "; ".join(
        f"{_counted(world, by_scope[scope])}, by {side_of(world, side)}"
        for scope, side in zip(scopes, sides, strict=True)
    )
    yield found(
        Kind.SCOPE,
        Severity.TO_CHECK,
        [*scopes, agent],
        sides,
        f"One number, {number} of {world.label(agent)}, for several scopes: {told}.",
        matter=number,
        named_by=[agent],
        reconciliation=_told_side_by_side(sides),
    )


def _told_side_by_side(sides: list[list[Said]]) -> Reconciliation | None:
    """Return an article that gives the number for every scope, each as another."""
    own = [{said.voice for said in side if said.voice.is_own} for side in sides]
    for voice in sorted(set.intersection(*own), key=lambda voice: voice.article):
        passages = [said.passage for side in sides for said in side if said.voice == voice]
        return Reconciliation(
            tuple(dict.fromkeys(passages)), f"{short(voice)} gives the number for each of them."
        )
    return None


def _counted(world: World, told: list[Number]) -> str:
    said = {v.value for n in told for v in world.values(n.count, PACT.counted) if _is_text(v)}
    return min(said, default=world.label(told[0].count))


def _is_text(value: Value) -> bool:
    return isinstance(value, Literal)


def _parts_and_wholes(world: World, count: Node) -> Iterator[frozenset[NamedNode]]:
    """Yield a count with each that it is said to be part of, or to have as a part."""
    others = (*world.things(count, PACT.partOfCount), *world.having(count, PACT.partOfCount))
    for other in others:
        yield frozenset(one for one in (count, other) if isinstance(one, NamedNode))


def _part_above_whole(world: World, both: frozenset[NamedNode]) -> Iterator[Finding]:
    for part in sorted(both, key=str):
        for said in world.of(part, PACT.partOfCount):
            whole = said.value
            if frozenset((part, whole)) == both:
                yield from _above(world, said, whole)


def _above(world: World, part: Said, whole: Value) -> Iterator[Finding]:
    of_part, of_whole = (
        [number for _, number in numbers(world, count)] for count in (part.subject, whole)
    )
    above = [(one, other) for one in of_part for other in of_whole if is_above(one, other)]
    if above:
        one, other = above[0]
        yield found(
            Kind.SCOPE,
            Severity.CONTRADICTION,
            [part.subject, whole],
            [[part, *_said([one])], _said([other])],
            f"{world.label(part.subject)}: {one.words}, and the whole that they are of,"
            f" {world.label(whole)}, {other.words}.",
        )


def _said(told: list[Number]) -> list[Said]:
    return [said for number in told for said in number.statements]


ONE_NUMBER_TWO_SCOPES: Final = Rule(
    "one-number-two-scopes",
    Kind.SCOPE,
    "Two voices give one exact number, in one unit, of what one agent does, and each for another"
    " scope: the one perhaps for a whole and the other for a part of it.",
    f"Numbers below {_TOO_COMMON}, or of more than {_MOST_SCOPES} scopes, which are the same by"
    " chance too often, and numbers that one article alone gives for two scopes.",
    these(*NUMBERS, PACT.unit, PACT.counted),
    _sames,
    _one_number_two_scopes,
    (Afar(these(*_AGENTS), _of_scope, whoever=True),),
)
PART_ABOVE_WHOLE: Final = Rule(
    "part-above-whole",
    Kind.SCOPE,
    "A count that is part of another is certainly greater than the other.",
    "Counts that are not said to be part of each other.",
    these(*NUMBERS, PACT.partOfCount),
    _parts_and_wholes,
    _part_above_whole,
)
