"""Queries of others, asked of a server in its manner."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from pactgraph.engine.outline import column_order, outline
from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.protocol import Limits
from pactgraph.engine.remote import with_prefixes
from pactgraph.engine.results import Answer, Rows, Truth
from pactgraph.errors import BadQuery, EngineFailure
from pactgraph.sparql_server.connection import Connection
from pactgraph.sparql_server.exchange import Clock, all_rows
from pactgraph.sparql_server.gathering import Gatherer
from pactgraph.sparql_server.manner import Manner, is_of_the_store
from pactgraph.sparql_server.merged_graph import asking_of
from pactgraph.sparql_server.reach import reach, refused
from pactgraph.sparql_server.simplifying import simplified
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.scope import walk
from pactgraph.syntax.tree import InGraph, Query
from pactgraph.syntax.writing import write_query


@dataclass(frozen=True)
class Asking:
    """Asks whole queries, or for the statements that a query can touch, and answers it here."""

    connection: Connection
    manner: Manner
    limits: Limits

    def answer(
        self,
        sparql: str,
        clock: Clock,
        *,
        memory: int | None = None,
        trusted: bool = False,
        source: str = "query",
    ) -> Answer:
        """Return the answer to a query that passed the guard.

        Raises:
            BadQuery: it is not valid, or cannot be asked of this server.
            DeadlineExceeded: it took too long, or is too big.
            EngineFailure: the server failed, or cut its answer.
        """
        if self.manner.whole:
            return self._whole(sparql, clock, memory, source)
        engine = MemoryEngine(self.reached(sparql, clock), limits=self.limits)
        try:
            return engine.query(
                sparql, timeout=clock.left(), memory=memory, trusted=trusted, source=source
            )
        finally:
            engine.close()

    def _whole(self, sparql: str, clock: Clock, memory: int | None, source: str) -> Answer:
        triples = outline(sparql).form in ("CONSTRUCT", "DESCRIBE")
        asked = with_prefixes(sparql)
        if self.manner != Manner(most_rows=self.manner.most_rows):
            query = self._read(sparql)
            if self.manner.merged is not None and (query.default_graphs or query.named_graphs):
                raise refused("FROM", "merged is a named graph there")
            rewritten = asking_of(query, self.manner)
            # What stays as it is is asked in its own words.
            asked = asked if rewritten == query else write_query(rewritten)
        answered = self.connection.query(
            asked, triples=triples, timeout=clock.left(), memory=memory, source=source
        )
        answer, most = answered.answer, answered.cut_at
        if most is not None and not isinstance(answer, Truth) and len(answer) >= most:
            raise EngineFailure(
                f"the server cuts its answers at {most:,} rows, and this one has as many",
                iri=self.connection.addresses.query,
                hint="ask for fewer rows, or have the server give more",
            )
        if isinstance(answer, Rows):
            return answer.reordered(column_order(sparql, answer.variables))
        return answer

    def reached(self, sparql: str, clock: Clock) -> set[Quad]:
        """Return the statements that a query can touch."""

        def ask(text: str, values: frozenset[str]) -> Rows | Truth:
            return all_rows(self.connection, text, clock, values=values)

        gatherer = Gatherer(ask, self.manner)
        gatherer.gather(reach(simplified(self._read(sparql))))
        return gatherer.statements

    def _read(self, sparql: str) -> Query:
        try:
            query = read_query(sparql)
        except BadQuery as error:
            # What is not valid is said by our engine, whose words people know.
            MemoryEngine().query(sparql, trusted=True)
            raise refused("this query", error.message) from error
        for node in walk(query):
            if isinstance(node, InGraph) and isinstance(node.name, NamedNode):
                own = self.manner.listed_in is not None and is_of_the_store(node.name)
                if own or node.name == self.manner.merged:
                    raise refused(f"GRAPH {node.name}", "it is how the store is kept there")
        return query
