"""One child process: its start, its frames, its deadline, and why it ended."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, BinaryIO, cast

import pyoxigraph

from pactgraph.engine.frames import read_frame, write_frame
from pactgraph.errors import DeadlineExceeded, EngineFailure, PactgraphError

_FOLDER = Path(__file__).parent

# The package's own __init__ would load all of it; the child needs two of its modules.
_START = """
import importlib, sys, types
for name, folder in (("pactgraph", sys.argv[1]), ("pactgraph.engine", sys.argv[2])):
    module = types.ModuleType(name)
    module.__path__ = [folder]
    sys.modules[name] = module
if sys.argv[3] not in sys.path:
    sys.path.append(sys.argv[3])
importlib.import_module(sys.argv[4]).main(sys.argv[5])
"""

Feed = Callable[[IO[bytes]], None]
"""Writes the content of a store in memory into a file, as N-Quads."""


class Child:
    """The running process, and the bookkeeping of one exchange with it."""

    def __init__(self, module: str, configuration: str) -> None:
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed by end())
        self.expired = False
        self.dirty = False
        places = (str(_FOLDER.parent), str(_FOLDER), str(Path(pyoxigraph.__file__).parent.parent))
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, *places, module, configuration],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env={**os.environ, "RUST_BACKTRACE": "0"},
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
        said = self.errors.read(20_000).decode(errors="replace")
        if self.expired:
            return DeadlineExceeded(
                f"stopped after {timeout:g} s: the deadline",
                hint="ask for less, or give it longer (--timeout)",
            )
        if "memory allocation of" in said or "MemoryError" in said:
            return DeadlineExceeded(
                "stopped at the memory cap", hint="ask for less: fewer rows, a smaller sort"
            )
        if code == -signal.SIGKILL:
            return EngineFailure(
                "the query process was killed from outside",
                hint="the system may be short of memory",
            )
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        last = said.strip().splitlines()[-1:] or ["it said nothing"]
        return EngineFailure(
            f"the engine crashed on this query ({how}): {last[0][:300]}",
            hint="the store is unharmed; write the query in another way",
        )

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
