"""Relations of broader and narrower kind between the same parties that began at two times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pyoxigraph import NamedNode

from pactgraph.disagreement.finding import Finding, Kind, Reconciliation, Severity, found
from pactgraph.disagreement.gists import listed, named, told_by
from pactgraph.disagreement.hierarchy import Hierarchy
from pactgraph.disagreement.lookups import Having, Node
from pactgraph.disagreement.moments import (
    MOMENTS,
    Moment,
    Point,
    a_few,
    dated,
    sides,
    statements,
    voices_of,
)
from pactgraph.disagreement.rule import Rule
from pactgraph.disagreement.voices import Value, differ, shortest
from pactgraph.disagreement.world import World, short
from pactgraph.namespaces import PACT, RDF

_Parties = frozenset[NamedNode]
_ByClass = Mapping[Value, Sequence[Moment]]


def _parties(world: World, thing: Node) -> Iterator[_Parties]:
    """Yield the two parties of a relationship."""
    if world.is_a(thing, PACT.Relationship):
        parties = world.things(thing, *_ends(world.hierarchy))
        if len(parties) == 2:
            yield parties


def _begins_of_relations(world: World, parties: _Parties) -> Iterator[Finding]:
    by_class = _begins(world, parties)
    clashing = _clashing(world, by_class)
    groups = sides({moment: None for name in clashing for moment in by_class[name]})
    if len(groups) < 2:
        return
    told = listed(
        (
            f"{dated(side)} ({_kinds(world, side)}) by {told_by(world, voices_of(side))}"
            for side in groups
        ),
        "and as",
    )
    between = named(world, sorted(parties, key=lambda party: party.value))
    yield found(
        Kind.TIME,
        Severity.CONTRADICTION if _narrower_first(world, groups) else Severity.TO_CHECK,
        parties,
        map(statements, groups),
        f"The begin of relations between {between} is given as {told}.",
        matter="begin",
        reconciliation=_told_side_by_side(groups),
    )


def _begins(world: World, parties: _Parties) -> _ByClass:
    """Return the begins of the relationships between two parties, by their classes."""
    by_class: dict[Value, list[Moment]] = defaultdict(list)
    ends = _ends(world.hierarchy)
    for thing in world.sharing(*(Having(ends, (party,)) for party in parties)):
        begins = world.moments(thing, Point.BEGIN)
        if begins and [*_parties(world, thing)] == [parties]:
            for kind in world.kinds(thing):
                by_class[kind].extend(begins)
    return by_class


def _ends(hierarchy: Hierarchy) -> tuple[NamedNode, ...]:
    return hierarchy.properties_below(PACT.firstParty, PACT.secondParty)


def _reads(hierarchy: Hierarchy) -> tuple[NamedNode, ...]:
    return (RDF.type, *MOMENTS, *_ends(hierarchy))


def _clashing(world: World, by_class: _ByClass) -> list[Value]:
    """Return the classes that have, with one above or below them, begins that do not agree."""
    clashing: set[Value] = set()
    for one in by_class:
        for other in by_class:
            if other in world.hierarchy.classes_above(one) and _clash(
                by_class[one], by_class[other]
            ):
                clashing |= {one, other}
    return sorted(clashing, key=str)


def _clash(ours: Sequence[Moment], theirs: Sequence[Moment]) -> bool:
    return any(
        a.thing != b.thing and not a.agrees(b) and differ([a.voice], [b.voice])
        for a in _of_each_date(ours)
        for b in _of_each_date(theirs)
    )


def _of_each_date(all_moments: Sequence[Moment]) -> list[Moment]:
    """Return a few moments of each date: many tellings give few dates."""
    by_date: dict[object, list[Moment]] = defaultdict(list)
    for moment in all_moments:
        by_date[moment.first, moment.last].append(moment)
    return [moment for same in by_date.values() for moment in a_few(same)]


def _narrower_first(world: World, groups: Sequence[Sequence[Moment]]) -> bool:
    """Tell whether a relation began before the broader one that it is a case of."""
    for index, side in enumerate(groups):
        for later in (moment for group in groups[index + 1 :] for moment in _few(world, group)):
            broad = world.kinds(later.thing)
            for moment in _few(world, side):
                above = {
                    upper
                    for kind in world.kinds(moment.thing)
                    for upper in world.hierarchy.classes_above(kind) - {kind}
                }
                if broad & above and differ([moment.voice], [later.voice]):
                    return True
    return False


def _few(world: World, side: Sequence[Moment]) -> list[Moment]:
    by_kind: dict[frozenset[Value], list[Moment]] = defaultdict(list)
    for moment in side:
        by_kind[world.kinds(moment.thing)].append(moment)
    return [moment for same in by_kind.values() for moment in a_few(same)]


def _told_side_by_side(groups: Sequence[Sequence[Moment]]) -> Reconciliation | None:
    by_article: dict[str, list[list[Moment]]] = {}
    for number, side in enumerate(groups):
        for moment in side:
            if moment.voice.is_own:
                told = by_article.setdefault(moment.voice.article, [[] for _ in groups])
                told[number].append(moment)
    for article in sorted(by_article):
        told = by_article[article]
        if all(told) and len({m.thing for side in told for m in side}) > 1:
            said = [one for side in told for one in shortest(statements(side))]
            return Reconciliation(
                tuple(dict.fromkeys(one.passage for one in said)),
                f"{short(told[0][0].voice)} tells of both, as of two things.",
            )
    return None


def _kinds(world: World, side: Sequence[Moment]) -> str:
    kinds = {kind for moment in side for kind in world.kinds(moment.thing)}
    return listed(sorted(map(world.label, kinds)))


BEGINS_OF_RELATIONS: Final = Rule(
    "begins-of-relations",
    Kind.TIME,
    "Two relations between the same parties, the kind of one the same as that of the other or"
    " above it, begin at times that do not agree. It is a contradiction where the narrower is said"
    " to begin before the broader, of which it is a case.",
    "Relations of two kinds of which neither is above the other, and begins that one article"
    " alone tells of. An article that tells of both begins as of two things reconciles the"
    " others.",
    _reads,
    _parties,
    _begins_of_relations,
)
