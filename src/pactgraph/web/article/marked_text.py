"""A text with its passages marked in it: paragraphs of runs, each under the same passages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pactgraph.model.passages import Range
from pactgraph.showing import shown
from pactgraph.source.sentences import sentences

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")


@dataclass(frozen=True)
class Run:
    """A run of characters that the same passages cover, the shortest passage first.

    ``reason`` is why it states nothing, if it lies in a silent passage and in no other.
    """

    start: int
    text: str
    passages: tuple[Range, ...] = ()
    reason: str | None = None

    @property
    def depth(self) -> int:
        """How many passages cover it, as far as a picture tells them apart."""
        return min(len(self.passages), 4)

    @property
    def places(self) -> str:
        """The passages that cover it, as their blocks on the page are called."""
        return " ".join(f"char={place}" for place in self.passages)


def paragraphs(
    text: str, passages: Iterable[Range], silent: Mapping[Range, str]
) -> list[tuple[Run, ...]]:
    r"""Return the lines of a text that are not empty, each cut where a passage begins or ends.

    >>> lines = paragraphs("one two\n\nsix", [Range(4, 7)], {})
    >>> [[run.text for run in line] for line in lines]
    [['one ', 'two'], ['six']]
    """
    known = sorted(set(passages), key=lambda place: (len(place), place))
    cuts = sorted({cut for place in (*known, *silent) for cut in (place.start, place.end)})
    found = []
    for line in _LINE.finditer(text):
        if not line[0].strip():
            continue
        inside = [cut for cut in cuts if line.start() < cut < line.end()]
        edges = [line.start(), *inside, line.end()]
        found.append(
            tuple(_run(text, Range(start, end), known, silent) for start, end in pairwise(edges))
        )
    return found


def _run(text: str, place: Range, known: Sequence[Range], silent: Mapping[Range, str]) -> Run:
    covering = tuple(passage for passage in known if place in passage)
    reason = next((why for where, why in silent.items() if place in where), None)
    return Run(place.start, shown(place.of(text)), covering, None if covering else reason)


def open_sentences(text: str, covered: Iterable[Range]) -> list[Range]:
    """Return the sentences of which some letter or digit lies under none of the ranges.

    >>> open_sentences("One here. Two there.", [Range(0, 9)])
    [Range(start=10, end=20)]
    """
    mask = bytearray(len(text))
    for place in covered:
        end = min(place.end, len(text))
        mask[place.start : end] = b"\x01" * max(end - place.start, 0)
    return [
        place
        for place in sentences(text)
        if any(text[i].isalnum() and not mask[i] for i in range(place.start, place.end))
    ]


def share_covered(text: str, covered: Iterable[Range]) -> float:
    """Return the share of a text's characters that are no space and lie under the ranges."""
    under = {i for place in covered for i in range(place.start, min(place.end, len(text)))}
    solid = [i for i, sign in enumerate(text) if not sign.isspace()]
    return sum(i in under for i in solid) / len(solid) if solid else 1.0
