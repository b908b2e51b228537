"""What the records say of a passage or claim: resolvers, narration, and who is heard in it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.namespaces import PACT
from pactgraph.proof.facts import Facts
from pactgraph.proof.tree import Voice
from pactgraph.reasoning.rules import Term

_ATTRIBUTING: Final = frozenset({PACT.speaker, PACT.accordingTo, PACT.outlet})
_TRUE: Final = frozenset({"true", "1"})
_KEPT: Final = 20_000
"""How many properties of records are remembered."""


class Voices:
    """Reads the records of passages, claims and utterances, as merged has them."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        # A passage's record is read for each of its statements.
        self._values = lru_cache(_KEPT)(self._read)

    def passage_of(self, graph: NamedNode) -> NamedNode:
        """Return the passage that words a claim; a passage is its own."""
        if kind_of(graph.value) is GraphKind.CLAIM:
            for passage in self._nodes(graph, PACT.wordedIn):
                return passage
        return graph

    def resolvers(self, passage: NamedNode, told: Iterable[Triple]) -> tuple[NamedNode, ...]:
        """Return the passages that carry what the words of a passage leave out, by IRI.

        Those that resolve one thing alone count if the triples speak of that thing.
        """
        terms = {term for triple in told for term in triple}
        found = set(self._nodes(passage, PACT.resolvedBy))
        for resolution in self._nodes(passage, PACT.resolution):
            if not terms.isdisjoint(self._nodes(resolution, PACT.resolvedThing)):
                found.update(self._nodes(resolution, PACT.resolvingPassage))
        return tuple(sorted(found - {passage}, key=_iri))

    def is_narrated(self, passage: NamedNode) -> bool:
        """Tell whether the record marks the passage's facts as the article's own."""
        values = self._values(passage, PACT.narrated)
        return any(isinstance(value, Literal) and value.value in _TRUE for value in values)

    def implied_by(self, graph: NamedNode, told: Iterable[Triple]) -> tuple[NamedNode, ...]:
        """Return the passages that imply who says what a graph holds, by IRI.

        Of a claim those of the utterances that are heard in it; of a passage those of the
        utterances whose speaker or outlet the triples tell.
        """
        utterances = {voice.utterance for voice in self.heard_in(graph)}
        utterances |= {
            triple.subject
            for triple in told
            if triple.predicate in _ATTRIBUTING and isinstance(triple.subject, NamedNode)
        }
        found = {p for u in utterances for p in self._nodes(u, PACT.impliedBy)}
        return tuple(sorted(found, key=_iri))

    def heard_in(self, graph: NamedNode) -> tuple[Voice, ...]:
        """Return who is heard in a claim, the innermost first; in a passage only the article is."""
        if kind_of(graph.value) is not GraphKind.CLAIM:
            return ()
        holders = self._facts.find(None, PACT.content, graph)
        chain = sorted(
            {found.subject for found in holders if isinstance(found.subject, NamedNode)}, key=_iri
        )
        for utterance in chain:
            chain += [u for u in self._nodes(utterance, PACT.accordingTo) if u not in chain]
        return tuple(
            Voice(
                utterance,
                next(iter(self._nodes(utterance, PACT.act)), None),
                self._nodes(utterance, PACT.speaker),
                self._nodes(utterance, PACT.outlet),
            )
            for utterance in chain
        )

    def _nodes(self, subject: NamedNode, predicate: NamedNode) -> tuple[NamedNode, ...]:
        """Return what a property leads to, in the order of IRIs."""
        values = self._values(subject, predicate)
        return tuple(sorted((v for v in values if isinstance(v, NamedNode)), key=_iri))

    def _read(self, subject: NamedNode, predicate: NamedNode) -> frozenset[Term | Triple]:
        return frozenset(triple.object for triple in self._facts.find(subject, predicate, None))


def _iri(node: NamedNode) -> str:
    return node.value
