"""Offices compared: what they are called, who holds them when, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

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
from pactgraph.linking.name_match import NameMatch, best, words
from pactgraph.linking.terms import WDT
from pactgraph.namespaces import RDFS
from pactgraph.reasoning.bounds import Certainty, says

_SAME_TITLE: Final = 0.95
_LIKE_TITLE: Final = 0.75
"""From which likeness on two titles are taken for forms of one (``name_match.compare``)."""


class Offices:
    """Compares what articles say of offices; every method raises what the endpoint raises."""

    def __init__(self, ours: OurStatements, theirs: TheirStatements, targets: Targets) -> None:
        self._ours, self._targets = ours, targets
        self._holdings = ours.holdings()
        self._bodies = {one.one: one.other for one in ours.links("officeOf")}
        people = self._linked(one.one for one in self._holdings)
        offices = self._linked(one.other for one in self._holdings)
        self._tenures = theirs.tenures(people, offices)
        self._labels = theirs.labels(offices)
        self._theirs = theirs

    def titles(self) -> Iterator[Comparison]:
        """Yield how each title in the words stands to the label of the office."""
        for ours in self._holdings:
            for title in ours.titles:
                said = f"{self._ours.label(ours.one)} has the title “{title}”"
                yield self._title(ours, title, said)

    def tenures(self) -> Iterator[Comparison]:
        """Yield how each holding of an office stands to the tenures of its holder."""
        for ours in self._holdings:
            when = bounds_in_words(ours.bounds)
            said = f"{self._ours.label(ours.one)} holds the office {self._ours.label(ours.other)}"
            yield self._tenure(ours, f"{said} ({when})" if when else said)

    def jurisdictions(self) -> Iterator[Comparison]:
        """Yield how the body that an office is of stands to its jurisdiction (P1001)."""
        stated = self._ours.links("officeOf")
        offices = self._linked(one.one for one in stated)
        found = self._theirs.links(offices, (WDT.P1001.value,))
        for ours in stated:
            said = f"{self._ours.label(ours.one)} is an office of {self._ours.label(ours.other)}"
            missing = unlinked(self._ours, self._targets, ours.one, ours.other)
            if missing:
                yield incomparable(Kind.JURISDICTION, ours, said, missing)
                continue
            here, bodies = self._targets.of(ours.one), self._targets.of(ours.other)
            offered = [one for one in found if one.of in {t.iri for t in here}]
            if not offered:
                yield incomparable(
                    Kind.JURISDICTION, ours, said, "the endpoint gives the office no jurisdiction"
                )
                continue
            yield decided(
                Kind.JURISDICTION,
                ours,
                said,
                [same_value(one, {t.iri for t in bodies}) for one in offered],
                cautions_of(here, bodies),
            )

    def _title(self, ours: Ours, title: str, said: str) -> Comparison:
        missing = unlinked(self._ours, self._targets, ours.other)
        if missing:
            return incomparable(Kind.TITLE, ours, said, missing)
        judged: list[Judged] = []
        for target in self._targets.of(ours.other):
            label = self._labels.get(target.iri)
            if label:
                theirs = Theirs(target.iri, RDFS.label.value, target.iri, text=label)
                judged.append((*self._like(ours.other, title, label), theirs))
        if not judged:
            return incomparable(
                Kind.TITLE, ours, said, "the endpoint has no English label of the office"
            )
        return decided(Kind.TITLE, ours, said, judged, cautions_of(self._targets.of(ours.other)))

    def _like(self, office: str, title: str, label: str) -> tuple[Verdict, str]:
        plain = best([title], [label])
        assert plain is not None
        if plain.score >= _SAME_TITLE:
            return Verdict.AGREES, f"their label is “{label}”: {plain.how}"
        # The state is often left out where it is clear: the articles say so by officeOf.
        body = self._bodies.get(office)
        names = [title, f"{title} of {self._ours.label(body)}"] if body else [title]
        likest = best(names, [label])
        shorter = set(words(title)) <= set(words(label)) or set(words(label)) <= set(words(title))
        if shorter or (likest is not None and likest.score >= _LIKE_TITLE):
            return Verdict.COMPATIBLE, f"their label is “{label}”: {_how(likest, shorter)}"
        recorded = best(self._ours.office_names.get(office, []), [label])
        if recorded is not None and recorded.score >= _SAME_TITLE:
            return Verdict.COMPATIBLE, f"their label is “{label}”, another name that we record"
        return Verdict.DIFFERS, f"their label is “{label}”: {plain.how}"

    def _tenure(self, ours: Ours, said: str) -> Comparison:
        missing = unlinked(self._ours, self._targets, ours.one)
        if missing:
            return incomparable(Kind.TENURE, ours, said, missing)
        people, offices = self._targets.of(ours.one), self._targets.of(ours.other)
        holders = {target.iri for target in people}
        of_holder = [one for one in self._tenures if one.of in holders]
        same = [one for one in of_holder if self._is_office(ours.other, one)]
        cautions = cautions_of(people, offices)
        if same:
            judged: list[Judged] = [
                (*compare_stretches(ours.bounds, one.time), one) for one in same
            ]
            if len(same) > 1 and all(one[0] is Verdict.DIFFERS for one in judged):
                cautions.append("ours differs from each of several tenures")
            return decided(Kind.TENURE, ours, said, judged, cautions)
        rivals = self._rivals(ours, holders, {target.iri for target in offices})
        if rivals:
            return decided(Kind.TENURE, ours, said, rivals, cautions)
        if not of_holder:
            return incomparable(
                Kind.TENURE, ours, said, "the endpoint says of no office that the person held it"
            )
        other = sorted({one.text or one.value for one in of_holder})
        reason = f"the endpoint says nothing of this office, only of: {'; '.join(other[:5])}"
        return incomparable(Kind.TENURE, ours, said, reason)

    def _rivals(self, ours: Ours, holders: set[str], offices: set[str]) -> list[Judged]:
        """Return tenures of others on a day on which ours is certain, of an office for one."""
        day = ours.bounds.begin_not_after
        last = ours.bounds.end_not_before
        if ours.other in self._ours.shared_offices or day is None or last is None or day > last:
            return []
        return [
            (Verdict.DIFFERS, f"they have another in this office on {day}", one)
            for one in self._tenures
            if one.value in offices
            and one.of not in holders
            and says(one.time.bounds, day) is Certainty.CERTAIN
        ]

    def _is_office(self, office: str, theirs: Theirs) -> bool:
        """Say whether a tenure is of an office of ours: by its IRI, else by text and body.

        Any name will do where both are of one body; without a body only the whole label.
        """
        offices = {target.iri for target in self._targets.of(office)}
        if theirs.value:
            return theirs.value in offices
        body = self._bodies.get(office)
        bodies = {target.iri for target in self._targets.of(body)} if body else set()
        names = self._ours.office_names.get(office, [])
        if not (theirs.within and bodies):
            names = [self._ours.label(office)]
        elif not theirs.within & bodies:
            return False
        match = best(names, [theirs.text])
        return match is not None and match.score >= _SAME_TITLE

    def _linked(self, things: Iterator[str]) -> set[str]:
        return {target.iri for thing in things for target in self._targets.of(thing)}


def same_value(theirs: Theirs, ours: set[str]) -> Judged:
    """Return whether a statement of theirs has one of our values."""
    shown = theirs.text or theirs.value
    if theirs.value in ours:
        return Verdict.AGREES, f"they say {shown} too", theirs
    return Verdict.DIFFERS, f"they say {shown}", theirs


def _how(match: NameMatch | None, shorter: bool) -> str:
    if shorter:
        return "one leaves out words of the other"
    return match.how if match is not None else ""
