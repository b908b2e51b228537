"""Invented words: names that belong to one thing each, and fillers that mean nothing.

Names end in a consonant and the ending of their kind, fillers in "u", so that no filler is
ever taken for a name. Between any three other words of a sentence stands a filler, drawn for
that sentence alone: so two sentences share a run of words only where one copies the other.
"""

from __future__ import annotations

import random
from functools import lru_cache
from typing import Final

_ONSETS: Final = ("b", "br", "d", "dr", "f", "g", "gl", "k", "kr", "l", "m", "n", "p", "pr", "s",
                  "st", "t", "tr", "v", "z")  # fmt: skip
_VOWELS: Final = ("a", "e", "i", "o")
_SYLLABLES: Final = tuple(onset + vowel for onset in _ONSETS for vowel in _VOWELS)
_BASE: Final = len(_SYLLABLES)
_SPREAD: Final = 198_491
"""A number that shares no divisor with a power of ``_BASE``, to spread neighbours."""

FILLERS: Final = tuple(
    f"{first}{middle}{vowel}{last}u"
    for first in ("bl", "br", "cl", "dr", "fl", "gr", "kl", "kr", "pl", "sk", "sn", "sp", "tr",
                  "vl", "vr", "zn")
    for middle in ("amb", "and", "elk", "elm", "ilt", "imp", "olg", "ond", "ush", "urk", "ast",
                   "erv", "ikk", "osk", "ulb", "ent", "arg", "ebr", "idd", "oft")
    for vowel in "aeio"
    for last in ("b", "d", "g", "l", "m", "n", "p", "r", "s", "t", "z", "kr", "lm", "lt", "nd",
                 "rk", "sk", "sn", "vr")
)  # fmt: skip
"""Some 24,000 words that are no word of English, no name and no number."""


@lru_cache(maxsize=8)
def _order(seed: int) -> tuple[str, ...]:
    syllables = list(_SYLLABLES)
    random.Random(f"{seed}/syllables").shuffle(syllables)
    return tuple(syllables)


def stem(seed: int, number: int) -> str:
    """Return the beginning of a name, another for each number from 0 on.

    >>> len({stem(7, number) for number in range(1000)})
    1000
    """
    size, length = _BASE**3, 3
    while number >= size:
        number -= size
        size, length = size * _BASE, length + 1
    spread = (number * _SPREAD + 1) % size
    order = _order(seed)
    parts = []
    for _ in range(length):
        spread, rest = divmod(spread, _BASE)
        parts.append(order[rest])
    return "".join(parts).capitalize()
