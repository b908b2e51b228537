"""A rule of disagreement: its name, what it finds, what it passes over, and how it looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pactgraph.disagreement.finding import Finding, Kind
from pactgraph.disagreement.world import World


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule over the graph. It knows classes and properties, and no thing by its name.

    ``finds`` and ``passes_over`` are sentences for a person; ``look`` yields what it finds.
    """

    name: str
    kind: Kind
    finds: str
    passes_over: str
    look: Callable[[World], Iterable[Finding]]
