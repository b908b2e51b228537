"""The forms of the names that a store records, by the words they begin with: a table beside it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from pactgraph.engine.finished_database import REBUILD
from pactgraph.engine.layer_files import share
from pactgraph.errors import EngineFailure, Location
from pactgraph.model.graphs import ENTITIES
from pactgraph.words.beginnings import of_form
from pactgraph.words.lexicon import SORT_OF

TABLE: Final = "forms.sqlite"


class FormTable:
    """Which named things have a form that begins with some words, as the entities record it.

    No amendment changes the records of entities: all generations from one build share the table.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / TABLE

    @classmethod
    def write(cls, folder: Path, store: Store) -> None:
        """Write the table of what a database holds; raises OSError."""
        try:
            with closing(sqlite3.connect(folder / TABLE)) as table, table:
                table.execute("PRAGMA journal_mode = OFF")
                table.execute("PRAGMA synchronous = OFF")
                table.execute(
                    "CREATE TABLE form (begin TEXT, thing TEXT, PRIMARY KEY (begin, thing))"
                    " WITHOUT ROWID"
                )
                # In the order of the table, so that it is written from one end to the other.
                table.executemany("INSERT INTO form VALUES (?, ?)", sorted(set(_rows(store))))
        except sqlite3.Error as error:
            raise OSError(f"the table of forms: {error}") from error

    @staticmethod
    def share(old: Path, new: Path) -> None:
        """Take over the table of an earlier generation; raises OSError."""
        share(old / TABLE, new / TABLE)

    def things(self, begins: Iterable[str]) -> list[NamedNode]:
        """Return the things of which a form begins so, sorted; raises EngineFailure."""
        # A reader never writes: the file may lie on a disk that cannot be written.
        place = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(place, uri=True)) as table:
                found = table.execute(
                    "SELECT DISTINCT thing FROM json_each(?) JOIN form ON begin = value",
                    (json.dumps(sorted(begins)),),
                ).fetchall()
        except sqlite3.Error as error:
            raise EngineFailure(
                f"the store's table of forms is damaged: {error}",
                location=Location(str(self._path)),
                hint=REBUILD,
            ) from error
        return [NamedNode(thing) for thing in sorted(thing for (thing,) in found)]


def _rows(store: Store) -> Iterator[tuple[str, str]]:
    for name in SORT_OF:
        quads: Iterable[Quad] = store.quads_for_pattern(None, name, None, ENTITIES)
        for quad in quads:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                for begin in of_form(quad.object.value):
                    yield begin, quad.subject.value
