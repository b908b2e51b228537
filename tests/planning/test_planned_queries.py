"""A planned query answers as the one it was made of: on random data, and for every stored query."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from pactgraph.engine.oxigraph_engine import DiskEngine, MemoryEngine
from pactgraph.engine.results import Rows
from pactgraph.planning.planning import Planner
from pactgraph.planning.statistics import Statistics
from pactgraph.query.indexed_names import IndexedNames
from pactgraph.query.names import Names
from pactgraph.query.parameters import example_of, insert_values
from pactgraph.query.parameters import given as given_values
from pactgraph.query.stored_query import StoredQuery, load_queries
from pactgraph.store import Store
from pactgraph.syntax.tree import (
    Bind,
    Call,
    Column,
    Element,
    Exists,
    Filter,
    Group,
    InGraph,
    Inverse,
    Minus,
    Operation,
    Optional,
    Query,
    Select,
    Sequence,
    SubSelect,
    TriplePattern,
    Triples,
    Union,
    Values,
    Var,
)
from pactgraph.syntax.writing import write_query

QUERIES = Path(__file__).parents[2] / "queries"
PARAMETER, OTHER = Var("__a_iri"), Var("__b_iri")
X, Y, Z, G = Var("x"), Var("y"), Var("z"), Var("g")
TERMS = [NamedNode(f"urn:{name}") for name in "abc"]
PROPERTIES = [NamedNode(f"urn:{name}") for name in "pq"]
TRIPLES = [*product(TERMS[:2], PROPERTIES, TERMS[1:]), *product(TERMS, PROPERTIES[:1], TERMS[::2])]
WALK = Sequence((PROPERTIES[0], Inverse(PROPERTIES[1])))

terms = st.sampled_from(TERMS)
variables = st.sampled_from([X, Y, Z])
quads = st.builds(
    Quad,
    terms,
    st.sampled_from(PROPERTIES),
    st.one_of(terms, st.just(Literal("1"))),
    st.sampled_from([DefaultGraph(), DefaultGraph(), *TERMS[:2]]),
)
patterns = st.builds(
    TriplePattern, variables, st.sampled_from([*PROPERTIES, WALK]), st.one_of(variables, terms)
)
triples = st.lists(patterns, min_size=1, max_size=3).map(lambda some: Triples(tuple(some)))
comparisons = st.builds(lambda a, b: Filter(Operation("=", (a, b))), variables, variables)


def grouped(*parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Group]:
    return st.tuples(*parts).map(lambda some: Group(tuple(one for one in some if one is not None)))


nested = st.none() | st.builds(Optional, grouped(triples))
optionals = st.builds(Optional, grouped(triples, st.none() | comparisons, nested))
inner = grouped(triples, st.none() | optionals, st.none() | comparisons)
elements: st.SearchStrategy[Element] = st.one_of(
    triples,
    optionals,
    st.builds(InGraph, st.just(G), inner),
    st.builds(lambda a, b: Union((a, b)), inner, inner),
    st.builds(lambda v, t: Values((v,), ((t,), (None,))), variables, terms),
    st.builds(
        lambda group, v: SubSelect(Select((Column(v),), group, reduction="DISTINCT")),
        inner,
        variables,
    ),
    st.builds(Minus, grouped(triples)),
    comparisons,
)


def named(variable: Var, parameter: Var) -> list[Any]:
    """Return conditions of a variable and a parameter as stored queries have them."""
    leads = Group((Triples((TriplePattern(variable, PROPERTIES[0], parameter),)),))
    stated = InGraph(G, Group((Triples((TriplePattern(variable, PROPERTIES[1], parameter),)),)))
    return [
        Operation("=", (variable, parameter)),
        Operation("=", (parameter, variable)),
        Exists(leads, negated=False),
        Exists(leads, negated=True),
        Exists(Group((stated,)), negated=False),
    ]


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    parameter = draw(st.sampled_from([PARAMETER, PARAMETER, OTHER]))
    unbound = Operation("!", (Call("BOUND", (parameter,)),))
    conditions = st.sampled_from(named(draw(variables), parameter) + named(X, parameter))
    ways = draw(st.lists(conditions, min_size=1, max_size=2))
    return Filter(Operation("||", (unbound, *ways)))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(quads, min_size=5, max_size=20),
    st.lists(elements, max_size=4),
    st.lists(filters(), min_size=1, max_size=2),
    terms,
    st.sampled_from([1, 500]),
)
def test_a_planned_query_has_the_same_rows(
    held: list[Quad], body: list[Element], conditions: list[Filter], term: NamedNode, crowd: int
) -> None:
    store = pyoxigraph.Store()
    store.extend(held)
    flag = Bind(Call("BOUND", (PARAMETER,)), Var("asked"))
    begun = Triples((TriplePattern(X, PROPERTIES[0], Y),))
    where = Group((begun, *body, *conditions, flag))
    columns = tuple(Column(variable) for variable in (X, Y, Z, G, Var("asked")))
    text = write_query(Query(Select(columns, where)))
    known = [(PARAMETER.name, term)]
    plan = Planner(MemoryEngine(held), crowd=crowd).planned(text, known, [OTHER.name])
    if plan is not None:
        assert rows(store, plan) == rows(store, insert_values(text, known))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(quads, min_size=5, max_size=20),
    st.lists(st.one_of(triples, st.builds(InGraph, st.just(G), grouped(triples))), min_size=2),
    comparisons,
)
def test_a_planned_join_has_the_same_rows(
    held: list[Quad], body: list[Element], condition: Filter
) -> None:
    store = pyoxigraph.Store()
    store.extend(held)
    table = Values((Z,), ((TERMS[0],), (None,), (TERMS[1],)))
    where = Group((*body[:2], table, condition, *body[2:3]))
    text = write_query(Query(Select(tuple(Column(one) for one in (X, Y, Z, G)), where)))
    plan = Planner(MemoryEngine(held)).planned(text)
    if plan is not None:
        assert rows(store, plan) == rows(store, text)


existing = st.builds(
    lambda group, negated: Filter(Exists(group, negated)),
    grouped(
        triples | st.builds(InGraph, st.just(G), grouped(triples)),
        elements,
        st.none() | elements,
    ),
    st.booleans(),
)
told = st.builds(
    lambda test, name: Bind(test.expression, Var(name)), existing, st.sampled_from(["t", "u"])
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(quads, min_size=5, max_size=20),
    st.lists(elements | existing, min_size=1, max_size=3),
    existing,
    st.none() | told,
    st.booleans(),
)
def test_what_names_nothing_has_the_same_rows_planned(
    held: list[Quad], body: list[Element], test: Filter, flag: Bind | None, within: bool
) -> None:
    store = pyoxigraph.Store()
    store.extend(held)
    parts = (*body, test, *([] if flag is None else [flag]))
    if within:
        parts = (Triples((TriplePattern(X, PROPERTIES[0], Y),)), Optional(Group(parts)))
    columns = tuple(Column(variable) for variable in (X, Y, Z, G, Var("t"), Var("u")))
    text = write_query(Query(Select(columns, Group(parts))))
    plan = Planner(MemoryEngine(held)).planned(text)
    if plan is not None:
        assert rows(store, plan) == rows(store, text)


def rows(store: pyoxigraph.Store, sparql: str) -> list[str]:
    found = store.query(sparql)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return sorted(str(row) for row in found)


@pytest.fixture(scope="module")
def engine(repository_store: Path) -> Iterator[tuple[DiskEngine, Names]]:
    with Store.open(repository_store) as store:
        made = store.engine()
        yield made, Names.of_engine(made, IndexedNames(store.texts(), made))
        made.close()


STORED = load_queries(QUERIES.glob("*.rq"))


@pytest.mark.parametrize("query", STORED.values(), ids=STORED)
def test_every_stored_query_is_answered_alike(
    engine: tuple[DiskEngine, Names], query: StoredQuery
) -> None:
    asked, names = engine
    planner, of_crowds = Planner(asked), Planner(asked, crowd=1)
    required = {p.name: example_of(p) for p in query.parameters if p.required}
    for parameter in (None, *query.parameters):
        more = {} if parameter is None else {parameter.name: example_of(parameter)}
        terms = given_values(query, {**required, **more}, resolver=names)
        plan = planner.planned(query.text, terms.bound, terms.unbound)
        if plan is None:
            assert "SERVICE" in query.text or parameter is None or parameter.type != "iri"
            continue
        if parameter is not None and parameter.type == "iri":
            assert "LATERAL" in plan
        before = asked.query(terms.sparql, trusted=True)
        for one in {plan, of_crowds.planned(query.text, terms.bound, terms.unbound)}:
            assert one is not None
            after = asked.query(one, trusted=True)
            if isinstance(before, Rows):
                assert isinstance(after, Rows)
                assert (after.variables, list(after)) == (before.variables, list(before))
            else:
                assert sorted(map(str, after)) == sorted(map(str, before))


@pytest.fixture
def empty() -> Planner:
    return Planner(MemoryEngine())


def test_what_cannot_be_planned_is_left_as_it_is(empty: Planner) -> None:
    known = [("__a_iri", TERMS[0])]
    for text in (
        "SELECT ?x ?__a_iri { ?x <urn:p> ?y FILTER(?x = ?__a_iri) }",
        "SELECT * { ?x <urn:p> ?y FILTER(?x = ?__a_iri) }",
        "SELECT ?x { ?x <urn:p> ?y OPTIONAL { ?x <urn:q> ?z FILTER(?x = ?__a_iri) } }",
        "SELECT ?x { ?x <urn:p> ?y FILTER(?x = ?__a_iri) SERVICE <urn:e> { ?x <urn:q> ?z } }",
        "SELECT ?x FROM <urn:g> { ?x <urn:p> ?y FILTER(?x = ?__a_iri) }",
        "ASK { ?x <urn:p> ?y FILTER(?x = ?__a_iri) }",
        "SELECT ?x { ?x <urn:p> ?y ; <urn:q> ?z . ?z <urn:p> ?a } LIMIT 5",
        "SELECT ?x { ?x <urn:p> ?y }",
        f"SELECT ?x {{ {' '.join(f'?x <urn:{n}> ?y .' for n in range(65))} }}",
        "no query",
    ):
        assert empty.planned(text, known, []) is None
    text = "SELECT ?x { ?x <urn:p> ?y FILTER(?y < ?__a_decimal) }"
    assert empty.planned(text, [("__a_decimal", Literal("1.0"))], []) is None


def test_what_is_named_comes_first_and_the_rest_row_by_row(empty: Planner) -> None:
    text = (
        "SELECT ?x { ?x <urn:p> ?y OPTIONAL { ?x <urn:q> ?z }"
        " FILTER(!BOUND(?__a_iri) || ?y = ?__a_iri) FILTER(!BOUND(?__b_iri) || ?x = ?__b_iri) }"
    )
    assert empty.planned(text, [("__a_iri", TERMS[0])], ["__b_iri"]) == (
        "SELECT ?x\nWHERE { VALUES ?y { <urn:a> } LATERAL { ?x <urn:p> ?y }"
        " LATERAL { OPTIONAL { ?x <urn:q> ?z } } }"
    )


@pytest.mark.parametrize(
    "body",
    [
        # What an OPTIONAL finds must not be kept from it by what the filter asks.
        "?a <urn:p> ?b OPTIONAL { ?b <urn:q> ?v } ?v <urn:p> ?c FILTER(?v = ?__a_iri)",
        "?a <urn:q> ?b OPTIONAL { ?b <urn:p> ?v } FILTER(?v = ?__a_iri)",
        # Here ?v stands in a filter before it has a value.
        "?a <urn:p> ?b OPTIONAL { ?a <urn:q> ?v FILTER(?w = ?v) } BIND(?__a_iri AS ?w)",
        # The EXISTS sees ?c of the OPTIONAL too.
        "?a <urn:p> ?v OPTIONAL { ?a <urn:q> ?c } FILTER(EXISTS { ?v <urn:p> ?__a_iri, ?c })",
    ],
)
def test_what_would_be_another_question_is_not_begun_with(body: str) -> None:
    held = [Quad(one, way, other, DefaultGraph()) for one, way, other in TRIPLES]
    known = [("__a_iri", TERMS[0])]
    text = f"SELECT ?a ?v {{ {body} }}"
    plan = Planner(MemoryEngine(held)).planned(text, known, [])
    assert plan is not None
    assert "VALUES" not in plan
    store = pyoxigraph.Store()
    store.extend(held)
    assert rows(store, plan) == rows(store, insert_values(text, known)) != []


def test_what_exists_is_looked_up_for_the_row() -> None:
    ways = [*PROPERTIES, NamedNode("urn:in"), NamedNode("urn:r")]
    held = [
        Quad(NamedNode(f"urn:{n}"), way, TERMS[0], DefaultGraph()) for n in "123" for way in ways
    ]
    planner = Planner(MemoryEngine(held))
    test = "NOT EXISTS { ?g <urn:in> ?z . GRAPH ?g { ?y <urn:q> ?u } }"
    looked_up = "NOT EXISTS { GRAPH ?g { ?y <urn:q> ?u } LATERAL { ?g <urn:in> ?z } }"
    for begun in ("?x <urn:p> ?y", "?x <urn:p>/<urn:q> ?y OPTIONAL { ?x <urn:r> ?u }"):
        plan = planner.planned(f"SELECT ?x {{ {begun} FILTER {test} }}")
        assert plan is not None
        assert plan.endswith(f"FILTER {looked_up} }}")
        plan = planner.planned(f"SELECT ?x ?t {{ {begun} BIND(!({test} && ?x = ?y) AS ?t) }}")
        assert plan is not None
        assert f"BIND(!({looked_up} && ?x = ?y) AS ?t)" in plan
    plan = planner.planned(f"SELECT ?x {{ ?x <urn:p> ?y FILTER {test} }} LIMIT 1")
    assert plan is not None
    assert looked_up in plan


def test_what_stands_apart_is_not_asked_for_each_row(empty: Planner) -> None:
    text = "SELECT ?x { ?x <urn:p> ?y OPTIONAL { ?x <urn:q> ?n } ?z <urn:p> ?u FILTER(?u = ?y) }"
    assert empty.planned(text) == (
        "SELECT ?x\nWHERE { ?x <urn:p> ?y . ?z <urn:p> ?u ."
        " LATERAL { OPTIONAL { ?x <urn:q> ?n } } FILTER(?u = ?y) }"
    )


@pytest.mark.parametrize("crowd", [PROPERTIES[0], PROPERTIES[1]])
def test_of_two_patterns_the_one_with_fewer_solutions_comes_first(crowd: NamedNode) -> None:
    held = [Quad(NamedNode(f"urn:{n}"), crowd, TERMS[1], DefaultGraph()) for n in range(9)]
    other = next(one for one in PROPERTIES if one != crowd)
    held.append(Quad(NamedNode("urn:1"), other, TERMS[1], DefaultGraph()))
    planner = Planner(MemoryEngine(held))
    text = (
        "SELECT ?x ?y { ?y <urn:r> ?z . ?x <urn:p> ?z . ?x <urn:q> ?z . FILTER(?z = ?__a_iri)"
        " BIND(?x = ?y AS ?unused) }"
    )
    assert planner.planned(text, [("__a_iri", TERMS[1])], []) == (
        "SELECT ?x ?y\nWHERE { VALUES ?z { <urn:b> } LATERAL { ?y <urn:r> ?z } { SELECT ?x ?z"
        f" WHERE {{ VALUES ?z {{ <urn:b> }} LATERAL {{ ?x {other} ?z }} }} }}"
        f" LATERAL {{ ?x {crowd} ?z }} }}"
    )


def test_what_every_row_would_look_up_is_read_as_a_whole() -> None:
    """A hop from few things is asked row by row; from many, what they lead to is read once."""
    lead, name = PROPERTIES
    held = [Quad(NamedNode(f"urn:{n}"), lead, TERMS[n % 3], DefaultGraph()) for n in range(60)]
    held += [Quad(NamedNode(f"urn:{n}"), name, Literal("1"), DefaultGraph()) for n in range(90)]
    planner = Planner(MemoryEngine(held))
    assert planner.planned("SELECT ?x ?n { ?x <urn:q> ?n . ?x <urn:p> ?y . ?z <urn:p> ?y }") == (
        "SELECT ?x ?n\nWHERE { ?x <urn:p> ?y . { SELECT ?x ?n WHERE { ?x <urn:q> ?n } }"
        " { SELECT ?z ?y WHERE { ?z <urn:p> ?y } } }"
    )
    assert planner.planned("SELECT ?n { ?z <urn:q> ?n . ?z <urn:p> ?y . <urn:1> <urn:p> ?y }") == (
        "SELECT ?n\nWHERE { <urn:1> <urn:p> ?y . LATERAL { ?z <urn:p> ?y }"
        " { SELECT ?z ?n WHERE { ?z <urn:q> ?n } } }"
    )


def test_what_is_said_of_a_thing_is_asked_once_and_not_for_each_of_its_rows(
    empty: Planner,
) -> None:
    text = (
        "SELECT ?x { GRAPH ?g { ?x <urn:p> ?y } ?g <urn:in> ?z"
        " OPTIONAL { GRAPH ?h { ?x <urn:q> ?u } ?h <urn:in> ?z } OPTIONAL { ?y <urn:name> ?n }"
        " FILTER(?y = ?__a_iri) }"
    )
    lead = "VALUES ?y { <urn:a> } LATERAL { GRAPH ?g { ?x <urn:p> ?y } }"
    assert empty.planned(text, [("__a_iri", TERMS[0])]) == (
        f"SELECT ?x\nWHERE {{ {lead} LATERAL {{ ?g <urn:in> ?z }}"
        f" OPTIONAL {{ SELECT ?h ?x ?u ?z WHERE {{ {{ SELECT DISTINCT ?x WHERE {{ {lead} }} }}"
        " LATERAL { GRAPH ?h { ?x <urn:q> ?u } } LATERAL { ?h <urn:in> ?z } } }"
        " OPTIONAL { SELECT ?y ?n WHERE { VALUES ?y { <urn:a> } LATERAL { ?y <urn:name> ?n } } }"
        " }"
    )


def test_the_things_of_a_crowd_are_read_and_not_looked_up() -> None:
    """A hub has a plan of its own, in which a pattern with few statements is read as a whole."""
    lead, name = PROPERTIES
    of = [TERMS[0]] * 600 + [TERMS[1]] * 3
    held = [Quad(NamedNode(f"urn:{n}"), lead, one, DefaultGraph()) for n, one in enumerate(of)]
    held += [Quad(one.subject, name, Literal("1"), DefaultGraph()) for one in held[::2]]
    planner = Planner(MemoryEngine(held))
    text = "SELECT ?x ?n { ?x <urn:p> ?y OPTIONAL { ?x <urn:q> ?n } FILTER(?y = ?__a_iri) }"
    for term, asked in (
        (TERMS[0], "OPTIONAL { SELECT ?x ?n WHERE { ?x <urn:q> ?n } }"),
        (TERMS[1], "LATERAL { OPTIONAL { ?x <urn:q> ?n } }"),
    ):
        assert planner.planned(text, [("__a_iri", term)]) == (
            f"SELECT ?x ?n\nWHERE {{ VALUES ?y {{ {term} }} LATERAL {{ ?x <urn:p> ?y }} {asked} }}"
        )


def test_what_lies_several_steps_off_is_no_crowd() -> None:
    """An article has hundreds of passages, and of few of them anything else is said."""
    lead, name = PROPERTIES
    held = [Quad(NamedNode(f"urn:{n}"), lead, TERMS[0], DefaultGraph()) for n in range(600)]
    held += [
        Quad(NamedNode(f"urn:of{n}"), name, NamedNode("urn:1"), DefaultGraph()) for n in range(9)
    ]
    planner = Planner(MemoryEngine(held))
    text = (
        "SELECT ?y ?n { ?y a ?k OPTIONAL { ?y <urn:n> ?n }"
        " FILTER EXISTS { ?y <urn:q>/<urn:p> ?__a_iri } }"
    )
    plan = planner.planned(text, [("__a_iri", TERMS[0])])
    assert plan is not None
    assert plan.endswith("LATERAL { OPTIONAL { ?y <urn:n> ?n } } }")


def test_rows_keep_their_order_where_keys_are_joined() -> None:
    """Of strings, one of which begins another, numbers, and what is not there."""
    kind = NamedNode("urn:kind")
    words = [Literal(word) for word in ("a", "a b", "ab", "a\x01", "", "é", "z")]
    held: list[Quad] = []
    for first, second in product(words, [*words, Literal(10), Literal(9), None]):
        thing = NamedNode(f"urn:{len(held)}")
        held.append(Quad(thing, kind, TERMS[0], DefaultGraph()))
        held.append(Quad(thing, PROPERTIES[0], first, DefaultGraph()))
        if second is not None:
            held.append(Quad(thing, PROPERTIES[1], second, DefaultGraph()))
    text = (
        "SELECT ?x ?y ?t { ?t <urn:kind> ?z ; <urn:p> ?x OPTIONAL { ?t <urn:q> ?y }"
        " FILTER(?z = ?__a_iri) }"
        ' ORDER BY COALESCE(STR(?x), "") COALESCE(STR(?y), "") ?y'
        ' COALESCE(STR(?t), "") COALESCE(STR(?x), "")'
    )
    known = [("__a_iri", TERMS[0])]
    plan = Planner(MemoryEngine(held)).planned(text, known)
    assert plan is not None
    assert plan.count("CONCAT") == 2
    store = pyoxigraph.Store()
    store.extend(held)
    found, before = (
        [str(row) for row in store.query(one)] for one in (plan, insert_values(text, known))
    )
    assert (len(found), found) == (70, before)


def test_statistics_are_of_the_graph() -> None:
    made, given_by = (NamedNode(f"urn:{name}") for name in ("made", "by"))
    held = [Quad(NamedNode(f"urn:{n}"), made, TERMS[n % 2], DefaultGraph()) for n in range(6)]
    held.append(Quad(NamedNode("urn:0"), made, TERMS[1], DefaultGraph()))
    held.append(Quad(NamedNode("urn:0"), made, TERMS[2], TERMS[2]))
    found = Statistics(MemoryEngine(held))
    assert found.statements(made) == 7
    assert found.subjects_of(made, TERMS[1]) == 4
    assert found.subjects(made) == 7 / 2
    assert found.objects(made) == 7 / 6
    assert (found.statements(given_by), found.subjects(given_by), found.objects(given_by)) == (
        0,
    ) * 3
