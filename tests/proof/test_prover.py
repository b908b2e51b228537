"""The prover finds the one proof that its order says, and nothing that goes in a circle."""

from __future__ import annotations

from collections import Counter
from sys import getrecursionlimit

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from proof_worlds import Exhaustive, World, last_step, triple, without
from pyoxigraph import Triple

from pactgraph.errors import EngineFailure, NotFound
from pactgraph.model.graphs import ENTITIES, INFERRED
from pactgraph.proof.tree import (
    Derived,
    Recorded,
    Walk,
    depth,
    leaves,
    nodes,
    size,
    walk_depth,
    walk_room,
)
from pactgraph.reasoning.closure import close

CHAIN = ":p a owl:TransitiveProperty ."


def _premises(world: World, goal: str) -> list[str]:
    proof = world.prover.prove(triple(goal))
    assert isinstance(proof, Derived)
    return [str(premise.triple) for premise in proof.premises]


def _texts(*goals: str) -> list[str]:
    return [str(triple(goal)) for goal in goals]


def test_a_given_statement_is_a_leaf_though_it_follows_too() -> None:
    world = World(":A rdfs:subClassOf :B .", ":a a :A, :B .")
    proof = world.prover.prove(triple(":a a :B"))
    assert isinstance(proof, Recorded)
    assert proof.graph == ENTITIES
    assert str(proof.location) == "world.ttl:2"


def test_less_depth_comes_before_less_size() -> None:
    world = World(
        """:A rdfs:subClassOf :B . :B rdfs:subClassOf :C .
        :C owl:equivalentClass [ owl:intersectionOf (
          [ owl:onProperty :p ; owl:hasValue :x ] [ owl:onProperty :q ; owl:hasValue :x ]
          [ owl:onProperty :r ; owl:hasValue :x ] ) ] .""",
        ":a a :A ; :p :x ; :q :x ; :r :x .",
    )
    assert _premises(world, ":a a :C") == _texts(":a :p :x", ":a :q :x", ":a :r :x")


def test_less_size_comes_before_the_order_of_rules() -> None:
    world = World(
        ":A rdfs:subClassOf :B . :p rdfs:domain :B . :q rdfs:subPropertyOf :p ."
        ":B rdfs:subClassOf :Z ."
        ":z rdfs:domain :Z . :y rdfs:subPropertyOf :z .",
        ":a a :A ; :y 1 .",
    )
    proof = world.prover.prove(triple(":a a :Z"))
    assert (depth(proof), size(proof)) == (2, 3)
    assert last_step(proof)[0].startswith("cax-sco")


def test_what_the_conclusion_names_comes_before_what_must_be_searched_for() -> None:
    """By name alone, cls-svf2 would come before prp-spo1's like: the search comes last."""
    world = World(
        "[ owl:onProperty :k ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf :A ."
        ":b rdfs:domain :A . :Z rdfs:subClassOf :A .",
        ":a :k 1 ; :b 2 ; a :Z .",
    )
    assert _premises(world, ":a a :A") == _texts(":a a :Z")


def test_of_one_rule_the_first_premises_by_text_are_taken() -> None:
    world = World(":p rdfs:range :A .", ":c :p :x . :b :p :x . :d :p :x .")
    assert _premises(world, ":x a :A") == _texts(":b :p :x")


def test_premises_are_ordered_as_the_engine_writes_their_literals() -> None:
    """As text "+5" comes before "4"; as the engine has them, 4 comes before 5."""
    world = World(":p rdfs:domain :A .", ':x :p "+5"^^xsd:integer, 4 .')
    assert _premises(world, ":x a :A") == _texts(":x :p 4")


def test_a_rule_without_premises_is_a_proof() -> None:
    world = World("[ owl:oneOf ( :a :b ) ] rdfs:subClassOf :C .", "")
    proof = world.prover.prove(triple(":a a :C"))
    assert isinstance(proof, Derived)
    assert (proof.premises, depth(proof), size(proof)) == ((), 1, 1)


