"""The headers that keep a browser safe, and the names that the server answers to."""

from __future__ import annotations

import ipaddress
import re
from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Final

Headers = list[tuple[bytes, bytes]]

_SELF: Final = (
    b"default-src 'none'; script-src 'self'; style-src 'self'%s; img-src 'self' data:; "
    b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Where a query is broken off, YASGUI's editor underlines the words that it expects.
_UNDERLINED: Final = b64encode(sha256(b"text-decoration:underline").digest())
_STYLES: Final = {"editor": b" 'unsafe-hashes' 'sha256-%s'" % _UNDERLINED}
"""What styles in markup a route's page may have: these to the letter, and no others."""

_FRAMED: Final = frozenset({"reconcile_preview"})
"""The pages that any site may show in a frame and read: they hold no word of an article."""

_IN_FRAMES: Final = (
    b"default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *"
)

_ALWAYS: Final[Headers] = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]
_EVERYWHERE: Final[Headers] = [*_ALWAYS, (b"x-frame-options", b"DENY")]

CORS: Final[Headers] = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Location, Retry-After"),
]
"""Anybody's page may read data; no cookie or password goes with it, for there is none."""

PREFLIGHT: Final[Headers] = [
    (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match"),
    (b"access-control-max-age", b"86400"),
]

_DATA: Final[Headers] = [
    *_EVERYWHERE,
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    *CORS,
    (b"cross-origin-resource-policy", b"cross-origin"),
]

_FILE: Final[Headers] = [
    *_EVERYWHERE,
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


def data_headers() -> Headers:
    """Return the headers of what is data, or an error told as data."""
    return _DATA


def file_headers() -> Headers:
    """Return the headers of a file of the site's own, or of what is for the operator."""
    return _FILE


@lru_cache(maxsize=64)
def page_headers(route: str) -> Headers:
    """Return the headers of a page; a route's page may have a style that others may not.

    A page may hold words of articles, which a site elsewhere must not read through the
    browser of somebody who runs the server for himself: so no CORS here.
    """
    if route in _FRAMED:
        return [
            *_ALWAYS,
            (b"content-security-policy", _IN_FRAMES),
            *CORS,
            (b"cross-origin-resource-policy", b"cross-origin"),
        ]
    return [
        *_EVERYWHERE,
        (b"content-security-policy", _SELF % _STYLES.get(route, b"")),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]


_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_LAST_PORT: Final = 65535
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?")


def names_a_host(host: str) -> bool:
    """Tell whether a Host header has the form of one (RFC 9110, section 7.2).

    >>> names_a_host("[::1]:8000"), names_a_host("localhost:99999"), names_a_host("a b")
    (True, False, False)
    """
    match = _HOST.fullmatch(host)
    return match is not None and int(match[2] or 0) <= _LAST_PORT


class HostNames:
    """The names that a request's Host may have: a page elsewhere cannot rebind its own to us.

    A name that resolves to this machine is no proof that its owner means well; an address
    cannot be rebound, so a server that is bound to all addresses answers to any of them.
    """

    def __init__(self, bound: str, allowed: Iterable[str] = ()) -> None:
        names = {bound, *allowed} - {""}
        self._any_address = bool(names & {"0.0.0.0", "::"})
        self._names = _LOOPBACK | {name.lower().strip("[]").rstrip(".") for name in names}

    def takes(self, host: str) -> bool:
        """Tell whether a Host header names this server.

        >>> names = HostNames("127.0.0.1", ["data.example.org"])
        >>> [names.takes(h) for h in ("localhost:8000", "data.example.org", "evil.example", "a b")]
        [True, True, False, False]
        """
        match = _HOST.fullmatch(host)
        if match is None:
            return False
        name = match[1].lower().strip("[]").rstrip(".")
        return name in self._names or (self._any_address and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


_UNSAFE = re.compile(r"[\x00-\x1f\x7f]")


def header_value(value: str) -> bytes:
    r"""Return a value that a header can have: no line can be begun in it.

    >>> header_value("a\r\nSet-Cookie: b")
    b'aSet-Cookie: b'
    """
    clean = _UNSAFE.sub("", value)
    return clean.encode("ascii") if clean.isascii() else _percent_encoded(clean)


def _percent_encoded(value: str) -> bytes:
    return b"".join(
        c.encode() if c.isascii() else b"".join(b"%%%02X" % b for b in c.encode()) for c in value
    )
