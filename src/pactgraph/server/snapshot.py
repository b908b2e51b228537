"""What is served: one state of a graph, and what it is called by."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from pactgraph import __version__


@dataclass(frozen=True)
class Snapshot:
    """One state of the graph: its version, its number of triples by graph, if texts are shown.

    The default graph's name is empty in ``graphs``; None is a graph that changes and is not
    counted each time.
    """

    version: str
    graphs: Mapping[str, int] | None = None
    texts_shown: bool = False
    base_url: str | None = None

    def etag(self, *request: object) -> str:
        """Return the entity tag of the answer to a request in this state.

        It is weak: the same answer may come compressed, or with its rows in another order.
        """
        told = repr((__version__, self.texts_shown, self.base_url, request)).encode()
        digest = hashlib.blake2b(told, digest_size=9).hexdigest()
        return f'W/"{self.version}-{digest}"'


def matches(if_none_match: str, etag: str) -> bool:
    """Tell whether an If-None-Match header names a tag (RFC 9110, section 13.1.2: weakly).

    >>> matches('"a", W/"b"', 'W/"b"'), matches("*", 'W/"b"'), matches('"a"', 'W/"b"')
    (True, True, False)
    """
    if not if_none_match:
        return False
    if if_none_match.strip() == "*":
        return True
    own = etag.removeprefix("W/")
    return any(tag.strip().removeprefix("W/") == own for tag in if_none_match.split(","))
