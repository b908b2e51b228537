"""A rule of disagreement: what it finds, and by which keys its comparisons are told apart."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pyoxigraph import NamedNode

from pactgraph.disagreement.finding import Finding, Kind
from pactgraph.disagreement.hierarchy import Hierarchy
from pactgraph.disagreement.lookups import Node
from pactgraph.disagreement.voices import Value
from pactgraph.disagreement.world import World

Key = TypeVar("Key")
Reads = Callable[[Hierarchy], Collection[NamedNode]]
"""The properties whose statements count for something, by the ontology."""


@dataclass(frozen=True, slots=True)
class Afar:
    """How a statement has a part in comparisons of things that it is not about.

    ``reads`` are the properties of such statements, None for all. With ``whoever`` it counts
    only whether anybody makes it, and not who.
    """

    reads: Reads | None
    keys: Callable[[World, Node, NamedNode, Value], Iterable[object]]
    whoever: bool = False


@dataclass(frozen=True, slots=True)
class Rule(Generic[Key]):
    """One rule over the graph. It knows classes and properties, and no thing by its name.

    ``finds`` and ``passes_over`` are sentences for a person. A key names one comparison:
    ``keys`` are those that a thing has a part in by its statements with the properties that
    the rule ``reads``, and ``look`` makes one comparison, from look-ups alone. All that is
    found is what is found for all keys of all things, and what changes where statements do
    is found at the keys that their things had before and have after. So every finding of one
    name has one key, and what a comparison rests on leads to its key: by ``keys`` or, of the
    statements of other things, by ``afar``.
    """

    name: str
    kind: Kind
    finds: str
    passes_over: str
    reads: Reads
    keys: Callable[[World, Node], Iterable[Key]]
    look: Callable[[World, Key], Iterable[Finding]]
    afar: tuple[Afar, ...] = ()


def these(*names: NamedNode) -> Reads:
    """Return these properties, whatever the ontology says."""
    every = frozenset(names)
    return lambda _: every


def itself(world: World, thing: Node) -> Iterable[Node]:
    """Return the one key of a rule that compares what is said of one thing."""
    del world
    return (thing,)
