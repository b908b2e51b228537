"""A closure that is changed is the closure of what was changed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ontology_worlds import ONTOLOGY, triple, world
from pyoxigraph import NamedNode, Triple

from pactgraph.build import build_graph
from pactgraph.reasoning.closure import close
from pactgraph.reasoning.compiler import compile_rules
from pactgraph.reasoning.difference import PATIENCE, Difference, difference
from pactgraph.reasoning.rule_places import RulePlaces
from pactgraph.reasoning.rules import Rule, Term
from pactgraph.reasoning.triple_index import TripleIndex
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources


class World:
    """A closure in memory that is changed step by step, and counts what it is asked."""

    def __init__(self, given_triples: Iterable[Triple], rules: Sequence[Rule]) -> None:
        self.given = dict.fromkeys(given_triples)
        self.rules = RulePlaces(rules)
        self.closed = TripleIndex([*self.given, *close(self.given, rules).derived])
        self.inferred = set(self.closed) - self.given.keys()
        self.asked = 0

    def was_given(self, triple: Triple) -> bool:
        return triple in self.given

    def __contains__(self, triple: Triple) -> bool:
        return triple in self.closed

    def find(
        self, subject: Term | None, predicate: NamedNode, value: Term | None
    ) -> Iterable[Triple]:
        self.asked += 1
        return self.closed.find(subject, predicate, value)

    def change(
        self, added: Iterable[Triple], removed: Iterable[Triple], patience: int = PATIENCE
    ) -> Difference:
        added, removed = list(added), list(removed)
        found = difference(self, self.rules, added, removed, patience=patience)
        held = set(self.closed)
        assert not held & set(found.added)
        assert held >= set(found.removed)
        assert not self.inferred & set(found.inferred)
        assert self.inferred >= set(found.not_inferred)
        for lost in removed:
            self.given.pop(lost, None)
        self.given.update(dict.fromkeys(added))
        self.closed = TripleIndex((held | set(found.added)) - set(found.removed))
        self.inferred = (self.inferred | set(found.inferred)) - set(found.not_inferred)
        return found


def holds(changed: World, rules: Sequence[Rule]) -> None:
    fresh = close(changed.given, rules)
    assert changed.inferred == set(fresh.derived)
    assert set(changed.closed) == changed.given.keys() | changed.inferred


RULES = compile_rules(world(ONTOLOGY)).rules
PREDICATES = ("direct", "part", "near", "has", "holder", "office", "of", "serves")
CLASSES = ("Thing0", "Thing2", "Servant", "Led", "Listed")

nodes = st.integers(0, 5)
statements = st.one_of(
    st.builds(lambda s, p, o: f":n{s} :{p} :n{o}", nodes, st.sampled_from(PREDICATES), nodes),
    st.builds(lambda s, c: f":n{s} a :{c}", nodes, st.sampled_from(CLASSES)),
    st.builds(lambda s: f":n{s} :near 1", nodes),
).map(triple)
sets = st.lists(statements, max_size=14)


@settings(max_examples=80, deadline=None)
@given(sets, st.lists(st.tuples(sets, sets), max_size=3), st.sampled_from([0, 2, PATIENCE]))
def test_any_changes_give_the_closure_of_what_is_given_then(
    first: list[Triple], changes: list[tuple[list[Triple], list[Triple]]], patience: int
) -> None:
    changed = World(first, RULES)
    for added, removed in changes:
        changed.change(added, removed, patience)
        holds(changed, RULES)


@settings(max_examples=40, deadline=None)
@given(sets, st.randoms(use_true_random=False))
def test_what_is_taken_away_and_given_again_leaves_no_trace(
    first: list[Triple], chance: random.Random
) -> None:
    changed = World(first, RULES)
    before = set(changed.closed), set(changed.inferred)
    some = [one for one in changed.given if chance.random() < 0.5]
    changed.change([], some)
    changed.change(some, [])
    assert (set(changed.closed), changed.inferred) == before


def test_a_ring_does_not_hold_itself_up() -> None:
    changed = World(world(":n1 :part :n2 . :n2 :part :n1 . :n0 :part :n1 ."), RULES)
    found = changed.change([], [triple(":n2 :part :n1")])
    holds(changed, RULES)
    assert triple(":n1 :part :n1") in found.removed
    assert triple(":n0 :part :n2") not in found.removed


def test_what_follows_as_well_as_being_given_is_inferred_when_given_no_more() -> None:
    changed = World(world(":n1 :near :n2 . :n2 :near :n1 ."), RULES)
    found = changed.change([], [triple(":n2 :near :n1")])
    assert found == Difference((), (), (triple(":n2 :near :n1"),), ())
    again = changed.change([triple(":n2 :near :n1")], [])
    assert again == Difference((), (), (), (triple(":n2 :near :n1"),))


def test_what_is_both_given_and_taken_away_is_given() -> None:
    changed = World(world(":n1 :near :n2 ."), RULES)
    found = changed.change([triple(":n1 :near :n2")], [triple(":n1 :near :n2")])
    assert found == Difference((), (), (), ())


@pytest.mark.parametrize("others", [100, 1_000])
def test_the_cost_does_not_grow_with_what_else_is_said_of_a_thing(others: int) -> None:
    """A hub keeps what is said of it, and nothing that rests on it is looked at."""
    crowd = " ".join(f":m{i} :direct :hub . :hub :near :m{i} ." for i in range(others))
    changed = World(world(f"{crowd} :one :direct :hub ."), RULES)
    changed.asked = 0
    found = changed.change([], [triple(":one :direct :hub")])
    assert changed.asked < 40
    assert triple(":hub a :Thing1") not in found.removed
    changed.asked = 0
    changed.change([triple(":one :direct :hub")], [])
    assert changed.asked < 40
    holds(changed, RULES)


def test_an_article_is_taken_out_of_the_repository_and_put_back(repository: Project) -> None:
    sources = Sources.load(repository)
    whole = build_graph(sources)
    rules = whole.ruleset.rules
    changed = World(whole.closed, rules)
    for slug in whole.articles:
        others = [other for other in whole.articles if other != slug]
        part = build_graph(sources, articles=others, ruleset=whole.ruleset)
        lost = set(whole.closed) - set(part.closed)
        new = set(part.closed) - set(whole.closed)
        changed.change(new, lost, patience=0)
        assert changed.inferred == set(part.inferred)
        changed.change(lost, new)
        assert changed.inferred == set(whole.inferred)
