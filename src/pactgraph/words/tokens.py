"""Whole words of a text with their offsets, normalised for comparing and never for offsets."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pactgraph.model.passages import Range

_QUOTES: Final = {ord(c): "'" for c in "\u2018\u2019\u201a\u201b\u2032\u02bc`\u00b4"}
_DOUBLE_QUOTES: Final = {ord(c): '"' for c in "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"}
_DASHES: Final = {ord(c): "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"}
_SPACES: Final = dict.fromkeys((9, 11, 12, 160, 5760, *range(8192, 8203), 8239, 8287, 12288), " ")
_FOLDED: Final = _QUOTES | _DOUBLE_QUOTES | _DASHES | _SPACES

INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Characters that show nothing: they neither part a word nor belong to what it says."""

WORD_CHARACTER: Final = rf"[^\W_\u0300-\u036f]|[\u0300-\u036f{INVISIBLE}]"
_WORD: Final = re.compile(rf"(?:{WORD_CHARACTER})*[^\W_\u0300-\u036f](?:{WORD_CHARACTER})*")
_POSSESSIVE: Final = re.compile(r"'s(?!\w)|(?<=[sS])'(?!\w)", re.IGNORECASE)
_GAP_SPACE: Final = re.compile(r"\s+")
_DROP_INVISIBLE: Final = dict.fromkeys(map(ord, INVISIBLE))


def fold(text: str) -> str:
    """Return the text with one sort of quote, dash and space, character for character.

    >>> fold("The \u201cSelm\u201d \u2013 A\u00a0B")
    'The "Selm" - A B'
    """
    return text.translate(_FOLDED)


@lru_cache(maxsize=65536)
def word_key(word: str) -> str:
    """Return the form of a single word under which it is compared.

    >>> word_key("Gea\u0306") == word_key("GE\u0102")
    True
    """
    return unicodedata.normalize("NFC", word.translate(_DROP_INVISIBLE)).casefold()


@dataclass(frozen=True, slots=True)
class Token:
    """One whole word: its key, what stands between it and the word before, and where it is.

    ``end`` leaves out a possessive ('s), ``tail`` takes it in.
    """

    key: str
    gap: str
    start: int
    end: int
    tail: int


class Tokens:
    """The whole words of one text, in order.

    Compounds fall into their parts, a possessive is no part of the word:

    >>> [token.key for token in Tokens("The Narva-Osel pact\u2019s 44-day truce")]
    ['the', 'narva', 'osel', 'pact', '44', 'day', 'truce']
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self._tokens = tuple(_tokenise(self.folded))
        self._starts = [token.start for token in self._tokens]

    def __iter__(self) -> Iterator[Token]:
        return iter(self._tokens)

    def __len__(self) -> int:
        return len(self._tokens)

    def __getitem__(self, index: int) -> Token:
        return self._tokens[index]

    def first_at_or_after(self, offset: int) -> int:
        """Return the index of the first word that starts at ``offset`` or later."""
        return bisect_left(self._starts, offset)

    def within(self, inside: Range) -> range:
        """Return the indices of the words that lie whole inside a range of characters."""
        first = self.first_at_or_after(inside.start)
        last = self.first_at_or_after(inside.end)
        if last > first and self._tokens[last - 1].end > inside.end:
            last -= 1
        return range(first, last)

    def match(self, index: int, pattern: Tokens) -> bool:
        """Say whether the words from ``index`` on are those of ``pattern``, gaps and all."""
        if not len(pattern) or index + len(pattern) > len(self):
            return False
        if self._tokens[index].key != pattern[0].key:
            return False
        return all(
            self._tokens[index + n].key == pattern[n].key
            and self._tokens[index + n].gap == pattern[n].gap
            for n in range(1, len(pattern))
        )

    def find(self, pattern: Tokens, inside: Range | None = None) -> Iterator[Range]:
        """Yield each range (within ``inside``) whose whole words are those of ``pattern``."""
        indices = range(len(self)) if inside is None else self.within(inside)
        for index in range(indices.start, indices.stop - len(pattern) + 1):
            if self.match(index, pattern):
                yield Range(self[index].start, self[index + len(pattern) - 1].end)

    def splits_word(self, offset: int) -> bool:
        """Say whether ``offset`` lies inside a word (a possessive may be cut off)."""
        index = self.first_at_or_after(offset) - 1
        return index >= 0 and self[index].start < offset < self[index].end


def _tokenise(folded: str) -> Iterator[Token]:
    previous = 0
    for match in _WORD.finditer(folded):
        if match.start() < previous:
            continue
        possessive = _POSSESSIVE.match(folded, match.end())
        tail = possessive.end() if possessive else match.end()
        gap = _normal_gap(folded[previous : match.start()])
        yield Token(word_key(match[0]), gap, match.start(), match.end(), tail)
        previous = tail


@lru_cache(maxsize=4096)
def _normal_gap(gap: str) -> str:
    """Reduce each run of space to one, but keep the break between two paragraphs apart."""
    return _GAP_SPACE.sub(
        lambda run: "\n\n" if run[0].count("\n") > 1 else " ", gap.translate(_DROP_INVISIBLE)
    )
