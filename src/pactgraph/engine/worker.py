"""The child process that runs queries: it opens one store, shuts itself in, and answers.

Started as a program, with nothing of the package but the few modules it imports, so that it
is up in the time it takes to load pyoxigraph.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, BinaryIO, Protocol

import pyoxigraph

from pactgraph.engine.answer_formats import write_answer
from pactgraph.engine.confinement import Memory, no_core_dump, shut_in
from pactgraph.engine.dataset import query_dataset
from pactgraph.engine.frames import frame, write_frame
from pactgraph.engine.held import hold
from pactgraph.engine.output import Output, Stop
from pactgraph.engine.request_loop import Requests, read_and_work


class Asked(Protocol):
    """Something that answers a request by writing into an output."""

    def answer(self, request: dict[str, object], out: Output) -> None:
        """Answer one request."""


class StoreAsked:
    """An Oxigraph store: a directory opened read-only, or memory filled from N-Quads.

    ``held`` stays open for as long as it is asked: nobody removes the directory meanwhile.
    """

    def __init__(self, store: pyoxigraph.Store, held: IO[str] | None = None) -> None:
        self.store = store
        self._held = held

    def answer(self, request: dict[str, object], out: Output) -> None:
        """Run one query and write its answer.

        ``query`` is its text, ``prefixes`` the prefixes that it need not declare. With
        ``row_format`` and ``graph_format`` the answer is in one of these, and ``rows``,
        ``base``, ``default_graphs`` and ``named_graphs`` are taken too; without, it is SPARQL
        JSON or N-Triples.
        """
        if not isinstance(request["query"], str) or not isinstance(request["prefixes"], dict):
            raise Stop("engine", "a request that is none")
        try:
            if wants_a_format(request):
                write_answer(query_dataset(self.store, request), request, out)
            else:
                result = self.store.query(request["query"], prefixes=request["prefixes"])
                write_result(result, out)
        except SyntaxError as error:
            raise Stop("syntax", str(error)) from error
        except MemoryError as error:
            raise Stop("memory", str(error)) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise Stop("engine", str(error)) from error


def wants_a_format(request: dict[str, object]) -> bool:
    """Tell whether a request says in which format the answer is to be."""
    return "row_format" in request


def write_result(
    result: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples,
    out: Output,
) -> None:
    """Write a result of pyoxigraph as SPARQL JSON or N-Triples."""
    if isinstance(result, pyoxigraph.QueryTriples):
        out.form("triples")
        result.serialize(out, format=pyoxigraph.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
    else:
        out.form("rows")
        result.serialize(out, format=pyoxigraph.QueryResultsFormat.JSON)  # type: ignore[arg-type]


class Pieces:
    """The N-Quads that the parent sends, as a file to read from."""

    def __init__(self, requests: Requests) -> None:
        self.requests = requests
        self.rest = b""
        self.ended = False

    def read(self, size: int = -1) -> bytes:
        """Return some bytes, none at the end."""
        while not self.rest and not self.ended:
            _, self.rest = self.requests.get()
            self.ended = not self.rest
        taken = self.rest if size < 0 else self.rest[:size]
        self.rest = self.rest[len(taken) :]
        return taken


def hold_generation(config: dict[str, object]) -> IO[str] | None:
    """Hold the generation that the configuration names, if it names one: the file stays open.

    Raises Stop if it has gone.
    """
    if config.get("held") is None:
        return None
    held = hold(Path(str(config["held"])))
    if held is None:
        raise Stop("engine", "this generation of the store is gone")
    return held


def open_store(config: dict[str, object], requests: Requests) -> pyoxigraph.Store:
    """Open the store that the configuration names; raises Stop if that fails."""
    try:
        if config["path"] is not None:
            return pyoxigraph.Store.read_only(str(config["path"]))
        store = pyoxigraph.Store()
        pieces = Pieces(requests)
        store.bulk_load(pieces, format=pyoxigraph.RdfFormat.N_QUADS)  # type: ignore[arg-type]
    except (OSError, SyntaxError, RuntimeError) as error:
        raise Stop("engine", str(error)) from error
    return store


def serve(asked: Asked, requests: Requests, memory: Memory, stream: BinaryIO) -> None:
    """Answer requests until the process ends."""
    memory.settle()
    write_frame(stream, b"R")
    while True:
        _, payload = requests.get()
        request = json.loads(payload)
        stream.write(frame(b"A"))
        if not wants_a_format(request):
            # The others need not know that it began: it goes out with the answer.
            stream.flush()
        out = Output(stream, request["answer"])
        memory.allow(request["memory"])
        try:
            asked.answer(request, out)
            out.finish({"tired": memory.is_tired()})
        except Stop as stop:
            stream.write(stop.frame())
            stream.flush()


def open_local(config: dict[str, object], requests: Requests) -> Asked:
    """Open the store, then shut the process in unless SERVICE is allowed."""
    held = hold_generation(config)
    asked = StoreAsked(open_store(config, requests), held)
    if not config["network"]:
        shut_in()
    return asked


Opener = Callable[[dict[str, object], Requests], Asked]


def main(configuration: str, opener: Opener = open_local) -> None:
    """Open what there is to ask, and answer for as long as the parent lives."""
    config = json.loads(configuration)

    def run(requests: Requests) -> None:
        stream = sys.stdout.buffer
        memory = Memory()
        no_core_dump()
        try:
            asked = opener(config, requests)
        except Stop as stop:
            stream.write(stop.frame())
            stream.flush()
            os._exit(1)
        serve(asked, requests, memory, stream)

    read_and_work(run)
