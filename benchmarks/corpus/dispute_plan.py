"""Which article disputes which, and how: decided by seed and number alone.

Of every two articles the odd one disputes the one whose number is half of its own, so that no
article is disputed twice, a half of a corpus is a smaller corpus, and the distance grows with
the corpus.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Final

from .draws import drawn
from .publication import published

ACROSS: Final = ("date", "count", "office", "scope", "ended", "excluded", "denied", "relation",
                 "duplicate", "resumed")  # fmt: skip
"""How two articles can differ."""
WITHIN: Final = ("gap", "total", "part", "refuted")
"""What one article can have that does not fit together."""
_IN_ORDER: Final = frozenset({"ended"})


@dataclass(frozen=True, slots=True)
class Dispute:
    """Article ``by`` differs from article ``origin``."""

    kind: str
    origin: int
    by: int


@lru_cache(maxsize=65536)
def dispute_by(seed: int, number: int) -> Dispute | None:
    """Return how an article disputes an earlier one, if it does."""
    if number % 2 == 0:
        return None
    origin = (number - 1) // 2
    kinds = list(ACROSS)
    if not published(seed, origin) + timedelta(days=2) < published(seed, number):
        kinds = [kind for kind in kinds if kind not in _IN_ORDER]
    above = dispute_by(seed, origin)
    if above is not None and above.kind == "scope":
        # One number for three scopes is another finding than for two.
        kinds.remove("scope")
    return Dispute(drawn(seed, "dispute", number).choice(kinds), origin, number)


def dispute_of(seed: int, number: int) -> Dispute | None:
    """Return how a later article disputes this one."""
    return dispute_by(seed, 2 * number + 1)


def own_trouble(seed: int, number: int) -> str | None:
    """Return what does not fit together within an article, if anything."""
    if number % 4 != 2:
        return None
    return drawn(seed, "own", number).choice(WITHIN)
