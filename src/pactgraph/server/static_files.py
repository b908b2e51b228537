"""The site's own files: style, scripts, pictures."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pactgraph.server.exchange import Exchange
from pactgraph.server.problems import Problem
from pactgraph.server.reply import Reply
from pactgraph.server.result_cache import Kept, ResultCache
from pactgraph.server.security import file_headers
from pactgraph.server.snapshot import matches
from pactgraph.server.sparql import options

METHODS: Final = "GET, HEAD, OPTIONS"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
_YEAR: Final = b"public, max-age=31536000, immutable"
_DAY: Final = b"public, max-age=86400"
_ASK: Final = b"no-cache"


@dataclass(frozen=True)
class _File:
    stamp: tuple[int, int]
    etag: str


class StaticFiles:
    """A folder of files that anybody may have; what is not of a known type is not there."""

    def __init__(self, folder: Path, cache: ResultCache) -> None:
        self.folder = folder.resolve()
        self.cache = cache
        self._known: dict[str, _File] = {}

    def answer(self, exchange: Exchange, name: str) -> Reply:
        """Return a file by its name below the folder, already decoded; raises Problem."""
        if exchange.method == "OPTIONS":
            return options(METHODS)
        if exchange.method not in ("GET", "HEAD"):
            raise Problem(405, "a file can be read, and nothing else", extra={"allow": METHODS})
        place = self.folder / name
        content_type = _TYPES.get(place.suffix.lower())
        hidden = any(part.startswith(".") or not part for part in name.split("/"))
        if content_type is None or hidden or not self._inside(place):
            raise Problem(404, "there is no such file")
        status = place.stat()
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._known.get(name)
        key = ("static", name, stamp)
        kept = self.cache.get(key)
        if known is None or known.stamp != stamp or kept is None:
            body = place.read_bytes()
            known = _File(stamp, f'"{hashlib.sha256(body).hexdigest()[:24]}"')
            kept = Kept(content_type, body)
            self._known[name] = known
            self.cache.put(key, kept)
        headers = [
            *file_headers(),
            (b"vary", b"Accept-Encoding"),
            (b"cache-control", _freshness(exchange, name)),
            (b"etag", known.etag.encode()),
        ]
        if matches(exchange.header("if-none-match"), known.etag):
            return Reply(304, "", headers)
        return Reply(200, content_type, headers, kept.body, key=key, kept=kept)

    def _inside(self, place: Path) -> bool:
        return place.is_file() and place.resolve().is_relative_to(self.folder)


def _freshness(exchange: Exchange, name: str) -> bytes:
    """Return how long a file may be used unasked: for good if its URL says which state it is."""
    if exchange.query_string.startswith(b"v="):
        return _YEAR
    return _DAY if name.startswith("bundle/") else _ASK
