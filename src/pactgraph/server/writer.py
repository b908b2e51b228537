"""The process that writes a scratch store: one change at a time, whole or not at all.

Started as a program by the server, with a configuration as JSON: ``folder``, that of the
scratch store. What counts are its snapshots, which are never changed: a change is made in a
working copy of one, which then becomes the next snapshot. A working copy of which that cannot
be said, because something failed, is thrown away. A request ``Q`` has ``from``, the name of
the snapshot to begin with (null: an empty store), ``to``, that of the one to make, and
``operation``:

- ``load``: ``files``, pairs of a path and the name that messages call it by; all or none.
- ``update``: ``update``, SPARQL 1.1 Update, ``base``, ``prefixes``.
- ``put``, ``post``: ``graph`` (an IRI, or null for the default graph), ``body`` (the path of a
  file with the request's body), ``media_type``, ``base``, ``name`` (what messages call it).
- ``delete``: ``graph``.

The answer's head says ``created``, whether a graph is there that was not before; or ``X`` says
why there is no such snapshot. After ``load`` the head has ``graphs``, the number of triples by
graph, unless there are very many.
"""

from __future__ import annotations

import json
import re
import secrets
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from pactgraph.engine import worker
from pactgraph.engine.frames import frame
from pactgraph.engine.output import Output, Stop
from pactgraph.engine.request_loop import Requests
from pactgraph.engine.sealing import seal
from pactgraph.errors import BadInput
from pactgraph.server.scratch_folder import is_full
from pactgraph.server.working_copy import WorkingCopy
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

_NOT_AS_EXPECTED = re.compile(r"The graph .* (?:does not exist|already exists)", re.DOTALL)
"""What the engine says of an operation on a graph (SPARQL 1.1 Update, section 3.2)."""

Name = ox.NamedNode | ox.DefaultGraph

_MOST_COUNTED = 1000
"""Of more graphs it is not said how many triples each has."""

_COUNTS = """
SELECT ?graph (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?graph { ?s ?p ?o } } }
GROUP BY ?graph
"""


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
    """Makes changes, one snapshot of another."""

    def __init__(self, copy: WorkingCopy) -> None:
        self._copy = copy
        # Opened at once, so that what a database takes by itself counts against no request.
        self._store: ox.Store | None = copy.of(None)
        self._is_of: str | None = None

    def answer(self, request: dict[str, Any], out: Output) -> None:
        """Make one change, and a snapshot that has it and is on the disk; raises Stop."""
        try:
            head = self._changed(request)
        except BadInput as error:
            where = "" if error.location is None else f"{error.location}: "
            raise Refused(400, f"{where}{error.message}", error.hint) from error
        except SyntaxError as error:
            raise Stop("syntax", str(error)) from error
        except (MemoryError, SystemError) as error:
            # The latter is what comes of it when there is no memory left for an error either.
            raise Stop("memory", str(error)) from error
        except (OSError, ValueError, RuntimeError) as error:
            if is_full(error):
                raise Refused(
                    507,
                    f"the store cannot be written: {error}",
                    "the store is as it was before; free some space and send it again",
                ) from error
            raise Stop("engine", str(error)) from error
        out.form(json.dumps(head))

    def _changed(self, request: dict[str, Any]) -> dict[str, object]:
        before, after = request["from"], request["to"]
        store = self._copy_of(before)
        # Until the snapshot is there, what is in the copy is nothing that counts.
        self._is_of = None
        created = _change(store, request)
        graphs = _counts(store) if request["operation"] == "load" else None
        store.flush()
        self._copy.give_out(store, after, graphs)
        self._is_of = after
        return {"created": created, "graphs": graphs}

    def _copy_of(self, snapshot: str | None) -> ox.Store:
        if self._store is None or self._is_of is None or self._is_of != snapshot:
            # Closed before it is removed.
            self._store = None
            self._store = self._copy.of(snapshot)
        return self._store


def _change(store: ox.Store, request: dict[str, Any]) -> bool:
    """Change a store as a request says; returns whether a graph is new."""
    operation = request["operation"]
    if operation == "load":
        for path, name in request["files"]:
            syntax = syntax_of(Path(path), name)
            data = read_bytes(Path(path), name)
            store.bulk_extend(parse_bytes(data, syntax, base=None, display=name))
        # Without this, queries on what a bulk load left are several times slower.
        store.optimize()
        return False
    if operation == "update":
        try:
            store.update(request["update"], base_iri=request["base"], prefixes=request["prefixes"])
        except RuntimeError as error:
            # Told apart from a failure by its words alone.
            if _NOT_AS_EXPECTED.fullmatch(str(error)):
                raise Refused(
                    409, str(error), "with SILENT the update goes on; nothing was changed now"
                ) from error
            raise
        return False
    graph: Name = ox.DefaultGraph()
    if request["graph"] is not None:
        graph = ox.NamedNode(request["graph"])
    # The default graph is always there (SPARQL 1.1 Graph Store HTTP Protocol, section 5).
    existed = isinstance(graph, ox.DefaultGraph) or store.contains_named_graph(graph)
    if operation == "delete":
        if not existed:
            raise Refused(404, f"there is no graph {graph}")
        store.remove_graph(graph)
        return False
    quads = _body(request, graph)
    if operation == "put":
        store.clear_graph(graph)
    if isinstance(graph, ox.NamedNode):
        store.add_graph(graph)
    store.bulk_extend(quads)
    return not existed


def _counts(store: ox.Store) -> dict[str, int] | None:
    """Return the number of triples by graph; the default graph's name is empty.

    None stands for very many graphs.
    """
    counted = store.query(_COUNTS)
    assert isinstance(counted, ox.QuerySolutions)
    found: dict[str, int] = {}
    for graph, count in counted:
        if len(found) == _MOST_COUNTED:
            return None
        assert isinstance(count, ox.Literal)
        name = graph.value if isinstance(graph, ox.NamedNode) else str(graph or "")
        found[name] = int(count.value)
    return found


def _body(request: dict[str, Any], graph: Name) -> list[ox.Quad]:
    name = request["name"]
    quads = parse_bytes(
        read_bytes(Path(request["body"]), name),
        SYNTAXES[request["media_type"]],
        base=request["base"],
        display=name,
        # What has no name in one body is nothing in another.
        blank_nodes=secrets.token_hex(8),
    )
    if any(not isinstance(quad.graph_name, ox.DefaultGraph) for quad in quads):
        raise BadInput("the body names graphs, and the request is for one graph")
    return [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]


def open_writable(config: dict[str, object], requests: Requests) -> Writable:
    """Take the folder that the configuration names; raises Stop if it cannot be had.

    From then on nothing outside of this machine's files can be reached: whatever an update
    says, it loads nothing from elsewhere.
    """
    copy = WorkingCopy(Path(str(config["folder"])))
    try:
        copy.take()
        writable = Writable(copy)
    except OSError as error:
        raise Stop("engine", str(error)) from error
    seal(writes=True)
    return writable


def main(configuration: str) -> None:
    """Write what is asked, for as long as the server lives."""
    worker.main(configuration, open_writable)
