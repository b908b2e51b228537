"""A stated total against what the same words list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal

from pactgraph.disagreement.finding import Finding, Kind, Severity, found
from pactgraph.disagreement.gists import side_of
from pactgraph.disagreement.lookups import Node
from pactgraph.disagreement.rule import Rule, itself, these
from pactgraph.disagreement.rules.counts import NUMBERS, numbers
from pactgraph.disagreement.world import World
from pactgraph.namespaces import PACT


def _total_and_list(world: World, count: Node) -> Iterator[Finding]:
    every = world.of(count, PACT.enumerates)
    for _, number in numbers(world, count) if every else ():
        listed = [said for said in every if said.graph == number.statements[0].graph]
        things = {one.value for one in listed}
        if not things or number.least <= len(things) <= number.most:
            continue
        is_open = Literal("true", datatype=_BOOLEAN) in world.values(count, PACT.listOpen)
        fewer = len(things) < number.least
        if is_open and fewer:
            continue
        yield found(
            Kind.TOTAL,
            # A list may leave some out, and never has more than there are.
            Severity.TO_CHECK if fewer else Severity.CONTRADICTION,
            [count],
            [[s for s in number.statements if s.predicate != PACT.countOf], listed],
            f"{world.label(count)}: {number.words} stated and {len(things)} listed by"
            f" {side_of(world, number.statements[:1])}.",
        )


_BOOLEAN: Final = Literal(True).datatype

TOTAL_AND_LIST: Final = Rule(
    "total-and-list",
    Kind.TOTAL,
    "A stated total is not the number of things that the same words list as what it counts. It is a"
    " contradiction where more are listed than are counted.",
    "A list that is left open by its words and has fewer, and a total that nothing lists.",
    these(*NUMBERS, PACT.enumerates, PACT.listOpen),
    itself,
    _total_and_list,
)
