"""The query worker's answers: every format is read back by others, the caps hold exactly."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph
import pytest
import rdflib
from engine_worlds import ex
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    RdfFormat,
    Store,
)
from rdflib.compare import isomorphic
from rdflib.query import Result

from pactgraph.engine.child import Child
from pactgraph.engine.output import Stop
from pactgraph.engine.oxigraph_engine import write_directory
from pactgraph.engine.row_count import RowCap
from pactgraph.namespaces import PREFIXES, RDF, XSD

MIB = 1024 * 1024
FORMATS = {
    "srj": QueryResultsFormat.JSON,
    "srx": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
GRAPHS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
AWKWARD = (
    "plain",
    'a "quoted" word, a comma',
    "two\nlines\r\nand\ttab",
    "\r alone",
    "<result> & </result>",
    "},{",
    '"},{"',
    "back\\slash\\\\",
    'ends with \\"',
    "\U0001f986 é",
    "",
)


def world() -> Iterator[Quad]:
    for number, text in enumerate(AWKWARD):
        yield Quad(ex(f"thing-{number}"), ex("says"), Literal(text), DefaultGraph())
    yield Quad(ex("duck"), RDF.type, ex("Bird"), DefaultGraph())
    yield Quad(ex("duck"), ex("label"), Literal("Ente", language="de"), DefaultGraph())
    yield Quad(ex("duck"), ex("legs"), Literal("2", datatype=XSD.integer), DefaultGraph())
    yield Quad(ex("duck"), ex("knows"), BlankNode("b"), DefaultGraph())
    yield Quad(BlankNode("b"), ex("label"), Literal("nobody"), DefaultGraph())
    for graph in ("one", "two"):
        yield Quad(ex("duck"), ex("swims"), ex("pond"), ex(graph))
    yield Quad(ex("duck"), ex("flies"), ex("moon"), ex("two"))
    yield Quad(ex("bell"), ex("rings"), Literal("\x07"), ex("control"))
    yield Quad(ex("duck"), ex("7"), ex("moon"), ex("numbered"))
    for number in range(9000):
        yield Quad(ex(f"s{number}"), ex("number"), Literal(f"{number}"), ex("many"))


class Worker:
    """A worker process with a store open, asked from here."""

    def __init__(self, path: Path) -> None:
        self.child = Child(
            "pactgraph.engine.worker",
            json.dumps({"path": str(path), "endpoint": None, "network": False}),
        )
        assert next(self.child.frames(60))[0] == b"R"

    def frames(self, query: str, **options: object) -> list[tuple[bytes, bytes]]:
        request: dict[str, object] = {
            "query": query,
            "prefixes": {"": "http://example.org/"},
            "row_format": "srj",
            "graph_format": "nt",
            "default_graphs": None,
            "named_graphs": None,
            "base": "http://example.org/base/",
            "memory": 512 * MIB,
            "answer": 8 * MIB,
            "rows": 100_000,
        }
        assert self.child.accepts({**request, **options})
        frames = []
        for one in self.child.frames(60):
            frames.append(one)
            if one[0] in (b"Z", b"X"):
                break
        return frames

    def ask(self, query: str, **options: object) -> tuple[dict[str, str], bytes]:
        """Return head and body; raises Stop for an error that came before anything else."""
        frames = self.frames(query, **options)
        if frames[0][0] == b"X":
            raise Stop(**json.loads(frames[0][1]))
        (head, *pieces, last) = frames
        assert (head[0], last[0]) == (b"H", b"Z")
        return json.loads(head[1]), b"".join(payload for _, payload in pieces)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("formats") / "db"
    store = write_directory(place, world())
    del store
    return place


@pytest.fixture(scope="module")
def worker(folder: Path) -> Iterator[Worker]:
    one = Worker(folder)
    yield one
    one.child.end()


@pytest.fixture(scope="module")
def here() -> Store:
    """Return the same content, asked in this process."""
    store = Store()
    store.bulk_extend(world())
    return store


ROWS = "SELECT ?s ?o ?none { ?s :says|:label|:legs ?o OPTIONAL { ?s :none ?none } }"


def expected(here: Store, query: str) -> list[tuple[object, ...]]:
    rows = here.query(query, prefixes={"": "http://example.org/"})
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    return sorted(map(tuple, rows), key=str)


@pytest.mark.parametrize("name", ["srj", "srx", "tsv"])
def test_rows_are_read_back_as_they_are(worker: Worker, here: Store, name: str) -> None:
    head, body = worker.ask(ROWS, row_format=name)
    assert head == {"form": "rows", "format": name}
    read = pyoxigraph.parse_query_results(body, format=FORMATS[name])
    assert isinstance(read, pyoxigraph.QuerySolutions)
    wanted = [row for row in expected(here, ROWS) if not isinstance(row[0], BlankNode)]
    got = sorted(map(tuple, read), key=str)
    assert [row for row in got if not isinstance(row[0], BlankNode)] == wanted
    assert len(got) == len(wanted) + 1


@pytest.mark.parametrize(("name", "other"), [("srj", "json"), ("srx", "xml"), ("tsv", "tsv")])
def test_rdflib_reads_as_many_rows(worker: Worker, here: Store, name: str, other: str) -> None:
    query = "SELECT ?s ?o { ?s :label|:legs ?o }"
    _, body = worker.ask(query, row_format=name)
    result = Result.parse(io.BytesIO(body), format=other)
    assert [str(variable) for variable in result.vars or ()] == ["s", "o"]
    assert sorted(str(row[1]) for row in result) == ["2", "Ente", "nobody"]  # type: ignore[index]


def test_the_values_are_in_the_csv(worker: Worker) -> None:
    _, body = worker.ask(
        "SELECT ?o ?none { ?s :says ?o OPTIONAL { ?s :none ?none } }", row_format="csv"
    )
    head, *rows = csv.reader(io.StringIO(body.decode(), newline=""))
    assert head == ["o", "none"]
    assert sorted(rows) == sorted([text, ""] for text in AWKWARD)


def test_xml_keeps_carriage_returns(worker: Worker) -> None:
    _, body = worker.ask("SELECT ?o { ?s :says ?o }", row_format="srx")
    found = [
        node.text or ""
        for node in ElementTree.fromstring(body).iter()
        if node.tag.endswith("literal")
    ]
    assert sorted(found) == sorted(AWKWARD)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("query", "truth"), [("ASK { :duck ?p ?o }", True), ("ASK { :x :y :z }", False)]
)
def test_a_truth_in_every_format(worker: Worker, name: str, query: str, truth: bool) -> None:
    head, body = worker.ask(query, row_format=name)
    assert head == {"form": "truth", "format": name}
    word = str(truth).lower()
    if name == "srj":
        assert json.loads(body)["boolean"] is truth
    elif name == "srx":
        assert f"<boolean>{word}</boolean>".encode() in body
    else:
        assert body.strip() == word.encode()


CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { { ?s ?p ?o } UNION { ?s ?p ?o } }"


@pytest.mark.parametrize("name", GRAPHS)
def test_triples_are_read_back_each_once(worker: Worker, here: Store, name: str) -> None:
    head, body = worker.ask(CONSTRUCT, graph_format=name)
    assert head == {"form": "triples", "format": name}
    wanted, own, others = Store(), Store(), rdflib.Dataset()
    for quad in here.quads_for_pattern(None, None, None, DefaultGraph()):
        wanted.add(quad)
    read = list(pyoxigraph.parse(body, format=GRAPHS[name]))
    own.bulk_extend(read)
    assert len(read) == len(own) == len(wanted)
    rdflib_name = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nq": "nquads"}
    others.parse(data=body, format=rdflib_name.get(name, name), publicID="http://example.org/")
    graph = rdflib.Graph().parse(
        data=wanted.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()), format="nt"
    )
    same = rdflib.Graph()
    for s, p, o, _ in others.quads():
        same.add((s, p, o))
    assert isomorphic(same, graph)


@pytest.mark.parametrize("name", ["ttl", "trig"])
def test_the_prefixes_that_are_used_are_declared(worker: Worker, name: str) -> None:
    query = "CONSTRUCT { :duck a <https://w3id.org/pactgraph/ontology#Agent> } WHERE {}"
    _, body = worker.ask(query, graph_format=name)
    assert body.decode().splitlines() == [
        f"@prefix pact: <{PREFIXES['pact']}> .",
        "<http://example.org/duck> a pact:Agent .",
    ]


def test_a_long_answer_declares_them_all_and_streams(worker: Worker) -> None:
    frames = worker.frames(
        "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH :many { ?s ?p ?o } }", graph_format="ttl"
    )
    assert sum(kind == b"D" for kind, _ in frames) > 2
    body = b"".join(payload for kind, payload in frames if kind == b"D")
    assert body.count(b"@prefix ") == len(PREFIXES)
    assert len(list(pyoxigraph.parse(body, format=RdfFormat.TURTLE))) == 9000


COPY = "CONSTRUCT { ?s ?p ?o } WHERE {"


@pytest.mark.parametrize(
    ("query", "options", "message"),
    [
        ("ASK {}", {"row_format": None}, "no format of a SPARQL result is accepted"),
        ("SELECT * {}", {"row_format": None}, "rows or a truth"),
        ("DESCRIBE :duck", {"graph_format": None}, "the answer is triples"),
        ("SELECT * { GRAPH :control { ?s ?p ?o } }", {"row_format": "srx"}, r"U\+0007"),
        (
            "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH :control { ?s ?p ?o } }",
            {"graph_format": "rdf"},
            r"U\+0007",
        ),
        (
            "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH :numbered { ?s ?p ?o } }",
            {"graph_format": "rdf"},
            "org/7>",
        ),
        (f"CONSTRUCT {{ :a <{RDF}li> :b }} WHERE {{}}", {"graph_format": "rdf"}, "#li>"),
        ("CONSTRUCT { :a :b <<( :a :b :c )>> } WHERE {}", {"graph_format": "jsonld"}, "inside"),
    ],
)
def test_what_no_accepted_format_can_carry_is_refused(
    worker: Worker, query: str, options: dict[str, object], message: str
) -> None:
    with pytest.raises(Stop, match=message) as caught:
        worker.ask(query, **options)
    assert caught.value.kind == "format"


def values(worker: Worker, query: str, **options: object) -> set[str]:
    _, body = worker.ask(query, **options)
    bindings = json.loads(body)["results"]["bindings"]
    return {row["o"]["value"].removeprefix("http://example.org/") for row in bindings}


def test_the_dataset_is_what_the_request_names(worker: Worker) -> None:
    one = "http://example.org/one"
    default = "SELECT ?o { :duck :swims|:flies ?o }"
    named = "SELECT ?o { GRAPH ?g { :duck :swims|:flies ?o } }"
    assert values(worker, default) == set()
    assert values(worker, named) == {"pond", "moon"}
    assert values(worker, default, default_graphs=[], named_graphs=[]) == set()
    assert values(worker, default, default_graphs=[one]) == {"pond"}
    assert values(worker, named, default_graphs=[one]) == set()
    assert values(worker, named, named_graphs=[one]) == {"pond"}
    assert values(worker, "SELECT ?o { :duck :label ?o }", named_graphs=[one]) == set()
    assert values(worker, default.replace("{", "FROM :two {", 1), default_graphs=[one]) == {"pond"}
    assert values(worker, default, default_graphs=["http://example.org/nowhere"]) == set()


def test_a_statement_of_two_default_graphs_is_there_once(worker: Worker) -> None:
    graphs = ["http://example.org/one", "http://example.org/two"]
    count = "SELECT (COUNT(*) AS ?o) { :duck ?p ?x }"
    assert values(worker, count, default_graphs=graphs) == {"2"}
    inside = "SELECT ?o { GRAPH :many { :s7 ?p ?o } }"
    assert values(worker, inside, default_graphs=graphs) == set()
    assert values(
        worker, inside, default_graphs=graphs, named_graphs=["http://example.org/many"]
    ) == {"7"}


def test_a_graph_without_an_iri_is_refused(worker: Worker) -> None:
    with pytest.raises(Stop, match="no IRI") as caught:
        worker.ask("ASK {}", default_graphs=["not an IRI"])
    assert caught.value.kind == "dataset"


def test_relative_iris_stand_on_the_base(worker: Worker) -> None:
    _, body = worker.ask("SELECT ?o { BIND(<thing> AS ?o) }")
    assert b'"http://example.org/base/thing"' in body


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("count", [1, 11, 8999])
def test_the_cap_on_rows_is_exact(worker: Worker, name: str, count: int) -> None:
    query = "SELECT ?o {{ GRAPH :many {{ ?s ?p ?o }} }} LIMIT {}"
    assert worker.frames(query.format(count), row_format=name, rows=count)[-1][0] == b"Z"
    kind, payload = worker.frames(query.format(count + 1), row_format=name, rows=count)[-1]
    assert kind == b"X"
    assert json.loads(payload)["kind"] == "rows"


def test_the_cap_on_triples_is_exact(worker: Worker) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH :many { ?s ?p ?o } }"
    frames = worker.frames(query, rows=9000)
    assert frames[-1][0] == b"Z"
    assert json.loads(worker.frames(query, rows=8999)[-1][1])["kind"] == "rows"


@pytest.mark.parametrize("form", ["SELECT * ", "CONSTRUCT { ?s ?p ?o } WHERE "])
def test_the_cap_on_bytes(worker: Worker, form: str) -> None:
    query = form + "{ GRAPH :many { ?s ?p ?o } }"
    with pytest.raises(Stop, match="larger than 50,000 bytes"):
        worker.ask(query, answer=50_000)
    # Some of it has gone out by then, and its end never comes.
    frames = worker.frames(query, answer=300_000)
    assert [frames[0][0], frames[1][0], frames[-1][0]] == [b"H", b"D", b"X"]


def test_an_error_of_the_query_says_where(worker: Worker) -> None:
    with pytest.raises(Stop, match="error at 2:8") as caught:
        worker.ask("SELECT *\n  WHEN {}")
    assert caught.value.kind == "syntax"


def test_a_request_without_formats_is_answered_as_ever(worker: Worker) -> None:
    request: dict[str, object] = {
        "query": "ASK {}",
        "prefixes": {},
        "memory": MIB * 99,
        "answer": MIB,
    }
    assert worker.child.accepts(request)
    frames = worker.child.frames(60)
    assert next(frames) == (b"H", b"rows")
    assert json.loads(next(frames)[1])["boolean"] is True
    assert next(frames)[0] == b"Z"


def take_all(cap: RowCap, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        cap.take(piece)


terms = st.one_of(
    st.none(),
    st.text(alphabet=st.sampled_from('ab"\\{},\n\r\t<>result/'), max_size=12).map(Literal),
    st.just(NamedNode("http://example.org/x")),
)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(terms, terms), min_size=1, max_size=8),
    cuts=st.lists(st.integers(0, 400), max_size=12),
    name=st.sampled_from(sorted(FORMATS)),
)
def test_rows_are_counted_wherever_the_pieces_are_cut(
    rows: list[tuple[Literal | None, Literal | None]], cuts: list[int], name: str
) -> None:
    lines = " ".join(
        f"({' '.join('UNDEF' if term is None else str(term) for term in row)})" for row in rows
    )
    body = (
        Store()
        .query(f"SELECT * {{ VALUES (?a ?b) {{ {lines} }} }}")
        .serialize(format=FORMATS[name])
    )
    assert body is not None
    places = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]
    pieces = [body[start:end] for start, end in pairwise(places)]
    exact = RowCap(name, len(rows))
    take_all(exact, pieces)
    if len(rows) > 1:
        short = RowCap(name, len(rows) - 1)
        with pytest.raises(Stop):
            take_all(short, pieces)
