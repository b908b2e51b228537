"""The files of a store's articles: a table beside it, from slugs to files and digests."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from pactgraph.errors import EngineFailure, Location

TABLE: Final = "articles.sqlite"
_COLUMNS: Final = "slug, display, sha256, checked"


class ArticleFile(NamedTuple):
    """An article that a store holds: its slug, its file as messages call it, and its SHA-256.

    ``checked`` tells whether its words were checked against its text when it was taken.
    """

    slug: str
    display: str
    sha256: str
    checked: bool


class ArticleFiles:
    """The table of one generation of a store; it is made with the generation, and never changed.

    A changed store gets a copy: a row is some hundred bytes, so that of 10,000 articles is copied
    in a millisecond.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / TABLE

    @classmethod
    def write(cls, folder: Path, files: Iterable[ArticleFile]) -> None:
        """Write the table of a new generation; raises OSError."""
        with _written(folder / TABLE) as table:
            table.execute(
                "CREATE TABLE article (slug TEXT PRIMARY KEY, display TEXT NOT NULL,"
                " sha256 TEXT NOT NULL, checked INTEGER NOT NULL) WITHOUT ROWID"
            )
            _insert(table, sorted(files))

    @classmethod
    def change(
        cls, old: Path, new: Path, added: Iterable[ArticleFile], removed: Iterable[str]
    ) -> None:
        """Write the table of a new generation from an old one's; raises OSError.

        ``removed`` are slugs. An article that is there already is replaced.
        """
        shutil.copyfile(old / TABLE, new / TABLE)
        with _written(new / TABLE) as table:
            table.executemany("DELETE FROM article WHERE slug = ?", ((slug,) for slug in removed))
            _insert(table, added)

    def __len__(self) -> int:
        (count,) = next(self._rows("SELECT COUNT(*) FROM article"))
        return int(str(count))

    def __iter__(self) -> Iterator[ArticleFile]:
        """Yield the articles in the order of their slugs; raises EngineFailure."""
        for row in self._rows(f"SELECT {_COLUMNS} FROM article ORDER BY slug"):
            yield _file(row)

    def of(self, slugs: Collection[str]) -> dict[str, ArticleFile]:
        """Return the articles with these slugs, as far as the store holds them."""
        found: dict[str, ArticleFile] = {}
        for slug in slugs:
            for row in self._rows(f"SELECT {_COLUMNS} FROM article WHERE slug = ?", slug):
                found[slug] = _file(row)
        return found

    def unchecked(self) -> int:
        """Return of how many articles the words were not checked."""
        (count,) = next(self._rows("SELECT COUNT(*) FROM article WHERE NOT checked"))
        return int(str(count))

    def _rows(self, query: str, *values: str) -> Iterator[tuple[object, ...]]:
        # A reader never writes: the file may lie on a disk that cannot be written.
        place = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(place, uri=True)) as table:
                yield from table.execute(query, values)
        except sqlite3.Error as error:
            raise EngineFailure(
                f"the store's table of articles is damaged: {error}",
                location=Location(str(self._path)),
                hint="build it again: a store is derived from the files",
            ) from error


def _insert(table: sqlite3.Connection, files: Iterable[ArticleFile]) -> None:
    table.executemany("INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?)", files)


@contextmanager
def _written(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a table to write, in one transaction; what SQLite refuses is told as an OSError."""
    table = sqlite3.connect(path)
    try:
        with table:
            yield table
    except sqlite3.Error as error:
        raise OSError(f"the table of articles: {error}") from error
    finally:
        table.close()


def _file(row: tuple[object, ...]) -> ArticleFile:
    slug, display, sha256, checked = row
    return ArticleFile(str(slug), str(display), str(sha256), bool(checked))