def test_a_long_walk_is_folded_with_its_links_in_order() -> None:
    links = " ".join(f":n{i} :d :n{i + 1} ." for i in range(40))
    world = World(CHAIN + " :d rdfs:subPropertyOf :p .", links)
    goal = triple(":n0 :p :n40")
    proof = world.prover.prove(goal)
    assert isinstance(proof, Walk)
    assert [p.triple for p in proof.premises] == [triple(f":n{i} :p :n{i + 1}") for i in range(40)]
    assert [leaf.triple for leaf in leaves(proof)] == [
        triple(f":n{i} :d :n{i + 1}") for i in range(40)
    ]
    assert depth(proof) == world.closure.round_of(goal) == 7


def test_two_links_are_no_walk_to_fold() -> None:
    proof = World(CHAIN, ":a :p :b . :b :p :c .").prover.prove(triple(":a :p :c"))
    assert type(proof) is Derived


def test_a_ring_is_walked_once() -> None:
    world = World(CHAIN, ":a :p :b . :b :p :c . :c :p :a .")
    proof = world.prover.prove(triple(":a :p :a"))
    assert [p.triple for p in proof.premises] == [  # type: ignore[union-attr]
        triple(":a :p :b"),
        triple(":b :p :c"),
        triple(":c :p :a"),
    ]


def test_a_walk_of_fewer_statements_is_not_taken_if_it_is_deeper() -> None:
    """Two derived links of three rules each are fewer statements than eight given ones."""
    steps = ":s0 rdfs:subPropertyOf :s1 . :s1 rdfs:subPropertyOf :s2 . :s2 rdfs:subPropertyOf :p ."
    short = ":a :s0 :m . :m :p :b ."
    long = " ".join(f"{s} :p {o} ." for s, o in zip(
        (":a", ":i1", ":i2", ":i3", ":i4", ":i5"), (":i1", ":i2", ":i3", ":i4", ":i5", ":b"),
        strict=True))  # fmt: skip
    world = World(CHAIN + steps, short + long)
    proof = world.prover.prove(triple(":a :p :b"))
    assert world.closure.round_of(triple(":a :p :b")) == depth(proof) == 3
    assert len(list(leaves(proof))) == 6


def test_more_rounds_than_calls_may_be_nested() -> None:
    steps = " ".join(f":p{i} rdfs:subPropertyOf :p{i + 1} ." for i in range(1100))
    for rounds in (True, False):
        world = World(steps, ":a :p0 :b .", rounds=rounds)
        proof = world.prover.prove(triple(":a :p1100 :b"))
        assert depth(proof) == 1100 > getrecursionlimit()


@pytest.mark.parametrize("graph", [None, INFERRED, ENTITIES])
def test_what_the_graph_does_not_hold_is_not_proved(graph: None) -> None:
    world = World(":A rdfs:subClassOf :B .", ":a a :A .")
    with pytest.raises(NotFound, match="does not hold"):
        world.prover.prove(triple(":a a :C"), graph)


def test_in_a_named_graph_a_statement_is_that_graphs_leaf_alone() -> None:
    world = World(":A rdfs:subClassOf :B .", ":a a :A .")
    assert isinstance(world.prover.prove(triple(":a a :A"), ENTITIES), Recorded)
    assert isinstance(world.prover.prove(triple(":a a :B"), INFERRED), Derived)
    with pytest.raises(NotFound):
        world.prover.prove(triple(":a a :B"), ENTITIES)


def test_what_no_rule_derives_is_said_to_be_so() -> None:
    world = World(":A rdfs:subClassOf :B .", ":a a :A .")
    world.ruleset = type(world.ruleset)()
    with pytest.raises(EngineFailure, match="derive"):
        world.prover.prove(triple(":a a :B"))


def test_another_proof_of_a_stated_triple_is_a_derivation() -> None:
    world = World(":A rdfs:subClassOf :B .", ":a a :A, :B .")
    prover = world.prover
    proof = prover.another(triple(":a a :B"), prover.prove(triple(":a a :B")))
    assert isinstance(proof, Derived)
    assert [p.triple for p in proof.premises] == [triple(":a a :A")]


