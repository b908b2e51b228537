"""What an IRI in a graph is to the check: a named thing, a minted one, a term, a structure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum

from pyoxigraph import NamedNode, Triple

from pactgraph.model.passages import article_of_graph
from pactgraph.namespaces import PACT, RDF
from pactgraph.words.lexicon import Lexicon
from pactgraph.words.vocabulary import Vocabulary


class IriSort(Enum):
    """The sorts of IRI that the check tells apart."""

    NAMED = "named thing"
    MINTED = "minted thing"
    TERM = "term of the ontology"
    STRUCTURE = "article, passage, claim or other structure"
    UNKNOWN_TERM = "term that the ontology does not declare"
    UNDECLARED = "thing that nothing declares"


@dataclass(frozen=True)
class KnownThings:
    """The things and terms that entity records and ontology declare.

    ``spoken_of`` are the minted things that the claims of one article declare.
    """

    lexicon: Lexicon
    vocabulary: Vocabulary
    declared: frozenset[str] = field(default=frozenset())
    spoken_of: frozenset[str] = field(default=frozenset())

    @classmethod
    def read(cls, entities: Iterable[Triple], vocabulary: Vocabulary) -> KnownThings:
        """Return what the entity records declare, beside the terms of the ontology."""
        records = list(entities)
        return cls(
            Lexicon.from_entities(records),
            vocabulary,
            frozenset(t.subject.value for t in records if isinstance(t.subject, NamedNode)),
        )

    def with_claims(self, claims: Iterable[Iterable[Triple]]) -> KnownThings:
        """Return this and the minted things that only claims speak of, which they declare."""
        spoken_of = frozenset(
            triple.subject.value
            for claim in claims
            for triple in claim
            if triple.predicate == RDF.type and isinstance(triple.subject, NamedNode)
        )
        return replace(self, spoken_of=spoken_of)

    def sort_of(self, iri: str) -> IriSort:
        """Return what an IRI is."""
        if iri in self.lexicon.named:
            return IriSort.NAMED
        article = article_of_graph(iri)
        if article is not None:
            of_thing = iri.startswith("/thing/", len(article))
            return IriSort.MINTED if of_thing else IriSort.STRUCTURE
        if self.vocabulary.is_term(iri):
            return IriSort.TERM
        if iri in self.declared or iri in self.spoken_of:
            return IriSort.MINTED
        return IriSort.UNKNOWN_TERM if iri in PACT else IriSort.UNDECLARED
