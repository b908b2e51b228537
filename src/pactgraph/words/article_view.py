"""One article's graphs, sorted by what they are: passages, claims and the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode, Triple

from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.model.passages import Range, parse_passage_iri
from pactgraph.source.articles import ArticleRecord
from pactgraph.source.sources import Sources

At = tuple[Triple, str]
"""A triple and the graph that it stands in: a place in a file."""


@dataclass(frozen=True)
class ArticleView:
    """An article's record, with its passage graphs and claim graphs told apart."""

    record: ArticleRecord

    @cached_property
    def passage_graphs(self) -> Mapping[str, Sequence[Triple]]:
        """The graphs of passages, by IRI."""
        return self._of_kind(GraphKind.PASSAGE)

    @cached_property
    def claim_graphs(self) -> Mapping[str, Sequence[Triple]]:
        """The graphs of claims, by IRI."""
        return self._of_kind(GraphKind.CLAIM)

    @property
    def record_triples(self) -> Sequence[Triple]:
        """The triples of the record graph."""
        return self.record.graphs[self.record.record_iri]

    @cached_property
    def claims_of_passage(self) -> dict[str, list[str]]:
        """The claims with a graph that are worded in each passage."""
        found: dict[str, list[str]] = defaultdict(list)
        for claim in sorted(self.claim_graphs):
            found[self.record.claims[claim].worded_in].append(claim)
        return dict(found)

    @cached_property
    def references(self) -> list[tuple[Triple, str, str]]:
        """Each triple that refers to a passage: the triple, its graph, the passage."""
        return [
            (triple, graph, triple.object.value)
            for graph, triples in self.record.graphs.items()
            for triple in triples
            if isinstance(triple.object, NamedNode)
            and parse_passage_iri(triple.object.value) is not None
        ]

    @cached_property
    def used_passages(self) -> frozenset[str]:
        """The passages that hold a statement, word a claim or are referred to."""
        return frozenset(self.passage_graphs) | {iri for _, _, iri in self.references}

    @cached_property
    def ranges(self) -> dict[str, Range]:
        """The range of every passage, in order of place."""
        passages = sorted(self.record.passages.values(), key=lambda passage: passage.range)
        return {passage.iri: passage.range for passage in passages}

    @cached_property
    def silent_ranges(self) -> dict[str, Range]:
        """The range of every silent passage, in order of place."""
        parsed = ((iri, parse_passage_iri(iri)) for iri in self.record.silent)
        found = [(iri, range_of[1]) for iri, range_of in parsed if range_of is not None]
        return dict(sorted(found, key=lambda item: item[1]))

    def triple_of(self, subject: str, predicate: NamedNode) -> At | None:
        """Return the record's triple of a subject and a predicate, else what describes it."""
        for triple in self._described.get(subject, ()):
            if triple.predicate == predicate:
                return triple, self.record.record_iri
        return self.describing(subject)

    def reference(self, subject: str, to: str) -> At | None:
        """Return the record's triple by which a subject refers to something."""
        for triple in self._described.get(subject, ()):
            if triple.object == NamedNode(to):
                return triple, self.record.record_iri
        return self.describing(subject)

    def describing(self, subject: str) -> At | None:
        """Return a triple that describes a subject: the record's, else the first of its graph."""
        for graph, triples in (
            (self.record.record_iri, self._described.get(subject, ())),
            (subject, self.record.graphs.get(subject, ())),
        ):
            if triples:
                return triples[0], graph
        return None

    @cached_property
    def _described(self) -> dict[str, list[Triple]]:
        found: dict[str, list[Triple]] = defaultdict(list)
        for triple in self.record_triples:
            if isinstance(triple.subject, NamedNode):
                found[triple.subject.value].append(triple)
        return dict(found)

    def _of_kind(self, kind: GraphKind) -> dict[str, Sequence[Triple]]:
        graphs = self.record.graphs
        return {name: graphs[name] for name in sorted(graphs) if kind_of(name) is kind}


def article_views(sources: Sources) -> list[ArticleView]:
    """Return the view of each article of the sources, sorted by slug."""
    return [ArticleView(record) for _, record in sorted(sources.articles.items())]
