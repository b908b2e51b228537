"""The prover: why a triple is in the graph, as a tree down to what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Triple

from pactgraph.errors import NotFound
from pactgraph.model.graphs import INFERRED
from pactgraph.proof.facts import Facts, Hiding
from pactgraph.proof.leaves import Leaves
from pactgraph.proof.planner import NoDerivation, Planner
from pactgraph.proof.rule_index import RuleIndex
from pactgraph.proof.step import LastStep, Step
from pactgraph.proof.tree import Derived, Proof, Walk
from pactgraph.reasoning.rules import RuleSet

if TYPE_CHECKING:
    from pactgraph.graph import Graph
    from pactgraph.store import Store

_KEPT: Final = 20_000
"""How many proofs are remembered."""


class Prover:
    """Proves triples of merged; what it found once it remembers, up to a bound.

    Of all proofs of a triple it gives one, the same for every engine:

    1. A statement that some graph makes is a leaf, whether or not it follows as well.
    2. The least depth comes first. It is the triple's round in the closure, so premises
       are always of earlier rounds, and no proof goes in a circle.
    3. Then the least size: the number of statements in the tree, where every part is
       itself the one proof of its statement.
    4. Then, of the last step: fewer premises before more, a rule whose premises the
       conclusion names before one that leaves some of their terms open, the rule's name,
       and the text of the premises in their order (as N-Triples, with literals as the
       engine rewrites them).

    A chain of one transitive rule is folded: its links are the premises of one ``Walk``,
    and the size counts the links alone.

    Rules are tried in the order of 4, and those that cannot give the least size any more
    are not tried; so most proofs take a few look-ups of single statements. Only a rule
    that leaves terms open costs as many as it has matches.
    """

    def __init__(self, facts: Facts, ruleset: RuleSet) -> None:
        self.facts = facts
        self._rules = RuleIndex(ruleset.rules)
        self._leaves = Leaves(facts)
        self._trusts_rounds = True
        self.forget()

    @classmethod
    def of_store(cls, store: Store) -> Prover:
        """Return a prover over an open store, with the rules of the ontology that it holds.

        Raises EngineFailure if the store cannot be read.
        """
        # Who asks a store never waits for what builds a graph, nor the other way round.
        from pactgraph.proof.store_facts import StoreFacts

        facts = StoreFacts(store)
        return cls(facts, facts.ruleset)

    @classmethod
    def of_graph(cls, graph: Graph) -> Prover:
        """Return a prover over a graph in memory."""
        from pactgraph.proof.graph_facts import GraphFacts

        return cls(GraphFacts(graph), graph.ruleset)

    def prove(self, triple: Triple, graph: NamedNode | None = None) -> Proof:
        """Return the proof of a triple of merged, or of one that a named graph holds.

        In a named graph it is the leaf of that graph alone. The literal may be as a file
        writes it or as an engine gives it back.

        Raises:
            NotFound: merged, or that graph, does not hold the triple.
            EngineFailure: the graph holds it as inferred, and no rule derives it.
        """
        found = self._prove(self.facts.as_held(triple, graph), graph)
        if found is None:
            where = "merged" if graph is None else f"the graph <{graph.value}>"
            raise NotFound(f"{where} does not hold {triple}")
        return found

    def another(self, triple: Triple, *known: Proof) -> Proof | None:
        """Return the next best proof whose last step is that of none of the known ones.

        It does not use the triple itself. None if there is no other. Of a triple that is
        stated, it is a derivation.
        """
        triple = known[0].triple if known else self.facts.as_held(triple)
        excluded = [_last_step(proof) for proof in known if isinstance(proof, Derived)]
        return self._trying(lambda: self._another(triple, excluded))

    def _another(self, triple: Triple, excluded: Collection[LastStep]) -> Proof | None:
        step = self._planner.another(triple, excluded)
        if step is not None:
            return self._trees.built(triple, step)
        # Whatever else derives it might rest on it: what follows without it is told anew.
        without = Planner(Hiding(self.facts, triple), self._rules)
        step = without.afresh(triple, excluded)
        return None if step is None else _Trees(without, self._leaves).built(triple, step)

    def forget(self) -> None:
        """Let go of what was found, as if nothing had been proved yet."""
        self._planner = Planner(self.facts, self._rules)
        self._trees = _Trees(self._planner, self._leaves)

    def _prove(self, triple: Triple, graph: NamedNode | None) -> Proof | None:
        if graph is not None and graph != INFERRED:
            return self._leaves.within(triple, graph)
        leaf = self._leaves.of(triple) if graph is None else None
        if leaf is not None:
            return leaf
        number = self.facts.round_of(triple)
        if number is None or (number == 0 and graph is not None):
            return None
        return self._trying(lambda: self._trees.of(triple))

    def _trying(self, work: Callable[[], Proof | None]) -> Proof | None:
        try:
            return work()
        except NoDerivation:
            if not self._trusts_rounds:
                raise
            # The rounds that were kept are damaged: they are found anew.
            self._trusts_rounds = False
            self.facts = self.facts.without_rounds()
            self.forget()
            return work()


class _Trees:
    """Proofs put together from their steps, each part once."""

    def __init__(self, planner: Planner, leaves: Leaves) -> None:
        self._planner = planner
        self._leaves = leaves
        self._kept: dict[Triple, Proof] = {}

    def of(self, triple: Triple) -> Proof:
        """Return the proof of a triple of the closure; raises NoDerivation if there is none."""
        if len(self._kept) > _KEPT:
            self._kept.clear()
        made = self._kept
        todo = [triple]
        while todo:
            wanted = todo[-1]
            if wanted in made:
                todo.pop()
                continue
            step = self._planner.step(wanted)
            missing = [] if step is None else [p for p in step.premises if p not in made]
            if missing:
                todo += missing
            else:
                made[wanted] = self._leaf(wanted) if step is None else _joined(wanted, step, made)
        return made[triple]

    def built(self, triple: Triple, step: Step) -> Proof:
        """Return the proof of a triple that ends in a step."""
        return _joined(triple, step, {premise: self.of(premise) for premise in step.premises})

    def _leaf(self, triple: Triple) -> Proof:
        leaf = self._leaves.of(triple)
        if leaf is None:
            raise NoDerivation(f"no graph states {triple}, and no rule derives it")
        return leaf


def _joined(triple: Triple, step: Step, proofs: Mapping[Triple, Proof]) -> Derived:
    premises = tuple(proofs[premise] for premise in step.premises)
    # Only a walk has more premises than its rule has patterns.
    kind = Walk if len(premises) > len(step.rule.body) else Derived
    return kind(triple, step.rule, premises)


def _last_step(proof: Derived) -> LastStep:
    return proof.rule.name, tuple(premise.triple for premise in proof.premises)
