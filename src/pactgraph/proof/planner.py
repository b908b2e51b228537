"""The last step of the best proof of each triple: which rule, from which premises."""

from __future__ import annotations

import heapq
from collections import OrderedDict
from collections.abc import Collection, Iterator
from typing import Final

from pyoxigraph import Triple

from pactgraph.errors import EngineFailure
from pactgraph.proof.cone import Rounds
from pactgraph.proof.facts import Facts
from pactgraph.proof.rule_index import RuleIndex, Use
from pactgraph.proof.step import Asking, LastStep, Step
from pactgraph.proof.walks import Walks
from pactgraph.reasoning.rules import Bindings

_KEPT: Final = 100_000
"""How many steps are remembered."""


class NoDerivation(EngineFailure):
    """A triple that no rule derives, although the graph holds it as inferred."""


class Planner:
    """Finds steps; the order by which one is better than another is told in ``Prover``."""

    def __init__(self, facts: Facts, rules: RuleIndex) -> None:
        self.rounds = Rounds(facts, rules)
        self._facts = facts
        self._rules = rules
        self._walks = Walks(facts, rules, self.rounds)
        self._steps: OrderedDict[Triple, Step | None] = OrderedDict()

    def step(self, goal: Triple) -> Step | None:
        """Return the last step of the best proof of a triple, None if it was given.

        Raises NoDerivation for a triple that does not follow.
        """
        return self._run(goal, self._derive_known(goal))

    def another(self, goal: Triple, excluded: Collection[LastStep]) -> Step | None:
        """Return the best step that is none of the excluded and of earlier rounds alone."""
        number = self.rounds.of(goal)
        if not number:
            return None
        return self._run(None, self._derive(goal, number, excluded))

    def afresh(self, goal: Triple, excluded: Collection[LastStep]) -> Step | None:
        """Return the best step to a goal that the facts hide, if there is any but the excluded."""
        depths = set()
        for use, bindings in self._rules.deriving(goal):
            for premises in use.premises(bindings, self._facts):
                numbers = [self.rounds.of(premise) for premise in premises]
                known = [number for number in numbers if number is not None]
                if len(known) == len(numbers):
                    depths.add(1 + max(known, default=0))
        for depth in sorted(depths):
            step = self._run(None, self._derive(goal, depth, excluded))
            if step is not None:
                return step
        return None

    def _run(self, goal: Triple | None, work: Asking) -> Step | None:
        # A stack of our own: rounds may be many more than calls may be nested.
        stack: list[tuple[Triple | None, Asking]] = [(goal, work)]
        answer: Step | None = None
        while stack:
            about, asking = stack[-1]
            try:
                wanted = asking.send(answer)
            except StopIteration as done:
                stack.pop()
                answer = done.value
                if about is not None:
                    self._steps[about] = answer
                    if len(self._steps) > _KEPT:
                        self._steps.popitem(last=False)
                continue
            if wanted in self._steps:
                answer = self._steps[wanted]
            else:
                stack.append((wanted, self._derive_known(wanted)))
                answer = None
        return answer

    def _derive_known(self, goal: Triple) -> Asking:
        number = self.rounds.of(goal)
        if number == 0:
            return None
        step = None
        if number is not None:
            step = yield from self._derive(goal, number, ())
        if step is None:
            raise NoDerivation(
                f"no rule of the ontology derives {goal}",
                hint="build the store again: it is derived from the files",
            )
        return step

    def _derive(self, goal: Triple, depth: int, excluded: Collection[LastStep]) -> Asking:
        """Find the smallest step whose premises are all of rounds before ``depth``.

        A rule, or a match of it, is passed over when not even the least that its premises
        could take would make it the best: one statement for each, and one more for each
        round before it.
        """
        best: Step | None = None
        for use, bindings in self._rules.deriving(goal):
            least = depth + use.number_of_premises
            if best is not None and (least, use.place) > (best.size, best.place[0]):
                break
            if use.is_transitive:
                step = yield from self._walks.best(goal, use, depth, best, excluded)
            else:
                step = yield from self._best_match(use, bindings, depth, best, excluded)
            best = step or best
        return best

    def _best_match(
        self,
        use: Use,
        bindings: Bindings,
        depth: int,
        best: Step | None,
        excluded: Collection[LastStep],
    ) -> Asking:
        """Return the best step by this rule, if it is better than the best by others."""
        found: Step | None = None
        for least, text, premises in self._in_order(use, bindings, depth):
            place = (use.place, text)
            bound = found or best
            if bound is not None and (least, place) >= (bound.size, bound.place):
                break
            if (use.rule.name, premises) in excluded:
                continue
            total = 1
            for premise in premises:
                step = yield premise
                total += step.size if step else 1
            if bound is None or (total, place) < (bound.size, bound.place):
                found = Step(use.rule, premises, total, place)
        return found

    def _in_order(
        self, use: Use, bindings: Bindings, depth: int
    ) -> Iterator[tuple[int, tuple[str, ...], tuple[Triple, ...]]]:
        """Yield the matches of earlier rounds: least attainable size, text, premises; in order."""
        text = self._facts.text
        waiting: list[tuple[int, tuple[str, ...], int, tuple[Triple, ...]]] = []
        for premises in use.premises(bindings, self._facts):
            # The least size of a match with one premise is that of all such: the rounds of
            # a crowd of them need not be known before the first by text.
            least = 0 if use.number_of_premises == 1 else self._least(premises, depth)
            if least is not None:
                waiting.append((least, tuple(map(text, premises)), len(waiting), premises))
        heapq.heapify(waiting)
        while waiting:
            least, texts, _, premises = heapq.heappop(waiting)
            checked = least or self._least(premises, depth)
            if checked is not None:
                yield checked, texts, premises

    def _least(self, premises: tuple[Triple, ...], depth: int) -> int | None:
        total = 1
        for premise in premises:
            number = self.rounds.of(premise)
            if number is None or number >= depth:
                return None
            total += 1 + number
        return total
