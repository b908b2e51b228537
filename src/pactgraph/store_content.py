"""The database of a store: written, changed, and digested."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, Final, NamedTuple, cast

import pyoxigraph
from pyoxigraph import DefaultGraph, Quad, RdfFormat

from pactgraph.engine.held import MANIFEST
from pactgraph.engine.oxigraph_engine import write_directory
from pactgraph.engine.statement_lines import AsStored
from pactgraph.store_manifest import Content

DATABASE: Final = "db"
MOST_COUNTED: Final = 1000
"""Of more named graphs it is not noted how many statements each has."""

_AT_ONCE: Final = 1000
_MERGED: Final = DefaultGraph()
_MODULUS: Final = 2**256
# RocksDB's log is of no use to a reader, and its lock is nobody's once it is closed.
_OF_NO_USE: Final = frozenset({"LOG", "LOCK"})


class Contents(NamedTuple):
    """What the default graph holds, and what all named graphs hold.

    ``graphs`` counts the statements of each named graph; it is None where there are very many.
    """

    merged: Content
    named: Content
    graphs: Mapping[str, int] | None


def write_database(path: Path, quads: Iterable[Quad]) -> Contents:
    """Write a new database; return what it holds as the engine gives it back.

    That is known of what is given: to read it all back would take as long as the load. Raises
    OSError.
    """
    lines = _Lines()
    store = write_directory(path, _noted(quads, lines))
    given = lines.contents()
    # What was given twice, or is one once the engine has rewritten literals, is held once.
    if sum(content.count for content in given) != len(store):
        return contents_of(store)
    return Contents(*given, _counts(store))


def _noted(quads: Iterable[Quad], lines: _Lines) -> Iterator[Quad]:
    """Yield statements, and write the line of each as the engine will give it back."""
    as_stored = AsStored()
    rest = iter(quads)
    while part := list(islice(rest, _AT_ONCE)):
        stored = map(as_stored.quad, part)
        lines.write(pyoxigraph.serialize(stored, format=RdfFormat.N_QUADS) or b"")
        yield from part


def change_database(
    path: Path,
    old: Path,
    before: Contents,
    added: Iterable[Quad],
    removed: Iterable[Quad],
    look: Callable[[pyoxigraph.Store], None] | None = None,
) -> Contents:
    """Write at ``path`` what a finished database holds, with some statements more and some less.

    ``before`` is what the old one holds; what the new one holds is returned. ``look`` is given
    the database while it still holds what the old one does. The large files
    of the old one are shared and not copied, since the engine never writes into them: the cost
    is that of the change. What is both added and removed is there afterwards. Raises OSError.
    """
    share_database(old, path)
    store = pyoxigraph.Store(str(path))
    if look is not None:
        look(store)
    as_stored = AsStored()
    wanted = dict.fromkeys(map(as_stored.quad, added))
    unwanted = dict.fromkeys(map(as_stored.quad, removed))
    more = [quad for quad in wanted if quad not in store]
    less = [quad for quad in unwanted if quad not in wanted and quad in store]
    for quad in less:
        store.remove(quad)
    store.extend(more)
    for graph in {quad.graph_name for quad in less} - {_MERGED}:
        # The engine goes on naming a graph that has lost its last statement.
        if next(store.quads_for_pattern(None, None, None, graph), None) is None:
            store.remove_graph(graph)
    store.flush()
    return Contents(
        _changed(before.merged, _of(more, True), _of(less, True)),
        _changed(before.named, _of(more, False), _of(less, False)),
        _recounted(before.graphs, more, less),
    )


def share_database(old: Path, new: Path) -> None:
    """Make a folder of the files of a finished database; raises OSError.

    Tables are linked where the disk can do that: whoever opens the new one makes new tables,
    and removes the link to what it needs no more.
    """
    new.mkdir()
    for file in old.iterdir():
        if file.name in _OF_NO_USE:
            continue
        if file.suffix == ".sst":
            try:
                os.link(file, new / file.name)
                continue
            except OSError:
                pass  # a disk without links, or with too many of this file
        shutil.copyfile(file, new / file.name)


class _Lines:
    """A file to write N-Quads into: those of the default graph, and those of named graphs.

    Of both it keeps how many lines there are, and the sum of their digests.
    """

    def __init__(self) -> None:
        self.counts = [0, 0]
        self.totals = [0, 0]
        self.rest = b""

    def write(self, data: bytes) -> int:
        lines = (self.rest + data).split(b"\n")
        self.rest = lines.pop()
        sorts: tuple[list[bytes], list[bytes]] = [], []
        for line in lines:
            sorts[_has_graph(line)].append(hashlib.sha256(line).digest())
        for sort, digests in enumerate(sorts):
            self.counts[sort] += len(digests)
            self.totals[sort] += sum(map(int.from_bytes, digests))
        return len(data)

    def flush(self) -> None:
        """Nothing waits to be written; the engine asks for it."""

    def contents(self) -> tuple[Content, Content]:
        """Return what the default graph holds, and what the named graphs do."""
        merged, named = map(_content, self.counts, self.totals)
        return merged, named


def _has_graph(line: bytes) -> bool:
    """Tell whether a line of N-Quads, as the engine writes it, names a graph.

    >>> _has_graph(b'<urn:s> <urn:p> "a <b> ."@en <urn:g> .')
    True
    >>> _has_graph(b'<urn:s> <urn:p> "a"^^<urn:d> .'), _has_graph(b"<urn:s> <urn:p> <urn:o> .")
    (False, False)
    """
    # Quotes inside a literal are escaped, and stand in no IRI: what follows the last is no words.
    _, quote, after = line.rpartition(b'"')
    return b" <" in after or b" _:" in after if quote else after.count(b" ") == 4


def contents_of(store: pyoxigraph.Store) -> Contents:
    """Return what a database holds; every statement is read, once."""
    lines = _Lines()
    store.dump(cast(IO[bytes], lines), format=RdfFormat.N_QUADS)
    return Contents(*lines.contents(), _counts(store))


def digests_of_files(
    folder: Path, known: Mapping[tuple[int, int], tuple[int, str]] | None = None
) -> dict[str, tuple[int, str]]:
    """Return size and SHA-256 of each file of a generation but its manifest.

    ``known`` has them by device and inode for files that were digested before and are shared.
    """
    found: dict[str, tuple[int, str]] = {}
    for name in files_of(folder):
        status = os.stat(f"{folder}/{name}")
        same = known.get((status.st_dev, status.st_ino)) if known else None
        found[name] = same or digest_of_file(folder / name)
    return found


def files_of(folder: Path) -> list[str]:
    """Return the files of a generation that its manifest speaks of, by name below it, sorted."""
    # A path object for each of hundreds of files would cost more than to ask the system.
    found = []
    for place, _, names in os.walk(folder):
        within = place[len(str(folder)) + 1 :].replace(os.sep, "/")
        unused = _OF_NO_USE if within == DATABASE else ()
        found += [f"{within}/{name}" if within else name for name in names if name not in unused]
    # The manifest cannot hold its own digest.
    return sorted(name for name in found if name != MANIFEST)


def digest_of_file(path: Path) -> tuple[int, str]:
    """Return size and SHA-256 of a file; raises OSError."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), digest


