"""The graph as Python sees it: opened, asked by stored query or SPARQL, exported."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad

from pactgraph.answer import Answer
from pactgraph.articles import Article, read_articles
from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Rows
from pactgraph.errors import BadInput, NotFound
from pactgraph.evidence import PassageNote, passage_notes
from pactgraph.namespaces import PACT
from pactgraph.query.evidence import gather, passages_of, with_passages
from pactgraph.query.names import Found, LazyNames, Names
from pactgraph.query.parameters import Resolver, bind
from pactgraph.query.stored_query import StoredQuery, load_queries
from pactgraph.source.project import Project
from pactgraph.source.texts import Texts
from pactgraph.store import Store

if TYPE_CHECKING:
    import rdflib

    from pactgraph.export.snapshot import ExportOptions
    from pactgraph.graph import Graph


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
    ) -> None:
        """Take what ``pactgraph.open`` opens; ``graph`` is the graph in memory, if it is there.

        ``resolver`` finds what names mean, in place of the graph itself.
        """
        self.project = project
        self.engine = engine
        self.texts = texts
        self.store = store
        self._graph = graph
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
        sparql = bind(query, values, resolver=self._resolver)
        found = self.engine.query(sparql, timeout=timeout, source=query.file)
        answer = Answer.of(found, sparql, query, values)
        return self._with_evidence(answer, timeout) if evidence else answer

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
        found = self.engine.query(sparql, timeout=timeout, allow=allow, source=source)
        answer = Answer.of(found, sparql)
        return self._with_evidence(answer, timeout) if evidence else answer

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

        if speakers is None:
            wanted = every_claim(self.built().graphs)
        else:
            wanted = frozenset(self.names.resolve(words).value for words in speakers)
        graph = build_graph(self.built().sources, with_claims=wanted, ruleset=self.built().ruleset)
        return KnowledgeGraph.in_memory(graph, self.texts)

    def close(self) -> None:
        """Let go of the engine and the store."""
        self.engine.close()
        if self.store is not None:
            self.store.close()

    def __enter__(self) -> KnowledgeGraph:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _with_evidence(self, answer: Answer, timeout: float | None) -> Answer:
        found = self.engine.query(with_passages(answer.sparql), timeout=timeout, source="evidence")
        assert isinstance(found, Rows)
        cited = passages_of(answer.sparql, answer.terms, gather(found))
        notes = passage_notes(self.engine, {iri for row in cited for iri in row}, self.texts)
        evidence = tuple(
            tuple(sorted((notes[iri] for iri in row if iri in notes), key=_place)) for row in cited
        )
        return Answer(
            answer.form, answer.terms, answer.sparql, answer.query, answer.values, evidence
        )


def _place(note: PassageNote) -> tuple[str, int, int]:
    return (note.slug, note.range.start, -note.range.end)
