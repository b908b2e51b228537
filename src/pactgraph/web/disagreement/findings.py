"""Disagreements as pages show them: their sides beside each other, and who stands against whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.disagreement.finding import Kind, Severity
from pactgraph.disagreement.reading import Named, Opposed, Told
from pactgraph.evidence import PassageNote
from pactgraph.model.passages import article_of_graph, slug_of
from pactgraph.showing import shown
from pactgraph.web.receipt.cited import Linked, Place, place_of, statement_url
from pactgraph.web.urls import Parameters, Urls

SEVERITIES = {Severity.CONTRADICTION: "contradiction", Severity.TO_CHECK: "to check"}
"""What a reader is told of each severity."""

MEANT = {
    Severity.CONTRADICTION: "The sides cannot both hold.",
    Severity.TO_CHECK: "The sides may both hold: a person is to look.",
}
"""What each severity means."""

KINDS = {
    Kind.VALUE: "of a number",
    Kind.TIME: "of time",
    Kind.OFFICE: "of one office held by two",
    Kind.TOTAL: "of a total against its list",
    Kind.SCOPE: "of scope",
    Kind.STALENESS: "of what is out of date",
    Kind.CONTINUITY: "of continuity",
    Kind.STATUS: "of what holds and what does not",
}
"""What a reader is told of each kind."""

_URLS = Urls()


@dataclass(frozen=True)
class Stated:
    """One statement of a side, with its page."""

    subject: Linked
    property: str
    value: Linked
    href: str | None


@dataclass(frozen=True)
class Voiced:
    """What one passage says on a side: who speaks, the statements, the words."""

    place: Place
    speakers: tuple[Linked, ...]
    through: tuple[Linked, ...]
    stated: tuple[Stated, ...]


@dataclass(frozen=True)
class Side:
    """A side of a disagreement: who takes it, passage by passage."""

    number: int
    voices: tuple[Voiced, ...]


@dataclass(frozen=True)
class Shown:
    """A disagreement ready for a page."""

    iri: str
    href: str
    kind: str
    severity: str
    grave: bool
    rule: str
    gist: str
    about: tuple[Linked, ...]
    sides: tuple[Side, ...]
    reconciliation: str | None
    reconciled_by: tuple[Place, ...]
    judgements: tuple[Linked, ...]

    @property
    def anchor(self) -> str:
        """The last part of its IRI."""
        return self.iri.rpartition("/")[2]


def shown_finding(one: Told, notes: Mapping[str, PassageNote], view: Parameters = ()) -> Shown:
    """Return a disagreement ready for a page; its links stay in a view."""
    sides = [
        Side(number, tuple(_voices(statements, notes, view)))
        for number, statements in groupby(one.statements, lambda said: said.side)
    ]
    # A thing that is only spoken of is named where the statements name it.
    named = {thing.iri: thing for said in one.statements for thing in (said.subject, said.value)}
    about = [named.get(thing.iri, thing) for thing in one.about]
    return Shown(
        one.iri,
        _URLS.disagreement(one.iri, view),
        KINDS[one.kind],
        SEVERITIES[one.severity],
        one.severity is Severity.CONTRADICTION,
        one.rule,
        shown(one.gist),
        tuple(map(_linked, about)),
        tuple(sides),
        None if one.reconciliation is None else shown(one.reconciliation),
        tuple(place_of(iri, notes) for iri in one.reconciled_by),
        tuple(map(_linked, one.judgements)),
    )


def articles_of(one: Told) -> set[str]:
    """Return the slugs of the articles that take a side, or in which a speaker does."""
    return {_slug(said.passage) for said in one.statements}


def opposed_pairs(findings: Iterable[Told]) -> Counter[tuple[str, str]]:
    """Return how many findings have two articles on different sides, by the pair in order.

    One article against itself is no pair.
    """
    counted: Counter[tuple[str, str]] = Counter()
    for one in findings:
        counted.update(opposed_in(one))
    return counted


def opposed_in(one: Told) -> set[tuple[str, str]]:
    """Return the pairs of articles, each in order, that stand on different sides of a finding."""
    sides: dict[int, set[str]] = {}
    for said in one.statements:
        sides.setdefault(said.side, set()).add(_slug(said.passage))
    return {
        (min(left, right), max(left, right))
        for first, second in combinations(sides.values(), 2)
        for left in first
        for right in second
        if left != right
    }


def grouped(findings: Sequence[Told]) -> list[tuple[Severity, list[tuple[Kind, list[Told]]]]]:
    """Return findings by severity and kind, in the order in which they come."""
    return [
        (
            severity,
            [(kind, list(found)) for kind, found in groupby(of_severity, lambda o: o.kind)],
        )
        for severity, of_severity in groupby(findings, lambda one: one.severity)
    ]


def _voices(
    statements: Iterable[Opposed], notes: Mapping[str, PassageNote], view: Parameters
) -> Iterator[Voiced]:
    def voice(one: Opposed) -> tuple[str, tuple[str | None, ...]]:
        return one.passage, tuple(speaker.iri for speaker in one.speakers)

    for _, here in groupby(statements, voice):
        said = list(here)
        yield Voiced(
            place_of(said[0].passage, notes),
            tuple(map(_linked, said[0].speakers)),
            tuple(map(_linked, said[0].through)),
            tuple(_stated(one, view) for one in said),
        )


def _stated(one: Opposed, view: Parameters) -> Stated:
    subject, predicate, value = one.subject.term, one.property.term, one.value.term
    href = None
    if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode):
        assert isinstance(value, NamedNode | Literal)
        href = statement_url(Triple(subject, predicate, value), view)
    return Stated(_linked(one.subject), shown(one.property.label), _linked(one.value), href)


def _linked(thing: Named) -> Linked:
    href = None if thing.iri is None else _URLS.of_iri(thing.iri)
    return Linked(shown(thing.label), href)


def _slug(passage: str) -> str:
    return slug_of(article_of_graph(passage) or passage)
