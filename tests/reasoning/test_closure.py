"""The closure derives what rules say and nothing else, round by round."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ontology_worlds import ONTOLOGY, triple, world
from pyoxigraph import NamedNode, Triple

from pactgraph.errors import PactgraphError
from pactgraph.namespaces import OWL, RDF
from pactgraph.reasoning.closure import Closure, close
from pactgraph.reasoning.compiler import compile_rules
from pactgraph.reasoning.rules import Pattern, Rule, Slot, Variable


def _closed(ontology: str, data: str) -> Closure:
    return close(world(data), compile_rules(world(ontology)).rules)


GOLDEN = {
    "cax-sco": (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", ":a a :A .", ":a a :B, :C ."),
    "prp-spo1": (":p rdfs:subPropertyOf :q .", ":a :p :b, 3 .", ":a :q :b, 3 ."),
    "prp-inv": (":p owl:inverseOf :q .", ':a :p :b, "no subject" .', ":b :q :a ."),
    "prp-dom, prp-rng": (
        ":p rdfs:domain :A ; rdfs:range :B .",
        ":a :p :b .",
        ":a a :A . :b a :B .",
    ),
    "prp-symp": (":p a owl:SymmetricProperty .", ":a :p :b . :c :p :c .", ":b :p :a ."),
    "prp-trp": (
        ":p a owl:TransitiveProperty .",
        ":a :p :b . :b :p :c . :c :p :d .",
        ":a :p :c, :d . :b :p :d .",
    ),
    "prp-trp in a ring": (
        ":p a owl:TransitiveProperty .",
        ":a :p :b . :b :p :a .",
        ":a :p :a . :b :p :b .",
    ),
    "prp-spo2 with an inverse": (
        ":worksFor owl:propertyChainAxiom ( [ owl:inverseOf :holder ] :office :of ) .",
        ":h1 :holder :ann ; :office :chair . :h2 :office :clerk . :chair :of :club .",
        ":ann :worksFor :club .",
    ),
    "cls-int1, cls-hv": (
        """:Led owl:equivalentClass [ owl:intersectionOf (
            :Task [ owl:onProperty :by ; owl:hasValue :club ] ) ] .""",
        ":a a :Task ; :by :club . :b a :Task ; :by :other . :c :by :club . :d a :Led .",
        ":a a :Led . :d a :Task ; :by :club .",
    ),
    "cls-svf1": (
        ":A owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom :B ] .",
        ":a :p :b . :b a :B . :c :p :d . :e a :A .",
        ":a a :A .",
    ),
    "cls-svf2 with a literal": (
        "[ owl:onProperty :k ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf :A .",
        ":a :k 1 . :b :l 1 .",
        ":a a :A .",
    ),
    "cls-avf": (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :B ] .",
        ":a a :A ; :p :b, 1 . :c :p :d .",
        ":b a :B .",
    ),
    "cls-uni": (
        "[ owl:unionOf ( :A :B ) ] rdfs:subClassOf :C .",
        ":a a :A . :b a :B . :d a :D .",
        ":a a :C . :b a :C .",
    ),
    "cls-oo": ("[ owl:oneOf ( :a :b ) ] rdfs:subClassOf :C .", ":a a :C .", ":b a :C ."),
    "identities derive nothing": (
        ":p a owl:FunctionalProperty . :A owl:hasKey ( :q ) .",
        ":a :p :b, :c . :b owl:sameAs :d . :b :q :e .",
        "",
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_what_follows(name: str) -> None:
    ontology, data, expected = GOLDEN[name]
    assert set(_closed(ontology, data).derived) == set(world(expected))


def test_rounds_count_the_longest_branch_of_the_shortest_proof() -> None:
    closure = _closed(
        ":p a owl:TransitiveProperty . :q rdfs:subPropertyOf :p .",
        ":a :q :b . :b :q :c . :c :q :d . :a :p :b .",
    )
    assert closure.round_of(triple(":a :p :b")) == 0
    assert closure.round_of(triple(":b :p :c")) == 1
    assert closure.round_of(triple(":a :p :c")) == 2
    assert closure.round_of(triple(":a :p :d")) == 3
    assert closure.round_of(triple(":d :p :a")) is None
    assert closure.round_of(triple(":nobody :p :a")) is None
    assert triple(":a :p :d") in closure
    assert triple(":d :p :a") not in closure
    assert len(closure) == 4 + len(closure.derived)


def test_more_rounds_than_a_byte_holds_are_kept() -> None:
    steps = [f":p{i} rdfs:subPropertyOf :p{i + 1} ." for i in range(300)]
    closure = _closed(" ".join(steps), ":a :p0 :b .")
    assert closure.round_of(triple(":a :p255 :b")) == 255
    assert closure.round_of(triple(":a :p256 :b")) == 256
    assert closure.round_of(triple(":a :p300 :b")) == 300


def test_few_rounds_take_a_byte_a_triple() -> None:
    closure = _closed(":p rdfs:subPropertyOf :q .", ":a :p :b .")
    closure.round_of(triple(":a :q :b"))
    assert {rounds.dtype for _, rounds in closure._settled.values()} == {np.dtype(np.uint8)}


def test_the_order_of_the_result_does_not_depend_on_the_order_of_the_input() -> None:
    ontology = compile_rules(world(":p a owl:TransitiveProperty . :p rdfs:domain :A ."))
    triples = world(":a :p :b . :b :p :c, :d . :d :p :e .")
    expected = close(triples, ontology.rules).derived
    assert expected == sorted(expected, key=lambda t: [str(term) for term in t])
    random.Random(5).shuffle(triples)
    assert close(triples, ontology.rules).derived == expected


def test_matches_returns_the_triples_of_each_match() -> None:
    closure = _closed(":p a owl:TransitiveProperty .", ":a :p :b . :b :p :c .")
    x, y, z = (Variable(name) for name in "xyz")
    p = NamedNode("http://example.org/w#p")
    found = closure.matches((Pattern(x, p, y), Pattern(y, p, z)))
    assert found == [(triple(":a :p :b"), triple(":b :p :c"))]
    bound = closure.matches((Pattern(x, p, y),), {y: NamedNode("http://example.org/w#c")})
    assert bound == [(triple(":a :p :c"),), (triple(":b :p :c"),)]
    assert closure.matches((Pattern(x, p, x),)) == []


def test_patterns_that_share_nothing_make_every_pair() -> None:
    x, y = Variable("x"), Variable("y")
    p, q = NamedNode("http://example.org/w#p"), NamedNode("http://example.org/w#q")
    closure = close(world(":a :p :a . :b :p :b . :c :p :d . :e :q :e ."), ())
    found = closure.matches((Pattern(x, p, x), Pattern(y, q, y)))
    assert len(found) == 2


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ([Pattern(Variable("x"), RDF.type, Variable("y"))], Pattern(OWL.A, OWL.p, OWL.A)),
        ([Pattern(Variable("x"), Variable("p"), OWL.A)], Pattern(OWL.A, OWL.p, OWL.A)),
        ([Pattern(Variable("x"), OWL.p, OWL.A)], Pattern(Variable("y"), OWL.p, OWL.A)),
        ([Pattern(Variable("x"), OWL.p, OWL.A)], None),
    ],
)
def test_a_rule_that_cannot_be_carried_out_is_an_error(
    body: list[Pattern], head: Pattern | None
) -> None:
    with pytest.raises(PactgraphError):
        close([], [Rule("odd", "odd", tuple(body), head)])


def test_nothing_follows_from_nothing() -> None:
    assert close([], ()).derived == []
    assert _closed(":p a owl:TransitiveProperty .", "").derived == []


def test_extending_gives_the_triples_of_a_fresh_closure_and_leaves_the_old_one() -> None:
    rules = compile_rules(world(":p a owl:TransitiveProperty . :p rdfs:range :A .")).rules
    base, more = world(":a :p :b . :c :p :d ."), world(":b :p :c . :d a :A .")
    old = close(base, rules)
    before = list(old.derived)
    extended = old.extended(more)
    assert extended.derived == close([*base, *more], rules).derived
    assert old.derived == before
    assert triple(":a :p :d") not in old
    assert extended.round_of(triple(":d a :A")) == 0
    for found in extended.derived:
        assert (extended.round_of(found) or 0) > 0


SEEDS = st.integers(0, 10_000)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(SEEDS, st.integers(0, 30))
def test_extending_in_two_steps_is_closing_at_once(seed: int, cut: int) -> None:
    rules = compile_rules(world(ONTOLOGY)).rules
    triples = list(_random_world(seed, people=6, size=30))
    whole = close(triples, rules)
    steps = close(triples[:cut], rules).extended(triples[cut:])
    assert steps.derived == whole.derived
    assert len(steps) == len(whole)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(SEEDS)
def test_every_derived_triple_has_a_rule_with_premises_of_earlier_rounds(seed: int) -> None:
    closure = close(_random_world(seed, people=5, size=20), compile_rules(world(ONTOLOGY)).rules)
    for found in closure.derived:
        goal = closure.round_of(found)
        assert goal
        latest = [
            max((closure.round_of(premise) or 0 for premise in premises), default=0)
            for rule in closure.rules
            if rule.head is not None and (bindings := rule.head.match(found)) is not None
            for premises in closure.matches(rule.body, bindings)
        ]
        assert min(latest) == goal - 1


PREDICATES = ("direct", "near", "holder", "office", "of", "note")


def _random_world(seed: int, *, people: int, size: int) -> Iterator[Triple]:
    draw = random.Random(seed)
    text = []
    for _ in range(size):
        one, two = draw.randrange(people), draw.randrange(people)
        predicate = draw.choice(PREDICATES)
        text.append(
            f":n{one} :{predicate} :n{two} ." if predicate != "note" else f":n{one} :near 1 ."
        )
    return iter(world("\n".join(text)))


def test_ten_thousand_triples_close_as_a_naive_fixpoint_does() -> None:
    rules = compile_rules(world(ONTOLOGY)).rules
    triples = list(dict.fromkeys(_random_world(11, people=6_000, size=10_000)))
    assert len(triples) > 9_000
    expected = _naive(triples, rules)
    closure = close(triples, rules)
    assert len(closure.derived) > 10_000
    assert set(closure.derived) == expected - set(triples)


def _naive(triples: Iterable[Triple], rules: Iterable[Rule]) -> set[Triple]:
    """Apply every rule to everything until nothing is new: slow, and plain to see right."""
    known = {tuple(t) for t in triples}
    while True:
        by_predicate = defaultdict(list)
        by_subject = defaultdict(list)
        by_object = defaultdict(list)
        for s, p, o in known:
            by_predicate[p].append((s, p, o))
            by_subject[s, p].append((s, p, o))
            by_object[p, o].append((s, p, o))
        new = set()
        for rule in rules:
            bindings: list[dict[Variable, Slot]] = [{}]
            for pattern in rule.body:
                longer = []
                for binding in bindings:
                    s, p, o = pattern.bind(binding)
                    if not isinstance(s, Variable):
                        candidates = by_subject[s, p]
                    elif not isinstance(o, Variable):
                        candidates = by_object[p, o]
                    else:
                        candidates = by_predicate[p]
                    for candidate in candidates:
                        more = Pattern(s, p, o).match(Triple(*candidate))
                        if more is not None:
                            longer.append({**binding, **more})
                bindings = longer
            assert rule.head is not None
            for binding in bindings:
                head = tuple(rule.head.bind(binding))
                if isinstance(head[0], NamedNode) and head not in known:
                    new.add(head)
        if not new:
            return {Triple(*t) for t in known}
        known |= new
