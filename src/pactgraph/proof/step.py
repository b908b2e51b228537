"""One step of a proof: a rule and the premises that it takes."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import Triple

from pactgraph.reasoning.rules import Rule

LastStep: TypeAlias = tuple[str, tuple[Triple, ...]]
"""What makes a step another than others: the rule's name, and the premises."""


@dataclass(frozen=True, slots=True)
class Step:
    """A rule and premises that derive a triple, and the size of the proof that ends in it.

    ``place`` says where it stands among steps of the same size. A walk of a transitive
    rule has all its links as premises.
    """

    rule: Rule
    premises: tuple[Triple, ...]
    size: int
    place: tuple[int, tuple[str, ...]]

    @property
    def key(self) -> LastStep:
        """What makes it another step than others."""
        return self.rule.name, self.premises


Asking: TypeAlias = Generator[Triple, Step | None, Step | None]
"""Work that stops for each triple whose own step it must know; None is sent for a given one."""
