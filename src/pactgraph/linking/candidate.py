"""What was found elsewhere: an identifier, and all that speaks for it and against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pactgraph.linking.name_match import split_brackets
from pactgraph.linking.terms import LABELS

TITLE: Final = "the title in its IRI"
PAGE: Final = "the title of its page"


@dataclass(frozen=True)
class TheirName:
    """A name that something has elsewhere: which property gives it, in which language."""

    form: str
    given_by: str
    language: str = ""

    @property
    def bare(self) -> str:
        """The name without the words in brackets that tell it from others."""
        return split_brackets(self.form)[0]

    @property
    def qualifier(self) -> str:
        """The words in brackets."""
        return split_brackets(self.form)[1]


@dataclass
class Candidate:
    """Something elsewhere that may be one of our things.

    ``iri`` is as the endpoint writes it. ``kinds`` and ``types`` map what it is to what says
    so; ``hinted`` are the kinds that others' infoboxes alone tell; ``through`` is what it was
    found by, where it has no name of its own; ``service`` is the score of a reconciliation
    service, 0 to 1.
    """

    iri: str
    names: list[TheirName] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    hinted: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    offices: set[str] = field(default_factory=set)
    description: str = ""
    population: int = 0
    through: Candidate | None = None
    service: float | None = None

    @property
    def label(self) -> str:
        """The name to show: a label, English before others, else a title."""
        best = {property_.value for property_ in LABELS}
        ordered = sorted(
            self.names,
            key=lambda n: (
                n.given_by in (TITLE, PAGE),
                n.given_by not in best,
                not n.language.startswith("en"),
                n.language != "",
                n.form,
            ),
        )
        if ordered:
            return ordered[0].form
        return self.through.label if self.through else ""
