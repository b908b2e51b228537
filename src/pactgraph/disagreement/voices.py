"""Voices: who states a triple, an article for itself or a speaker through it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from pactgraph.model.passages import parse_passage_iri

Value = NamedNode | BlankNode | Literal
"""A thing or a literal."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose statement it is: an article's own, or, with speakers, theirs as it reports it.

    ``family`` is the article, or the oldest text that it is a revision of: a text and its
    revision are one voice. ``through`` are the outlets and outer speakers by whom the
    article knows what was said, ``utterance`` where the article reports it.
    """

    article: str
    family: str
    speakers: tuple[NamedNode, ...] = ()
    through: tuple[NamedNode, ...] = ()
    utterance: NamedNode | None = None

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """The same for all that one voice says: a voice does not disagree with itself."""
        return self.family, tuple(speaker.value for speaker in self.speakers)

    @property
    def is_own(self) -> bool:
        """Whether the article states it for itself."""
        return self.utterance is None


class Said(NamedTuple):
    """One triple, as one passage or claim has it."""

    subject: NamedNode | BlankNode
    predicate: NamedNode
    value: Value
    graph: str
    passage: NamedNode
    voice: Voice

    @property
    def quad(self) -> Quad:
        """The triple with its graph."""
        return Quad(self.subject, self.predicate, self.value, NamedNode(self.graph))


def differ(one: Iterable[Voice], other: Iterable[Voice]) -> bool:
    """Tell whether some voice of the one side is another than some voice of the other."""
    return len({voice.key for voice in (*one, *other)}) > 1


def shortest(statements: Iterable[Said]) -> tuple[Said, ...]:
    """Return the statements less those that a passage inside theirs makes as well.

    What is left has the shortest run of words that says it, once, ordered by place.
    """
    once = dict.fromkeys(statements)
    same: dict[tuple[object, ...], list[Said]] = {}
    for said in once:
        triple = (said.subject, said.predicate, said.value, said.voice.key, said.voice.article)
        same.setdefault(triple, []).append(said)
    kept = [
        said for group in same.values() for said in group if not _said_inside(said.passage, group)
    ]
    return tuple(sorted(kept, key=place))


def place(said: Said) -> tuple[str, int, int, str, str, str]:
    """Return where a statement stands among others: by article, range and triple."""
    found = parse_passage_iri(said.passage.value)
    start, end = (found[1].start, found[1].end) if found else (0, 0)
    return (
        said.voice.article,
        start,
        end,
        str(said.subject),
        said.predicate.value,
        str(said.value),
    )


def _said_inside(passage: NamedNode, group: Collection[Said]) -> bool:
    outer = parse_passage_iri(passage.value)
    if outer is None:
        return False
    for other in group:
        inner = parse_passage_iri(other.passage.value)
        if inner is not None and inner != outer and inner[0] == outer[0] and inner[1] in outer[1]:
            return True
    return False
