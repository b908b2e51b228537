"""Damage of a store: what of it is not as it was when it was built."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from pactgraph.engine.finished_database import open_directory, reading
from pactgraph.engine.generations import POINTER, Generations, StoreDamaged, damaged, opening
from pactgraph.engine.held import MANIFEST, hold
from pactgraph.errors import NotFound
from pactgraph.store_content import DATABASE, contents_of, digest_of_file, files_of
from pactgraph.store_manifest import Manifest, read_manifest

ROUNDS: Final = "rounds"
"""The file of the rounds: what it says can be found out without it, and is looked at with doubt."""

_TABLES: Final = ".sst"
# What a disk says of its own faults; all else is refused to this process alone.
_OF_THE_DISK: Final = frozenset({errno.EIO, errno.EISDIR, getattr(errno, "EUCLEAN", errno.EIO)})


class Damage(NamedTuple):
    """A file of a store, by its path below the store's folder, and what is wrong with it."""

    file: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}"


@dataclass(frozen=True)
class StoreCheck:
    """What a check of every byte of a store found; ``manifest`` is None where it is damaged."""

    path: Path
    generation: str | None
    manifest: Manifest | None
    damage: tuple[Damage, ...]


def check_store(path: Path) -> StoreCheck:
    """Check every file of a store's current generation, and every statement, with the manifest.

    Nothing is written, and no damage is an error here.

    Raises:
        NotFound: there is no store.
        EngineFailure: this process may not read it, or another version of pactgraph made it.
    """
    generations = Generations(path)
    with opening(path):
        try:
            folder = generations.current()
        except NotFound:
            if not path.is_dir() or not any(path.glob("gen-*")):
                raise
            return StoreCheck(path, None, None, (Damage(POINTER, "missing"),))
        except StoreDamaged:
            return StoreCheck(path, None, None, (Damage(POINTER, "names no generation"),))
        name = f"{folder.name}/{MANIFEST}"
        held = hold(folder)
        if held is None:
            if generations.current() != folder:
                # A build swapped it meanwhile.
                return check_store(path)
            return StoreCheck(path, folder.name, None, (Damage(name, "missing"),))
        with held:
            try:
                manifest = read_manifest(held, folder)
            except StoreDamaged as error:
                what = error.what.removeprefix(f"{MANIFEST} ")
                return StoreCheck(path, folder.name, None, (Damage(name, what),))
            found = damage_in(folder, manifest)
    named = (Damage(f"{folder.name}/{file}", what) for file, what in found)
    return StoreCheck(path, folder.name, manifest, tuple(named))


def damage_in(folder: Path, manifest: Manifest) -> list[Damage]:
    """Return what of a generation differs from its manifest: file by file, then by content.

    Raises EngineFailure if this process may not read it.
    """
    found = [*_damaged_files(folder, manifest), *_strangers(folder, manifest)]
    # A damaged database is not opened.
    return sorted(found) or list(_other_content(folder, manifest))


def check_at_opening(folder: Path, manifest: Manifest) -> None:
    """Check what costs next to nothing, before anything is read; raises EngineFailure.

    That is the size of every file, and every byte of those that the engine would believe: of
    its log, cut or changed, it takes what it can read and drops the rest. It keeps checksums
    of its tables itself, and looks at them as it reads.
    """
    for name, (size, digest) in manifest.files.items():
        if name == ROUNDS:
            continue
        try:
            status = os.stat(f"{folder}/{name}")
        except FileNotFoundError:
            status = None
        if status is None or not stat.S_ISREG(status.st_mode):
            raise damaged(folder.parent, f"{name} is missing")
        if status.st_size != size:
            raise damaged(folder.parent, f"{name} has {status.st_size:,} bytes, not {size:,}")
        if name.startswith(f"{DATABASE}/") and not name.endswith(_TABLES):
            check_digest(folder, name, digest)
    for name, _ in _strangers(folder, manifest):
        if name != ROUNDS:
            raise damaged(folder.parent, f"{name} was put there after the build")


def check_digest(folder: Path, name: str, digest: str) -> None:
    """Raise EngineFailure unless a file of a generation is as it was built, every byte of it."""
    with opening(folder.parent):
        _, found = digest_of_file(folder / name)
    if found != digest:
        raise damaged(folder.parent, f"{name} was changed after the build")


def _damaged_files(folder: Path, manifest: Manifest) -> Iterator[Damage]:
    for name, (size, digest) in manifest.files.items():
        path = folder / name
        if not path.exists():
            yield Damage(name, "missing")
            continue
        try:
            found_size, found = digest_of_file(path)
        except OSError as error:
            if error.errno not in _OF_THE_DISK:
                raise
            yield Damage(name, f"cannot be read: {error.strerror}")
            continue
        if found_size != size:
            yield Damage(name, f"has {found_size:,} bytes, not {size:,}")
        elif found != digest:
            yield Damage(name, "changed since the build")


def _strangers(folder: Path, manifest: Manifest) -> Iterator[Damage]:
    for name in files_of(folder):
        if name not in manifest.files:
            yield Damage(name, "not in the manifest")


def _other_content(folder: Path, manifest: Manifest) -> Iterator[Damage]:
    database = folder / DATABASE
    with reading(database):
        found = contents_of(open_directory(database))
    for what, held, expected in (
        ("the merged graph", found.merged, manifest.merged),
        ("the named graphs", found.named, manifest.named),
    ):
        if held != expected:
            yield Damage(
                DATABASE,
                f"{what}: {held.count:,} statements, which are not the {expected.count:,} built",
            )
