"""The graph as Python sees it: opened, asked by stored query or SPARQL, exported."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad

from pactgraph.answer import Answer
from pactgraph.answering import Answering
from pactgraph.articles import Article, read_articles
from pactgraph.backing import Backing
from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.protocol import Engine
from pactgraph.errors import BadInput, NotFound
from pactgraph.namespaces import PACT
from pactgraph.query.names import Found, LazyNames, Names
from pactgraph.query.parameters import Resolver
from pactgraph.query.stored_query import StoredQuery, load_queries
from pactgraph.source.project import Project
from pactgraph.source.texts import Texts
from pactgraph.store import Store

if TYPE_CHECKING:
    import rdflib

    from pactgraph.export.snapshot import ExportOptions
    from pactgraph.graph import Graph
    from pactgraph.nothing.nothing import Nothing
    from pactgraph.telling.readable import ReadableReceipt
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


class KnowledgeGraph:
    """A project's graph, ready to be asked; close it, or use it in a ``with``.

    >>> import pactgraph
    >>> with pactgraph.open() as kg:
    ...     answer = kg.run("contributions", contributor="Azerbaijan", operation="KFOR")
    >>> answer.variables[:2]
    ('contributor', 'contributorLabel')
    """

    def __init__(
        self,
        project: Project,
        engine: Engine,
        texts: Texts,
        *,
        store: Store | None = None,
        graph: Graph | None = None,
        resolver: Resolver | None = None,
        endpoint: str | None = None,
        viewed: View | None = None,
    ) -> None:
        """Take what ``pactgraph.open`` opens; ``graph`` is the graph in memory, if it is there.

        ``resolver`` finds what names mean, in place of the graph itself. ``endpoint`` is the
        URL of the engine if others run it; ``viewed`` the view that this graph is, if it is one.
        """
        self.project = project
        self.engine = engine
        self.texts = texts
        self.store = store
        self.endpoint = endpoint
        self.viewed = viewed
        self._graph = graph
        self._whole: KnowledgeGraph | None = None
        self._resolver = resolver or LazyNames(lambda: self.names)

    @classmethod
    def in_memory(cls, graph: Graph, texts: Texts) -> KnowledgeGraph:
        """Return a graph that lives in memory alone.

        What joined claims hold is asked of the passages that word them, as the stored
        queries ask; exports are made of the graph itself, which keeps claims apart.
        """
        engine = MemoryEngine(chain(graph.dataset(), _as_their_passages(graph)))
        return cls(graph.sources.project, engine, texts, graph=graph)

    @cached_property
    def queries(self) -> dict[str, StoredQuery]:
        """The stored queries by name; raises BadInput for a file that is none."""
        return load_queries(self.project.query_files, root=self.project.root)

    @cached_property
    def names(self) -> Names:
        """Every recorded name of everything."""
        return Names.of_engine(self.engine)

    @cached_property
    def articles(self) -> dict[str, Article]:
        """The articles by slug."""
        return read_articles(self.engine, self.texts)

    def stored_query(self, name: str) -> StoredQuery:
        """Return a stored query; raises NotFound with the nearest names."""
        if name not in self.queries:
            near = difflib.get_close_matches(name, self.queries, n=3, cutoff=0.5)
            raise NotFound(
                f"there is no stored query {name!r}",
                candidates=tuple(near),
                hint=None if near else "pactgraph queries lists them",
            )
        return self.queries[name]

    def run(
        self,
        name: str,
        *,
        evidence: bool = False,
        timeout: float | None = None,
        values: Mapping[str, object] | None = None,
        **parameters: object,
    ) -> Answer:
        """Return the answer to a stored query.

        A parameter is given by its name, as a Python value, an IRI, ``id:name``, or any
        recorded name of the thing that is meant; ``values`` takes them as a mapping. With
        ``evidence`` each row comes with the passages that it rests on.

        Raises NotFound for a query or a name that is not there, BadInput for a parameter
        that is missing, unknown, of another type or ambiguous, and what ``query`` raises.

        >>> import pactgraph

        >>> with pactgraph.open() as kg:
        ...     answer = kg.run("summits", evidence=True)
        >>> all(answer.evidence)
        True
        """
        query = self.stored_query(name)
        return self.ask_stored(query, {**(values or {}), **parameters}, evidence, timeout)

    def ask_stored(
        self,
        query: StoredQuery,
        values: Mapping[str, object],
        evidence: bool = False,
        timeout: float | None = None,
    ) -> Answer:
        """Return the answer to a stored query, whether the project has it or not; see ``run``."""
        return self._answering.stored(query, values, evidence, timeout)

    def query(
        self,
        sparql: str,
        *,
        timeout: float | None = None,
        evidence: bool = False,
        allow: Collection[str] = (),
        source: str = "query",
    ) -> Answer:
        """Return the answer to any SPARQL 1.1 query; our prefixes need not be declared.

        It runs in a child process with a deadline of ``timeout`` seconds (60 by default)
        and a memory cap. ``allow={"SERVICE"}`` lets it ask other endpoints.

        Raises BadQuery if it is not valid or not allowed, DeadlineExceeded if it takes too
        much time or memory, EngineFailure if the engine fails.

        >>> import pactgraph

        >>> with pactgraph.open() as kg:
        ...     kg.query("SELECT ?label { id:nato rdfs:label ?label }").rows
        [{'label': 'NATO'}]
        """
        return self._answering.typed(sparql, evidence, timeout, allow, source)

    def ask(self, sparql: str, *, timeout: float | None = None) -> bool:
        """Return the answer to an ASK; raises BadInput for another form, and as ``query``.

        >>> import pactgraph

        >>> with pactgraph.open() as kg:
        ...     kg.ask("ASK { id:nato a pact:Organisation }")
        True
        """
        answer = self.query(sparql, timeout=timeout)
        if answer.form != "ASK":
            raise BadInput(f"this is a {answer.form}, not an ASK", hint="use query()")
        return bool(answer[0]["answer"])

    def explain(
        self,
        query_or_name: str,
        row: int = 0,
        *,
        timeout: float | None = None,
        values: Mapping[str, object] | None = None,
        **parameters: object,
    ) -> ReadableReceipt:
        """Return the receipt of a row of an answer: why it is there, down to the words.

        It takes the name of a stored query, with its parameters as ``run`` does, or SPARQL;
        rows are counted from 0. An answer without rows has no receipt: ``explain_nothing`` says
        why it is empty. Raises as ``run``, ``query`` and ``Answer.explain``.

        >>> import pactgraph

        >>> with pactgraph.open() as kg:
        ...     receipt = kg.explain("contributions", contributor="Azerbaijan", operation="KFOR")
        >>> [wording.passage.value.rpartition("/")[2] for wording in receipt.wordings]
        ['azernews-2020-04-13#char=3168,3271']
        """
        if "{" in query_or_name or len(query_or_name.split()) > 1:
            return self.query(query_or_name, timeout=timeout).explain(row)
        query = self.stored_query(query_or_name)
        return self.ask_stored(query, {**(values or {}), **parameters}, timeout=timeout).explain(
            row
        )

    def explain_nothing(self, answer: Answer) -> Nothing:
        """Return why an answer of this graph is empty, or an ASK answered with no.

        It has ``lines()`` for people and ``as_json()``. Raises BadInput if the answer is not
        empty, BadQuery for a DESCRIBE, and as ``query``.

        >>> import pactgraph

        >>> with pactgraph.open() as kg:
        ...     nothing = kg.explain_nothing(kg.run("cycles", asOf="2011-06-01"))
        >>> nothing.form, len(nothing.reasons) > 0
        ('SELECT', True)
        """
        return self._backing.nothing(answer)

    def find(self, words: str, *, limit: int = 10) -> list[Found]:
        """Return the entities that the words may mean, by any recorded name, best first.

        >>> import pactgraph

        >>> with pactgraph.open() as kg:
        ...     kg.find("Colomina")[0].iri
        'https://w3id.org/pactgraph/id/javier-colomina'
        """
        return self.names.find(words, limit=limit)

    def built(self) -> Graph:
        """Return the graph in memory, read from the files, every lexical form as written."""
        if self._graph is None and self.viewed is not None:
            self._graph = self.viewed.graph
        if self._graph is None:
            # What only answers questions never waits for what builds and reasons.
            from pactgraph.graph import build_graph
            from pactgraph.source.sources import Sources

            self._graph = build_graph(Sources.load(self.project))
        return self._graph

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
            beside=self.store.manifest if self.store and own else None,
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
    def _answering(self) -> Answering:
        return Answering(
            self.engine,
            self.texts,
            self._resolver,
            lambda: self._backing.receipts,
            self.viewed,
            self._whole.endpoint if self._whole else None,
        )

    @property
    def reader(self) -> Engine:
        """The engine that knows labels and passages: nobody's endpoint is asked for them."""
        return self._backing.reader

    @cached_property
    def _backing(self) -> Backing:
        return Backing(
            self.engine,
            self.texts,
            self.built,
            lambda: self._with_every_claim.engine,
            self.store,
            self.endpoint,
            self.viewed,
            self._whole.engine if self._whole else None,
        )

    @cached_property
    def _with_every_claim(self) -> KnowledgeGraph:
        return self.with_claims()

    def close(self) -> None:
        """Let go of the engine and the store."""
        if "_with_every_claim" in self.__dict__:
            self._with_every_claim.close()
        if "_backing" in self.__dict__:
            self._backing.close()
        self.engine.close()
        if self.store is not None:
            self.store.close()

    def __enter__(self) -> KnowledgeGraph:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
