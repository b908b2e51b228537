"""The time of one article: what it was written between, and the bounds of what it tells of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from pactgraph.errors import BadInput
from pactgraph.model.dates import Precision, StatedDate
from pactgraph.namespaces import PACT, RDF, SCHEMA, XSD
from pactgraph.reasoning.bounds import Bounds, Combined, Reading, combine
from pactgraph.reasoning.time_rules import (
    LASTED,
    TIME_PROPERTIES,
    BuiltinRule,
    Locate,
    ends_by_length,
    readings,
)

DURING: Final = BuiltinRule(
    "bounds-during",
    "What is during an event begins not before it and ends not after it, where the article gives"
    " no such bound of its own; what is expressed in an event is during it.",
    (PACT.duringEvent, PACT.expressedIn),
)
HAS_BEGUN: Final = BuiltinRule(
    "bounds-has-begun",
    "What an article tells of, and does not call planned or cancelled, has begun by the day the"
    " article is of, unless the article dates it later. What it does call so need never begin.",
    (SCHEMA.datePublished, PACT.status),
)
_NOT_BEGUN: Final = frozenset({PACT.planned, PACT.cancelled})
SUCCEEDED: Final = BuiltinRule(
    "bounds-succeeded",
    "A membership ends not after the succession, in the same article, by which its organisation"
    " gives way to another, where the article gives no such bound of its own.",
    (PACT.organisation, PACT.predecessor),
)
WRITTEN: Final = BuiltinRule(
    "written",
    "An undated article was written between the begin and the end, as the passage that dates it"
    " states them, of the thing during which it was written.",
    (PACT.writtenDuring, PACT.datedBy),
)

Node = NamedNode | BlankNode


class TimeTrouble(StrEnum):
    """What can be wrong with an article's own statements of time."""

    INCONSISTENT = "inconsistent"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class TimeNote:
    """A thing whose time an article states so that it cannot all hold, or not by its own date.

    INCONSISTENT: no begin and end satisfy every statement. AHEAD: it begins after the
    article's date and is not marked as planned.
    """

    trouble: TimeTrouble
    thing: str
    article: str
    statements: tuple[Quad, ...]


@dataclass(slots=True)
class Told:
    """The graphs of one article: its record, and what its passages (and claims) state."""

    record: list[Quad] = field(default_factory=list)
    graphs: dict[str, Sequence[Triple]] = field(default_factory=dict)


@dataclass(slots=True)
class Described:
    """What one article says of one thing, as far as time goes.

    ``planned`` tells that the article calls it planned, or cancelled.
    """

    first: Quad
    types: list[Quad] = field(default_factory=list)
    times: list[Quad] = field(default_factory=list)
    during: list[Quad] = field(default_factory=list)
    bodies: list[Quad] = field(default_factory=list)
    lengths: list[Quad] = field(default_factory=list)
    counted: list[Quad] = field(default_factory=list)
    planned: bool = False
    stated: Combined = field(default_factory=lambda: combine(()))
    combined: Combined = field(default_factory=lambda: combine(()))

    def is_one_of(self, classes: Set[Node]) -> bool:
        """Tell whether the thing is of one of these classes."""
        return any(quad.object in classes for quad in self.types)

    @property
    def why_scoped(self) -> tuple[Quad, ...]:
        """The quads by which the thing is time-scoped, and described here."""
        return tuple(dict.fromkeys((*self.types, self.first)))


@dataclass(frozen=True, slots=True)
class ArticleTime:
    """The time-scoped things of an article with their bounds, and its own bounds of writing.

    ``writing`` is None for an article that has a date of publication, and for one whose
    record says nothing of either.
    """

    things: dict[Node, Described]
    writing: Combined | None
    notes: tuple[TimeNote, ...]


