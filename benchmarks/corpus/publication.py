"""When each article is published, and what it is called."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from .draws import drawn

_FIRST: Final = date(2010, 1, 1)
_DAYS: Final = 15 * 365
_GOLDEN: Final = 0.6180339887498949


@lru_cache(maxsize=8)
def _offset(seed: int) -> float:
    return drawn(seed, "publication").random()


@lru_cache(maxsize=65536)
def published(seed: int, number: int) -> date:
    """Return the day of an article: of 2010 to 2024, evenly spread over any run of articles."""
    part = (_offset(seed) + number * _GOLDEN) % 1
    return _FIRST + timedelta(days=int(part * _DAYS))


def slug(number: int) -> str:
    """Return the slug of an article: its number in figures that sort as they count."""
    return f"article-{number:08d}"
