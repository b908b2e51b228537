"""One test for every engine that is written to: in memory, on disk, and two real servers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from pactgraph.engine.disk_writer import DiskWriter
from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.protocol import WritableEngine
from pactgraph.engine.results import Answer, Rows, Triples, Truth
from pactgraph.errors import BadQuery, EngineFailure
from pactgraph.namespaces import XSD
from pactgraph.reasoning.closure import close
from pactgraph.reasoning.compiler import compile_rules
from pactgraph.reasoning.rule_updates import close_by_updates
from pactgraph.reasoning.rules import Term
from pactgraph.sparql_server.server_engine import ServerEngine, empty_engine
from pactgraph.sparql_server.stored_terms import encoded
from written_servers import WrittenServer

EX = "http://example.org/"


def ex(name: str) -> NamedNode:
    return NamedNode(EX + name)


DUCK, SWIMS, VALUE = ex("duck"), ex("swims"), ex("value")
TOLD = (DUCK, SWIMS, ex("pond"))
EASILY_MISTAKEN = [
    Literal(text, datatype=XSD[kind])
    for text, kind in (
        ("2015", "gYear"), ("2015-01", "gYearMonth"), ("2015-01-01", "date"), ("1", "integer"),
        ("2015-01-01T00:00:00", "dateTime"), ("1", "decimal"), ("1", "double"), ("true", "boolean"),
        ("1", "string"), ("1", "int"), ("P1Y", "duration"), ("10:00:00", "time"),
        ("12345678901234567890", "integer"),
    )
]  # fmt: skip
TEXTS = [
    Literal('"quoted" \\ and\nbroken\tup'), Literal("naïve 漢字 \U0001f986"), Literal("x" * 90_000),
    Literal("colour", language="en-gb"), Literal(""), Literal("x", datatype=ex("unit")),
]  # fmt: skip
WORLD = [
    Quad(*TOLD),
    Quad(*TOLD, ex("passage-1")),
    Quad(*TOLD, ex("passage-2")),
    Quad(DUCK, ex("flies"), ex("moon"), ex("claim")),
    *(Quad(DUCK, VALUE, value) for value in (*EASILY_MISTAKEN, *TEXTS)),
    *(Quad(DUCK, VALUE, value, ex("passage-1")) for value in EASILY_MISTAKEN),
    *(Quad(ex(one), ex("next"), ex(two)) for one, two in ("ab", "bc", "ca", "cd")),
    *(Quad(ex(f"day{n}"), ex("day"), Literal(f"2016-06-{n}", datatype=XSD.date))
      for n in (28, 29, 30)),
    Quad(DUCK, ex("has"), BlankNode("it"), ex("passage-2")),
    Quad(BlankNode("it"), SWIMS, ex("lake"), ex("passage-2")),
]  # fmt: skip


@pytest.fixture(scope="module", params=["memory", "disk", "oxigraph", "virtuoso"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WritableEngine]:
    made: WritableEngine
    if request.param == "memory":
        made = MemoryEngine()
    elif request.param == "disk":
        made = DiskWriter(tmp_path_factory.mktemp("disk") / "db")
    else:
        server: WrittenServer = request.getfixturevalue(request.param)
        made = empty_engine(server.url)
    made.load(WORLD)
    yield made
    if isinstance(made, ServerEngine):
        made.clear([DefaultGraph(), *map(NamedNode, made.graphs())])
    made.close()


def _lines(answer: Answer) -> list[str]:
    if isinstance(answer, Truth):
        return [str(answer.value)]
    if isinstance(answer, Triples):
        return sorted(map(str, answer))
    return sorted("\t".join("" if term is None else str(term) for term in row) for row in answer)


QUESTIONS = [
    f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}swims> ?o }}",
    f"ASK {{ ?s <{EX}flies> ?o }}",
    f"SELECT ?g {{ GRAPH ?g {{ ?s <{EX}swims> <{EX}pond> }} }}",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    f"SELECT ?o {{ ?s <{EX}value> ?o }}",
    f"SELECT ?a ?b {{ ?s <{EX}value> ?a . GRAPH ?g {{ ?s <{EX}value> ?b }} FILTER(?a = ?b) }}",
    f"SELECT (DATATYPE(?o) AS ?type) {{ ?s <{EX}value> ?o }}",
    f'SELECT ?o {{ ?s <{EX}value> ?o FILTER(?o = "2015"^^xsd:gYear || ?o = true) }}',
    f'SELECT ?s {{ ?s <{EX}day> ?d FILTER(?d <= "2016-06-29"^^xsd:date) }}',
    f'SELECT ?s {{ ?s <{EX}day> "2016-06-29"^^xsd:date }}',
    f"SELECT ?s ?o {{ ?s <{EX}next>+ ?o }}",
    f"SELECT ?o {{ <{EX}a> <{EX}next>* ?o }}",
    f"SELECT DISTINCT ?s {{ ?s <{EX}next> ?o OPTIONAL {{ ?s <{EX}day> ?d }} FILTER(!BOUND(?d)) }}",
    f"SELECT ?s {{ ?s <{EX}next> ?o FILTER NOT EXISTS {{ ?o <{EX}next> ?n }} }}",
    f"SELECT ?s {{ ?s <{EX}next> ?o MINUS {{ <{EX}c> <{EX}next> ?o }} }}",
    f"SELECT (GROUP_CONCAT(?n; separator=' ') AS ?all) {{ {{ SELECT (STR(?o) AS ?n) "
    f"{{ ?s <{EX}next> ?o }} ORDER BY STR(?o) }} }}",
    f"CONSTRUCT {{ ?o <{EX}before> ?s }} WHERE {{ ?s <{EX}next> ?o }}",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_has_the_same_answer(engine: WritableEngine, question: str) -> None:
    expected = MemoryEngine(WORLD).query(question, trusted=True)
    assert len(_lines(expected)) > 0
    assert _lines(engine.query(question, trusted=True)) == _lines(expected)


def test_a_query_of_somebody_runs_in_a_child(engine: WritableEngine) -> None:
    assert engine.query(f"ASK {{ {DUCK} {SWIMS} ?o }}") == Truth(True)
    with pytest.raises(BadQuery, match="SERVICE"):
        engine.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_it_counts_and_lists_what_was_loaded(engine: WritableEngine) -> None:
    memory = MemoryEngine(WORLD)
    assert engine.graphs() == [EX + name for name in ("claim", "passage-1", "passage-2")]
    assert engine.count() == memory.count()
    assert engine.count(ex("passage-1")) == memory.count(ex("passage-1"))


def test_what_it_gives_back_is_what_it_took(engine: WritableEngine) -> None:
    out = io.BytesIO()
    engine.snapshot(out)
    given, taken = pyoxigraph.Dataset(), pyoxigraph.Dataset()
    memory = pyoxigraph.Store()
    # As our engine writes values: it is the one that all are measured by.
    memory.extend(WORLD)
    for quad in memory:
        taken.add(quad)
    for quad in pyoxigraph.parse(out.getvalue(), format=RdfFormat.N_QUADS):
        given.add(quad)
    for dataset in (given, taken):
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    assert given == taken


def test_an_update_adds_and_takes_away(engine: WritableEngine) -> None:
    place = ex("other")
    engine.update(
        f"INSERT DATA {{ GRAPH {place} {{ {ex('fish')} {SWIMS} {ex('sea')} , {ex('pond')} }} }}"
    )
    assert engine.count(place) == 2
    assert place.value in engine.graphs()
    engine.update(
        f"DELETE {{ GRAPH {place} {{ ?s ?p {ex('sea')} }} }} "
        f"WHERE {{ GRAPH {place} {{ ?s ?p {ex('sea')} }} }}"
    )
    question = f"SELECT ?o {{ GRAPH {place} {{ ?s ?p ?o }} }}"
    assert _lines(engine.query(question, trusted=True)) == [str(ex("pond"))]
    engine.update(f"CLEAR SILENT GRAPH {place}")
    assert engine.count(place) == 0


@pytest.mark.parametrize(
    "update",
    ["LOAD <http://127.0.0.1:9/x>", "INSERT { ?s ?p ?o } WHERE { SERVICE <urn:x> { ?s ?p ?o } }"],
)
def test_an_update_reaches_nowhere_else(engine: WritableEngine, update: str) -> None:
    with pytest.raises(BadQuery, match="which no update here may"):
        engine.update(update)


def test_a_query_that_is_none_is_refused(engine: WritableEngine) -> None:
    with pytest.raises(BadQuery):
        engine.query("SELECT ?s { ?s ?p }")


ONTOLOGY = """
@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:in a owl:ObjectProperty, owl:TransitiveProperty ; rdfs:range :Place ; owl:inverseOf :holds .
:meets a owl:ObjectProperty, owl:SymmetricProperty ; rdfs:domain :Agent .
:of a owl:ObjectProperty ; rdfs:subPropertyOf :knows .
:knows a owl:ObjectProperty .
:at a owl:ObjectProperty ; owl:propertyChainAxiom (:meets :in) .
:since a owl:DatatypeProperty .
:Agent a owl:Class . :Place a owl:Class ; rdfs:subClassOf :Thing . :Thing a owl:Class .
:Founder a owl:Class ; owl:equivalentClass
  [a owl:Restriction ; owl:onProperty :since ; owl:hasValue "1949-04-04"] .