def test_another_proof_does_not_rest_on_the_triple_itself() -> None:
    world = World(":p a owl:SymmetricProperty .", ":a :p :b .")
    prover = world.prover
    first = prover.prove(triple(":b :p :a"))
    assert prover.another(triple(":b :p :a"), first) is None
    assert prover.another(triple(":a :p :b"), prover.prove(triple(":a :p :b"))) is None


def test_the_other_proofs_come_in_order_until_there_is_none() -> None:
    world = World(":p rdfs:range :A .", ":c :p :x . :b :p :x . :d :p :x .")
    prover = world.prover
    proofs = [prover.prove(triple(":x a :A"))]
    while (proof := prover.another(triple(":x a :A"), *proofs)) is not None:
        proofs.append(proof)
    assert [str(p.premises[0].triple.subject)[-2] for p in proofs] == ["b", "c", "d"]  # type: ignore[union-attr]


def test_another_walk_takes_another_way() -> None:
    world = World(CHAIN, ":a :p :b . :b :p :d . :a :p :c . :c :p :e . :e :p :d .")
    prover = world.prover
    goal = triple(":a :p :d")
    first = prover.prove(goal)
    other = prover.another(goal, first)
    assert isinstance(other, Walk)
    assert [p.triple.object for p in other.premises] == [
        triple(f":x :y {o}").object for o in (":c", ":e", ":d")
    ]
    assert prover.another(goal, first, other) is None


