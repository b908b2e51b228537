"""The store on a server: the same answers as on disk, switched as a whole, or not at all."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat

from pactgraph.engine.result_formats import write_results
from pactgraph.engine.results import Rows, Triples
from pactgraph.errors import BadQuery, NotFound
from pactgraph.query.names import Names
from pactgraph.query.parameters import bind
from pactgraph.query.stored_query import load_queries
from pactgraph.source.project import Project
from pactgraph.sparql_server.connection import Connection
from pactgraph.sparql_server.pointer import Pointer, read_pointer
from pactgraph.sparql_server.server_engine import connect
from pactgraph.sparql_server.server_store import ServerStore
from pactgraph.store import Store
from written_servers import KINDS, WrittenServer

FEW = "2"
TRIALS = os.environ.get("PACTGRAPH_KILLS", FEW)
"""How often somebody is killed while each server is loaded; who has the time says more."""
SEEDS = {"oxigraph": "200", "virtuoso": "323"}
"""Of these the first trials kill the builder, and the server, at a request whatever the time."""

GOLDEN = Path(__file__).parents[1] / "golden"
EX = "http://example.org/"
_COUNT = "SELECT (COUNT(*) AS ?n) {{ {} }}"


@pytest.fixture(scope="module", params=KINDS)
def server(request: pytest.FixtureRequest) -> WrittenServer:
    found: WrittenServer = request.getfixturevalue(request.param)
    return found


def world(generation: int, size: int = 40) -> list[Quad]:
    """Return a graph: some of its named graphs every generation has, some only this one."""
    quads = []
    for number in range(size):
        thing = NamedNode(f"{EX}thing{number}")
        said = Literal(f"{generation} {number}" if number % 3 else f"{number}")
        place = f"{EX}{'all' if number % 2 else generation}/{number % 7}"
        for graph in (DefaultGraph(), NamedNode(place)):
            quads.append(Quad(thing, NamedNode(f"{EX}says"), said, graph))
    return quads


def held(url: str) -> set[Quad]:
    out = io.BytesIO()
    store = ServerStore.open(url)
    try:
        store.snapshot(out)
    finally:
        store.close()
    return set(pyoxigraph.parse(out.getvalue(), format=RdfFormat.N_QUADS))


def leftovers(connection: Connection) -> list[str]:
    """Return the graphs of the store itself beside the pointer, the probe and one generation."""
    asked = (
        "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } "
        'FILTER(CONTAINS(STR(?g), "pactgraph/graph/store") && !CONTAINS(STR(?g), "probe")) }'
    )
    answer = connection.query(asked).answer
    assert isinstance(answer, Rows)
    return sorted(str(name) for (name,) in answer)


def test_a_server_without_a_store_says_what_to_do(server: WrittenServer) -> None:
    with pytest.raises(NotFound, match="no store on this server") as caught:
        ServerStore.open(server.url)
    assert f"pactgraph build --store {server.url}" in str(caught.value)


def test_what_is_there_is_not_overwritten(server: WrittenServer) -> None:
    connection = connect(server.url, writing=True)
    # Oxigraph is asked whole queries, which see any graph; Virtuoso about the store's alone.
    places = ("all/1", "elsewhere") if server.kind == "oxigraph" else ("all/1",)
    for place in places:
        foreign = f"<{EX}{place}> {{ <{EX}a> <{EX}b> <{EX}c> }}"
        connection.update(f"INSERT DATA {{ GRAPH {foreign} }}")
        with pytest.raises(NotFound, match="1 statements that are no store's"):
            ServerStore.create(server.url, world(1), {})
        assert len(leftovers(connection)) == 1
        connection.update(f"DELETE DATA {{ GRAPH {foreign} }}")
    connection.close()
    with pytest.raises(NotFound, match="no store on this server"):
        ServerStore.open(server.url)


def test_one_generation_takes_the_place_of_another(server: WrittenServer) -> None:
    for generation in (1, 2, 2):
        store = ServerStore.create(server.url, world(generation), {"generation": generation})
        assert store.extra == {"generation": generation}
        assert store.graphs() == sorted({q.graph_name.value for q in world(generation)[1::2]})  # type: ignore[union-attr]
        assert len(leftovers(store.connection)) == 2
        store.close()
        assert held(server.url) == set(world(generation))


def test_the_store_is_asked_about_the_graph_alone(server: WrittenServer) -> None:
    quads = world(1)
    store = ServerStore.create(server.url, quads, {})
    counts = {"?s ?p ?o": len(quads) // 2, "GRAPH ?g { ?s ?p ?o }": len(quads) // 2}
    for pattern, number in counts.items():
        answer = store.query(_COUNT.format(pattern), trusted=True)
        assert isinstance(answer, Rows)
        assert answer.rows == [(Literal(number),)]
    with pytest.raises(BadQuery, match="how the store is kept"):
        store.query("ASK { GRAPH graph:store { ?s ?p ?o } }", trusted=True)
    store.close()


def test_whoever_has_it_open_is_answered_from_the_new_one(server: WrittenServer) -> None:
    store = ServerStore.create(server.url, world(1), {})
    ServerStore.create(server.url, world(2), {}).close()
    question = f'SELECT ?s {{ ?s <{EX}says> "2 1" }}'
    assert len(store.query(question, trusted=True)) == 1  # type: ignore[arg-type]
    store.close()


@pytest.fixture(scope="module")
def articles_store(server: WrittenServer, repository_store: Path) -> Iterator[ServerStore]:
    with Store.open(repository_store) as local:
        store = ServerStore.create(server.url, local.content(), local.manifest.extra)
        assert store.digest == local.manifest.digest
    yield store
    store.close()


def test_every_stored_query_gives_the_golden_rows(
    articles_store: ServerStore, repository: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(GOLDEN))
    from test_answers import RUNS, _name

    queries = load_queries(repository.query_files, root=repository.root)
    names = Names.of_engine(articles_store)
    # Virtuoso takes its time: it is asked each query once, unless there is time for more.
    each_once = dict(RUNS).items() if articles_store.manner.coded and TRIALS == FEW else RUNS
    others = []
    for name, values in each_once:
        bound = bind(queries[name], values, resolver=names)
        answer = articles_store.query(bound, trusted=True)
        if isinstance(answer, Triples):
            suffix, found = "nt", "".join(f"{triple} .\n" for triple in answer).encode()
        else:
            suffix, found = "csv", write_results(answer, "csv")
        golden = (GOLDEN / "answers" / f"{_name(name, values)}.{suffix}").read_bytes()
        if sorted(found.splitlines()) != sorted(golden.splitlines()):
            others.append((name, values))
    assert others == []


def test_more_rows_than_a_server_gives_come_in_pages(
    articles_store: ServerStore, repository_store: Path
) -> None:
    question = "SELECT ?s ?p ?o { ?s ?p ?o }"
    with Store.open(repository_store) as local:
        engine = local.engine()
        expected = engine.query(question, trusted=True)
        engine.close()
    found = articles_store.query(question, trusted=True)
    assert isinstance(expected, Rows)
    assert isinstance(found, Rows)
    assert len(expected) > 10_000
    assert sorted(map(str, found)) == sorted(map(str, expected))


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_is_killed_the_server_holds_the_old_graph_or_the_new(
    home: pytest.MonkeyPatch, kind: str
) -> None:
    program = Path(__file__).parents[1] / "server_trials.py"
    command = [sys.executable, str(program), kind, "--trials", TRIALS, "--seed", SEEDS[kind]]
    said = subprocess.run(command, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    counts = dict(line.split("\t") for line in said.stdout.splitlines())
    assert sum(map(int, counts.values())) == int(TRIALS)
    ways = {how.split(", ")[1] for how in counts}
    assert ways >= {"builder: killed", "server: refused"}


def test_a_switch_that_was_broken_off_is_finished_by_whoever_comes(
    server: WrittenServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = world(20), world(21)
    ServerStore.create(server.url, old, {}).close()
    update = Connection.update

    def broken_off(self: Connection, sparql: str, *, source: str = "update") -> None:
        if source == "switch" and "COPY" in sparql:
            # One graph is exchanged, the others are not.
            update(self, sparql.split(" ;\n")[0], source=source)
            sys.exit()
        update(self, sparql, source=source)

    with monkeypatch.context() as patch:
        patch.setattr(Connection, "update", broken_off)
        with pytest.raises(SystemExit):
            ServerStore.create(server.url, new, {})
    connection = connect(server.url, writing=False)
    pointer = read_pointer(connection)
    assert pointer is not None
    assert pointer.switching
    assert held(server.url) == set(new)
    assert read_pointer(connection) == Pointer(pointer.generation)
    assert len(leftovers(connection)) == 2
    connection.close()