def inodes(
    folder: Path, files: Mapping[str, tuple[int, str]]
) -> dict[tuple[int, int], tuple[int, str]]:
    """Return size and SHA-256 of files of a generation by device and inode."""
    found = {}
    for name, digest in files.items():
        status = os.stat(f"{folder}/{name}")
        found[status.st_dev, status.st_ino] = digest
    return found


def _counts(store: pyoxigraph.Store) -> dict[str, int] | None:
    if sum(1 for _ in islice(store.named_graphs(), MOST_COUNTED + 1)) > MOST_COUNTED:
        return None
    counted = store.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    solutions = cast(pyoxigraph.QuerySolutions, counted)
    return {graph.value: int(number.value) for graph, number in solutions}


def _recounted(
    before: Mapping[str, int] | None, more: Iterable[Quad], less: Iterable[Quad]
) -> dict[str, int] | None:
    if before is None:
        return None
    found = Counter(before)
    found.update(_names(more))
    found.subtract(_names(less))
    return dict(+found) if len(+found) <= MOST_COUNTED else None


def _names(quads: Iterable[Quad]) -> Iterator[str]:
    for quad in quads:
        if not isinstance(quad.graph_name, DefaultGraph):
            yield quad.graph_name.value


def _of(quads: Iterable[Quad], is_merged: bool) -> list[Quad]:
    return [quad for quad in quads if (quad.graph_name == _MERGED) is is_merged]


def _changed(before: Content, more: list[Quad], less: list[Quad]) -> Content:
    total = int(before.digest, 16) + _sum(more) - _sum(less)
    return _content(before.count + len(more) - len(less), total)


def _sum(quads: list[Quad]) -> int:
    lines = _Lines()
    lines.write(pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS) or b"")
    return sum(lines.totals)


def _content(count: int, total: int) -> Content:
    return Content(count, f"{total % _MODULUS:064x}")
