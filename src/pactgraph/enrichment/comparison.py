"""A comparison: what an article says beside what another data set says, and the verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from pactgraph.enrichment.intervals import TheirTime, Verdict
from pactgraph.enrichment.our_statements import Ours, OurStatements
from pactgraph.enrichment.targets import Target, Targets
from pactgraph.enrichment.their_statements import Theirs


class Kind(StrEnum):
    """What is compared."""

    TITLE = "title"
    TENURE = "tenure"
    JURISDICTION = "jurisdiction"
    MEMBERSHIP = "membership"
    EVENT = "event"
    PLACE = "place"


@dataclass(frozen=True)
class Comparison:
    """One thing that an article says, what was found of it elsewhere, and how they stand.

    ``says`` is our side in a sentence of our own; ``theirs`` are the statements that were
    looked at, the one that decided first. ``cautions`` qualify the verdict.
    """

    kind: Kind
    ours: Ours
    says: str
    theirs: tuple[Theirs, ...]
    verdict: Verdict
    reason: str
    cautions: tuple[str, ...] = field(default=())


_RANK = {
    verdict: rank
    for rank, verdict in enumerate(
        (Verdict.AGREES, Verdict.COMPATIBLE, Verdict.DIFFERS, Verdict.NOT_COMPARABLE)
    )
}

Judged = tuple[Verdict, str, Theirs]
"""How one statement of theirs stands to one of ours, and why."""


def best_of(judged: Iterable[Judged]) -> list[Judged]:
    """Return the verdicts, the one that speaks most for agreement first.

    Several statements on one thing do not contradict each other: who held an office twice
    held it in either time. So ours differs only if it differs from each.
    """
    return sorted(judged, key=lambda one: (_RANK[one[0]], one[2].iri, one[2].value))


def decided(
    kind: Kind, ours: Ours, says: str, judged: Iterable[Judged], cautions: Iterable[str] = ()
) -> Comparison:
    """Return the comparison that the best of some verdicts decides; there is one at least."""
    ordered = best_of(judged)
    verdict, reason, first = ordered[0]
    every = tuple(one for _, _, one in ordered)
    said = (*cautions, *first.time.cautions)
    return Comparison(
        kind, ours, says, every, verdict, reason, tuple(dict.fromkeys(filter(None, said)))
    )


def incomparable(kind: Kind, ours: Ours, says: str, reason: str) -> Comparison:
    """Return the comparison of what nothing was found to compare with."""
    return Comparison(kind, ours, says, (), Verdict.NOT_COMPARABLE, reason)


def cautions_of(*targets: Iterable[Target]) -> list[str]:
    """Return what has to be said of links that a comparison rests on."""
    return [target.caution for some in targets for target in some if target.caution]


def unlinked(ours: OurStatements, targets: Targets, *things: str) -> str | None:
    """Return which of our things has no link, as a reason, or None if all have."""
    for thing in things:
        if not targets.of(thing):
            return f"{ours.label(thing)} has no accepted link in the set {targets.name}"
    return None


def time_in_words(time: TheirTime) -> str:
    """Return their dates as a person reads them."""
    said = []
    if time.begin is not None:
        said.append(f"from {time.begin.words}")
    if time.end is not None:
        said.append(f"until {time.end.words}")
    return " ".join(said)
