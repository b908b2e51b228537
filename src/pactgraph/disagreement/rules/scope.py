"""A number of the whole against a number of a part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal

from pactgraph.disagreement.finding import Finding, Kind, Reconciliation, Severity, found
from pactgraph.disagreement.gists import side_of
from pactgraph.disagreement.rule import Rule
from pactgraph.disagreement.rules.counts import Number, is_above, numbers
from pactgraph.disagreement.voices import Said, Value, differ
from pactgraph.disagreement.world import World, short
from pactgraph.namespaces import PACT

_AGENTS: Final = (PACT.contributor, PACT.participant, PACT.member, PACT.visitor, PACT.host)
_TOO_COMMON: Final = 10
"""Numbers below this are the same by chance too often."""
_MOST_SCOPES: Final = 5
"""A number that is given for more things than these is the same by chance."""


def _one_number_two_scopes(world: World) -> Iterator[Finding]:
    like: dict[tuple[Value, ...], list[tuple[Number, Value]]] = defaultdict(list)
    for said, number in numbers(world):
        if number.least != number.most or number.least < _TOO_COMMON:
            continue
        units = world.values(said.subject, PACT.unit)
        for scope in world.values(said.subject, PACT.countOf):
            if isinstance(scope, Literal):
                continue
            for agent in world.values(scope, *_AGENTS):
                for unit in units:
                    like[agent, unit, said.value].append((number, scope))
    for agent, unit, value in sorted(like, key=str):
        by_scope: dict[Value, list[Number]] = defaultdict(list)
        for number, scope in like[agent, unit, value]:
            by_scope[scope].append(number)
        if 1 < len(by_scope) <= _MOST_SCOPES:
            yield from _scopes(world, agent, f"{value.value} {world.label(unit)}", by_scope)


def _scopes(
    world: World, agent: Value, number: str, by_scope: dict[Value, list[Number]]
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


def _part_above_whole(world: World) -> Iterator[Finding]:
    of_count: dict[Value, list[Number]] = defaultdict(list)
    for said, number in numbers(world):
        of_count[said.subject].append(number)
    for part in world.said(PACT.partOfCount):
        whole = part.value
        if isinstance(whole, Literal):
            continue
        above = [
            (one, other)
            for one in of_count.get(part.subject, ())
            for other in of_count.get(whole, ())
            if is_above(one, other)
        ]
        if above:
            yield found(
                Kind.SCOPE,
                Severity.CONTRADICTION,
                [part.subject, whole],
                [[part, *_said([above[0][0]])], _said([above[0][1]])],
                f"{world.label(part.subject)}: {above[0][0].words}, and the whole that they are of,"
                f" {world.label(whole)}, {above[0][1].words}.",
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
    _one_number_two_scopes,
)
PART_ABOVE_WHOLE: Final = Rule(
    "part-above-whole",
    Kind.SCOPE,
    "A count that is part of another is certainly greater than the other.",
    "Counts that are not said to be part of each other.",
    _part_above_whole,
)
