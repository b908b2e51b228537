"""A directory with one current generation of files, swapped as a whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

from pactgraph.engine.finished_database import REBUILD
from pactgraph.engine.held import remove_unread
from pactgraph.errors import EngineFailure, Location, NotFound

try:
    import fcntl
except ImportError:  # Windows: builders there are not kept apart
    fcntl = None  # type: ignore[assignment]

POINTER = "current"
_LOCK = "lock"
_NAME = re.compile(r"gen-[0-9a-f]{8,64}(-[0-9a-f]+)?")
_UNFINISHED = "new-"


class StoreBusy(EngineFailure):
    """Another process builds the store; it can be opened when that is done."""


class StoreDamaged(EngineFailure):
    """A store that is not as it was built; ``what`` says what of it, in one phrase."""

    what = ""


def damaged(path: Path, what: str) -> StoreDamaged:
    """Return the error of a store that is not as it was built."""
    error = StoreDamaged(
        f"the store is damaged: {what}", location=Location(str(path)), hint=REBUILD
    )
    error.what = what
    return error


@contextlib.contextmanager
def opening(path: Path) -> Iterator[None]:
    """Make of what the system refuses to who opens a store an EngineFailure."""
    try:
        yield
    except OSError as error:
        raise EngineFailure(
            f"the store cannot be opened: {error.strerror or error}",
            location=Location(str(path)),
            hint="look at who may read it, and how many files this process has open",
        ) from error


class Generations:
    """``gen-…/`` folders, and a file ``current`` that names the one that counts."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> Path:
        """Return the folder of the current generation.

        Raises:
            NotFound: the directory is not there, or holds no store.
            EngineFailure: the pointer is damaged.
        """
        where = Location(str(self.root))
        hint = "build it: pactgraph build"
        if not self.root.exists():
            raise NotFound("there is no store", location=where, hint=hint)
        if not self.root.is_dir():
            raise NotFound("this is a file, not a store", location=where, hint=hint)
        name = self._pointed(where, hint)
        while not (_NAME.fullmatch(name) and (self.root / name).is_dir()):
            # A build may have swapped generations between the two looks.
            again = self._pointed(where, hint)
            if again == name:
                raise damaged(self.root, f"'{POINTER}' names no generation of it")
            name = again
        return self.root / name

    def _pointed(self, where: Location, hint: str) -> str:
        with opening(self.root):
            try:
                return (self.root / POINTER).read_bytes().decode("ascii", "replace").strip()
            except FileNotFoundError as error:
                raise NotFound(
                    "this folder is not a store: it has no file 'current'",
                    location=where,
                    hint=hint,
                ) from error

    @contextlib.contextmanager
    def building(self) -> Iterator[Path]:
        """Hold the lock and give a fresh folder to build in, removed unless it was adopted.

        What an earlier build left unfinished is removed too.

        Raises:
            StoreBusy: another process builds this store.
            EngineFailure: the folder cannot be made.
            NotFound: the directory holds other things than a store.
        """
        try:
            self._check_place()
            make_folders(self.root)
            lock = (self.root / _LOCK).open("a+b", buffering=0)
        except OSError as error:
            raise self.failure(error) from error
        with lock:
            _take(lock, self.root)
            folder = self.root / f"{_UNFINISHED}{os.getpid()}-{secrets.token_hex(4)}"
            try:
                self._prune()
                folder.mkdir()
                yield folder
                self._prune()
            except OSError as error:
                raise self.failure(error) from error
            finally:
                shutil.rmtree(folder, ignore_errors=True)
                # Said by nobody any more, so that a later message names no dead process.
                with contextlib.suppress(OSError):
                    lock.truncate(0)

    def adopt(self, folder: Path, digest: str) -> Path:
        """Make a finished folder the current generation; returns its new place.

        Everything is on the disk before the pointer names it. A generation that some
        process still reads stays until a later build.
        """
        place = self.root / f"gen-{digest}"
        if place.exists():
            place = self.root / f"gen-{digest}-{secrets.token_hex(4)}"
        sync_tree(folder)
        folder.rename(place)
        sync(self.root)
        pointer = self.root / f"{_UNFINISHED}{POINTER}"
        with pointer.open("w", encoding="ascii") as file:
            file.write(place.name + "\n")
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self.root / POINTER)
        sync(self.root)
        return place

    def remove(self) -> bool:
        """Remove the store, unless somebody reads or builds it; returns whether it is gone.

        It is not where it holds other things too, or the system refuses.
        """
        try:
            self._check_place()
            with (self.root / _LOCK).open("a+b", buffering=0) as lock:
                _take(lock, self.root)
                if not all(remove_unread(entry) for entry in self.root.glob("gen-*")):
                    return False
                shutil.rmtree(self.root)
        except (OSError, StoreBusy, NotFound):
            return not self.root.exists()
        return True

    def failure(self, error: OSError) -> EngineFailure:
        """Return the error of a build that could not write."""
        is_there = (self.root / POINTER).exists()
        hint = "the store is as it was before" if is_there else "nothing was built"
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            hint += "; name a place that can be written to: --store PATH"
        if "no space left" in str(error).lower() or "full" in str(error):
            hint += "; free some space and build again"
        return EngineFailure(
            f"the store cannot be written: {error}", location=Location(str(self.root)), hint=hint
        )

    def _check_place(self) -> None:
        if not self.root.exists():
            return
        foreign = not self.root.is_dir() or any(
            entry.name not in (POINTER, _LOCK) and not entry.name.startswith((_UNFINISHED, "gen-"))
            for entry in self.root.iterdir()
        )
        if foreign:
            raise NotFound(
                "this is not a store, and nothing of it will be overwritten",
                location=Location(str(self.root)),
                hint="name a folder that is empty or not there",
            )

    def _prune(self) -> None:
        """Remove what no build finished, and generations that nobody reads."""
        pointer = self.root / POINTER
        current = pointer.read_text("ascii", "replace").strip() if pointer.exists() else None
        for entry in self.root.iterdir():
            if entry.name.startswith(_UNFINISHED):
                if entry.is_dir():
                    shutil.rmtree(entry)
                else:
                    entry.unlink()
            elif entry.name.startswith("gen-") and entry.name != current:
                remove_unread(entry)


def _take(lock: FileIO, root: Path) -> None:
    if fcntl is not None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().decode("ascii", "replace").strip() or "another process"
            raise StoreBusy(
                f"the store is being built by {holder}",
                location=Location(str(root)),
                hint="wait until it is done",
            ) from error
        if os.fstat(lock.fileno()).st_nlink == 0:
            raise StoreBusy(
                "the store was just removed", location=Location(str(root)), hint="try again"
            )
    # Who holds it is a courtesy, which a full disk may refuse.
    with contextlib.suppress(OSError):
        lock.truncate(0)
        lock.write(f"process {os.getpid()}\n".encode())


def make_folders(folder: Path) -> None:
    """Make a folder and those above it as far as they are missing, safe on the disk."""
    if not folder.is_dir():
        make_folders(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)


def sync(path: str | Path) -> None:
    """Have the system put a file or a folder on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Have the system put everything in a folder on the disk.

    What has another name is of a finished generation, and is there already.
    """
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            path = os.path.join(place, name)
            if os.stat(path).st_nlink == 1:
                sync(path)
        sync(place)
