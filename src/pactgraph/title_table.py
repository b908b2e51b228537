"""The offices of bodies, by the words that their titles begin with: a table beside the store."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store

from pactgraph.engine.finished_database import REBUILD
from pactgraph.engine.layer_files import LayerFiles, share
from pactgraph.errors import EngineFailure, Location
from pactgraph.model.graphs import ENTITIES
from pactgraph.namespaces import PACT
from pactgraph.words.titles import title_begin, title_words

_STEM: Final = "titles"
_TABLE: Final = (
    "CREATE TABLE title (key INTEGER, office TEXT, PRIMARY KEY (key, office)) WITHOUT ROWID"
)
_Term = NamedNode | BlankNode | Literal
TitleRow = tuple[int, str]
"""The key of a body and the beginning of a title, and an office."""


class TitleTable:
    """Which offices are somebody's offices of a body, with a title that begins with two words.

    It is of all named graphs, and may have more: no row goes when a statement does, so that
    who looks an office up must see for himself. What a body has in common with many offices
    leads to all of them; this leads to the few with nearly the same title.
    """

    def __init__(self, folder: Path) -> None:
        self._layers = LayerFiles(folder, _STEM).paths

    @staticmethod
    def names(folder: Path) -> list[str]:
        """Return the names of its files."""
        return [path.name for path in LayerFiles(folder, _STEM).paths]

    @classmethod
    def write(cls, folder: Path, store: Store) -> None:
        """Write the table of what a database holds; raises OSError."""

        def fill(table: sqlite3.Connection) -> None:
            table.create_function("key", 2, _key, deterministic=True)
            table.execute("CREATE TEMP TABLE body (office, body)")
            table.execute("CREATE TEMP TABLE held (holding, office)")
            table.execute("CREATE TEMP TABLE begun (thing, begin)")
            table.executemany("INSERT INTO body VALUES (?, ?)", _stated(store, PACT.officeOf))
            table.executemany("INSERT INTO held VALUES (?, ?)", _stated(store, PACT.office))
            table.executemany("INSERT INTO begun VALUES (?, ?)", _begun(store))
            table.execute("CREATE INDEX temp.by_thing ON begun (thing)")
            table.execute("CREATE INDEX temp.by_office ON held (office)")
            table.execute(
                "INSERT INTO title SELECT DISTINCT key(body, begin), office FROM ("
                " SELECT body, begin, body.office AS office FROM body"
                "  JOIN held ON held.office = body.office JOIN begun ON thing = holding"
                " UNION ALL"
                " SELECT body, begin, office FROM body JOIN begun ON thing = office"
                ") ORDER BY 1, 2"
            )

        _written(LayerFiles(folder, _STEM).next_path(0), fill)

    @staticmethod
    def added(before: Store, statements: Iterable[Quad]) -> list[TitleRow]:
        """Return the rows that statements add to the table of a database without them."""
        more = [quad for quad in statements if _counts(quad)]
        return sorted(set(_rows(before, more)))

    @staticmethod
    def change(old: Path, new: Path, added: Collection[TitleRow]) -> None:
        """Write the table of a new generation: that of the old one and more; raises OSError."""
        layers = LayerFiles(old, _STEM).paths
        if added:
            LayerFiles(new, _STEM).put_on(old, lambda path: _layer(path, added), _merge)
        else:
            for path in layers:
                share(path, new / path.name)

    def offices(self, body: _Term, begin: str) -> list[NamedNode | BlankNode]:
        """Return the offices of a body with a title that begins so; raises EngineFailure."""
        found: set[str] = set()
        for path in self._layers:
            # A reader never writes: the file may lie on a disk that cannot be written.
            place = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
            try:
                with closing(sqlite3.connect(place, uri=True)) as table:
                    key = _key(str(body), begin)
                    rows = table.execute("SELECT office FROM title WHERE key = ?", (key,))
                    found.update(office for (office,) in rows)
            except sqlite3.Error as error:
                raise EngineFailure(
                    f"the store's table of titles is damaged: {error}",
                    location=Location(str(path)),
                    hint=REBUILD,
                ) from error
        return [_node(office) for office in sorted(found)]


def _written(path: Path, fill: Callable[[sqlite3.Connection], object]) -> None:
    try:
        with closing(sqlite3.connect(path)) as table, table:
            table.execute("PRAGMA journal_mode = OFF")
            table.execute("PRAGMA synchronous = OFF")
            table.execute(_TABLE)
            fill(table)
    except sqlite3.Error as error:
        raise OSError(f"the table of titles: {error}") from error


def _layer(path: Path, rows: Iterable[TitleRow]) -> None:
    _written(path, lambda table: table.executemany("INSERT INTO title VALUES (?, ?)", rows))


def _merge(path: Path, below: Path, top: Path, is_lowest: bool) -> None:
    del is_lowest
    try:
        shutil.copyfile(below, path)
        with closing(sqlite3.connect(path)) as table:
            table.execute("ATTACH ? AS top", (str(top),))
            with table:
                table.execute("INSERT OR IGNORE INTO title SELECT * FROM top.title")
    except sqlite3.Error as error:
        raise OSError(f"the table of titles: {error}") from error


def _stated(store: Store, name: NamedNode) -> Iterator[tuple[str, str]]:
    query = f"SELECT DISTINCT ?thing ?value {{ GRAPH ?graph {{ ?thing {name} ?value }} }}"
    for thing, value in cast(QuerySolutions, store.query(query)):
        yield str(thing), str(value)


def _begun(store: Store) -> Iterator[tuple[str, str]]:
    query = f"""SELECT DISTINCT ?thing ?title {{
      {{ GRAPH ?graph {{ ?thing {PACT.title} ?title }} }}
      UNION {{ GRAPH {ENTITIES} {{ ?thing {PACT.name} ?title }} }}
    }}"""
    for thing, title in cast(QuerySolutions, store.query(query)):
        begin = _begin(cast(_Term, title))
        if begin is not None:
            yield str(thing), begin


def _counts(quad: Quad) -> bool:
    names = (PACT.officeOf, PACT.office, PACT.title)
    return quad.predicate in names and isinstance(quad.graph_name, NamedNode)


def _rows(before: Store, more: list[Quad]) -> Iterator[TitleRow]:
    """Yield the rows that statements add to those of a database."""
    beside = _Beside(before, more)
    for quad in more:
        if beside.has(quad):
            continue
        thing, value = cast(_Term, quad.subject), cast(_Term, quad.object)
        if quad.predicate == PACT.officeOf:
            offices, titles = {thing}, beside.titles(thing)
        elif quad.predicate == PACT.office:
            offices, titles = {value}, beside.of(thing, PACT.title)
        else:
            offices, titles = beside.of(thing, PACT.office), {value}
        begins = {begin for title in titles if (begin := _begin(title)) is not None}
        for office in offices if begins else ():
            for body in beside.of(office, PACT.officeOf):
                yield from ((_key(str(body), begin), str(office)) for begin in begins)


class _Beside:
    """What the named graphs of a database hold together with some more statements."""

    def __init__(self, before: Store, more: Iterable[Quad]) -> None:
        self._before = before
        self._of: dict[tuple[object, NamedNode], set[_Term]] = defaultdict(set)
        self._having: dict[tuple[NamedNode, object], set[_Term]] = defaultdict(set)
        for quad in more:
            self._of[quad.subject, quad.predicate].add(cast(_Term, quad.object))
            self._having[quad.predicate, quad.object].add(cast(_Term, quad.subject))

    def has(self, quad: Quad) -> bool:
        """Tell whether a named graph of the database holds a statement."""
        found = self._before.quads_for_pattern(*quad.triple)
        return any(isinstance(one.graph_name, NamedNode) for one in found)

    def of(self, thing: _Term, name: NamedNode) -> set[_Term]:
        """Return what a thing has for a property."""
        if isinstance(thing, Literal):
            return set()
        found = self._before.quads_for_pattern(thing, name, None)
        return {cast(_Term, one.object) for one in found} | self._of[thing, name]

    def titles(self, office: _Term) -> set[_Term]:
        """Return the names of an office, and the titles of its holdings."""
        found = self._before.quads_for_pattern(None, PACT.office, office)
        holdings = {cast(_Term, one.subject) for one in found} | self._having[PACT.office, office]
        titles = {title for holding in holdings for title in self.of(holding, PACT.title)}
        return titles | self.of(office, PACT.name)


def _begin(title: _Term) -> str | None:
    return title_begin(title_words(title.value)) if isinstance(title, Literal) else None


def _key(body: str, begin: str) -> int:
    digest = hashlib.blake2b(f"{body}\n{begin}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _node(term: str) -> NamedNode | BlankNode:
    return NamedNode(term[1:-1]) if term.startswith("<") else BlankNode(term[2:])
