"""Each construct compiles to the rules that OWL 2 RL gives it, readable and in a fixed order."""

from __future__ import annotations

import random

import pytest
from ontology_worlds import world

from pactgraph.reasoning.compiler import BUILT_IN, STATED_IDENTITY, compile_rules
from pactgraph.reasoning.rules import RuleSet

PACT = "@prefix : <https://w3id.org/pactgraph/ontology#> . "


def _compiled(turtle: str) -> RuleSet:
    return compile_rules(world(PACT + turtle))


RULES = {
    ":A rdfs:subClassOf :B .": {"cax-sco: ?x a pact:B ← ?x a pact:A"},
    ":A owl:equivalentClass :B .": {
        "cax-eqc1: ?x a pact:B ← ?x a pact:A",
        "cax-eqc2: ?x a pact:A ← ?x a pact:B",
    },
    ":p rdfs:subPropertyOf :q .": {"prp-spo1: ?x pact:q ?y ← ?x pact:p ?y"},
    ":p owl:equivalentProperty :q .": {
        "prp-eqp1: ?x pact:q ?y ← ?x pact:p ?y",
        "prp-eqp2: ?x pact:p ?y ← ?x pact:q ?y",
    },
    ":p owl:inverseOf :q .": {
        "prp-inv1: ?y pact:q ?x ← ?x pact:p ?y",
        "prp-inv2: ?y pact:p ?x ← ?x pact:q ?y",
    },
    ":p rdfs:domain :A .": {"prp-dom: ?x a pact:A ← ?x pact:p ?y"},
    ":p rdfs:range :A .": {"prp-rng: ?y a pact:A ← ?x pact:p ?y"},
    ":p a owl:SymmetricProperty .": {"prp-symp: ?y pact:p ?x ← ?x pact:p ?y"},
    ":p a owl:TransitiveProperty .": {"prp-trp: ?x pact:p ?z ← ?x pact:p ?y, ?y pact:p ?z"},
    ":p owl:propertyChainAxiom ( :q :r ) .": {
        "prp-spo2: ?x pact:p ?z ← ?x pact:q ?y, ?y pact:r ?z"
    },
    ":p owl:propertyChainAxiom ( [ owl:inverseOf :q ] :r :s ) .": {
        "prp-spo2: ?y pact:p ?u ← ?x pact:q ?y, ?x pact:r ?z, ?z pact:s ?u"
    },
    ":A owl:intersectionOf ( :B :C ) .": {
        "cls-int1: ?x a pact:A ← ?x a pact:B, ?x a pact:C",
        "cls-int2: ?x a pact:B ← ?x a pact:A",
        "cls-int2: ?x a pact:C ← ?x a pact:A",
    },
    ":A owl:equivalentClass [ owl:unionOf ( :B :C ) ] .": {
        "cls-uni: ?x a pact:A ← ?x a pact:B",
        "cls-uni: ?x a pact:A ← ?x a pact:C",
    },
    "[ owl:onProperty :p ; owl:someValuesFrom :B ] rdfs:subClassOf :A .": {
        "cls-svf1: ?x a pact:A ← ?x pact:p ?y, ?y a pact:B"
    },
    "[ owl:onProperty :p ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf :A .": {
        "cls-svf2: ?x a pact:A ← ?x pact:p ?y"
    },
    "[ owl:onProperty [ owl:inverseOf :p ] ; owl:someValuesFrom :B ] rdfs:subClassOf :A .": {
        "cls-svf1: ?y a pact:A ← ?x pact:p ?y, ?x a pact:B"
    },
    ":A owl:equivalentClass [ owl:onProperty :p ; owl:hasValue :a ] .": {
        "cls-hv1: ?x pact:p pact:a ← ?x a pact:A",
        "cls-hv2: ?x a pact:A ← ?x pact:p pact:a",
    },
    ":A rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :B ] .": {
        "cls-avf: ?y a pact:B ← ?x a pact:A, ?x pact:p ?y"
    },
    "[ owl:oneOf ( :a :b ) ] rdfs:subClassOf :A .": {
        "cls-oo: pact:a a pact:A ←",
        "cls-oo: pact:b a pact:A ←",
    },
    "[ owl:intersectionOf ( :B [ owl:oneOf ( :a ) ] ) ] rdfs:subClassOf :A .": {
        "cls-int1: pact:a a pact:A ← pact:a a pact:B"
    },
    "[ owl:intersectionOf ( [ owl:oneOf ( :a ) ] [ owl:oneOf ( :b ) ] ) ] rdfs:subClassOf :A .": (
        set()
    ),
    "[ owl:onProperty :p ; owl:someValuesFrom [ owl:oneOf ( :a ) ] ] rdfs:subClassOf :A .": {
        "cls-svf1: ?x a pact:A ← ?x pact:p pact:a"
    },
    ":A rdfs:subClassOf :A . :p rdfs:subPropertyOf :p .": set(),
}


@pytest.mark.parametrize("turtle", RULES)
def test_the_rules_of_a_construct(turtle: str) -> None:
    found = {f"{rule.construct}: {rule}" for rule in _compiled(turtle).rules}
    assert found == RULES[turtle]


