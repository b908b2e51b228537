"""The embedded engine: Oxigraph, in memory or on disk."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain, islice
from pathlib import Path
from typing import IO, Final

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

from pactgraph.engine.child import Feed
from pactgraph.engine.finished_database import open_directory
from pactgraph.engine.guard import check
from pactgraph.engine.outline import column_order, may_select_all, undeclared_prefixes
from pactgraph.engine.protocol import Limits
from pactgraph.engine.query_process import QueryProcess
from pactgraph.engine.refusals import syntax_error
from pactgraph.engine.results import Answer, Rows, Triples, Truth
from pactgraph.engine.updates import update_here
from pactgraph.errors import EngineFailure
from pactgraph.namespaces import PREFIXES

_AT_ONCE: Final = 250_000
"""A bulk load holds what it is given, a kilobyte a statement, up to three million of them."""


class OxigraphEngine:
    """What both kinds share; see ``Engine`` for the methods' promises.

    Trusted queries run on a store open in this process; all others in a child that has
    the same content open and nothing else within reach.
    """

    has_lateral: Final = True

    def __init__(
        self, *, path: Path | None = None, feed: Feed | None = None, limits: Limits | None = None
    ) -> None:
        self.limits = limits or Limits()
        self._path = path
        self._feed = feed
        self._process = QueryProcess(path=path, feed=feed)
        self._reaching: QueryProcess | None = None

    def _store(self) -> pyoxigraph.Store:
        raise NotImplementedError

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
        """Return the answer to a query, as ``Engine.query`` promises."""
        if trusted:
            answer = _ask_here(self._store(), sparql, source)
        else:
            check(sparql, allow=allow, source=source)
            request: dict[str, object] = {
                "query": sparql,
                "prefixes": _missing_prefixes(sparql),
                "memory": self.limits.memory if memory is None else memory,
                "answer": self.limits.answer,
            }
            seconds = self.limits.timeout if timeout is None else timeout
            answer = self._process_for(allow).ask(request, timeout=seconds, source=source)
        # Oxigraph keeps the order of columns that are named, and sorts those that are not.
        if isinstance(answer, Rows) and may_select_all(sparql):
            return answer.reordered(column_order(sparql, answer.variables))
        return answer

    def _process_for(self, allow: Collection[str]) -> QueryProcess:
        if "SERVICE" not in {word.upper() for word in allow}:
            return self._process
        if self._reaching is None:
            self._reaching = QueryProcess(path=self._path, feed=self._feed, network=True)
        return self._reaching

    def start(self) -> None:
        """Start the child process now rather than at the first query."""
        self._process.start()

    def count(self, graph: NamedNode | None = None) -> int:
        """Return the number of triples of a named graph, or of the default graph."""
        pattern = "?s ?p ?o" if graph is None else f"GRAPH {graph} {{ ?s ?p ?o }}"
        answer = self.query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", trusted=True)
        assert isinstance(answer, Rows)
        (count,) = answer.column("n")
        assert isinstance(count, pyoxigraph.Literal)
        return int(count.value)

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return sorted(
            name.value for name in self._store().named_graphs() if isinstance(name, NamedNode)
        )

    def close(self) -> None:
        """End the child processes."""
        self._process.close()
        if self._reaching is not None:
            self._reaching.close()


class MemoryEngine(OxigraphEngine):
    """Oxigraph in memory; the child gets a copy when it is first needed.

    >>> engine = MemoryEngine()
    >>> a = NamedNode("http://example.org/a")
    >>> engine.load([Quad(a, a, a)])
    >>> engine.count()
    1
    >>> engine.close()
    """

    def __init__(self, quads: Iterable[Quad] = (), *, limits: Limits | None = None) -> None:
        super().__init__(feed=self._dump, limits=limits)
        self._content = pyoxigraph.Store()
        self._content.bulk_extend(quads)

    def _dump(self, out: IO[bytes]) -> None:
        self._content.dump(out, format=RdfFormat.N_QUADS)

    def _store(self) -> pyoxigraph.Store:
        return self._content

    def load(self, quads: Iterable[Quad]) -> None:
        """Add statements, all or none; a running child is replaced by one that has them."""
        try:
            self._content.extend(quads)
        finally:
            self.close()

    def update(self, sparql: str, *, source: str = "update") -> None:
        """Carry out an update, all or none; a running child is replaced by one that has it."""
        try:
            update_here(self._content, sparql, source)
        finally:
            self.close()

    def snapshot(self, out: IO[bytes]) -> None:
        """Write everything as N-Quads."""
        self._dump(out)


class DiskEngine(OxigraphEngine):
    """A finished Oxigraph directory, opened read-only by whoever asks it."""

    def __init__(self, path: Path, *, limits: Limits | None = None) -> None:
        super().__init__(path=path, limits=limits)
        self._opened: pyoxigraph.Store | None = None

    def _store(self) -> pyoxigraph.Store:
        if self._opened is None:
            self._opened = open_directory(self._path)
        return self._opened

    def close(self) -> None:
        """End the child processes and close the store."""
        super().close()
        self._opened = None


def write_directory(path: Path, quads: Iterable[Quad]) -> pyoxigraph.Store:
    """Write statements into a new Oxigraph directory, ready to be opened read-only.

    However many there are, it takes about 300 MB of memory. Returns the store, still open for
    writing: let go of it before anything opens the directory. Raises OSError.
    """
    store = pyoxigraph.Store(str(path))
    rest = iter(quads)
    for first in rest:
        store.bulk_extend(chain((first,), islice(rest, _AT_ONCE - 1)))
    # Without this, queries on what bulk loads left are several times slower.
    store.optimize()
    store.flush()
    return store


def _missing_prefixes(sparql: str) -> dict[str, str]:
    """Return the project's prefixes that the query uses without declaring them."""
    return {name: PREFIXES[name] for name in undeclared_prefixes(sparql) if name in PREFIXES}


def _ask_here(store: pyoxigraph.Store, sparql: str, source: str) -> Answer:
    try:
        # What the query declares itself goes before these.
        result = store.query(sparql, prefixes=PREFIXES)
        if isinstance(result, pyoxigraph.QueryBoolean):
            return Truth(bool(result))
        if isinstance(result, pyoxigraph.QueryTriples):
            return Triples(list(dict.fromkeys(result)))
        names = tuple(variable.value for variable in result.variables)
        return Rows(names, [tuple(solution) for solution in result])
    except SyntaxError as error:
        raise syntax_error(str(error), source) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineFailure(f"the engine failed: {error}") from error
