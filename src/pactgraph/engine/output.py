"""An answer on its way out of a worker: in frames, up to a number of bytes and rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import BinaryIO

from pactgraph.engine.frames import frame

_HELD = 120_000
"""So much is held back first: an error that early can still be told instead of an answer."""

_PIECE = 60_000

_LARGEST = 240_000
"""One value may be larger than a piece: it goes out in several frames."""

_MOST_TOLD = 2_000


class Stop(Exception):
    """Why there is no answer: ``kind`` is what the parent makes an error of."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message

    def frame(self) -> bytes:
        """Return the frame that tells of it."""
        told = {"kind": self.kind, "message": self.message[:_MOST_TOLD]}
        return frame(b"X", json.dumps(told).encode())


class Output:
    """The answer on its way out, in pieces, up to a number of bytes.

    ``check`` is called with each piece before it goes out, and returns what goes out
    instead or raises Stop; ``finish_small`` with an answer that is whole before any of it
    went out; ``is_whole`` says, while ``check`` is called, that this is so.
    """

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self.stream = stream
        self.limit = limit
        self.size = 0
        self.check: Callable[[bytes], bytes] | None = None
        self.finish_small: Callable[[bytes], bytes] | None = None
        self.held: list[bytes] = []
        self.held_size = 0
        self.room = _HELD
        self.head: bytes | None = None
        self.is_whole = False

    def form(self, form: str) -> None:
        """Say what the answer is; it goes out before the first piece."""
        self.head = frame(b"H", form.encode())

    def write(self, data: bytes) -> int:
        """Take a piece of the answer; raises Stop when it gets too big."""
        self.size += len(data)
        if self.size > self.limit:
            raise Stop("size", f"the answer is larger than {self.limit:,} bytes")
        self.held.append(bytes(data))
        self.held_size += len(data)
        if self.held_size >= self.room:
            self.stream.write(self._taken())
            self.stream.flush()
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces go out when they are large enough."""

    def finish(self, end: dict[str, object]) -> None:
        """Send what is held, and that this is the end."""
        self.is_whole = self.head is not None
        if self.is_whole and self.finish_small is not None:
            self.held = [self.finish_small(b"".join(self.held))]
        self.stream.write(self._taken() + frame(b"Z", json.dumps(end).encode()))
        self.stream.flush()

    def _taken(self) -> bytes:
        """Return the frames of what is held, and hold nothing any more."""
        piece = b"".join(self.held)
        if self.check is not None:
            piece = self.check(piece)
        head, self.head = self.head or b"", None
        self.held, self.held_size, self.room = [], 0, _PIECE
        frames = [
            frame(b"D", piece[start : start + _LARGEST]) for start in range(0, len(piece), _LARGEST)
        ]
        return b"".join([head, *frames])
