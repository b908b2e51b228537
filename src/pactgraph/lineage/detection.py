"""Finding the shared texts of articles: their words compared, grouped and put in order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from pactgraph.errors import BadInput, TextsNotAtHand
from pactgraph.lineage.corpus import Corpus, read_corpus
from pactgraph.lineage.groups import Group, Part, find_groups, words_of
from pactgraph.lineage.likeness import number_changes, shared_words
from pactgraph.lineage.order import Dated, dated_articles
from pactgraph.model.passages import Range
from pactgraph.model.shared_text import (
    Likeness,
    Lineage,
    NumberChange,
    Occurrence,
    SharedKind,
    SharedText,
)
from pactgraph.namespaces import LINEAGE
from pactgraph.source.sources import Sources
from pactgraph.source.texts import Texts, text_digest

TextOf = Callable[[str], str]


def find_lineage(sources: Sources, texts: Texts) -> Lineage:
    """Return what the articles of a project share, from their texts.

    Raises TextsNotAtHand if a text is missing, and BadInput if one is not the text that
    its record was written from.
    """
    texts.needed_for("compare them")
    for slug, record in sorted(sources.articles.items()):
        digest = texts.digest(slug)
        if digest is None:
            raise TextsNotAtHand(
                f'the text of "{slug}" is not at hand, and all are needed to compare them',
                hint=f"put {slug}.txt into the folder of the texts",
            )
        if digest != record.digest:
            raise BadInput(
                f'the text of "{slug}" is not the one the record was written from',
                location=record.location,
                hint="a revised text is a new article; its record says prov:wasRevisionOf",
            )
    return compared(dated_articles(sources), lambda slug: texts.text(slug) or "")


def compared(articles: Iterable[Dated], text_of: TextOf) -> Lineage:
    """Return what articles share; ``text_of`` gives the text of each by its slug."""
    ordered = sorted(articles, key=lambda article: article.place)
    corpus = read_corpus((article.slug, text_of(article.slug)) for article in ordered)
    made = _Maker(ordered, corpus, text_of)
    return Lineage(
        tuple(sorted(article.iri for article in ordered)),
        tuple(sorted(map(made.shared_text, find_groups(corpus)), key=lambda text: text.iri)),
    )


class _Maker:
    def __init__(self, ordered: Sequence[Dated], corpus: Corpus, text_of: TextOf) -> None:
        self.ordered = ordered
        self.corpus = corpus
        self.text_of = text_of

    def shared_text(self, group: Group) -> SharedText:
        first = self.article(group.parts[0])
        place = self.place(group.parts[0])
        others = {self.article(part).slug: self.article(part) for part in group.parts}
        del others[first.slug]
        return SharedText(
            LINEAGE[f"{first.slug}/{place.start}-{place.end}"].value,
            SharedKind.QUOTED if group.is_quotation else SharedKind.COPIED,
            tuple(self.occurrences(group)),
            all(first.is_before(other) for other in others.values()),
        )

    def occurrences(self, group: Group) -> Iterator[Occurrence]:
        first = words_of(self.corpus, group.parts[0])
        for part in group.parts:
            words = words_of(self.corpus, part)
            place = self.place(part)
            if part == group.parts[0]:
                likeness = Likeness.FIRST
            elif words.keys == first.keys:
                likeness = Likeness.SAME
            elif words.masked == first.masked:
                likeness = Likeness.NUMBERS
            else:
                likeness = Likeness.WORDS
            yield Occurrence(
                self.article(part).iri,
                place,
                range_digest(self.text_of(self.article(part).slug), place),
                likeness,
                shared_words(first, words),
                len(words),
                tuple(self.changes(group.parts[0], part)),
            )

    def changes(self, first: Part, here: Part) -> list[NumberChange]:
        pairs = number_changes(
            words_of(self.corpus, first), words_of(self.corpus, here), self.corpus.numbers
        )
        found = {NumberChange(self.spelt(one), self.spelt(other)) for one, other in pairs}
        return sorted(found, key=lambda change: (change.in_first or "", change.here or ""))

    def spelt(self, key: int | None) -> str | None:
        return None if key is None else f"{self.corpus.numbers[key]:f}"

    def article(self, part: Part) -> Dated:
        return self.ordered[int(self.corpus.article_of[part.sentence])]

    def place(self, part: Part) -> Range:
        return self.corpus.place(part.sentence, part.words)


def range_digest(text: str, place: Range) -> str:
    """Return the digest of the characters of a range, in UTF-8.

    >>> range_digest("The lagoon", Range(4, 10))[:14]
    'sha256:421c3d0'
    """
    return text_digest(place.of(text).encode("utf-8"))
