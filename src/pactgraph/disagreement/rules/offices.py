"""One office, or what may be one, with two holders at about one time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode

from pactgraph.disagreement.finding import Finding, Kind, Severity, found
from pactgraph.disagreement.gists import told_by
from pactgraph.disagreement.lookups import Node
from pactgraph.disagreement.moments import TIMES, Stretch
from pactgraph.disagreement.rule import Afar, Rule, these
from pactgraph.disagreement.voices import Said, Value, differ
from pactgraph.disagreement.world import World
from pactgraph.namespaces import PACT, RDF
from pactgraph.reasoning.bounds import Certainty, says
from pactgraph.words.titles import FEWEST_WORDS, title_begin, title_words

_NEAR: Final = timedelta(days=366)
_OPENS_A_FIELD: Final = frozenset({"for", "of", "in", "at", "on", "to"})

_Title = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Tenure:
    """A person in an office, as one voice dates it."""

    person: Value
    office: Value
    stretch: Stretch
    since: date
    until: date

    @property
    def held(self) -> tuple[Value, Value]:
        """The person and the office."""
        return self.person, self.office


class _Offices(NamedTuple):
    """One office, or two of which the title of the second is that of the first with a field."""

    one: Value
    longer: Value | None = None


def _held(world: World, thing: Node) -> Iterator[_Offices]:
    """Yield the comparisons of the offices that a thing is the holding of."""
    for office in world.things(thing, PACT.office):
        if any(True for _ in _tenures_of(world, thing, office)):
            yield from _of_held(world, office)


def _of_office(world: World, office: Node) -> Iterator[_Offices]:
    """Yield the comparisons of an office, none if nobody certainly held it on any day."""
    if any(True for _ in _tenures(world, office)):
        yield from _of_held(world, office)


def _of_held(world: World, office: Node) -> Iterator[_Offices]:
    yield _Offices(office)
    yield from world.kept(_extended, office)


def _of_titled(world: World, thing: Node, name: NamedNode, value: Value) -> Iterator[_Offices]:
    """Yield the comparisons of what somebody titles so, or has for an office of a body."""
    del value
    for office in (thing,) if name == PACT.officeOf else world.things(thing, PACT.office):
        yield from _of_office(world, office)


def _of_shared(world: World, office: Node, name: NamedNode, kind: Value) -> Iterator[_Offices]:
    del name
    if PACT.SharedOffice in world.hierarchy.classes_above(kind):
        yield from _of_office(world, office)


def _of_holder(world: World, person: Node, name: NamedNode, value: Value) -> Iterator[_Offices]:
    del name, value
    for holding in world.having(person, PACT.holder):
        yield from _held(world, holding)


def _one_office_held_by_two(world: World, offices: _Offices) -> Iterator[Finding]:
    held = [office for office in offices if office is not None]
    if any(world.is_a(office, PACT.SharedOffice) for office in held):
        return
    tenures = [tenure for office in held for tenure in _tenures(world, office)]
    yield from _collisions(world, tenures, _NEAR if offices.longer else timedelta())


def _tenures(world: World, office: Value) -> Iterator[_Tenure]:
    for holding in world.having(office, PACT.office):
        yield from _tenures_of(world, holding, office)


def _tenures_of(world: World, holding: Node, office: Value) -> Iterator[_Tenure]:
    if not world.is_a(holding, PACT.OfficeHolding):
        return
    for stretch in world.stretches(holding):
        certain = stretch.certain
        if certain is not None:
            for person in sorted(world.things(holding, PACT.holder), key=str):
                yield _Tenure(person, office, stretch, *certain)


def _collisions(world: World, tenures: list[_Tenure], near: timedelta) -> Iterator[Finding]:
    """Yield a finding for each two people whose tenures are on one day, or near each other.

    The tenures are swept in the order of their days, and each is compared with those of
    every other person that last longest: there are many tellings, and few people.
    """
    told: set[frozenset[tuple[Value, Value]]] = set()
    every: dict[tuple[Value, Value], list[_Tenure]] = defaultdict(list)
    for tenure in tenures:
        every[tenure.held].append(tenure)
    longest: dict[tuple[Value, Value], list[_Tenure]] = defaultdict(list)
    for tenure in sorted(tenures, key=_by_day):
        for held, lasting in longest.items():
            pair = frozenset((held, tenure.held))
            # Two offices are asked about only of each other, one office only of itself.
            if pair in told or (held[1] == tenure.office) == bool(near):
                continue
            for other in lasting:
                if tenure.since <= other.until + near and _collide(world, tenure, other):
                    told.add(pair)
                    yield _collision(world, other, tenure, every, near)
                    break
        kept = sorted([*longest[tenure.held], tenure], key=lambda one: one.until, reverse=True)
        # Two of different voices, since a voice does not collide with itself.
        others = [one for one in kept if one.stretch.voice.key != kept[0].stretch.voice.key]
        longest[tenure.held] = [kept[0], *others[:1]]


def _collide(world: World, one: _Tenure, other: _Tenure) -> bool:
    return _are_two(world, one, other) and _room_for_both(one, other)


def _are_two(world: World, one: _Tenure, other: _Tenure) -> bool:
    return (
        one.person not in world.perhaps(other.person)
        and not any(world.values(p, PACT.unnamed) for p in (one.person, other.person))
        and differ([one.stretch.voice], [other.stretch.voice])
    )


def _room_for_both(one: _Tenure, other: _Tenure) -> bool:
    """Tell whether neither is dated so that it was over, or not begun, while the other held."""
    return not (
        _excluded(one.stretch, other.since, other.until)
        or _excluded(other.stretch, one.since, one.until)
    )


def _excluded(stretch: Stretch, *days: date) -> bool:
    return all(says(stretch.bounds, day) is Certainty.EXCLUDED for day in days)


def _collision(
    world: World,
    first: _Tenure,
    second: _Tenure,
    every: dict[tuple[Value, Value], list[_Tenure]],
    near: timedelta,
) -> Finding:
    together = first.since <= second.until and second.since <= first.until
    severity = Severity.TO_CHECK if near else Severity.CONTRADICTION
    what = "what may be one office" if near else "one office"
    gist = (
        f"Two people hold {what} {'at one time' if together else 'within a year'}:"
        f" {_told(world, first)}; {_told(world, second)}."
    )
    sides = [
        [
            said
            for one in every[tenure.held]
            if _is_near(one, other, near)
            for said in _behind(world, one)
        ]
        for tenure, other in ((first, second), (second, first))
    ]
    about = [first.person, second.person, first.office, second.office]
    return found(Kind.OFFICE, severity, about, sides, gist)


def _is_near(one: _Tenure, other: _Tenure, near: timedelta) -> bool:
    return one.since <= other.until + near and other.since <= one.until + near


def _by_day(tenure: _Tenure) -> tuple[date, date, str, str]:
    return tenure.since, tenure.until, str(tenure.person), tenure.stretch.voice.article


def _told(world: World, tenure: _Tenure) -> str:
    days = f"on {tenure.since.isoformat()}"
    if tenure.since != tenure.until:
        days = f"from {tenure.since.isoformat()} to {tenure.until.isoformat()}"
    by = told_by(world, [tenure.stretch.voice])
    return f"{world.label(tenure.person)}, {world.label(tenure.office)}, {days}, by {by}"


def _behind(world: World, tenure: _Tenure) -> list[Said]:
    stretch = tenure.stretch
    parties = world.of(stretch.thing, PACT.holder, PACT.office, PACT.title)
    dated = {said.graph for said in stretch.statements}
    return [*(s for s in parties if s.graph in dated), *stretch.statements]


def _extended(world: World, office: Node) -> list[_Offices]:
    """Return an office with each of its body whose title extends its own, or is extended by it."""
    return list(dict.fromkeys(_beside(world, office)))


def _beside(world: World, office: Node) -> Iterator[_Offices]:
    for body in world.values(office, PACT.officeOf):
        for form in world.kept(_forms, office):
            begin = title_begin(form)
            if begin is None:
                continue
            titles = world.kept(_titles, body, begin)
            for longer in titles.extending.get(form, set()) - {office}:
                if any(form in _shorter(other) for other in _forms_in(world, longer, body)):
                    yield _Offices(office, longer)
            for title in _shorter(form):
                for shorter in titles.of.get(title, set()) - {office}:
                    if title in _forms_in(world, shorter, body):
                        yield _Offices(shorter, office)


@dataclass(frozen=True, slots=True)
class _Titles:
    """The offices of a body, by their titles and by those that theirs extend, and maybe more."""

    of: dict[_Title, set[Node]]
    extending: dict[_Title, set[Node]]


def _titles(world: World, body: Value, begin: str) -> _Titles:
    found = _Titles({}, {})
    for office, title in world.lookups.titled(body, begin):
        if isinstance(title, Literal):
            form = title_words(title.value)
            found.of.setdefault(form, set()).add(office)
            for shorter in _shorter(form):
                found.extending.setdefault(shorter, set()).add(office)
    return found


def _forms_in(world: World, office: Node, body: Value) -> set[_Title]:
    """Return the titles of an office, none if nobody has it be of that body."""
    return world.kept(_forms, office) if body in world.values(office, PACT.officeOf) else set()


def _forms(world: World, office: Node) -> set[_Title]:
    forms = set(map(title_words, world.names(office)))
    for holding in world.having(office, PACT.office):
        for title in world.values(holding, PACT.title):
            if isinstance(title, Literal):
                forms.add(title_words(title.value))
    return forms


def _shorter(title: _Title) -> Iterator[_Title]:
    """Yield the titles that one with a field added would be."""
    for length in range(FEWEST_WORDS, len(title)):
        if title[length] in _OPENS_A_FIELD:
            yield title[:length]


ONE_OFFICE_HELD_BY_TWO: Final = Rule(
    "one-office-held-by-two",
    Kind.OFFICE,
    "Two people hold one office on a day on which two voices have each as certain; or, within a"
    " year of each other, two offices of one body of which the title of the one is that of the"
    " other with a field added (Deputy Director; Deputy Director for Harbours), which may be one.",
    "A predecessor and a successor: two people in one office on days on which not both certainly"
    " hold it, or of whom one had ended or not begun while the other held it. Offices that the"
    " entities record as shared by their nature, holders without a name, titles of one word, and"
    " what one article says of both.",
    these(RDF.type, PACT.holder, PACT.office, PACT.title, *TIMES),
    _held,
    _one_office_held_by_two,
    (
        Afar(these(PACT.title, PACT.office, PACT.officeOf), _of_titled, whoever=True),
        Afar(these(RDF.type), _of_shared, whoever=True),
        Afar(these(PACT.unnamed), _of_holder, whoever=True),
    ),
)
