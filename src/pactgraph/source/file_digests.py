"""Digests of sets of files: a sum, so that a file comes or goes without the others being read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final, NamedTuple

_PREFIX: Final = "sha256-sum:"
_MODULUS: Final = 2**256

NO_FILES: Final = f"{_PREFIX}{0:064x}"
"""The digest of no file at all."""


class FileDigest(NamedTuple):
    """A file by the name that messages give it, and the SHA-256 of its bytes, in hexadecimal."""

    display: str
    sha256: str


def with_files(digest: str, added: Iterable[FileDigest], removed: Iterable[FileDigest] = ()) -> str:
    """Return the digest of a set of files with some more and some less.

    It is the sum, modulo 2 to the 256th, of the SHA-256 of each file's name and digest; so it
    knows no order.

    >>> one, two = FileDigest("a.ttl", "00"), FileDigest("b.ttl", "11")
    >>> both = with_files(NO_FILES, [one, two])
    >>> with_files(both, [], [one]) == with_files(NO_FILES, [two])
    True
    """
    total = int(digest.removeprefix(_PREFIX), 16)
    total += sum(map(_number, added)) - sum(map(_number, removed))
    return f"{_PREFIX}{total % _MODULUS:064x}"


def _number(file: FileDigest) -> int:
    line = f"{file.sha256}  {file.display}\n"
    return int.from_bytes(hashlib.sha256(line.encode()).digest())
