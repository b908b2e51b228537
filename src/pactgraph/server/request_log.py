"""The log: one line a request on standard error, written beside the event loop."""

from __future__ import annotations

import asyncio
import json
import queue
import sys
import threading
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import IO, Literal

LogFormat = Literal["json", "text", "none"]

_HOLD = 0.05
_MOST_HELD = 1000
_CONTROL = dict.fromkeys((*range(32), *range(127, 160), 0x2028, 0x2029), "?")


class RequestLog:
    """Writes a line for each request; a reader of the log who is slow loses lines, no answers.

    What was asked is told by its digest and its length alone, and a path without its query.
    """

    def __init__(self, form: LogFormat, stream: IO[str] | None = None) -> None:
        self.form = form
        self.stream = stream or sys.stderr
        self.lost = 0
        self._held: list[str] = []
        self._batches: queue.Queue[list[str] | None] = queue.Queue(maxsize=100)
        self._thread: threading.Thread | None = None

    def request(
        self,
        *,
        method: str,
        path: str,
        route: str,
        status: int,
        seconds: float,
        size: int,
        facts: Mapping[str, object],
    ) -> None:
        """Tell of one request."""
        if self.form == "none":
            return
        if self.form == "json":
            # By hand, for it is done for every request; what came from outside is escaped.
            more = "".join(f', "{name}": {json.dumps(value)}' for name, value in facts.items())
            line = (
                f'{{"time": "{_now()}", "method": {json.dumps(method[:16])}, '
                f'"path": {json.dumps(path[:300])}, "route": "{route}", "status": {status}, '
                f'"ms": {seconds * 1000:.1f}, "bytes": {size}{more}}}'
            )
        else:
            told = " ".join(f"{name}={value}" for name, value in facts.items())
            line = (
                f"{_now()} {status} {method[:16]} {path[:100]} "
                f"{seconds * 1000:.1f} ms {size} B {told}"
            ).rstrip()
            line = line.translate(_CONTROL)
        self._write(line)

    def event(self, message: str, **facts: object) -> None:
        """Tell of something else than a request."""
        if self.form == "json":
            self._write(json.dumps({"time": _now(), "event": message, **facts}))
        elif self.form == "text":
            told = " ".join(f"{name}={value}" for name, value in facts.items())
            self._write(f"{_now()} {message} {told}".rstrip().translate(_CONTROL))

    def close(self) -> None:
        """Write what is held, for a moment at most."""
        self._hand_over()
        if self._thread is not None:
            try:
                self._batches.put_nowait(None)
            except queue.Full:
                return
            self._thread.join(timeout=1.0)
            self._thread = None

    def _write(self, line: str) -> None:
        if not self._held:
            asyncio.get_running_loop().call_later(_HOLD, self._hand_over)
        if len(self._held) < _MOST_HELD:
            self._held.append(line)
        else:
            self.lost += 1

    def _hand_over(self) -> None:
        if not self._held:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="log", daemon=True)
            self._thread.start()
        try:
            self._batches.put_nowait(self._held)
        except queue.Full:
            self.lost += len(self._held)
        self._held = []

    def _run(self) -> None:
        while (batch := self._batches.get()) is not None:
            try:
                self.stream.write("".join(f"{line}\n" for line in batch))
                self.stream.flush()
            except (OSError, ValueError):
                continue


def _now() -> str:
    seconds = time.time()
    return f"{_second(int(seconds))}.{int(seconds * 1000) % 1000:03d}Z"


@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
