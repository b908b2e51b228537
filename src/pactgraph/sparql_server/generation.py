"""One generation of a store on a server: written aside, put in place, taken away.

The graphs keep their own names, since these are the passages. So a generation waits in staged
graphs; when the pointer names it, each is copied to its place, or what is in it is added to or
taken from what is there. All of it can be done again from the beginning, however far it came:
who finds it undone does it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from pactgraph.engine.finished_database import FinishedDatabase
from pactgraph.engine.results import Rows
from pactgraph.errors import EngineFailure
from pactgraph.sparql_server.changed_graphs import GraphChange
from pactgraph.sparql_server.connection import WRITE_SECONDS, Connection
from pactgraph.sparql_server.exchange import Clock, GraphName, add, all_rows, number
from pactgraph.sparql_server.manner import MERGED, Manner
from pactgraph.sparql_server.pointer import strings
from pactgraph.sparql_server.store_names import (
    GONE,
    LESS,
    MORE,
    NOTE,
    POINTER,
    PREVIOUS,
    STANDS_FOR,
    generation_graph,
    staged_graph,
)

CHANGED: Final = "changed"
"""In a note: how many statements are ``more`` and ``less`` than in the generation before."""

_STAGED: Final = "GRAPH ?staged { ?s ?p ?o }"


class StatementsLost(EngineFailure):
    """The server said that it has what it was sent, and does not."""


@dataclass(frozen=True)
class Generation:
    """A generation: what is noted of it, and the one whose place it takes."""

    token: str
    note: dict[str, Any]
    previous: str | None


def write_generation(
    connection: Connection,
    manner: Manner,
    token: str,
    note: Mapping[str, Any],
    previous: str | None,
    content: FinishedDatabase,
) -> None:
    """Write a generation aside; ``content`` is what it holds, the default graph being merged.

    Raises BadInput for what the server cannot keep, EngineFailure if it fails, StatementsLost.
    """
    graphs: list[GraphName] = [DefaultGraph(), *sorted(_named(content), key=str)]
    staged = [(STANDS_FOR, graph) for graph in graphs]
    _list(connection, token, note, previous, staged)
    quads = (content.quads_for_pattern(None, None, None, graph) for graph in graphs)
    add(connection, _staged(quads, manner, token))
    _check_staged(connection, token, [STANDS_FOR], note["statements"])


def write_change(
    connection: Connection,
    manner: Manner,
    token: str,
    note: Mapping[str, Any],
    previous: str,
    change: GraphChange,
) -> None:
    """Write aside what a generation has otherwise than the one before it.

    The note must say how many statements are ``more`` and ``less``. Raises as
    ``write_generation``.
    """
    ways = change.ways
    _list(connection, token, note, previous, [(way, graph) for way, graph, _ in ways])
    before, now = generation_graph(previous), generation_graph(token)
    listed = f"?staged {STANDS_FOR} ?graph"
    ended = f"GRAPH {now} {{ ?ended {GONE} ?graph . {listed} }}"
    connection.update(
        f"INSERT {{ GRAPH {now} {{ {listed} }} }} WHERE {{ GRAPH {before} {{ {listed} }} }}"
    )
    connection.update(f"DELETE {{ GRAPH {now} {{ {listed} }} }} WHERE {{ {ended} }}")
    add(connection, _staged((quads for _, _, quads in ways), manner, token))
    _check_staged(connection, token, [STANDS_FOR, MORE], note[CHANGED]["more"])
    _check_staged(connection, token, [LESS], note[CHANGED]["less"])


def _list(
    connection: Connection,
    token: str,
    note: Mapping[str, Any],
    previous: str | None,
    staged: Iterable[tuple[NamedNode, GraphName]],
) -> None:
    place = generation_graph(token)
    listed = [Quad(place, NOTE, Literal(json.dumps(note, sort_keys=True)), place)]
    if previous is not None:
        listed.append(Quad(place, PREVIOUS, Literal(previous), place))
    for index, (way, graph) in enumerate(staged):
        name = graph if isinstance(graph, NamedNode) else MERGED
        listed.append(Quad(staged_graph(token, index), way, name, place))
    add(connection, listed)


def _named(content: FinishedDatabase) -> Iterator[NamedNode]:
    return (graph for graph in content.named_graphs() if isinstance(graph, NamedNode))


def _staged(graphs: Iterable[Iterable[Quad]], manner: Manner, token: str) -> Iterator[Quad]:
    for index, quads in enumerate(graphs):
        place = staged_graph(token, index)
        for quad in quads:
            kept = manner.kept(quad)
            yield Quad(kept.subject, kept.predicate, kept.object, place)


def _check_staged(
    connection: Connection, token: str, ways: Iterable[NamedNode], expected: int
) -> None:
    # What was listed of the generation before has no staged graph any more.
    found = sum(_number(connection, f"{_listed(token, way)} {_STAGED}") for way in ways)
    _check_number(connection, found, expected)


def read_generation(connection: Connection, token: str) -> Generation:
    """Return what the server lists of a generation; raises EngineFailure if nothing."""
    place = generation_graph(token)
    notes = strings(connection, f"GRAPH {place} {{ {place} {NOTE} ?found }}")
    if len(notes) != 1:
        raise EngineFailure(
            "the store on this server is damaged: it lacks its note", iri=str(place)
        )
    previous = strings(connection, f"GRAPH {place} {{ {place} {PREVIOUS} ?found }}")
    return Generation(token, json.loads(notes[0]), previous[0] if previous else None)


def _graphs(
    connection: Connection, manner: Manner, token: str, way: NamedNode, *, own: bool = True
) -> dict[NamedNode, NamedNode]:
    """Return the graphs that are listed of a generation in one way, by the staged ones.

    Those of its ``own`` were staged for it, the others for one before it.
    """
    beginning = f"{generation_graph(token).value}/"
    pattern = _listed(token, way)
    if own and manner.whole:
        # Of those before it there may be very many.
        pattern += f" FILTER(STRSTARTS(STR(?staged), {Literal(beginning)}))"
    answer = all_rows(
        connection, f"SELECT ?staged ?graph WHERE {{ {pattern} }}", Clock(WRITE_SECONDS)
    )
    assert isinstance(answer, Rows)
    return {
        staged: graph
        for staged, graph in answer
        if isinstance(staged, NamedNode) and isinstance(graph, NamedNode)
        if not own or staged.value.startswith(beginning)
    }


def put_in_place(connection: Connection, manner: Manner, generation: Generation) -> None:
    """Make a generation's graphs what the graph is; done again, it changes nothing.

    Raises EngineFailure if the server fails, StatementsLost.
    """
    listed = {
        way: sorted(_graphs(connection, manner, generation.token, way).items(), key=str)
        for way in (STANDS_FOR, MORE, LESS, GONE)
    }
    gone = [graph for _, graph in listed[GONE]]
    if CHANGED not in generation.note and generation.previous is not None:
        before = _graphs(connection, manner, generation.previous, STANDS_FOR, own=False)
        gone = sorted({*before.values()} - {graph for _, graph in listed[STANDS_FOR]}, key=str)
    _carry_out(
        connection,
        manner,
        [
            *(f"COPY SILENT GRAPH {staged} TO {_place(graph, manner)}"
              for staged, graph in listed[STANDS_FOR]),
            *(_taking(staged, graph, manner) for staged, graph in listed[LESS]),
            *(f"ADD SILENT GRAPH {staged} TO {_place(graph, manner)}"
              for staged, graph in listed[MORE]),
            *(_dropping(graph, manner) for graph in gone),
        ],
    )  # fmt: skip
    if CHANGED in generation.note:
        _check_change(connection, manner, generation)
        return
    placed = number_in_place(connection, manner, generation)
    _check_number(connection, placed, generation.note["statements"])


def _check_change(connection: Connection, manner: Manner, generation: Generation) -> None:
    expected = generation.note[CHANGED]["more"], 0
    for ways, number_ in zip(((STANDS_FOR, MORE), (LESS,)), expected, strict=True):
        found = 0
        for way in ways:
            listed = f"{_listed(generation.token, way)} {_STAGED}"
            found += _number(connection, f"{listed} GRAPH ?graph {{ ?s ?p ?o }}")
            if manner.merged is None:
                merged = listed.replace("?graph", str(MERGED))
                found += _number(connection, f"{merged} ?s ?p ?o")
        _check_number(connection, found, number_)


def number_in_place(connection: Connection, manner: Manner, generation: Generation) -> int:
    """Return how many statements stand where a generation's graphs are to be."""
    listed = _listed(generation.token, STANDS_FOR)
    named = _number(connection, f"{listed} GRAPH ?graph {{ ?s ?p ?o }}")
    return named if manner.merged is not None else named + _number(connection, "?s ?p ?o")


