"""A scratch store: RDF files, or what updates made of them, served from snapshots.

One process writes it (``server.writer``). A change is acknowledged when its snapshot is on the
disk and the record names it; from then on it counts, whatever happens, and one of which that
cannot be said has changed nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from pactgraph.engine.held import hold
from pactgraph.errors import BadInput, EngineFailure, Location
from pactgraph.server.pool import Pool
from pactgraph.server.pool_limits import MIB, PoolLimits
from pactgraph.server.problems import Problem
from pactgraph.server.scratch_folder import DATABASE, ScratchFolder, is_full

LIMITS = PoolLimits(
    deadline=60.0, most=1, least=1, slow_after=60.0, slow_most=1, patience=60.0, wait=30.0,
    memory=2048 * MIB, retry=False,
)  # fmt: skip
"""The limits of one change. Once begun it is not tried again: whoever asked decides that."""


class Scratch:
    """A store that is no project's: loaded from files, changed by updates.

    ``moved`` is called after each change, before there can be another.
    """

    def __init__(self, folder: Path | None = None, *, limits: PoolLimits = LIMITS) -> None:
        """Take the folder that it lies in; without one it is gone when the server ends."""
        self.graphs: dict[str, int] | None = None
        self.moved: Callable[[], None] | None = None
        self._temporary = folder is None
        self._folder = ScratchFolder(folder or Path(tempfile.mkdtemp(prefix="pactgraph-scratch-")))
        self._limits = limits
        self._pool: Pool | None = None
        self._turn = asyncio.Lock()
        self._name = ""
        self._number = 0
        self._held: IO[str] | None = None

    @property
    def snapshot(self) -> Path:
        """The folder of the newest snapshot, which its readers are to hold."""
        return self._folder.snapshot(self._number)

    @property
    def database(self) -> Path:
        """The database of the newest snapshot, to be opened read-only."""
        return self.snapshot / DATABASE

    @property
    def version(self) -> str:
        """What tells this state of the store from any other: 16 hexadecimal digits."""
        return hashlib.sha256(f"{self._name} {self._number}".encode()).hexdigest()[:16]

    async def open(self, files: Sequence[Path] = ()) -> None:
        """Open the store, or begin it, and load files into it, all or none.

        Raises:
            BadInput: a file cannot be taken, or the folder holds other things.
            EngineFailure: another server writes the store, or it cannot be written.
        """
        where = Location(str(self._folder.path))
        self._name, self._number = self._folder.begin()
        self._pool = Pool(
            "pactgraph.server.writer",
            {"folder": str(self._folder.path.absolute())},
            self._limits,
            name="writer",
        )
        try:
            await self._pool.start()
        except EngineFailure as error:
            raise EngineFailure(error.message, location=where, hint=error.hint) from error
        # What the record says may have changed while the process before this one ended.
        self._name, self._number = self._folder.begin()
        if not files and self._number:
            self._take(self._number)
            self.graphs = self._folder.counts(self._number)
            return
        given = [(str(path.absolute()), str(path)) for path in files]
        # A file may be as large as several changes.
        seconds = 2 * self._limits.deadline * max(1, len(files))
        try:
            await self.change({"operation": "load", "files": given}, deadline=seconds)
        except Problem as problem:
            kind = BadInput if problem.status < 500 else EngineFailure
            place = None if problem.status < 500 else where
            raise kind(problem.title, hint=problem.hint, location=place) from problem

    async def change(
        self, request: Mapping[str, Any], *, deadline: float | None = None
    ) -> dict[str, Any]:
        """Make one change, and return what the writer says of it; see ``server.writer``.

        Raises Problem; nothing has changed then.
        """
        assert self._pool is not None
        async with self._turn:
            number = self._number + 1
            answered = await self._pool.ask(
                {
                    **request,
                    "from": self.snapshot.name if self._number else None,
                    "to": self._folder.snapshot(number).name,
                },
                deadline=deadline,
            )
            await answered.read()
            try:
                await asyncio.to_thread(self._folder.record, self._name, number)
            except OSError as error:
                raise not_written(error) from error
            self._take(number)
            self.graphs = answered.head["graphs"]
            if self.moved is not None:
                self.moved()
            await asyncio.to_thread(self._folder.prune, number)
            return answered.head

    def body_file(self) -> Path:
        """Return a new place for the body of a request; whoever asked for it removes it."""
        return self._folder.body_file()

    async def freeze(self) -> None:
        """End the writing process: from now on the store is only read."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def close(self) -> None:
        """End the writing process, and remove the folder if nobody named it."""
        await self.freeze()
        self._let_go()
        if self._temporary:
            shutil.rmtree(self._folder.path, ignore_errors=True)

    def _take(self, number: int) -> None:
        self._let_go()
        self._number = number
        self._held = hold(self.snapshot)

    def _let_go(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None


def not_written(error: OSError) -> Problem:
    """Return the problem of a change for which the disk has no room, or which it refuses."""
    return Problem(
        507 if is_full(error) else 500,
        f"the store cannot be written: {error.strerror}",
        hint="the store is as it was before; free some space and send it again",
    )
