"""The process that writes a scratch store: one change at a time, whole or not at all.

Started as a program by the server, with a configuration as JSON: ``store``, the folder of the
database that is written, and ``memory``, its cap in bytes. A request ``Q`` has ``operation``:

- ``load``: ``files``, pairs of a path and the name that messages call it by; all or none.
- ``update``: ``update``, SPARQL 1.1 Update, ``base``, ``prefixes``.
- ``put``, ``post``: ``graph`` (an IRI, or null for the default graph), ``body`` (the path of a
  file with the request's body), ``media_type``, ``base``, ``name`` (what messages call it).
- ``delete``: ``graph``.

Each has ``snapshot``, the folder into which the database is copied, by hard links, once the
change is on the disk. The answer's head says ``created``, whether a graph is there that was
not before, and after ``load`` has ``graphs``, the number of triples by graph (the default
graph's name is empty); or ``X`` says why nothing has changed.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from pactgraph.engine import worker
from pactgraph.engine.frames import frame
from pactgraph.engine.output import Output, Stop
from pactgraph.engine.request_loop import Requests
from pactgraph.errors import BadInput
from pactgraph.source.parsing import parse_bytes, read_bytes, syntax_of

SYNTAXES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}
"""The syntax of a request's body, by its media type."""


class Refused(Stop):
    """What cannot be done as it was asked: told as an HTTP error, with its status."""

    def __init__(self, status: int, title: str, hint: str | None = None) -> None:
        super().__init__("refused", title)
        self.status = status
        self.hint = hint

    def frame(self) -> bytes:
        """Return the frame that tells of it."""
        told = {"status": self.status, "title": self.message, "detail": "", "hint": self.hint}
        return frame(b"X", json.dumps(told).encode())


class Writable:
    """A database open for writing, which answers requests for changes."""

    def __init__(self, folder: Path) -> None:
        self.store = ox.Store(str(folder))

    def answer(self, request: dict[str, Any], out: Output) -> None:
        """Make one change, put it on the disk, and copy the database for its readers."""
        operation = request["operation"]
        created = False
        try:
            if operation == "load":
                self._load([(Path(path), name) for path, name in request["files"]])
            elif operation == "update":
                self.store.update(
                    request["update"], base_iri=request["base"], prefixes=request["prefixes"]
                )
            else:
                graph = _graph(request["graph"])
                existed = self._has(graph)
                if operation == "delete":
                    self._delete(graph, existed)
                else:
                    quads = _body(request, graph)
                    self._write(graph, quads, replacing=operation == "put")
                    created = not existed
            self.store.flush()
            _copy(self.store, Path(request["snapshot"]))
        except BadInput as error:
            where = "" if error.location is None else f"{error.location}: "
            raise Refused(400, f"{where}{error.message}", error.hint) from error
        except SyntaxError as error:
            raise Stop("syntax", str(error)) from error
        except MemoryError as error:
            raise Stop("memory", str(error)) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise Stop("engine", str(error)) from error
        head: dict[str, object] = {"created": created}
        if operation == "load":
            head["graphs"] = self._counts()
        out.form(json.dumps(head))

    def _counts(self) -> dict[str, int]:
        counted = self.store.query(
            "SELECT ?graph (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?graph { ?s ?p ?o } } }"
            "GROUP BY ?graph"
        )
        assert isinstance(counted, ox.QuerySolutions)
        found: dict[str, int] = {}
        for graph, count in counted:
            assert isinstance(count, ox.Literal)
            found[graph.value if isinstance(graph, ox.NamedNode) else ""] = int(count.value)
        return found

    def _has(self, graph: ox.NamedNode | ox.DefaultGraph) -> bool:
        # The default graph is always there (SPARQL 1.1 Graph Store HTTP Protocol, section 5).
        return isinstance(graph, ox.DefaultGraph) or self.store.contains_named_graph(graph)

    def _load(self, files: list[tuple[Path, str]]) -> None:
        quads: list[ox.Quad] = []
        for path, name in files:
            syntax = syntax_of(path, name)
            quads += parse_bytes(read_bytes(path, name), syntax, base=None, display=name)
        self.store.bulk_extend(quads)
        # Without this, queries on what a bulk load left are several times slower.
        self.store.optimize()

    def _write(
        self, graph: ox.NamedNode | ox.DefaultGraph, quads: list[ox.Quad], *, replacing: bool
    ) -> None:
        # One update is one transaction; quads that are removed and added in two would not be.
        lines = "".join(f"{quad.triple} .\n" for quad in quads)
        named = isinstance(graph, ox.NamedNode)
        inside = f"GRAPH {graph} {{ {lines} }}" if named else lines
        steps = [f"INSERT DATA {{ {inside} }}"]
        if named:
            steps.insert(0, f"CREATE SILENT GRAPH {graph}")
        if replacing:
            steps.insert(0, f"CLEAR SILENT {f'GRAPH {graph}' if named else 'DEFAULT'}")
        self.store.update(" ;\n".join(steps))

    def _delete(self, graph: ox.NamedNode | ox.DefaultGraph, existed: bool) -> None:
        if not existed:
            raise Refused(404, f"there is no graph {graph}")
        if isinstance(graph, ox.NamedNode):
            self.store.remove_graph(graph)
        else:
            self.store.clear_graph(graph)


def _graph(iri: str | None) -> ox.NamedNode | ox.DefaultGraph:
    return ox.DefaultGraph() if iri is None else ox.NamedNode(iri)


def _body(request: dict[str, Any], graph: ox.NamedNode | ox.DefaultGraph) -> list[ox.Quad]:
    name = request["name"]
    syntax = SYNTAXES[request["media_type"]]
    data = read_bytes(Path(request["body"]), name)
    quads = parse_bytes(data, syntax, base=request["base"], display=name)
    if any(not isinstance(quad.graph_name, ox.DefaultGraph) for quad in quads):
        raise BadInput("the body names graphs, and the request is for one graph")
    return quads


def _copy(store: ox.Store, snapshot: Path) -> None:
    """Copy the database so that its name stands only for a whole copy."""
    unfinished = snapshot.with_name(f"{snapshot.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    store.backup(str(unfinished))
    unfinished.rename(snapshot)


def open_writable(config: dict[str, object], requests: Requests) -> Writable:
    """Open the database that the configuration names; raises Stop if that fails."""
    try:
        return Writable(Path(str(config["store"])))
    except OSError as error:
        raise Stop("engine", str(error)) from error


def main(configuration: str) -> None:
    """Write what is asked, for as long as the server lives."""
    worker.main(configuration, open_writable)
