"""What a new fetch would lose: values that we have, and that the endpoint gives no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from pactgraph.enrichment.targets import Targets
from pactgraph.enrichment.wanted import WANTED
from pactgraph.errors import BadInput, Location

MOST_NAMED: Final = 20
"""How many things a message names."""

_WANTED = {wanted.iri: wanted for wanted in WANTED}


class LessThanBefore(BadInput):
    """A fetch that gives less than the one whose place it would take."""


@dataclass(frozen=True)
class Loss:
    """What is lost of one target: the properties, in words, of which no value is left."""

    target: str
    properties: tuple[str, ...]


def losses(before: Iterable[ox.Triple], after: Iterable[ox.Triple], targets: Targets) -> list[Loss]:
    """Return what was there of targets that are linked still, and has no value any more.

    A value in the place of another is no loss, and neither is what was known of a thing to
    which no link leads now.
    """
    linked = set(targets.iris)
    lost: dict[str, list[str]] = defaultdict(list)
    for target, name in sorted(_filled(before) - _filled(after)):
        if target in linked:
            wanted = _WANTED.get(name)
            lost[target].append(wanted.says if wanted else name)
    return [Loss(target, tuple(dict.fromkeys(names))) for target, names in lost.items()]


def in_words(lost: list[Loss]) -> str:
    """Return what is lost, counted, and a line for each thing; of very many the first."""
    number = sum(len(one.properties) for one in lost)
    what = "1 property" if number == 1 else f"{number} properties"
    things = "1 thing" if len(lost) == 1 else f"{len(lost)} things"
    lines = [f"{one.target}: {', '.join(one.properties)}" for one in lost[:MOST_NAMED]]
    if len(lost) > MOST_NAMED:
        lines.append(f"and {len(lost) - MOST_NAMED} things more")
    return "\n  ".join((f"{what} of {things}", *lines))


def check_losses(lost: list[Loss], file: str, endpoint: str) -> None:
    """Raise LessThanBefore if anything is lost."""
    if lost:
        raise LessThanBefore(
            f"the endpoint gives less than was fetched before, so the file is left as it was; "
            f"lost would be {in_words(lost)}",
            location=Location(file),
            iri=endpoint,
            hint="if that is so indeed, and the endpoint holds all that it should: --replace",
        )


def _filled(triples: Iterable[ox.Triple]) -> set[tuple[str, str]]:
    """Return of which target which property has a value."""
    found = set()
    for triple in triples:
        wanted = _WANTED.get(triple.predicate.value)
        about = triple.object if wanted is not None and wanted.inverse else triple.subject
        if isinstance(about, ox.NamedNode):
            found.add((about.value, triple.predicate.value))
    return found
