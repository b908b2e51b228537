"""Chains of one transitive rule: the best walk of links from one end of a triple to the other."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator
from itertools import count, product

from pyoxigraph import NamedNode, Triple

from pactgraph.proof.cone import Rounds
from pactgraph.proof.facts import Facts
from pactgraph.proof.rule_index import RuleIndex, Use
from pactgraph.proof.step import Asking, LastStep, Step
from pactgraph.proof.tree import walk_room
from pactgraph.reasoning.rules import Bindings, Term, Variable


class Walks:
    """Searches for walks; the planner that it serves knows the steps of their links.

    A link is a statement of the property that is given, or whose own best last step is
    another rule than the transitive one.
    """

    def __init__(self, facts: Facts, rules: RuleIndex, rounds: Rounds) -> None:
        self._facts = facts
        self._rules = rules
        self._rounds = rounds

    def best(
        self,
        goal: Triple,
        use: Use,
        depth: int,
        best: Step | None,
        excluded: Collection[LastStep],
    ) -> Asking:
        """Find the smallest walk to a goal that is no deeper than ``depth``.

        Only one that is better than ``best`` counts, and none that is excluded.
        """
        known = [links for name, links in excluded if name == use.rule.name]
        found: Step | None = None
        # Another walk between the same ends lacks some link of each that is excluded.
        for banned in dict.fromkeys(frozenset(links) for links in product(*known)):
            step = yield from self._search(goal, use, depth, found or best, banned)
            found = step or found
        return found

    def _search(
        self,
        goal: Triple,
        use: Use,
        depth: int,
        best: Step | None,
        banned: Collection[Triple],
    ) -> Asking:
        # Dijkstra's algorithm; a place is worth reaching again only in less room, since
        # the smallest walk may be deeper than the goal's round allows.
        room_for_all = 1 << depth
        end = goal.object
        order = count()
        waiting: list[tuple[int, tuple[str, ...], int, Term | Triple, int, tuple[Triple, ...]]]
        waiting = [(1, (), next(order), goal.subject, 0, ())]
        reached: dict[Term | Triple, int] = {}
        while waiting:
            size, text, _, at, room, links = heapq.heappop(waiting)
            place = (use.place, text)
            if best is not None and (size, place) >= (best.size, best.place):
                return None
            if links and at == end:
                return Step(use.rule, links, size, place)
            if reached.get(at, room_for_all) <= room and links:
                continue
            reached[at] = room
            for link in self._links(at, use):
                if link in banned or link == goal:
                    continue
                onward = self._room_after(link, end, depth, room)
                if onward is None or onward > room_for_all:
                    continue
                step = yield link
                if step is not None and step.rule.name == use.rule.name:
                    continue
                total = size + (step.size if step else 1)
                texts = (*text, self._facts.text(link))
                entry = (total, texts, next(order), link.object, onward, (*links, link))
                heapq.heappush(waiting, entry)
        return None

    def _room_after(self, link: Triple, end: Term | Triple, depth: int, room: int) -> int | None:
        """Return the room used with this link too, None if it does not lead to the end."""
        number = self._rounds.of(link)
        if number is None or number >= depth:
            return None
        if link.object != end:
            if not isinstance(link.object, NamedNode):
                return None
            rest = self._rounds.of(Triple(link.object, link.predicate, end))
            # What is left of a walk joins no deeper than the whole, but may join as deep.
            if rest is None or rest > depth:
                return None
        return walk_room((number,), room)

    def _links(self, at: Term | Triple, use: Use) -> Iterator[Triple]:
        """Yield the statements of the property from one thing that are given or may be links."""
        predicate = use.head.predicate
        assert isinstance(predicate, NamedNode)
        if not isinstance(at, NamedNode):
            return
        seen = set()
        for triple in self._facts.find(at, predicate, None):
            if self._facts.round_of(triple) == 0:
                seen.add(triple)
                yield triple
        for other in self._rules.of_property(predicate):
            if other.is_transitive:
                continue
            subject = other.head.subject
            if isinstance(subject, Variable):
                bindings: Bindings = {subject: at}
            elif subject == at:
                bindings = {}
            else:
                continue
            for premises in self._facts.matches(other.rule.body, bindings):
                link = _head(other, premises)
                if link not in seen and self._is_least(link, premises):
                    seen.add(link)
                    yield link

    def _is_least(self, link: Triple, premises: tuple[Triple, ...]) -> bool:
        number = self._rounds.of(link)
        if number is None:
            return False
        rounds = [self._rounds.of(premise) for premise in premises]
        return all(found is not None and found < number for found in rounds)


def _head(use: Use, premises: tuple[Triple, ...]) -> Triple:
    bindings = {}
    for pattern, premise in zip(use.rule.body, premises, strict=True):
        bindings.update(pattern.match(premise) or {})
    return use.head.bind(bindings).triple()
