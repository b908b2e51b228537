"""Backing: what explains the answers of one graph, made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from pactgraph.answer import Answer
from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Answer as EngineAnswer
from pactgraph.receipts import Receipts
from pactgraph.source.texts import Texts
from pactgraph.store import Store

if TYPE_CHECKING:
    from pactgraph.graph import Graph
    from pactgraph.nothing.nothing import Effort, Nothing
    from pactgraph.proof.prover import Prover
    from pactgraph.views.view import View


@dataclass
class Backing:
    """Proves and explains what one engine answers.

    ``built`` gives the graph in memory, ``claims`` an engine in which every claim has joined
    it, ``whole`` the engine of the graph that this one is a view of (None: it is no view).
    A graph behind an ``endpoint`` is proved from the project's own files.
    """

    engine: Engine
    texts: Texts
    built: Callable[[], Graph]
    claims: Callable[[], Engine]
    store: Store | None = None
    endpoint: str | None = None
    viewed: View | None = None
    whole: Engine | None = None

    @cached_property
    def receipts(self) -> Receipts:
        """What makes receipts of the rows of an answer."""
        return Receipts(
            self.engine, lambda: self.prover, lambda: self.reader, self.texts, self._omitted
        )

    @cached_property
    def prover(self) -> Prover:
        """What proves the triples of the graph."""
        from pactgraph.proof.prover import Prover

        if self.store is not None and self.viewed is None:
            # What is in the store proves it; nothing is read from the files, nothing built.
            # Of a view only its graph knows what its bounds were computed from.
            return Prover.of_store(self.store)
        return Prover.of_graph(self.built())

    @cached_property
    def reader(self) -> Engine:
        """The engine that knows labels and passages: nobody's endpoint is asked for them."""
        if self.endpoint is None or self.viewed is not None:
            return self.engine
        return MemoryEngine(self.built().dataset())

    def nothing(self, answer: Answer, effort: Effort | None = None) -> Nothing:
        """Return why an answer is empty; raises as ``KnowledgeGraph.explain_nothing``."""
        from pactgraph.nothing.nothing import explain_nothing

        found = explain_nothing(
            answer.sparql,
            self.engine.query,
            stored=answer.query,
            ask_with_claims=self._ask_with_claims,
            ask_unviewed=None if self.whole is None else self.whole.query,
            why_not=None if self.viewed is None else self._why_not,
            effort=effort,
        )
        # With a day of its own the query finds nothing in the whole graph either.
        omitted = () if found.omissions else self._omitted(answer.sparql)
        return replace(found, notes=(*found.notes, *omitted))

    def close(self) -> None:
        """Let go of the engine that was made to read labels, if one was."""
        if "reader" in self.__dict__ and self.reader is not self.engine:
            self.reader.close()

    def _ask_with_claims(self, sparql: str, *, timeout: float | None = None) -> EngineAnswer:
        return self.claims().query(sparql, timeout=timeout)

    def _omitted(self, sparql: str) -> tuple[str, ...]:
        if self.viewed is None or not self.viewed.viewpoint.restricts:
            return ()
        from pactgraph.views.notes import left_out_of

        return left_out_of(self.viewed, sparql)

    def _why_not(self, thing: NamedNode) -> str | None:
        left = None if self.viewed is None else self.viewed.why_not(thing.value)
        return None if left is None else left.reason
