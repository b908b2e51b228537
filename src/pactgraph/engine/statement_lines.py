"""Which file and line each statement came from, kept beside a store."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeAlias

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from pactgraph.engine.finished_database import REBUILD
from pactgraph.errors import EngineFailure, Location
from pactgraph.namespaces import RDF, XSD

_Object: TypeAlias = NamedNode | BlankNode | Literal | Triple


class StatementLines:
    """A table from statements to lines, looked up one by one; made once, read after."""

    def __init__(self, path: Path) -> None:
        """Open the table; raises EngineFailure."""
        self._path = path
        self._as_stored = AsStored()
        # A reader never writes: the file may lie on a disk that cannot be written.
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            self._table = sqlite3.connect(uri, uri=True)
        except sqlite3.Error as error:
            raise self._failure(error) from error

    @classmethod
    def write(cls, path: Path, positions: Iterable[tuple[Quad, str, int]]) -> None:
        """Write the table; a statement that stands in several places keeps the first.

        Raises:
            OSError: it could not be written.
        """
        as_stored = AsStored()
        table = sqlite3.connect(path)
        files: dict[str, int] = {}
        try:
            with table:
                table.execute("PRAGMA journal_mode = MEMORY")
                table.execute("CREATE TABLE file (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
                table.execute(
                    "CREATE TABLE line (statement BLOB PRIMARY KEY, file INTEGER NOT NULL,"
                    " line INTEGER NOT NULL, written TEXT) WITHOUT ROWID"
                )
                table.executemany(
                    "INSERT OR IGNORE INTO line VALUES (?, ?, ?, ?)",
                    (
                        (
                            as_stored.key(quad),
                            files.setdefault(file, len(files)),
                            line,
                            _written(quad, as_stored),
                        )
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

    @classmethod
    def merge(cls, path: Path, earlier: Path, later: Path) -> None:
        """Write a table of two, in which the later one counts for what both have.

        Raises:
            OSError: it could not be written.
        """
        try:
            shutil.copyfile(earlier, path)
            table = sqlite3.connect(path)
            try:
                table.execute("ATTACH ? AS later", (str(later),))
                with table:
                    table.execute("PRAGMA journal_mode = MEMORY")
                    (known,) = table.execute("SELECT COUNT(*) FROM file").fetchone()
                    table.execute("INSERT INTO file SELECT id + ?, name FROM later.file", (known,))
                    table.execute(
                        "INSERT OR REPLACE INTO line SELECT statement, file + ?, line, written"
                        " FROM later.line",
                        (known,),
                    )
            finally:
                table.close()
        except sqlite3.Error as error:
            raise OSError(f"the table of lines: {error}") from error

    def line_of(self, quad: Quad) -> Location | None:
        """Return where a statement stands, None when that is not known.

        The quad's literals may be as the file writes them or as the store gives them back.
        """
        row = self._row(quad)
        return None if row is None else Location(row[0], row[1])

    def as_written(self, quad: Quad) -> Quad:
        """Return a statement with its literal as the file writes it, as it is if none does."""
        row = self._row(quad)
        if row is None or row[2] is None:
            return quad
        datatype, _, lexical = row[2].partition("\n")
        literal = Literal(lexical, datatype=NamedNode(datatype))
        return Quad(quad.subject, quad.predicate, literal, quad.graph_name)

    def _row(self, quad: Quad) -> tuple[str, int, str | None] | None:
        try:
            row: tuple[str, int, str | None] | None = self._table.execute(
                "SELECT file.name, line.line, line.written FROM line"
                " JOIN file ON file.id = line.file WHERE line.statement = ?",
                (self._as_stored.key(quad),),
            ).fetchone()
        except sqlite3.Error as error:
            raise self._failure(error) from error
        return row

    def _failure(self, error: sqlite3.Error) -> EngineFailure:
        return EngineFailure(
            f"the store's table of lines cannot be read: {error}",
            location=Location(str(self._path)),
            hint=REBUILD,
        )

    def close(self) -> None:
        """Close the table."""
        self._table.close()


class AsStored:
    """Statements with their literals as Oxigraph rewrites them ("01" becomes "1").

    >>> from pyoxigraph import NamedNode, Triple
    >>> a = NamedNode("urn:a")
    >>> str(AsStored().triple(Triple(a, a, Literal("01", datatype=XSD.integer))).object)
    '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """

    def __init__(self) -> None:
        self._known: dict[_Object, _Object] = {}

    def triple(self, triple: Triple) -> Triple:
        """Return a triple as the engine gives it back."""
        term = triple.object
        stored = self.term(term)
        return triple if stored is term else Triple(triple.subject, triple.predicate, stored)

    def quad(self, quad: Quad) -> Quad:
        """Return a statement as the engine gives it back."""
        term = quad.object
        stored = self.term(term)
        if stored is term:
            return quad
        return Quad(quad.subject, quad.predicate, stored, quad.graph_name)

    def key(self, quad: Quad) -> bytes:
        """Return the digest of a statement as the engine gives it back."""
        return hashlib.blake2b(str(self.quad(quad)).encode(), digest_size=16).digest()

    def term(self, term: _Object) -> _Object:
        """Return what stands in the place of an object as the engine gives it back."""
        if isinstance(term, Literal):
            if not is_rewritten(term):
                return term
        elif not isinstance(term, Triple):
            return term
        if term not in self._known:
            store = pyoxigraph.Store()
            store.add(Quad(XSD.string, XSD.string, term))
            self._known[term] = next(iter(store)).object
        return self._known[term]


_STRINGS: Final = frozenset({XSD.string, RDF.langString})


def _written(quad: Quad, as_stored: AsStored) -> str | None:
    """Return datatype and lexical form of a literal that the engine rewrites, else None."""
    term = quad.object
    if not isinstance(term, Literal) or as_stored.term(term) == term:
        return None
    return f"{term.datatype.value}\n{term.value}"


def is_rewritten(literal: Literal) -> bool:
    """Tell whether the engine may rewrite a literal: any that is no string."""
    return literal.datatype not in _STRINGS