def read_article(
    article: NamedNode,
    told: Told,
    kinds: Mapping[Node, Sequence[Quad]],
    scoped: Set[Node],
    events: Set[Node],
    locate: Locate | None = None,
) -> ArticleTime:
    """Return the bounds of every time-scoped thing that an article describes.

    ``kinds`` gives the time-scoped kinds that the entity records state; ``events`` are the
    classes of what something can be said in, and then is said during. Raises BadInput
    for a statement of time that cannot be read, and for an undated article whose dating
    passage says nothing of the time that it names.
    """
    described = _gather(told, scoped)
    for node, thing in described.items():
        thing.stated = combine(readings(thing.times, locate))
        if not thing.types:
            thing.types.extend(kinds.get(node, ()))
    published = _published(told.record)
    writing = None if published else _writing(article, told, described, locate)
    # What dates the article is never dated by the article in turn.
    dating = {q.object for q in told.record if writing and q.predicate == PACT.writtenDuring}
    day = published or _last_day_of(writing)
    notes: list[TimeNote] = []
    successions = [
        (quad, thing)
        for thing in described.values()
        for quad in thing.bodies
        # One that is only planned, or cancelled, ends nothing.
        if quad.predicate == PACT.predecessor and not thing.planned
    ]
    things = {node: thing for node, thing in described.items() if thing.types}
    for node, thing in things.items():
        outer = list(_outer(node, described, events))
        combined = thing.stated
        for reading in chain(
            _during(combined, outer), _succeeded(thing, successions), _lasted(thing, day, locate)
        ):
            combined = combined.unless_contradicted(reading)
        planned = (
            thing.planned
            or any(event.planned for event, _ in outer)
            # What is counted of a plan is no more certain than the plan.
            or any(
                described[quad.object].planned  # type: ignore[index]
                for quad in thing.counted
                if quad.object in described
            )
        )
        if day is not None and not planned and node not in dating:
            begins = combined.bounds.begin_not_before
            if begins is not None and begins > day.day:
                notes.append(
                    TimeNote(TimeTrouble.AHEAD, node.value, article.value, tuple(thing.times))
                )
            bounds = Bounds(begin_not_after=day.day)
            inputs = (*day.inputs, thing.first)
            combined = combined.unless_contradicted(Reading(HAS_BEGUN.name, bounds, inputs))
        if planned:
            # So it is certain on no day, whatever is stated of when it is to be.
            combined = replace(combined, bounds=replace(combined.bounds, begin_not_after=None))
        thing.combined = combined
        if not combined.consistent:
            notes.append(
                TimeNote(TimeTrouble.INCONSISTENT, node.value, article.value, tuple(thing.times))
            )
    return ArticleTime(things, writing, tuple(notes))


@dataclass(frozen=True, slots=True)
class _Day:
    day: date
    inputs: tuple[Quad, ...]


def _gather(told: Told, scoped: Set[Node]) -> dict[Node, Described]:
    described: dict[Node, Described] = {}
    for graph, triples in told.graphs.items():
        name = NamedNode(graph)
        for triple in triples:
            node, predicate = triple.subject, triple.predicate
            if isinstance(node, Triple):
                continue
            quad = Quad(node, predicate, triple.object, name)
            thing = described.get(node)
            if thing is None:
                thing = described[node] = Described(quad)
            elif quad.graph_name == thing.first.graph_name and str(quad) < str(thing.first):
                # Of what one graph says, by its text: a store keeps no order of statements.
                thing.first = quad
            if predicate == RDF.type:
                if triple.object in scoped:
                    thing.types.append(quad)
            elif predicate in TIME_PROPERTIES:
                thing.times.append(quad)
            elif predicate in DURING.reads:
                thing.during.append(quad)
            elif predicate in SUCCEEDED.reads:
                thing.bodies.append(quad)
            elif predicate == PACT.countOf:
                thing.counted.append(quad)
            elif predicate == PACT.status and triple.object in _NOT_BEGUN:
                thing.planned = True
            # Where an end is counted from is one of the times above.
            elif predicate in LASTED.reads:
                thing.lengths.append(quad)
    return described


