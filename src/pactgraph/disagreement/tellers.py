"""Tellers: which graphs count, whose voice each is, and when its article was published."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from pactgraph.disagreement.lookups import Lookups, Node
from pactgraph.disagreement.voices import Value, Voice
from pactgraph.errors import BadInput
from pactgraph.model.dates import Precision, StatedDate
from pactgraph.model.graphs import COMPUTED, GraphKind, kind_of
from pactgraph.model.passages import article_of_graph
from pactgraph.namespaces import PACT, PROV, SCHEMA

Days = tuple[date, date]


class Place(NamedTuple):
    """The place of a graph among those that count: claims come after passages."""

    is_claim: bool
    graph: str


class Tellers:
    """The passages, and the claims that an article's record has, with their voices."""

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self._places: dict[str, Place | None] = {}
        self._whose: dict[str, tuple[NamedNode, Voice]] = {}
        self._families: dict[str, str] = {}
        self._published: dict[str, Days | None] = {}

    def place(self, graph: str) -> Place | None:
        """Return the place of a graph, None for one of which no statement counts."""
        if graph not in self._places:
            kind, found = kind_of(graph), None
            if kind is GraphKind.PASSAGE:
                found = Place(False, graph)
            elif kind is GraphKind.CLAIM and self._wordings(graph):
                found = Place(True, graph)
            self._places[graph] = found
        return self._places[graph]

    def whose(self, graph: str) -> tuple[NamedNode, Voice]:
        """Return the passage that a graph is or is worded in, and whose voice it is."""
        known = self._whose.get(graph)
        if known is None:
            if kind_of(graph) is GraphKind.CLAIM:
                known = min(self._wordings(graph), key=_iri), self._voice_of_claim(graph)
            else:
                known = NamedNode(graph), self._own_voice(graph)
            self._whose[graph] = known
        return known

    def published(self, article: str) -> Days | None:
        """Return the first and last day on which an article can have been published."""
        if article not in self._published:
            self._published[article] = self._dated(article) or self._written(article)
        return self._published[article]

    def _wordings(self, claim: str) -> list[NamedNode]:
        found = self._recorded(claim, PACT.wordedIn)
        return [value for value in found if isinstance(value, NamedNode)]

    def _own_voice(self, graph: str) -> Voice:
        article = article_of_graph(graph) or graph
        return Voice(article, self._family(article))

    def _voice_of_claim(self, claim: str) -> Voice:
        content = [
            (utterance, graph)
            for utterance, graph in self._lookups.having(PACT.content, NamedNode(claim))
            if kind_of(graph) is GraphKind.PASSAGE
        ]
        if not content:
            return self._own_voice(claim)
        first, graph = min(content, key=lambda one: (str(one[0]), one[1]))
        return voice_of(first, self._own_voice(graph), self._reported)

    def _reported(self, utterance: Value, name: NamedNode) -> set[Value]:
        # The record of every utterance stands in a passage, however deep it is.
        assert not isinstance(utterance, Literal)
        return {
            value
            for value, graph in self._lookups.of(utterance, name)
            if kind_of(graph) is GraphKind.PASSAGE
        }

    def _family(self, article: str) -> str:
        known = self._families.get(article)
        if known is None:
            seen, oldest = {article}, article
            while (earlier := self._earlier(oldest)) is not None and earlier not in seen:
                oldest = earlier
                seen.add(oldest)
            known = self._families[article] = oldest
        return known

    def _earlier(self, article: str) -> str | None:
        found = self._recorded(article, PROV.wasRevisionOf)
        return min((v.value for v in found if isinstance(v, NamedNode)), default=None)

    def _dated(self, article: str) -> Days | None:
        found = self._recorded(article, SCHEMA.datePublished)
        dates = [_publication(value) for value in found if isinstance(value, Literal)]
        return min(((one.first, one.last) for one in dates), default=None)

    def _written(self, article: str) -> Days | None:
        first, last = (
            [date.fromisoformat(v.value) for v in self._computed(article, name)]
            for name in (PACT.writtenNotBefore, PACT.writtenNotAfter)
        )
        return (min(first), min(last)) if first and last else None

    def _recorded(self, iri: str, name: NamedNode) -> Iterator[Value]:
        for value, graph in self._lookups.of(NamedNode(iri), name):
            if kind_of(graph) is GraphKind.RECORD:
                yield value

    def _computed(self, iri: str, name: NamedNode) -> Iterator[Literal]:
        for value, graph in self._lookups.of(NamedNode(iri), name):
            if graph == COMPUTED.value and isinstance(value, Literal):
                yield value


def voice_of(
    utterance: Node, reporting: Voice, values: Callable[[Value, NamedNode], Collection[Value]]
) -> Voice:
    """Return the voice of who speaks in an utterance that an article reports."""

    def agents(name: NamedNode, spoken: Value) -> list[NamedNode]:
        found = (value for value in values(spoken, name) if isinstance(value, NamedNode))
        return sorted(found, key=_iri)

    speakers = agents(PACT.speaker, utterance)
    through = agents(PACT.outlet, utterance)
    seen: set[Value] = {utterance}
    outer: Value = utterance
    while True:
        beyond = sorted({*values(outer, PACT.accordingTo)} - seen, key=str)
        if not beyond or isinstance(beyond[0], Literal):
            break
        outer = beyond[0]
        seen.add(outer)
        through += agents(PACT.speaker, outer) + agents(PACT.outlet, outer)
    others = [agent for agent in dict.fromkeys(through) if agent not in speakers]
    assert isinstance(utterance, NamedNode)
    return Voice(reporting.article, reporting.family, tuple(speakers), tuple(others), utterance)


def _publication(value: Literal) -> StatedDate:
    try:
        return StatedDate.from_literal(value)
    except BadInput:
        return StatedDate.parse(value.value[:10], Precision.DAY)


def _iri(node: NamedNode) -> str:
    return node.value
