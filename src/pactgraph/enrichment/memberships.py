"""Memberships compared: who belongs to what, and since when (P463)."""

from __future__ import annotations

from collections.abc import Iterator

from pactgraph.enrichment.comparison import (
    Comparison,
    Judged,
    Kind,
    cautions_of,
    decided,
    incomparable,
    unlinked,
)
from pactgraph.enrichment.intervals import Verdict, bounds_in_words, compare_stretches
from pactgraph.enrichment.our_statements import Ours, OurStatements
from pactgraph.enrichment.targets import Targets
from pactgraph.enrichment.their_statements import Theirs, TheirStatements
from pactgraph.reasoning.bounds import UNBOUNDED


def compare_memberships(
    ours: OurStatements, theirs: TheirStatements, targets: Targets
) -> Iterator[Comparison]:
    """Yield how each membership stands to theirs; raises what the endpoint raises.

    Who is on no list of theirs is not said to be out: lists of members have gaps.
    """
    stated = ours.memberships()
    members = {target.iri for one in stated for target in targets.of(one.one)}
    found = theirs.memberships(members)
    for one in stated:
        when = bounds_in_words(one.bounds)
        said = f"{ours.label(one.one)} belongs to or takes part in {ours.label(one.other)}"
        yield _compared(one, f"{said} ({when})" if when else said, found, ours, targets)


def _compared(
    one: Ours, said: str, found: list[Theirs], ours: OurStatements, targets: Targets
) -> Comparison:
    missing = unlinked(ours, targets, one.one, one.other)
    if missing:
        return incomparable(Kind.MEMBERSHIP, one, said, missing)
    members, bodies = targets.of(one.one), targets.of(one.other)
    of_member = [theirs for theirs in found if theirs.of in {t.iri for t in members}]
    same = [theirs for theirs in of_member if theirs.value in {t.iri for t in bodies}]
    if not same:
        reason = "the endpoint lists no membership of it"
        if of_member:
            reason = f"the endpoint lists {len(of_member)} memberships of it, and not this one"
        return incomparable(Kind.MEMBERSHIP, one, said, reason)
    judged: list[Judged] = [(*_dated(one, theirs), theirs) for theirs in same]
    return decided(Kind.MEMBERSHIP, one, said, judged, cautions_of(members, bodies))


def _dated(one: Ours, theirs: Theirs) -> tuple[Verdict, str]:
    if theirs.time.known and one.bounds != UNBOUNDED:
        return compare_stretches(one.bounds, theirs.time)
    if one.bounds == UNBOUNDED:
        return Verdict.AGREES, "they list the membership too; ours has no dates to compare"
    return Verdict.COMPATIBLE, "they list the membership too, with no dates"
