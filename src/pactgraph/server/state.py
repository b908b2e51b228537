"""One state of the graph that is served, and how workers are started that have it open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pactgraph.server.scratch import Scratch
from pactgraph.server.snapshot import Snapshot


@dataclass(frozen=True)
class State:
    """What query workers and document workers open.

    ``database`` is the folder of the former; ``documents`` the configuration of the latter,
    less what is added here.
    """

    snapshot: Snapshot
    database: Path
    documents: Mapping[str, object]

    @classmethod
    def of_scratch(cls, scratch: Scratch, base_url: str | None) -> State:
        """Return the newest state of a scratch store."""
        snapshot = Snapshot(version=scratch.version, graphs=scratch.graphs, base_url=base_url)
        return cls(snapshot, scratch.snapshot, {"database": str(scratch.snapshot)})

    def for_queries(self) -> dict[str, object]:
        """Return what query workers are started with."""
        return {"path": str(self.database), "network": False, "version": self.snapshot.version}

    def for_documents(self) -> dict[str, object]:
        """Return what document workers are started with."""
        return {**self.documents, "version": self.snapshot.version}
