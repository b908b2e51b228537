"""A proof of a triple as a tree, from what is asked down to what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    ``voices`` is empty for what the article says in its own voice. ``implied_by`` are
    the passages that imply who says it, where no words of this one do.
    """

    passage: NamedNode
    graph: NamedNode
    location: Location | None
    resolved_by: tuple[NamedNode, ...] = ()
    narrated: bool = False
    voices: tuple[Voice, ...] = ()
    implied_by: tuple[NamedNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """A leaf that a record holds: an entity's, an article's, a judgement's or a link's.

    ``others`` are further records that hold it, in the order of their graphs' IRIs.
    """

    triple: Triple
    graph: NamedNode
    location: Location | None
    others: tuple[Recorded, ...] = ()


@dataclass(frozen=True, slots=True)
class Worded:
    """A leaf that articles state: every passage that makes the statement, in IRI order.

    ``records`` are the records that hold it too: what articles say comes first, since
    only that is evidence.
    """

    triple: Triple
    wordings: tuple[Wording, ...]
    records: tuple[Recorded, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Walk(Derived):
    """A triple that a transitive rule derived, applied again and again: a chain, folded.

    The premises are the links of the chain in walk order, three or more; none of them is
    itself such a walk of the same rule. A chain of two links is a plain ``Derived``.
    """


Leaf: TypeAlias = Worded | Recorded | Axiom | Computed
Proof: TypeAlias = Leaf | Derived


def nodes(proof: Proof) -> Iterator[Proof]:
    """Yield the proof and all its parts, from the top down and from left to right."""
    todo: list[Proof] = [proof]
    while todo:
        found = todo.pop()
        yield found
        if isinstance(found, Derived):
            todo.extend(reversed(found.premises))


def leaves(proof: Proof) -> Iterator[Leaf]:
    """Yield the leaves of a proof from left to right, one that it uses twice twice."""
    return (node for node in nodes(proof) if not isinstance(node, Derived))


def size(proof: Proof) -> int:
    """Return how many statements a proof is made of, one that it uses twice twice."""
    return sum(1 for _ in nodes(proof))


def depth(proof: Proof) -> int:
    """Return how many rules stand between a triple and its deepest leaf.

    A walk counts the fewest uses of its rule, one upon another, that join its links.
    """
    known: dict[int, int] = {}
    for node in reversed(list(nodes(proof))):
        if isinstance(node, Walk):
            known[id(node)] = walk_depth(known[id(premise)] for premise in node.premises)
        elif isinstance(node, Derived):
            known[id(node)] = 1 + max((known[id(premise)] for premise in node.premises), default=0)
        else:
            known[id(node)] = 0
    return known[id(proof)]


def walk_depth(depths: Iterable[int]) -> int:
    """Return the least depth of a tree that joins neighbours two by two, given each one's own.

    That is the minimax alphabetic tree: a leaf of depth d takes a run of 2**d places that
    begins at a multiple of its length (R. W. Yeung, Alphabetic codes revisited, 1991).

    >>> walk_depth([0, 0, 0]), walk_depth([0, 1, 0]), walk_depth([0, 0, 0, 0, 1])
    (2, 3, 3)
    """
    return (walk_room(depths) - 1).bit_length()


def walk_room(depths: Iterable[int], used: int = 0) -> int:
    """Return the places that links take after those used; ``walk_depth`` is its logarithm."""
    for link in depths:
        length = 1 << link
        used = -(-used // length) * length + length
    return used


def wordings(proof: Proof) -> tuple[Wording, ...]:
    """Return the passages that a proof ends in, each once, in the order of their graphs' IRIs."""
    found = {
        (wording.graph.value, wording.passage.value): wording
        for leaf in leaves(proof)
        if isinstance(leaf, Worded | Computed)
        for wording in leaf.wordings
    }
    return tuple(found[key] for key in sorted(found))
