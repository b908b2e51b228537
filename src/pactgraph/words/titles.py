"""The titles of offices in words, and by which of these two can be compared at all."""

from __future__ import annotations

from typing import Final

_PARTED: Final = "\x1f"
FEWEST_WORDS: Final = 2
"""A title of fewer words is extended by none: too many begin with the word."""


def title_words(title: str) -> tuple[str, ...]:
    """Return a title in words without case: a word in the genitive is another word."""
    return tuple(word.strip(",.;").casefold() for word in title.replace("-", " ").split())


def title_begin(words: tuple[str, ...]) -> str | None:
    """Return what a title has in common with all that extend it; None if it is too short.

    >>> title_begin(title_words("Deputy Director")) == title_begin(
    ...     title_words("Deputy director for Harbours")
    ... )
    True
    """
    return _PARTED.join(words[:FEWEST_WORDS]) if len(words) >= FEWEST_WORDS else None
