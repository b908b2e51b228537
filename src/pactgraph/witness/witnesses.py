"""The solutions behind rows: many rows in one question, each row's in one fixed order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from pactgraph.syntax.tree import Group
from pactgraph.witness.pinning import Wanted, can_be_written, pin_filters, restricted
from pactgraph.witness.questions import Questions, QuestionTooLong, Solution
from pactgraph.witness.receipt import Term
from pactgraph.witness.rewriting import Exposed, exposed

MOST = 1_000
"""How many solutions of one row are looked at."""

_AT_ONCE = 40
_ALTOGETHER = 4_000


@dataclass(frozen=True)
class Found:
    """The distinct solutions that give a row, least first, and how to read them.

    ``more`` says that there are others beyond ``MOST``; ``repeated`` counts each solution
    as often as the engine gave it.
    """

    exposed: Exposed
    solutions: tuple[Solution, ...]
    repeated: int
    more: bool


def text(term: Term | None) -> str:
    """Return what terms are ordered by: as they are written; what is not bound comes first."""
    return "" if term is None else str(term)


class Witnesses:
    """Finds the solutions of groups that give rows."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._exposed: dict[int, Exposed] = {}

    def exposing(self, group: Group) -> Exposed:
        """Return the group rewritten; one group is rewritten once."""
        known = self._exposed.get(id(group))
        if known is None:
            known = self._exposed[id(group)] = exposed(group)
        return known

    def first(self, group: Group, graph: NamedNode | None) -> Found | None:
        """Return the solutions of a group that nothing pins, None if it has none."""
        return self.of_row(group, {}, graph)

    def of_rows(
        self, group: Group, rows: Sequence[Wanted], graph: NamedNode | None
    ) -> list[Found | None]:
        """Return for each row the solutions that give it, None where there are none."""
        found: list[Found | None] = []
        for start in range(0, len(rows), _AT_ONCE):
            found.extend(self._of_chunk(group, rows[start : start + _AT_ONCE], graph))
        return found

    def _of_chunk(
        self, group: Group, rows: Sequence[Wanted], graph: NamedNode | None
    ) -> Iterator[Found | None]:
        if len(rows) == 1:
            yield self.of_row(group, rows[0], graph)
            return
        whole = self.exposing(group)
        solutions = self._asked(whole, restricted(whole.group, rows), graph, _ALTOGETHER)
        if solutions is None or len(solutions) >= _ALTOGETHER:
            half = len(rows) // 2
            yield from self._of_chunk(group, rows[:half], graph)
            yield from self._of_chunk(group, rows[half:], graph)
            return
        names = tuple(rows[0])
        by_row: dict[tuple[Term | None, ...], list[Solution]] = {}
        for solution in solutions:
            by_row.setdefault(tuple(map(solution.get, names)), []).append(solution)
        for row in rows:
            mine = by_row.get(tuple(row.values()))
            if mine is None or len(mine) > MOST:
                yield self.of_row(group, row, graph)
            else:
                yield _found(whole, mine, more=False)

    def of_row(self, group: Group, row: Wanted, graph: NamedNode | None) -> Found | None:
        """Return the solutions that give one row, None if there are none."""
        whole = self.exposing(group)
        pinned = self._pinned(whole, row)
        try:
            solutions = self._questions.solutions(
                pinned, whole.variables, graph=graph, limit=MOST + 1
            )
        except QuestionTooLong:
            # Without the values inside it is slower, and no longer than it has to be.
            pinned = Group((whole.group, *pin_filters(row)))
            solutions = self._questions.solutions(
                pinned, whole.variables, graph=graph, limit=MOST + 1
            )
        more = len(solutions) > MOST
        if more:
            # Only an order makes every engine choose the same among so many.
            solutions = self._questions.solutions(
                pinned, whole.variables, graph=graph, limit=MOST, ordered=True
            )
        mine = _same(solutions, row)
        return _found(whole, mine, more=more) if mine else None

    def count(self, group: Group, row: Wanted, graph: NamedNode | None) -> int:
        """Return how many solutions give a row, each as often as it is one."""
        return self._questions.count(self._pinned(self.exposing(group), row), graph)

    def every(self, group: Group, row: Wanted, graph: NamedNode | None) -> list[Solution]:
        """Return all distinct solutions that give a row, however many."""
        whole = self.exposing(group)
        pinned = self._pinned(whole, row)
        solutions = self._questions.solutions(pinned, whole.variables, graph=graph)
        return list(_found(whole, _same(solutions, row), more=False).solutions)

    def _pinned(self, whole: Exposed, row: Wanted) -> Group:
        group = restricted(whole.group, [row])
        # A filter of the group itself would see less than one around it.
        return Group((group, *pin_filters(row))) if row else group

    def _asked(
        self, whole: Exposed, group: Group, graph: NamedNode | None, limit: int
    ) -> list[Solution] | None:
        """Return solutions, None if the question is longer than engines are asked."""
        try:
            return self._questions.solutions(group, whole.variables, graph=graph, limit=limit)
        except QuestionTooLong:
            return None


def _found(whole: Exposed, solutions: list[Solution], *, more: bool) -> Found:
    distinct = {tuple(map(s.get, whole.variables)): s for s in solutions}
    in_order = sorted(distinct, key=lambda values: tuple(map(text, values)))
    return Found(whole, tuple(distinct[key] for key in in_order), len(solutions), more)


def _same(solutions: list[Solution], row: Wanted) -> list[Solution]:
    """Return the solutions whose values are the row's: those of blank nodes if they have them.

    An engine may name a blank node anew in each answer, and round a number each time alike.
    """
    inexact = [n for n, t in row.items() if not can_be_written(t) and t is not None]
    if not inexact:
        return solutions
    same = [s for s in solutions if all(s.get(name) == row[name] for name in inexact)]
    return same or [s for s in solutions if all(alike(s.get(n), row[n]) for n in inexact)]


def alike(one: Term | None, other: Term | None) -> bool:
    """Tell whether an engine may have written one blank node or rounded number as both."""
    if isinstance(one, BlankNode) or isinstance(other, BlankNode):
        return isinstance(one, BlankNode) and isinstance(other, BlankNode)
    if isinstance(one, Literal) and isinstance(other, Literal):
        if one.datatype != other.datatype:
            return False
        try:
            first, second = float(one.value), float(other.value)
        except ValueError:
            return False
        return abs(first - second) <= 1e-9 * max(abs(first), abs(second))
    return False
