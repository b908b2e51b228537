"""The text itself, and where passages and anchors lie in it."""

from __future__ import annotations

import re
from typing import Final

from pactgraph.model.passages import Range
from pactgraph.namespaces import PACT
from pactgraph.source.sentences import sentences
from pactgraph.words.article_view import ArticleView
from pactgraph.words.finding import Check
from pactgraph.words.location import places
from pactgraph.words.reporting import Reporter
from pactgraph.words.tokens import Tokens

ANCHOR_WORDS: Final = 10
"""An anchor has this many words at most."""

ANCHORED_PERCENT: Final = 15
"""All anchors of an article together stay under this share of its words."""

_RUN: Final = re.compile(r"\S*[^\W_]\S*")


def counted_words(text: str) -> list[Range]:
    """Return the words as a reader counts them: runs without a space, with a letter or figure.

    >>> len(counted_words("A NATO-led force \u2013 of 120."))
    5
    """
    return [Range(*match.span()) for match in _RUN.finditer(text)]


def check_text(view: ArticleView, digest: str | None, report: Reporter) -> bool:
    """Compare digest and length of the text at hand; say whether it is the article's text."""
    same = True
    if digest != view.record.digest:
        same = False
        report.add(
            Check.TEXT_DIGEST,
            "the text at hand is not the one the record was written from: its digest differs, "
            "so its words were not checked",
            at=view.triple_of(view.record.iri, PACT.textDigest),
            expected=f"digest {view.record.digest}, the text has {digest}",
            hint="a revised text is a new article; its record says prov:wasRevisionOf",
        )
    if report.text is not None and view.record.length != len(report.text):
        report.add(
            Check.TEXT_LENGTH,
            f"the text has {len(report.text)} characters, the record says {view.record.length}",
            at=view.triple_of(view.record.iri, PACT.textLength),
            expected=f"pact:textLength {len(report.text)}",
        )
    return same


def check_ranges(view: ArticleView, tokens: Tokens | None, report: Reporter) -> frozenset[str]:
    """Check that passages lie inside the text and cut no word; return those that lie inside."""
    length = view.record.length if tokens is None else len(tokens.text)
    inside = set()
    for iri, place in {**view.ranges, **view.silent_ranges}.items():
        at = view.describing(iri)
        if length is not None and place.end > length:
            report.add(
                Check.RANGE_OUTSIDE,
                f"the passage ends at {place.end}, after the end of the text",
                passage=iri,
                at=at,
                expected=f"an end of {length} at most",
            )
            continue
        inside.add(iri)
        if tokens is not None and (fault := _cut(tokens, place)):
            report.add(
                Check.RANGE_SPLITS_WORD,
                f"the passage {fault}",
                passage=iri,
                at=at,
                hint='find the range with: pactgraph locate SLUG "words"',
            )
    return frozenset(inside)


def check_anchors(
    view: ArticleView, tokens: Tokens | None, inside: frozenset[str], report: Reporter
) -> None:
    """Check each anchor, and that all together are a small share of the text."""
    anchored: list[Range] = []
    whole = [] if tokens is None else [tokens.within(place) for place in sentences(tokens.text)]
    for iri, passage in view.record.passages.items():
        if passage.anchor is None:
            continue
        at = view.triple_of(iri, PACT.anchor)
        count = len(counted_words(passage.anchor))
        if count > ANCHOR_WORDS or count == 0:
            report.add(
                Check.ANCHOR_TOO_LONG,
                f"the anchor has {count} words",
                passage=iri,
                at=at,
                expected=f"1 to {ANCHOR_WORDS} words",
            )
        if tokens is None or iri not in inside or not count:
            continue
        found = next(places(tokens, passage.anchor, inside=passage.range, any_case=False), None)
        if found is None:
            report.add(
                Check.ANCHOR_NOT_THERE,
                "the anchor does not stand in the passage",
                passage=iri,
                at=at,
                expected=f'the words "{passage.anchor}", whole and together',
                hint=_anchor_hint(tokens, passage.anchor),
            )
            continue
        anchored.append(found)
        if _holds_one(tokens.within(found), whole):
            report.add(
                Check.ANCHOR_IS_SENTENCE,
                "the anchor is a whole sentence",
                passage=iri,
                at=at,
                expected="a part of a sentence",
            )
    if tokens is not None:
        _check_share(view, tokens, anchored, report)


def _check_share(
    view: ArticleView, tokens: Tokens, anchored: list[Range], report: Reporter
) -> None:
    words = counted_words(tokens.text)
    mask = bytearray(len(tokens.text))
    for anchor in anchored:
        mask[anchor.start : anchor.end] = b"\x01" * len(anchor)
    quoted = sum(any(mask[word.start : word.end]) for word in words)
    if words and quoted * 100 >= ANCHORED_PERCENT * len(words):
        report.add(
            Check.ANCHORS_TOO_MUCH,
            f"the anchors together quote {quoted} of the article's {len(words)} words",
            at=view.triple_of(view.record.iri, PACT.textDigest),
            expected=f"under {ANCHORED_PERCENT}%",
            hint="leave anchors out where a range alone will do",
        )


def _cut(tokens: Tokens, place: Range) -> str | None:
    if tokens.splits_word(place.start):
        return "begins inside a word"
    if tokens.splits_word(place.end):
        return "ends inside a word"
    words = place.of(tokens.folded)
    if words != words.strip():
        return "begins or ends with a space"
    return None if len(tokens.within(place)) else "holds no word"


def _anchor_hint(tokens: Tokens, anchor: str) -> str:
    found = list(places(tokens, anchor))
    if not found:
        return "these words stand nowhere in the text"
    return "these words stand at " + ", ".join(str(place) for place in found)


def _holds_one(quoted: range, sentences_words: list[range]) -> bool:
    return any(
        len(words) and quoted.start <= words.start and words.stop <= quoted.stop
        for words in sentences_words
    )
