"""The graph as it is asked: by stored query or SPARQL, by name, and for its reasons."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Self

from pactgraph.answer import Answer
from pactgraph.answering import Answering
from pactgraph.articles import Article, read_articles
from pactgraph.backing import Backing
from pactgraph.engine.protocol import Engine
from pactgraph.errors import BadInput
from pactgraph.query.gists import Gist, GistsInMemory
from pactgraph.query.indexed_names import IndexedNames
from pactgraph.query.name_table import Found
from pactgraph.query.names import LazyNames, Names
from pactgraph.query.parameters import Resolver
from pactgraph.query.project_queries import queries_of, query_named
from pactgraph.query.stored_query import StoredQuery
from pactgraph.source.project import Project
from pactgraph.source.texts import Texts
from pactgraph.store import Store

if TYPE_CHECKING:
    from pactgraph.graph import Graph
    from pactgraph.nothing.nothing import Effort, Nothing
    from pactgraph.telling.readable import ReadableReceipt
    from pactgraph.views.view import View


class AskedGraph(ABC):
    """A graph that is asked; who builds it says how it is read from the files."""

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
        noted: Mapping[str, object] | None = None,
    ) -> None:
        """Take what ``pactgraph.open`` opens; ``graph`` is the graph in memory, if it is there.

        ``resolver`` finds what names mean, in place of the graph itself. ``endpoint`` is the
        URL of the engine if others run it; ``viewed`` the view that this graph is, if it is one.
        ``noted`` is what the builder of a store noted that stays open even when the files have
        changed: None if it follows them.
        """
        self.project = project
        self.engine = engine
        self.texts = texts
        self.store = store
        self.endpoint = endpoint
        self.viewed = viewed
        self._noted = noted
        self._graph = graph
        self._whole: AskedGraph | None = None
        self._resolver = resolver or LazyNames(lambda: self.names)

    @cached_property
    def queries(self) -> dict[str, StoredQuery]:
        """The stored queries by name; raises BadInput for a file that is none."""
        if self._whole is not None:
            return self._whole.queries
        return queries_of(self.project)

    @cached_property
    def names(self) -> Names:
        """Every recorded name of everything."""
        return Names.of_engine(self.engine, self._indexed)

    @property
    def _indexed(self) -> IndexedNames | None:
        return None if self.store is None else IndexedNames(self.store.texts(), self.engine)

    @cached_property
    def articles(self) -> dict[str, Article]:
        """The articles by slug."""
        return read_articles(self.engine, self.texts)

    def stored_query(self, name: str) -> StoredQuery:
        """Return a stored query; raises NotFound with the nearest names."""
        return query_named(name, self.queries)

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

    def explain_nothing(self, answer: Answer, *, effort: Effort | None = None) -> Nothing:
        """Return why an answer of this graph is empty, or an ASK answered with no.

        It has ``lines()`` for people and ``as_json()``; ``effort`` is how far it goes. Raises
        BadInput if the answer is not empty, BadQuery for a DESCRIBE, and as ``query``.

        >>> import pactgraph

        >>> with pactgraph.open() as kg:
        ...     nothing = kg.explain_nothing(kg.run("cycles", asOf="2011-06-01"))
        >>> nothing.form, len(nothing.reasons) > 0
        ('SELECT', True)
        """
        return self._backing.nothing(answer, effort)

    def find(self, words: str, *, limit: int = 10) -> list[Found]:
        """Return the entities that the words may mean, by any recorded name, best first.

        >>> import pactgraph

        >>> with pactgraph.open() as kg:
        ...     kg.find("Colomina")[0].iri
        'https://w3id.org/pactgraph/id/javier-colomina'
        """
        return self.names.find(words, limit=limit)

    def gists(self, words: str, *, limit: int = 10) -> list[Gist]:
        """Return what is said or done in a sentence of ours with these words, the shortest first.

        Each of the words begins one of the sentence's, whatever the case and the accents.

        >>> import pactgraph

        >>> with pactgraph.open() as kg:
        ...     [found.iri for found in kg.gists("thanks resolute support")]
        []
        """
        table = GistsInMemory(self.engine) if self.store is None else self.store.texts()
        return table.gists(words, limit)

    @abstractmethod
    def built(self) -> Graph:
        """Return the graph in memory, read from the files, every lexical form as written."""

    @abstractmethod
    def _engine_with_claims(self) -> Engine:
        """Return an engine over the graph in which every claim has joined."""

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
            self._engine_with_claims,
            self.store,
            self.endpoint,
            self.viewed,
            self._whole.engine if self._whole else None,
        )

    def close(self) -> None:
        """Let go of the engine and the store."""
        if "_backing" in self.__dict__:
            self._backing.close()
        self.engine.close()
        if self.store is not None:
            self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
