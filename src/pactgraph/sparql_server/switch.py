"""The switch of a store on a server from one generation to the next, begun and finished.

Whoever finds one that was broken off finishes it, or takes away what is left of it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from pyoxigraph import NamedNode

from pactgraph.engine.generations import StoreBusy
from pactgraph.errors import EngineFailure, NotFound, PactgraphError
from pactgraph.sparql_server.connection import Connection
from pactgraph.sparql_server.generation import (
    Generation,
    StatementsLost,
    number_in_the_way,
    put_in_place,
    read_generation,
    take_away,
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
from pactgraph.sparql_server.server_engine import connect
from pactgraph.sparql_server.store_names import generation_graph
from pactgraph.sparql_server.writer_lock import only_writer
from pactgraph.store_manifest import Manifest

FORMAT: Final = 1
_PATIENCE: Final = 600.0
_PAUSE: Final = 0.2


def settled(url: str, connection: Connection) -> Generation:
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


def prepared(connection: Connection) -> tuple[Pointer, Manner]:
    """Return pointer and manner of a server, with nothing on it left half done."""
    pointer = read_pointer(connection)
    if pointer is not None and pointer.generation is not None:
        if pointer.switching:
            # If what it was to be has been lost, what comes now takes its place.
            with suppress(StatementsLost):
                pointer = _finish(connection, pointer)
        assert pointer.generation is not None
        manner = manner_of(read_generation(connection, pointer.generation))
        check(connection, manner)
    else:
        manner = probe(connection)
        keep_data(connection, manner)
        if pointer is None:
            set_pointer(connection)
            pointer = Pointer(None)
    _tidy(connection, manner, pointer)
    return pointer, manner


def note_of(manifest: Manifest, manner: Manner) -> dict[str, Any]:
    """Return what is noted of a generation that holds what a manifest says."""
    return {
        "format": FORMAT,
        "digest": manifest.digest,
        "statements": manifest.total,
        "merged": manifest.merged.count,
        "manner": _noted(manner),
        "extra": dict(manifest.extra),
    }


def replace_generation(
    connection: Connection,
    manner: Manner,
    old: Pointer,
    note: Mapping[str, Any],
    write: Callable[[str], None],
) -> None:
    """Have a generation take the place of the old one; ``write`` writes it aside, by its name."""
    # The same statements may come again, and staged graphs keep the names of their generation.
    token = f"{note['digest'][:16]}{secrets.token_hex(4)}"
    note_staging(connection, token, begins=True)
    try:
        write(token)
        if old.generation is None:
            _check_free(connection, manner, token)
    except PactgraphError:
        with suppress(PactgraphError):
            _tidy(connection, manner, old)
        raise
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
    manner = manner_of(generation)
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


def manner_of(generation: Generation) -> Manner:
    """Return how the server of a generation is asked; raises EngineFailure for another format."""
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
