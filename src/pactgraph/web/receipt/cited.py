"""The passages behind a receipt as pages show them: place, words, voice, and what they state."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.evidence import PassageNote
from pactgraph.model.passages import parse_passage_iri, slug_of
from pactgraph.namespaces import RDF
from pactgraph.showing import shown
from pactgraph.telling.grounds import Cited, Grounds
from pactgraph.telling.labels import Labels, with_article
from pactgraph.telling.passage_outline import voice_words
from pactgraph.telling.readable import Reading
from pactgraph.web.urls import Parameters, Urls

_URLS = Urls()


@dataclass(frozen=True)
class Place:
    """Where a passage stands, and what is at hand of its words."""

    iri: str
    href: str
    name: str
    note: PassageNote | None = None

    @property
    def published(self) -> str | None:
        """The day of the article, as its record states it."""
        return None if self.note is None else self.note.published

    @property
    def publisher(self) -> str | None:
        """Who published the article."""
        return None if self.note is None else self.note.publisher

    @property
    def characters(self) -> str:
        """The range of the words in the article's text."""
        parts = parse_passage_iri(self.iri)
        return f"characters {parts[1].start} to {parts[1].end}" if parts else ""


@dataclass(frozen=True)
class Linked:
    """Some words, with the page that tells more of them, and the page of a statement."""

    text: str
    href: str | None = None
    why: str | None = None


@dataclass(frozen=True)
class About:
    """What is stated of one thing: its kinds in words, and each property with its values."""

    thing: Linked
    kinds: str
    rows: tuple[tuple[str, tuple[Linked, ...], str], ...]


@dataclass(frozen=True)
class Elsewhere:
    """What words leave out or mean by a pronoun, and the passage that tells it, if another."""

    words: str
    at: tuple[Place, ...] = ()


@dataclass(frozen=True)
class CitedPassage:
    """A passage that a receipt quotes under a number; ``same_as`` one whose words it shares."""

    number: int
    place: Place
    states: tuple[About, ...]
    same_as: int | None = None
    voice: str | None = None
    narrated: bool = False
    elsewhere: tuple[Elsewhere, ...] = ()


class Passages:
    """Makes of what a receipt rests on what a page shows of its passages.

    ``view`` are the parameters of the view in which its links stay.
    """

    def __init__(self, reading: Reading, grounds: Grounds, view: Parameters = ()) -> None:
        self._reading = reading
        self._labels: Labels = reading.labels
        self._grounds = grounds
        self._view = view

    def cited(self, *, reported: bool) -> list[CitedPassage]:
        """Return the quoted passages: those that report what a speaker says, or the others."""
        every = sorted(self._grounds.cited.values(), key=lambda one: one.number)
        first: dict[str, int] = {}
        for one in every:
            first.setdefault(one.wording.passage.value, one.number)
        return [self._cited(one, first) for one in every if bool(one.wording.voices) is reported]

    def stated_again(self) -> list[tuple[Place, tuple[About, ...]]]:
        """Return the other passages that state parts again, and which."""
        return [
            (self.place(wording.passage.value), tuple(self.about(triples)))
            for wording, triples in self._grounds.elsewhere.values()
        ]

    def others(self, iris: Iterable[str]) -> list[Place]:
        """Return the places of these passages that are shown neither as quoted nor as again."""
        return [self.place(iri) for iri in sorted(set(iris) - self._placed())]

    def place(self, iri: str) -> Place:
        """Return where a passage stands."""
        return place_of(iri, self._reading.passages, self._labels)

    def about(self, triples: Iterable[Triple]) -> Iterator[About]:
        """Yield what triples state, thing by thing."""
        found: dict[object, tuple[list[str], dict[NamedNode, list[Linked]]]] = {}
        for triple in triples:
            kinds, rows = found.setdefault(triple.subject, ([], {}))
            if triple.predicate == RDF.type:
                kinds.append(with_article(self._text(triple.object)))
            else:
                value = Linked(
                    self._text(triple.object),
                    self._href(triple.object),
                    statement_url(triple, self._view),
                )
                rows.setdefault(triple.predicate, []).append(value)
        for subject, (kinds, rows) in found.items():
            told = [
                (
                    shown(self._labels.property(name)),
                    tuple(values),
                    self._grounds.unfinished.get((subject, name), ""),
                )
                for name, values in rows.items()
            ]
            thing = Linked(self._text(subject), self._href(subject))
            yield About(thing, ", ".join(kinds), tuple(told))

    def _cited(self, one: Cited, first: Mapping[str, int]) -> CitedPassage:
        wording = one.wording
        quoted = first[wording.passage.value]
        is_first = quoted == one.number
        return CitedPassage(
            one.number,
            self.place(wording.passage.value),
            tuple(self.about(one.triples)),
            None if is_first else quoted,
            shown(voice_words(wording, self._labels)) if wording.voices else None,
            wording.narrated and not wording.voices,
            tuple(self._elsewhere(one)),
        )

    def _elsewhere(self, one: Cited) -> Iterator[Elsewhere]:
        meant = self._meant(one)
        others = [p for p in one.resolvers if p.value not in meant]
        if others:
            yield Elsewhere("What these words leave out is told at", self._places(others))
        for resolver, things in meant.items():
            verb = "is" if len(things) == 1 else "are"
            words = shown(f"{' and '.join(things)} {verb} meant")
            if resolver == one.wording.passage.value:
                yield Elsewhere(words)
            else:
                yield Elsewhere(f"{words}, as told at", (self.place(resolver),))
        if one.implying:
            yield Elsewhere("Who says so is only implied, at", self._places(one.implying))

    def _meant(self, one: Cited) -> dict[str, list[str]]:
        meant: dict[str, list[str]] = {}
        for thing, resolver in self._reading.resolutions.get(one.wording.passage.value, ()):
            if thing in one.things:
                meant.setdefault(resolver, []).append(self._labels.of(NamedNode(thing)))
        return meant

    def _places(self, passages: Collection[NamedNode]) -> tuple[Place, ...]:
        return tuple(self.place(passage.value) for passage in passages)

    def _placed(self) -> set[str]:
        placed = set(self._grounds.passages)
        for one in self._grounds.cited.values():
            placed |= {at.value for at in (*one.resolvers, *one.implying)} | self._meant(one).keys()
        return placed | {w.passage.value for w, _ in self._grounds.elsewhere.values()}

    def _text(self, term: object) -> str:
        assert isinstance(term, NamedNode | BlankNode | Literal)
        return shown(self._labels.of(term))

    def _href(self, term: object) -> str | None:
        return _URLS.of_iri(term.value) if isinstance(term, NamedNode) else None


def place_of(iri: str, notes: Mapping[str, PassageNote], labels: Labels | None = None) -> Place:
    """Return where a passage stands, with its note if there is one."""
    parts = parse_passage_iri(iri)
    name = shown((labels or Labels()).of(NamedNode(iri))) if parts is None else slug_of(parts[0])
    return Place(iri, _URLS.page(iri), name, notes.get(iri))


def statement_url(triple: Triple, view: Parameters = ()) -> str | None:
    """Return the page of a statement; None where a term of it has no name."""
    try:
        return _URLS.statement(triple, view)
    except ValueError:
        return None
