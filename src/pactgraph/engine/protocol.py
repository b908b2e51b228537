"""What every engine offers; whoever calls it need not know where a query runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import IO, Protocol

from pyoxigraph import NamedNode, Quad

from pactgraph.engine.results import Answer

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one query may use.

    ``timeout`` is in seconds from handing the query over to the last byte of the answer;
    ``memory`` is in bytes on top of what the open store takes; ``answer`` is the size of
    the answer in bytes, as SPARQL JSON or N-Triples.
    """

    timeout: float = 60.0
    memory: int = 2048 * MIB
    answer: int = 256 * MIB


class Engine(Protocol):
    """A graph that answers SPARQL 1.1 queries.

    The default graph is the merged graph; named graphs are as stored.
    """

    @property
    def has_lateral(self) -> bool:
        """Whether it knows LATERAL (SPARQL-dev's SEP 0006) besides SPARQL 1.1."""
        ...

    def query(
        self,
        sparql: str,
        *,
        timeout: float | None = None,
        memory: int | None = None,
        trusted: bool = False,
        allow: Collection[str] = (),
        source: str = "query",
    ) -> Answer:
        """Return the answer to a query.

        Unless ``trusted``, the query passes the guard and runs in a child process with a
        deadline and a memory cap (the engine's limits where none is given). ``trusted``
        is for queries whose text is the project's own, with no term from outside.
        ``allow`` names what the guard otherwise refuses, ``source`` is what messages
        call the query. Prefixes of the project need not be declared.

        Raises:
            BadQuery: it is not valid SPARQL, or asks for what is not allowed.
            DeadlineExceeded: it took too long, too much memory, or its answer is too big.
            EngineFailure: the engine failed.
        """
        ...

    def count(self, graph: NamedNode | None = None) -> int:
        """Return the number of triples of a named graph, or of the default graph."""
        ...

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        ...

    def close(self) -> None:
        """Let go of processes and files; the engine cannot be asked any more."""
        ...


class WritableEngine(Engine, Protocol):
    """An engine that takes statements as well, from one writer at a time.

    What was written when a method returns is durable where the engine keeps anything at all:
    on a disk it was flushed, a server said that it has it.
    """

    def load(self, quads: Iterable[Quad]) -> None:
        """Add many statements.

        In memory and on disk all or none. On a server what was sent stays when the next piece
        fails: who needs all or none there loads what nothing points at yet.

        Raises:
            BadInput: the engine cannot keep one of them as it is; nothing was written.
            EngineFailure: they could not be written.
        """
        ...

    def update(self, sparql: str, *, source: str = "update") -> None:
        """Carry out a SPARQL 1.1 Update whose text is the project's own.

        In memory and on disk all of its operations or none. On a server each operation by
        itself, in order.

        Raises:
            BadQuery: it is not valid SPARQL, or would ask or read another place.
            EngineFailure: it could not be carried out.
        """
        ...

    def snapshot(self, out: IO[bytes]) -> None:
        """Write merged and every named graph as N-Quads, as of one moment.

        On a server the moment is that of each graph, and it is checked that none was added or
        emptied meanwhile.

        Raises:
            EngineFailure: it could not be read whole.
        """
        ...
