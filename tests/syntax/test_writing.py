"""What is written is read as the same tree, and the engine takes it."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from pyoxigraph import Literal, NamedNode
from query_trees import AGGREGATES, PATHS, queries

from pactgraph.namespaces import PACT, RDF, XSD
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.tree import (
    Aggregate,
    Alternative,
    Ask,
    Call,
    Exists,
    Filter,
    Group,
    InGraph,
    Inverse,
    Negated,
    Operation,
    Path,
    Query,
    Repeat,
    Select,
    Sequence,
    Service,
    SubSelect,
    TriplePattern,
    Triples,
    Var,
)
from pactgraph.syntax.writing import (
    write_element,
    write_expression,
    write_group,
    write_path,
    write_pattern,
    write_query,
)

A, B, C = NamedNode("urn:a"), NamedNode("urn:b"), NamedNode("urn:c")
X, Y, Z = Var("x"), Var("y"), Var("z")
ONE = Literal("1", datatype=XSD.integer)
SMALL = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # A tree is shrunk for minutes, and the text that failed tells as much.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@SMALL
@given(queries())
def test_a_query_written_and_read_is_the_same_tree(query: Query) -> None:
    assert read_query(write_query(query)) == query
    assert read_query(write_query(query, short=True)) == query


@SMALL
@given(queries())
def test_the_engine_takes_what_is_written(query: Query) -> None:
    try:
        pyoxigraph.Store().query(write_query(query))
    except SyntaxError as error:
        # A tree may select, beside an aggregate, what its group does not bind.
        if "contains a variable that is unbound" not in str(error):
            raise
        reject()


@SMALL
@given(PATHS)
def test_a_path_written_and_read_is_the_same(path: Path) -> None:
    for short in (False, True):
        (element,) = read_query(
            f"ASK {{ ?x {write_path(path, short=short)} ?y }}"
        ).body.where.elements
        assert element.patterns == (TriplePattern(X, path, Y),)


@SMALL
@given(AGGREGATES)
def test_an_aggregate_written_and_read_is_the_same(aggregate: Aggregate) -> None:
    query = read_query(f"SELECT ({write_expression(aggregate)} AS ?n) {{ }}")
    assert query.body.columns[0].expression == aggregate


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (A, "<urn:a>"),
        (PACT.begin, "pact:begin"),
        (RDF.type, "a"),
        (Inverse(A), "^<urn:a>"),
        (Inverse(Inverse(A)), "^(^<urn:a>)"),
        (Inverse(Sequence((A, B))), "^(<urn:a>/<urn:b>)"),
        (Sequence((Inverse(A), B)), "^<urn:a>/<urn:b>"),
        (Sequence((A, Sequence((B, C)))), "<urn:a>/(<urn:b>/<urn:c>)"),
        (Sequence((A, Alternative((B, C)))), "<urn:a>/(<urn:b>|<urn:c>)"),
        (Alternative((A, Sequence((B, C)))), "<urn:a>|<urn:b>/<urn:c>"),
        (Repeat(Repeat(A, 0, 1), 1, None), "(<urn:a>?)+"),
        (Inverse(Repeat(A, 0, None)), "^<urn:a>*"),
        (Repeat(Inverse(A), 0, None), "(^<urn:a>)*"),
        (Negated((A,), (B,)), "!(<urn:a>|^<urn:b>)"),
    ],
)
def test_paths_have_the_brackets_they_need(path: Path, text: str) -> None:
    assert write_path(path, short=True) == text


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (Operation("-", (Operation("-", (X, Y)), Z)), "?x - ?y - ?z"),
        (Operation("-", (X, Operation("-", (Y, Z)))), "?x - (?y - ?z)"),
        (Operation("*", (Operation("+", (X, Y)), Z)), "(?x + ?y) * ?z"),
        (Operation("+", (X, Operation("*", (Y, Z)))), "?x + ?y * ?z"),
        (Operation("||", (X, Operation("&&", (Y, Z)))), "?x || ?y && ?z"),
        (Operation("&&", (X, Operation("||", (Y, Z)))), "?x && (?y || ?z)"),
        (Operation("||", (X, Y, Operation("||", (X, Z)))), "?x || ?y || (?x || ?z)"),
        (Operation("=", (Operation("=", (X, Y)), Z)), "(?x = ?y) = ?z"),
        (Operation("!", (Operation("=", (X, Y)),)), "!(?x = ?y)"),
        (Operation("!", (Call("BOUND", (X,)),)), "!BOUND(?x)"),
        (Operation("-", (ONE,)), "-(1)"),
        (Operation("-", (Operation("-", (X,)),)), "-(-?x)"),
        (Operation("-", (X, Literal("-1", datatype=XSD.integer))), '?x - "-1"^^xsd:integer'),
        (Operation("NOT IN", (X, ONE, Y)), "?x NOT IN (1, ?y)"),
        (Operation("IN", (X,)), "?x IN ()"),
        (Operation("<", (X, Operation("IN", (X,)))), "?x < (?x IN ())"),
        (Call(XSD.date, (X,)), "xsd:date(?x)"),
        (Aggregate("COUNT", None, distinct=True), "COUNT(DISTINCT *)"),
        (
            Aggregate("GROUP_CONCAT", X, separator='"\n'),
            'GROUP_CONCAT(?x ; SEPARATOR = "\\"\\n")',
        ),
        (Operation("!", (Exists(Group(()), negated=True),)), "!NOT EXISTS { }"),
    ],
)
def test_expressions_have_the_brackets_they_need(tree: object, text: str) -> None:
    assert write_expression(tree, short=True) == text  # type: ignore[arg-type]


def test_groups_are_written_on_one_line() -> None:
    held = Triples((TriplePattern(X, RDF.type, PACT.Visit), TriplePattern(X, Y, ONE)))
    inner = SubSelect(Select(None, Group((held,))))
    group = Group((held, held, inner, Filter(Exists(Group((inner,)), negated=True))))
    triples = "?x a pact:Visit . ?x ?y 1"
    select = f"{{ SELECT * WHERE {{ {triples} }} }}"
    assert (
        write_group(group, short=True)
        == f"{{ {triples} . {triples} . {select} FILTER NOT EXISTS {select} }}"
    )


def test_elements_and_patterns_are_written_alone() -> None:
    pattern = TriplePattern(X, Repeat(A, 1, None), ONE)
    assert write_pattern(pattern) == "?x <urn:a>+ 1"
    assert write_element(InGraph(Y, Group((Triples((pattern,)),)))) == "GRAPH ?y { ?x <urn:a>+ 1 }"
    assert write_element(Service(A, True, Group(()))) == "SERVICE SILENT <urn:a> { }"


def test_a_sign_never_becomes_part_of_a_path() -> None:
    store = pyoxigraph.Store()
    store.add(pyoxigraph.Quad(A, B, Literal("1", datatype=XSD.integer)))
    pattern = TriplePattern(X, B, Literal("+1", datatype=XSD.integer))
    query = Query(Ask(Group((Triples((pattern, TriplePattern(X, C, X))),))))
    assert read_query(write_query(query)) == query


def test_what_is_in_full_declares_and_needs_no_prefix() -> None:
    text = write_query(read_query("SELECT ?x { ?x a pact:Visit }"))
    assert text == (
        "SELECT ?x\nWHERE { ?x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<https://w3id.org/pactgraph/ontology#Visit> }"
    )
