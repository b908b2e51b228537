"""The probe: small questions whose answers are known, asked of a server before any other.

The data of its own is one triple in two passages and in merged, one in a claim alone, values
that are easily taken for each other, days, and a circle. The answers are those of the embedded
engine over the same data. A server that is to hold a store is asked with the data in the places
that a graph would have; a copy then stays in graphs of its own, so that whoever only reads can
ask again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.results import Answer, Rows, Triples, Truth
from pactgraph.errors import BadInput, BadQuery, EngineFailure, PactgraphError
from pactgraph.namespaces import XSD
from pactgraph.sparql_server.asking import Asking
from pactgraph.sparql_server.connection import WRITE_SECONDS, Connection
from pactgraph.sparql_server.exchange import Clock, add, remove
from pactgraph.sparql_server.manner import MERGED, SYSTEM_GRAPHS, Manner
from pactgraph.sparql_server.store_names import PROBE

_ROWS: Final = 143 * 143
"""More than Virtuoso gives as it is packaged, few enough to be asked for each time."""

_BY_PATTERNS: Final = Manner(MERGED, whole=False, coded=True, hidden=SYSTEM_GRAPHS)
_KNOWN_TO_DEVIATE: Final = ("virtuoso",)
"""Servers whose names say that more goes wrong than a few questions find."""

_DAYS = 'VALUES ?day { "2016-06-29"^^xsd:date "2016-06-30"^^xsd:date "2016-07-01"^^xsd:date }'
_WITHOUT_DATA: Final = (
    f'SELECT ?day {{ {_DAYS} FILTER(?day <= "2016-06-30"^^xsd:date) }}',
    "SELECT (1 / 2 AS ?half) (IF(?nothing = 1, 1, 2) AS ?none) (1 < 2 AS ?truth) { }",
    "SELECT ?a ?b { VALUES ?a { 1 2 10 } VALUES ?b { 2 'b' } FILTER(?a < ?b) }",
    "SELECT ?a ?b { VALUES ?a { 1 1.5 'x' } OPTIONAL { VALUES ?b { 1 } FILTER(?a = 1) } }",
    "SELECT (DATATYPE(?a) AS ?type) { VALUES ?a { true 1.5 1.5e0 'x'@en } }",
)


def _name(name: str) -> NamedNode:
    return NamedNode(f"urn:pactgraph:probe:{name}")


def _world() -> tuple[Quad, ...]:
    told = (_name("duck"), _name("swims"), _name("pond"))
    claimed = (_name("duck"), _name("flies"), _name("moon"))
    days = ("2016-06-29", "2016-06-30", "2016-07-01")
    kinds = (
        ("2015", "gYear"), ("2015-01", "gYearMonth"), ("2015-01-01", "date"), ("1", "integer"),
        ("1", "decimal"), ("1", "double"), ("true", "boolean"), ("1", "string"),
    )  # fmt: skip
    circle = (("a", "b"), ("b", "c"), ("c", "a"))
    values = [Literal(text, datatype=XSD[kind]) for text, kind in kinds]
    merged: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        told,
        *((_name("duck"), _name("value"), each) for each in values),
        *((_name(f"day{n}"), _name("day"), Literal(day, datatype=XSD.date))
          for n, day in enumerate(days)),
        *((_name(one), _name("next"), _name(other)) for one, other in circle),
    ]  # fmt: skip
    return (
        *(Quad(*triple, DefaultGraph()) for triple in merged),
        Quad(*told, PROBE.one),
        *(Quad(_name("duck"), _name("value"), each, PROBE.one) for each in values),
        Quad(*told, PROBE.two),
        Quad(*claimed, PROBE.claim),
    )


_WORLD: Final = _world()


def _questions() -> tuple[str, ...]:
    swims, flies, start = _name("swims"), _name("flies"), _name("a")
    value, day, step = _name("value"), _name("day"), _name("next")
    either = f"{step}|{day}"
    return (
        f"SELECT (COUNT(*) AS ?n) {{ ?s {swims} ?o }}",
        f"ASK {{ ?s {flies} ?o }}",
        f"SELECT ?g {{ GRAPH ?g {{ ?s {swims} ?o }} }}",
        f"SELECT ?o {{ GRAPH ?g {{ ?s {flies} ?o }} }}",
        f"SELECT ?o {{ ?s {value} ?o }}",
        f"SELECT ?o {{ GRAPH {PROBE.one} {{ ?s {value} ?o }} }}",
        f"SELECT ?a ?b {{ ?s {value} ?a . GRAPH ?g {{ ?s {value} ?b }} FILTER(?a = ?b) }}",
        f'SELECT ?s {{ ?s {day} ?d FILTER(?d <= "2016-06-30"^^xsd:date) }}',
        f"SELECT ?o {{ {start} {step}+ ?o }}",
        f"SELECT ?s ?e {{ ?s {step} ?o BIND(EXISTS {{ ?o {step}/{step} {start} }} AS ?e) }}",
        f"SELECT DISTINCT ?s ?p {{ ?s {either} ?o OPTIONAL {{ ?s {step} ?p }} }} ORDER BY ?o",
        f"SELECT ?s {{ ?s {step} ?o FILTER NOT EXISTS {{ ?o {step} {start} }} }}",
        f"SELECT ?s {{ ?s {step} ?o MINUS {{ {start} {step} ?o }} }}",
        f"CONSTRUCT {{ ?o {step} ?s }} WHERE {{ ?s {step} ?o }}",
    )


_QUESTIONS: Final = _questions()
_DESCRIBE: Final = f"DESCRIBE {_name('duck')}"
"""What is told of a thing is for each engine to say: ours must be said where one is asked whole."""


@dataclass(frozen=True)
class Difference:
    """A question, what was expected, and what came."""

    question: str
    expected: str
    came: str


def probe(connection: Connection) -> Manner:
    """Return the manner in which a server gives the known answers, before it holds anything.

    Raises:
        EngineFailure: there is none; the message has the question, what was expected and what
            came. Or the data of the probe could not be taken away again.
    """
    name = connection.query("ASK { }").server
    deviates = any(known in name.lower() for known in _KNOWN_TO_DEVIATE)
    connection.most_rows = most = _most_rows(connection)
    manners = (_BY_PATTERNS,) if deviates else (Manner(), Manner(MERGED), _BY_PATTERNS)
    found: Difference | None = None
    for manner in manners:
        found = _first_difference(connection, manner)
        if found is None:
            return replace(manner, most_rows=most)
    assert found is not None
    raise _refusal(connection, found)


def keep_data(connection: Connection, manner: Manner) -> None:
    """Leave the data of the probe in graphs of its own; they are the same each time."""
    add(connection, _in_graphs(manner))


def check(connection: Connection, manner: Manner) -> None:
    """Ask a server that holds a store what it was asked before, without writing.

    Raises EngineFailure if it answers otherwise than it has to in this manner.
    """
    asked = replace(manner, merged=PROBE.merged, hidden=frozenset(), listed_in=None)
    found = _differences(connection, asked, (*_WITHOUT_DATA, *_QUESTIONS))
    if found is not None:
        raise _refusal(connection, found)


def _in_graphs(manner: Manner) -> list[Quad]:
    return list(map(replace(manner, merged=PROBE.merged, hidden=frozenset()).kept, _WORLD))


def _most_rows(connection: Connection) -> int | None:
    """Return the number of rows at which the server cuts answers, None if it is not known."""
    numbers = " ".join(map(str, range(143)))
    asked = f"SELECT ?a ?b {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} }}"
    answer = connection.query(asked).answer
    assert isinstance(answer, Rows)
    return None if len(answer) == _ROWS else len(answer)


def _first_difference(connection: Connection, manner: Manner) -> Difference | None:
    kept = list(map(manner.kept, _WORLD))
    questions = (*_WITHOUT_DATA, *_QUESTIONS, *((_DESCRIBE,) if manner.whole else ()))
    # What a probe left that was killed, or the copy beside a load that failed.
    _take_away(connection, [*kept, *_in_graphs(manner)])
    try:
        try:
            add(connection, kept)
        except (BadInput, BadQuery) as error:
            return Difference("INSERT DATA of the probe", "that it is taken", error.message)
        return _differences(connection, manner, questions)
    finally:
        _take_away(connection, kept)


def _take_away(connection: Connection, kept: Iterable[Quad]) -> None:
    for graph, members in groupby(kept, lambda quad: quad.graph_name):
        try:
            remove(connection, members)
        except BadQuery:
            # What it did not take it need not give back.
            continue
        if isinstance(graph, NamedNode):
            connection.update(f"CLEAR SILENT GRAPH {graph}")


def _differences(
    connection: Connection, manner: Manner, questions: tuple[str, ...]
) -> Difference | None:
    asking = Asking(connection, manner, connection.limits)
    embedded = MemoryEngine(_WORLD)
    for question in questions:
        expected = _shown(embedded.query(question, trusted=True))
        try:
            came = _shown(asking.answer(question, Clock(WRITE_SECONDS), trusted=True))
        except PactgraphError as error:
            came = f"an error: {error.message}"
        if came != expected:
            return Difference(question, expected, came)
    return None


def _shown(answer: Answer) -> str:
    if isinstance(answer, Truth):
        return "yes" if answer else "no"
    if isinstance(answer, Triples):
        lines = [str(triple) for triple in answer]
    else:
        lines = [" ".join("-" if term is None else str(term) for term in row) for row in answer]
    return "; ".join(sorted(lines)) or "nothing"


def _refusal(connection: Connection, found: Difference) -> EngineFailure:
    return EngineFailure(
        f"the server cannot be trusted: asked {found.question!r}, it should say "
        f"{found.expected!r}, and says {found.came!r}",
        iri=connection.addresses.query,
        hint="use another server, or a store on disk",
    )
