"""What is denied or refuted, against who states it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple, TypeGuard

from pyoxigraph import Literal, NamedNode

from pactgraph.disagreement.finding import Finding, Kind, Severity, found
from pactgraph.disagreement.gists import named, side_of
from pactgraph.disagreement.hierarchy import Hierarchy, Way
from pactgraph.disagreement.lookups import Having, Node
from pactgraph.disagreement.moments import TIMES
from pactgraph.disagreement.rule import Afar, Rule, these
from pactgraph.disagreement.voices import Said, Value, Voice
from pactgraph.disagreement.world import World
from pactgraph.namespaces import PACT, RDF
from pactgraph.reasoning.bounds import Certainty, says

_TERMS: Final = (PACT.denialSubject, PACT.denialRelation, PACT.denialObject)
_REFUTING: Final = frozenset({PACT.refuting, PACT.denying})


_Denied = frozenset[NamedNode]
"""The subject, the relation and the object of a denial."""


def _denied(world: World, denial: Node) -> Iterator[_Denied]:
    if world.values(denial, PACT.denialRelation):
        yield world.things(denial, *_TERMS)


def _of_relation(
    world: World, subject: Node, relation: NamedNode, value: Value
) -> Iterator[_Denied]:
    """Yield the denials that somebody contradicts who has a relation hold."""
    if isinstance(value, Literal):
        return
    above = world.hierarchy.properties_above(relation)
    if any(world.kept(_is_denied, one) for one in above):
        yield from _denials_of(world, subject, value)


def _is_denied(world: World, relation: Value) -> bool:
    return world.is_had(relation, PACT.denialRelation)


def _of_times(world: World, thing: Node, name: NamedNode, value: Value) -> Iterator[_Denied]:
    """Yield the denials of relations that hold of a thing while it lasts."""
    del name, value
    for denial in world.having(thing, PACT.denialSubject, PACT.denialObject):
        yield from _denied(world, denial)


def _of_parties(world: World, thing: Node, name: NamedNode, value: Value) -> Iterator[_Denied]:
    """Yield the denials of relations that a thing makes hold between its parties."""
    del name, value
    for way in world.hierarchy.every_way:
        for one in world.values(thing, *way.to_subject):
            for other in world.values(thing, *way.to_object):
                yield from _denials_of(world, one, other)


def _of_ways(hierarchy: Hierarchy) -> frozenset[NamedNode]:
    names = {name for way in hierarchy.every_way for both in way for name in both}
    return frozenset({*TIMES, *names})


def _denials_of(world: World, one: Value, other: Value) -> Iterator[_Denied]:
    for both in {(one, other), (other, one)}:
        for denial in world.kept(_denials_between, *both):
            yield from _denied(world, denial)


def _denials_between(world: World, subject: Value, value: Value) -> list[Node]:
    return world.sharing(
        Having((PACT.denialSubject,), (subject,)), Having((PACT.denialObject,), (value,))
    )


class _Contradiction(NamedTuple):
    """A denial, and the statements of others that have it hold on the days of the denial."""

    denial: Node
    denied: list[Said]
    stated: list[Said]
    days: tuple[date, ...]


def _denied_and_stated(world: World, denied: _Denied) -> Iterator[Finding]:
    """Yield the finding of a key, which many denials may have, and few are contradicted."""
    subjects, relations, objects = (
        [term for term in sorted(denied, key=str) if world.is_had(term, name)] for name in _TERMS
    )
    denials = {
        denial
        for relation in relations
        for subject in subjects
        for value in objects
        if world.kept(_held, subject, relation, value)
        for denial in world.kept(_denials_between, subject, value)
        if denied in _denied(world, denial)
    }
    every = (found for one in sorted(denials, key=str) for found in _contradictions(world, one))
    # They are all of one name, of which the first in the order of the gists is told.
    first = min(every, key=lambda one: _gist(world, one), default=None)
    if first is not None:
        yield _contradicted(world, first)


def _contradictions(world: World, denial: Node) -> Iterator[_Contradiction]:
    denied = world.of(denial, *_TERMS)
    subjects, relations, objects = (sorted(world.values(denial, name), key=str) for name in _TERMS)
    days = _days(world, denied[0].voice)
    for relation in relations:
        for subject in subjects:
            for value in objects:
                stated = [
                    said
                    for said in world.kept(_held, subject, relation, value)
                    if said.voice.key != denied[0].voice.key and not _over(world, said, days)
                ]
                if stated:
                    yield _Contradiction(denial, denied, stated, days)


def _contradicted(world: World, found_: _Contradiction) -> Finding:
    denial, denied, stated, days = found_
    certain = any(_verdicts(world, said, days) == {Certainty.CERTAIN} for said in stated)
    return found(
        Kind.STATUS,
        Severity.CONTRADICTION if certain else Severity.TO_CHECK,
        world.values(denial, *_TERMS),
        [stated, denied],
        _gist(world, found_),
    )


def _gist(world: World, found_: _Contradiction) -> str:
    subject, relation, value = (
        named(world, sorted(world.values(found_.denial, name), key=str)) for name in _TERMS
    )
    return (
        f"{side_of(world, found_.denied)} has it that it is not so, and"
        f" {side_of(world, found_.stated)} that it is: {subject}, {relation}, {value}."
    )


def _held(world: World, subject: Value, relation: Value, value: Value) -> list[Said]:
    return list(_holding(world, subject, relation, value))


def _holding(world: World, subject: Value, relation: Value, value: Value) -> Iterator[Said]:
    """Yield the statements by which somebody has a relation, or a narrower one, hold.

    They state it as it is, or state a thing that has both as its parties.
    """
    hierarchy = world.hierarchy
    for narrower in hierarchy.properties_below(relation) if _is_term(relation) else ():
        turned = [(subject, value)]
        if narrower in hierarchy.symmetric:
            turned.append((value, subject))
        for one, other in turned:
            yield from (said for said in world.of(one, narrower) if said.value == other)
            for way in hierarchy.ways.get(narrower, ()):
                yield from _through(world, one, way, other)


def _through(world: World, subject: Value, way: Way, value: Value) -> Iterator[Said]:
    things = world.sharing(Having(way.to_subject, (subject,)), Having(way.to_object, (value,)))
    for name in way.to_subject:
        ours = [said for thing in things for said in world.of(thing, name)]
        for said in sorted(ours, key=world.order):
            if said.value == subject:
                for other in world.of(said.subject, *way.to_object):
                    if (other.value, other.graph) == (value, said.graph):
                        yield said
                        yield other


def _is_term(relation: Value) -> TypeGuard[NamedNode]:
    return isinstance(relation, NamedNode)


def _days(world: World, voice: Voice) -> tuple[date, ...]:
    return tuple(world.published(voice) or ())


def _verdicts(world: World, said: Said, days: tuple[date, ...]) -> set[Certainty]:
    return {says(one.bounds, day) for one in world.stretches(said.subject) for day in days}


def _over(world: World, said: Said, days: tuple[date, ...]) -> bool:
    """Tell whether it did not hold yet, or no longer, on the day of the denial."""
    return Certainty.EXCLUDED in _verdicts(world, said, days)


_Two = frozenset[Value]
"""An utterance and one that it refutes."""


def _refuting_and_refuted(world: World, thing: Node) -> Iterator[_Two]:
    if not world.values(thing, PACT.act).isdisjoint(_REFUTING):
        yield from (frozenset((thing, other)) for other in world.values(thing, PACT.about))
    if world.is_a(thing, PACT.Utterance):
        yield from (frozenset((thing, other)) for other in world.having(thing, PACT.about))


def _of_class(world: World, thing: Node, name: NamedNode, kind: Value) -> Iterator[_Two]:
    del name
    if PACT.Utterance in world.hierarchy.classes_above(kind):
        yield from _refuting_and_refuted(world, thing)


def _of_speakers(world: World, utterance: Node, name: NamedNode, value: Value) -> Iterator[_Two]:
    """Yield the comparisons of an utterance, and of those that are told according to it."""
    del name, value
    for spoken in world.according_to(utterance):
        yield from _refuting_and_refuted(world, spoken)


def _refuted(world: World, two: _Two) -> Iterator[Finding]:
    for refuting in sorted(two, key=str):
        (refuted,) = two - {refuting} or two
        for act in world.of(refuting, PACT.act):
            if act.value in _REFUTING:
                yield from _refutations(world, act, refuted)


def _refutations(world: World, act: Said, refuted: Value) -> Iterator[Finding]:
    refuting = world.voice_of_utterance(act.subject, act.voice)
    for about in world.of(act.subject, PACT.about):
        if about.graph != act.graph or about.value != refuted:
            continue
        if isinstance(refuted, Literal) or not world.is_a(refuted, PACT.Utterance):
            continue
        said = [s for s in world.of(refuted, PACT.act) if s.graph == act.graph]
        other = world.voice_of_utterance(refuted, about.voice)
        if not said or set(refuting.speakers) == set(other.speakers):
            continue
        gists = sorted(v.value for v in world.values(refuted, PACT.gist) if isinstance(v, Literal))
        yield found(
            Kind.STATUS,
            Severity.CONTRADICTION,
            [act.subject, refuted, *refuting.speakers, *other.speakers],
            [
                [one._replace(voice=other) for one in said],
                [one._replace(voice=refuting) for one in (act, about)],
            ],
            f"{named(world, refuting.speakers)} holds that it is not so: {' '.join(gists)}",
        )


DENIED_AND_STATED: Final = Rule(
    "denied-and-stated",
    Kind.STATUS,
    "One voice denies a relation that another states, or states by a thing that has both parties:"
    " it is a contradiction where that thing certainly held on the day of the denial.",
    "What did not hold yet, or no longer, on the day of the denial, and a relation that follows"
    " only over three steps or more.",
    these(*_TERMS),
    _denied,
    _denied_and_stated,
    (
        Afar(None, _of_relation),
        Afar(these(*TIMES), _of_times),
        Afar(_of_ways, _of_parties),
    ),
)
REFUTED: Final = Rule(
    "refuted",
    Kind.STATUS,
    "A speaker refutes or denies what another is reported to say.",
    "A refutation of which the article does not report whose words it refutes.",
    these(PACT.act, PACT.about, PACT.gist),
    _refuting_and_refuted,
    _refuted,
    (
        Afar(these(RDF.type), _of_class, whoever=True),
        Afar(these(PACT.speaker, PACT.outlet, PACT.accordingTo), _of_speakers),
    ),
)
