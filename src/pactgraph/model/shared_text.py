"""Shared texts: runs of words that stand in several articles, as the lineage graph records them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.errors import BadInput
from pactgraph.model.graphs import LINEAGE
from pactgraph.model.passages import Range
from pactgraph.namespaces import PACT, RDF


class SharedKind(Enum):
    """How it comes that articles share words, by the class that says so."""

    COPIED = PACT.CopiedText
    QUOTED = PACT.SharedQuotation


class Likeness(Enum):
    """How the words of an occurrence stand to those of the first one."""

    FIRST = PACT.firstText
    SAME = PACT.sameWords
    NUMBERS = PACT.alteredNumbers
    WORDS = PACT.alteredWords


@dataclass(frozen=True, slots=True, order=True)
class NumberChange:
    """A number that differs: as the first text has it, and as it stands here (None: not at all)."""

    in_first: str | None
    here: str | None

    def __str__(self) -> str:
        return f"{self.here or 'none'} for {self.in_first or 'none'}"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place at which a shared text stands.

    ``shared`` are how many of its ``words`` it has in common with the first occurrence,
    numbers aside; ``digest`` is that of the characters of its range.
    """

    article: str
    range: Range
    digest: str
    likeness: Likeness
    shared: int
    words: int
    changes: tuple[NumberChange, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedText:
    """A text that stands in several articles: its occurrences in order of time.

    ``first_is_certain`` says whether the dates leave no doubt which article has it first.
    """

    iri: str
    kind: SharedKind
    occurrences: tuple[Occurrence, ...]
    first_is_certain: bool = True

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles in which it stands, in order of time, each once."""
        return tuple(dict.fromkeys(found.article for found in self.occurrences))

    def occurrence_iri(self, number: int) -> str:
        """Return the IRI of an occurrence, by its number from 1."""
        return f"{self.iri}/occurrence/{number}"


@dataclass(frozen=True, slots=True)
class Lineage:
    """The shared texts of a project, and the articles that were compared to find them."""

    compared: tuple[str, ...] = ()
    texts: tuple[SharedText, ...] = ()


_LIKENESS: Final = {likeness.value: likeness for likeness in Likeness}
_Values = Mapping[NamedNode, list[NamedNode | Literal]]


def read_lineage(triples: Iterable[Triple]) -> Lineage:
    """Return what the lineage graph records.

    Raises BadInput, with the IRI, for a shared text or an occurrence that is not whole.
    """
    about: dict[str, dict[NamedNode, list[NamedNode | Literal]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for triple in triples:
        value = triple.object
        if isinstance(triple.subject, NamedNode) and isinstance(value, NamedNode | Literal):
            about[triple.subject.value][triple.predicate].append(value)
    changes: dict[str, list[NumberChange]] = defaultdict(list)
    occurrences: dict[str, list[tuple[int, Occurrence]]] = defaultdict(list)
    for iri, values in about.items():
        if PACT.NumberChange in values[RDF.type]:
            found = NumberChange(_text(values, PACT.numberInFirst), _text(values, PACT.numberHere))
            changes[_node(iri, values, PACT.changedIn)].append(found)
    for iri, values in about.items():
        if PACT.TextOccurrence in values[RDF.type]:
            text = _node(iri, values, PACT.occurrenceOf)
            number = _number(iri, values, PACT.occurrenceNumber)
            occurrences[text].append((number, _occurrence(iri, values, changes[iri])))
    texts = [
        SharedText(
            iri,
            kind,
            tuple(found for _, found in sorted(occurrences[iri], key=lambda pair: pair[0])),
            not values[PACT.firstUncertain],
        )
        for iri, values in about.items()
        for kind in SharedKind
        if kind.value in values[RDF.type]
    ]
    compared = about[LINEAGE.value][PACT.compared]
    return Lineage(
        tuple(sorted(value.value for value in compared)),
        tuple(sorted(texts, key=lambda text: text.iri)),
    )


def lineage_among(triples: Iterable[Triple], articles: Container[str]) -> list[Triple]:
    """Return what the lineage graph records of some articles, given by their IRIs.

    An occurrence in another article is left out, with the numbers that differ in it, and
    a text that is shared by fewer than two of these articles; what stays is as it was.
    """
    held = list(triples)
    places = {t.subject: t.object for t in held if t.predicate == PACT.occursIn}
    outside = {s for s, article in places.items() if _iri(article) not in articles}
    left: dict[object, set[object]] = defaultdict(set)
    for triple in held:
        if triple.predicate == PACT.occurrenceOf:
            left[triple.object].update(
                () if triple.subject in outside else [places.get(triple.subject)]
            )
    lonely = {text for text, found in left.items() if len(found) < 2}
    outside.update(
        t.subject for t in held if t.predicate == PACT.occurrenceOf and t.object in lonely
    )
    outside.update(t.subject for t in held if t.predicate == PACT.changedIn and t.object in outside)
    return [
        triple
        for triple in held
        if triple.subject not in outside
        and triple.subject not in lonely
        and (triple.predicate != PACT.compared or _iri(triple.object) in articles)
    ]


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _occurrence(iri: str, values: _Values, changes: Iterable[NumberChange]) -> Occurrence:
    likeness = _LIKENESS.get(NamedNode(_node(iri, values, PACT.likeness)))
    if likeness is None:
        raise BadInput("this is no likeness of a text to the first", iri=iri)
    ends = [_number(iri, values, name) for name in (PACT.rangeStart, PACT.rangeEnd)]
    return Occurrence(
        _node(iri, values, PACT.occursIn),
        Range(*ends),
        _text(values, PACT.rangeDigest) or "",
        likeness,
        _number(iri, values, PACT.sharedWords),
        _number(iri, values, PACT.rangeWords),
        tuple(sorted(changes, key=lambda change: (change.in_first or "", change.here or ""))),
    )


def _only(
    iri: str, values: _Values, predicate: NamedNode, kind: type[NamedNode] | type[Literal]
) -> str:
    found = values.get(predicate, [])
    if len(found) != 1 or not isinstance(found[0], kind):
        name = predicate.value.removeprefix(PACT.base)
        raise BadInput(
            f"the lineage graph does not give it one pact:{name}",
            iri=iri,
            hint="write it anew with: pactgraph lineage --write",
        )
    return found[0].value


def _node(iri: str, values: _Values, predicate: NamedNode) -> str:
    return _only(iri, values, predicate, NamedNode)


def _number(iri: str, values: _Values, predicate: NamedNode) -> int:
    written = _only(iri, values, predicate, Literal)
    if not written.isascii() or not written.isdigit() or len(written) > 12:
        raise BadInput(f'"{written[:24]}" is no count of characters or words', iri=iri)
    return int(written)


def _text(values: _Values, predicate: NamedNode) -> str | None:
    return next((value.value for value in values.get(predicate, ())), None)
