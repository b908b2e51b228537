"""Rounds found without a closure: backward from a triple, then settled upward from the given."""

from __future__ import annotations

import heapq
from collections import defaultdict
from itertools import count
from typing import Final

from pyoxigraph import Triple

from pactgraph.proof.facts import UNKNOWN, Facts
from pactgraph.proof.rule_index import RuleIndex

_KEPT: Final = 200_000
"""How many rounds are remembered before all are forgotten."""


class Rounds:
    """The round of any triple: as kept, or else found in the cone of what leads to it.

    The cone of a triple is every triple that has a part in some derivation of it, found
    backward through the rules. Settled upward, the least rounds first, each triple of a
    cone gets the round that the whole closure gives it.
    """

    def __init__(self, facts: Facts, rules: RuleIndex) -> None:
        self._facts = facts
        self._rules = rules
        self._found: dict[Triple, int | None] = {}

    def of(self, triple: Triple) -> int | None:
        """Return the round of a triple, None if it does not follow from what was given."""
        kept = self._facts.round_of(triple)
        if kept != UNKNOWN:
            return kept
        if triple not in self._found:
            if len(self._found) > _KEPT:
                self._found.clear()
            self._settle(triple)
        return self._found[triple]

    def _settle(self, goal: Triple) -> None:
        derivations: list[tuple[Triple, set[Triple]]] = []
        waiting: dict[Triple, list[int]] = defaultdict(list)
        ready: list[tuple[int, int, Triple]] = []
        seen: set[Triple] = {goal}
        todo = [goal]
        order = count()

        def add(triple: Triple, number: int) -> None:
            heapq.heappush(ready, (number, next(order), triple))

        while todo:
            triple = todo.pop()
            number = self._known(triple)
            if number is not None and number != UNKNOWN:
                add(triple, number)
                continue
            if number is None:
                continue
            for premises in self._ways(triple):
                for premise in premises:
                    waiting[premise].append(len(derivations))
                    if premise not in seen:
                        seen.add(premise)
                        todo.append(premise)
                derivations.append((triple, premises))
                if not premises:
                    add(triple, 1)
        done: dict[Triple, int] = {}
        while ready:
            number, _, triple = heapq.heappop(ready)
            if triple in done:
                continue
            done[triple] = number
            for which in waiting.get(triple, ()):
                head, premises = derivations[which]
                premises.discard(triple)
                if not premises and head not in done:
                    add(head, number + 1)
        for triple in seen:
            self._found[triple] = done.get(triple)

    def _known(self, triple: Triple) -> int | None:
        if triple in self._found:
            return self._found[triple]
        return self._facts.round_of(triple)

    def _ways(self, triple: Triple) -> list[set[Triple]]:
        """Return the premises of each derivation; one by which it is of round 1 stands for all."""
        found = []
        for use, bindings in self._rules.deriving(triple):
            for premises in use.premises(bindings, self._facts):
                if triple in premises:
                    continue
                if all(self._known(premise) == 0 for premise in premises):
                    return [set(premises)]
                found.append(set(premises))
        return found