def _outer(
    node: Node, described: Mapping[Node, Described], events: Set[Node]
) -> Iterable[tuple[Described, tuple[Quad, ...]]]:
    # Each event that the thing is in, directly or through others, with the way to it;
    # the things seen are remembered, since events may be said to be during each other.
    seen = {node}
    ways: list[tuple[Quad, ...]] = [(quad,) for quad in described[node].during]
    while ways:
        way = ways.pop(0)
        event = way[-1].object
        if not isinstance(event, NamedNode | BlankNode) or event in seen:
            continue
        outer = described.get(event)
        # What a document expresses is not said while the document holds.
        if outer and (way[-1].predicate == PACT.duringEvent or outer.is_one_of(events)):
            seen.add(event)
            yield outer, way
            ways.extend((*way, quad) for quad in outer.during)


def _during(
    own: Combined, outer: Iterable[tuple[Described, tuple[Quad, ...]]]
) -> Iterable[Reading]:
    for event, way in outer:
        bounds = Bounds(
            begin_not_before=(
                None if own.bounds.begin_not_before else event.stated.bounds.begin_not_before
            ),
            end_not_after=None if own.bounds.end_not_after else event.stated.bounds.end_not_after,
        )
        if bounds != Bounds():
            behind = (quad for reading in event.stated.readings for quad in reading.inputs)
            yield Reading(DURING.name, bounds, tuple(dict.fromkeys(chain(way, behind))))


def _succeeded(
    thing: Described, successions: Iterable[tuple[Quad, Described]]
) -> Iterable[Reading]:
    if thing.stated.bounds.end_not_after:
        return
    for quad in thing.bodies:
        for by, succession in successions:
            last = succession.stated.bounds.end_not_after
            if quad.predicate == PACT.organisation and quad.object == by.object and last:
                behind = (q for reading in succession.stated.readings for q in reading.inputs)
                inputs = tuple(dict.fromkeys((quad, by, *behind)))
                yield Reading(SUCCEEDED.name, Bounds(end_not_after=last), inputs)


def _lasted(thing: Described, day: _Day | None, locate: Locate | None) -> Iterable[Reading]:
    if thing.stated.bounds.end_not_after or not thing.lengths:
        return
    for end, inputs in ends_by_length((*thing.times, *thing.lengths), locate):
        is_over = day is not None and end.last <= day.day
        yield Reading(
            LASTED.name,
            Bounds(end_not_before=end.first if is_over else None, end_not_after=end.last),
            inputs,
        )


def _published(record: Sequence[Quad]) -> _Day | None:
    for quad in record:
        if quad.predicate == SCHEMA.datePublished and isinstance(quad.object, Literal):
            return _Day(_publication(quad.object).last, (quad,))
    return None


def _publication(value: Literal) -> StatedDate:
    if value.datatype == XSD.dateTime:
        return StatedDate.parse(value.value[:10], Precision.DAY)
    return StatedDate.from_literal(value)


def _writing(
    article: NamedNode, told: Told, described: Mapping[Node, Described], locate: Locate | None
) -> Combined | None:
    during = [quad for quad in told.record if quad.predicate == PACT.writtenDuring]
    dated = [quad for quad in told.record if quad.predicate == PACT.datedBy]
    if not during or not dated:
        return None
    found = []
    for thing in during:
        if not isinstance(thing.object, NamedNode | BlankNode) or thing.object not in described:
            continue
        for passage in dated:
            times = described[thing.object].times
            told_there = [quad for quad in times if quad.graph_name == passage.object]
            of_thing = combine(readings(told_there)).bounds
            # What is written during a thing is written after its begin and before its end.
            bounds = Bounds(
                begin_not_before=of_thing.begin_not_before, end_not_after=of_thing.end_not_after
            )
            if bounds != Bounds():
                inputs = (*told_there, thing, passage)
                found.append(Reading(WRITTEN.name, bounds, inputs))
    if not found:
        raise BadInput(
            "the passage that dates the article says nothing of the time it is dated by",
            location=locate(dated[0]) if locate else None,
            iri=article.value,
            hint="name a passage whose graph gives that thing's first and last year, or its dates",
        )
    return combine(found)


def _last_day_of(writing: Combined | None) -> _Day | None:
    if writing is None or writing.bounds.end_not_after is None:
        return None
    behind = (quad for reading in writing.because("end_not_after") for quad in reading.inputs)
    return _Day(writing.bounds.end_not_after, tuple(dict.fromkeys(behind)))
