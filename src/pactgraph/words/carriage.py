"""Whether a passage's words, or those of a passage that resolves it, carry what is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from pactgraph.words.article_words import PassageWords, Stated
from pactgraph.words.needs import (
    NeededDate,
    NeededIndividual,
    NeededNumber,
    NeededThing,
    NeededWords,
    What,
)
from pactgraph.words.numerals import WrittenNumber
from pactgraph.words.written_dates import DateParts, WrittenDate


class Verdict(Enum):
    """How the search for a needed thing ended."""

    CARRIED = "carried"
    MISSING = "missing"
    PAIR_MISSING = "several things could be meant and no pair is written"
    PAIR_CARRIES_NOT = "the passage of the written pair does not carry the thing"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict, and what was used for it: resolving passages and written pairs."""

    verdict: Verdict
    resolvers: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str]] = frozenset()

    @property
    def carried(self) -> bool:
        """Whether the words carry what was needed."""
        return self.verdict is Verdict.CARRIED


_MISSING = Outcome(Verdict.MISSING)
_HERE = Outcome(Verdict.CARRIED)


@dataclass(frozen=True)
class ResolvingPassage:
    """A passage as a carrier: its words, and the pairs that it writes for itself."""

    iri: str
    words: PassageWords
    own_pairs: frozenset[str] = frozenset()

    def carries(self, thing: str) -> bool:
        """Say whether the words name the thing alone, or a pair says that they mean it."""
        return thing in self.words.things or (
            thing in self.own_pairs and thing in self.words.ambiguous
        )


@dataclass(frozen=True)
class Carriage:
    """The words of one passage with those of its resolvers: asks whether they carry a need.

    ``pairs`` are the written resolutions (thing, resolving passage) of the passage;
    ``others`` holds every passage of the article that a pair or a resolver names.
    """

    iri: str
    words: PassageWords
    resolved_by: Sequence[str]
    pairs: Sequence[tuple[str, str]]
    others: Mapping[str, ResolvingPassage]

    @cached_property
    def resolvers(self) -> Sequence[ResolvingPassage]:
        """The passages that resolve this one and lie inside the text."""
        return [
            self.others[iri] for iri in self.resolved_by if iri in self.others and iri != self.iri
        ]

    def outcome(self, what: What) -> Outcome:
        """Return whether and by what a need is carried."""
        if isinstance(what, NeededThing):
            return self._thing(what)
        if isinstance(what, NeededDate):
            return self._date(what)
        if _holds(self.words, what):
            return _HERE
        return self._by_resolver(one for one in self.resolvers if _holds(one.words, what))

    def _by_resolver(self, carrying: Iterable[ResolvingPassage]) -> Outcome:
        for one in carrying:
            return Outcome(Verdict.CARRIED, frozenset({one.iri}))
        return _MISSING

    def _thing(self, what: NeededThing) -> Outcome:
        if what.subject is not None and what.things & self.words.inside_names_of(what.subject):
            return _HERE
        outcomes = [self._one_thing(thing) for thing in sorted(what.things)]
        order = list(Verdict)
        return min(outcomes, key=lambda found: (order.index(found.verdict), len(found.resolvers)))

    def _one_thing(self, thing: str) -> Outcome:
        if thing in self.words.things:
            return _HERE
        pairs = [pair for pair in self.pairs if pair[0] == thing]
        for pair in pairs:
            if self._pair_holds(*pair):
                return Outcome(Verdict.CARRIED, frozenset({pair[1]}), frozenset({pair}))
        if pairs:
            return Outcome(Verdict.PAIR_CARRIES_NOT, frozenset(), frozenset(pairs))
        carrying = [one.iri for one in self.resolvers if one.carries(thing)]
        unclear = thing in self.words.ambiguous or (
            not carrying and any(thing in one.words.ambiguous for one in self.resolvers)
        )
        if unclear:
            return Outcome(Verdict.PAIR_MISSING, frozenset(carrying[:1]))
        return Outcome(Verdict.CARRIED, frozenset(carrying[:1])) if carrying else _MISSING

    def _pair_holds(self, thing: str, resolving: str) -> bool:
        if resolving == self.iri:
            return thing in self.words.ambiguous
        return resolving in self.others and self.others[resolving].carries(thing)

    def _date(self, what: NeededDate) -> Outcome:
        """Find the parts of a date: a year may come from elsewhere, month and day stay together."""
        need = what.date
        pool = [(frozenset[str](), self.words)] + [
            (frozenset({one.iri}), one.words) for one in self.resolvers
        ]
        readings = [
            (used, reading) for used, words in pool for reading in _dates(words, what.subject)
        ]
        for used, reading in readings:
            if _covers(reading, need):
                return Outcome(Verdict.CARRIED, used)
        if need.month is None or need.year is None:
            return _MISSING
        without_year = DateParts(None, need.month, need.day)
        partly = _MISSING
        for used, reading in readings:
            if reading.year is None and _covers(reading, without_year):
                for giving, other in readings:
                    if other.year == need.year:
                        return Outcome(Verdict.CARRIED, used | giving)
                partly = Outcome(Verdict.MISSING, used)
        return partly


def _holds(words: PassageWords, what: What) -> bool:
    if isinstance(what, NeededNumber):
        return any(
            isinstance(stated.written, WrittenNumber)
            and stated.written.value == what.value
            and stated.says_of(what.subject)
            for stated in words.numbers
        )
    if isinstance(what, NeededIndividual):
        return what.individual in words.individuals
    return isinstance(what, NeededWords) and words.holds(what.words)


def _dates(words: PassageWords, subject: str) -> Iterator[DateParts]:
    stated: Stated
    for stated in words.dates:
        if isinstance(stated.written, WrittenDate) and stated.says_of(subject):
            yield from stated.written.readings


def _covers(reading: DateParts, need: DateParts) -> bool:
    """Say whether a reading gives every part that is needed; it may give more."""
    return (
        (need.year is None or reading.year == need.year)
        and (need.month is None or reading.month == need.month)
        and (need.day is None or reading.day == need.day)
    )
