"""The words that names begin with: by them those are found that a text can hold, and few others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pactgraph.words.quoting import QUOTED_WORDS, words_of
from pactgraph.words.tokens import Tokens

_PARTED: Final = "\x1f"


def of_form(written: str) -> set[str]:
    """Return the beginnings of a form of a name: what holds its words has one of them.

    A name so long that a part of it is a run of words counts from each of its words on.
    """
    tokens, words = _tokens(written), words_of(written)
    starts = len(words) - QUOTED_WORDS if len(words) > QUOTED_WORDS else 1
    return {
        _PARTED.join(parts[start : start + 2])
        for parts, several in ((tokens, 1), (words, starts))
        for start in range(min(several, len(parts)))
    }


def in_text(text: str) -> set[str]:
    """Return the beginnings of all forms that a text could hold, or be a part of.

    >>> of_form("Osel Accord") <= in_text("They signed the \u201cOsel Accord\u201d.")
    True
    >>> of_form("Osel Accord") & in_text("They came to Osel in accord.")
    set()
    """
    return {*_beginnings(_tokens(text)), *_beginnings(words_of(text))}


def _tokens(text: str) -> list[str]:
    """Return the words of a text as names are looked for, each but for what stands before it."""
    return [token.key for token in Tokens(text)]


def _beginnings(parts: Sequence[str]) -> set[str]:
    return {*parts, *map(_PARTED.join, pairwise(parts))}
