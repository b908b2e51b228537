"""What proofs end in: the graphs that state a triple, with their words, records and rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode, Quad, Triple

from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.proof.facts import Facts, Origin
from pactgraph.proof.findings import Findings
from pactgraph.proof.tree import Axiom, Computed, Leaf, Recorded, Worded, Wording
from pactgraph.proof.voices import Voices

_NO_RECORD: Final = frozenset(
    {
        GraphKind.PASSAGE,
        GraphKind.CLAIM,
        GraphKind.COMPUTED,
        GraphKind.INFERRED,
        GraphKind.DISAGREEMENTS,
        GraphKind.ONTOLOGY,
        GraphKind.ENRICHMENT,
        GraphKind.OTHER,
    }
)
"""The kinds of graph that are no part of merged, or are leaves of a sort of their own."""


_WORDS: Final = frozenset({GraphKind.PASSAGE, GraphKind.CLAIM})


class Leaves:
    """Makes leaves. Words come first, then records, then the ontology, then what is computed.

    A statement that stands in words and in a record is worded, and names the record too:
    only words are evidence.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._voices = Voices(facts)
        self._findings = Findings(facts, self._voices)

    def of(self, triple: Triple) -> Leaf | None:
        """Return the leaf of a triple of merged that some graph states, else None."""
        graphs = self._facts.graphs_of(triple)
        kinds = {graph: kind_of(graph.value) for graph in graphs}
        worded = [graph for graph in graphs if self._is_worded(graph, kinds[graph])]
        recorded = self._recorded(
            triple, [graph for graph in graphs if kinds[graph] not in _NO_RECORD]
        )
        if worded:
            wordings = tuple(self._wording(graph, (triple,)) for graph in worded)
            return Worded(triple, wordings, recorded)
        if recorded:
            first, *others = recorded
            return Recorded(triple, first.graph, first.location, tuple(others))
        for kind in (GraphKind.ONTOLOGY, GraphKind.COMPUTED, GraphKind.DISAGREEMENTS):
            for graph in graphs:
                if kinds[graph] is kind:
                    return self.within(triple, graph)
        return None

    def within(self, triple: Triple, graph: NamedNode) -> Leaf | None:
        """Return the leaf of a triple in one graph alone; None if that does not hold it.

        A claim that has joined merged stands in the passage that words it too.
        """
        graphs = self._facts.graphs_of(triple)
        kind = kind_of(graph.value)
        if graph not in graphs:
            joined = [g for g in graphs if g.value in self._facts.joined_claims]
            wordings = tuple(self._wording(g, (triple,)) for g in joined)
            here = tuple(wording for wording in wordings if wording.passage == graph)
            return Worded(triple, here) if here else None
        if kind in (GraphKind.PASSAGE, GraphKind.CLAIM):
            return Worded(triple, (self._wording(graph, (triple,)),))
        if kind is GraphKind.COMPUTED:
            return self._computed(triple, self._facts.origin_of(triple))
        if kind is GraphKind.DISAGREEMENTS:
            return self._computed(triple, self._findings.origin_of(triple))
        if kind is GraphKind.ONTOLOGY:
            return Axiom(triple, self._facts.line_of(_quad(triple, graph)))
        return Recorded(triple, graph, self._facts.line_of(_quad(triple, graph)))

    def _is_worded(self, graph: NamedNode, kind: GraphKind) -> bool:
        return kind is GraphKind.PASSAGE or (
            kind is GraphKind.CLAIM and graph.value in self._facts.joined_claims
        )

    def _recorded(self, triple: Triple, graphs: Iterable[NamedNode]) -> tuple[Recorded, ...]:
        line_of = self._facts.line_of
        return tuple(Recorded(triple, graph, line_of(_quad(triple, graph))) for graph in graphs)

    def _computed(self, triple: Triple, origin: Origin | None) -> Computed:
        if origin is None:
            return Computed(triple, (), (), ())
        worded: dict[NamedNode, list[Triple]] = {}
        for quad in origin.inputs:
            graph = quad.graph_name
            # A finding may be of what speakers assert, though it has not joined merged.
            if isinstance(graph, NamedNode) and kind_of(graph.value) in _WORDS:
                worded.setdefault(graph, []).append(quad.triple)
        wordings = tuple(self._wording(graph, worded[graph]) for graph in sorted(worded, key=_iri))
        return Computed(triple, origin.rules, origin.inputs, wordings)

    def _wording(self, graph: NamedNode, triples: Iterable[Triple]) -> Wording:
        """Return the words of a graph that holds the triples, at the place of the first."""
        passage = self._voices.passage_of(graph)
        told = list(triples)
        return Wording(
            passage,
            graph,
            self._facts.line_of(_quad(told[0], graph)),
            self._voices.resolvers(passage, told),
            self._voices.is_narrated(passage),
            self._voices.heard_in(graph),
            self._voices.implied_by(graph, told),
        )


def _quad(triple: Triple, graph: NamedNode) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _iri(node: NamedNode) -> str:
    return node.value
