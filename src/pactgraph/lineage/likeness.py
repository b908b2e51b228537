"""How much two sentences have in common, word by word, and what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Final

from rapidfuzz.distance import Levenshtein

from pactgraph.lineage.corpus import SHORTEST, Words

RUN: Final = 3
"""Words are held in common where so many in a row stand in both, in whatever order."""

SHARE: Final = 0.6
"""Of one of the two sentences so much is held in common, or nothing is shared."""

_GAP: Final = 4


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two runs of words have in common: how many words, and where in each."""

    shared: int
    in_first: range
    in_second: range
    is_quotation: bool


def compare(first: Words, second: Words) -> Likeness | None:
    """Return what two sentences share, numbers aside, or None if it is not enough.

    Enough is ``SHORTEST`` words in runs of ``RUN``, and the share ``SHARE`` of one of them,
    so that a sentence may lie inside a longer one. Where a sentence is held in common so far,
    it is meant whole; of a longer one only the part that has most of the words.

    It is a quotation where half of the words stand in quotation marks in both, and fewer than
    ``SHORTEST`` do not: whoever reports a speech has those words from the speaker.
    """
    # What is cheap to see comes first: most pairs share a phrase and no more.
    if len(set(first.masked).intersection(second.masked)) < RUN:
        return None
    covered = _covered(first.masked, second.masked)
    covered_second = _covered(second.masked, first.masked)
    counts = sum(covered), sum(covered_second)
    shared = min(counts)
    if shared < SHORTEST:
        return None
    if max(counts[0] / len(first), counts[1] / len(second)) < SHARE:
        return None
    quoted = min(_quoted(covered, first), _quoted(covered_second, second))
    return Likeness(
        shared,
        _extent(covered),
        _extent(covered_second),
        2 * quoted >= shared and shared - quoted < SHORTEST,
    )


def shared_words(first: Words, second: Words) -> int:
    """Return how many words two runs of words hold in common, numbers aside."""
    covered = sum(_covered(first.masked, second.masked))
    return min(covered, sum(_covered(second.masked, first.masked)))


def is_quoted(words: Words) -> bool:
    """Say whether words that stand elsewhere just so are a quotation, as ``compare`` has it."""
    quoted = sum(words.quoted)
    return 2 * quoted >= len(words) and len(words) - quoted < SHORTEST


def number_changes(
    first: Words, second: Words, numbers: Mapping[int, Decimal]
) -> Iterator[tuple[int | None, int | None]]:
    """Yield the keys of the numbers that differ: the first's, and that in its place (or None).

    A number that only moved has not changed, nor has one that is now spelt in words.
    """
    blocks = [
        (
            [first.keys[place] for place in lost if first.keys[place] in numbers],
            [second.keys[place] for place in gained if second.keys[place] in numbers],
        )
        for lost, gained in differences(first, second)
    ]
    for lost, _ in blocks:
        for key in tuple(lost):
            moved = next((g for _, g in blocks for k in g if numbers[k] == numbers[key]), None)
            if moved is not None:
                lost.remove(key)
                moved.remove(next(k for k in moved if numbers[k] == numbers[key]))
    for lost, gained in blocks:
        yield from zip_longest(lost, gained)


def differences(first: Words, second: Words) -> Iterator[tuple[range, range]]:
    """Yield each run of the first's words that is lost, with the words that stand in its place."""
    for edit in Levenshtein.opcodes(list(first.keys), list(second.keys)):
        if edit.tag != "equal":
            yield (
                range(edit.src_start, edit.src_end),
                range(edit.dest_start, edit.dest_end),
            )


def _covered(words: Sequence[int], others: Sequence[int]) -> bytearray:
    runs = set(zip(*(others[offset:] for offset in range(RUN)), strict=False))
    covered = bytearray(len(words))
    for place, run in enumerate(zip(*(words[offset:] for offset in range(RUN)), strict=False)):
        if run in runs:
            covered[place : place + RUN] = b"\x01" * RUN
    return covered


def _quoted(covered: bytearray, words: Words) -> int:
    return sum(one and other for one, other in zip(covered, words.quoted, strict=True))


def _extent(covered: bytearray) -> range:
    """Return the words that are meant: all, or the stretch that holds most in common."""
    if sum(covered) >= SHARE * len(covered):
        return range(len(covered))
    stretches: list[tuple[int, int, int]] = []
    for place, held in enumerate(covered):
        if not held:
            continue
        if stretches and place - stretches[-1][2] <= _GAP:
            count, start, _ = stretches[-1]
            stretches[-1] = (count + 1, start, place + 1)
        else:
            stretches.append((1, place, place + 1))
    _, start, end = max(stretches, key=lambda stretch: (stretch[0], -stretch[1]))
    return range(start, end)
