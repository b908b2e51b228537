"""What changes in a closure when some triples are given and others taken away.

Deletion and rederivation (Gupta, Mumick, Subrahmanian 1993), with a look for another proof
before something is deleted (Motik, Nenov, Piro, Horrocks 2015, "Incremental Update of Datalog
Materialisation: the Backward/Forward Algorithm"): a thing that much is said of keeps what is
said of it for other reasons, and what rests on that is never touched. The cost is that of what
changes and of what stands beside it, not of the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from pyoxigraph import NamedNode, Triple

from pactgraph.reasoning.rule_places import RulePlaces
from pactgraph.reasoning.rules import Term
from pactgraph.reasoning.triple_index import TripleIndex

PATIENCE: Final = 64
"""How many triples the look for another proof of one goes through."""


class Closed(Protocol):
    """A closure as it was before a change: what was given, and all that followed."""

    def was_given(self, triple: Triple) -> bool:
        """Tell whether a triple was given, whether or not it follows from others as well."""
        ...

    def __contains__(self, triple: Triple) -> bool: ...

    def find(
        self, subject: Term | None, predicate: NamedNode, value: Term | None
    ) -> Iterable[Triple]:
        """Return the triples of the closure with these terms; None stands for any term."""
        ...


@dataclass(frozen=True, slots=True)
class Difference:
    """What a closure has more, and has no more; and so for what of it is inferred, not given."""

    added: tuple[Triple, ...]
    removed: tuple[Triple, ...]
    inferred: tuple[Triple, ...]
    not_inferred: tuple[Triple, ...]


def difference(
    closed: Closed,
    rules: RulePlaces,
    added: Iterable[Triple] = (),
    removed: Iterable[Triple] = (),
    *,
    patience: int = PATIENCE,
) -> Difference:
    """Return how a closure changes when triples are given, and others are given no more.

    What is both added and removed is given; what was given already, or was not, changes
    nothing. The result is the same as that of closing what is given afterwards from the start,
    triple for triple, in an order that follows from that of the input. ``patience`` changes the
    work and never the result: what is deleted for want of it is derived again.
    """
    wanted = dict.fromkeys(added)
    new = [triple for triple in wanted if not closed.was_given(triple)]
    lost = [t for t in dict.fromkeys(removed) if t not in wanted and closed.was_given(t)]
    change = _Change(closed, rules, new, lost, patience)
    change.delete()
    change.add()
    return change.difference()


class _Change:
    def __init__(
        self,
        closed: Closed,
        rules: RulePlaces,
        new: list[Triple],
        lost: list[Triple],
        patience: int,
    ) -> None:
        self._closed = closed
        self._rules = rules
        self._new = dict.fromkeys(new)
        self._lost = dict.fromkeys(lost)
        self._patience = patience
        self._deleted: dict[Triple, None] = {}
        self._proved: set[Triple] = set()
        self._more = TripleIndex()

    def delete(self) -> None:
        """Delete what was lost and all that may rest on it, unless it is proved otherwise."""
        waiting = [triple for triple in self._lost if not self._has_proof(triple)]
        self._deleted.update(dict.fromkeys(waiting))
        while waiting:
            triple = waiting.pop()
            for derived in self._rules.fired(triple, self._closed.find):
                if (
                    derived not in self._deleted
                    and derived in self._closed
                    and not self._has_proof(derived)
                ):
                    self._deleted[derived] = None
                    waiting.append(derived)

    def add(self) -> None:
        """Derive again what was deleted and follows from what is left; add what is new."""
        waiting = [t for t in self._deleted if next(self._derivations(t), None) is not None]
        waiting += [triple for triple in self._new if not self._holds(triple)]
        for triple in waiting:
            self._more.add(triple)
        while waiting:
            for derived in self._rules.fired(waiting.pop(), self._find):
                if not self._holds(derived):
                    self._more.add(derived)
                    waiting.append(derived)

    def difference(self) -> Difference:
        """Return what has changed."""
        added = tuple(triple for triple in self._more if triple not in self._deleted)
        removed = tuple(triple for triple in self._deleted if triple not in self._more)
        gone = set(removed)
        return Difference(
            added,
            removed,
            (
                *(triple for triple in added if triple not in self._new),
                *(triple for triple in self._lost if triple not in gone),
            ),
            (
                *(triple for triple in removed if triple not in self._lost),
                *(triple for triple in self._new if triple in self._closed),
            ),
        )

    def _is_given(self, triple: Triple) -> bool:
        if triple in self._lost:
            return False
        return triple in self._new or self._closed.was_given(triple)

    def _holds(self, triple: Triple) -> bool:
        if triple in self._more:
            return True
        return triple not in self._deleted and triple in self._closed

    def _find(
        self, subject: Term | None, predicate: NamedNode, value: Term | None
    ) -> Iterator[Triple]:
        for triple in self._closed.find(subject, predicate, value):
            if triple not in self._deleted:
                yield triple
        # What is derived meanwhile is met again from its own side.
        yield from list(self._more.find(subject, predicate, value))

    def _derivations(self, triple: Triple) -> Iterator[tuple[Triple, ...]]:
        return self._rules.derivations(triple, self._find)

    def _has_proof(self, triple: Triple) -> bool:
        """Tell whether a proof was found from what is given now, and from nothing deleted."""
        return self._proves(triple, set(), [self._patience])

    def _proves(self, triple: Triple, above: set[Triple], patience: list[int]) -> bool:
        if triple in self._proved or self._is_given(triple):
            return True
        if triple in above or triple in self._deleted or patience[0] <= 0:
            return False
        patience[0] -= 1
        for premises in self._rules.derivations(triple, self._closed.find):
            if all(self._proves(one, above | {triple}, patience) for one in premises):
                self._proved.add(triple)
                return True
            if patience[0] <= 0:
                return False
        return False
