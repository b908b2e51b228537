"""The sets that find nothing, against every subset of a query joined by hand."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st
from nothing_worlds import World

from pactgraph.nothing.asking import BudgetedAsk
from pactgraph.nothing.conditions import Conditions
from pactgraph.nothing.minimal_sets import minimal_sets
from pactgraph.nothing.search import Search
from pactgraph.syntax.reading import read_query

Pattern = tuple[str, str, str]
Test = tuple[str, str]
NODES = ["id:a", "id:b", "id:c"]
PROPERTIES = ["id:p", "id:q"]
VARIABLES = ["?x", "?y", "?z"]

triples = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(PROPERTIES), st.sampled_from(NODES)),
    max_size=6,
    unique=True,
)
patterns = st.lists(
    st.tuples(
        st.sampled_from(VARIABLES + NODES[:2]),
        st.sampled_from(PROPERTIES),
        st.sampled_from(VARIABLES + NODES[:2]),
    ),
    min_size=1,
    max_size=5,
    unique=True,
)
tests = st.lists(
    st.tuples(st.sampled_from(VARIABLES), st.sampled_from(VARIABLES + NODES)).filter(
        lambda pair: pair[0] != pair[1]
    ),
    max_size=2,
    unique=True,
)


def matches(world: list[Pattern], chosen: list[Pattern], chosen_tests: list[Test]) -> bool:
    """Tell whether some assignment of the variables fits: tried out, one after another."""
    for values in product(NODES, repeat=len(VARIABLES)):
        of = dict(zip(VARIABLES, values, strict=True))
        fits = all(tuple(of.get(t, t) for t in pattern) in world for pattern in chosen)
        if fits and all(of.get(a, a) != of.get(b, b) for a, b in chosen_tests):
            return True
    return False


def fails(
    world: list[Pattern], asked: list[Pattern], asked_tests: list[Test], chosen: frozenset[int]
) -> bool:
    picked = [p for n, p in enumerate(asked) if n in chosen]
    bound = {t for p in picked for t in p if t.startswith("?")}
    everywhere = {t for p in asked for t in p if t.startswith("?")}
    speaking = []
    for n, pair in enumerate(asked_tests, len(asked)):
        names = {t for t in pair if t.startswith("?")}
        if n in chosen and names & everywhere <= bound:
            if not names <= everywhere:
                return True
            speaking.append(pair)
    return not matches(world, picked, speaking)


@settings(deadline=None, max_examples=100)
@given(triples, patterns, tests)
def test_every_smallest_set_is_found_and_no_other(
    world: list[Pattern], asked: list[Pattern], asked_tests: list[Test]
) -> None:
    trig = " ".join(f"{s} {p} {o} ." for s, p, o in world)
    body = " . ".join(" ".join(pattern) for pattern in asked)
    body += " " + " ".join(f"FILTER({a} != {b})" for a, b in asked_tests)
    small = World(trig)
    query = read_query(f"SELECT * {{ {body} }}")
    search = Search(query, Conditions.of(query.body.where), BudgetedAsk(small.ask, asks=10_000))
    count = len(asked) + len(asked_tests)
    assert len(search.conditions.every) == count
    found = minimal_sets(range(count), search.fails, limit=100)
    assert found.complete
    subsets = [frozenset(c) for size in range(count + 1) for c in combinations(range(count), size)]
    failing = [s for s in subsets if fails(world, asked, asked_tests, s)]
    assert set(found.sets) == {s for s in failing if not any(other < s for other in failing)}
    good = [frozenset(range(count)) - s for s in subsets if s not in failing]
    assert set(found.corrections) == {s for s in good if not any(other < s for other in good)}


ELEMENTS = [
    "?x id:p ?y",
    "?y id:q ?z",
    "GRAPH ?g { ?x id:p ?z }",
    "OPTIONAL { ?x id:q ?w }",
    "FILTER(?w = ?x)",
    "FILTER(BOUND(?w))",
    "FILTER NOT EXISTS { ?y id:p ?x }",
    "FILTER EXISTS { ?x id:q ?u . FILTER(?u != ?x) }",
    "MINUS { ?x id:q ?x }",
    "BIND(STR(?x) AS ?s)",
    'FILTER(STRENDS(?s, "a"))',
    "{ ?x id:p ?v } UNION { ?x id:q ?v }",
    "VALUES ?x { id:a id:b }",
    "?z id:p*/id:q ?x",
    "{ ?z id:q ?t . FILTER(?t = id:c) }",
    "{ SELECT ?x (COUNT(*) AS ?n) { ?x id:q ?r } GROUP BY ?x }",
    "FILTER(?n > 1)",
]


@settings(deadline=None, max_examples=100)
@given(
    triples,
    triples,
    st.lists(st.sampled_from(ELEMENTS), min_size=2, max_size=7, unique=True),
)
def test_fewer_conditions_never_find_less(
    world: list[Pattern], graph: list[Pattern], elements: list[str]
) -> None:
    text = [" ".join(t) for t in world]
    inside = " ".join(f"{' '.join(t)} ." for t in graph)
    small = World(" . ".join(text) + (" . " if text else "") + f"GRAPH id:g {{ {inside} }}")
    body = " ".join(f"{e} ." if e.startswith("?") else e for e in elements)
    query = read_query(f"SELECT * {{ {body} }}")
    search = Search(query, Conditions.of(query.body.where), BudgetedAsk(small.ask, asks=10_000))
    numbers = search.conditions.numbers
    whole = bool(len(small.ask(f"SELECT * {{ {body} }}")))
    assert search.fails(numbers) is not whole
    failing = {
        frozenset(c): search.fails(frozenset(c))
        for size in range(len(numbers) + 1)
        for c in combinations(sorted(numbers), size)
    }
    for subset, fails_here in failing.items():
        if not fails_here:
            assert not any(failing[subset - {n}] for n in subset)
