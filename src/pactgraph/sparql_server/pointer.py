"""The pointer of a store on a server: which generation counts, moved by one operation.

One operation of an update is whole or not done at all, on every server that was tried, also
when the server is killed meanwhile; several in one request are not, on Virtuoso.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from pactgraph.engine.results import Rows
from pactgraph.errors import EngineFailure
from pactgraph.sparql_server.connection import Connection
from pactgraph.sparql_server.store_names import POINTER, STAGING, STATE

_SETTLED: Final = "settled"
_SWITCHING: Final = "switching"
_EMPTY: Final = "empty"


@dataclass(frozen=True)
class Pointer:
    """The generation that counts, None while there is none.

    ``switching`` says that its graphs may not all be in their places yet: nothing is asked
    until whoever comes next has put them there.
    """

    generation: str | None
    switching: bool = False

    @property
    def state(self) -> str:
        """Return it as the server keeps it."""
        if self.generation is None:
            return _EMPTY
        return f"{_SWITCHING if self.switching else _SETTLED} {self.generation}"

    @classmethod
    def of(cls, state: str) -> Pointer:
        """Return what the server keeps; raises EngineFailure for what no pointer says."""
        word, _, generation = state.partition(" ")
        if state == _EMPTY:
            return cls(None)
        if word not in (_SETTLED, _SWITCHING) or not generation.isalnum():
            raise EngineFailure(f"the store on this server is damaged: its state is {state!r}")
        return cls(generation, word == _SWITCHING)


def read_pointer(connection: Connection) -> Pointer | None:
    """Return where the pointer of a server's store is, None where there is no store.

    Raises EngineFailure if it is damaged, and what ``Connection.query`` raises.
    """
    states = strings(connection, f"GRAPH {POINTER} {{ {POINTER} {STATE} ?found }}")
    if not states:
        return None
    if len(states) > 1:
        raise EngineFailure(
            f"the store on this server is damaged: it has {len(states)} states",
            iri=connection.addresses.query,
        )
    return Pointer.of(states[0])


def set_pointer(connection: Connection) -> None:
    """Make the pointer of a store that holds nothing yet."""
    state = Literal(Pointer(None).state)
    connection.update(f"INSERT DATA {{ GRAPH {POINTER} {{ {POINTER} {STATE} {state} }} }}")


def move_pointer(connection: Connection, old: Pointer, new: Pointer) -> None:
    """Move the pointer by one operation, if it is where it is thought to be.

    Raises EngineFailure if another process has moved it meanwhile.
    """
    before, after = (
        f"GRAPH {POINTER} {{ {POINTER} {STATE} {Literal(pointer.state)} }}"
        for pointer in (old, new)
    )
    connection.update(f"DELETE {{ {before} }} INSERT {{ {after} }} WHERE {{ {before} }}")
    if read_pointer(connection) != new:
        raise EngineFailure(
            "another process changed the store on this server meanwhile",
            iri=connection.addresses.query,
            hint="wait until it is done, and try again",
        )


def stagings(connection: Connection) -> list[str]:
    """Return the generations that somebody began to write, or to take away."""
    return strings(connection, f"GRAPH {POINTER} {{ {POINTER} {STAGING} ?found }}")


def note_staging(connection: Connection, generation: str, *, begins: bool) -> None:
    """Note that a generation is about to be written, or that nothing of it waits any more."""
    word = "INSERT" if begins else "DELETE"
    noted = f"{POINTER} {STAGING} {Literal(generation)}"
    connection.update(f"{word} DATA {{ GRAPH {POINTER} {{ {noted} }} }}")


def strings(connection: Connection, pattern: str) -> list[str]:
    """Return the strings that ``?found`` is in a pattern, sorted."""
    answer = connection.query(f"SELECT ?found WHERE {{ {pattern} }}").answer
    assert isinstance(answer, Rows)
    return sorted(term.value for (term,) in answer if isinstance(term, Literal))
