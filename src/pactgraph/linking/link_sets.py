"""The link sets of a project: judged rows, candidates, and what moves between them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from pactgraph.errors import BadInput, NotFound
from pactgraph.linking.authorities import Authorities, Authority
from pactgraph.linking.link_lock import LinkLock
from pactgraph.linking.link_table import (
    PREFIXES_OF_ALL,
    LinkTable,
    new_table,
    read_table,
    write_table,
)
from pactgraph.linking.sssom_library import Cells
from pactgraph.model.graphs import links_graph
from pactgraph.namespaces import BASE, ID
from pactgraph.source.links import NO_TERM_FOUND, SUFFIX, LinkRow, read_links
from pactgraph.source.project import Project

_FOLDER: Final = "data/links"
_CANDIDATES: Final = "candidates"
_LOCK: Final = "links.lock"
_NAME: Final = re.compile("[a-z][a-z0-9-]*")

Pair = tuple[str, str]
"""One of our things and something elsewhere, each by the IRI that our rows use."""


class LinkSets:
    """The files of links of a project, read when they are needed, written one by one.

    A file that somebody else has changed meanwhile is read again before it is used. Who reads
    in order to write does both within ``alone``.

    ``reading`` promises that nothing will be written: the packaged graph may be read alone.
    Every method raises BadInput for a file that cannot be taken whole; what is written is
    written whole or not at all.
    """

    def __init__(self, project: Project, *, reading: bool = False) -> None:
        if project.is_packaged and not reading:
            raise BadInput(
                "the packaged graph is not to be written to",
                hint="work in a project of your own: pactgraph init DIR, or --project DIR",
            )
        self.project = project
        judged = [read_links(path, project.display(path)) for path in project.link_files]
        there = {links.name for links in judged}
        folder = project.root / _FOLDER / _CANDIDATES
        waiting = [
            read_links(path, project.display(path))
            for path in sorted(folder.glob("*" + SUFFIX))
            if path.name.removesuffix(SUFFIX) not in there
        ]
        self.authorities = Authorities.of_sets([*judged, *waiting])
        self._judged = {links.name: links for links in judged}
        self._tables: dict[Path, tuple[str, LinkTable]] = {}
        self._canonical: dict[str, str] = {}
        self._lock = LinkLock(project.cache_dir / _LOCK)

    def alone(self) -> AbstractContextManager[None]:
        """Return what keeps all other writers of this project's links out, while it is entered.

        Entering raises LinksBusy if another is at it for long, WriteFailed.
        """
        return self._lock.held()

    @property
    def names(self) -> list[str]:
        """The names of all link sets that there are, judged or not."""
        folder = self.project.root / _FOLDER / _CANDIDATES
        waiting = {path.name.removesuffix(SUFFIX) for path in folder.glob("*" + SUFFIX)}
        return sorted({*self._judged, *waiting})

    def know(self, authority: Authority) -> None:
        """Take in a data set that no link set tells of.

        Raises BadInput for a name that no file could have, or that is of another data set, and
        for a data set that is this one.
        """
        if _NAME.fullmatch(authority.name) is None:
            raise BadInput(
                f'a link set cannot be called "{authority.name}"',
                hint="small letters, digits and hyphens, a letter first",
            )
        if authority.prefix in PREFIXES_OF_ALL:
            raise BadInput(
                f'a link set cannot be called "{authority.name}": the prefix stands for'
                f" {PREFIXES_OF_ALL[authority.prefix]} in every link set",
                hint="give the new set another name",
            )
        if ID.base in authority.namespaces:
            raise BadInput(
                f"what begins with {ID.base} are things of this graph itself",
                hint="links lead to other data sets",
            )
        known = self.authorities.of_name(authority.name)
        if known is not None and not set(authority.namespaces) <= set(known.namespaces):
            raise BadInput(
                f'"{authority.name}" links to {known.namespaces[0]} already',
                hint="give the new set another name, or leave --namespace out",
            )
        self.authorities = self.authorities.with_one(authority)
        self._canonical.clear()

    def source_of(self, name: str) -> str:
        """Return what rows of a set name as the place that was searched, or nothing."""
        told = [row.cells.get("object_source", "") for row in self._rows(name)]
        return next((one for one in told if one), self.authorities.named(name).site)

    def chosen(self, names: Iterable[str]) -> list[str]:
        """Return the names that were asked for, or all; raises NotFound for one that is not."""
        there = self.names
        wanted = list(dict.fromkeys(names))
        for name in wanted:
            if name not in there:
                raise NotFound(f'there is no link set "{name}"', candidates=tuple(there))
        return wanted or there

    def judged(self, name: str) -> LinkTable:
        """Return the table of a set's judged rows; an empty one if there is none yet."""
        return self._table(name, self.project.root / _FOLDER / (name + SUFFIX), waiting=False)

    def candidates(self, name: str) -> LinkTable:
        """Return the table of a set's candidates; an empty one if there is none yet."""
        folder = self.project.root / _FOLDER / _CANDIDATES
        return self._table(name, folder / (name + SUFFIX), waiting=True)

    def write(self, table: LinkTable) -> None:
        """Write a table to its file; raises LinksBusy too."""
        with self.alone():
            written = write_table(table)
            self._tables[table.path] = (_digest(table.path), written)

    def judged_pairs(self, name: str) -> set[Pair]:
        """Return the pairs of a set that were judged, whatever the judgement."""
        return {self.pair(row) for row in self._rows(name) if _is_pair(row)}

    def linked(self, name: str) -> set[str]:
        """Return those of our things that were found in a set, themselves or nearly so."""
        return {row.subject.value for row in self._rows(name) if row.is_same}

    def accepted(self, name: str) -> list[LinkRow]:
        """Return the accepted rows of a set, in the order of the file."""
        return [row for row in self._rows(name) if row.accepted]

    def pair(self, row: LinkRow) -> Pair:
        """Return the pair that a row is about."""
        return row.subject.value, self._own(row.object.value)

    def pair_of(self, table: LinkTable, row: Cells) -> Pair:
        """Return the pair that a row of a table is about; raises BadInput for a bad CURIE."""
        return table.expand(row["subject_id"]), self._own(table.expand(row["object_id"]))

    def _own(self, iri: str) -> str:
        """Return an IRI as our rows write it; each judgement asks this of every row again."""
        known = self._canonical.get(iri)
        if known is None:
            known = self._canonical[iri] = self.authorities.canonical(iri)
        return known

    def _rows(self, name: str) -> tuple[LinkRow, ...]:
        path = self.project.root / _FOLDER / (name + SUFFIX)
        known = self._judged.get(name)
        if known is None or _digest(path) != known.sha256:
            if not path.exists():
                return ()
            known = self._judged[name] = read_links(path, self.project.display(path))
        return known.rows

    def _table(self, name: str, path: Path, *, waiting: bool) -> LinkTable:
        digest = _digest(path)
        known = self._tables.get(path)
        if known is None or known[0] != digest:
            display = path.relative_to(self.project.root).as_posix()
            if path.exists():
                table = read_table(path, display)
            else:
                table = self._empty(name, path, display, waiting=waiting)
            known = self._tables[path] = (digest, table)
        return known[1]

    def _empty(self, name: str, path: Path, display: str, *, waiting: bool) -> LinkTable:
        authority = self.authorities.named(name)
        graph = links_graph(name).value
        if waiting:
            return new_table(
                path,
                display,
                authority,
                f"pactgraph to {authority.title}: candidates",
                "Found and scored, and judged by nobody: nothing here is part of the graph.",
                f"{BASE}candidates/{name}",
            )
        described = "What a person judged: matches, and what is none."
        title = f"pactgraph to {authority.title}"
        return new_table(path, display, authority, title, described, graph)


def _digest(path: Path) -> str:
    """Return the digest of a file, the empty text if there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _is_pair(row: LinkRow) -> bool:
    return NO_TERM_FOUND not in (row.subject, row.object)
