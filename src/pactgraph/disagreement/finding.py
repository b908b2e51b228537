"""A disagreement as it was found: its kind, its sides, what reconciles them, our gist."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pyoxigraph import NamedNode

from pactgraph.disagreement.voices import Said, Voice, shortest
from pactgraph.namespaces import DISAGREEMENT, PACT

_DIGITS: Final = 16


class Kind(StrEnum):
    """In which respect sides differ."""

    VALUE = "value"
    TIME = "time"
    OFFICE = "office"
    TOTAL = "total"
    SCOPE = "scope"
    STALENESS = "staleness"
    CONTINUITY = "continuity"
    STATUS = "status"

    @property
    def term(self) -> NamedNode:
        """The ontology's individual."""
        return _KIND_TERMS[self]


class Severity(StrEnum):
    """Whether the sides cannot both hold, or a person is to look."""

    CONTRADICTION = "contradiction"
    TO_CHECK = "to-check"

    @property
    def term(self) -> NamedNode:
        """The ontology's individual."""
        return _SEVERITY_TERMS[self]


_KIND_TERMS: Final = {
    Kind.VALUE: PACT.valueDisagreement,
    Kind.TIME: PACT.timeDisagreement,
    Kind.OFFICE: PACT.officeDisagreement,
    Kind.TOTAL: PACT.totalDisagreement,
    Kind.SCOPE: PACT.scopeDisagreement,
    Kind.STALENESS: PACT.stalenessDisagreement,
    Kind.CONTINUITY: PACT.continuityDisagreement,
    Kind.STATUS: PACT.statusDisagreement,
}
_SEVERITY_TERMS: Final = {
    Severity.CONTRADICTION: PACT.contradiction,
    Severity.TO_CHECK: PACT.toCheck,
}


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The passages that let both sides stand, and one sentence of ours that says why."""

    passages: tuple[NamedNode, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A disagreement: two sides or more, each with the statements that it rests on.

    ``about`` are the things on which the sides differ. ``named_by`` are those of them that,
    with the rule and the point in which the sides differ (``matter``), name the finding, so
    that it keeps its IRI when one more article takes a side. ``judgements`` are those of a
    curator that it stands beside.
    """

    rule: str
    kind: Kind
    severity: Severity
    about: tuple[NamedNode, ...]
    named_by: tuple[NamedNode, ...]
    matter: str
    sides: tuple[tuple[Said, ...], ...]
    gist: str
    reconciliation: Reconciliation | None = None
    judgements: tuple[NamedNode, ...] = ()

    @property
    def iri(self) -> NamedNode:
        """The name of the finding: a digest of its rule, its matter and what names it."""
        parts = [self.rule, self.matter, *(thing.value for thing in self.named_by)]
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        return DISAGREEMENT[digest[:_DIGITS]]

    @property
    def statements(self) -> Iterator[tuple[int, Said]]:
        """Each statement with the number of its side, from 1."""
        for number, side in enumerate(self.sides, 1):
            for said in side:
                yield number, said

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Every voice that takes a side, once."""
        return tuple(dict.fromkeys(said.voice for _, said in self.statements))


def found(
    kind: Kind,
    severity: Severity,
    about: Iterable[object],
    sides: Iterable[Iterable[Said]],
    gist: str,
    *,
    matter: str = "",
    named_by: Iterable[object] | None = None,
    reconciliation: Reconciliation | None = None,
) -> Finding:
    """Return a finding whose rule is still to be named, its sides in their shortest wording.

    It is named by all that it is about, unless ``named_by`` says by which of that.
    """
    things = _ordered(about)
    return Finding(
        "",
        kind,
        severity,
        things,
        things if named_by is None else _ordered(named_by),
        matter,
        tuple(shortest(side) for side in sides),
        gist,
        reconciliation,
    )


def _ordered(things: Iterable[object]) -> tuple[NamedNode, ...]:
    named = {thing for thing in things if isinstance(thing, NamedNode)}
    return tuple(sorted(named, key=lambda thing: thing.value))
