"""One generation of a store on a server: written aside, put in place, taken away.

The graphs keep their own names, since these are the passages. So a generation waits in staged
graphs; when the pointer names it, each is copied to its place. That can be done again from the
beginning, however far it came: who finds it undone does it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from pactgraph.engine.results import Rows
from pactgraph.errors import EngineFailure
from pactgraph.sparql_server.connection import WRITE_SECONDS, Connection
from pactgraph.sparql_server.exchange import Clock, GraphName, add, all_rows, number
from pactgraph.sparql_server.manner import MERGED, Manner
from pactgraph.sparql_server.pointer import strings
from pactgraph.sparql_server.store_names import (
    NOTE,
    POINTER,
    PREVIOUS,
    STANDS_FOR,
    generation_graph,
    staged_graph,
)


class StatementsLost(EngineFailure):
    """The server said that it has what it was sent, and does not."""


@dataclass(frozen=True)
class Generation:
    """What the server lists of a generation.

    ``graphs`` are those it is made of (merged is ``MERGED``), by the graph that each is or was
    staged in.
    """

    token: str
    note: dict[str, Any]
    previous: str | None
    graphs: dict[NamedNode, NamedNode]


def write_generation(
    connection: Connection,
    manner: Manner,
    token: str,
    note: Mapping[str, Any],
    previous: str | None,
    content: pyoxigraph.Store,
) -> None:
    """Write a generation aside; ``content`` is what it holds, the default graph being merged.

    Raises BadInput for what the server cannot keep, EngineFailure if it fails, StatementsLost.
    """
    graphs: list[GraphName] = [DefaultGraph(), *sorted(_named(content), key=str)]
    place = generation_graph(token)
    listed = [Quad(place, NOTE, Literal(json.dumps(note, sort_keys=True)), place)]
    if previous is not None:
        listed.append(Quad(place, PREVIOUS, Literal(previous), place))
    for index, graph in enumerate(graphs):
        name = graph if isinstance(graph, NamedNode) else MERGED
        listed.append(Quad(staged_graph(token, index), STANDS_FOR, name, place))
    add(connection, listed)
    add(connection, _staged(content, graphs, manner, token))
    staged = f"GRAPH {place} {{ ?staged {STANDS_FOR} ?graph }} GRAPH ?staged {{ ?s ?p ?o }}"
    _check_number(connection, _number(connection, staged), len(content))


def _named(content: pyoxigraph.Store) -> Iterator[NamedNode]:
    return (graph for graph in content.named_graphs() if isinstance(graph, NamedNode))


def _staged(
    content: pyoxigraph.Store, graphs: Iterable[GraphName], manner: Manner, token: str
) -> Iterator[Quad]:
    for index, graph in enumerate(graphs):
        place = staged_graph(token, index)
        for quad in content.quads_for_pattern(None, None, None, graph):
            kept = manner.kept(quad)
            yield Quad(kept.subject, kept.predicate, kept.object, place)


def read_generation(connection: Connection, token: str) -> Generation:
    """Return what the server lists of a generation; raises EngineFailure if nothing."""
    place = generation_graph(token)
    notes = strings(connection, f"GRAPH {place} {{ {place} {NOTE} ?found }}")
    if len(notes) != 1:
        raise EngineFailure(
            "the store on this server is damaged: it lacks its note", iri=str(place)
        )
    previous = strings(connection, f"GRAPH {place} {{ {place} {PREVIOUS} ?found }}")
    note = json.loads(notes[0])
    return Generation(token, note, previous[0] if previous else None, _graphs(connection, token))


def _graphs(connection: Connection, token: str) -> dict[NamedNode, NamedNode]:
    listed = f"GRAPH {generation_graph(token)} {{ ?staged {STANDS_FOR} ?graph }}"
    asked = f"SELECT ?staged ?graph WHERE {{ {listed} }}"
    answer = all_rows(connection, asked, Clock(WRITE_SECONDS))
    assert isinstance(answer, Rows)
    return {
        staged: graph
        for staged, graph in answer
        if isinstance(staged, NamedNode) and isinstance(graph, NamedNode)
    }


def put_in_place(connection: Connection, manner: Manner, generation: Generation) -> None:
    """Make a generation's graphs what the graph is; done again, it changes nothing.

    Raises EngineFailure if the server fails, StatementsLost.
    """
    gone: set[NamedNode] = set()
    if generation.previous is not None:
        gone = {*_graphs(connection, generation.previous).values()} - {*generation.graphs.values()}
    _carry_out(
        connection,
        manner,
        [
            *(f"COPY SILENT GRAPH {staged} TO {_place(graph, manner)}"
              for staged, graph in generation.graphs.items()),
            *(_dropping(graph, manner) for graph in sorted(gone, key=str)),
        ],
    )  # fmt: skip
    placed = number_in_place(connection, manner, generation)
    _check_number(connection, placed, generation.note["statements"])


def number_in_place(connection: Connection, manner: Manner, generation: Generation) -> int:
    """Return how many statements stand where a generation's graphs are to be."""
    listed = f"GRAPH {generation_graph(generation.token)} {{ ?staged {STANDS_FOR} ?graph }}"
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
    """Take away what is left of staged graphs, and the list too unless it ``is_current``."""
    staged = sorted(_graphs(connection, token), key=str)
    rest = [] if is_current else [generation_graph(token)]
    _carry_out(connection, manner, [_dropping(graph, manner) for graph in (*staged, *rest)])


def _carry_out(connection: Connection, manner: Manner, operations: list[str]) -> None:
    """Carry out operations: in one request where that is one transaction."""
    if not operations:
        return
    for request in [" ;\n".join(operations)] if manner.whole else operations:
        connection.update(request, source="switch")


def _place(graph: NamedNode, manner: Manner) -> str:
    return "DEFAULT" if graph == MERGED and manner.merged is None else f"GRAPH {graph}"


def _dropping(graph: NamedNode, manner: Manner) -> str:
    # Virtuoso fails at dropping what is not there, and has no empty graphs.
    return f"{'DROP' if manner.whole else 'CLEAR'} SILENT {_place(graph, manner)}"


def _check_number(connection: Connection, found: int, expected: int) -> None:
    if found != expected:
        raise StatementsLost(
            f"the server lost statements: of {expected:,} it holds {found:,}",
            iri=connection.addresses.query,
        )


def _number(connection: Connection, pattern: str) -> int:
    asked = f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"
    return number(connection.query(asked, timeout=WRITE_SECONDS).answer)
