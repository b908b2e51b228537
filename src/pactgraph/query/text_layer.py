"""One layer of the text index: a file of SQLite with names and gists, found by their words."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from pyoxigraph import NamedNode

from pactgraph.errors import EngineFailure, Location
from pactgraph.namespaces import PACT
from pactgraph.query.gists import words_of
from pactgraph.query.name_table import SORT_OF, SORTS, normalised

PROPERTIES: Final[tuple[NamedNode, ...]] = (*SORT_OF, PACT.gist)
"""Which properties' values are indexed; a row has the number of its own."""

_GIST: Final = len(SORT_OF)
_ROW: Final = "text.iri, text.property, text.form, text.tag"
_RANKS: Final = " ".join(f"WHEN {n} THEN {SORTS.index(s)}" for n, s in enumerate(SORT_OF.values()))
_RANK: Final = f"CASE text.property {_RANKS} END"
_BY_FORM: Final = f"{_RANK}, text.form, text.iri"
_BY_LENGTH: Final = f"MIN(MAX(LENGTH(text.folded) - :length, 0), 50), {_BY_FORM}"

_SCHEMA: Final = f"""
CREATE TABLE text (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL, property INTEGER NOT NULL, form TEXT NOT NULL,
  tag TEXT NOT NULL, folded TEXT NOT NULL, UNIQUE (iri, property, form, tag)
);
CREATE INDEX by_words ON text (folded) WHERE property < {_GIST};
CREATE TABLE gone (
  iri TEXT NOT NULL, property INTEGER NOT NULL, form TEXT NOT NULL, tag TEXT NOT NULL,
  PRIMARY KEY (iri, property, form, tag)
) WITHOUT ROWID;
"""

# Only spaces part the words of a name, as they part them where names are compared. What FTS5's
# options mean: https://sqlite.org/fts5.html.
_SIGNS: Final = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum())
_TOKENS: Final = "ascii tokenchars '{}'".format(_SIGNS.replace("'", "''")).replace('"', '""')
_OF_WORDS: Final = f"content='', detail=none, prefix='1 2 3', tokenize=\"{_TOKENS}\""
_OF_RUNS: Final = "content='', detail=none, tokenize='trigram case_sensitive 1'"
_INDEXES: Final = {"name_words": _OF_WORDS, "name_runs": _OF_RUNS, "gist_words": _OF_WORDS}

_WITH_RUN: Final = "SELECT rowid FROM name_runs WHERE name_runs MATCH ?"
# The text is looked at of those alone that share as much as the last one that is wanted.
_MOST_SHARED: Final = f"""
WITH counted AS MATERIALIZED (
  SELECT rowid AS id, COUNT(*) AS shared FROM ({{each}}) GROUP BY rowid
)
SELECT shared, text.folded, {_ROW} FROM counted JOIN text USING (id)
WHERE shared >= (SELECT MIN(shared) FROM
  (SELECT shared FROM counted ORDER BY shared DESC LIMIT {{limit}}))
ORDER BY shared DESC, LENGTH(folded), {_BY_FORM} LIMIT {{limit}}
"""

# No name has them, and SQLite ends a text at the first.
_CONTROLS: Final = dict.fromkeys((*range(32), 127), "\ufffd")


class Text(NamedTuple):
    """A name or a gist, as the triple gives it: ``tag`` is the literal's language or datatype."""

    iri: str
    property: int
    form: str
    tag: str


