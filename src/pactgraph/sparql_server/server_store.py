"""The store on a SPARQL server: opened, asked, and replaced as a whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import IO, Any, Final, TypeVar

from pyoxigraph import NamedNode, Quad

from pactgraph.engine.finished_database import FinishedDatabase
from pactgraph.engine.generations import StoreBusy
from pactgraph.engine.protocol import Limits
from pactgraph.engine.results import Answer
from pactgraph.errors import EngineFailure, PactgraphError
from pactgraph.sparql_server.changed_graphs import GraphChange
from pactgraph.sparql_server.connection import SERVER_LIMITS, Connection
from pactgraph.sparql_server.generation import (
    CHANGED,
    Generation,
    read_generation,
    write_change,
    write_generation,
)
from pactgraph.sparql_server.manner import Manner
from pactgraph.sparql_server.pointer import Pointer, read_pointer
from pactgraph.sparql_server.probe import check
from pactgraph.sparql_server.server_engine import ServerEngine, connect
from pactgraph.sparql_server.switch import (
    manner_of,
    note_of,
    prepared,
    replace_generation,
    settled,
)
from pactgraph.sparql_server.writer_lock import only_writer
from pactgraph.store_content import write_database
from pactgraph.store_manifest import Manifest

_TRIES: Final = 10
_Found = TypeVar("_Found")


class ServerStore:
    """An open store on a server, read-only: an ``Engine`` over its current generation.

    Each answer is of one generation: the pointer is looked at after it, and if it has moved
    the question is asked again.
    """

    has_lateral: Final = False

    def __init__(self, url: str, connection: Connection, generation: Generation) -> None:
        self.url = url
        self.connection = connection
        self._generation = generation
        self._engine = ServerEngine(connection, manner_of(generation))

    @classmethod
    def open(cls, url: str, *, limits: Limits = SERVER_LIMITS) -> ServerStore:
        """Open the store on a server; one whose switch was broken off is put in place first.

        Raises:
            NotFound: there is none.
            EngineFailure: the server fails, answers otherwise than it did, or is being written.
        """
        connection = connect(url, writing=False, limits=limits)
        try:
            generation = settled(url, connection)
            check(connection, manner_of(generation))
            return cls(url, connection, generation)
        except BaseException:
            connection.close()
            raise

    @classmethod
    def create(cls, url: str, quads: Iterable[Quad], extra: Mapping[str, Any]) -> ServerStore:
        """Make statements what the store on a server holds, all or nothing.

        ``extra`` is what is noted of them, and must be JSON. They are written beside what is
        there; then one operation makes them count. Whenever this or the server is killed,
        the store is the old one or, from that operation on, the new one.

        Raises:
            StoreBusy: another process of this machine writes it.
            NotFound: the server holds other things where the graph is to be.
            BadInput: it cannot keep a statement as it is.
            EngineFailure: it fails, loses statements, or the probe refuses it.
        """
        with only_writer(url), tempfile.TemporaryDirectory(prefix="pactgraph-") as folder:
            database = Path(folder) / "db"
            contents = write_database(database, quads)
            manifest = Manifest.of(*contents, {}, extra)
            return cls.take(url, FinishedDatabase(database), manifest)

    @classmethod
    def take(cls, url: str, content: FinishedDatabase, manifest: Manifest) -> ServerStore:
        """Make what a finished store holds what the one on a server holds, as ``create`` does.

        The caller must be its ``only_writer``.
        """
        connection = connect(url, writing=True)
        try:
            connection.writable("update", connection.addresses.update)
            pointer, manner = prepared(connection)
            note = note_of(manifest, manner)
            if pointer.generation is not None:
                current = read_generation(connection, pointer.generation)
                if current.note == note:
                    return cls(url, connection, current)
            replace_generation(
                connection,
                manner,
                pointer,
                note,
                lambda token: write_generation(
                    connection, manner, token, note, pointer.generation, content
                ),
            )
            return cls(url, connection, settled(url, connection))
        except BaseException:
            connection.close()
            raise

    def change(self, change: GraphChange, manifest: Manifest) -> None:
        """Make of the current generation one with some statements more and some less.

        All or nothing, as ``create``; the cost is that of the change. ``manifest`` is of what is
        held afterwards. The caller must be the ``only_writer``, and be done with this object.

        Raises StoreBusy if another generation is current by now, and as ``create``.
        """
        connection = connect(self.url, writing=True)
        try:
            connection.writable("update", connection.addresses.update)
            pointer, manner = prepared(connection)
            before = pointer.generation
            if before is None or pointer != Pointer(self._generation.token):
                raise StoreBusy(
                    "the store on this server was changed by another process in the meantime",
                    iri=self.url,
                    hint="nothing was lost: do it again",
                )
            note = {**note_of(manifest, manner), CHANGED: change.counts}
            replace_generation(
                connection,
                manner,
                pointer,
                note,
                lambda token: write_change(connection, manner, token, note, before, change),
            )
        finally:
            connection.close()

    @property
    def extra(self) -> dict[str, Any]:
        """What its builder noted: the digest of the files, the articles, and more."""
        extra: dict[str, Any] = self._generation.note["extra"]
        return extra

    @property
    def digest(self) -> str:
        """The digest of all statements, that of a store on disk with the same ones."""
        return str(self._generation.note["digest"])

    @property
    def merged_count(self) -> int:
        """The number of statements of merged."""
        return int(self._generation.note["merged"])

    @property
    def manner(self) -> Manner:
        """How the server is asked."""
        return self._engine.manner

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
        return self._of_one_generation(
            lambda: self._engine.query(
                sparql, timeout=timeout, memory=memory, trusted=trusted, allow=allow, source=source
            )
        )

    def count(self, graph: NamedNode | None = None) -> int:
        """Return the number of triples of a named graph, or of merged."""
        return self._of_one_generation(lambda: self._engine.count(graph))

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return self._of_one_generation(self._engine.graphs)

    def snapshot(self, out: IO[bytes]) -> None:
        """Write everything as N-Quads; raises EngineFailure if it changes meanwhile."""
        self._engine.snapshot(out)
        if read_pointer(self.connection) != Pointer(self._generation.token):
            raise EngineFailure("the store was built anew while it was read", iri=self.url)

    def close(self) -> None:
        """End the child process."""
        self.connection.close()

    def _of_one_generation(self, ask: Callable[[], _Found]) -> _Found:
        for _ in range(_TRIES):
            problem: PactgraphError | None = None
            try:
                found = ask()
            except PactgraphError as error:
                # What failed while the graphs were exchanged may have failed for that.
                problem = error
            if read_pointer(self.connection) == Pointer(self._generation.token):
                if problem is not None:
                    raise problem
                return found
            self._generation = settled(self.url, self.connection)
            self._engine = ServerEngine(self.connection, manner_of(self._generation))
        raise EngineFailure("the store is built anew over and over", iri=self.url)
