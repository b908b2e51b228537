"""The draft of one article: its text as it grows, and the statements that its words make."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad

from .answers import Told
from .invented_words import FILLERS
from .terms import ARTICLE, LABEL, PACT, A, day, english
from .things import Thing

_FILLERS: Final = len(FILLERS)
Place = tuple[int, int]
"""The first character of some words, and the one after the last."""


class Statements:
    """A graph of an article: takes statements about one thing after another."""

    __slots__ = ("_quads", "node")

    def __init__(self, node: NamedNode, quads: list[Quad]) -> None:
        self.node = node
        self._quads = quads

    def say(self, subject: NamedNode, predicate: NamedNode, *values: NamedNode | Literal) -> None:
        """State a property of a thing."""
        for value in values:
            self._quads.append(Quad(subject, predicate, value, self.node))

    def is_a(self, subject: NamedNode, *kinds: str) -> None:
        """State of which classes a thing is."""
        for kind in kinds:
            self._quads.append(Quad(subject, A, getattr(PACT, kind), self.node))


class Passage(Statements):
    """The graph of a passage; it is declared in the record when it is made."""

    __slots__ = ("_draft", "_resolved")

    def __init__(self, node: NamedNode, draft: Draft) -> None:
        super().__init__(node, draft.quads)
        self._draft = draft
        self._resolved: set[NamedNode] = set()

    def resolved_by(self, other: Passage) -> None:
        """Say that another passage carries what these words leave out."""
        if other.node not in self._resolved:
            self._resolved.add(other.node)
            self._draft.record.say(self.node, PACT.resolvedBy, other.node)

    def observed_today(self, thing: NamedNode) -> None:
        """State that a thing holds on the day of the article, which the dateline gives."""
        self.say(thing, PACT.observedOn, day(self._draft.today))
        self.resolved_by(self._draft.dateline)

    def claim(self, name: str, utterance: NamedNode) -> Statements:
        """Return the graph of what a speaker asserts in these words."""
        node = NamedNode(f"{self._draft.iri}/claim/{name}")
        self._draft.record.is_a(node, "Claim")
        self._draft.record.say(node, PACT.wordedIn, self.node)
        self.say(utterance, PACT.content, node)
        return Statements(node, self._draft.quads)


class Draft:
    """One article in the making."""

    def __init__(self, slug: str, today: date, draw: random.Random) -> None:
        self.slug = slug
        self.iri = ARTICLE + slug
        self.node = NamedNode(self.iri)
        self.today = today
        self.draw = draw
        self.quads: list[Quad] = []
        self.about_record: list[Quad] = []
        self.record = Statements(NamedNode(f"{self.iri}/record"), self.about_record)
        self.dateline: Passage
        self.facts: list[Told] = []
        self.alter: Callable[[str], str] | None = None
        self._parts: list[str] = []
        self._length = 0
        self._counts: Counter[str] = Counter()
        self._introduced: set[str] = set()

    @property
    def text(self) -> str:
        """The text so far, less the space at its end, with a line break after it."""
        return "".join(self._parts).rstrip() + "\n"

    @property
    def length(self) -> int:
        """How many characters the text has so far."""
        return self._length

    def word(self) -> str:
        """Return a filler."""
        return FILLERS[int(self.draw.random() * _FILLERS)]

    def words(self, count: int) -> str:
        """Return fillers, one after another."""
        random_ = self.draw.random
        return " ".join([FILLERS[int(random_() * _FILLERS)] for _ in range(count)])

    def opening(self) -> str:
        """Return a filler that opens a sentence."""
        return self.word().capitalize()

    def call(self, person: Thing) -> str:
        """Return what a person is called here: by the full name first, then often by surname."""
        if person.key in self._introduced and self.draw.random() < 0.5:
            return person.short
        self._introduced.add(person.key)
        return person.name

    def sentence(self, words: str) -> Place:
        """Add a sentence, and return where its words stand, less the stop."""
        if self.alter is not None:
            words = self.alter(words)
        start = self._length
        self._parts.append(words)
        self._parts.append(". ")
        self._length += len(words) + 2
        return start, start + len(words)

    def line(self, words: str) -> Place:
        """Add a line of its own, which is no sentence."""
        start = self._length
        self._parts.append(words + "\n\n")
        self._length += len(words) + 2
        return start, start + len(words)

    def paragraph(self) -> None:
        """Begin a new paragraph."""
        self._parts.append("\n\n")
        self._length += 2

    def passage(self, place: Place, words: str | None = None) -> Passage:
        """Declare a passage; of its ``words`` the middle ones are its anchor."""
        start, end = place
        node = NamedNode(f"{self.iri}#char={start},{end}")
        self.record.is_a(node, "Passage")
        if words is not None:
            parts = words.split(" ")
            middle = len(parts) // 2
            self.record.say(node, PACT.anchor, Literal(parts[middle].strip(",")))
        return Passage(node, self)

    def told(self, words: str) -> Passage:
        """Add a sentence and declare all of it as a passage."""
        return self.passage(self.sentence(words), words)

    def thing(self, sort: str) -> NamedNode:
        """Return a thing of this article alone."""
        return NamedNode(f"{self.iri}/thing/{self._name(sort)}")

    def labelled(self, graph: Statements, sort: str, kind: str, label: str) -> NamedNode:
        """Return a thing of this article alone, with its class and a label of our own."""
        node = self.thing(sort)
        graph.is_a(node, kind)
        graph.say(node, LABEL, english(label))
        return node

    def claim(self, passage: Passage, utterance: NamedNode) -> Statements:
        """Return the graph of what is asserted in an utterance."""
        return passage.claim(self._name("claim"), utterance)

    @contextmanager
    def drawing_from(
        self, draw: random.Random, alter: Callable[[str], str] | None = None
    ) -> Iterator[None]:
        """Take words and choices from other draws, for words that are not this article's own."""
        kept: tuple[Any, Any] = (self.draw, self.alter)
        self.draw, self.alter = draw, alter
        try:
            yield
        finally:
            self.draw, self.alter = kept

    def _name(self, sort: str) -> str:
        self._counts[sort] += 1
        return f"{sort}-{self._counts[sort]}"
