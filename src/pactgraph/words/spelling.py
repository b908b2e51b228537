"""A text spelt one way for searching, with the way back to its own offsets."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pactgraph.model.passages import Range
from pactgraph.words.tokens import INVISIBLE, fold


class Spelling:
    """A text with one sort of quote, dash and space, each letter in one character.

    Runs of space are one space, invisible characters are left out; with ``any_case``
    capitals are small letters.
    """

    def __init__(self, text: str, *, any_case: bool = True) -> None:
        self._any_case = any_case
        signs: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end, sign in _signs(fold(text)):
            if sign == " " and signs and signs[-1] == " ":
                self._ends[-1] = end
                continue
            for part in sign.casefold() if any_case else sign:
                signs.append(part)
                self._starts.append(start)
                self._ends.append(end)
        self._text = "".join(signs)

    def find(self, words: str, inside: Range | None = None) -> Iterator[Range]:
        """Yield each range of the text that is spelt as the words are; none for no words.

        >>> list(Spelling("Co\u00adral  \u2018Reef\u2019").find("coral 'reef'"))
        [Range(start=0, end=14)]
        """
        pattern = Spelling(words, any_case=self._any_case)._text.strip()
        at = self._text.find(pattern) if pattern else -1
        while at >= 0:
            found = Range(self._starts[at], self._ends[at + len(pattern) - 1])
            if inside is None or found in inside:
                yield found
            at = self._text.find(pattern, at + 1)


def _signs(folded: str) -> Iterator[tuple[int, int, str]]:
    """Yield each letter with its accents, or other sign, and where it starts and ends."""
    start = 0
    while start < len(folded):
        end = start + 1
        while end < len(folded) and unicodedata.combining(folded[end]):
            end += 1
        if folded[start] not in INVISIBLE:
            sign = " " if folded[start].isspace() else folded[start:end]
            yield start, end, unicodedata.normalize("NFC", sign)
        start = end
