"""From a URL's path to a route: decoded once, and never to a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from pactgraph.web.formats import of_extension
from pactgraph.web.routes import Route

KINDS = ("id", "article", "ontology", "graph", "judgement", "lineage", "disagreement",
         "shapes", "query", "receipt")  # fmt: skip
"""What the first part of the path of an IRI of ours can be."""

_FORBIDDEN = re.compile(rb"%(?:2f|5c|00)|[\\\x00-\x20\x7f]", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
_PART = re.compile(r"\{(\w+)(?::(\w+))?\}")


@dataclass(frozen=True)
class Match:
    """A route that fits a path: the path's parts, and the format if an extension chose it."""

    route: Route
    path: dict[str, str]
    format: str | None = None


def decoded(raw_path: bytes) -> str | None:
    """Return a path decoded, None if it could be read in two ways.

    Refused are encoded slashes, backslashes, NUL and other control characters, ``.`` and
    ``..`` as a segment, empty segments, and what is not UTF-8.

    >>> decoded(b"/page/id/caf%C3%A9")
    '/page/id/café'
    >>> [decoded(p) for p in (b"/a/../b", b"/a/%2e%2e/b", b"/a%2fb", b"//a", b"/%00", b"/%ff")]
    [None, None, None, None, None, None]
    """
    if not raw_path.startswith(b"/") or _FORBIDDEN.search(raw_path):
        return None
    try:
        path = unquote_to_bytes(raw_path).decode() if b"%" in raw_path else raw_path.decode()
    except UnicodeDecodeError:
        return None
    if _CONTROL.search(path) or "//" in path:
        return None
    if any(segment in (".", "..") for segment in path.split("/")):
        return None
    return path


class Routing:
    """A table of routes, made ready for looking paths up; the first that fits is taken."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._patterns = [(route, _pattern(route.path)) for route in routes]

    def match(self, path: str) -> Match | None:
        """Return what a decoded path is routed to, or None."""
        for route, pattern in self._patterns:
            found = pattern.fullmatch(path)
            if found is not None:
                parts = {name: value or "" for name, value in found.groupdict().items()}
                return _with_extension(route, parts)
        return None


def _with_extension(route: Route, parts: dict[str, str]) -> Match:
    if route.extensions and parts:
        last = next(reversed(parts))
        stem, dot, extension = parts[last].rpartition(".")
        chosen = of_extension(extension, route.formats) if dot and stem else None
        if chosen is not None:
            return Match(route, {**parts, last: stem}, chosen.name)
    return Match(route, parts)


def _pattern(path: str) -> re.Pattern[str]:
    made, at, after_kind = "", 0, False
    for part in _PART.finditer(path):
        name, kind = part.groups()
        made += re.escape(path[at : part.start()])
        if kind == "name":
            made += f"(?P<{name}>{'|'.join(KINDS)})"
        elif kind == "path" and after_kind:
            # The ontology is named by its kind alone, with nothing after it.
            made = f"{made.removesuffix('/')}(?:/(?P<{name}>.+))?"
        else:
            made += f"(?P<{name}>{'.+' if kind == 'path' else '[^/]+'})"
        after_kind = kind == "name"
        at = part.end()
    return re.compile(made + re.escape(path[at:]), re.DOTALL)
