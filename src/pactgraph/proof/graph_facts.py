"""Facts of the graph in memory, with every lexical form as the files write it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from pyoxigraph import Literal, NamedNode, Quad, Triple

from pactgraph.engine.statement_lines import AsStored
from pactgraph.errors import Location
from pactgraph.graph import Graph
from pactgraph.proof.facts import UNKNOWN, Facts, Origin, origin
from pactgraph.reasoning.closure import Closure, close
from pactgraph.reasoning.rules import Bindings, Pattern, Term, Variable

_SUBJECT, _VALUE = Variable("subject"), Variable("value")


class GraphFacts:
    """What a prover asks, answered from a graph in memory.

    With ``rounds`` False they are found for each triple, as where the graph was closed by
    the reference reasoner, which keeps none.
    """

    def __init__(self, graph: Graph, *, rounds: bool = True) -> None:
        self.joined_claims = graph.joined_claims
        self._graph = graph
        self._keeps_rounds = rounds and graph.closure is not None
        self._as_stored = AsStored()

    def round_of(self, triple: Triple) -> int | None:
        """Return the triple's round in the closure; see ``Facts``."""
        found = self._closure.round_of(triple)
        if self._keeps_rounds or found is None:
            return found
        return 0 if triple in self._given else UNKNOWN

    def matches(self, body: Sequence[Pattern], bindings: Bindings) -> Iterable[tuple[Triple, ...]]:
        """Return the triples of the closure that each match of the body matched."""
        return self._closure.matches(body, bindings)

    def find(
        self, subject: Term | None, predicate: NamedNode, value: Term | None
    ) -> Iterator[Triple]:
        """Yield the triples of merged with these terms."""
        pattern = Pattern(
            _SUBJECT if subject is None else subject,
            predicate,
            _VALUE if value is None else value,
        )
        parts = (self._closure, self._beside)
        return (triple for part in parts for (triple,) in part.matches((pattern,)))

    def graphs_of(self, triple: Triple) -> tuple[NamedNode, ...]:
        """Return the named graphs that hold a triple, in the order of their IRIs."""
        return self._graphs.get(triple, ())

    def line_of(self, quad: Quad) -> Location | None:
        """Return where a statement stands, None if no file states it."""
        return self._graph.sources.line_of(quad)

    def origin_of(self, triple: Triple) -> Origin | None:
        """Return how the built-in rules computed a triple, None if they did not."""
        return origin(self._graph.computed, triple)

    def text(self, triple: Triple) -> str:
        """Return the text by which triples are ordered."""
        return str(self._as_stored.triple(triple))

    def as_held(self, triple: Triple, graph: NamedNode | None = None) -> Triple:
        """Return a triple that an engine gave back with its literal as this graph has it."""
        if not isinstance(triple.object, Literal) or self.graphs_of(triple):
            return triple
        for found in self.find(_term(triple.subject), triple.predicate, None):
            if self._as_stored.triple(found) == self._as_stored.triple(triple) and (
                graph is None or graph in self.graphs_of(found)
            ):
                return found
        return triple

    def as_written(self, triple: Triple, graph: NamedNode | None = None) -> Triple:
        """Return the triple: every literal here is as its file writes it."""
        return self.as_held(triple, graph)

    def without_rounds(self) -> Facts:
        """Return the same graph as if no rounds had been kept."""
        return GraphFacts(self._graph, rounds=False)

    @cached_property
    def _closure(self) -> Closure:
        if self._graph.closure is not None:
            return self._graph.closure
        return close((*self._graph.closed, *self._graph.inferred), ())

    @cached_property
    def _beside(self) -> Closure:
        """What came into merged after the closure: matches, findings, labels."""
        graph = self._graph
        return close(islice(graph.merged, len(graph.closed) + len(graph.inferred), None), ())

    @cached_property
    def _given(self) -> frozenset[Triple]:
        return frozenset(self._graph.closed)

    @cached_property
    def _graphs(self) -> dict[Triple, tuple[NamedNode, ...]]:
        found: dict[Triple, tuple[NamedNode, ...]] = {}
        for graph in sorted(self._graph.graphs):
            name = (NamedNode(graph),)
            for triple in self._graph.graphs[graph]:
                found[triple] = found.get(triple, ()) + name
        return found


def _term(term: Term | Triple) -> Term:
    assert not isinstance(term, Triple)
    return term
