"""Seeded draws: each place of a corpus has its own, so that any part is made without the rest."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def drawn(seed: int, *place: object) -> random.Random:
    """Return the draws of one place: the same for the same seed and place, on any machine."""
    return random.Random("/".join(map(str, (seed, *place))))


def log_uniform(draw: random.Random, below: int) -> int:
    """Return a number from 0 on, below a bound; the chance of ``n`` goes as 1/(n + 1).

    It gives a power law of use: number 0 is in a large share of whatever is drawn, and most
    numbers in one or two.
    """
    return min(int(math.exp(draw.random() * math.log(below + 1))), below) - 1


def by_rank(draw: random.Random, ranked: Sequence[T]) -> T:
    """Return one of several things, by a steeper law: the first of them in about half the draws."""
    return ranked[min(int((len(ranked) + 1) ** (draw.random() ** 2)), len(ranked)) - 1]
