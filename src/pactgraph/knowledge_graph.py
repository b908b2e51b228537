"""The graph as Python sees it: asked, joined with claims, viewed by date, exported."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad

from pactgraph.asked_graph import AskedGraph
from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.protocol import Engine
from pactgraph.errors import EngineFailure
from pactgraph.namespaces import PACT
from pactgraph.source.texts import Texts

if TYPE_CHECKING:
    import rdflib

    from pactgraph.export.snapshot import ExportOptions
    from pactgraph.graph import Graph
    from pactgraph.views.kept_views import KeptViews
    from pactgraph.views.view import View


def _as_their_passages(graph: Graph) -> Iterator[Quad]:
    """Yield the statements of the joined claims in the passages that word them."""
    for triple in graph.merged:
        if triple.predicate == PACT.wordedIn and isinstance(triple.object, NamedNode):
            claim = triple.subject
            if isinstance(claim, NamedNode) and claim.value in graph.joined_claims:
                for said in graph.graphs[claim.value]:
                    yield Quad(said.subject, said.predicate, said.object, triple.object)


class FilesChanged(EngineFailure):
    """What a store holds can no longer be told from the files that it was built from."""


class KnowledgeGraph(AskedGraph):
    """A project's graph, ready to be asked; close it, or use it in a ``with``.

    >>> import pactgraph
    >>> with pactgraph.open() as kg:
    ...     answer = kg.run("contributions", contributor="Azerbaijan", operation="KFOR")
    >>> answer.variables[:2]
    ('contributor', 'contributorLabel')
    """

    @classmethod
    def in_memory(cls, graph: Graph, texts: Texts) -> KnowledgeGraph:
        """Return a graph that lives in memory alone.

        What joined claims hold is asked of the passages that word them, as the stored
        queries ask; exports are made of the graph itself, which keeps claims apart.
        """
        engine = MemoryEngine(chain(graph.dataset(), _as_their_passages(graph)))
        return cls(graph.sources.project, engine, texts, graph=graph)

    def built(self) -> Graph:
        """Return the graph in memory, read from the files, every lexical form as written.

        Raises FilesChanged for the graph of a store that they are no longer those of, unless
        it was opened to follow them.
        """
        if self._graph is None and self.viewed is not None:
            self._graph = self.viewed.graph
        if self._graph is None:
            # What only answers questions never waits for what builds and reasons.
            from pactgraph.graph import build_graph
            from pactgraph.source.sources import Sources, sources_digest

            if self._noted is not None:
                # Looked at before they are parsed: they may be half-written.
                self._check_files(sources_digest(self.project))
            sources = Sources.load(self.project)
            self._check_files(sources.digest)
            self._graph = build_graph(sources)
        return self._graph

    def _check_files(self, digest: str) -> None:
        if self._noted is not None and digest != self._noted.get("sources"):
            raise FilesChanged(
                "the project's files have changed since this store was built, and what is "
                "asked for cannot be told from the store alone",
                hint="build it again: pactgraph build",
            )

    def graph(self) -> rdflib.Graph:
        """Return merged as an rdflib graph: a copy, with our prefixes.

        >>> import pactgraph

        >>> with pactgraph.open() as kg:
        ...     len(kg.graph()) == kg.engine.count()
        True
        """
        from pactgraph.model.rdflib_terms import to_rdflib_graph
        from pactgraph.namespaces import PREFIXES

        graph = to_rdflib_graph(self.built().merged)
        for prefix, base in PREFIXES.items():
            graph.bind(prefix, base)
        return graph

    def export(
        self, format_name: str, path: Path | str, options: ExportOptions | None = None
    ) -> None:
        """Write the graph to a file (``csv``: to a folder) in a format of ``pactgraph export``.

        Raises NotFound for a format that is not there, WriteFailed if the system refuses.
        """
        from pactgraph.exporting import write_export

        write_export(self, format_name, Path(path), options)

    def with_claims(self, speakers: Collection[str] | None = None) -> KnowledgeGraph:
        """Return a graph in memory in which what speakers assert has joined what is stated.

        ``speakers`` are names or IRIs of speakers, or IRIs of claim graphs; None means all.
        What follows from both is computed and closed again. Raises NotFound for somebody
        of whom no claim is reported, Contradiction where the claims contradict the records.
        """
        from pactgraph.graph import build_graph
        from pactgraph.reasoning.claims import every_claim

        whole = self.viewed.whole.graph if self.viewed else self.built()
        if speakers is None:
            wanted = every_claim(whole.graphs)
        else:
            wanted = frozenset(self.names.resolve(words).value for words in speakers)
        graph = build_graph(whole.sources, with_claims=wanted, ruleset=whole.ruleset)
        joined = KnowledgeGraph.in_memory(graph, self.texts)
        if self.viewed is None:
            return joined
        joined._resolver = self._resolver
        with joined:
            return joined._seen(joined._views.get(self.viewed.viewpoint))

    def view(
        self,
        as_of: date | str | None = None,
        known_by: date | str | None = None,
        certainty: str = "certain",
    ) -> KnowledgeGraph:
        """Return the whole graph as it held on a day, and as it was known by a day.

        ``as_of`` keeps the states in force on that day and what had occurred by it,
        ``known_by`` the articles published by that day; a year or a month means its last day.
        The ``certain`` graph holds what is so however the dates are made precise, the
        ``possible`` one all that may be. What is left is computed and closed again; this
        graph stays open and as it is. Raises BadInput for what is no date.

        >>> import pactgraph

        >>> with pactgraph.open() as kg, kg.view(as_of="2012-06-01") as then:
        ...     then.ask("ASK { id:azerbaijan pact:contributesTo id:rsm }")
        False
        """
        from pactgraph.views.viewpoint import Viewpoint

        return self._seen(self._views.get(Viewpoint.of(as_of, known_by, certainty)))

    @cached_property
    def _views(self) -> KeptViews:
        from pactgraph.views.kept_views import KeptViews

        own = self.store is not None and self.store.path == self.project.store_path
        return KeptViews(
            self.built,
            beside=self.store if own else None,
            folder=self.project.cache_dir / "views",
        )

    def _seen(self, view: View) -> KnowledgeGraph:
        view, store = self._views.store(view)
        if store is None:
            seen = KnowledgeGraph.in_memory(view.graph, self.texts)
        else:
            seen = KnowledgeGraph(self.project, store.engine(), self.texts, store=store)
        # Names are timeless, and a view of a view is one of the same whole.
        seen._resolver, seen._views = self._resolver, self._views
        seen.viewed, seen._whole = view, self._whole or self
        return seen

    @cached_property
    def _with_every_claim(self) -> KnowledgeGraph:
        return self.with_claims()

    def _engine_with_claims(self) -> Engine:
        return self._with_every_claim.engine

    def close(self) -> None:
        """Let go of the engines and the store."""
        if "_with_every_claim" in self.__dict__:
            self._with_every_claim.close()
        super().close()
