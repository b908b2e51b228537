"""The body of an answer between the worker that writes it and the client that reads it."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import deque
from typing import IO

_IN_MEMORY = 1024 * 1024


class AnswerBody:
    """Pieces put in by a worker, taken out by one reader at its own pace.

    A worker never waits for a slow client: what is more than one MiB ahead of the reader
    waits in a file without a name.
    """

    def __init__(self) -> None:
        self._pieces: deque[bytes | tuple[int, int]] = deque()
        self._in_memory = 0
        self._file: IO[bytes] | None = None
        self._written = 0
        self._ended = False
        self._error: Exception | None = None
        self._reader: asyncio.Future[None] | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be put in."""
        return self._ended or self._error is not None

    @property
    def whole(self) -> bytes | None:
        """The whole body, if it is complete, small, and nothing of it was taken; else None."""
        if not self._ended or self._error is not None or self._file is not None:
            return None
        return b"".join(piece for piece in self._pieces if isinstance(piece, bytes))

    def put(self, piece: bytes) -> None:
        """Add a piece; raises OSError when the file cannot be written."""
        if self._in_memory + len(piece) <= _IN_MEMORY:
            self._pieces.append(piece)
            self._in_memory += len(piece)
        else:
            if self._file is None:
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (close() does)
            start = self._written
            while self._written < start + len(piece):
                rest = piece[self._written - start :]
                self._written += os.pwrite(self._file.fileno(), rest, self._written)
            self._pieces.append((start, len(piece)))
        self._wake()

    def end(self) -> None:
        """Say that the body is complete."""
        self._ended = True
        self._wake()

    def fail(self, error: Exception) -> None:
        """Say that the body will never be complete, unless it is."""
        if not self._ended and self._error is None:
            self._error = error
            self._wake()

    async def next(self) -> bytes | None:
        """Return the next piece, None at the end; raises what the body failed with."""
        while not self._pieces:
            if self._ended:
                return None
            if self._error is not None:
                raise self._error
            self._reader = asyncio.get_running_loop().create_future()
            await self._reader
        piece = self._pieces.popleft()
        if isinstance(piece, bytes):
            self._in_memory -= len(piece)
            return piece
        assert self._file is not None
        start, size = piece
        return os.pread(self._file.fileno(), size, start)

    def close(self) -> None:
        """Let go of what is held; if that was not all read, it must not look complete."""
        if self._pieces:
            self._pieces.clear()
            self._ended = False
            self.fail(EOFError("the answer was let go of"))
        if self._file is not None:
            self._file.close()
            self._file = None

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)
