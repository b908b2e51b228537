"""Copies of a server's store in a folder of this machine, from which it is amended."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import Final

from pactgraph.engine.layer_files import share
from pactgraph.errors import EngineFailure, Location, NotFound
from pactgraph.source.project import Project
from pactgraph.sparql_server.writer_lock import folder_of
from pactgraph.store import Store
from pactgraph.store_content import DATABASE, files_of, share_database

_NEW: Final = "new-"
_MANIFEST: Final = "manifest.json"
_POINTER: Final = "current"


class ServerCopies:
    """A project's copies of one server's store, each under the digest of what it holds.

    What the server holds says which of them is its copy: whoever is killed between the two
    leaves one too many, and never a wrong one. Only the store's writer may change them.
    """

    def __init__(self, url: str, project: Project) -> None:
        self._folder = folder_of(url)
        self._project = str(project.root.resolve())

    def of(self, digest: str) -> Path | None:
        """Return the copy that holds the statements with a digest, None if there is none."""
        place = self._folder / digest[:32]
        try:
            with Store.open(place) as store:
                is_ours = store.manifest.extra.get("project") == self._project
                return place if is_ours and store.manifest.digest == digest else None
        except (NotFound, EngineFailure):
            return None

    def begun(self, old: Path | None = None) -> Path:
        """Return the place of a new copy: of an old one's content, or empty.

        What never changes is shared with the old one. Raises EngineFailure.
        """
        place = self._folder / f"{_NEW}{secrets.token_hex(4)}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if old is not None:
                _share(old, place)
        except OSError as error:
            raise self._failure(error) from error
        return place

    def keep(self, place: Path, digest: str) -> Path:
        """Make a new copy the only one, by the digest of what it holds; return its place."""
        kept = self._folder / digest[:32]
        try:
            shutil.rmtree(kept, ignore_errors=True)
            place.rename(kept)
        except OSError as error:
            raise self._failure(error) from error
        self.tidy(kept)
        return kept

    def tidy(self, kept: Path) -> None:
        """Remove every copy but one."""
        for entry in self._folder.glob("*"):
            if entry != kept:
                shutil.rmtree(entry, ignore_errors=True)

    def _failure(self, error: OSError) -> EngineFailure:
        return EngineFailure(
            f"the copy of the server's store cannot be written: {error.strerror or error}",
            location=Location(str(self._folder)),
            hint="the store on the server is as it was",
        )


def _share(old: Path, new: Path) -> None:
    """Make a store of what another one holds; raises OSError."""
    with Store.open(old) as store:
        folder = new / store.folder.name
        folder.mkdir(parents=True)
        share_database(store.folder / DATABASE, folder / DATABASE)
        for name in files_of(store.folder):
            if not name.startswith(f"{DATABASE}/"):
                share(store.folder / name, folder / name)
        # Who reads a store holds its manifest, so that each needs one of its own.
        shutil.copyfile(store.folder / _MANIFEST, folder / _MANIFEST)
    (new / _POINTER).write_text(f"{folder.name}\n", "ascii")
