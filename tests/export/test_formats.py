"""Every RDF format gives back the graph that went in, and the same bytes each time."""

from __future__ import annotations

import hashlib
import random
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from export_worlds import (
    CLAIM,
    EARLY,
    INFERRED,
    LATE,
    TRIPLES,
    as_quads,
    canonical,
    harbour_world,
    nasty_world,
    shuffled,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BaseDirection, Literal, NamedNode, RdfFormat, Triple
from rdflib.compare import isomorphic

from pactgraph.errors import BadInput, NotFound
from pactgraph.export import FORMATS, ExportOptions, GraphSnapshot, export
from pactgraph.model.rdflib_terms import to_rdflib_graph
from pactgraph.namespaces import ID, PACT

OXIGRAPH = {
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
    "ttl12": RdfFormat.TURTLE,
}
RDFLIB = {
    "ttl": "turtle",
    "trig": "trig",
    "nt": "nt",
    "nq": "nquads",
    "jsonld": "json-ld",
    "rdfxml": "xml",
}
OF_MERGED = ("ttl", "nt", "jsonld", "rdfxml")
OF_GRAPHS = ("trig", "nq")
# Some of the literals are wrong on purpose, and rdflib says so of each; the rest is about
# how rdflib's own parsers call rdflib.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Parsing weird boolean",
    "ignore:Serializing weird numerical",
    "ignore:ConjunctiveGraph is deprecated",
    "ignore:Dataset.default_context is deprecated",
)
WORLDS = {"harbour": harbour_world, "nasty": nasty_world}


@pytest.fixture(autouse=True)
def _lexical_forms_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def exported(snapshot: GraphSnapshot, name: str, options: ExportOptions | None = None) -> bytes:
    return b"".join(export(snapshot, name, options or ExportOptions()))


def read_by_oxigraph(data: bytes, name: str) -> list[ox.Quad]:
    return list(ox.parse(data, format=OXIGRAPH[name]))


def read_by_rdflib(data: bytes, name: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=data, format=RDFLIB[name])


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", OF_MERGED)
def test_oxigraph_reads_back_the_merged_graph(world: str, name: str) -> None:
    snapshot = WORLDS[world]()
    back = read_by_oxigraph(exported(snapshot, name), name)
    assert canonical(back) == canonical(snapshot.merged)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", OF_MERGED)
def test_rdflib_reads_back_the_merged_graph(world: str, name: str) -> None:
    snapshot = WORLDS[world]()
    back = read_by_rdflib(exported(snapshot, name), name)
    assert isomorphic(back, to_rdflib_graph(snapshot.merged))


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", OF_GRAPHS)
def test_oxigraph_reads_back_every_named_graph(world: str, name: str) -> None:
    snapshot = WORLDS[world]()
    back = read_by_oxigraph(exported(snapshot, name), name)
    assert canonical(back) == canonical(as_quads(snapshot.graphs))


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", OF_GRAPHS)
def test_rdflib_reads_back_every_named_graph(world: str, name: str) -> None:
    snapshot = WORLDS[world]()
    dataset = rdflib.Dataset()
    dataset.parse(data=exported(snapshot, name), format=RDFLIB[name])
    filled = {str(g.identifier) for g in dataset.graphs() if len(g)}
    assert filled == set(snapshot.graphs)
    for graph, triples in snapshot.graphs.items():
        assert isomorphic(dataset.graph(rdflib.URIRef(graph)), to_rdflib_graph(triples)), graph


@pytest.mark.parametrize("name", OF_MERGED)
@settings(max_examples=60, deadline=None)
@given(triples=TRIPLES)
def test_any_graph_survives_the_way_out_and_back(name: str, triples: list[Triple]) -> None:
    snapshot = GraphSnapshot({LATE: triples}, triples)
    data = exported(snapshot, name)
    assert canonical(read_by_oxigraph(data, name)) == canonical(triples)
    # NORMALIZE_LITERALS is off through the fixture, which holds for every example.
    assert isomorphic(read_by_rdflib(data, name), to_rdflib_graph(triples))


@pytest.mark.parametrize("name", OF_GRAPHS)
@settings(max_examples=40, deadline=None)
@given(early=TRIPLES, late=TRIPLES)
def test_any_dataset_survives_the_way_out_and_back(
    name: str, early: list[Triple], late: list[Triple]
) -> None:
    graphs = {EARLY: early, LATE: late}
    back = read_by_oxigraph(exported(GraphSnapshot(graphs, []), name), name)
    assert canonical(back) == canonical(as_quads(graphs))


