"""What is denied or refuted, against who states it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from pyoxigraph import Literal

from pactgraph.disagreement.finding import Finding, Kind, Severity, found
from pactgraph.disagreement.gists import named, side_of
from pactgraph.disagreement.moments import Stretch
from pactgraph.disagreement.rule import Rule
from pactgraph.disagreement.voices import Said, Value, Voice
from pactgraph.disagreement.world import World
from pactgraph.namespaces import PACT
from pactgraph.reasoning.bounds import Certainty, says

_REFUTING: Final = frozenset({PACT.refuting, PACT.denying})


def _denied_and_stated(world: World) -> Iterator[Finding]:
    held = _Held(world)
    of_stretch = world.stretches
    for denial in sorted({said.subject for said in world.said(PACT.denialRelation)}, key=str):
        denied = list(world.of(denial, PACT.denialSubject, PACT.denialRelation, PACT.denialObject))
        subjects, relations, objects = (
            sorted(world.values(denial, name), key=str)
            for name in (PACT.denialSubject, PACT.denialRelation, PACT.denialObject)
        )
        for relation in relations:
            if isinstance(relation, Literal):
                continue
            for subject in subjects:
                for value in objects:
                    stated = [
                        said
                        for said in held.statements(subject, relation, value)
                        if said.voice.key != denied[0].voice.key
                    ]
                    days = _days(world, denied[0].voice)
                    stated = [s for s in stated if not _over(of_stretch, s, days)]
                    if stated:
                        yield _contradicted(world, denial, denied, stated, of_stretch, days)


def _contradicted(
    world: World,
    denial: Value,
    denied: list[Said],
    stated: list[Said],
    of_stretch: dict[Value, list[Stretch]],
    days: tuple[date, ...],
) -> Finding:
    certain = any(_verdicts(of_stretch, said, days) == {Certainty.CERTAIN} for said in stated)
    subject, relation, value = (
        named(world, sorted(world.values(denial, name), key=str))
        for name in (PACT.denialSubject, PACT.denialRelation, PACT.denialObject)
    )
    return found(
        Kind.STATUS,
        Severity.CONTRADICTION if certain else Severity.TO_CHECK,
        [v for name in (PACT.denialSubject, PACT.denialObject) for v in world.values(denial, name)]
        + list(world.values(denial, PACT.denialRelation)),
        [stated, denied],
        f"{side_of(world, denied)} has it that it is not so, and {side_of(world, stated)} that it"
        f" is: {subject}, {relation}, {value}.",
    )


class _Held:
    """Who states that a relation holds: as it is, or by a thing that has both as its parties."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._direct: dict[tuple[Value, Value], dict[Value, list[Said]]] = {}

    def statements(self, subject: Value, relation: Value, value: Value) -> Iterator[Said]:
        """Yield the statements by which somebody has the relation, or a narrower one, hold."""
        hierarchy = self._world.hierarchy
        for narrower in hierarchy.narrower_relations(relation):
            turned = [(subject, value)]
            if narrower in hierarchy.symmetric:
                turned.append((value, subject))
            for one, other in turned:
                if isinstance(one, Literal):
                    continue
                for said in self._world.of(one, narrower):
                    if said.value == other:
                        yield said
                for to_subject, to_object in hierarchy.ways.get(narrower, ()):
                    yield from self._through(one, to_subject, to_object, other)

    def _through(
        self, subject: Value, to_subject: Value, to_object: Value, value: Value
    ) -> Iterator[Said]:
        # What is below the property of the chain states it as well.
        below = self._world.hierarchy.narrower_relations
        for first in below(to_subject):
            for said in self._of(first).get(subject, ()):
                for second in below(to_object):
                    for other in self._world.of(said.subject, second):
                        if other.value == value and other.graph == said.graph:
                            yield said
                            yield other

    def _of(self, name: Value) -> dict[Value, list[Said]]:
        key = (name, name)
        if key not in self._direct:
            by_value: dict[Value, list[Said]] = defaultdict(list)
            for said in self._world.said(name):
                by_value[said.value].append(said)
            self._direct[key] = by_value
        return self._direct[key]


def _days(world: World, voice: Voice) -> tuple[date, ...]:
    return tuple(world.published(voice) or ())


def _verdicts(
    of_stretch: dict[Value, list[Stretch]], said: Said, days: tuple[date, ...]
) -> set[Certainty]:
    return {
        says(stretch.bounds, day) for stretch in of_stretch.get(said.subject, ()) for day in days
    }


def _over(of_stretch: dict[Value, list[Stretch]], said: Said, days: tuple[date, ...]) -> bool:
    """Tell whether it did not hold yet, or no longer, on the day of the denial."""
    return Certainty.EXCLUDED in _verdicts(of_stretch, said, days)


def _refuted(world: World) -> Iterator[Finding]:
    for act in world.said(PACT.act):
        if act.value not in _REFUTING:
            continue
        refuting = world.voice_of_utterance(act.subject, act.voice)
        for about in world.of(act.subject, PACT.about):
            if about.graph != act.graph or not world.is_a(about.value, PACT.Utterance):
                continue
            said = [s for s in world.of(about.value, PACT.act) if s.graph == act.graph]
            other = world.voice_of_utterance(about.value, about.voice)
            if not said or set(refuting.speakers) == set(other.speakers):
                continue
            gists = sorted(
                v.value for v in world.values(about.value, PACT.gist) if isinstance(v, Literal)
            )
            yield found(
                Kind.STATUS,
                Severity.CONTRADICTION,
                [act.subject, about.value, *refuting.speakers, *other.speakers],
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
    _denied_and_stated,
)
REFUTED: Final = Rule(
    "refuted",
    Kind.STATUS,
    "A speaker refutes or denies what another is reported to say.",
    "A refutation of which the article does not report whose words it refutes.",
    _refuted,
)