def test_the_depth_of_a_walk_is_that_of_the_best_tree_over_its_links() -> None:
    def by_trying(links: tuple[int, ...]) -> int:
        if len(links) == 1:
            return links[0]
        return 1 + min(
            max(by_trying(links[:cut]), by_trying(links[cut:])) for cut in range(1, len(links))
        )

    for number in range(3**7):
        digits = tuple(number // 3**i % 3 for i in range(7))
        links = tuple(d if d < 2 else 3 for d in digits[: 1 + number % 7])
        assert walk_depth(links) == by_trying(links)
    assert walk_room([1], 1) == 4


CLASSES, RELATIONS, PEOPLE = "ABC", "pqr", "abcdef"


def _made(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pieces = template.split("_")
    return st.tuples(*parts).map(
        lambda drawn: "".join(x for pair in zip(pieces, (*drawn, ""), strict=True) for x in pair)
    )


name = st.sampled_from([f":{c}" for c in CLASSES])
relation = st.sampled_from([f":{p}" for p in RELATIONS])
person = st.sampled_from([f":{a}" for a in PEOPLE])
step = relation | _made("[ owl:inverseOf _ ]", relation)
axiom = st.one_of(
    _made("_ rdfs:subClassOf _ .", name, name),
    _made("_ rdfs:domain _ .", relation, name),
    _made("_ rdfs:range _ .", relation, name),
    _made("_ rdfs:subPropertyOf _ .", relation, relation),
    _made("_ owl:inverseOf _ .", relation, relation),
    _made("_ a owl:SymmetricProperty .", relation),
    *[_made("_ a owl:TransitiveProperty .", relation)] * 2,
    _made("_ owl:propertyChainAxiom ( _ _ ) .", relation, step, step),
    _made("_ owl:equivalentClass [ owl:onProperty _ ; owl:someValuesFrom _ ] .", name, step, name),
    _made("_ owl:equivalentClass [ owl:onProperty _ ; owl:hasValue _ ] .", name, relation, person),
)
fact = st.one_of(
    _made("_ a _ .", person, name),
    *[_made("_ _ _ .", person, relation, person)] * 4,
)
STEPS = ":q rdfs:subPropertyOf :p . :r rdfs:subPropertyOf :q ."
tie = _made("_ _ _ .", person, st.sampled_from([":p", ":q", ":r"]), person)
mixed = st.tuples(
    st.lists(axiom, min_size=3, max_size=7, unique=True).map(" ".join),
    st.lists(fact, min_size=4, max_size=9, unique=True).map(" ".join),
)
walked = st.tuples(
    st.lists(axiom, max_size=2).map(lambda more: " ".join((CHAIN, STEPS, *more))),
    st.lists(tie, min_size=5, max_size=10, unique=True).map(" ".join),
)
worlds = mixed | walked
bounded = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_every_proof_is_the_one_that_trying_everything_finds() -> None:
    kinds = Counter[str]()

    @settings(bounded, max_examples=40)
    @given(worlds)
    def check(texts: tuple[str, str]) -> None:
        world = World(*texts)
        best, prover = Exhaustive(world).best, world.prover
        for goal in world.closure.derived:
            proof, expected = prover.prove(goal), best[goal]
            assert expected is not None
            assert (size(proof), *last_step(proof)) == expected
            kinds[type(proof).__name__] += 1

    check()
    assert kinds["Derived"] > 100
    assert kinds["Walk"] > 10


def test_proofs_hold_by_themselves() -> None:
    deepest = 0

    @bounded
    @given(worlds)
    def check(texts: tuple[str, str]) -> None:
        nonlocal deepest
        world = World(*texts)
        prover = world.prover
        for goal in world.closure.derived:
            proof = prover.prove(goal)
            assert depth(proof) == world.closure.round_of(goal)
            assert not _goes_in_a_circle(proof)
            assert goal in close((leaf.triple for leaf in leaves(proof)), world.ruleset.rules)
            for node in nodes(proof):
                if isinstance(node, Derived):
                    told = [premise.triple for premise in node.premises]
                    assert node.triple in close(told, [node.rule])
            deepest = max(deepest, depth(proof))

    check()
    assert deepest > 3


def test_without_rounds_the_proofs_are_the_same_and_by_either_way_of_joining() -> None:
    proved = 0

    @bounded
    @given(worlds)
    def check(texts: tuple[str, str]) -> None:
        nonlocal proved
        world = World(*texts)
        bare = world.bare()
        for goal in world.closure.derived:
            # A new prover each time: what one proof taught must not be needed for the next.
            assert bare.prover.prove(goal) == world.prover.prove(goal)
            proved += 1

    check()
    assert proved


def test_another_proof_has_another_last_step_wherever_there_is_one() -> None:
    outcomes = Counter[bool]()

    @bounded
    @given(worlds)
    def check(texts: tuple[str, str]) -> None:
        world = World(*texts)
        prover = world.prover
        for goal in world.everything:
            first = prover.prove(goal)
            last = last_step(first) if isinstance(first, Derived) else None
            other = prover.another(goal, first)
            if other is None:
                # What is left of a transitive rule goes the same way, or some part of it twice.
                left = {step for step in _last_steps(world, goal) if step != last}
                left = {step for step in left if not step[0].startswith("prp-trp")}
                known = without(world, goal) if left else set()
                assert not any(known.issuperset(premises) for _, premises in left)
            else:
                assert last_step(other) != last
                assert goal not in [node.triple for node in list(nodes(other))[1:]]
                assert goal in close((leaf.triple for leaf in leaves(other)), world.ruleset.rules)
            outcomes[other is None] += 1

    check()
    assert min(outcomes[True], outcomes[False]) > 50


def _last_steps(world: World, goal: Triple) -> set[tuple[str, tuple[Triple, ...]]]:
    """Return the last steps of the goal that do not take up the goal itself."""
    found = set()
    for rule in world.ruleset.rules:
        bindings = rule.head.match(goal) if rule.head else None
        if bindings is not None:
            for premises in world.closure.matches(rule.body, bindings):
                if goal not in premises:
                    found.add((rule.name, premises))
    return found


def _goes_in_a_circle(proof: object, above: tuple[Triple, ...] = ()) -> bool:
    if not isinstance(proof, Derived):
        return False
    if proof.triple in above:
        return True
    return any(_goes_in_a_circle(p, (*above, proof.triple)) for p in proof.premises)
