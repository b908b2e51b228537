"""What all voices say, as the rules ask for it: by thing, by value, by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, TypeVar, TypeVarTuple

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, Triple

from pactgraph.disagreement.hierarchy import Hierarchy
from pactgraph.disagreement.in_memory import InMemory
from pactgraph.disagreement.in_store import Changed, InStore
from pactgraph.disagreement.lookups import Graphs, Having, Lookups, Node
from pactgraph.disagreement.moments import Moment, Point, Stretch, moments, stretches
from pactgraph.disagreement.sharing import Condition, sharing
from pactgraph.disagreement.tellers import Tellers, voice_of
from pactgraph.disagreement.voices import Said, Value, Voice
from pactgraph.engine.finished_database import FinishedDatabase
from pactgraph.engine.statement_lines import AsStored
from pactgraph.model.graphs import ENTITIES, JUDGEMENTS, GraphKind, kind_of
from pactgraph.model.passages import slug_of
from pactgraph.namespaces import PACT, PROV, RDF, RDFS
from pactgraph.title_table import TitleTable

About = TypeVarTuple("About")
Found = TypeVar("Found")

_ENGLISH: Final = (None, "en")
_UNKNOWN: Final = object()
_MANY: Final = 24
"""So many rows are read of each condition before all are asked for together."""
_MOST_KEPT = 20_000
"""What was asked of so many things is forgotten before others are asked of: some kilobytes each."""
_Rows = Sequence[tuple[Value, str]]
"""Values, and the graphs that have them."""


class World:
    """The statements of every passage and claim, each with its voice.

    What a claim says counts whether or not it joins merged: it is its speaker's. All is
    asked by look-ups, and what was asked lately is kept.
    """

    def __init__(self, lookups: Lookups, hierarchy: Hierarchy) -> None:
        self.lookups = lookups
        self.hierarchy = hierarchy
        self.tellers = Tellers(lookups)
        self._of: dict[Value, dict[NamedNode, _Rows]] = {}
        self._values: dict[tuple[Value, tuple[NamedNode, ...]], frozenset[Value]] = {}
        self._stated_kinds: dict[Value, frozenset[Value]] = {}
        self._labels: dict[Value, str] = {}
        self._perhaps: dict[Value, frozenset[Value]] = {}
        self._kept: dict[object, Any] = {}
        self._stored = AsStored()

    @classmethod
    def of_graphs(cls, graphs: Graphs, ontology: Iterable[Triple]) -> World:
        """Return what named graphs in memory say, those that are computed with them."""
        return cls(InMemory(graphs), Hierarchy(ontology))

    @classmethod
    def of_store(
        cls,
        store: pyoxigraph.Store | FinishedDatabase,
        hierarchy: Hierarchy,
        added: Iterable[Quad],
        removed: Iterable[Quad],
        titles: TitleTable | None = None,
    ) -> tuple[World, World]:
        """Return what an open store says, and what it will say with a change, both by look-ups.

        The changed statements are as the store has them, in named graphs; others do not count.
        ``titles`` is the table of the store.
        """
        before = InStore(store, titles)
        return cls(before, hierarchy), cls(Changed(before, added, removed), hierarchy)

    def of(self, thing: Value, *names: NamedNode) -> list[Said]:
        """Return every statement of one thing with one of these properties.

        They are in the order of the properties, and of their graphs: passages before claims.
        """
        return [
            self._said(thing, name, value, graph)
            for name, rows in self._rows(thing, names)
            for value, graph in rows
        ]

    def values(self, thing: Value, *names: NamedNode) -> frozenset[Value]:
        """Return the values that anybody gives of one thing for these properties."""
        known = self._values.get((thing, names))
        if known is None:
            found = (value for _, rows in self._rows(thing, names) for value, _ in rows)
            known = self._values[thing, names] = frozenset(found)
        return known

    def things(self, thing: Value, *names: NamedNode) -> frozenset[NamedNode]:
        """Return the things among the values of one thing for these properties."""
        return frozenset(v for v in self.values(thing, *names) if isinstance(v, NamedNode))

    def having(self, value: Value, *names: NamedNode) -> list[Node]:
        """Return the things of which anybody gives this value for one of these properties."""
        return sorted(set(self._having(names, (value,))), key=str)

    def is_had(self, value: Value, name: NamedNode) -> bool:
        """Tell whether anything has this value for a property, as anybody states."""
        return any(True for _ in self._having((name,), (value,)))

    def stating(self, name: NamedNode, value: Value) -> list[Said]:
        """Return every statement with this property and value, in the order of their graphs."""
        rows = (
            (place, str(thing), thing)
            for thing, graph in self.lookups.having(name, value)
            if (place := self.tellers.place(graph))
        )
        return [
            self._said(thing, name, value, place.graph)
            for place, _, thing in sorted(rows, key=lambda row: row[:2])
        ]

    def having_any(self, name: NamedNode) -> Iterable[Node]:
        """Return whatever has a property, as anybody states or a record has it."""
        return self.lookups.having_any(name)

    def order(self, said: Said) -> tuple[object, ...]:
        """Return by what statements are ordered: by their graphs, passages before claims."""
        return self.tellers.place(said.graph), str(said.subject), str(said.value)

    def sharing(self, *conditions: Having) -> list[Node]:
        """Return the things that meet every condition.

        The cost is that of the condition that fewest statements meet, or, where very many meet
        each, of having the engine find what meets all.
        """
        tests = [self._test_of(condition) for condition in conditions]
        read = [
            Condition(self._rows_of(condition), test)
            for condition, test in zip(conditions, tests, strict=True)
        ]
        found = sharing(read, _MANY)
        if found is None:
            met = self.lookups.meeting(conditions)
            if met is None:
                found = sharing(read)
            else:
                found = [one for one in met if all(is_met(one) for is_met in tests)]
        return sorted(found or (), key=str)

    def kinds(self, thing: Value) -> frozenset[Value]:
        """Return the classes that are stated of a thing, less those above others of them."""
        stated = self._kinds(thing)
        above = {upper for kind in stated for upper in self.hierarchy.classes_above(kind) - {kind}}
        return stated - above

    def is_a(self, thing: Value, of_class: NamedNode) -> bool:
        """Tell whether a thing is of a class, as somebody states or the entities record."""
        return of_class in self.hierarchy.all_above(self._kinds(thing))

    def label(self, term: Value) -> str:
        """Return what a thing or a term is called, or the last part of its IRI.

        The entities' records come first, then the ontology, then the first who gives a label.
        """
        if isinstance(term, Literal):
            return term.value
        known = self._labels.get(term)
        if known is None:
            texts = (v for v in self._in(ENTITIES, term, RDFS.label) if isinstance(v, Literal))
            recorded = min(texts, key=lambda v: (v.language not in _ENGLISH, str(v)), default=None)
            told = (said.value for said in self.of(term, RDFS.label))
            known = (
                (recorded.value if recorded else None)
                or self.hierarchy.label(term)
                or next((one.value for one in told if isinstance(one, Literal)), None)
                or term.value.rstrip("/#").replace("#", "/").rpartition("/")[2]
            )
            self._labels[term] = known
        return known

    def names(self, thing: Value) -> list[str]:
        """Return the recorded full names of an entity."""
        found = self._in(ENTITIES, thing, PACT.name)
        return [value.value for value in found if isinstance(value, Literal)]

    def published(self, voice: Voice) -> tuple[date, date] | None:
        """Return the first and last day on which the voice's article can have been published."""
        return self.tellers.published(voice.article)

    def perhaps(self, thing: Value) -> frozenset[Value]:
        """Return a thing and those that a curator thinks it perhaps is."""
        known = self._perhaps.get(thing)
        if known is None:
            ours = self._in(JUDGEMENTS, thing, PACT.perhapsSameAs)
            theirs = self._judging(PACT.perhapsSameAs, thing)
            known = self._perhaps[thing] = frozenset((thing, *ours, *theirs))
        return known

    def judgements_of(self, finding: NamedNode, things: Iterable[Value]) -> list[NamedNode]:
        """Return the judgements of a finding, and those of two things together among these."""
        judged = Counter(j for thing in set(things) for j in self._judging(PACT.judgedThing, thing))
        beside = {judgement for judgement, count in judged.items() if count > 1}
        return sorted(beside | self._judging(PACT.judgedThing, finding), key=str)

    def moments(self, thing: Value, point: Point) -> list[Moment]:
        """Return when a thing began, or ended, as each statement has it."""
        return self.kept(moments, thing, point)

    def stretches(self, thing: Value) -> list[Stretch]:
        """Return when a thing held, as each voice has it."""
        return self.kept(stretches, thing)

    def kept(self, work: Callable[[World, *About], Found], *about: *About) -> Found:
        """Return what some work on this world finds about something; it is kept for a while."""
        known = self._kept.get((work, about), _UNKNOWN)
        if known is _UNKNOWN:
            known = self._kept[work, about] = work(self, *about)
        found: Found = known
        return found

    def according_to(self, utterance: Node) -> set[Node]:
        """Return an utterance, and those that are told according to it."""
        found, todo = {utterance}, [utterance]
        while todo:
            more = set(self.having(todo.pop(), PACT.accordingTo)) - found
            found |= more
            todo += more
        return found

    def revisions_of(self, article: Node) -> set[Node]:
        """Return an article and every later text of it, as their records have it."""
        found, todo = {article}, [article]
        while todo:
            rows = self.lookups.having(PROV.wasRevisionOf, todo.pop())
            more = {one for one, graph in rows if kind_of(graph) is GraphKind.RECORD} - found
            found |= more
            todo += more
        return found

    def as_stored(self, triple: Triple) -> Triple:
        """Return a triple with its literal as the statements here have theirs."""
        return self._stored.triple(triple)

    def voice_of_utterance(self, utterance: Node, reporting: Voice) -> Voice:
        """Return the voice of who speaks in an utterance that an article reports."""
        return voice_of(utterance, reporting, self.values)

    def _rows(self, thing: Value, names: Iterable[NamedNode]) -> Iterator[tuple[NamedNode, _Rows]]:
        if isinstance(thing, Literal):
            return
        known = self._of.get(thing)
        if known is None:
            if len(self._of) >= _MOST_KEPT:
                self._forget()
            known = self._of[thing] = {}
        for name in names:
            rows = known.get(name)
            if rows is None:
                rows = known[name] = self._read(thing, name)
            if rows:
                yield name, rows

    def _forget(self) -> None:
        for kept in (self._of, self._values, self._stated_kinds, self._perhaps, self._kept):
            kept.clear()

    def _read(self, thing: Node, name: NamedNode) -> _Rows:
        found = self.lookups.of(thing, name)
        if not found:
            return ()
        place = self.tellers.place
        rows = [row for row in found if place(row[1])]
        if len(rows) > 1:
            rows.sort(key=lambda row: (place(row[1]), str(row[0])))
        return rows

    def _said(self, thing: Value, name: NamedNode, value: Value, graph: str) -> Said:
        assert not isinstance(thing, Literal)
        return Said(thing, name, value, graph, *self.tellers.whose(graph))

    def _having(self, names: Collection[NamedNode], values: Collection[Value]) -> Iterator[Node]:
        place = self.tellers.place
        for name in names:
            for value in values:
                for thing, graph in self.lookups.having(name, value):
                    if place(graph):
                        yield thing

    def _rows_of(self, condition: Having) -> Iterator[Node | None]:
        rows = self._having(condition.names, condition.values)
        if condition.through is None:
            yield from rows
            return
        seen = set()
        for middle in rows:
            yield None  # it costs as much as a row that is one
            if middle not in seen:
                seen.add(middle)
                yield from self._having((condition.through,), (middle,))

    def _test_of(self, condition: Having) -> Callable[[Node], bool]:
        names, values, through = condition

        def is_met(thing: Value) -> bool:
            return not self.values(thing, *names).isdisjoint(values)

        if through is None:
            return is_met
        return lambda thing: any(map(is_met, self.values(thing, through)))

    def _kinds(self, thing: Value) -> frozenset[Value]:
        known = self._stated_kinds.get(thing)
        if known is None:
            stated = (*self._in(ENTITIES, thing, RDF.type), *self.values(thing, RDF.type))
            known = frozenset(kind for kind in stated if isinstance(kind, NamedNode))
            self._stated_kinds[thing] = known
        return known

    def _in(self, graph: NamedNode, thing: Value, name: NamedNode) -> Iterator[Value]:
        if not isinstance(thing, Literal):
            for value, where in self.lookups.of(thing, name):
                if where == graph.value:
                    yield value

    def _judging(self, name: NamedNode, value: Value) -> set[NamedNode]:
        found = self.lookups.having(name, value)
        return {
            thing
            for thing, graph in found
            if graph == JUDGEMENTS.value and isinstance(thing, NamedNode)
        }


def short(voice: Voice) -> str:
    """Return the slug of a voice's article."""
    return slug_of(voice.article)
