"""A finished Oxigraph directory, read in this process: what it cannot give is an error of ours."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from pactgraph.errors import EngineFailure, Location

REBUILD = "build it again: pactgraph rebuild (a store is derived from the files)"

CHECK = "if the system is not at fault, look what is damaged: pactgraph verify --store"


class FinishedDatabase:
    """Look-ups in a directory that nobody writes to.

    The engine keeps a checksum of each block that it reads; a block that is not as it was
    written raises EngineFailure, and gives no statement.
    """

    def __init__(self, path: Path) -> None:
        """Open the directory; raises EngineFailure."""
        self._path = path
        self._store = open_directory(path)

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        value: NamedNode | BlankNode | Literal | Triple | None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Yield the statements with these terms; raises EngineFailure as soon as one is damaged."""
        # As ``reading`` does; it is called for each of very many look-ups.
        try:
            yield from self._store.quads_for_pattern(subject, predicate, value, graph)
        except (OSError, RuntimeError) as error:
            raise _failure("read", self._path, error) from error

    def select(self, query: str) -> Iterator[pyoxigraph.QuerySolution]:
        """Yield the solutions of a SELECT of our own; raises EngineFailure."""
        with reading(self._path):
            yield from cast(pyoxigraph.QuerySolutions, self._store.query(query))

    def named_graphs(self) -> Iterator[NamedNode | BlankNode]:
        """Yield the names of the graphs; raises EngineFailure."""
        with reading(self._path):
            yield from self._store.named_graphs()

    def __iter__(self) -> Iterator[Quad]:
        return self.quads_for_pattern(None, None, None)

    def __contains__(self, quad: Quad) -> bool:
        with reading(self._path):
            return quad in self._store


def open_directory(path: Path | None) -> pyoxigraph.Store:
    """Return a finished Oxigraph directory, read-only; raises EngineFailure."""
    try:
        return pyoxigraph.Store.read_only(str(path))
    except (OSError, RuntimeError) as error:
        raise _failure("opened", path, error) from error


@contextlib.contextmanager
def reading(path: Path, *kinds: type[Exception]) -> Iterator[None]:
    """Make of what the engine says of a database that it cannot read an EngineFailure.

    It raises OSError for the system's refusals and RuntimeError for damage; ``kinds`` are those
    that are meant, if not both.
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        if kinds and not isinstance(error, kinds):
            raise
        raise _failure("read", path, error) from error


def _failure(done: str, path: Path | None, error: Exception) -> EngineFailure:
    return EngineFailure(
        f"the store cannot be {done}: {error}",
        location=Location(str(path)),
        hint=REBUILD if isinstance(error, RuntimeError) else CHECK,
    )
