"""Receipts of small answers: what each construct of a query leaves in them."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.results import Rows
from pactgraph.errors import BadInput, BadQuery
from pactgraph.witness.explaining import CUT, NOT_ALL, EmptyAnswer, Explainer
from pactgraph.witness.receipt import (
    Absent,
    Branch,
    Inner,
    Kept,
    Matched,
    Maybe,
    Members,
    Present,
    Receipt,
    Reckoned,
    Step,
    Supplied,
    Walked,
    matches,
)
from pactgraph.witness.selecting import INNER_CUT

E = "http://example.org/"
WORLD = """
@prefix : <http://example.org/> .
:ferry :owner :port ; :name "Ferry" ; :age 3 .
:tug :owner :port ; :age 7 .
:barge :owner :lagoon ; :age 7 ; :leased true .
:port :in :north . :lagoon :in :south . :north :in :coast . :south :in :coast .
:log1 { :ferry :seen 2001 . :tug :seen 2001 }
:log2 { :ferry :seen 2002 }
"""


def iri(name: str) -> NamedNode:
    return NamedNode(E + name)


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(parse(WORLD.encode(), format=RdfFormat.TRIG))


def explain(engine: MemoryEngine, sparql: str, **options: int | None) -> list[Receipt]:
    text = f"PREFIX : <{E}> {sparql}"
    explainer = Explainer(lambda asked: engine.query(asked, trusted=True), **options)  # type: ignore[arg-type]
    return explainer.receipts(text)


def only(engine: MemoryEngine, sparql: str) -> tuple[Step, ...]:
    """Return the steps of the only row of a query."""
    (receipt,) = explain(engine, sparql)
    return receipt.steps


def triples(steps: tuple[Step, ...]) -> list[str]:
    """Return the matched triples in short: the last part of each IRI, the values of literals."""
    found = [(m.triple.subject, m.triple.predicate, m.triple.object) for m in matches(steps)]
    return [" ".join(term.value.removeprefix(E) for term in triple) for triple in found]


def test_a_pattern_matched_a_triple_in_merged(engine: MemoryEngine) -> None:
    (step,) = only(engine, "SELECT ?x { ?x :leased true }")
    assert isinstance(step, Matched)
    assert step.pattern == "?x <http://example.org/leased> true"
    assert step.triple.subject == iri("barge")
    assert step.graph is None


def test_a_pattern_matched_in_the_graph_that_it_stood_in(engine: MemoryEngine) -> None:
    found = explain(engine, "SELECT ?g { GRAPH ?g { :ferry :seen ?year } } ORDER BY ?g")
    assert [match.graph for r in found for match in matches(r.steps)] == [iri("log1"), iri("log2")]


def test_the_least_solution_is_shown_and_the_others_are_counted(engine: MemoryEngine) -> None:
    (receipt,) = explain(engine, "SELECT DISTINCT ?y { ?x :owner :port ; :owner ?y }")
    assert triples(receipt.steps) == ["ferry owner port", "ferry owner port"]
    assert (receipt.others, receipt.more) == (1, False)


def test_equal_rows_share_a_receipt(engine: MemoryEngine) -> None:
    first, second, third = explain(engine, "SELECT ?age { ?x :age ?age } ORDER BY ?age")
    assert first is not second
    assert second is third
    assert (first.number, second.number) == (0, 1)


def test_a_row_of_the_query_itself_is_computed(engine: MemoryEngine) -> None:
    (receipt,) = explain(engine, "SELECT (1 + 1 AS ?two) { }")
    assert receipt.computed
    assert receipt.steps == (Reckoned("two", "1 + 1", Literal(2), {}),)


def test_optional_says_whether_it_matched(engine: MemoryEngine) -> None:
    query = "SELECT ?x ?name { ?x :owner :port OPTIONAL { ?x :name ?name } } ORDER BY ?x"
    ferry, tug = explain(engine, query)
    matched, missing = ferry.steps[1], tug.steps[1]
    assert isinstance(matched, Maybe)
    assert matched.matched
    assert triples(matched.steps) == ["ferry name Ferry"]
    assert isinstance(missing, Maybe)
    assert not missing.matched
    assert missing.text == "{ <http://example.org/tug> <http://example.org/name> ?name }"


def test_a_variable_that_another_pattern_binds_does_not_make_an_optional_match(
    engine: MemoryEngine,
) -> None:
    steps = only(engine, "SELECT * { :tug :owner ?o OPTIONAL { :tug :name ?n } BIND(1 AS ?n2) }")
    assert isinstance(steps[1], Maybe)
    assert not steps[1].matched


def test_union_says_which_branch(engine: MemoryEngine) -> None:
    query = (
        "SELECT ?x { { ?x :leased true } UNION { ?x :name ?n } UNION { ?x :no ?n } } ORDER BY ?x"
    )
    found = [receipt.steps for receipt in explain(engine, query)]
    branches = [step for steps in found for step in steps if isinstance(step, Branch)]
    assert [(branch.number, branch.of) for branch in branches] == [(1, 3), (2, 3)]


def test_a_filter_shows_the_values_that_it_looked_at(engine: MemoryEngine) -> None:
    _, kept = only(engine, "SELECT ?x { ?x :age ?age FILTER(?age < 5 && BOUND(?x)) }")
    assert kept == Kept("?age < 5 && BOUND(?x)", {"age": Literal(3), "x": iri("ferry")})


def test_a_filter_of_a_group_does_not_see_what_stands_outside(engine: MemoryEngine) -> None:
    query = "SELECT ?x { ?x :leased ?l { ?x :age ?age FILTER(!BOUND(?l)) } }"
    kept = [step for step in only(engine, query) if isinstance(step, Kept)]
    assert [step.values for step in kept] == [{}]


def test_exists_shows_what_it_found(engine: MemoryEngine) -> None:
    _, kept = only(engine, "SELECT ?x { ?x :age 7 FILTER EXISTS { ?x :owner ?o . ?o :in :south } }")
    assert isinstance(kept, Kept)
    (present,) = kept.steps
    assert isinstance(present, Present)
    assert triples(present.steps) == ["barge owner lagoon", "lagoon in south"]


def test_of_two_exists_the_one_that_is_not_needed_is_left_out(engine: MemoryEngine) -> None:
    query = "SELECT ?x { ?x :leased true FILTER(EXISTS { ?x :age ?a } || EXISTS { ?x :owner ?o }) }"
    assert triples(only(engine, query)) == ["barge leased true", "barge age 7"]


def test_not_exists_shows_what_was_looked_for_with_the_values_of_the_row(
    engine: MemoryEngine,
) -> None:
    _, kept = only(engine, "SELECT ?x { ?x :owner :lagoon FILTER NOT EXISTS { ?x :name ?n } }")
    assert isinstance(kept, Kept)
    (absent,) = kept.steps
    looked_for = "{ <http://example.org/barge> <http://example.org/name> ?n }"
    assert absent == Absent("NOT EXISTS", looked_for)


def test_facts_that_block_a_negation_are_named(engine: MemoryEngine) -> None:
    # Every boat of the port has an age: no boat of it is there without one.
    query = """SELECT ?o { ?o :in :north
      FILTER NOT EXISTS { ?x :owner ?o FILTER NOT EXISTS { ?x :age ?a } } }"""
    _, kept = only(engine, query)
    assert isinstance(kept, Kept)
    (absent,) = kept.steps
    assert isinstance(absent, Absent)
    assert sorted(t for steps in absent.blockers for t in triples(steps)) == [
        "ferry age 3",
        "tug age 7",
    ]


def test_facts_that_block_are_named_through_a_negation_of_a_negation(engine: MemoryEngine) -> None:
    query = """SELECT ?o { ?o :in :south FILTER NOT EXISTS { ?x :owner ?o
      FILTER NOT EXISTS { ?x :age ?a FILTER NOT EXISTS { ?x :name ?n FILTER(?a < 0) } } } }"""
    (receipt,) = explain(engine, query)
    found = [m.triple.predicate.value for m in matches(receipt.steps, blockers=True)]
    assert found == [E + "in", E + "age"]


def test_minus_shows_what_was_looked_for(engine: MemoryEngine) -> None:
    steps = only(engine, "SELECT ?x { ?x :age 7 MINUS { ?x :leased true } }")
    assert steps[1:] == (
        Absent("MINUS", "{ <http://example.org/tug> <http://example.org/leased> true }"),
    )


def test_values_are_supplied_by_the_query(engine: MemoryEngine) -> None:
    query = "SELECT ?x ?o { ?x :leased true VALUES (?x ?o) { (:barge UNDEF) } }"
    assert only(engine, query)[1] == Supplied({"x": iri("barge")})


def test_a_path_shows_its_edges(engine: MemoryEngine) -> None:
    (step,) = only(engine, "SELECT ?x { :tug :owner/:in+ ?x FILTER(?x = :coast) }")[:1]
    assert isinstance(step, Walked)
    assert triples((step,)) == ["tug owner port", "port in north", "north in coast"]


def test_a_path_of_no_edge_rests_on_a_triple_of_its_node(engine: MemoryEngine) -> None:
    steps = only(engine, "SELECT ?x { ?x :in* :port FILTER(?x = :port) }")
    assert isinstance(steps[0], Walked)
    assert steps[0].edges == ()
    assert len(triples(steps)) == 1
    assert "port" in triples(steps)[0]


def test_a_sub_select_is_explained_by_its_own_row(engine: MemoryEngine) -> None:
    query = "SELECT ?x { ?x :leased true { SELECT ?x { ?x :age ?a FILTER(?a > 5) } } }"
    inner = only(engine, query)[1]
    assert isinstance(inner, Inner)
    assert inner.row == {"x": iri("barge")}
    assert triples(inner.steps) == ["barge age 7"]


def test_a_group_shows_its_members_and_their_number(engine: MemoryEngine) -> None:
    query = """SELECT ?o (COUNT(?x) AS ?n) { ?x :owner ?o } GROUP BY ?o
      HAVING(COUNT(?x) > 1) ORDER BY ?o"""
    members, having, reckoned = only(engine, query)
    assert isinstance(members, Members)
    assert (members.keys, members.count) == ({"o": iri("port")}, 2)
    assert [triples(steps) for steps in members.shown] == [["ferry owner port"], ["tug owner port"]]
    assert having == Kept("COUNT(?x) > 1", {"COUNT(?x)": Literal(2)})
    assert reckoned == Reckoned("n", "COUNT(?x)", Literal(2), {})


def test_members_are_bounded_and_their_count_is_whole(engine: MemoryEngine) -> None:
    (receipt,) = explain(engine, "SELECT (COUNT(*) AS ?n) { ?x :age ?a }", members=2)
    members = receipt.steps[0]
    assert isinstance(members, Members)
    assert (members.count, len(members.shown), members.others) == (3, 2, 1)
    assert not receipt.complete
    assert receipt.notes == (NOT_ALL,)
    (whole,) = explain(engine, "SELECT (COUNT(*) AS ?n) { ?x :age ?a }", members=None)
    assert whole.complete
    assert whole.notes == ()


def test_a_row_of_which_no_member_is_shown_is_not_computed(engine: MemoryEngine) -> None:
    (receipt,) = explain(engine, "SELECT (COUNT(*) AS ?n) { ?x :age ?a }", members=0)
    assert not receipt.computed


def test_a_count_of_nothing_is_computed(engine: MemoryEngine) -> None:
    (receipt,) = explain(engine, "SELECT (COUNT(*) AS ?n) { ?x :sunk ?when }")
    assert receipt.computed
    assert receipt.steps[0] == Members({}, 0, ())


def test_groups_that_give_the_same_row_are_counted_as_others(engine: MemoryEngine) -> None:
    (receipt,) = explain(engine, "SELECT (1 AS ?one) { ?x :seen|:age ?a } GROUP BY ?a")[:1]
    assert receipt.others == 1


def test_construct_is_explained_by_its_triples(engine: MemoryEngine) -> None:
    found = explain(engine, "CONSTRUCT { ?o :owns ?x } { ?x :owner ?o ; :leased true }")
    (receipt,) = found
    assert receipt.variables == ("subject", "predicate", "object")
    assert triples(receipt.steps) == ["barge owner lagoon", "barge leased true"]


def test_ask_is_explained_by_one_solution(engine: MemoryEngine) -> None:
    (receipt,) = explain(engine, "ASK { ?x :age 7 }")
    assert receipt.row == {"answer": Literal(True)}
    assert triples(receipt.steps) == ["barge age 7"]
    assert receipt.others == 1


@pytest.mark.parametrize("query", ["ASK { ?x :sunk true }", "SELECT * { ?x :sunk true }"])
def test_an_answer_without_rows_has_no_receipt(engine: MemoryEngine, query: str) -> None:
    with pytest.raises(EmptyAnswer):
        explain(engine, query)


def test_a_cut_is_noted(engine: MemoryEngine) -> None:
    (receipt,) = explain(engine, "SELECT ?x { ?x :age ?a } LIMIT 1")
    assert receipt.notes == (CUT,)
    query = "SELECT ?x { ?x :age ?a { SELECT ?x { ?x :age ?b } ORDER BY DESC(?b) ?x LIMIT 1 } }"
    (receipt,) = explain(engine, query)
    assert receipt.notes == (INNER_CUT,)


def test_from_places_each_triple(engine: MemoryEngine) -> None:
    found = explain(engine, "SELECT ?y FROM :log1 FROM :log2 { :ferry :seen ?y } ORDER BY ?y")
    assert [match.graph for r in found for match in matches(r.steps)] == [iri("log1"), iri("log2")]


def test_one_row_is_asked_for_by_its_values(engine: MemoryEngine) -> None:
    explainer = Explainer(lambda asked: engine.query(asked, trusted=True))
    query = f"PREFIX : <{E}> SELECT ?x ?a {{ ?x :age ?a }}"
    by_name = explainer.receipt(query, {"x": iri("tug"), "a": Literal(7)})
    by_place = explainer.receipt(query, (iri("tug"), Literal(7)))
    assert by_name == by_place
    assert by_name.number is None
    with pytest.raises(BadInput, match="does not give this row again"):
        explainer.receipt(query, (iri("tug"), Literal(8)))
    with pytest.raises(BadInput, match="no column 'b'"):
        explainer.receipt(query, {"b": Literal(7)})


def test_rows_are_chosen_by_their_index(engine: MemoryEngine) -> None:
    explainer = Explainer(lambda asked: engine.query(asked, trusted=True))
    query = f"PREFIX : <{E}> SELECT ?x {{ ?x :age ?a }} ORDER BY ?x"
    rows = engine.query(query, trusted=True)
    assert isinstance(rows, Rows)
    (receipt,) = explainer.receipts(query, rows, [1])
    assert (receipt.number, receipt.row) == (1, {"x": iri("ferry")})
    with pytest.raises(BadInput, match="there is no row 9"):
        explainer.receipts(query, rows, [8])


def test_each_matched_triple_is_proved_in_its_graph(engine: MemoryEngine) -> None:
    asked: list[tuple[str, NamedNode | None]] = []

    def prove(triple: object, graph: NamedNode | None) -> None:
        asked.append((str(triple), graph))

    query = f"PREFIX : <{E}> SELECT * {{ :tug :owner ?o GRAPH ?g {{ :tug :seen ?y }} }}"
    Explainer(lambda text: engine.query(text, trusted=True), prove).receipts(query)
    assert [graph for _, graph in asked] == [None, iri("log1")]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("SELECT * { SERVICE :s { ?x ?y ?z } }", "SERVICE"),
        ("DESCRIBE :ferry", "DESCRIBE"),
        ("SELECT (RAND() AS ?r) { }", "RAND"),
        ("SELECT * { ?x :age ?a FILTER(:f(?a)) }", "function"),
        (
            "SELECT * { ?x :age ?a FILTER EXISTS { ?y :age ?a MINUS { ?y :age ?x } } }",
            "MINUS inside EXISTS",
        ),
        (
            "SELECT (SUM(IF(EXISTS { ?x :name ?n }, 1, 0)) AS ?s) { ?x :age ?a }",
            "EXISTS .* beside an aggregate",
        ),
    ],
)
def test_what_cannot_be_explained_is_refused_by_name(
    engine: MemoryEngine, query: str, named: str
) -> None:
    text = f"PREFIX : <{E}> {query}"
    rows = Rows(("x",), [(iri("ferry"),)])
    with pytest.raises(BadQuery, match=f"cannot be explained.*{named}"):
        Explainer(lambda asked: engine.query(asked, trusted=True)).receipts(text, rows)


def test_an_aggregate_in_order_by_alone_makes_one_group(engine: MemoryEngine) -> None:
    (members, reckoned) = only(engine, "SELECT (1 AS ?one) { ?x :in :south } ORDER BY COUNT(?x)")
    assert isinstance(members, Members)
    assert members.count == 1
    assert isinstance(reckoned, Reckoned)
    (nothing, _) = only(engine, "SELECT (1 AS ?one) { ?x :nope :south } ORDER BY COUNT(?x)")
    assert isinstance(nothing, Members)
    assert nothing.count == 0


def test_what_several_graphs_of_from_hold_is_counted_and_shown_in_each() -> None:
    world = ":a { :x :p :y . :x :p :z } :b { :x :p :y }"
    engine = MemoryEngine(parse(f"@prefix : <{E}> . {world}".encode(), format=RdfFormat.TRIG))
    query = "SELECT (COUNT(*) AS ?n) FROM :a FROM :b { :x :p ?o }"
    ((receipt,), count) = explain(engine, query), 3
    (members, _) = receipt.steps
    assert isinstance(members, Members)
    if receipt.row["n"] == Literal(count):
        assert members.count == count
        places = [(m.triple.object, m.graph) for m in matches(receipt.steps)]
        assert places == [(iri("y"), iri("a")), (iri("y"), iri("b")), (iri("z"), iri("a"))]


def test_a_long_query_that_is_answered_is_explained() -> None:
    """Its questions are written with prefixes, and without the row's values in each branch."""
    from pactgraph.engine.guard import check
    from pactgraph.namespaces import PACT

    world = f"<urn:x> a <{PACT.Summit.value}> ."
    engine = MemoryEngine(parse(world.encode(), format=RdfFormat.TURTLE))
    kinds = ["pact:Summit", *(f"pact:S{number}" for number in range(399))]
    query = f"SELECT ?x {{ {' UNION '.join(f'{{ ?x a {kind} }}' for kind in kinds)} }}"

    def ask(sparql: str) -> Rows:
        check(sparql)
        answer = engine.query(sparql)
        assert isinstance(answer, Rows)
        return answer

    (receipt,) = Explainer(ask).receipts(query)
    (branch,) = receipt.steps
    assert isinstance(branch, Branch)
    assert (branch.number, branch.of) == (1, 400)
