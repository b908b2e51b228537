"""An account of a lineage for a person: who has which text first, and what each copy changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pactgraph.lineage.corpus import read_words
from pactgraph.lineage.detection import range_digest
from pactgraph.lineage.likeness import differences
from pactgraph.lineage.order import Dated, dated_articles
from pactgraph.lineage.record import lineage_triples
from pactgraph.model.passages import Range, passage_iri, slug_of
from pactgraph.model.shared_text import (
    Likeness,
    Lineage,
    NumberChange,
    Occurrence,
    SharedKind,
    SharedText,
)
from pactgraph.reasoning.line import Lines
from pactgraph.source.articles import ArticleRecord
from pactgraph.source.sources import Sources
from pactgraph.source.texts import Texts

_SHOWN_WORDS = 10
_BETWEEN = 2


@dataclass(frozen=True, slots=True)
class Copy:
    """One occurrence of a shared text; ``text`` are its characters where they are at hand.

    ``likeness`` is ``first``, ``same``, ``numbers`` or ``words``; ``numbers`` are those that
    differ from the first, and ``changes`` says, if the texts are at hand, how its words do;
    ``passages`` are those that it overlaps.
    """

    slug: str
    published: str
    range: Range
    likeness: str
    shared: int
    words: int
    numbers: tuple[NumberChange, ...]
    passages: tuple[str, ...]
    text: str | None
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedAccount:
    """A shared text and where it stands, in order of time."""

    iri: str
    is_quotation: bool
    first_is_certain: bool
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class ArticleAccount:
    """An article: how many passages it has, and how many are copied from which other."""

    slug: str
    published: str
    passages: int
    copied: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Account:
    """All of it, in order of time; ``not_compared`` are the articles that were left out."""

    texts: tuple[SharedAccount, ...]
    articles: tuple[ArticleAccount, ...]
    not_compared: tuple[str, ...]


def account_of(
    sources: Sources, lineage: Lineage, texts: Texts, slugs: Collection[str] = ()
) -> Account:
    """Return the account of a lineage, or of what of it touches some articles, by their slugs."""
    known = {article.iri: article for article in dated_articles(sources)}
    there = {article.iri for article in sources.articles.values()}
    place = {iri: number for number, iri in enumerate(known)}
    found = [
        _text(sources, text, known, texts)
        for text in sorted(
            lineage.texts,
            key=lambda text: [
                (place.get(o.article, len(place)), o.range) for o in text.occurrences[:1]
            ],
        )
        if there.issuperset(text.articles)
        and (not slugs or any(slug_of(iri) in slugs for iri in text.articles))
    ]
    lines = Lines(lineage_triples(lineage), there)
    return Account(
        tuple(found),
        tuple(
            _article(sources.articles[article.slug], article, lines)
            for article in known.values()
            if not slugs or article.slug in slugs
        ),
        tuple(article.slug for article in known.values() if article.iri not in lineage.compared),
    )


def dates_of(article: Dated) -> str:
    """Return the days between which an article was published or written, for a reader."""
    if article.first is None and article.last is None:
        return "undated"
    if article.first == article.last:
        return str(article.first)
    return f"{article.first or '…'} to {article.last or '…'}"


def _article(record: ArticleRecord, article: Dated, lines: Lines) -> ArticleAccount:
    copied: Counter[str] = Counter()
    for passage in record.passages.values():
        line, _ = lines.line_of(record.iri, passage.range)
        if line != record.iri:
            copied[slug_of(line)] += 1
    return ArticleAccount(record.slug, dates_of(article), len(record.passages), copied)


def _text(
    sources: Sources, text: SharedText, known: Mapping[str, Dated], texts: Texts
) -> SharedAccount:
    first = text.occurrences[0]
    return SharedAccount(
        text.iri,
        text.kind is SharedKind.QUOTED,
        text.first_is_certain,
        tuple(
            _copy(sources, first, occurrence, known[occurrence.article], texts)
            for occurrence in text.occurrences
        ),
    )


def _copy(
    sources: Sources, first: Occurrence, here: Occurrence, article: Dated, texts: Texts
) -> Copy:
    record = sources.articles[article.slug]
    words, first_words = _words(here, texts), _words(first, texts)
    changes: tuple[str, ...] = ()
    if words is not None and first_words is not None and here.likeness is Likeness.WORDS:
        changes = tuple(_changes(first_words, words))
    return Copy(
        article.slug,
        dates_of(article),
        here.range,
        here.likeness.name.lower(),
        here.shared,
        here.words,
        here.changes,
        tuple(
            passage_iri(record.iri, passage.range.start, passage.range.end)
            for passage in sorted(record.passages.values(), key=lambda passage: passage.range)
            if passage.range.overlaps(here.range)
        ),
        words,
        changes,
    )


def _words(occurrence: Occurrence, texts: Texts) -> str | None:
    text = texts.text(slug_of(occurrence.article))
    if text is None or range_digest(text, occurrence.range) != occurrence.digest:
        return None
    return occurrence.range.of(text)


def _changes(first: str, here: str) -> Iterator[str]:
    """Yield in words how one text differs from the first, each run of words by itself."""
    (one, spelt_one), (other, spelt_other) = read_words(first), read_words(here)
    blocks: list[tuple[range, range]] = []
    for lost, gained in differences(one, other):
        # What stands between two changes and is a word or two is told with them.
        if blocks and lost.start - blocks[-1][0].stop <= _BETWEEN:
            before = blocks.pop()
            lost = range(before[0].start, lost.stop)
            gained = range(before[1].start, gained.stop)
        blocks.append((lost, gained))
    for places, others in blocks:
        lost_words = spelt_one[places.start : places.stop]
        new_words = spelt_other[others.start : others.stop]
        if not lost_words:
            yield f"adds {_quoted(new_words)}"
        elif not new_words:
            yield f"leaves out {_quoted(lost_words)}"
        else:
            yield f"has {_quoted(new_words)} for {_quoted(lost_words)}"


def _quoted(words: list[str]) -> str:
    some = " ".join(words[:_SHOWN_WORDS])
    return f"“{some}{' …' if len(words) > _SHOWN_WORDS else ''}”"
