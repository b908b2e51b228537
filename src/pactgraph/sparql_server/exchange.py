"""What is asked of a server in its manner: rows that are all there, writes in pieces."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from pactgraph.engine.results import Answer, Row, Rows, Truth
from pactgraph.errors import DeadlineExceeded, EngineFailure
from pactgraph.sparql_server.connection import Connection

_PIECE_STATEMENTS: Final = 2_000
_PIECE_BYTES: Final = 400_000
"""So much goes into one INSERT DATA: Virtuoso's compiler runs out of memory at twice of that."""

_GRAPH_STATEMENTS: Final = 20_000
_GRAPH_BYTES: Final = 4_000_000
_LONG: Final = 50_000
"""A statement of so many bytes goes by INSERT DATA: Virtuoso's graph store refuses longer ones."""


GraphName: TypeAlias = NamedNode | DefaultGraph


class Clock:
    """The time that is left of a number of seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left; raises DeadlineExceeded at the end."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise DeadlineExceeded(
                f"stopped after {self.seconds:g} s: the deadline",
                hint="ask for less, or allow a longer timeout",
            )
        return left


def all_rows(
    connection: Connection, sparql: str, clock: Clock, *, values: Iterable[str] = ()
) -> Rows | Truth:
    """Return the whole answer to a SELECT or ASK, in pages if the server cuts it.

    ``sparql`` is one of our own: a plain SELECT, with the variables of its pattern for columns,
    and so no row twice. ``values`` are those that may be literals, ``?`` in front.
    Raises EngineFailure if the pages do not add up, and what ``Connection.query`` raises.
    """
    answered = connection.query(sparql, timeout=clock.left())
    answer = answered.answer
    if isinstance(answer, Truth):
        return answer
    assert isinstance(answer, Rows)
    if answered.cut_at is None or len(answer) < answered.cut_at:
        return answer
    ordered = f"{sparql} ORDER BY {_order(answer.variables, frozenset(values))}"
    counted = f"SELECT (COUNT(*) AS ?n) {{ {{ {sparql} }} }}"
    count = number(connection.query(counted, timeout=clock.left()).answer)
    rows: list[Row] = []
    while len(rows) < count:
        # Virtuoso sorts no more rows than it gives, unless the sorting stands inside.
        page = f"SELECT * {{ {{ {ordered} }} }} OFFSET {len(rows)} LIMIT {answered.cut_at}"
        found = connection.query(page, timeout=clock.left()).answer
        assert isinstance(found, Rows)
        if not found.rows:
            break
        rows += found
    if not count == len(rows) == len(set(rows)):
        raise EngineFailure(
            "the server cuts its answers, and its pages do not add up to the whole",
            iri=connection.addresses.query,
            hint="have it give more rows (Virtuoso: ResultSetMaxRows in virtuoso.ini)",
        )
    return Rows(answer.variables, rows)


def _order(names: Iterable[str], values: frozenset[str]) -> str:
    """Return a total order of rows.

    Virtuoso's order of terms of several kinds is none: a page then has rows of the one before.
    """
    variables = [f"?{name}" for name in names]
    things = [each for each in variables if each not in values]
    kept = [each for each in variables if each in values]
    return " ".join(
        [*things, *(f"STR({each}) LANG({each}) STR(DATATYPE({each}))" for each in kept)]
    )


def number(answer: Answer) -> int:
    """Return the one number of an answer; raises EngineFailure if it has none."""
    value = answer.rows[0][0] if isinstance(answer, Rows) and answer.rows else None
    if not isinstance(value, Literal) or not value.value.isdigit():
        raise EngineFailure("the server does not count")
    return int(value.value)


def add(connection: Connection, quads: Iterable[Quad]) -> None:
    """Write statements, as they are to be kept, in pieces of which each is written or not.

    Those with blank nodes go in one piece for each graph: in another they would be others.
    """
    few: list[Quad] = []
    with_blanks: dict[GraphName, list[Quad]] = {}
    for graph, run in _runs(quads):
        many: list[Quad] = []
        for quad in run:
            if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
                with_blanks.setdefault(graph, []).append(quad)
            elif len(run) < _PIECE_STATEMENTS or len(str(quad.object)) >= _LONG:
                few.append(quad)
            else:
                many.append(quad)
        for piece in _pieces(many, _GRAPH_STATEMENTS, _GRAPH_BYTES):
            _add_to_graph(connection, graph, piece)
        if len(few) >= _PIECE_STATEMENTS:
            few = _insert(connection, few)
    _insert(connection, few)
    for graph, members in with_blanks.items():
        _add_to_graph(connection, graph, members)


def _insert(connection: Connection, quads: list[Quad]) -> list[Quad]:
    for piece in _pieces(quads, _PIECE_STATEMENTS, _PIECE_BYTES):
        _change(connection, "INSERT", piece)
    return []


def remove(connection: Connection, quads: Iterable[Quad]) -> None:
    """Take statements away, as they are kept, in pieces of which each is gone or not.

    Raises EngineFailure for one with a blank node: only a whole graph of such can be emptied.
    """
    gone = list(quads)
    for quad in gone:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            raise EngineFailure(
                f"a statement with a blank node cannot be taken from a server: {quad.triple}"
            )
    for piece in _pieces(gone, _PIECE_STATEMENTS, _PIECE_BYTES):
        _change(connection, "DELETE", piece)


def _runs(quads: Iterable[Quad]) -> Iterator[tuple[GraphName, list[Quad]]]:
    """Yield statements of one graph that come one after another, so many at most."""
    for graph, members in groupby(quads, lambda quad: quad.graph_name):
        while run := list(islice(members, _GRAPH_STATEMENTS)):
            yield graph, run


def _add_to_graph(connection: Connection, graph: GraphName, quads: list[Quad]) -> None:
    if connection.addresses.graphs is None:
        _change(connection, "INSERT", quads)
        return
    name = graph.value if isinstance(graph, NamedNode) else None
    connection.add(name, "".join(f"{quad.triple} .\n" for quad in quads))


def _change(connection: Connection, word: str, quads: list[Quad]) -> None:
    blocks = []
    for graph, members in groupby(quads, lambda quad: quad.graph_name):
        triples = " ".join(f"{quad.triple} ." for quad in members)
        blocks.append(f"GRAPH {graph} {{ {triples} }}" if isinstance(graph, NamedNode) else triples)
    connection.update(f"{word} DATA {{ {' '.join(blocks)} }}", source="statements")


def _pieces(quads: list[Quad], most: int, size: int) -> Iterator[list[Quad]]:
    piece: list[Quad] = []
    held = 0
    for quad in quads:
        length = len(str(quad))
        if piece and (len(piece) == most or held + length > size):
            yield piece
            piece, held = [], 0
        piece.append(quad)
        held += length
    if piece:
        yield piece
