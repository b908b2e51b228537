"""A scratch store: RDF files, or what updates made of them, served from snapshots.

Its folder holds ``db``, the database that one process writes; ``snapshot-N``, copies of it
that query workers read; and ``scratch.json``, which numbers them. A change is acknowledged
when it is on the disk and a snapshot has it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pactgraph.errors import BadInput, EngineFailure, Location
from pactgraph.server.pool import Pool
from pactgraph.server.pool_limits import MIB, PoolLimits
from pactgraph.server.problems import Problem

_RECORD = "scratch.json"
_DATABASE = "db"
_SNAPSHOT = "snapshot-"
_KEPT = 60.0
"""How long a snapshot stays after its successor is there, in seconds: queries end before."""

LIMITS = PoolLimits(
    deadline=60.0, most=1, least=1, slow_after=60.0, slow_most=1, patience=60.0, wait=30.0,
    memory=2048 * MIB, retry=False,
)  # fmt: skip
"""The limits of one change. It is never tried again: it may have been made."""


class Scratch:
    """A store that is no project's: loaded from files, changed by updates."""

    def __init__(self, folder: Path | None = None, *, limits: PoolLimits = LIMITS) -> None:
        """Take the folder that it lies in; without one it is gone when the server ends."""
        self._temporary = folder is None
        self._folder = folder or Path(tempfile.mkdtemp(prefix="pactgraph-scratch-"))
        self._limits = limits
        self._pool: Pool | None = None
        self._turn = asyncio.Lock()
        self._name = ""
        self._number = 0
        self.graphs: dict[str, int] | None = None

    @property
    def snapshot(self) -> Path:
        """The folder of the newest snapshot, to be opened read-only."""
        return self._folder / f"{_SNAPSHOT}{self._number}"

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
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._read_record()
        except OSError as error:
            raise EngineFailure(
                f"the scratch store cannot be opened: {error.strerror}",
                location=Location(str(self._folder)),
            ) from error
        self._pool = Pool(
            "pactgraph.server.writer",
            {"store": str(self._folder / _DATABASE), "memory": self._limits.memory},
            self._limits,
            name="writer",
        )
        try:
            await self._pool.start()
            given = [(str(path.absolute()), str(path)) for path in files]
            await self.change({"operation": "load", "files": given})
        except Problem as problem:
            await self.close()
            kind = BadInput if problem.status < 500 else EngineFailure
            raise kind(problem.title, hint=problem.hint) from problem

    async def change(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Make one change, and return what the writer says of it; see ``server.writer``.

        Raises Problem; nothing has changed then, unless the writer was stopped (503, 504)
        after the change and before it could say so.
        """
        assert self._pool is not None
        async with self._turn:
            number = self._number + 1
            place = self._folder / f"{_SNAPSHOT}{number}"
            # What a writer that was stopped has left must not pass for this change's snapshot.
            shutil.rmtree(place, ignore_errors=True)
            answered = await self._pool.ask({**request, "snapshot": str(place)})
            async for _ in answered.pieces():
                continue
            self._number = number
            self._write_record()
            self._prune()
            self.graphs = answered.head.get("graphs")
            return answered.head

    def body_file(self) -> Path:
        """Return a new place for the body of a request; whoever asked for it removes it."""
        return self._folder / f"body-{secrets.token_hex(8)}"

    async def freeze(self) -> None:
        """End the writing process: from now on the store is only read."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def close(self) -> None:
        """End the writing process, and remove the folder if nobody named it."""
        await self.freeze()
        if self._temporary:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _read_record(self) -> None:
        record = self._folder / _RECORD
        if record.exists():
            try:
                content = json.loads(record.read_text("utf-8"))
                self._name, self._number = str(content["name"]), int(content["number"])
            except (ValueError, KeyError, TypeError) as error:
                raise EngineFailure(
                    f"the scratch store is damaged: {_RECORD} cannot be read",
                    location=Location(str(record)),
                ) from error
        elif any(self._folder.iterdir()):
            raise BadInput(
                "this folder is no scratch store, and nothing of it will be overwritten",
                location=Location(str(self._folder)),
                hint="name a folder that is empty or not there",
            )
        else:
            self._name = secrets.token_hex(16)
            self._write_record()
        for left in self._folder.glob("body-*"):
            left.unlink()

    def _write_record(self) -> None:
        unfinished = self._folder / f"{_RECORD}.unfinished"
        content = {"name": self._name, "number": self._number}
        with unfinished.open("w", encoding="utf-8") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._folder / _RECORD)

    def _prune(self) -> None:
        for place in self._folder.glob(f"{_SNAPSHOT}*"):
            if place == self.snapshot:
                continue
            with contextlib.suppress(OSError):
                if time.time() - place.stat().st_ctime > _KEPT:
                    shutil.rmtree(place)
