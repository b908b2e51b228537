"""Facts of an open store, by look-ups of single statements; nothing is read whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from pactgraph.engine.statement_lines import AsStored
from pactgraph.engine.statement_rounds import StatementRounds
from pactgraph.errors import Location
from pactgraph.model.graphs import IN_MERGED, ONTOLOGY, GraphKind, kind_of
from pactgraph.proof.facts import UNKNOWN, Facts, Origin
from pactgraph.proof.recomputing import Recomputed
from pactgraph.reasoning.compiler import compile_rules
from pactgraph.reasoning.joining import join
from pactgraph.reasoning.merging import ontology_facts
from pactgraph.reasoning.rules import Bindings, Pattern, RuleSet, Term
from pactgraph.store import Store

_MERGED: Final = DefaultGraph()
_AFTER: Final = frozenset({GraphKind.INFERRED, GraphKind.DISAGREEMENTS})
"""What merged holds that was not there before the closure."""


class StoreFacts:
    """What a prover asks, answered from an open store: literals are as the engine has them.

    The store must stay open. Where it keeps no rounds, or what it keeps is damaged, they
    are found for each triple.
    """

    def __init__(self, store: Store, *, rounds: bool = True) -> None:
        self._store = store
        self._content = store.content()
        self._rounds: StatementRounds | None = store.rounds() if rounds else None
        self._as_stored = AsStored()

    @property
    def joined_claims(self) -> Collection[str]:
        """The claim graphs whose statements have joined merged."""
        return self._joined_claims

    @cached_property
    def ruleset(self) -> RuleSet:
        """The rules of the ontology that the store holds, compiled when first asked for."""
        return compile_rules(self._ontology, locate=lambda t: self.line_of(_in(t, ONTOLOGY)))

    def round_of(self, triple: Triple) -> int | None:
        """Return the triple's round in the closure; see ``Facts``."""
        if self._rounds is not None:
            number = self._rounds.number_of(triple)
            if number > 0:
                return number
            if number == 0:
                return 0 if _in(triple, _MERGED) in self._content else None
            if number == StatementRounds.BESIDE:
                return None
        return self._round_by_graphs(triple)

    def matches(self, body: Sequence[Pattern], bindings: Bindings) -> Iterable[tuple[Triple, ...]]:
        """Return the triples of merged that each match of the body matched."""
        return join(body, bindings, self.find)

    def find(
        self, subject: Term | None, predicate: NamedNode, value: Term | None
    ) -> Iterator[Triple]:
        """Yield the triples of merged with these terms."""
        if isinstance(subject, Literal):
            return iter(())
        found = self._content.quads_for_pattern(subject, predicate, value, _MERGED)
        return (quad.triple for quad in found)

    def graphs_of(self, triple: Triple) -> tuple[NamedNode, ...]:
        """Return the named graphs that hold a triple, in the order of their IRIs."""
        s, p, o = triple.subject, triple.predicate, triple.object
        quads = self._content.quads_for_pattern(s, p, o, None)
        names = (quad.graph_name for quad in quads)
        return tuple(sorted((n for n in names if isinstance(n, NamedNode)), key=_iri))

    def line_of(self, quad: Quad) -> Location | None:
        """Return where a statement stands, None if no file states it."""
        return self._store.line_of(quad)

    def origin_of(self, triple: Triple) -> Origin | None:
        """Return how the built-in rules computed a triple, None if they did not.

        They are carried out again, over the graphs of the one article that it is about.
        """
        return self._recomputed.origin_of(triple)

    def text(self, triple: Triple) -> str:
        """Return the text by which triples are ordered."""
        return str(triple)

    def as_held(self, triple: Triple, graph: NamedNode | None = None) -> Triple:
        """Return a triple with its literal as the engine gives it back."""
        return self._as_stored.triple(triple)

    def as_written(self, triple: Triple, graph: NamedNode | None = None) -> Triple:
        """Return a triple with its literal as the file writes it that states it."""
        if not isinstance(triple.object, Literal):
            return triple
        graphs = self.graphs_of(self.as_held(triple)) if graph is None else (graph,)
        for name in graphs:
            written = self._store.as_written(_in(triple, name)).triple
            if written != triple:
                return written
        return triple

    def without_rounds(self) -> Facts:
        """Return the same graph as if no rounds had been kept."""
        return StoreFacts(self._store, rounds=False)

    def _round_by_graphs(self, triple: Triple) -> int | None:
        graphs = self.graphs_of(triple)
        kinds = {kind_of(graph.value) for graph in graphs}
        if kinds & (IN_MERGED - _AFTER) or any(g.value in self._joined_claims for g in graphs):
            return 0
        if GraphKind.ONTOLOGY in kinds and triple in self._ontology_facts:
            return 0
        return UNKNOWN if GraphKind.INFERRED in kinds else None

    @cached_property
    def _joined_claims(self) -> frozenset[str]:
        return frozenset(self._store.manifest.extra.get("joined_claims", ()))

    @cached_property
    def _ontology(self) -> list[Triple]:
        found = self._content.quads_for_pattern(None, None, None, ONTOLOGY)
        return sorted((quad.triple for quad in found), key=str)

    @cached_property
    def _ontology_facts(self) -> frozenset[Triple]:
        return frozenset(ontology_facts(self._ontology, self.ruleset.assertions))

    @cached_property
    def _recomputed(self) -> Recomputed:
        return Recomputed(self._content, self._ontology, self._joined_claims)


def _in(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _iri(node: NamedNode) -> str:
    return node.value
