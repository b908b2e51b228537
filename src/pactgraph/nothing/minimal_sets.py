"""The smallest sets of conditions that cannot all hold, and the smallest whose absence helps.

Both are found together, by the tree of hitting sets of Reiter (A theory of diagnosis from
first principles, 1987), as it is used to find all justifications of an entailment (Kalyanpur
et al., 2007): a node is a set of conditions left out, its label a minimal failing set of
those that are left, and its children leave out one more of that label. Nodes whose rest no
longer fails are the minimal corrections.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Set = frozenset[int]
Fails = Callable[[Set], bool | None]
"""Whether conditions cannot all hold; None if that is not known."""

_MOST_NODES = 5_000


@dataclass(frozen=True, slots=True)
class MinimalSets:
    """What was found: ``sets`` and ``corrections``, each the smallest first, then by number.

    Every set fails and none of its proper subsets does; ``unproved`` are sets that fail and
    may hold a smaller one. A correction leaves conditions that can all hold, and no part of
    it would do. ``complete`` says that there are no other sets and no other corrections.
    """

    sets: tuple[Set, ...]
    corrections: tuple[Set, ...]
    unproved: tuple[Set, ...]
    complete: bool


class Remembered:
    """Answers of ``fails`` kept: what holds a failing set fails, what a good set holds does not."""

    def __init__(self, fails: Fails) -> None:
        self._fails = fails
        self._failing: list[Set] = []
        self._holding: list[Set] = []

    def __call__(self, conditions: Set) -> bool | None:
        """Return the answer for these conditions, asked for only if it does not follow."""
        if any(failing <= conditions for failing in self._failing):
            return True
        if any(conditions <= holding for holding in self._holding):
            return False
        verdict = self._fails(conditions)
        if verdict is not None:
            (self._failing if verdict else self._holding).append(conditions)
        return verdict


def minimal_sets(conditions: Iterable[int], fails: Fails, *, limit: int = 20) -> MinimalSets:
    """Return the minimal failing sets of conditions, at most ``limit``, and the corrections.

    ``fails`` must be monotone: what holds a set that fails, fails.

    >>> never_together = [{1, 2}, {2, 3}]
    >>> found = minimal_sets(range(4), lambda s: any(pair <= s for pair in never_together))
    >>> [sorted(s) for s in found.sets], [sorted(c) for c in found.corrections]
    ([[1, 2], [2, 3]], [[2], [1, 3]])
    """
    search = _Search(frozenset(conditions), Remembered(fails), limit)
    search.find_apart()
    search.walk_tree()
    # A set that was not proved smallest is of no use beside a part of it that was.
    kept = [u for u in search.unproved if not any(known <= u for known in search.sets)]
    return MinimalSets(
        _ordered(search.sets), _ordered(search.corrections), _ordered(kept), search.complete
    )


class _Search:
    def __init__(self, every: Set, fails: Fails, limit: int) -> None:
        self.every, self.fails, self.limit = every, fails, limit
        self.sets: list[Set] = []
        self.unproved: list[Set] = []
        self.corrections: list[Set] = []
        self.complete = True

    def find_apart(self) -> None:
        """Find sets that share no condition, at the cost of one walk each.

        The tree would find the last of n such sets only n levels down.
        """
        rest = self.every
        while len(self.sets) < self.limit and self.fails(rest):
            found = self._shrink(rest)
            if found is None:
                break
            rest -= found

    def walk_tree(self) -> None:
        """Find every other set, and the corrections, the smallest first."""
        queue: deque[Set] = deque([frozenset()])
        seen: set[Set] = {frozenset()}
        while queue:
            left_out = queue.popleft()
            if any(correction <= left_out for correction in self.corrections):
                continue
            label = next((known for known in self.sets if not known & left_out), None)
            if label is None:
                verdict = self.fails(self.every - left_out)
                if verdict is False:
                    self.corrections.append(left_out)
                    continue
                if verdict is not None and len(self.sets) < self.limit:
                    label = self._shrink(self.every - left_out)
                if label is None:
                    self.complete = False
                    continue
            for condition in sorted(label):
                child = left_out | {condition}
                if child not in seen and len(seen) < _MOST_NODES:
                    seen.add(child)
                    queue.append(child)
                elif child not in seen:
                    self.complete = False

    def _shrink(self, failing: Set) -> Set | None:
        """Keep and return a minimal failing part; None if it is not proved to be minimal."""
        proved = True
        for condition in sorted(failing, reverse=True):
            verdict = self.fails(failing - {condition})
            if verdict:
                failing -= {condition}
            elif verdict is None:
                proved = False
        if proved:
            self.sets.append(failing)
            return failing
        if failing not in self.unproved:
            self.unproved.append(failing)
        return None


def _ordered(sets: Iterable[Set]) -> tuple[Set, ...]:
    return tuple(sorted(sets, key=lambda s: (len(s), sorted(s))))
