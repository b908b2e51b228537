"""Clashing times: two statements of one graph that leave one thing no begin and end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from pactgraph.reasoning.bounds import Reading
from pactgraph.reasoning.time_rules import TIME_PROPERTIES, Locate, readings


@dataclass(frozen=True, slots=True)
class Clash:
    """Statements of one graph, read by one or two rules, that cannot all hold of a thing."""

    thing: NamedNode | BlankNode
    rules: tuple[str, ...]
    statements: tuple[Quad, ...]


def clashing_times(
    graph: str, triples: Iterable[Triple], locate: Locate | None = None
) -> list[Clash]:
    """Return each two readings of one thing's times, within a graph, that cannot both hold.

    A reading is a box of begins and ends, so a set of them can hold together as soon as
    every two can. Raises BadInput for a statement of time that cannot be read.
    """
    name = NamedNode(graph)
    times: dict[NamedNode | BlankNode, list[Quad]] = {}
    for triple in triples:
        thing = triple.subject
        if triple.predicate in TIME_PROPERTIES and not isinstance(thing, Triple):
            quad = Quad(thing, triple.predicate, triple.object, name)
            times.setdefault(thing, []).append(quad)
    found = []
    for thing, quads in times.items():
        # One statement alone always holds, and most things have no second.
        if len(quads) > 1:
            found += _clashes(thing, readings(quads, locate))
    return found


def _clashes(thing: NamedNode | BlankNode, read: list[Reading]) -> list[Clash]:
    return [
        Clash(
            thing,
            tuple(dict.fromkeys((one.rule, other.rule))),
            tuple(dict.fromkeys((*one.inputs, *other.inputs))),
        )
        for one, other in combinations(read, 2)
        if one.bounds.meet(other.bounds).empty
    ]
