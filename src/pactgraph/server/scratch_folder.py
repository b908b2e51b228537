"""The folder of a scratch store: its snapshots, and the record of which one counts.

``snapshot-N`` holds ``db``, a database that is only read, and ``manifest.json``, which says
how many triples its graphs have and which its readers hold; ``scratch.json`` says which
snapshot counts. All else there is of the process that writes (``server.working_copy``).
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
from pathlib import Path
from typing import Final

from pactgraph.engine.generations import sync
from pactgraph.engine.held import MANIFEST, remove_unread
from pactgraph.errors import BadInput, EngineFailure, Location

DATABASE: Final = "db"
SNAPSHOT: Final = "snapshot-"
BODY: Final = "body-"
UNFINISHED: Final = ".unfinished"
_RECORD = "scratch.json"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class ScratchFolder:
    """What lies where in the folder of a scratch store."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unfinished = path / f"{_RECORD}{UNFINISHED}"

    def snapshot(self, number: int) -> Path:
        """Return the folder of a snapshot."""
        return self.path / f"{SNAPSHOT}{number}"

    def body_file(self) -> Path:
        """Return a new place for the body of a request; whoever asked for it removes it."""
        return self.path / f"{BODY}{os.getpid()}-{secrets.token_hex(8)}"

    def begin(self) -> tuple[str, int]:
        """Return the store's name and the number of its newest snapshot, 0 if it has none.

        Raises BadInput if the folder holds other things, EngineFailure if it is damaged or
        cannot be written.
        """
        place = self.path / _RECORD
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            if place.exists():
                content = json.loads(place.read_text("utf-8"))
                name, number = str(content["name"]), int(content["number"])
                if number and not self.snapshot(number).is_dir():
                    raise ValueError
                return name, number
            # What a first start left that was broken off is nobody else's.
            if any(entry != self._unfinished for entry in self.path.iterdir()):
                raise BadInput(
                    "this folder is no scratch store, and nothing of it will be overwritten",
                    location=Location(str(self.path)),
                    hint="name a folder that is empty or not there",
                )
            name = secrets.token_hex(16)
            self.record(name, 0)
        except OSError as error:
            raise EngineFailure(
                f"the scratch store cannot be opened: {error.strerror}",
                location=Location(str(self.path)),
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise EngineFailure(
                f"the scratch store is damaged: {_RECORD} names no snapshot of it",
                location=Location(str(self.path)),
                hint="load the files into a new folder",
            ) from error
        return name, 0

    def record(self, name: str, number: int) -> None:
        """Make a snapshot the one that counts, for good; raises OSError."""
        with self._unfinished.open("w", encoding="utf-8") as file:
            json.dump({"name": name, "number": number}, file)
            file.flush()
            os.fsync(file.fileno())
        self._unfinished.replace(self.path / _RECORD)
        sync(self.path)

    def counts(self, number: int) -> dict[str, int] | None:
        """Return the number of triples by graph of a snapshot, if they were counted.

        Raises EngineFailure.
        """
        place = self.snapshot(number) / MANIFEST
        try:
            graphs = json.loads(place.read_text("utf-8"))["graphs"]
            return None if graphs is None else {str(k): int(v) for k, v in graphs.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise EngineFailure(
                "the scratch store is damaged: the manifest of its snapshot cannot be read",
                location=Location(str(place)),
            ) from error

    def prune(self, keep: int) -> None:
        """Remove the snapshots before one that nobody reads, less the last before it.

        That one may just be opened by somebody who was told of it.
        """
        for place in self.path.glob(f"{SNAPSHOT}*"):
            number = place.name.removeprefix(SNAPSHOT)
            if number.isdigit() and int(number) < keep - 1:
                # What cannot be removed now may be after the next change.
                with contextlib.suppress(OSError):
                    remove_unread(place)


def is_full(error: Exception) -> bool:
    """Tell whether an error says that there is no room for what was to be written."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    said = str(error).lower()
    return "no space left" in said or "file too large" in said or "quota exceeded" in said