class TextLayer:
    """A layer that was written; it knows nothing of the layers above and below it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # A reader never writes: the file may lie on a disk that cannot be written.
        place = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            self._table = sqlite3.connect(place, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    @classmethod
    def write(cls, path: Path, texts: Iterable[Text], gone: Iterable[Text] = ()) -> None:
        """Write a layer of texts, below which those of ``gone`` do not count; raises OSError."""
        with _writing(path) as table:
            table.executescript(_SCHEMA)
            for name, options in _INDEXES.items():
                table.execute(f"CREATE VIRTUAL TABLE {name} USING fts5(words, {options})")
            for text in sorted(set(texts)):
                _put_in(table, text)
            table.executemany("INSERT INTO gone VALUES (?, ?, ?, ?)", sorted(set(gone)))

    @classmethod
    def merge(cls, path: Path, below: Path, top: Path, is_lowest: bool) -> None:
        """Write one layer of two; what is gone below the lowest need not be known any more.

        Raises OSError.
        """
        shutil.copyfile(below, path)
        with _writing(path) as table:
            table.execute("ATTACH ? AS top", (str(top),))
            gone = table.execute(
                "SELECT id, property, form FROM top.gone JOIN main.text"
                " USING (iri, property, form, tag) ORDER BY id"
            )
            for number, property_, form in gone.fetchall():
                _take_out(table, number, property_, form)
            table.execute("INSERT OR IGNORE INTO main.gone SELECT * FROM top.gone")
            if is_lowest:
                table.execute("DELETE FROM main.gone")
            added = table.execute(f"SELECT {_ROW} FROM top.text AS text ORDER BY id")
            for row in added.fetchall():
                _put_in(table, Text(*row))

    @cached_property
    def gone(self) -> frozenset[Text]:
        """The texts that do not count in the layers below; raises EngineFailure."""
        return frozenset(Text(*row) for row in self._rows("SELECT * FROM gone"))

    def called(self, words: str) -> Iterator[Text]:
        """Yield the names that are these words, the surest first."""
        where = f"property < {_GIST} AND folded = :words"
        return self._texts(f"FROM text WHERE {where} ORDER BY {_BY_FORM}", words=words)

    def of(self, iri: str) -> Iterator[Text]:
        """Yield the names of a thing."""
        return self._texts(f"FROM text WHERE iri = :iri AND property < {_GIST}", iri=iri)

    def starting(self, words: str) -> Iterator[Text]:
        """Yield the names that start with the words and are longer, the shortest first."""
        return self._texts(
            f"FROM text WHERE property < {_GIST} AND folded > :words AND folded < :after"
            f" ORDER BY {_BY_LENGTH}",
            words=words,
            after=_after(words),
            length=len(words),
        )

    def holding(self, words: str) -> Iterator[Text]:
        """Yield the names that have words that start so, but do not start with them in order."""
        return self._texts(
            "FROM name_words JOIN text ON text.id = name_words.rowid"
            " WHERE name_words MATCH :parts AND NOT (folded >= :words AND folded < :after)"
            f" ORDER BY {_BY_LENGTH}",
            parts=_beginnings(words.split()),
            words=words,
            after=_after(words),
            length=len(words),
        )

    def sharing(self, words: str, limit: int) -> Iterator[tuple[int, str, Text]]:
        """Yield names with runs of three letters of the words, those with most of them first.

        Each comes with the number of runs, and folded.
        """
        runs = _runs(words)
        if not runs:
            return
        each = " UNION ALL ".join([_WITH_RUN] * len(runs))
        rows = self._rows(
            _MOST_SHARED.format(each=each, limit=limit), [_quoted(run) for run in runs]
        )
        for shared, folded, *row in rows:
            yield shared, folded, Text(*row)

    def gists(self, words: Sequence[str]) -> Iterator[Text]:
        """Yield the gists in which each of the words begins one, the shortest first."""
        return self._texts(
            "FROM gist_words JOIN text ON text.id = gist_words.rowid"
            " WHERE gist_words MATCH :parts ORDER BY LENGTH(form), form, iri",
            parts=_beginnings(words),
        )

    def close(self) -> None:
        """Close the file."""
        self._table.close()

    def _texts(self, rest: str, **values: object) -> Iterator[Text]:
        for iri, property_, form, tag in self._rows(f"SELECT {_ROW} {rest}", values):
            yield Text(iri, property_, form, tag)

    def _rows(
        self, sql: str, values: Sequence[str] | Mapping[str, object] = ()
    ) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._table.execute(sql, values)
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _damaged(self, error: sqlite3.Error) -> EngineFailure:
        return EngineFailure(
            f"the store's index of names and gists is damaged: {error}",
            location=Location(str(self._path)),
            hint="build it again: a store is derived from the files",
        )


@contextmanager
def _writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a file to write into, and close it; raises OSError."""
    try:
        table = sqlite3.connect(path)
        try:
            # What is not finished is thrown away, and what is put on the disk by who adopts it.
            table.execute("PRAGMA journal_mode = OFF")
            table.execute("PRAGMA synchronous = OFF")
            yield table
            table.commit()
        finally:
            table.close()
    except sqlite3.Error as error:
        raise OSError(f"the index of names and gists: {error}") from error


def _put_in(table: sqlite3.Connection, text: Text) -> None:
    folded = _folded(text.form)
    made = table.execute(
        "INSERT OR IGNORE INTO text (iri, property, form, tag, folded) VALUES (?, ?, ?, ?, ?)",
        (*text, folded),
    )
    if made.rowcount:
        for name, indexed in _indexed(text.property, folded):
            table.execute(
                f"INSERT INTO {name} (rowid, words) VALUES (?, ?)", (made.lastrowid, indexed)
            )


def _take_out(table: sqlite3.Connection, number: int, property_: int, form: str) -> None:
    # FTS5 keeps no text of its own here, and has to be told what it had indexed.
    for name, indexed in _indexed(property_, _folded(form)):
        table.execute(
            f"INSERT INTO {name} ({name}, rowid, words) VALUES ('delete', ?, ?)", (number, indexed)
        )
    table.execute("DELETE FROM text WHERE id = ?", (number,))


def _indexed(property_: int, folded: str) -> tuple[tuple[str, str], ...]:
    """Return which indexes have a text, and as what."""
    if property_ == _GIST:
        return (("gist_words", " ".join(words_of(folded))),)
    # With a space at both ends, the first letters and the last are runs too.
    return ("name_words", folded), ("name_runs", f" {folded} ")


def _folded(form: str) -> str:
    return normalised(form).translate(_CONTROLS)


def _after(words: str) -> str:
    """Return what comes after all texts that start with the words."""
    return words + chr(0x10FFFF)


def _beginnings(words: Sequence[str]) -> str:
    """Return the FTS5 query for texts that have words that begin so, each of them."""
    return " AND ".join(f"{_quoted(word.translate(_CONTROLS))} *" for word in words)


def _runs(words: str) -> list[str]:
    padded = f" {words.translate(_CONTROLS)} "
    return sorted({padded[at : at + 3] for at in range(len(padded) - 2)})


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'
