"""How much of each text is under passages, and which sentences no passage and no reason covers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pactgraph.model.passages import Range
from pactgraph.source.sentences import sentences
from pactgraph.source.sources import Sources
from pactgraph.source.texts import Texts
from pactgraph.words.article_view import ArticleView, article_views
from pactgraph.words.tokens import Tokens


@dataclass(frozen=True, slots=True)
class OpenSentence:
    """A sentence with words under no passage: where it is, and where those words are."""

    range: Range
    uncovered: tuple[Range, ...]
    words: str

    @property
    def partly(self) -> bool:
        """Whether some of the sentence is covered."""
        return self.uncovered != (self.range,)


@dataclass(frozen=True, slots=True)
class ArticleCoverage:
    """The coverage of one article; shares are of its characters that are no space."""

    slug: str
    stated: float
    silent: float
    sentences: int
    open_sentences: tuple[OpenSentence, ...]

    @property
    def complete(self) -> bool:
        """Whether every word is under a passage, or said to state nothing."""
        return not self.open_sentences


def coverage(sources: Sources, texts: Texts) -> list[ArticleCoverage]:
    """Return the coverage of every article whose text is at hand, sorted by slug.

    A passage counts if it holds a statement, words a claim or is referred to (a
    dateline that resolves); a stub does not. Raises TextsNotAtHand if no folder of
    texts was given at all.
    """
    texts.needed_for("measure their coverage")
    found = []
    for view in article_views(sources):
        text = texts.text(view.record.slug)
        if text is not None:
            found.append(coverage_of(view, text))
    return found


def coverage_of(view: ArticleView, text: str) -> ArticleCoverage:
    """Return the coverage of one article."""
    used = view.used_passages
    stated = _mask(text, (place for iri, place in view.ranges.items() if iri in used))
    silent = _mask(text, view.silent_ranges.values())
    solid = [offset for offset, sign in enumerate(text) if not sign.isspace()]
    tokens = Tokens(text)
    parts = [place for place in sentences(text) if len(tokens.within(place))]
    return ArticleCoverage(
        view.record.slug,
        _share(sum(stated[offset] for offset in solid), len(solid)),
        _share(sum(silent[offset] and not stated[offset] for offset in solid), len(solid)),
        len(parts),
        tuple(
            OpenSentence(place, uncovered, place.of(text))
            for place in parts
            if (uncovered := tuple(_uncovered(tokens, place, stated, silent)))
        ),
    )


def _mask(text: str, places: Iterable[Range]) -> bytearray:
    mask = bytearray(len(text))
    for place in places:
        end = min(place.end, len(text))
        if place.start < end:
            mask[place.start : end] = b"\x01" * (end - place.start)
    return mask


def _uncovered(
    tokens: Tokens, sentence: Range, stated: bytearray, silent: bytearray
) -> Iterator[Range]:
    """Yield the runs of words of a sentence that are not whole under a passage."""
    words = [tokens[index] for index in tokens.within(sentence)]
    open_words = [
        not all(stated[offset] or silent[offset] for offset in range(word.start, word.end))
        for word in words
    ]
    if all(open_words):
        yield sentence
        return
    start: int | None = None
    for index, is_open in enumerate(open_words):
        if is_open:
            start = words[index].start if start is None else start
        elif start is not None:
            yield Range(start, words[index - 1].tail)
            start = None
    if start is not None:
        yield Range(start, words[-1].tail)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
