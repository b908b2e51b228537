"""The process that makes documents: it has the graph open, and answers one request at a time.

It is started by the server with a configuration as JSON: ``project``, ``store`` and
``articles``, each a path, the last or null, and ``generation``, which one of the store is
opened, as it is and nothing built; or else ``database``, the folder of a graph of RDF files,
and ``held``, the one around it; ``version``, and ``memory``, how many bytes a document may
take on top of the open graph. A request is a frame ``Q`` with a DocumentRequest as JSON; the
answer is ``H`` with ``status``, ``content_type`` and ``headers``, then ``D`` with the body in
pieces, then ``Z``; or ``X`` with ``status``, ``title``, ``detail``, ``hint`` and
``candidates``.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from pactgraph.engine.confinement import Memory, keep_output_for_frames, no_core_dump
from pactgraph.engine.frames import frame, write_frame
from pactgraph.engine.held import hold
from pactgraph.engine.oxigraph_engine import DiskEngine
from pactgraph.engine.request_loop import Requests, read_and_work
from pactgraph.engine.sealing import seal
from pactgraph.errors import NotFound, PactgraphError
from pactgraph.opening import open_generation
from pactgraph.web.answering import answer, status_of
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.site import GraphSite, Site
from pactgraph.web.warming import steps

_PIECE = 60_000


def main(configuration: str) -> None:
    """Open the graph, say that it is ready, and answer for as long as the server lives.

    It ends with the server even while it is at work, and the processes that it asks queries
    end with it.
    """
    config = json.loads(configuration)
    no_core_dump()
    # It keeps views as stores, and starts the processes that it asks; it needs no network.
    seal(writes=True, starts=True)
    stream = keep_output_for_frames()
    read_and_work(lambda requests: _serve(config, requests, stream))


def _serve(config: dict[str, Any], requests: Requests, stream: BinaryIO) -> None:
    memory = Memory()
    try:
        site = _site(config)
    except PactgraphError as error:
        write_frame(stream, b"X", json.dumps(_problem(error)).encode())
        os._exit(1)
    memory.settle()
    memory.allow(config["memory"])
    write_frame(stream, b"R")
    idle = steps(site)
    while True:
        while not requests.waiting() and (step := next(idle, None)) is not None:
            with contextlib.suppress(Exception):
                step()
        _, payload = requests.get()
        stream.write(frame(b"A") + _answer(site, json.loads(payload), memory))
        stream.flush()


def _site(config: dict[str, Any]) -> GraphSite:
    version = config["version"]
    if "database" in config:
        held = hold(Path(config["held"]))
        if held is None:
            raise NotFound("this state of the graph is gone")
        return GraphSite(DiskEngine(Path(config["database"])), version=version, held=held)
    articles = config["articles"] and Path(config["articles"])
    store, generation = Path(config["store"]), config["generation"]
    graph = open_generation(Path(config["project"]), store, generation, articles)
    return Site(graph, version=version)


def _answer(site: GraphSite, content: dict[str, Any], memory: Memory) -> bytes:
    """Return the frames of the answer to a request."""
    try:
        document = answer(site, DocumentRequest.from_json(content))
    except PactgraphError as error:
        problem = _problem(error)
    except MemoryError:
        problem = _told(503, "this needs more memory than a document may take")
    except Exception:
        # Told to the operator, and to nobody else: it may name files or other people's queries.
        traceback.print_exc(file=sys.stderr)
        sys.stderr.flush()
        problem = _told(500, "the server failed")
    else:
        return _frames(document, memory)
    return frame(b"X", json.dumps(problem).encode())


def _frames(document: Document, memory: Memory) -> bytes:
    head = {
        "status": document.status,
        "content_type": document.content_type,
        "headers": dict(document.headers),
    }
    body = document.body
    pieces = (body[start : start + _PIECE] for start in range(0, len(body), _PIECE))
    return b"".join(
        [
            frame(b"H", json.dumps(head).encode()),
            *(frame(b"D", piece) for piece in pieces),
            frame(b"Z", json.dumps({"tired": memory.is_tired()}).encode()),
        ]
    )


def _told(status: int, title: str) -> dict[str, object]:
    return {"status": status, "title": title, "detail": "", "hint": None, "candidates": []}


def _problem(error: PactgraphError) -> dict[str, object]:
    return {
        "status": status_of(error),
        "title": error.message,
        "detail": "" if error.iri is None else error.iri,
        "hint": error.hint,
        "candidates": list(getattr(error, "candidates", ())),
    }
