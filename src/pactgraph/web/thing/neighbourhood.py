"""What a thing is connected with, and through what: a list, and a picture laid out for SVG."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WIDTH = 900
HEIGHT = 520
_FEW = 6
_LOW = 300
_SHOWN = 14
_CHARACTERS = 30


@dataclass(frozen=True)
class Neighbour:
    """Something connected with a thing: its name, its page, and by what kinds how often."""

    name: str
    href: str | None
    kinds: tuple[tuple[str, int], ...]

    @property
    def times(self) -> int:
        """How many things connect the two."""
        return sum(times for _, times in self.kinds)

    @property
    def through(self) -> str:
        """The kinds of connection in words.

        >>> Neighbour("A", None, (("visit", 2), ("signing", 1))).through
        'visit (2), signing'
        """
        return ", ".join(f"{kind} ({n})" if n > 1 else kind for kind, n in self.kinds)


@dataclass(frozen=True)
class Node:
    """A neighbour in the picture: its place, that of its label, and how thick its line is."""

    neighbour: Neighbour
    x: float
    y: float
    label_x: float
    anchor: str
    label: str
    through: str
    weight: float


@dataclass(frozen=True)
class Radial:
    """The picture: a thing in the middle, and those nearest to it around it."""

    width: int
    height: int
    x: float
    y: float
    nodes: tuple[Node, ...]


class Connections:
    """Counts what a thing is connected with."""

    def __init__(self) -> None:
        self._kinds: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, neighbour: str, kind: str) -> None:
        """Count one more connection."""
        self._kinds[neighbour][kind] += 1

    @property
    def iris(self) -> set[str]:
        """Everything that was counted."""
        return set(self._kinds)

    def neighbours(self, shown: Mapping[str, tuple[str, str | None]]) -> list[Neighbour]:
        """Return the neighbours, the closest first; ``shown`` has names and links."""
        found = [
            Neighbour(*shown[iri], tuple(sorted(kinds.items(), key=lambda k: (-k[1], k[0]))))
            for iri, kinds in self._kinds.items()
        ]
        return sorted(found, key=lambda one: (-one.times, one.name, one.href or ""))


def radial(neighbours: Iterable[Neighbour]) -> Radial | None:
    """Return the picture of the closest neighbours, None if there is none."""
    nearest = list(neighbours)[:_SHOWN]
    if not nearest:
        return None
    height = HEIGHT if len(nearest) > _FEW else _LOW
    middle_x, middle_y = WIDTH / 2, height / 2
    most = max(one.times for one in nearest)
    nodes = []
    for place, one in enumerate(nearest):
        # Beginning at the side, and half a step on: nothing stands just above or below the
        # middle, where labels of neighbours would run into each other.
        angle = 2 * math.pi * (place + 0.5) / len(nearest) - math.pi / 2
        x = middle_x + 0.22 * WIDTH * math.cos(angle)
        y = middle_y + 0.4 * height * math.sin(angle)
        right = math.cos(angle) >= 0
        nodes.append(
            Node(
                one,
                round(x, 1),
                round(y, 1),
                round(x + (12 if right else -12), 1),
                "start" if right else "end",
                _cut(one.name),
                _cut(one.through),
                round(1 + 4 * one.times / most, 1),
            )
        )
    return Radial(WIDTH, height, middle_x, middle_y, tuple(nodes))


def _cut(text: str) -> str:
    return text if len(text) <= _CHARACTERS else f"{text[: _CHARACTERS - 1].rstrip()}…"
