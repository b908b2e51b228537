"""The engines that stored queries are asked of side by side."""

from __future__ import annotations

import asyncio
import contextlib
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from benchmarks.endpoint_servers import MERGED, RESULTS, Virtuoso
from benchmarks.graph_sizes import Size

from pactgraph.engine.oxigraph_engine import DiskEngine, open_directory
from pactgraph.engine.results import Rows, Triples
from pactgraph.errors import DeadlineExceeded
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.query.parameters import bind
from pactgraph.query.stored_query import StoredQuery
from pactgraph.source.texts import Texts
from pactgraph.store import Store
from pactgraph.store_content import DATABASE

SECONDS = 20
"""How long a query is waited for."""


class CannotAnswer(Exception):
    """An engine did not answer; it says why in a few words."""


@contextlib.contextmanager
def in_time() -> Iterator[None]:
    """Make of a deadline that has passed a CannotAnswer."""
    try:
        yield
    except DeadlineExceeded as error:
        raise CannotAnswer(f"no answer in {SECONDS} s") from error


class Asked(Protocol):
    """An engine with a graph in it."""

    name: str

    def rows(self, query: StoredQuery, values: Mapping[str, object]) -> int:
        """Return how many rows or triples the answer has; raises CannotAnswer."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class Pactgraph:
    """The stored query as ``KnowledgeGraph.run`` answers it: bound, planned, in a child process."""

    name = "pactgraph"

    def __init__(self, size: Size) -> None:
        store = Store.open(size.store)
        self._kg = KnowledgeGraph(size.project, store.engine(), Texts(None), store=store)

    def rows(self, query: StoredQuery, values: Mapping[str, object]) -> int:
        """Return how many rows the answer has; raises CannotAnswer."""
        with in_time():
            return len(self._kg.ask_stored(query, values, timeout=SECONDS))

    def close(self) -> None:
        """Let go of it."""
        self._kg.close()


class Pyoxigraph:
    """The same text, its parameters in a VALUES, on the same store, in a child process as ours."""

    name = "pyoxigraph"

    def __init__(self, size: Size) -> None:
        with Store.open(size.store) as store:
            self._engine = DiskEngine(store.folder / DATABASE)
            self.store = open_directory(store.folder / DATABASE)

    def rows(self, query: StoredQuery, values: Mapping[str, object]) -> int:
        """Return how many rows the answer has; raises CannotAnswer."""
        with in_time():
            found = self._engine.query(bind(query, values), timeout=SECONDS)
        assert isinstance(found, Rows | Triples)
        return len(found)

    def close(self) -> None:
        """End its child process."""
        self._engine.close()


class VirtuosoServer:
    """The same text over HTTP; merged is the default graph of each request."""

    name = "Virtuoso"

    def __init__(self, size: Size, folder: Path) -> None:
        size.write_quads()
        self._server = Virtuoso(size.quads, folder)
        missing = self._server.missing()
        if missing:
            raise CannotAnswer(missing)
        if not (folder / "virtuoso.db").exists():
            asyncio.run(self._server.prepare())
        asyncio.run(self._server.start())

    def rows(self, query: StoredQuery, values: Mapping[str, object]) -> int:
        """Return how many rows the answer has."""
        form = [("default-graph-uri", MERGED), ("query", bind(query, values))]
        accepted = RESULTS if query.form == "SELECT" else "application/n-triples"
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._server.port}/sparql",
            urllib.parse.urlencode(form).encode(),
            {"Accept": accepted},
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                body = answer.read()
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace").split("\n")[0]
            raise CannotAnswer(f"HTTP {error.code}: {said[:60]}") from error
        except OSError as error:
            raise CannotAnswer(f"no answer in {SECONDS} s") from error
        if query.form != "SELECT":
            return body.count(b"\n")
        return len(json.loads(body)["results"]["bindings"])

    def close(self) -> None:
        """End the server."""
        asyncio.run(self._server.stop())


class Maplib:
    """Merged alone, in memory: named graphs it does not read from a file."""

    name = "maplib"

    def __init__(self, size: Size) -> None:
        try:
            from maplib import Model
        except ImportError as error:
            raise CannotAnswer("not installed: pip install 'pactgraph[bench]'") from error
        size.write_merged()
        self._model = Model()
        self._model.read(str(size.merged), format="ntriples")

    def rows(self, query: StoredQuery, values: Mapping[str, object]) -> int:
        """Return how many rows the answer has."""
        if "GRAPH" in query.text:
            raise CannotAnswer("no named graphs")
        try:
            return len(self._model.query(bind(query, values)))
        except BaseException as error:  # a panic of Rust is no Exception
            if isinstance(error, KeyboardInterrupt):
                raise
            raise CannotAnswer(f"{type(error).__name__}: {str(error)[:60]}") from error

    def close(self) -> None:
        """Let go of it."""
