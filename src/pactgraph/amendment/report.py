"""What an amendment did to a store, and what a person should look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pactgraph.conflicts import Conflict, TimeFinding
from pactgraph.words.verification import Verification

if TYPE_CHECKING:
    from pactgraph.shapes.results import Report


@dataclass(frozen=True)
class Amendment:
    """Which articles came, changed and went, by their slugs, and what was found with them.

    ``counts`` says how many statements merged, and each kind of named graph, has more or less.
    ``new`` are the disagreements that were not there before, ``settled`` those that are no more,
    a sentence each. ``is_amended`` tells whether the store holds other articles afterwards than
    the project's folder. ``built_whole`` says why the store was built from all its files, None if
    it was not.
    """

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    retracted: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    words: Verification | None = None
    shapes: Report | None = None
    claim_conflicts: tuple[Conflict, ...] = ()
    times: tuple[TimeFinding, ...] = ()
    new: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()
    built_whole: str | None = None
    is_amended: bool = False
    timings: Mapping[str, float] = field(default_factory=dict, compare=False, repr=False)
