"""The store: a directory derived from the files, with a manifest, swapped as a whole."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pyoxigraph import Quad

from pactgraph import article_files, form_table
from pactgraph.article_files import ArticleFile, ArticleFiles
from pactgraph.engine.finished_database import FinishedDatabase, open_directory, reading
from pactgraph.engine.generations import Generations, StoreBusy, damaged, opening
from pactgraph.engine.held import MANIFEST, hold
from pactgraph.engine.line_layers import LineLayers
from pactgraph.engine.oxigraph_engine import DiskEngine
from pactgraph.engine.protocol import Limits
from pactgraph.engine.statement_rounds import StatementRounds
from pactgraph.errors import EngineFailure, Location, NotFound
from pactgraph.form_table import FormTable
from pactgraph.query.text_index import TextIndex
from pactgraph.store_content import (
    DATABASE,
    Contents,
    change_database,
    digests_of_files,
    inodes,
    write_database,
)
from pactgraph.store_damage import ROUNDS, check_at_opening, check_digest, damage_in
from pactgraph.store_manifest import Manifest, read_manifest
from pactgraph.title_table import TitleRow, TitleTable

if TYPE_CHECKING:
    from pactgraph.engine.rounds_file import RoundColumns

_TRIES = 5
_READ_WHOLE = 64 * 1024 * 1024


class Store:
    """An open store, read-only: the default graph is merged, named graphs are as given."""

    def __init__(self, path: Path, folder: Path, manifest: Manifest, held: IO[str]) -> None:
        self.path = path
        self.folder = folder
        self.manifest = manifest
        self._held = held
        self._lines: LineLayers | None = None
        self._articles: ArticleFiles | None = None
        self._forms: FormTable | None = None
        self._content: FinishedDatabase | None = None
        self._rounds: StatementRounds | None = None
        self._texts: TextIndex | None = None
        self._titles: TitleTable | None = None

    @classmethod
    def create(
        cls,
        path: Path,
        quads: Iterable[Quad],
        positions: Iterable[tuple[Quad, str, int]] = (),
        manifest_extra: Mapping[str, Any] | None = None,
        rounds: RoundColumns | None = None,
        articles: Iterable[ArticleFile] = (),
    ) -> Store:
        """Build a store and make it the current one; what was there before stays until then.

        ``positions`` are statements with the file and the line each comes from;
        ``manifest_extra`` must be JSON; ``rounds`` says how each triple of merged followed;
        ``articles`` are the files that it was built from.

        Raises:
            EngineFailure: another process builds it, or it cannot be written (a full disk).
            NotFound: the directory holds something else than a store.
        """
        generations = Generations(path)
        with generations.building() as folder:
            contents = write_database(folder / DATABASE, quads)
            LineLayers.write(folder, positions)
            ArticleFiles.write(folder, articles)
            database = open_directory(folder / DATABASE)
            TextIndex.write(folder, database)
            FormTable.write(folder, database)
            TitleTable.write(folder, database)
            if rounds is not None:
                # Only who builds waits for NumPy.
                from pactgraph.engine.rounds_file import write_rounds

                write_rounds(folder / ROUNDS, rounds)
            manifest = Manifest.of(*contents, digests_of_files(folder), manifest_extra or {})
            (folder / MANIFEST).write_text(manifest.text(), "utf-8")
            generations.adopt(folder, manifest.digest[:16])
        return cls.open(path)

    @classmethod
    def change(
        cls,
        path: Path,
        added: Iterable[Quad] = (),
        removed: Iterable[Quad] = (),
        positions: Iterable[tuple[Quad, str, int]] = (),
        manifest_extra: Mapping[str, Any] | None = None,
        articles: Iterable[ArticleFile] = (),
        without: Iterable[str] = (),
        of: str | None = None,
    ) -> None:
        """Make of the current generation one with some statements more and some less.

        The cost is that of the change. What is both added and removed is there afterwards;
        ``positions`` are of what was added, ``manifest_extra`` takes the place of what was noted.
        ``articles`` come to the files it was built from, and those of the slugs ``without`` go.
        ``of`` names the generation that the change was worked out for.
        The new one keeps no rounds: they can be found out without. The old one stays as it was,
        for whoever reads it.

        Raises:
            NotFound: there is no store.
            EngineFailure: it is damaged, another process changes it, or it cannot be written.
            StoreBusy: another process changed it since the change was worked out.
        """
        more, less = list(added), list(removed)
        generations = Generations(path)
        # Where there is no store, nothing is made.
        generations.current()
        with generations.building() as folder, cls.open(path) as old:
            if of not in (None, old.folder.name):
                raise StoreBusy(
                    "the store was changed by another process in the meantime",
                    location=Location(str(path)),
                    hint="nothing was lost: do it again",
                )
            noted = old.manifest
            before = Contents(noted.merged, noted.named, noted.graphs)
            # What the system refuses is told as of any build that could not write.
            titles: list[TitleRow] = []
            with reading(old.folder / DATABASE, RuntimeError):
                contents = change_database(
                    folder / DATABASE,
                    old.folder / DATABASE,
                    before,
                    more,
                    less,
                    # To open a database costs as much as to change it: it is opened once.
                    look=lambda database: titles.extend(TitleTable.added(database, more)),
                )
            LineLayers.add(old.folder, folder, positions)
            ArticleFiles.change(old.folder, folder, articles, without)
            TextIndex.change(old.folder, folder, more, less)
            FormTable.share(old.folder, folder)
            TitleTable.change(old.folder, folder, titles)
            extra = old.manifest.extra if manifest_extra is None else manifest_extra
            files = digests_of_files(folder, inodes(old.folder, old.manifest.files))
            manifest = Manifest.of(*contents, files, extra)
            (folder / MANIFEST).write_text(manifest.text(), "utf-8")
            generations.adopt(folder, manifest.digest[:16])

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open the current generation of a store.

        The files' sizes are checked against the manifest, and the bytes of those that nothing
        else checks as they are read; ``verify_digests`` checks every byte.

        Raises:
            NotFound: there is no store.
            EngineFailure: it is damaged, or another version of pactgraph made it.
        """
        generations = Generations(path)
        for _ in range(_TRIES):
            with opening(path):
                folder = generations.current()
                held = hold(folder)
                if held is None or generations.current() != folder:
                    # A build swapped it between the two steps, or the manifest is missing.
                    if held is not None:
                        held.close()
                    continue
                return cls._held_open(path, folder, held)
        raise damaged(path, f"{folder.name}/{MANIFEST} is missing")

    @classmethod
    def open_generation(cls, path: Path, name: str) -> Store:
        """Open one generation of a store, whether it is still the current one or not.

        Raises NotFound if it is gone, and what ``open`` raises.
        """
        folder = path / name
        with opening(path):
            held = hold(folder)
            if held is None:
                raise NotFound(f"the generation {name} is gone", location=Location(str(path)))
            return cls._held_open(path, folder, held)

    @classmethod
    def _held_open(cls, path: Path, folder: Path, held: IO[str]) -> Store:
        try:
            manifest = read_manifest(held, folder)
            check_at_opening(folder, manifest)
        except (EngineFailure, OSError):
            held.close()
            raise
        return cls(path, folder, manifest, held)

    def engine(self, limits: Limits | None = None) -> DiskEngine:
        """Return an engine over the store; close it before the store."""
        return DiskEngine(self.folder / DATABASE, limits=limits)

    def content(self) -> FinishedDatabase:
        """Return what it holds, for look-ups in this process; raises EngineFailure."""
        if self._content is None:
            self._content = FinishedDatabase(self.folder / DATABASE)
        return self._content

    def line_of(self, quad: Quad) -> Location | None:
        """Return the file and the line of a statement, None when that is not known.

        Raises EngineFailure if the tables of lines are damaged.
        """
        return self._statement_lines().line_of(quad)

    def as_written(self, quad: Quad) -> Quad:
        """Return a statement with its literal as the file writes it that states it.

        It is returned as it is if no file states it. Raises as ``line_of``.
        """
        return self._statement_lines().as_written(quad)

    @property
    def articles(self) -> ArticleFiles:
        """The files of the articles that it holds."""
        if self._articles is None:
            self._check_table(article_files.TABLE)
            self._articles = ArticleFiles(self.folder)
        return self._articles

    def forms(self) -> FormTable:
        """Return the table of what its named things are called; raises EngineFailure."""
        if self._forms is None:
            self._check_table(form_table.TABLE)
            self._forms = FormTable(self.folder)
        return self._forms

    def titles(self) -> TitleTable:
        """Return the table of its offices' titles; raises EngineFailure."""
        if self._titles is None:
            for name in TitleTable.names(self.folder):
                self._check_table(name)
            self._titles = TitleTable(self.folder)
        return self._titles

    def rounds(self) -> StatementRounds | None:
        """Return the rounds of the closure; None if none are kept, or what is kept is damaged."""
        if self._rounds is None:
            with contextlib.suppress(OSError, ValueError):
                self._rounds = StatementRounds(self.folder / ROUNDS)
        return self._rounds

    def texts(self) -> TextIndex:
        """Return the index of its names and gists; raises EngineFailure."""
        if self._texts is None:
            # Who looks nothing up by its name does not wait for what compares names.
            for name in TextIndex.names(self.folder):
                self._check_table(name)
            self._texts = TextIndex(self.folder)
        return self._texts

    def _statement_lines(self) -> LineLayers:
        if self._lines is None:
            for name in LineLayers.names(self.folder):
                self._check_table(name)
            self._lines = LineLayers(self.folder)
        return self._lines

    def _check_table(self, name: str) -> None:
        """Read a table whole, once: nothing else would notice a row that was changed.

        One so large that this would be felt is left to the check of the whole store.
        """
        size, digest = self.manifest.files[name]
        if size <= _READ_WHOLE:
            check_digest(self.folder, name, digest)

    def verify_digests(self) -> list[str]:
        """Return what differs from the manifest, byte for byte and graph by graph."""
        return [str(damage) for damage in damage_in(self.folder, self.manifest)]

    def close(self) -> None:
        """Let go of the store, so that a later build may remove this generation."""
        if self._lines is not None:
            self._lines.close()
        if self._rounds is not None:
            self._rounds.close()
        if self._texts is not None:
            self._texts.close()
        self._content = None
        self._held.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
