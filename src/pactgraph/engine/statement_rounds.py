"""In which round of the closure each statement was derived, kept beside a store."""

from __future__ import annotations

import hashlib
import mmap
from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

from pyoxigraph import BlankNode, NamedNode, Triple
from pyoxigraph import Literal as RdfLiteral

Term: TypeAlias = NamedNode | BlankNode | RdfLiteral

MAGIC: Final = 0x3173646E756F7270
"""What the file begins with, so that neither another file nor another byte order is read."""

HEAD: Final = 24
"""How many bytes the head has: the magic number, how many triples, how many bytes a round."""

FACTORS: Final = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
"""Odd numbers that tell subject, predicate and object of a triple's hash apart."""

_WIDTHS: Final[Mapping[int, Literal["B", "H", "I"]]] = {1: "B", 2: "H", 4: "I"}
_LOW: Final = (1 << 64) - 1


class StatementRounds:
    """A sorted list of hashes of triples, and one of their rounds, mapped into memory.

    What was given is not in it. A hash that two triples have is noted with a round that
    is not known; that is seen when the file is written, so that no triple of the store is
    taken for another.
    """

    UNSURE: Final = -1
    BESIDE: Final = -2
    """What ``number_of`` returns for a round not known, and for no part in the closure."""

    def __init__(self, path: Path) -> None:
        """Open the file; raises OSError or ValueError if it is not there, none, or not whole."""
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._whole = memoryview(self._map)
        head = self._whole[:HEAD].tobytes()
        magic, count, width = (int.from_bytes(head[i : i + 8], "little") for i in (0, 8, 16))
        if (
            len(head) != HEAD
            or memoryview(head).cast("Q")[0] != MAGIC
            or magic != MAGIC
            or width not in _WIDTHS
            or len(self._whole) != HEAD + (8 + width) * count
        ):
            self._whole.release()
            self._map.close()
            raise ValueError("it is not whole, or no list of rounds")
        end = HEAD + 8 * count
        self._hashes = self._whole[HEAD:end].cast("Q")
        self._numbers = self._whole[end:].cast(_WIDTHS[width])
        self._most = (1 << 8 * width) - 1

    def number_of(self, triple: Triple) -> int:
        """Return the round of a triple of merged: 0 if it was given, else from 1 on.

        Its literal is as the engine gives it back.
        """
        wanted = hash_of(triple)
        at = bisect_left(self._hashes, wanted)
        if at == len(self._hashes) or self._hashes[at] != wanted:
            return 0
        number: int = self._numbers[at]
        if number == self._most:
            return self.BESIDE
        return self.UNSURE if number == self._most - 1 else number

    def close(self) -> None:
        """Let go of the file."""
        for view in (self._hashes, self._numbers, self._whole):
            view.release()
        self._map.close()


def hash_of(triple: Triple) -> int:
    """Return the hash of a triple."""
    return sum(hash_of_term(t) * f for t, f in zip(triple, FACTORS, strict=True)) & _LOW


@lru_cache(maxsize=65536)
def hash_of_term(term: Term) -> int:
    """Return the hash of a term: the same in every run."""
    return int.from_bytes(digest_of_term(term), "little")


def digest_of_term(term: Term) -> bytes:
    """Return the eight bytes of a term's hash, the lowest first."""
    return hashlib.blake2b(str(term).encode(), digest_size=8).digest()
