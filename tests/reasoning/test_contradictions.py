"""Contradictions and identities come with the triples on both sides, and with their leaves."""

from __future__ import annotations

import pytest
from ontology_worlds import triple, world
from pyoxigraph import NamedNode, Triple

from pactgraph.reasoning.closure import Closure, close
from pactgraph.reasoning.compiler import compile_rules
from pactgraph.reasoning.contradictions import (
    derivation,
    find_contradictions,
    find_identities,
    find_scoped_contradictions,
    leaves,
)
from pactgraph.reasoning.rules import RuleSet

RULES: RuleSet = compile_rules(
    world(
        """:Person owl:disjointWith :Place . :Judge rdfs:subClassOf :Person .
        :lives rdfs:range :Place ."""
    )
)


def _found(ontology: str, data: str) -> list[tuple[str, set[Triple]]]:
    ruleset = compile_rules(world(ontology))
    findings = find_contradictions(close(world(data), ruleset.rules), ruleset)
    return [(finding.rule.construct, set(finding.triples)) for finding in findings]


@pytest.mark.parametrize(
    ("construct", "ontology", "data", "harmless"),
    [
        ("cax-dw", ":A owl:disjointWith :B .", ":a a :A, :B .", ":b a :A . :c a :B ."),
        (
            "cax-adc",
            "[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) .",
            ":a a :A, :C .",
            ":b a :C .",
        ),
        ("prp-pdw", ":p owl:propertyDisjointWith :q .", ":a :p :b ; :q :b .", ":a :p :c ."),
        (
            "prp-adp",
            "[] a owl:AllDisjointProperties ; owl:members ( :p :q :r ) .",
            ":a :q :b ; :r :b .",
            ":a :p :c .",
        ),
        ("prp-asyp", ":p a owl:AsymmetricProperty .", ":a :p :b . :b :p :a .", ":a :p :c ."),
        ("prp-irp", ":p a owl:IrreflexiveProperty .", ":a :p :a .", ":a :p :b ."),
        ("cls-com", ":A rdfs:subClassOf [ owl:complementOf :B ] .", ":a a :A, :B .", ":b a :B ."),
        ("cls-nothing2", "", ":a a owl:Nothing .", ":a a owl:Thing ."),
        ("cls-nothing2", ":A rdfs:subClassOf owl:Nothing .", ":a a :A .", ":a a :B ."),
        (
            "cls-maxc1",
            ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 0 ] .",
            ":a a :A ; :p :b .",
            ":c :p :b . :d a :A .",
        ),
    ],
)
def test_a_contradiction_is_found_once_with_its_triples(
    construct: str, ontology: str, data: str, harmless: str
) -> None:
    assert _found(ontology, data + harmless) == [(construct, set(world(data)))]
    assert _found(ontology, harmless) == []


def test_two_rules_that_forbid_the_same_triples_make_one_finding() -> None:
    both = ":A owl:disjointWith :B . [] a owl:AllDisjointClasses ; owl:members ( :A :B ) ."
    assert len(_found(both, ":a a :A, :B .")) == 1


@pytest.mark.parametrize(
    ("construct", "ontology", "data"),
    [
        ("prp-fp", ":p a owl:FunctionalProperty .", ":x :p :a, :b ."),
        ("prp-ifp", ":p a owl:InverseFunctionalProperty .", ":a :p :x . :b :p :x ."),
        ("prp-ifp", ":p a owl:InverseFunctionalProperty .", ':a :p "x" . :b :p "x" .'),
        (
            "prp-key",
            ":A owl:hasKey ( :p :q ) .",
            ":a a :A ; :p 1 ; :q :x . :b a :A ; :p 1 ; :q :x .",
        ),
        (
            "cls-maxc2",
            ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 1 ] .",
            ":x a :A ; :p :a, :b .",
        ),
        ("eq-sym", "", ":a owl:sameAs :b ."),
    ],
)
def test_an_identity_is_a_finding_and_never_a_merge(
    construct: str, ontology: str, data: str
) -> None:
    ruleset = compile_rules(world(ontology))
    closure = close(world(data), ruleset.rules)
    (finding,) = find_identities(closure, ruleset)
    a, b = NamedNode("http://example.org/w#a"), NamedNode("http://example.org/w#b")
    assert finding.rule.construct == construct
    assert {finding.first, finding.second} == {a, b}
    assert set(finding.triples) == set(world(data))
    assert closure.derived == []


