"""What the tests of writing share: a server of RDF files that takes changes, and requests to it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from gateway_world import Answer, Server, running

TOKEN = "a-token-of-the-tests"
AUTHORISED = {"Authorization": f"Bearer {TOKEN}"}
UPDATE = {"Content-Type": "application/sparql-update"}
TURTLE = {"Content-Type": "text/turtle"}
EX = "http://example.org/"


@contextmanager
def writable(
    folder: Path,
    *files: Path,
    scratch: Path | None = None,
    limits: Mapping[str, Mapping[str, object]] | None = None,
    options: Sequence[str] = (),
) -> Iterator[Server]:
    """Serve files, or nothing, so that they can be changed."""
    folder.mkdir(exist_ok=True)
    kept = scratch or folder / "scratch"
    arguments = ["serve", "--writable", "--port", "0", "--workers", "2", "--scratch", str(kept)]
    with running(
        [*arguments, *options, *map(str, files)],
        folder,
        limits=limits,
        environment={"PACTGRAPH_TOKEN": TOKEN},
    ) as server:
        yield server


def update(server: Server, text: str, dataset: Sequence[tuple[str, str]] = ()) -> Answer:
    """Send an update, with the token."""
    where = "/sparql" + (f"?{urlencode(dataset)}" if dataset else "")
    return server.ask(where, "POST", {**UPDATE, **AUTHORISED}, text)


def graph_store(graph: str | None) -> str:
    """Return the URL of a graph, None for the default graph."""
    return "/graph-store?" + ("default" if graph is None else f"graph={quote(graph, safe='')}")


def put(server: Server, graph: str | None, turtle: str, method: str = "PUT") -> Answer:
    """Send a graph, with the token."""
    return server.ask(graph_store(graph), method, {**TURTLE, **AUTHORISED}, turtle)


def content(server: Server) -> set[str]:
    """Return all there is, as lines of CSV: graph, subject, predicate, object."""
    found = server.query(
        "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", "text/csv"
    )
    assert found.status == 200, found.text
    return set(found.text.split("\r\n")[1:-1])


def count(server: Server) -> int:
    """Return how many triples the default graph has."""
    got = server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv")
    assert got.status == 200, got.text
    return int(got.text.split()[1])


def writing_process(server: Server) -> int | None:
    """Return the process that makes the changes, if there is one just now."""
    return next(iter(children(server.process.pid, "pactgraph.server.writer")), None)


def children(parent: int, module: str) -> list[int]:
    """Return the processes that a server runs a module in."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if int(stat[1]) == parent and module.encode() in command.split(b"\0"):
                found.append(int(entry.name))
    return found


def size_of(folder: Path) -> int:
    """Return how many bytes the files of a folder take, one with several names once."""
    sizes = {}
    for place, _, names in os.walk(folder):
        for name in names:
            status = os.lstat(os.path.join(place, name))
            sizes[status.st_ino] = status.st_size
    return sum(sizes.values())
