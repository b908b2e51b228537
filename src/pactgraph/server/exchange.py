"""One request and its answer: what was asked, read within limits, and what goes out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import parse_qsl

from pactgraph.server.limits import HttpLimits
from pactgraph.server.problems import Problem

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
RawHeaders = list[tuple[bytes, bytes]]

_UNWATCHED = 0.02
"""After so many seconds it is looked whether the client is still there."""

FORM: Final = "application/x-www-form-urlencoded"
"""The media type of a form."""

_UTF_8 = ("", "utf-8", "utf8")
_ONCE = frozenset({"host", "content-type", "content-length", "content-encoding", "authorization"})


class ClientLeft(Exception):
    """Nobody waits for the answer any more."""


class Exchange:
    """A request as ASGI gives it, and the way back to who sent it."""

    def __init__(self, scope: Message, receive: Receive, send: Send, limits: HttpLimits) -> None:
        self.method: str = scope["method"]
        self.raw_path: bytes = scope["raw_path"]
        self.query_string: bytes = scope["query_string"]
        self.http_version: str = scope["http_version"]
        self.limits = limits
        self.headers: dict[str, str] = {}
        self.doubled: str | None = None
        for raw_name, raw_value in scope["headers"]:
            name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
            if name in self.headers:
                if name in _ONCE:
                    self.doubled = name
                value = f"{self.headers[name]}, {value}"
            self.headers[name] = value
        self.status = 0
        self.sent = 0
        self.close = False
        self.body_read = not (
            "content-length" in self.headers or "transfer-encoding" in self.headers
        )
        self.facts: dict[str, object] = {}
        self._receive = receive
        self._send = send
        self._left = False

    def header(self, name: str) -> str:
        """Return a header by its name in lower case, empty if it is not there."""
        return self.headers.get(name, "")

    @property
    def url(self) -> str:
        """The path and the query as they were asked."""
        path = self.raw_path.decode("latin-1")
        return f"{path}?{self.query_string.decode('latin-1')}" if self.query_string else path

    def parameters(self) -> list[tuple[str, str]]:
        """Return the parameters of the URL, decoded; raises Problem if they cannot be."""
        return decoded_pairs(self.query_string, self.limits.parameters)

    @property
    def content_type(self) -> tuple[str, str]:
        """The media type of the request's body and its charset, in lower case."""
        media_type, *parameters = (
            part.strip() for part in self.header("content-type").lower().split(";")
        )
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "charset":
                return media_type, value.strip().strip('"')
        return media_type, ""

    async def form(self) -> list[tuple[str, str]]:
        """Return the fields of a form, decoded.

        Raises Problem: it is no form in UTF-8 (415), cannot be read (400), and as ``body``.
        """
        media_type, charset = self.content_type
        if media_type != FORM or charset not in _UTF_8:
            self.close = True
            raise Problem(
                415,
                "this takes no body of that type",
                self.header("content-type")[:100] or "no Content-Type",
                hint=f"send a form ({FORM}) in UTF-8",
            )
        return decoded_pairs(await self.body(), self.limits.parameters)

    async def body(self) -> bytes:
        """Return the body of the request.

        Raises Problem: too long (413), compressed (415), not there in time (408).
        """
        limits = self.limits
        pieces = self.body_pieces(limits.body, limits.body_seconds)
        return b"".join([piece async for piece in pieces])

    async def body_pieces(self, limit: int, seconds: float) -> AsyncIterator[bytes]:
        """Yield the body of the request as it comes; raises Problem as ``body`` does.

        What is too long is told when all of it has come, or most.
        """
        if self.header("content-encoding").lower() not in ("", "identity"):
            self.close = True
            raise Problem(
                415,
                "a compressed request is not taken",
                hint="send the body as it is, without Content-Encoding",
            )
        declared = self.header("content-length")
        if declared.isdecimal() and int(declared) > max(limit, self.limits.drained):
            raise self._too_long(limit)
        size = 0
        end = asyncio.get_running_loop().time() + seconds
        while not self.body_read and size <= max(limit, self.limits.drained):
            try:
                async with asyncio.timeout_at(end):
                    message = await self._receive()
            except TimeoutError:
                self.close = True
                raise Problem(
                    408, "the request did not come in time", hint="send it faster, or shorter"
                ) from None
            if message["type"] == "http.disconnect":
                raise ClientLeft
            self.body_read = not message.get("more_body", False)
            piece = message.get("body", b"")
            size += len(piece)
            if size <= limit:
                yield piece
        if size > limit:
            raise self._too_long(limit)

    def _too_long(self, limit: int) -> Problem:
        self.close = True
        return Problem(
            413,
            "the request is too long",
            f"{limit:,} bytes are taken",
            hint="ask in several requests",
        )

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Stop what is being done inside as soon as the client leaves; raises ClientLeft.

        What is done within a moment is not watched: watching costs more than it would save.
        """
        task = asyncio.current_task()
        assert task is not None
        loop = asyncio.get_running_loop()
        watchers: list[asyncio.Task[None]] = []
        start = loop.call_later(
            _UNWATCHED, lambda: watchers.append(loop.create_task(self._watch(task)))
        )
        try:
            yield
        except asyncio.CancelledError:
            if self._left:
                task.uncancel()
                raise ClientLeft from None
            raise
        finally:
            start.cancel()
            for watcher in watchers:
                watcher.cancel()

    async def _watch(self, task: asyncio.Task[Any]) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            continue
        self._left = True
        task.cancel()

    async def begin(self, status: int, headers: RawHeaders) -> None:
        """Send the head of the answer."""
        self.status = status
        if self.close or not self.body_read:
            # What is left of the request's body cannot be told from another request.
            headers = [*headers, (b"connection", b"close")]
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def send(self, piece: bytes, *, more: bool) -> None:
        """Send a piece of the answer's body."""
        self.sent += len(piece)
        await self._send({"type": "http.response.body", "body": piece, "more_body": more})


def decoded_pairs(encoded: bytes, most: int) -> list[tuple[str, str]]:
    """Return the pairs of a query string or a form; raises Problem if they cannot be read."""
    if not encoded:
        return []
    try:
        return parse_qsl(
            encoded.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=most,
        )
    except UnicodeError:
        raise Problem(400, "a parameter is not UTF-8", hint="encode it as UTF-8") from None
    except ValueError:
        raise Problem(400, f"more than {most:,} parameters") from None
