"""A small HTTP/1.1 client on kept connections, so that a benchmark measures the servers.

It sends bytes that were made before, and reads no more of an answer than its status and where
it ends: one core of it asks for far more answers than any of the servers can give.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_PATIENCE = 60.0


@dataclass(frozen=True)
class Response:
    """A status, and a body as it was meant."""

    status: int
    body: bytes


class Connection(asyncio.Protocol):
    """One connection: a request, then its answer, then the next."""

    def __init__(self) -> None:
        self.closed = False
        self._transport: asyncio.Transport | None = None
        self._data = bytearray()
        self._answer: asyncio.Future[Response] | None = None
        self._body_at = -1
        self._length: int | None = None
        self._chunk_at = -1
        self._status = 0

    async def ask(self, request: bytes) -> Response:
        """Return the answer to a request; raises OSError if there is none."""
        if self.closed or self._transport is None:
            raise ConnectionError("the connection is closed")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Let go of the connection."""
        self.closed = True
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the socket."""
        self._transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:
        """End the answer, which is whole if nothing else says where it ends."""
        self.closed = True
        if self._answer is None or self._answer.done():
            return
        if self._body_at >= 0 and self._length is None and self._chunk_at < 0:
            self._done(bytes(self._data[self._body_at :]))
        else:
            self._answer.set_exception(exc or ConnectionError("the connection was closed"))

    def data_received(self, data: bytes) -> None:
        """Take what came, and end the answer if that was all."""
        self._data += data
        if self._body_at < 0 and not self._read_head():
            return
        if self._length is not None:
            if len(self._data) - self._body_at >= self._length:
                self._done(bytes(self._data[self._body_at : self._body_at + self._length]))
        elif self._chunk_at >= 0:
            self._read_chunks()

    def _read_head(self) -> bool:
        end = self._data.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self._data[: end + 2])
        self._body_at = end + 4
        self._status = int(head[9:12])
        self._closes = _CLOSE.search(head) is not None
        if found := _LENGTH.search(head):
            self._length = int(found[1])
        elif _CHUNKED.search(head):
            self._chunk_at = self._body_at
        elif self._status in (204, 304):
            self._length = 0
        return True

    def _read_chunks(self) -> None:
        while True:
            line_end = self._data.find(b"\r\n", self._chunk_at)
            if line_end < 0:
                return
            size = int(self._data[self._chunk_at : line_end].split(b";")[0], 16)
            following = line_end + 2 + size + 2
            if len(self._data) < following:
                return
            if size == 0:
                break
            self._chunk_at = following
        self._done(_unchunked(bytes(self._data[self._body_at :])))

    def _done(self, body: bytes) -> None:
        answer, status = self._answer, self._status
        self._data.clear()
        self._body_at, self._length, self._chunk_at = -1, None, -1
        if self._closes:
            self.close()
        if answer is not None and not answer.done():
            answer.set_result(Response(status, body))


def _unchunked(data: bytes) -> bytes:
    body, at = bytearray(), 0
    while True:
        line_end = data.index(b"\r\n", at)
        size = int(data[at:line_end].split(b";")[0], 16)
        if size == 0:
            return bytes(body)
        body += data[line_end + 2 : line_end + 2 + size]
        at = line_end + 2 + size + 2


def get(port: int, path: str, accept: str, parameters: list[tuple[str, str]] = []) -> bytes:  # noqa: B006
    """Return the bytes of a GET request."""
    target = f"{path}?{urlencode(parameters)}" if parameters else path
    return (f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {accept}\r\n\r\n").encode()


async def connect(port: int) -> Connection:
    """Return a new connection to a port of this machine."""
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
    return connection


async def ask_once(port: int, request: bytes, patience: float = _PATIENCE) -> Response:
    """Return the answer to one request on a connection of its own; raises OSError, TimeoutError."""
    connection = await connect(port)
    try:
        async with asyncio.timeout(patience):
            return await connection.ask(request)
    finally:
        connection.close()


@dataclass
class Sample:
    """What many requests gave: seconds each, in all, and what was not as it should be."""

    taken: list[float] = field(default_factory=list)
    seconds: float = 0.0
    wrong: Counter[str] = field(default_factory=Counter)

    def add(self, other: Sample) -> None:
        """Take the figures of another sample in."""
        self.taken += other.taken
        self.seconds += other.seconds
        self.wrong += other.wrong

    @property
    def rate(self) -> float:
        """Requests answered rightly a second."""
        return len(self.taken) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the time in milliseconds that so large a share of the requests did not exceed."""
        if not self.taken:
            return float("nan")
        ordered = sorted(self.taken)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


async def load(
    port: int, requests: Iterator[bytes], connections: int, seconds: float, size: int | None
) -> Sample:
    """Ask on so many connections at once, each as soon as it has its answer, for some time.

    An answer that is not 200, or not ``size`` bytes long, counts as wrong and has no time.
    """
    sample = Sample()
    opened = [await connect(port) for _ in range(connections)]
    begun = perf_counter()
    until = begun + seconds

    async def work(connection: Connection) -> None:
        while True:
            before = perf_counter()
            if before >= until and sample.taken:
                break
            try:
                response = await connection.ask(next(requests))
            except OSError as error:
                sample.wrong[type(error).__name__] += 1
                connection.close()
            else:
                if response.status != 200:
                    sample.wrong[str(response.status)] += 1
                elif size is not None and len(response.body) != size:
                    sample.wrong["another answer"] += 1
                else:
                    sample.taken.append(perf_counter() - before)
            if perf_counter() >= until:
                break
            if connection.closed:
                connection = await connect(port)
        connection.close()

    try:
        async with asyncio.timeout(_PATIENCE):
            await asyncio.gather(*(work(connection) for connection in opened))
    except TimeoutError:
        sample.wrong["no answer in time"] += 1
    finally:
        for connection in opened:
            connection.close()
    sample.seconds = perf_counter() - begun
    return sample