def test_agreeing_on_one_of_two_keys_is_no_identity() -> None:
    ruleset = compile_rules(world(":A owl:hasKey ( :p :q ) ."))
    data = world(":a a :A ; :p 1 ; :q 2 . :b a :A ; :p 1 ; :q 3 .")
    assert find_identities(data, ruleset) == []


def test_a_thing_is_not_found_to_be_itself() -> None:
    ruleset = compile_rules(world(":p a owl:FunctionalProperty ."))
    assert find_identities(world(":a :p :b . :c owl:sameAs :c ."), ruleset) == []


def _judge_in_a_judge() -> Closure:
    return close(world(":ann a :Judge . :ben :lives :ann ."), RULES.rules)


def test_premises_lead_back_to_the_given_triples() -> None:
    closure = _judge_in_a_judge()
    (finding,) = find_contradictions(closure, RULES)
    assert set(finding.triples) == set(world(":ann a :Person, :Place ."))
    assert set(leaves(closure, finding.triples)) == set(world(":ann a :Judge . :ben :lives :ann ."))
    assert leaves(closure, [triple(":ann a :Judge")]) == [triple(":ann a :Judge")]


def test_a_derivation_is_the_earliest_one() -> None:
    ruleset = compile_rules(world(":p a owl:TransitiveProperty . :q rdfs:subPropertyOf :p ."))
    closure = close(world(":a :q :b . :b :q :c . :a :q :c ."), ruleset.rules)
    assert closure.round_of(triple(":a :p :c")) == 1
    step = derivation(closure, triple(":a :p :c"))
    assert step is not None
    assert step[0].construct == "prp-spo1"
    assert step[1] == (triple(":a :q :c"),)
    assert derivation(closure, triple(":a :q :c")) is None
    with pytest.raises(KeyError):
        derivation(closure, triple(":c :p :a"))


def test_the_leaves_of_a_long_chain_are_all_its_links() -> None:
    ruleset = compile_rules(world(":p a owl:TransitiveProperty ."))
    links = world(" ".join(f":n{i} :p :n{i + 1} ." for i in range(40)))
    closure = close([*links, *world(":other :p :n3 .")], ruleset.rules)
    assert set(leaves(closure, [triple(":n0 :p :n40")])) == set(links)


def test_contradictions_are_told_apart_by_scope() -> None:
    base = world(":ann a :Judge .")
    scopes = {
        "one": world(":ben :lives :ann ."),
        "two": world(":carl a :Place . :dora a :Place ."),
        "three": world(":carl a :Judge ."),
    }
    found = find_scoped_contradictions(base, scopes, RULES)
    assert [(scope, set(f.triples)) for scope, f in found.inside] == [
        ("one", set(world(":ann a :Person, :Place .")))
    ]
    assert [set(f.triples) for f in found.between] == [set(world(":carl a :Person, :Place ."))]


def test_a_contradiction_of_the_base_is_not_repeated_in_every_scope() -> None:
    base = world(":ann a :Judge, :Place .")
    scopes = {"one": world(":ann :lives :x ."), "two": world(":ann a :Place .")}
    found = find_scoped_contradictions(base, scopes, RULES)
    assert [scope for scope, _ in found.inside] == [None]
    assert not found.between


def test_no_contradiction_no_scope() -> None:
    found = find_scoped_contradictions(
        world(":a a :Judge ."), {"one": world(":b a :Place .")}, RULES
    )
    assert not found.inside
    assert not found.between


def test_a_finding_reads_as_a_sentence() -> None:
    (finding,) = find_contradictions(_judge_in_a_judge(), RULES)
    assert str(finding).startswith("<http://example.org/w#Person> and <http://example.org/w#Place>")
