"""The store on a SPARQL server: opened, asked, and replaced as a whole or not at all."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final, TypeVar

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from pactgraph.engine.generations import StoreBusy
from pactgraph.engine.protocol import Limits
from pactgraph.engine.results import Answer
from pactgraph.errors import EngineFailure, NotFound, PactgraphError
from pactgraph.sparql_server.connection import SERVER_LIMITS, Connection
from pactgraph.sparql_server.generation import (
    Generation,
    StatementsLost,
    number_in_the_way,
    put_in_place,
    read_generation,
    take_away,
    write_generation,
)
from pactgraph.sparql_server.manner import Manner
from pactgraph.sparql_server.pointer import (
    Pointer,
    move_pointer,
    note_staging,
    read_pointer,
    set_pointer,
    stagings,
)
from pactgraph.sparql_server.probe import check, keep_data, probe
from pactgraph.sparql_server.server_engine import ServerEngine, connect
from pactgraph.sparql_server.store_names import generation_graph
from pactgraph.sparql_server.writer_lock import only_writer
from pactgraph.store_content import write_database
from pactgraph.store_manifest import Manifest

FORMAT: Final = 1
_TRIES: Final = 10
_PATIENCE: Final = 600.0
_PAUSE: Final = 0.2
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
        self._engine = ServerEngine(connection, _manner_of(generation))

    @classmethod
    def open(cls, url: str, *, limits: Limits = SERVER_LIMITS) -> ServerStore:
        """Open the store on a server; one whose switch was broken off is put in place first.

        Raises:
            NotFound: there is none.
            EngineFailure: the server fails, answers otherwise than it did, or is being written.
        """
        connection = connect(url, writing=False, limits=limits)
        try:
            generation = _settled(url, connection)
            check(connection, _manner_of(generation))
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
            digest = Manifest.of(*contents, {}, {}).digest
            connection = connect(url, writing=True)
            try:
                connection.writable("update", connection.addresses.update)
                pointer, manner = _prepared(connection)
                note = {
                    "format": FORMAT,
                    "digest": digest,
                    "statements": contents.merged.count + contents.named.count,
                    "merged": contents.merged.count,
                    "manner": _noted(manner),
                    "extra": dict(extra),
                }
                if pointer.generation is not None:
                    current = read_generation(connection, pointer.generation)
                    if current.note == note:
                        return cls(url, connection, current)
                content = pyoxigraph.Store.read_only(str(database))
                _replace(connection, manner, pointer, note, content)
                return cls(url, connection, _settled(url, connection))
            except BaseException:
                connection.close()
                raise

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
            self._generation = _settled(self.url, self.connection)
            self._engine = ServerEngine(self.connection, _manner_of(self._generation))
        raise EngineFailure("the store is built anew over and over", iri=self.url)


def _settled(url: str, connection: Connection) -> Generation:
    """Return the current generation, once its graphs are all in their places."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        pointer = read_pointer(connection)
        if pointer is None or pointer.generation is None:
            raise NotFound(
                "there is no store on this server", iri=url, hint=f"pactgraph build --store {url}"
            )
        if not pointer.switching:
            return read_generation(connection, pointer.generation)
        with suppress(StoreBusy), only_writer(url):
            _finish_broken_off(url, connection, pointer)
        time.sleep(_PAUSE)
    raise StoreBusy("the store on this server is being built", iri=url, hint="try again later")


def _finish_broken_off(url: str, connection: Connection, pointer: Pointer) -> None:
    if read_pointer(connection) != pointer:
        return
    if connection.addresses.update is not None:
        _finish(connection, pointer)
        return
    with_updates = connect(url, writing=True, limits=connection.limits)
    try:
        if with_updates.addresses.update is None:
            raise EngineFailure(
                "a build of the store on this server was broken off, and cannot be finished "
                "without writing",
                iri=url,
                hint=f"pactgraph build --store {url}, with the right to write",
            )
        _finish(with_updates, pointer)
    finally:
        with_updates.close()


def _prepared(connection: Connection) -> tuple[Pointer, Manner]:
    """Return pointer and manner of a server, with nothing on it left half done."""
    pointer = read_pointer(connection)
    if pointer is not None and pointer.generation is not None:
        if pointer.switching:
            # If what it was to be has been lost, what comes now takes its place.
            with suppress(StatementsLost):
                pointer = _finish(connection, pointer)
        assert pointer.generation is not None
        manner = _manner_of(read_generation(connection, pointer.generation))
        check(connection, manner)
    else:
        manner = probe(connection)
        keep_data(connection, manner)
        if pointer is None:
            set_pointer(connection)
            pointer = Pointer(None)
    _tidy(connection, manner, pointer)
    return pointer, manner


def _replace(
    connection: Connection,
    manner: Manner,
    old: Pointer,
    note: Mapping[str, Any],
    content: pyoxigraph.Store,
) -> None:
    token = str(note["digest"])[:16]
    if token == old.generation:
        # The same statements, of which something else is noted.
        token += "b"
    note_staging(connection, token, begins=True)
    try:
        write_generation(connection, manner, token, note, old.generation, content)
        if old.generation is None:
            _check_free(connection, manner, token)
    except PactgraphError:
        with suppress(PactgraphError):
            _tidy(connection, manner, old)
        raise
    if old.generation is not None:
        note_staging(connection, old.generation, begins=True)
    switching = Pointer(token, switching=True)
    move_pointer(connection, old, switching)
    _finish(connection, switching)


def _check_free(connection: Connection, manner: Manner, token: str) -> None:
    found = number_in_the_way(connection, manner, read_generation(connection, token))
    if found:
        raise NotFound(
            f"this server holds {found:,} statements that are no store's, where the graph is to be",
            iri=connection.addresses.query,
            hint="give the graph a dataset of its own: nothing of it will be overwritten",
        )


def _finish(connection: Connection, pointer: Pointer) -> Pointer:
    assert pointer.generation is not None
    generation = read_generation(connection, pointer.generation)
    manner = _manner_of(generation)
    put_in_place(connection, manner, generation)
    settled = Pointer(pointer.generation)
    move_pointer(connection, pointer, settled)
    _tidy(connection, manner, settled)
    return settled


def _tidy(connection: Connection, manner: Manner, pointer: Pointer) -> None:
    """Take away what builds left that did not come to their end, and what was replaced."""
    for token in stagings(connection):
        take_away(connection, manner, token, is_current=token == pointer.generation)
        note_staging(connection, token, begins=False)


def _noted(manner: Manner) -> dict[str, Any]:
    return {
        "merged": None if manner.merged is None else manner.merged.value,
        "whole": manner.whole,
        "coded": manner.coded,
        "hidden": sorted(graph.value for graph in manner.hidden),
        "most_rows": manner.most_rows,
    }


def _manner_of(generation: Generation) -> Manner:
    noted = generation.note.get("manner", {})
    if generation.note.get("format") != FORMAT:
        raise EngineFailure(
            "the store on this server was made by another version of pactgraph",
            hint="have that version build it, or empty the server",
        )
    return Manner(
        merged=None if noted["merged"] is None else NamedNode(noted["merged"]),
        whole=bool(noted["whole"]),
        coded=bool(noted["coded"]),
        hidden=frozenset(map(NamedNode, noted["hidden"])),
        listed_in=generation_graph(generation.token),
        most_rows=noted["most_rows"],
    )
