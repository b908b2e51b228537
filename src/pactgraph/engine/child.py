"""One child process: its start, its frames, its deadline, and why it ended."""

from __future__ import annotations

import json
import math
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO, cast

from pactgraph.engine.frames import read_frame, write_frame
from pactgraph.engine.obituary import MOST_SAID, obituary
from pactgraph.engine.starting import command, environment
from pactgraph.errors import PactgraphError

Feed = Callable[[IO[bytes]], None]
"""Writes the content of a store in memory into a file, as N-Quads."""


class Child:
    """The running process, and the bookkeeping of one exchange with it."""

    def __init__(self, module: str, configuration: str) -> None:
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed by end())
        self.expired = False
        self.dirty = False
        self.process = subprocess.Popen(
            command(module, configuration),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env=environment(),
            # Ctrl-C is for the parent, which then ends the child.
            start_new_session=True,
        )

    @property
    def stdin(self) -> BinaryIO:
        """Return the pipe to the process."""
        return cast(BinaryIO, self.process.stdin)

    @property
    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self.process.poll() is None

    def deadline(self, seconds: float) -> Deadline:
        """Return a context that kills the process when it lasts longer."""
        return Deadline(self, seconds)

    def feed(self, feed: Feed) -> None:
        """Send the content of a store in memory."""
        try:
            feed(cast(IO[bytes], Pieces(self.stdin)))
            write_frame(self.stdin, b"N")
        except BrokenPipeError:
            return  # why it ended is told by its frames or its exit

    def accepts(self, request: dict[str, object]) -> bool:
        """Send a request; False when the process was gone before it began with it."""
        self.dirty = True
        try:
            write_frame(self.stdin, b"Q", json.dumps(request).encode())
            kind, _ = read_frame(cast(BinaryIO, self.process.stdout))
        except (BrokenPipeError, EOFError):
            return False
        return kind == b"A"

    def frames(self, timeout: float) -> Iterator[tuple[bytes, bytes]]:
        """Yield what the process says; raises why it ended if it ends."""
        stdout = cast(BinaryIO, self.process.stdout)
        try:
            while True:
                yield read_frame(stdout)
        except EOFError:
            raise self.obituary(timeout) from None

    def obituary(self, timeout: float) -> PactgraphError:
        """Return the error that says why the process ended."""
        code = self.process.wait()
        self.errors.seek(0)
        said = self.errors.read(MOST_SAID).decode(errors="replace")
        return obituary(code, said, timeout if self.expired else None)

    def end(self) -> None:
        """Kill the process and let go of its pipes."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue
        self.errors.close()


class Deadline:
    """Kills the child at the end of the time allowed, whatever the caller waits for."""

    def __init__(self, child: Child, seconds: float) -> None:
        self.child = child
        self.timer = None if math.isinf(seconds) else threading.Timer(seconds, self._expire)

    def _expire(self) -> None:
        self.child.expired = True
        self.child.dirty = True
        self.child.process.kill()

    def __enter__(self) -> None:
        if self.timer is not None:
            self.timer.daemon = True
            self.timer.start()

    def __exit__(self, *exception: object) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer.join()


class Pieces:
    """A file to write N-Quads into, which sends them in frames."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def write(self, data: bytes) -> int:
        """Send a piece."""
        if data:
            write_frame(self.stream, b"N", bytes(data))
        return len(data)

    def flush(self) -> None:
        """Send what is held back."""
        self.stream.flush()
