"""What a graph needs carried: its numbers, dates, named things, individuals and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.namespaces import RDF, XSD
from pactgraph.words.numerals import written_numbers
from pactgraph.words.things import IriSort, KnownThings
from pactgraph.words.tokens import Tokens
from pactgraph.words.vocabulary import WordsRule
from pactgraph.words.written_dates import DateParts, written_dates


@dataclass(frozen=True, slots=True)
class NeededNumber:
    """A number, and the thing whose value it is."""

    value: Decimal
    subject: str

    def __str__(self) -> str:
        return f"the number {self.value}"


@dataclass(frozen=True, slots=True)
class NeededDate:
    """A year, a month of a year or a day, and the thing whose date it is."""

    date: DateParts
    subject: str

    def __str__(self) -> str:
        parts = (self.date.year, self.date.month, self.date.day)
        written = "-".join(f"{part:02d}" for part in parts if part is not None)
        return f"the date {written}"


@dataclass(frozen=True, slots=True)
class NeededThing:
    """A named thing; of several, any one will do (a form in our own words that several share).

    ``subject`` is the thing of which something is said that needs it, None for that thing itself
    and for what stands in our own words.
    """

    things: frozenset[str]
    subject: str | None = None

    def __str__(self) -> str:
        return "a form of " + " or ".join(f"<{thing}>" for thing in sorted(self.things))


@dataclass(frozen=True, slots=True)
class NeededIndividual:
    """One of the ontology's own individuals."""

    individual: str

    def __str__(self) -> str:
        return f"a lexical form of <{self.individual}>"


@dataclass(frozen=True, slots=True)
class NeededWords:
    """Words that stand as they are."""

    words: str

    def __str__(self) -> str:
        return f'the words "{self.words}"'


What = NeededNumber | NeededDate | NeededThing | NeededIndividual | NeededWords


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that words have to carry, and the triple that needs it.

    ``own_words`` tells that it stands inside a string of our own, such as a gist.
    """

    what: What
    triple: Triple
    own_words: bool = False


_TYPE: Final = RDF.type
_NUMERIC: Final = frozenset(
    XSD[name]
    for name in (
        "integer", "decimal", "double", "float", "int", "long", "short", "byte",
        "nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger",
        "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte",
    )
)  # fmt: skip
_DATES: Final = frozenset({XSD.gYear, XSD.gYearMonth, XSD.date, XSD.dateTime})
_DURATIONS: Final = frozenset({XSD.duration, XSD.yearMonthDuration, XSD.dayTimeDuration})
_SILENT: Final = frozenset({XSD.boolean, XSD.anyURI})
_NUMBER: Final = re.compile(r"[+-]?(\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_DATE: Final = re.compile(r"(\d{4,})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?(?:Z|[+-]\d\d:\d\d)?")
# In our own words these are articles and pronouns as often as numbers.
_ONES: Final = frozenset({"one", "once", "first"})


def needs_of(graph: Iterable[Triple], known: KnownThings) -> list[Need]:
    """Return what the triples of a passage's or a claim's graph need carried."""
    return [need for triple in graph for need in _needs_of_triple(triple, known)]


def repeats_words(triple: Triple, known: KnownThings) -> bool:
    """Say whether a triple's literal has to stand in the words as it is."""
    # What a string of our own needs is never that; to find out what it does need takes long.
    return (
        isinstance(triple.object, Literal)
        and known.vocabulary.rule_of(triple.predicate) is not WordsRule.OWN_WORDS
        and any(isinstance(need.what, NeededWords) for need in _needs_of_triple(triple, known))
    )


def _needs_of_triple(triple: Triple, known: KnownThings) -> Iterator[Need]:
    subject, value = triple.subject, triple.object
    if not isinstance(subject, NamedNode):
        return
    if known.sort_of(subject.value) is IriSort.NAMED:
        yield Need(NeededThing(frozenset({subject.value})), triple)
    rule = known.vocabulary.rule_of(triple.predicate)
    if triple.predicate == _TYPE or rule is WordsRule.NONE:
        return
    if isinstance(value, Literal):
        yield from _needs_of_literal(triple, subject.value, value, rule, known)
    elif isinstance(value, NamedNode):
        sort = known.sort_of(value.value)
        if sort is IriSort.NAMED:
            yield Need(NeededThing(frozenset({value.value}), subject.value), triple)
        elif sort is IriSort.TERM and not known.vocabulary.is_exempt(value.value):
            yield Need(NeededIndividual(value.value), triple)


def _needs_of_literal(
    triple: Triple, subject: str, literal: Literal, rule: WordsRule, known: KnownThings
) -> Iterator[Need]:
    written = literal.value
    number, date = _NUMBER.fullmatch(written), _DATE.fullmatch(written)
    if literal.datatype in _SILENT:
        return
    if literal.datatype in _NUMERIC and number:
        yield Need(NeededNumber(Decimal(written), subject), triple)
    elif literal.datatype in _DATES and date:
        year, month, day = (None if part is None else int(part) for part in date.groups())
        yield Need(NeededDate(DateParts(year, month, day), subject), triple)
    elif literal.datatype in _DURATIONS:
        sign = -1 if written.startswith("-") else 1
        for figures in re.findall(r"\d+(?:\.\d+)?", written):
            yield Need(NeededNumber(sign * Decimal(figures), subject), triple)
    elif rule is WordsRule.OWN_WORDS:
        for what in needs_of_own_words(written, subject, known):
            yield Need(what, triple, own_words=True)
    elif written.strip():
        yield Need(NeededWords(written), triple)


def needs_of_own_words(written: str, subject: str, known: KnownThings) -> Iterator[What]:
    """Yield the names, dates and numbers inside a sentence of our own, such as a gist."""
    tokens = Tokens(written)
    names = known.lexicon.in_own_words(tokens)
    dates = [
        date
        for date in written_dates(written)
        if not any(name.range.overlaps(date.range) for name in names)
    ]
    for name in names:
        yield NeededThing(name.things)
    for date in dates:
        for reading in date.readings:
            if reading.year is not None or reading.day is not None:
                yield NeededDate(reading, subject)
    for number in written_numbers(written):
        taken = [*(name.range for name in names), *(date.range for date in dates)]
        plain = number.range.of(written).lower() not in _ONES
        if plain and not any(number.range.overlaps(place) for place in taken):
            yield NeededNumber(number.value, subject)


def unknown_iris(graph: Iterable[Triple], known: KnownThings) -> Iterator[tuple[Triple, str]]:
    """Yield each triple with an IRI of it that neither ontology nor entity records declare.

    Predicates and classes are not looked at: the shapes and the rules see to them.
    """
    wrong = (IriSort.UNKNOWN_TERM, IriSort.UNDECLARED)
    for triple in graph:
        silent = triple.predicate == _TYPE or (
            known.vocabulary.rule_of(triple.predicate) is WordsRule.NONE
        )
        terms = (triple.subject,) if silent else (triple.subject, triple.object)
        for term in terms:
            if isinstance(term, NamedNode) and known.sort_of(term.value) in wrong:
                yield triple, term.value