@pytest.mark.parametrize("name", OXIGRAPH)
@settings(max_examples=20, deadline=None)
@given(early=TRIPLES, late=TRIPLES, seed=st.integers(0, 99))
def test_order_and_blank_node_labels_of_the_input_leave_no_trace(
    name: str, early: list[Triple], late: list[Triple], seed: int
) -> None:
    snapshot = GraphSnapshot({EARLY: early, LATE: late}, [*early, *late])
    mixed = shuffled(snapshot, random.Random(seed).shuffle)
    assert exported(mixed, name) == exported(snapshot, name)


_DIGESTS = """
import hashlib, random, sys
sys.path.insert(0, sys.argv[1])
from export_worlds import harbour_world, nasty_world, shuffled
from pactgraph.export import export
shuffle = random.Random(int(sys.argv[2])).shuffle
for name in sys.argv[3:]:
    for world in (harbour_world, nasty_world):
        chunks = export(shuffled(world(), shuffle), name)
        print(name, hashlib.sha256(b"".join(chunks)).hexdigest())
"""


def test_two_processes_write_the_same_bytes() -> None:
    answers = [
        subprocess.run(
            [sys.executable, "-c", _DIGESTS, str(Path(__file__).parent), seed, *OXIGRAPH],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert answers[0] == answers[1]
    own = [
        f"{name} {hashlib.sha256(exported(world(), name)).hexdigest()}"
        for name in OXIGRAPH
        for world in WORLDS.values()
    ]
    assert answers[0].splitlines() == own


@pytest.mark.parametrize("name", OXIGRAPH)
def test_a_passage_stands_in_full(name: str) -> None:
    text = exported(harbour_world(), name).decode()
    assert EARLY in text
    assert not re.search(r"article:[^\s/]*char", text)


@pytest.mark.parametrize("name", sorted(OXIGRAPH.keys() - {"jsonld"}))
def test_the_head_says_what_it_is_and_how_large(name: str) -> None:
    options = ExportOptions(title="harbours\n--> of\nold", no_inferred=True)
    head = exported(harbour_world(), name, options).decode().split("\n\n")[0][:400]
    assert f"harbours {'- -' if name == 'rdfxml' else '--'}> of old: " in head
    assert "Holds without inferred triples" in head
    assert "Licence of the data: CC BY 4.0" in head
    # Merged has 27 triples, 25 without the two that are only inferred; 36 quads have 3 such.
    assert ("33 quads in 9 named graphs" if name in OF_GRAPHS else "25 triples") in head


def test_an_own_licence_takes_the_place_of_ours() -> None:
    head = exported(harbour_world(), "ttl", ExportOptions(licence="ask the board")).decode()
    assert "# Licence of the data: ask the board\n" in head
    assert "CC BY" not in head


@pytest.mark.parametrize("name", OXIGRAPH)
def test_an_empty_graph_is_a_valid_document(name: str) -> None:
    assert read_by_oxigraph(exported(GraphSnapshot({}, []), name), name) == []


@pytest.mark.parametrize("name", OF_GRAPHS)
def test_the_dataset_keeps_claims_apart_and_inferred_triples_in_their_graph(name: str) -> None:
    graphs = {q.graph_name for q in read_by_oxigraph(exported(harbour_world(), name), name)}
    assert {NamedNode(CLAIM), NamedNode(INFERRED)} <= graphs
    assert ox.DefaultGraph() not in graphs


@pytest.mark.parametrize("name", OXIGRAPH)
@pytest.mark.parametrize(
    "value",
    [Literal("x", language="ar", direction=BaseDirection.RTL), Triple(ID.a, PACT.about, ID.b)],
)
def test_what_rdf_11_cannot_say_is_refused(name: str, value: Literal | Triple) -> None:
    triples = [Triple(ID.a, PACT.about, value)]
    with pytest.raises(BadInput, match=r"RDF 1\.2"):
        export(GraphSnapshot({LATE: triples}, triples), name)


def test_an_unknown_format_gets_the_known_ones() -> None:
    with pytest.raises(NotFound) as refused:
        export(harbour_world(), "turtel")
    assert set(refused.value.candidates) == set(FORMATS)


@pytest.mark.parametrize("name", ["graphml", "csv"])
def test_formats_of_query_rows_say_that_they_need_rows(name: str) -> None:
    with pytest.raises(BadInput, match="rows of stored queries"):
        export(harbour_world(), name)


def test_the_table_of_formats_names_each_once() -> None:
    assert list(FORMATS) == [known.name for known in FORMATS.values()]
    files = [known.extension for known in FORMATS.values() if known.extension]
    assert len(files) == len(set(files)) == len(FORMATS) - 1
