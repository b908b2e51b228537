"""One state of the graph that is served, and how workers are started that have it open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pactgraph.server.scratch import Scratch
from pactgraph.server.snapshot import Snapshot


class Held(Protocol):
    """What keeps the files of a state from being removed, until it is closed."""

    def close(self) -> None:
        """Let go of them."""


@dataclass(frozen=True)
class State:
    """What query workers and document workers open.

    ``folder`` is the generation that both hold while they read it, ``database`` the folder in
    it that query workers open; ``documents`` the configuration of document workers, less what
    is added here. ``held`` is closed when the state is no longer served.
    """

    snapshot: Snapshot
    folder: Path
    database: Path
    documents: Mapping[str, object]
    held: Held | None = None

    @classmethod
    def of_scratch(cls, scratch: Scratch, base_url: str | None) -> State:
        """Return the newest state of a scratch store, which is held by that itself."""
        snapshot = Snapshot(version=scratch.version, graphs=scratch.graphs, base_url=base_url)
        database = scratch.database
        documents = {"database": str(database), "held": str(scratch.snapshot)}
        return cls(snapshot, scratch.snapshot, database, documents)

    def for_queries(self) -> dict[str, object]:
        """Return what query workers are started with."""
        return {
            "path": str(self.database),
            "held": str(self.folder),
            "network": False,
            "version": self.snapshot.version,
        }

    def for_documents(self) -> dict[str, object]:
        """Return what document workers are started with."""
        return {**self.documents, "version": self.snapshot.version}

    def let_go(self) -> None:
        """Let the files be removed, once the workers that read them have left."""
        if self.held is not None:
            self.held.close()
