"""Articles as sentences of numbered words, in arrays, so that very many fit into memory.

Words are compared without regard to case, to the sort of apostrophe and to a possessive; every
number, in figures or in words, is one and the same *masked* word. A sentence with fewer words
than ``SHORTEST``, figures aside (a byline, a dateline, a heading), is left out: it is nobody's
in particular.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pactgraph.model.passages import Range
from pactgraph.source.sentences import sentences
from pactgraph.words.numerals import written_numbers
from pactgraph.words.sayings import quoted_ranges
from pactgraph.words.tokens import INVISIBLE

SHORTEST: Final = 8
"""So many words at least are shared, or nothing is: fewer may be anybody's."""

_WORD: Final = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w.,]*\d)|\d+\.\d+(?![\w.]*\d)"
    rf"|[\w\u0300-\u036f{INVISIBLE}]+(?:['\u2019][\w\u0300-\u036f]+)*"
)
_POSSESSIVE: Final = re.compile(r"'s?$")
_FOLDED: Final = {ord("\u2019"): "'", **dict.fromkeys(map(ord, INVISIBLE))}
_NUMBER: Final = "\x00number"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a sentence or of a part of it: keys, masked keys, and which are quoted."""

    keys: Sequence[int]
    masked: Sequence[int]
    quoted: Sequence[bool]

    def __len__(self) -> int:
        return len(self.keys)


Hashes = NDArray[np.uint64]
Places = NDArray[np.int32]


@dataclass(frozen=True)
class Corpus:
    """The long sentences of articles, in the order in which the articles were given.

    Sentence ``n`` is of the article ``article_of[n]``, from character ``starts[n]`` to
    ``ends[n]``, and has the words from ``first_word[n]`` to ``first_word[n + 1]``. ``keys``
    holds a hash of each word, ``masked`` the same but for numbers; ``numbers`` gives the
    value of each number by its key.
    """

    slugs: tuple[str, ...]
    article_of: Places
    starts: Places
    ends: Places
    first_word: NDArray[np.int64]
    keys: Hashes
    masked: Hashes
    word_starts: Places
    word_ends: Places
    quoted: NDArray[np.bool_]
    numbers: dict[int, Decimal]

    def __len__(self) -> int:
        return len(self.starts)

    def words(self, sentence: int) -> slice:
        """Return where the words of a sentence stand in the arrays of words."""
        return slice(int(self.first_word[sentence]), int(self.first_word[sentence + 1]))

    def place(self, sentence: int, words: range) -> Range:
        """Return the characters of some words of a sentence; of all of them, the whole of it."""
        inside = self.words(sentence)
        if words == range(inside.stop - inside.start):
            return Range(int(self.starts[sentence]), int(self.ends[sentence]))
        return Range(
            int(self.word_starts[inside.start + words.start]),
            int(self.word_ends[inside.start + words.stop - 1]),
        )


def read_corpus(articles: Iterable[tuple[str, str]]) -> Corpus:
    """Return the corpus of articles, each given as its slug and its text."""
    slugs: list[str] = []
    article_of, starts, ends = array("i"), array("i"), array("i")
    first_word, words = array("q", [0]), array("I")
    word_starts, word_ends, quoted = array("i"), array("i"), bytearray()
    vocabulary: dict[str, int] = {}
    for number, (slug, text) in enumerate(articles):
        slugs.append(slug)
        quotations = quoted_ranges(text)
        for place in sentences(text):
            found = list(_WORD.finditer(text, place.start, place.end))
            # A dateline is short, however many figures it has.
            if sum(not match[0][0].isdigit() for match in found) < SHORTEST:
                continue
            article_of.append(number)
            starts.append(place.start)
            ends.append(place.end)
            words.extend([vocabulary.setdefault(m[0], len(vocabulary)) for m in found])
            word_starts.extend([match.start() for match in found])
            word_ends.extend([match.end() for match in found])
            quoted += _marked(found, quotations)
            first_word.append(len(words))
    index = np.frombuffer(words, np.uint32) if words else np.empty(0, np.uint32)
    keys, masked, numbers = _hashes(vocabulary)
    return Corpus(
        tuple(slugs),
        np.array(article_of, np.int32),
        np.array(starts, np.int32),
        np.array(ends, np.int32),
        np.array(first_word, np.int64),
        keys[index],
        masked[index],
        np.array(word_starts, np.int32),
        np.array(word_ends, np.int32),
        np.frombuffer(bytes(quoted), np.bool_),
        numbers,
    )


def read_words(text: str) -> tuple[Words, list[str]]:
    """Return the words of a short text, for comparing, and as they are written."""
    written = [match[0] for match in _WORD.finditer(text)]
    keys, masked, _ = _hashes(written)
    return Words(keys.tolist(), masked.tolist(), [False] * len(written)), written


def word_form(written: str) -> str:
    """Return the form of a word under which it is compared.

    >>> word_form("Wendle\u2019s") == word_form("WENDLE")
    True
    """
    folded = unicodedata.normalize("NFC", written.translate(_FOLDED)).casefold()
    return _POSSESSIVE.sub("", folded)


def _marked(found: list[re.Match[str]], quotations: list[Range]) -> bytes:
    if not quotations:
        return bytes(len(found))
    return bytes(
        any(place.start <= match.start() < place.end for place in quotations) for match in found
    )


def _hashes(vocabulary: Iterable[str]) -> tuple[Hashes, Hashes, dict[int, Decimal]]:
    number = _hash(_NUMBER)
    keys, masked = array("Q"), array("Q")
    numbers: dict[int, Decimal] = {}
    for written in vocabulary:
        form = word_form(written)
        key = _hash(form)
        values = written_numbers(form)
        if len(values) == 1:
            numbers[key] = values[0].value
        keys.append(key)
        masked.append(number if values else key)
    return np.array(keys, np.uint64), np.array(masked, np.uint64), numbers


def _hash(form: str) -> int:
    # Python's own hash differs from run to run.
    return int.from_bytes(hashlib.blake2b(form.encode(), digest_size=8).digest(), "little")
