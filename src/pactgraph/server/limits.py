"""What one client may take of the server: sizes, seconds, connections."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024


@dataclass(frozen=True)
class HttpLimits:
    """The limits on HTTP itself; those on queries are the pools'.

    ``head`` is the request line and the headers together, ``graph`` a body that somebody with
    the token sends to the Graph Store, which may take ``graph_seconds``. A body that is too
    long is read and thrown away up to ``drained``, so that its sender gets to read the answer.
    """

    url: int = 60 * KIB
    head: int = 80 * KIB
    headers: int = 100
    body: int = 1024 * KIB
    graph: int = 64 * 1024 * KIB
    drained: int = 64 * 1024 * KIB
    head_seconds: float = 10.0
    body_seconds: float = 20.0
    graph_seconds: float = 120.0
    write_seconds: float = 30.0
    keep_alive_seconds: float = 30.0
    connections: int = 400
    parameters: int = 1000
