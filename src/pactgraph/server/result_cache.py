"""Answers kept in memory: the least recently used go when the room is full."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

_OVERHEAD = 512


@dataclass
class Kept:
    """A whole answer: its kind, its body, and the body compressed once somebody wanted it.

    ``kind`` is its format or its media type, whichever its maker goes by.
    """

    kind: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    gzipped: bytes | None = None
    room: int = field(default=0)


class ResultCache:
    """Answers by their key, up to a number of bytes in all and in one."""

    def __init__(self, most: int = 64 * 1024 * 1024, largest: int = 4 * 1024 * 1024) -> None:
        self.most = most
        self.largest = largest
        self.size = 0
        self.hits = 0
        self.misses = 0
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Kept | None:
        """Return what is kept under a key, which is then the most recently used."""
        found = self._kept.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return found

    def put(self, key: Hashable, kept: Kept) -> None:
        """Keep an answer, unless it is too large; what was used longest ago makes room."""
        if len(kept.body) > self.largest:
            return
        before = self._kept.pop(key, None)
        if before is not None:
            self.size -= before.room
        kept.room = len(kept.body) + _OVERHEAD
        self._kept[key] = kept
        self.size += kept.room
        self._make_room()

    def add_gzipped(self, key: Hashable, kept: Kept, gzipped: bytes) -> None:
        """Keep the compressed body of an answer too, as long as the answer is kept."""
        if self._kept.get(key) is kept and kept.gzipped is None:
            kept.gzipped = gzipped
            kept.room += len(gzipped)
            self.size += len(gzipped)
            self._make_room()

    def clear(self) -> None:
        """Forget everything: the graph is another."""
        self._kept.clear()
        self.size = 0

    def _make_room(self) -> None:
        while self.size > self.most:
            _, dropped = self._kept.popitem(last=False)
            self.size -= dropped.room
