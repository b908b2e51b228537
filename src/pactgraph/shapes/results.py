"""What a validation finds: its results, and the report that holds them in a stable order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import pyoxigraph as ox

from pactgraph.errors import Location

Node = ox.NamedNode | ox.BlankNode | ox.Literal
"""A term that a result is about."""


class Severity(StrEnum):
    """How bad a result is: a violation stops a build, a warning shows (SHACL, 2.1.4)."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class PropertyPath:
    """The path of a result, as SPARQL and as Turtle write it, with full IRIs (SHACL, 2.3.1)."""

    sparql: str
    turtle: str
    predicate: ox.NamedNode | None
    """The property itself, where the path is nothing but one."""

    @classmethod
    def of(cls, predicate: ox.NamedNode) -> PropertyPath:
        """Return the path that is this one property."""
        return cls(str(predicate), str(predicate), predicate)


@dataclass(frozen=True, slots=True)
class Result:
    """One place where a graph is not as a shape wants it.

    ``locations`` are the offending statements in the source files (where the value is
    what is missing: the first statement about the focus node), ``graphs`` the named
    graphs that those statements stand in.
    """

    severity: Severity
    message: str
    focus: Node
    path: PropertyPath | None
    value: Node | None
    shape: str
    component: str
    locations: tuple[Location, ...] = ()
    graphs: tuple[str, ...] = ()

    @property
    def sort_key(self) -> tuple[int, str, int, str, str, str, str, str, str]:
        """Results stand by severity, then by file and line, then by shape and focus node.

        No two results of a report have one key.
        """
        place = self.locations[0] if self.locations else Location("")
        return (
            _RANK[self.severity],
            place.file,
            place.line or 0,
            self.shape,
            str(self.focus),
            str(self.value or ""),
            self.message,
            self.component,
            self.path.sparql if self.path else "",
        )


@dataclass(frozen=True, slots=True, order=True)
class NotApplied:
    """A shape that was left out, and why."""

    shape: str
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class ByReference:
    """A shape that was left to pySHACL, and why; its results are as good, and come later."""

    shape: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """All results of a validation, sorted, and the shapes that were treated apart."""

    results: tuple[Result, ...]
    not_applied: tuple[NotApplied, ...] = ()
    by_reference: tuple[ByReference, ...] = ()

    @classmethod
    def of(
        cls,
        results: Iterable[Result],
        not_applied: Iterable[NotApplied] = (),
        by_reference: Iterable[ByReference] = (),
    ) -> Report:
        """Return a report with each result once, in the stable order."""
        found = sorted(set(results), key=lambda result: result.sort_key)
        return cls(tuple(found), tuple(sorted(set(not_applied))), tuple(sorted(set(by_reference))))

    @property
    def conforms(self) -> bool:
        """Whether nothing stops: there may be warnings.

        SHACL itself calls a graph conformant only if it has no results at all.
        """
        return not self.violations

    @property
    def violations(self) -> tuple[Result, ...]:
        """The results that stop a build."""
        return tuple(r for r in self.results if r.severity is Severity.VIOLATION)

    @property
    def warnings(self) -> tuple[Result, ...]:
        """The results that only show."""
        return tuple(r for r in self.results if r.severity is not Severity.VIOLATION)

    def __add__(self, other: Report) -> Report:
        return Report.of(
            self.results + other.results,
            self.not_applied + other.not_applied,
            self.by_reference + other.by_reference,
        )
