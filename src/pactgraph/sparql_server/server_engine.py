"""A graph that a SPARQL server holds, as an engine."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import IO

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, serialize

from pactgraph.engine.guard import check
from pactgraph.engine.protocol import Limits
from pactgraph.engine.remote import with_prefixes
from pactgraph.engine.results import Answer, Rows
from pactgraph.engine.updates import check_update
from pactgraph.errors import EngineFailure, PactgraphError
from pactgraph.sparql_server.addresses import Addresses, discover, given_addresses
from pactgraph.sparql_server.asking import Asking
from pactgraph.sparql_server.connection import SERVER_LIMITS, WRITE_SECONDS, Connection
from pactgraph.sparql_server.exchange import Clock, add, all_rows, number, remove
from pactgraph.sparql_server.manner import MERGED, Manner, is_of_the_store
from pactgraph.sparql_server.probe import probe
from pactgraph.sparql_server.store_names import STANDS_FOR


def connect(
    url: str,
    *,
    writing: bool,
    limits: Limits = SERVER_LIMITS,
    environment: Mapping[str, str] = os.environ,
) -> Connection:
    """Return a connection to the server at an address, to be closed.

    Its own addresses are found out, unless the environment gives them; credentials come from
    there too.

    Raises:
        BadInput: the URL is none, or has a password in it.
        EngineFailure: nothing there answers.
    """
    given = given_addresses(environment)
    connection = Connection(Addresses(url), limits)
    try:
        connection.addresses = discover(url, connection, given, writing=writing)
    except BaseException:
        connection.close()
        raise
    return connection


def empty_engine(url: str, *, limits: Limits = SERVER_LIMITS) -> ServerEngine:
    """Return an engine over a server that holds nothing, in the manner that the probe finds.

    Raises EngineFailure if nothing there answers, or the probe refuses the server.
    """
    connection = connect(url, writing=True, limits=limits)
    try:
        return ServerEngine(connection, probe(connection))
    except BaseException:
        connection.close()
        raise


class ServerEngine:
    """A SPARQL server that holds a graph; see ``WritableEngine`` for the promises.

    It is asked in a ``manner``: whole queries, or for the statements that a query can touch,
    and then the query is answered here. Each request has a child with a deadline between the
    server and us.
    """

    def __init__(self, connection: Connection, manner: Manner) -> None:
        self.connection = connection
        self.manner = manner
        connection.most_rows = manner.most_rows

    @property
    def url(self) -> str:
        """The address that takes queries."""
        return self.connection.addresses.query

    def query(
        self,
        sparql: str,
        *,
        timeout: float | None = None,
        memory: int | None = None,
        trusted: bool = False,
        allow: Collection[str] = (),
        source: str = "query",
    ) -> Answer:
        """Return the answer to a query, as ``Engine.query`` promises.

        Raises BadQuery also for what cannot be asked of this server, by name.
        """
        if not trusted:
            check(sparql, allow=allow, source=source)
        limits = self.connection.limits
        clock = Clock(limits.timeout if timeout is None else timeout)
        asking = Asking(self.connection, self.manner, limits)
        try:
            return asking.answer(sparql, clock, memory=memory, trusted=trusted, source=source)
        except PactgraphError as error:
            error.iri = error.iri or self.url
            raise

    def count(self, graph: NamedNode | None = None) -> int:
        """Return the number of triples of a named graph, or of merged."""
        asked = f"SELECT (COUNT(*) AS ?n) WHERE {{ {self._pattern(graph)} }}"
        return number(self.connection.query(asked).answer)

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted: neither merged nor the server's own."""
        listed = self.manner.listed_in
        if listed is None:
            asked = "SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        else:
            asked = f"SELECT ?g WHERE {{ GRAPH {listed} {{ ?staged {STANDS_FOR} ?g }} }}"
        answer = all_rows(self.connection, asked, Clock(WRITE_SECONDS))
        assert isinstance(answer, Rows)
        hidden = {*self.manner.hidden, MERGED, self.manner.merged}
        return sorted(
            name.value
            for (name,) in answer
            if isinstance(name, NamedNode) and name not in hidden and not is_of_the_store(name)
        )

    def load(self, quads: Iterable[Quad]) -> None:
        """Add statements in pieces: each is written or not, and a failure leaves those before."""
        add(self.connection, map(self.manner.kept, quads))

    def change(self, removed: Iterable[Quad], added: Iterable[Quad]) -> None:
        """Take statements away, then add others, in pieces as ``load`` does."""
        remove(self.connection, map(self.manner.kept, removed))
        add(self.connection, map(self.manner.kept, added))

    def update(self, sparql: str, *, source: str = "update") -> None:
        """Carry out an update, each of its operations by itself.

        It is sent as it is: merged is the graph ``manner.merged``, and where ``manner.coded`` its
        literals are those that ``manner.kept`` gives.
        """
        check_update(sparql, source=source)
        self.connection.update(with_prefixes(sparql), source=source)

    def clear(self, graphs: Iterable[NamedNode | DefaultGraph]) -> None:
        """Empty graphs, each by itself; merged is the default graph."""
        for graph in graphs:
            place = self.manner.merged if isinstance(graph, DefaultGraph) else graph
            what = "DEFAULT" if place is None else f"GRAPH {place}"
            self.connection.update(f"CLEAR SILENT {what}")

    def snapshot(self, out: IO[bytes]) -> None:
        """Write merged and every named graph as N-Quads; the size of each is checked."""
        names = self.graphs()
        for graph in chain([None], map(NamedNode, names)):
            quads = self._all_of(graph)
            if len(quads) != self.count(graph):
                raise EngineFailure(
                    "the graph changed while it was read, or the server does not give all of it",
                    iri=self.url if graph is None else graph.value,
                )
            serialize(quads, out, format=RdfFormat.N_QUADS)
        if self.graphs() != names:
            raise EngineFailure("graphs came or went while they were read", iri=self.url)

    def _all_of(self, graph: NamedNode | None) -> list[Quad]:
        asked = f"SELECT ?s ?p ?o WHERE {{ {self._pattern(graph)} }}"
        answer = all_rows(self.connection, asked, Clock(WRITE_SECONDS), values=["?o"])
        assert isinstance(answer, Rows)
        name = graph or DefaultGraph()
        return [self.manner.meant(Quad(s, p, o, name)) for s, p, o in answer]  # type: ignore[arg-type]

    def _pattern(self, graph: NamedNode | None) -> str:
        place = self.manner.merged if graph is None else graph
        return "?s ?p ?o" if place is None else f"GRAPH {place} {{ ?s ?p ?o }}"

    def close(self) -> None:
        """End the child process."""
        self.connection.close()
