"""Which file and line each statement came from, kept beside a store."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, Quad

from pactgraph.errors import EngineFailure, Location
from pactgraph.namespaces import XSD


class StatementLines:
    """A table from statements to lines, looked up one by one; made once, read after."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._as_stored = _AsStored()
        # A reader never writes: the file may lie on a disk that cannot be written.
        self._table = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)

    @classmethod
    def write(cls, path: Path, positions: Iterable[tuple[Quad, str, int]]) -> None:
        """Write the table; a statement that stands in several places keeps the first.

        Raises:
            OSError: it could not be written.
        """
        as_stored = _AsStored()
        table = sqlite3.connect(path)
        files: dict[str, int] = {}
        try:
            with table:
                table.execute("PRAGMA journal_mode = MEMORY")
                table.execute("CREATE TABLE file (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
                table.execute(
                    "CREATE TABLE line (statement BLOB PRIMARY KEY, file INTEGER NOT NULL,"
                    " line INTEGER NOT NULL) WITHOUT ROWID"
                )
                table.executemany(
                    "INSERT OR IGNORE INTO line VALUES (?, ?, ?)",
                    (
                        (as_stored.key(quad), files.setdefault(file, len(files)), line)
                        for quad, file, line in positions
                    ),
                )
                table.executemany(
                    "INSERT INTO file VALUES (?, ?)", ((n, name) for name, n in files.items())
                )
        except sqlite3.Error as error:
            raise OSError(f"the table of lines: {error}") from error
        finally:
            table.close()

    def line_of(self, quad: Quad) -> Location | None:
        """Return where a statement stands, None when that is not known.

        The quad's literals may be as the file writes them or as the store gives them back.
        """
        try:
            row = self._table.execute(
                "SELECT file.name, line.line FROM line JOIN file ON file.id = line.file"
                " WHERE line.statement = ?",
                (self._as_stored.key(quad),),
            ).fetchone()
        except sqlite3.Error as error:
            raise EngineFailure(
                f"the store's table of lines is damaged: {error}",
                location=Location(str(self._path)),
                hint="build it again: a store is derived from the files",
            ) from error
        return None if row is None else Location(row[0], row[1])

    def close(self) -> None:
        """Close the table."""
        self._table.close()


class _AsStored:
    """Statements with their literals as Oxigraph rewrites them ("01" becomes "1")."""

    def __init__(self) -> None:
        self._known: dict[Literal, Literal] = {}

    def key(self, quad: Quad) -> bytes:
        term = quad.object
        if isinstance(term, Literal) and (term.language or term.datatype != XSD.string):
            quad = Quad(quad.subject, quad.predicate, self._rewritten(term), quad.graph_name)
        return hashlib.blake2b(str(quad).encode(), digest_size=16).digest()

    def _rewritten(self, literal: Literal) -> Literal:
        if literal not in self._known:
            store = pyoxigraph.Store()
            store.add(Quad(XSD.string, XSD.string, literal))
            stored = next(iter(store)).object
            self._known[literal] = stored if isinstance(stored, Literal) else literal
        return self._known[literal]
