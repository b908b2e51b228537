"""What all voices say, indexed for the rules: by property, by thing, by kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.disagreement.hierarchy import Hierarchy
from pactgraph.disagreement.moments import Moment, Point, Stretch, moments, stretches
from pactgraph.disagreement.voices import Said, Value, Voice
from pactgraph.errors import BadInput
from pactgraph.model.dates import Precision, StatedDate
from pactgraph.model.graphs import COMPUTED, ENTITIES, JUDGEMENTS, GraphKind, kind_of
from pactgraph.model.passages import article_of_graph, slug_of
from pactgraph.namespaces import PACT, PROV, RDF, RDFS, SCHEMA

# Looked up once, since each is compared with every statement there is.
_TYPE: Final = RDF.type
_LABEL: Final = RDFS.label
_NAME: Final = PACT.name
_WORDED: Final = PACT.wordedIn
_REVISION: Final = PROV.wasRevisionOf
_PUBLISHED: Final = SCHEMA.datePublished
_WRITTEN: Final = frozenset({PACT.writtenNotBefore, PACT.writtenNotAfter})

Graphs = Mapping[str, Sequence[Triple]]
"""Named graphs by their IRIs."""


class World:
    """The statements of every passage and claim, each with its voice.

    What a claim says counts whether or not it joins merged: it is its speaker's.
    """

    def __init__(self, graphs: Graphs, ontology: Iterable[Triple]) -> None:
        self.hierarchy = Hierarchy(ontology)
        self._graphs = graphs
        self._of_property: dict[NamedNode, list[Said]] = defaultdict(list)
        self._of_thing: dict[Value, dict[NamedNode, list[Said]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._kinds: dict[Value, set[Value]] = defaultdict(set)
        self._labels: dict[Value, str] = {}
        self._values: dict[tuple[Value, tuple[Value, ...]], frozenset[Value]] = {}
        self._read_records()
        self._read_entities()
        passages = [graph for graph in sorted(graphs) if kind_of(graph) is GraphKind.PASSAGE]
        for graph in passages:
            passage = NamedNode(graph)
            self._read(graph, passage, self._own_voice(graph))
        for claim, passage in sorted(self._worded.items()):
            if claim in graphs:
                self._read(claim, passage, self._voice_of_claim(claim))
        # What was asked while claims were still to be read may have more values now.
        self._values.clear()

    def said(self, *properties: Value) -> Iterator[Said]:
        """Yield every statement with one of these properties."""
        for name in properties:
            if isinstance(name, NamedNode):
                yield from self._of_property.get(name, ())

    def of(self, thing: Value, *properties: Value) -> Iterator[Said]:
        """Yield every statement of one thing with one of these properties."""
        known = self._of_thing.get(thing)
        for name in properties if known else ():
            if isinstance(name, NamedNode):
                yield from known.get(name, ()) if known else ()

    def values(self, thing: Value, *properties: Value) -> frozenset[Value]:
        """Return the values that anybody gives of one thing for these properties."""
        known = self._values.get((thing, properties))
        if known is None:
            known = frozenset(said.value for said in self.of(thing, *properties))
            self._values[thing, properties] = known
        return known

    def things(self, of_class: NamedNode) -> list[Value]:
        """Return the things that are of a class, as somebody states or the entities record."""
        return self._of_class.get(of_class, [])

    def kinds(self, thing: Value) -> frozenset[Value]:
        """Return the classes that are stated of a thing, less those above others of them."""
        stated = self._kinds.get(thing, set())
        above = {upper for kind in stated for upper in self.hierarchy.classes_above(kind) - {kind}}
        return frozenset(stated - above)

    def is_a(self, thing: Value, of_class: NamedNode) -> bool:
        """Tell whether a thing is of a class."""
        return any(
            of_class in self.hierarchy.classes_above(kind) for kind in self._kinds.get(thing, ())
        )

    def label(self, term: Value) -> str:
        """Return what a thing or a term is called, or the last part of its IRI."""
        if isinstance(term, Literal):
            return term.value
        known = self._labels.get(term) or self.hierarchy.label(term)
        return known or term.value.rstrip("/#").replace("#", "/").rpartition("/")[2]

    def published(self, voice: Voice) -> tuple[date, date] | None:
        """Return the first and last day on which the voice's article can have been published."""
        return self._published.get(voice.article)

    def perhaps(self, thing: Value) -> frozenset[Value]:
        """Return a thing and those that a curator thinks it perhaps is."""
        return frozenset((thing, *self._perhaps.get(thing, ())))

    @cached_property
    def _of_class(self) -> dict[Value, list[Value]]:
        found: dict[Value, list[Value]] = defaultdict(list)
        above = self.hierarchy.classes_above
        for thing, kinds in self._kinds.items():
            assert not isinstance(thing, Literal)
            for name in {upper for kind in kinds for upper in above(kind)}:
                found[name].append(thing)
        return found

    @cached_property
    def moments(self) -> dict[Point, dict[Value, list[Moment]]]:
        """When each thing began, and ended, as each statement has it."""
        return {point: moments(self, point) for point in Point}

    @cached_property
    def stretches(self) -> dict[Value, list[Stretch]]:
        """When each thing held, as each voice has it."""
        return stretches(self)

    @cached_property
    def doubtful_pairs(self) -> list[tuple[Value, Value]]:
        """The pairs of things that are perhaps one, in the order of their IRIs."""
        pairs = {
            (one, other)
            for one, others in self._perhaps.items()
            for other in others
            if isinstance(one, NamedNode) and isinstance(other, NamedNode)
        }
        return sorted(pair for pair in pairs if pair[0].value < pair[1].value)

    def judgements_of(self, finding: NamedNode, things: Iterable[Value]) -> list[NamedNode]:
        """Return the judgements of a finding, and those of two things together among these."""
        judged = Counter(one for thing in set(things) for one in self._judged.get(thing, ()))
        beside = {judgement for judgement, count in judged.items() if count > 1}
        return sorted(beside.union(self._judged.get(finding, ())), key=str)

    @cached_property
    def _judged(self) -> dict[Value, set[NamedNode]]:
        found: dict[Value, set[NamedNode]] = defaultdict(set)
        for triple in self._graphs.get(JUDGEMENTS.value, ()):
            if triple.predicate == PACT.judgedThing and isinstance(triple.subject, NamedNode):
                found[_value(triple)].add(triple.subject)
        return found

    @cached_property
    def _perhaps(self) -> dict[Value, list[Value]]:
        found: dict[Value, list[Value]] = defaultdict(list)
        for triple in self._graphs.get(JUDGEMENTS.value, ()):
            if triple.predicate == PACT.perhapsSameAs:
                one, other = _node(triple), _value(triple)
                found[one].append(other)
                found[other].append(one)
        return found

    def _read_records(self) -> None:
        self._worded: dict[str, NamedNode] = {}
        self._earlier: dict[str, str] = {}
        self._published: dict[str, tuple[date, date]] = {}
        written: dict[str, dict[NamedNode, date]] = defaultdict(dict)
        for graph, triples in self._graphs.items():
            if kind_of(graph) is GraphKind.RECORD:
                for triple in triples:
                    self._read_record(triple)
        for triple in self._graphs.get(COMPUTED.value, ()):
            predicate, value = triple.predicate, triple.object
            if predicate in _WRITTEN and isinstance(value, Literal):
                written[_node(triple).value][predicate] = date.fromisoformat(value.value)
        for article, days in written.items():
            if len(days) == 2:
                bounds = (days[PACT.writtenNotBefore], days[PACT.writtenNotAfter])
                self._published.setdefault(article, bounds)

    def _read_record(self, triple: Triple) -> None:
        predicate, value = triple.predicate, triple.object
        if predicate == _WORDED and isinstance(value, NamedNode):
            self._worded[_node(triple).value] = value
        elif predicate == _REVISION and isinstance(value, NamedNode):
            self._earlier[_node(triple).value] = value.value
        elif predicate == _PUBLISHED and isinstance(value, Literal):
            stated = _publication(value)
            self._published[_node(triple).value] = (stated.first, stated.last)

    def _read_entities(self) -> None:
        for triple in self._graphs.get(ENTITIES.value, ()):
            predicate, value = triple.predicate, triple.object
            if predicate == _TYPE and isinstance(value, NamedNode):
                self._kinds[_node(triple)].add(value)
            elif predicate == _LABEL and isinstance(value, Literal):
                self._labels[_node(triple)] = value.value
            elif predicate == _NAME and isinstance(value, Literal):
                self.names[_node(triple)].append(value.value)

    @cached_property
    def names(self) -> dict[Value, list[str]]:
        """The recorded full names of each entity."""
        return defaultdict(list)

    def _read(self, graph: str, passage: NamedNode, voice: Voice) -> None:
        for triple in self._graphs[graph]:
            subject, predicate, value = _node(triple), triple.predicate, _value(triple)
            said = Said(subject, predicate, value, graph, passage, voice)
            self._of_property[predicate].append(said)
            self._of_thing[subject][predicate].append(said)
            if predicate == _TYPE and isinstance(value, NamedNode):
                self._kinds[subject].add(value)
            elif predicate == _LABEL and isinstance(value, Literal):
                self._labels.setdefault(subject, value.value)

    def _own_voice(self, graph: str) -> Voice:
        article = article_of_graph(graph) or graph
        return Voice(article, self._family(article))

    def _voice_of_claim(self, claim: str) -> Voice:
        content = self._uttered.get(claim)
        if not content:
            return self._own_voice(claim)
        first = min(content, key=lambda said: str(said.subject))
        return self.voice_of_utterance(first.subject, first.voice)

    @cached_property
    def _uttered(self) -> dict[str, list[Said]]:
        # Every passage has been read by then, and no claim.
        found: dict[str, list[Said]] = defaultdict(list)
        for said in self.said(PACT.content):
            if isinstance(said.value, NamedNode):
                found[said.value.value].append(said)
        return found

    def voice_of_utterance(self, utterance: Value, reporting: Voice) -> Voice:
        """Return the voice of who speaks in an utterance that an article reports."""
        speakers = self._agents(utterance, PACT.speaker)
        through = list(self._agents(utterance, PACT.outlet))
        seen, outer = {utterance}, utterance
        while True:
            beyond = sorted(self.values(outer, PACT.accordingTo) - seen, key=str)
            if not beyond or isinstance(beyond[0], Literal):
                break
            outer = beyond[0]
            seen.add(outer)
            through += self._agents(outer, PACT.speaker) + self._agents(outer, PACT.outlet)
        others = [agent for agent in dict.fromkeys(through) if agent not in speakers]
        assert isinstance(utterance, NamedNode)
        return Voice(reporting.article, reporting.family, tuple(speakers), tuple(others), utterance)

    def _agents(self, utterance: Value, name: NamedNode) -> list[NamedNode]:
        found = {v for v in self.values(utterance, name) if isinstance(v, NamedNode)}
        return sorted(found, key=lambda agent: agent.value)

    def _family(self, article: str) -> str:
        seen = {article}
        while (earlier := self._earlier.get(article)) is not None and earlier not in seen:
            article = earlier
            seen.add(article)
        return article


def short(voice: Voice) -> str:
    """Return the slug of a voice's article."""
    return slug_of(voice.article)


def _publication(value: Literal) -> StatedDate:
    try:
        return StatedDate.from_literal(value)
    except BadInput:
        return StatedDate.parse(value.value[:10], Precision.DAY)


def _node(triple: Triple) -> NamedNode | BlankNode:
    assert not isinstance(triple.subject, Triple)
    return triple.subject


def _value(triple: Triple) -> Value:
    assert not isinstance(triple.object, Triple)
    return triple.object
