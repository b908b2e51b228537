"""An answer on its way out: whole or streamed, compressed if the client takes it."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from pactgraph.server.answered import Answered
from pactgraph.server.exchange import Exchange, RawHeaders
from pactgraph.server.negotiation import takes_gzip
from pactgraph.server.result_cache import Kept, ResultCache

_WORTH_IT = 1024
_BLOCKING = 32 * 1024
_LEVEL = 5
_TEXT = ("text/", "application/", "image/svg")
_GZIP_WINDOW = 31  # zlib's way to say: with a gzip header


@dataclass(slots=True)
class Reply:
    """What a handler answers: ``body`` if it is whole, else ``stream``.

    ``kept`` is what is kept of it under ``key``, so that it is compressed once; ``keep`` makes
    that of a stream's content, if it may be kept.
    """

    status: int
    content_type: str
    headers: RawHeaders
    body: bytes = b""
    stream: Answered | None = None
    key: Hashable | None = None
    kept: Kept | None = None
    keep: Callable[[bytes], Kept] | None = None


class BrokenTransfer(Exception):
    """The answer could not be ended: its reader is to see that it is not whole."""


class Delivery:
    """Sends answers, and keeps those that may be kept."""

    def __init__(self, cache: ResultCache) -> None:
        self.cache = cache

    async def send(self, exchange: Exchange, reply: Reply) -> None:
        """Send an answer; raises BrokenTransfer if a stream breaks, ClientLeft."""
        if reply.stream is not None:
            await self._send_stream(exchange, reply, reply.stream)
            return
        body, headers = reply.body, [*reply.headers]
        if body or reply.content_type:
            headers.append((b"content-type", reply.content_type.encode()))
        if len(body) >= _WORTH_IT and _compresses(exchange, reply):
            body = await self._gzipped(reply, body)
            headers.append((b"content-encoding", b"gzip"))
        if reply.status not in (204, 304):
            headers.append((b"content-length", b"%d" % len(body)))
        await exchange.begin(reply.status, headers)
        await exchange.send(body, more=False)

    async def _gzipped(self, reply: Reply, body: bytes) -> bytes:
        if reply.kept is not None and reply.kept.gzipped is not None:
            return reply.kept.gzipped
        if len(body) > _BLOCKING:
            made = await asyncio.to_thread(_gzip, body)
        else:
            made = _gzip(body)
        if reply.kept is not None and reply.key is not None:
            self.cache.add_gzipped(reply.key, reply.kept, made)
        return made

    async def _send_stream(self, exchange: Exchange, reply: Reply, stream: Answered) -> None:
        headers = [*reply.headers, (b"content-type", reply.content_type.encode())]
        packer = None
        if _compresses(exchange, reply):
            packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
            headers.append((b"content-encoding", b"gzip"))
        held: list[bytes] | None = [] if reply.keep is not None else None
        size = 0
        if exchange.method == "HEAD":
            await stream.cancel()
            await exchange.begin(reply.status, headers)
            await exchange.send(b"", more=False)
            return
        ended = False
        async with exchange.watched():
            try:
                await exchange.begin(reply.status, headers)
                async for piece in stream.pieces():
                    if held is not None:
                        size += len(piece)
                        held.append(piece)
                        if size > self.cache.largest:
                            held = None
                    if packer is not None:
                        piece = await _packed(packer, piece)
                    if piece:
                        await exchange.send(piece, more=True)
                ended = True
            except Exception as error:
                raise BrokenTransfer(str(error)) from error
            finally:
                if not ended:
                    await stream.cancel()
            if held is not None and reply.keep is not None and reply.key is not None:
                self.cache.put(reply.key, reply.keep(b"".join(held)))
            await exchange.send(packer.flush() if packer is not None else b"", more=False)


async def _packed(packer: zlib._Compress, piece: bytes) -> bytes:
    if len(piece) > _BLOCKING:
        return await asyncio.to_thread(packer.compress, piece)
    return packer.compress(piece)


def _compresses(exchange: Exchange, reply: Reply) -> bool:
    return reply.content_type.startswith(_TEXT) and takes_gzip(exchange.header("accept-encoding"))


def _gzip(body: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    return packer.compress(body) + packer.flush()
