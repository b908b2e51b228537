"""A proof of a triple as a tree, from what is asked down to what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import NamedNode, Quad, Triple

from pactgraph.errors import Location
from pactgraph.reasoning.rules import Rule


@dataclass(frozen=True, slots=True)
class Voice:
    """Who is heard in a passage or claim: the innermost speaker first, outward by accordingTo.

    ``utterance`` is the record of the utterance, ``speakers`` and ``outlets`` its own
    parties as IRIs; the words of an article itself have no voice.
    """

    utterance: NamedNode
    act: NamedNode | None
    speakers: tuple[NamedNode, ...]
    outlets: tuple[NamedNode, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """One graph of words that holds a triple: a passage, or a claim and the passage that words it.

    ``resolved_by`` are the passages that carry what the words leave out; ``narrated`` is
    True where the record marks the facts as the article's own beside a verb of saying.
    ``voices`` is empty for what the article says in its own voice.
    """

    passage: NamedNode
    graph: NamedNode
    location: Location | None
    resolved_by: tuple[NamedNode, ...] = ()
    narrated: bool = False
    voices: tuple[Voice, ...] = ()


@dataclass(frozen=True, slots=True)
class Worded:
    """A leaf that articles state: every passage that makes the statement, in IRI order."""

    triple: Triple
    wordings: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A leaf that a record holds: an entity's, an article's, a judgement's or a link's."""

    triple: Triple
    graph: NamedNode
    location: Location | None


@dataclass(frozen=True, slots=True)
class Axiom:
    """A leaf that the ontology states, of one of its own terms."""

    triple: Triple
    location: Location | None


@dataclass(frozen=True, slots=True)
class Computed:
    """A leaf that built-in rules computed, with the statements that they read.

    ``rules`` are name and sentence of each rule; ``inputs`` are quads, not proofs: each is
    stated in the graph that it names.
    """

    triple: Triple
    rules: tuple[tuple[str, str], ...]
    inputs: tuple[Quad, ...]
    wordings: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Derived:
    """A triple that a rule derived from its premises, in the order of the rule's body."""

    triple: Triple
    rule: Rule
    premises: tuple[Proof, ...]


Leaf: TypeAlias = Worded | Recorded | Axiom | Computed
Proof: TypeAlias = Leaf | Derived


def leaves(proof: Proof) -> Iterator[Leaf]:
    """Yield the leaves of a proof from left to right, one that it uses twice twice."""
    if isinstance(proof, Derived):
        for premise in proof.premises:
            yield from leaves(premise)
    else:
        yield proof


def depth(proof: Proof) -> int:
    """Return how many rules stand between a triple and its deepest leaf."""
    if isinstance(proof, Derived):
        return 1 + max((depth(premise) for premise in proof.premises), default=0)
    return 0


def wordings(proof: Proof) -> tuple[Wording, ...]:
    """Return the passages that a proof ends in, each once, in the order of their graphs' IRIs."""
    found = {
        (wording.graph.value, wording.passage.value): wording
        for leaf in leaves(proof)
        if isinstance(leaf, Worded | Computed)
        for wording in leaf.wordings
    }
    return tuple(found[key] for key in sorted(found))
