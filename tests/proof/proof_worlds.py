"""Small closed worlds for the tests of proofs, and a prover that tries everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from functools import cached_property
from itertools import chain

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, Triple

from pactgraph.engine.statement_lines import AsStored
from pactgraph.errors import Location
from pactgraph.model.graphs import ENTITIES
from pactgraph.proof.facts import UNKNOWN, Facts, Origin
from pactgraph.proof.prover import Prover
from pactgraph.proof.tree import Derived, Proof, walk_depth
from pactgraph.reasoning.closure import Closure, close
from pactgraph.reasoning.compiler import compile_rules
from pactgraph.reasoning.joining import join
from pactgraph.reasoning.rules import Bindings, Pattern, Rule, RuleSet, Term, Variable

PREFIXES = """
@prefix : <http://example.org/w#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def triples(turtle: str) -> list[Triple]:
    """Return the triples of Turtle text without its prefixes."""
    return [quad.triple for quad in ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE)]


def triple(turtle: str) -> Triple:
    """Return the one triple of Turtle text without its full stop."""
    (found,) = triples(turtle + " .")
    return found


class World:
    """Facts of a world that an entity record states, closed under an ontology."""

    joined_claims: frozenset[str] = frozenset()

    def __init__(self, ontology: str, data: str, *, rounds: bool = True) -> None:
        self.ruleset: RuleSet = compile_rules(triples(ontology))
        self.given = list(dict.fromkeys(triples(data)))
        self.closure: Closure = close(self.given, self.ruleset.rules)
        self.rounds = rounds
        self.joins = False
        self.as_stored = AsStored()

    def bare(self) -> World:
        """Return the same world without its rounds, and with matches joined one by one."""
        other = copy(self)
        other.rounds, other.joins = False, True
        return other

    @property
    def prover(self) -> Prover:
        return Prover(self, self.ruleset)

    def round_of(self, triple: Triple) -> int | None:
        found = self.closure.round_of(triple)
        return found if self.rounds or not found else UNKNOWN

    def matches(self, body: Sequence[Pattern], bindings: Bindings) -> Iterable[tuple[Triple, ...]]:
        if self.joins:
            return join(body, bindings, self.find)
        return self.closure.matches(body, bindings)

    def find(
        self, subject: Term | None, predicate: NamedNode, value: Term | None
    ) -> Iterator[Triple]:
        for found in self.everything:
            if (
                found.predicate == predicate
                and subject in (None, found.subject)
                and value in (None, found.object)
            ):
                yield found

    @cached_property
    def everything(self) -> list[Triple]:
        return [*self.given, *self.closure.derived]

    def graphs_of(self, triple: Triple) -> tuple[NamedNode, ...]:
        return (ENTITIES,) if triple in self.given else ()

    def line_of(self, quad: Quad) -> Location | None:
        return Location("world.ttl", 1 + self.given.index(quad.triple))

    def origin_of(self, triple: Triple) -> Origin | None:
        return None

    def text(self, triple: Triple) -> str:
        return str(self.as_stored.triple(triple))

    def as_held(self, triple: Triple, graph: NamedNode | None = None) -> Triple:
        return triple

    def as_written(self, triple: Triple, graph: NamedNode | None = None) -> Triple:
        return triple

    def without_rounds(self) -> Facts:
        self.rounds = False
        return self


class Exhaustive:
    """Every last step of every triple, tried one by one, and the best of them: the reference."""

    def __init__(self, world: World) -> None:
        self.world = world
        rules = [rule for rule in world.ruleset.rules if rule.head is not None]
        self.rules = sorted(rules, key=lambda rule: (len(rule.body), _leaves_open(rule), rule.name))
        self.best: dict[Triple, tuple[int, str, tuple[Triple, ...]] | None] = {}
        by_round = sorted(world.everything, key=lambda t: world.closure.round_of(t) or 0)
        for goal in by_round:
            self.best[goal] = self._best(goal)

    def size(self, goal: Triple) -> int:
        step = self.best[goal]
        return 1 if step is None else step[0]

    def _best(self, goal: Triple) -> tuple[int, str, tuple[Triple, ...]] | None:
        number = self.world.closure.round_of(goal)
        assert number is not None
        if number == 0:
            return None
        found = []
        for place, rule in enumerate(self.rules):
            assert rule.head is not None
            bindings = rule.head.match(goal)
            if bindings is None:
                continue
            ways = (
                self._walks(goal, rule, number)
                if _is_transitive(rule)
                else self.world.closure.matches(rule.body, bindings)
            )
            for premises in ways:
                if all((self.world.closure.round_of(p) or 0) < number for p in premises):
                    size = 1 + sum(map(self.size, premises))
                    found.append((size, place, [self.world.text(p) for p in premises], premises))
        size, place, _, premises = min(found, key=lambda way: way[:3])
        return size, self.rules[place].name, premises

    def _walks(self, goal: Triple, rule: Rule, number: int) -> Iterator[tuple[Triple, ...]]:
        links: dict[object, list[Triple]] = {}
        for link in self.best:
            step = self.best[link]
            if link.predicate == goal.predicate and (step is None or step[1] != rule.name):
                links.setdefault(link.subject, []).append(link)
        todo: list[tuple[Triple, ...]] = [(link,) for link in links.get(goal.subject, ())]
        while todo:
            walk = todo.pop()
            rounds = [self.world.closure.round_of(link) or 0 for link in walk]
            if walk_depth(rounds) > number:
                continue
            if walk[-1].object == goal.object and len(walk) > 1:
                yield walk
            passed = {link.object for link in walk}
            todo += [
                (*walk, link)
                for link in links.get(walk[-1].object, ())
                if link.object not in passed
            ]


def last_step(proof: Proof) -> tuple[str, tuple[Triple, ...]]:
    assert isinstance(proof, Derived)
    return proof.rule.name, tuple(premise.triple for premise in proof.premises)


def without(world: World, goal: Triple) -> set[Triple]:
    """Return what follows when one triple is never taken up: the plainest fixpoint."""
    known = [t for t in world.given if t != goal]
    while True:
        closure = close(known, ())
        new = {
            rule.head.bind(_values(rule, premises)).triple()
            for rule in world.ruleset.rules
            if rule.head is not None
            for premises in closure.matches(rule.body)
        } - {goal, *known}
        if not new:
            return set(known)
        known += sorted((t for t in new if t in world.closure), key=str)


def _values(rule: Rule, premises: tuple[Triple, ...]) -> dict[Variable, object]:
    pairs = (
        (pattern.match(premise) or {}).items()
        for pattern, premise in zip(rule.body, premises, strict=True)
    )
    return dict(chain.from_iterable(pairs))


def _leaves_open(rule: Rule) -> bool:
    assert rule.head is not None
    named = set(rule.head.variables())
    return any(v not in named for pattern in rule.body for v in pattern.variables())


def _is_transitive(rule: Rule) -> bool:
    return rule.construct == "prp-trp"
