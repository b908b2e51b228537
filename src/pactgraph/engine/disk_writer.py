"""Oxigraph on disk, open for writing: one writer, and readers of what was flushed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable
from itertools import chain, islice
from pathlib import Path
from typing import IO

import pyoxigraph
from pyoxigraph import Quad, RdfFormat

from pactgraph.engine.oxigraph_engine import OxigraphEngine
from pactgraph.engine.protocol import Limits
from pactgraph.engine.query_process import QueryProcess
from pactgraph.engine.updates import update_here
from pactgraph.errors import EngineFailure, Location

_MANY = 100_000
"""From so many statements on a bulk load is quicker: it writes files rather than a log."""


class DiskWriter(OxigraphEngine):
    """An Oxigraph directory that takes statements; see ``WritableEngine`` for the promises.

    The system keeps a second writer out. A query that is not trusted runs in a child on a
    checkpoint of the directory (hard links beside it), because opening a directory that is
    being written is undefined; the checkpoint is made when such a query first comes after a
    change.

    Raises:
        EngineFailure: it cannot be opened, or another process writes it.
    """

    def __init__(self, path: Path, *, limits: Limits | None = None) -> None:
        super().__init__(path=path, limits=limits)
        try:
            self._opened: pyoxigraph.Store | None = pyoxigraph.Store(str(path))
        except OSError as error:
            raise _unopened(path, error) from error
        self._directory = path
        self._checkpoint: Path | None = None

    def _store(self) -> pyoxigraph.Store:
        if self._opened is None:
            raise EngineFailure("the store was closed", location=Location(str(self._directory)))
        return self._opened

    def _process_for(self, allow: Collection[str]) -> QueryProcess:
        if self._checkpoint is None:
            parent = self._directory.parent
            folder = Path(tempfile.mkdtemp(prefix=f".{self._directory.name}-read-", dir=parent))
            self.backup(folder / "db")
            self._checkpoint = folder
            self._process = QueryProcess(path=folder / "db")
            self._path = folder / "db"
        return super()._process_for(allow)

    def start(self) -> None:
        """Start the child process now rather than at the first query."""
        self._process_for(()).start()

    def load(self, quads: Iterable[Quad]) -> None:
        """Add statements, all or none, and flush."""
        rest = iter(quads)
        first = list(islice(rest, _MANY))

        def add(store: pyoxigraph.Store) -> None:
            if len(first) < _MANY:
                store.extend(first)
                return
            store.bulk_extend(chain(first, rest))
            # Without this, queries on what a bulk load left are several times slower.
            store.optimize()

        self._write(add)

    def update(self, sparql: str, *, source: str = "update") -> None:
        """Carry out an update, all or none, and flush."""
        self._write(lambda store: update_here(store, sparql, source))

    def _write(self, change: Callable[[pyoxigraph.Store], None]) -> None:
        store = self._store()
        self._drop_checkpoint()
        try:
            change(store)
            # Until then a loss of power may take it back, and a crash of the process may not.
            store.flush()
        except OSError as error:
            raise EngineFailure(
                f"the store cannot be written: {error}",
                location=Location(str(self._directory)),
                hint="it is as it was before",
            ) from error

    def snapshot(self, out: IO[bytes]) -> None:
        """Write everything as N-Quads."""
        self._store().dump(out, format=RdfFormat.N_QUADS)

    def backup(self, path: Path) -> None:
        """Write a directory of the same content, which anyone may open; raises EngineFailure.

        It takes next to no time and room: files that do not change are linked.
        """
        try:
            self._store().backup(str(path))
        except OSError as error:
            raise EngineFailure(
                f"the backup cannot be written: {error}", location=Location(str(path))
            ) from error

    def close(self) -> None:
        """End the child processes and let go of the directory."""
        self._drop_checkpoint()
        self._opened = None

    def _drop_checkpoint(self) -> None:
        super().close()
        if self._checkpoint is not None:
            shutil.rmtree(self._checkpoint, ignore_errors=True)
            self._checkpoint = None
        self._reaching = None


def _unopened(path: Path, error: OSError) -> EngineFailure:
    if "lock" in str(error).lower():
        return EngineFailure(
            "another process writes this store",
            location=Location(str(path)),
            hint="wait until it is done",
        )
    return EngineFailure(f"the store cannot be opened: {error}", location=Location(str(path)))
