"""Statements of several passages that an axiom of the ontology does not let hold together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Triple

from pactgraph.conflicts import Conflict
from pactgraph.disagreement.finding import Finding, Kind, Severity, found
from pactgraph.disagreement.gists import named, side_of
from pactgraph.disagreement.lookups import Node
from pactgraph.disagreement.rule import Rule, these
from pactgraph.disagreement.voices import Said
from pactgraph.disagreement.world import World


def _broken_axiom(world: World, conflict: Conflict) -> Iterator[Finding]:
    """Yield a conflict of which two passages or claims have a part, a side each."""
    sides: dict[str, list[Said]] = {}
    for statement in conflict.statements:
        said = _said(world, statement.triple, statement.graph)
        if said is not None:
            sides.setdefault(said.graph, []).append(said)
    if len(sides) < 2:
        return
    things = {said.subject for side in sides.values() for said in side}
    yield found(
        Kind.STATUS,
        Severity.CONTRADICTION,
        things,
        [sides[graph] for graph in sorted(sides)],
        f"What is stated of {named(world, sorted(things, key=str))} cannot all hold, by"
        f" {' and by '.join(side_of(world, sides[graph]) for graph in sorted(sides))}, since"
        f" {conflict.axiom}.",
        matter=conflict.axiom,
    )


def _said(world: World, triple: Triple, graph: str | None) -> Said | None:
    if graph is None or isinstance(triple.subject, Triple):
        return None
    stored = world.as_stored(triple)
    for said in world.of(triple.subject, triple.predicate):
        if said.graph == graph and said.value == stored.object:
            return said
    return None


def _no_keys(world: World, thing: Node) -> Iterator[Conflict]:
    del world, thing
    return iter(())


BROKEN_AXIOM: Final = Rule(
    "broken-axiom",
    Kind.STATUS,
    "An axiom of the ontology does not let the statements of several passages hold together, such"
    " as that nothing is both a person and a place.",
    "What contradicts itself within one passage, or contradicts the records: that stops the build.",
    these(),
    _no_keys,
    _broken_axiom,
)
"""Its keys are the conflicts that the reasoner found."""