CONTRADICTIONS = {
    ":A owl:disjointWith :B .": {"cax-dw: contradiction ← ?x a pact:A, ?x a pact:B"},
    "[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) .": {
        "cax-adc: contradiction ← ?x a pact:A, ?x a pact:B",
        "cax-adc: contradiction ← ?x a pact:A, ?x a pact:C",
        "cax-adc: contradiction ← ?x a pact:B, ?x a pact:C",
    },
    ":p owl:propertyDisjointWith :q .": {"prp-pdw: contradiction ← ?x pact:p ?y, ?x pact:q ?y"},
    "[] a owl:AllDisjointProperties ; owl:members ( :p :q ) .": {
        "prp-adp: contradiction ← ?x pact:p ?y, ?x pact:q ?y"
    },
    ":p a owl:AsymmetricProperty .": {"prp-asyp: contradiction ← ?x pact:p ?y, ?y pact:p ?x"},
    ":p a owl:IrreflexiveProperty .": {"prp-irp: contradiction ← ?x pact:p ?x"},
    ":A owl:complementOf :B .": {"cls-com: contradiction ← ?x a pact:A, ?x a pact:B"},
    ":A rdfs:subClassOf owl:Nothing .": {"cls-nothing2: contradiction ← ?x a pact:A"},
    ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 0 ] .": {
        "cls-maxc1: contradiction ← ?x a pact:A, ?x pact:p ?y"
    },
}


@pytest.mark.parametrize("turtle", CONTRADICTIONS)
def test_the_contradictions_of_a_construct(turtle: str) -> None:
    ruleset = _compiled(turtle)
    assert ruleset.contradictions[0] == BUILT_IN[0]
    found = {f"{rule.construct}: {rule}" for rule in ruleset.contradictions[1:]}
    assert found == CONTRADICTIONS[turtle]
    assert ruleset.rules == ()


IDENTITIES = {
    ":p a owl:FunctionalProperty .": "prp-fp: ?y owl:sameAs ?z ← ?x pact:p ?y, ?x pact:p ?z",
    ":p a owl:InverseFunctionalProperty .": (
        "prp-ifp: ?x owl:sameAs ?z ← ?x pact:p ?y, ?z pact:p ?y"
    ),
    ":A owl:hasKey ( :p :q ) .": (
        "prp-key: ?x owl:sameAs ?y ← ?x a pact:A, ?y a pact:A, "
        "?x pact:p ?z, ?y pact:p ?z, ?x pact:q ?u, ?y pact:q ?u"
    ),
    ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 1 ] .": (
        "cls-maxc2: ?y owl:sameAs ?z ← ?x a pact:A, ?x pact:p ?y, ?x pact:p ?z"
    ),
}


@pytest.mark.parametrize("turtle", IDENTITIES)
def test_an_identity_is_kept_apart_from_the_rules(turtle: str) -> None:
    ruleset = _compiled(turtle)
    assert ruleset.rules == ()
    assert ruleset.identities[0] == STATED_IDENTITY
    (found,) = ruleset.identities[1:]
    assert f"{found.construct}: {found}" == IDENTITIES[turtle]


def test_the_order_and_the_names_do_not_depend_on_the_order_of_the_triples() -> None:
    turtle = "\n".join([*RULES, *CONTRADICTIONS, *IDENTITIES])
    triples = world(PACT + turtle)
    expected = compile_rules(triples)
    random.Random(3).shuffle(triples)
    shuffled = compile_rules(triples)
    for part in ("rules", "contradictions", "identities"):
        before, after = getattr(expected, part), getattr(shuffled, part)
        assert [(r.name, str(r)) for r in before] == [(r.name, str(r)) for r in after]
        assert len({r.name for r in before}) == len(before)


def test_a_rule_leads_back_to_its_axiom() -> None:
    (rule,) = _compiled(":p a owl:TransitiveProperty .").rules
    assert rule.name == "prp-trp: pact:p is transitive"
    assert rule.axioms == tuple(world(PACT + ":p a owl:TransitiveProperty ."))


def test_no_rule_speaks_of_a_blank_node() -> None:
    ruleset = _compiled("\n".join([*RULES, *CONTRADICTIONS, *IDENTITIES]))
    every = (*ruleset.rules, *ruleset.contradictions, *ruleset.identities)
    assert not [rule for rule in every if "_:" in str(rule) or "_:" in rule.name]


def test_an_existential_in_two_equivalences_puts_one_class_below_the_other() -> None:
    ruleset = _compiled(
        """:B rdfs:subClassOf :D .
        :A owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom :B ] .
        :C owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom :D ] ."""
    )
    found = {str(rule) for rule in ruleset.rules}
    assert "?x a pact:C ← ?x a pact:A" in found
    assert "?x a pact:A ← ?x a pact:C" not in found


def test_a_universal_in_two_equivalences_follows_the_narrower_property() -> None:
    ruleset = _compiled(
        """:p rdfs:subPropertyOf :q .
        :A owl:equivalentClass [ owl:onProperty :q ; owl:allValuesFrom :B ] .
        :C owl:equivalentClass [ owl:onProperty :p ; owl:allValuesFrom :B ] ."""
    )
    found = {str(rule) for rule in ruleset.rules}
    assert "?x a pact:C ← ?x a pact:A" in found
    assert "?x a pact:A ← ?x a pact:C" not in found


def test_two_data_ranges_without_a_name_are_not_taken_for_one() -> None:
    only = "[ owl:onProperty :k ; owl:allValuesFrom [ a rdfs:Datatype ; owl:oneOf ( {} ) ] ]"
    ruleset = _compiled(
        f":A owl:intersectionOf ( :B {only.format(1)} ) . "
        f":C owl:intersectionOf ( :B {only.format(2)} ) ."
    )
    assert {str(rule) for rule in ruleset.rules} == {
        "?x a pact:B ← ?x a pact:A",
        "?x a pact:B ← ?x a pact:C",
    }