def number_in_the_way(connection: Connection, manner: Manner, generation: Generation) -> int:
    """Return how many statements would mix with those of a generation, on a server without one.

    Where whole queries are asked, ``GRAPH ?g`` would tell of any graph that is there.
    """
    if not manner.whole:
        return number_in_place(connection, manner, generation)
    own = f"STRSTARTS(STR(?g), {Literal(POINTER.value)})"
    named = _number(connection, f"GRAPH ?g {{ ?s ?p ?o }} FILTER(!{own})")
    return named if manner.merged is not None else named + _number(connection, "?s ?p ?o")


def take_away(connection: Connection, manner: Manner, token: str, *, is_current: bool) -> None:
    """Take away the staged graphs of a generation, and its list.

    Of one that ``is_current`` the list stays, and that of the one before it goes: of its staged
    graphs none was left when this one was begun.
    """
    ways = (STANDS_FOR, MORE, LESS)
    staged = {each for way in ways for each in _graphs(connection, manner, token, way)}
    lists = [token]
    if is_current:
        previous = read_generation(connection, token).previous
        lists = [] if previous is None else [previous]
    gone = [*sorted(staged, key=str), *map(generation_graph, lists)]
    _carry_out(connection, manner, [_dropping(graph, manner) for graph in gone])


def _carry_out(connection: Connection, manner: Manner, operations: list[str]) -> None:
    """Carry out operations: in one request where that is one transaction."""
    if not operations:
        return
    for request in [" ;\n".join(operations)] if manner.whole else operations:
        connection.update(request, source="switch")