:Member a owl:Class ; owl:equivalentClass
  [a owl:Restriction ; owl:onProperty :of ; owl:someValuesFrom :Place] .
"""


def test_rules_pushed_down_derive_what_ours_do(engine: WritableEngine) -> None:
    stated = pyoxigraph.parse(ONTOLOGY.encode(), format=RdfFormat.TURTLE)
    rules = compile_rules(quad.triple for quad in stated).rules
    triples = [Triple(ex(f"p{n}"), ex("in"), ex(f"p{n + 1}")) for n in range(9)]
    triples += [Triple(ex(f"a{n}"), ex("meets"), ex(f"p{n}")) for n in range(4)]
    triples += [Triple(ex(f"a{n}"), ex("of"), ex(f"p{n % 2}")) for n in range(6)]
    triples += [Triple(ex("a0"), ex("since"), Literal("1949-04-04"))]
    closure = close(triples, rules)

    given, inferred = ex("given"), ex("inferred")
    engine.load(Quad(*triple, given) for triple in triples)
    keep = encoded if isinstance(engine, ServerEngine) and engine.manner.coded else as_it_is
    rounds = close_by_updates(engine, rules, given, inferred, keep)
    assert rounds == max(closure.round_of(triple) or 0 for triple in closure.derived)
    assert rounds > 3
    construct = "CONSTRUCT { ?s ?p ?o } WHERE"
    answer = engine.query(f"{construct} {{ GRAPH {inferred} {{ ?s ?p ?o }} }}", trusted=True)
    assert len(closure.derived) > 150
    assert _lines(answer) == sorted(map(str, closure.derived))
    assert not {f"{inferred.value}/{rest}" for rest in ("new", "delta")} & {*_filled(engine)}
    for graph in (given, inferred):
        engine.update(f"CLEAR SILENT GRAPH {graph}")


def _filled(engine: WritableEngine) -> list[str]:
    return [name for name in engine.graphs() if engine.count(NamedNode(name))]


def as_it_is(term: Term) -> Term:
    return term


def test_a_second_writer_of_a_directory_is_kept_out(tmp_path: Path) -> None:
    first = DiskWriter(tmp_path / "db")
    with pytest.raises(EngineFailure, match="another process writes"):
        DiskWriter(tmp_path / "db")
    first.close()


def test_a_reader_of_a_directory_sees_what_was_written_before(tmp_path: Path) -> None:
    engine = DiskWriter(tmp_path / "db")
    for number in range(2):
        engine.load([Quad(DUCK, VALUE, Literal(str(number)))])
        answer = engine.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        assert isinstance(answer, Rows)
        assert answer.rows == [(Literal(number + 1),)]
    engine.close()
    assert [path.name for path in tmp_path.iterdir()] == ["db"]
