"""One connection, within limits that uvicorn leaves open: size and time of a head, slow readers.

uvicorn's own protocol does the work; this one watches it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any, ClassVar

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from pactgraph.server.limits import HttpLimits
from pactgraph.server.problems import Problem
from pactgraph.server.security import data_headers

_ABSOLUTE = re.compile(rb"[^:/?#]+://([^/?#]*)")


class Refused(Exception):
    """A head that is not taken; httptools passes it on as an error of the parser."""


class Connection(HttpToolsProtocol):
    """A connection of a client, with deadlines on what it sends and takes."""

    limits: ClassVar[HttpLimits] = HttpLimits()

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._refused: Problem | None = None
        self._turned_away = False
        self._in_head = True
        self._head_size = 0
        self._head_timer: asyncio.TimerHandle | None = None
        self._write_timer: asyncio.TimerHandle | None = None
        self._since = 0.0
        self._given_away = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a client, if need be in the place of one that does nothing.

        It is turned away where there are too many and all of them wait for answers.
        """
        super().connection_made(transport)
        self._since = self.loop.time()
        if len(self.connections) > self.limits.connections and not self._make_room():
            self._turned_away = True
            self._refuse(Problem(503, "too many connections", retry_after=2))
            return
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of the timers."""
        self._stop_head_timer()
        self._stop_write_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, as long as the head does not get too large or take too long."""
        if self._turned_away:
            return
        super().data_received(data)
        if self._turned_away or self.transport.is_closing():
            return
        if self._in_head:
            self._head_size += len(data)
            if self._head_size > self.limits.head:
                self._refuse(self._too_large())
                return
        if self._in_head or self.cycle is None or self.cycle.response_complete:
            # Also for bytes that belong to no request, or to one that has been answered.
            self._await_head()

    def on_message_begin(self) -> None:
        """Begin with a request."""
        self._in_head, self._head_size = True, 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a piece of the URL."""
        super().on_url(url)
        if len(self.url) > self.limits.url:
            self._refused = self._too_large()
            raise Refused

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        super().on_header(name, value)
        if len(self.headers) > self.limits.headers:
            self._refused = Problem(431, f"more than {self.limits.headers} headers")
            raise Refused

    def on_headers_complete(self) -> None:
        """Hand the request on."""
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > self.limits.head:
            self._refused = self._too_large()
            raise Refused
        codings = [value for name, value in self.headers if name == b"transfer-encoding"]
        if codings and b",".join(codings).strip().lower() != b"chunked":
            self._refused = Problem(
                501, "the body comes in a coding that is not taken", hint="send it as it is"
            )
            raise Refused
        target = _ABSOLUTE.match(self.url)
        if target is not None:
            # Whatever Host says, this is the host that is asked (RFC 9112, section 3.2.2).
            self.headers[:] = [
                (name, target[1] if name == b"host" else value) for name, value in self.headers
            ]
        self._in_head = False
        self._stop_head_timer()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong with a head, and close."""
        problem = self._refused or Problem(400, "this is not HTTP")
        self._refuse(problem)

    def on_response_complete(self) -> None:
        """See that what was answered gets read, if the connection is to be closed."""
        self._since = self.loop.time()
        super().on_response_complete()
        self._abort_if_unread()

    def shutdown(self) -> None:
        """Close once what runs is answered."""
        super().shutdown()
        self._abort_if_unread()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that is not used."""
        super().timeout_keep_alive_handler()
        self._abort_if_unread()

    def pause_writing(self) -> None:
        """Wait for a slow reader, but not for ever."""
        super().pause_writing()
        if self._write_timer is None:
            self._write_timer = self._later(self.limits.write_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on."""
        self._stop_write_timer()
        super().resume_writing()

    @property
    def _waits(self) -> bool:
        """Whether it is the client's turn: to ask, to go on with what it asks, or to read."""
        cycle = self.cycle
        asked = cycle is not None and not cycle.response_complete and not cycle.more_body
        return not asked or self.flow.write_paused

    def _make_room(self) -> bool:
        """Give away the connection that has waited longest for its client, if one waits."""
        others = (one for one in self.connections if isinstance(one, Connection))
        waiting = [one for one in others if one._waits and not one._given_away]
        longest = min(waiting, key=lambda one: one._since)
        if longest is self:
            return False
        longest._given_away = True
        longest.transport.abort()
        return True

    def _await_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self._later(self.limits.head_seconds, self._head_is_late)

    def _head_is_late(self) -> None:
        self._head_timer = None
        if self.cycle is not None and not self.cycle.response_complete:
            return
        if self._in_head and self._head_size:
            self._refuse(Problem(408, "the request did not come in time"))
        else:
            self.transport.close()
            self._abort_if_unread()

    def _too_large(self) -> Problem:
        if len(getattr(self, "url", b"")) > self.limits.url or not self.headers:
            return Problem(
                414, "the URL is too long", hint="send the query by POST, as the body or a form"
            )
        return Problem(431, "the headers are too large")

    def _refuse(self, problem: Problem) -> None:
        """Answer without the application: there is no request that it could be given."""
        self._turned_away = True
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering and (self.cycle.response_started or self.pipeline):
            # An answer is on its way, or an earlier one to come: nothing may go between.
            self.transport.close()
            return
        body = problem.body
        lines = [STATUS_LINE[problem.status]]
        named = [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
        for name, value in (*self.server_state.default_headers, *named, *data_headers()):
            lines.append(name + b": " + value + b"\r\n")
        lines.append(b"content-length: %d\r\nconnection: close\r\n\r\n" % len(body))
        self.transport.write(b"".join(lines) + body)
        self.transport.close()
        self._abort_if_unread()

    def _abort_if_unread(self) -> None:
        if self.transport.is_closing() and self._write_timer is None:
            self._write_timer = self._later(self.limits.write_seconds, self.transport.abort)

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _stop_write_timer(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None

    def _later(self, seconds: float, what: Callable[[], None]) -> asyncio.TimerHandle:
        return self.loop.call_later(seconds, what)


def connection_class(limits: HttpLimits) -> type[Connection]:
    """Return the class of connections within these limits."""
    return type("LimitedConnection", (Connection,), {"limits": limits})
