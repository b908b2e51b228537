"""The errors of pactgraph: each says what is wrong, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a source file: its name as a person would type it, and a line from 1."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


class PactgraphError(Exception):
    """Base of every error that pactgraph raises on purpose.

    ``exit_code`` is what the command line returns for it; ``location`` and ``iri``
    say where, ``hint`` says what to do.
    """

    exit_code = 7

    def __init__(
        self,
        message: str,
        *,
        location: Location | None = None,
        iri: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.location = location
        self.iri = iri
        self.hint = hint

    def __str__(self) -> str:
        where = f"{self.location}: " if self.location else ""
        what = f"{where}{self.message}"
        if self.iri and self.iri not in self.message:
            what += f"\n  about: {self.iri}"
        if self.hint:
            what += f"\n  hint: {self.hint}"
        return what


class BadInput(PactgraphError):
    """A file or a value that cannot be taken: broken syntax, a wrong type, a broken law."""

    exit_code = 3


class UnsupportedAxiom(BadInput):
    """An axiom that the rule compiler does not know how to carry out."""


class Contradiction(BadInput):
    """Statements that cannot all hold; carried in ``findings`` with both sides."""

    def __init__(self, message: str, *, findings: tuple[object, ...] = (), **where: object) -> None:
        super().__init__(message, **where)  # type: ignore[arg-type]
        self.findings = findings


class DoesNotConform(BadInput):
    """The sources break a law of the words or a shape of severity violation; see ``findings``."""

    def __init__(self, message: str, *, findings: tuple[object, ...] = (), **where: object) -> None:
        super().__init__(message, **where)  # type: ignore[arg-type]
        self.findings = findings


class NotFound(PactgraphError):
    """A name, an entity, a stored query, a project or a store that is not there."""

    exit_code = 4

    def __init__(self, message: str, *, candidates: tuple[str, ...] = (), **where: object) -> None:
        super().__init__(message, **where)  # type: ignore[arg-type]
        self.candidates = candidates

    def __str__(self) -> str:
        text = super().__str__()
        if self.candidates:
            text += "\n  did you mean: " + ", ".join(self.candidates)
        return text


class NotAProject(NotFound):
    """A folder that is not laid out as a pactgraph project."""


class BadQuery(PactgraphError):
    """A query that is not valid SPARQL, or asks for what is not allowed."""

    exit_code = 5


class DeadlineExceeded(PactgraphError):
    """A query that took too long or too much memory and was stopped."""

    exit_code = 6


class EngineFailure(PactgraphError):
    """The engine or the store failed; the sources are untouched."""

    exit_code = 7


class TextsNotAtHand(PactgraphError):
    """The article texts are needed and were not given."""

    exit_code = 8