def _place(graph: NamedNode, manner: Manner) -> str:
    return "DEFAULT" if graph == MERGED and manner.merged is None else f"GRAPH {graph}"


def _taking(staged: NamedNode, graph: NamedNode, manner: Manner) -> str:
    is_default = graph == MERGED and manner.merged is None
    there = "?s ?p ?o" if is_default else f"GRAPH {graph} {{ ?s ?p ?o }}"
    return f"DELETE {{ {there} }} WHERE {{ GRAPH {staged} {{ ?s ?p ?o }} }}"


def _dropping(graph: NamedNode, manner: Manner) -> str:
    # Virtuoso fails at dropping what is not there, and has no empty graphs.
    return f"{'DROP' if manner.whole else 'CLEAR'} SILENT {_place(graph, manner)}"


def _check_number(connection: Connection, found: int, expected: int) -> None:
    if found != expected:
        raise StatementsLost(
            f"the server lost statements: of {expected:,} it holds {found:,}",
            iri=connection.addresses.query,
        )


def _listed(token: str, way: NamedNode) -> str:
    return f"GRAPH {generation_graph(token)} {{ ?staged {way} ?graph }}"


def _number(connection: Connection, pattern: str) -> int:
    asked = f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"
    return number(connection.query(asked, timeout=WRITE_SECONDS).answer)
