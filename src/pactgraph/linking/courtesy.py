"""How other people's servers are asked: seldom, briefly, and again when they say so."""

from __future__ import annotations

import email.utils
import http.client
import time
import urllib.error
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from typing import Final, Protocol
from urllib.parse import urlsplit

from pactgraph import __version__
from pactgraph.errors import BadInput, DeadlineExceeded, EngineFailure
from pactgraph.linking.redirects import LeadsElsewhere

AGENT: Final = f"pactgraph/{__version__} (https://w3id.org/pactgraph)"
"""What we call ourselves: program, version, and where to complain."""

_PIECE: Final = 1 << 16
_BUSY: Final = {429, 503}
_PASSING: Final = {502}
_SHOWN: Final = 200
_SERVER_SAYS: Final = {
    401: "it wants to know who asks (401)",
    403: "it refuses us (403)",
    404: "there is nothing at this address (404)",
    413: "the question is too large for it (413)",
    414: "the question is too long for its address line (414)",
    429: "it is asked too often (429)",
    500: "it failed (500)",
    502: "what stands before it gets no answer (502)",
    503: "it is overloaded or closed (503)",
    504: "the answer took it too long (504)",
}


_TO_DO: Final = {
    "404": "is this the address of the endpoint itself, not of a page about it?",
    "429": "ask it less often (--rate), or later",
    "500": "try again later, or ask it for less at a time",
    "502": "try again later",
    "503": "try again later",
    "504": "try again later, or ask it for less at a time",
    "cut": "try again; it is the server that breaks off, or what lies between",
    "unreachable": "is the address right, and the network there?",
}
"""What to do about each kind of failure."""


class Response(Protocol):
    """What a server answers, as the standard library hands it over."""

    headers: http.client.HTTPMessage

    def read(self, amount: int = ...) -> bytes:
        """Return some of the body."""

    def geturl(self) -> str:
        """Return the address that answered."""


class AskingFailed(EngineFailure):
    """A server gave no answer that can be used; ``kind`` is one word for why."""

    def __init__(self, kind: str, message: str, url: str, hint: str | None = None) -> None:
        super().__init__(f"{_host(url)}: {message}", iri=url, hint=hint or _TO_DO.get(kind))
        self.kind = kind


class TooSlow(DeadlineExceeded):
    """A server did not answer in time."""

    def __init__(self, seconds: float, url: str) -> None:
        super().__init__(
            f"{_host(url)}: it did not answer within {seconds:g} seconds",
            iri=url,
            hint="give it more time (--timeout), or try again later",
        )


class _Again(Exception):
    """A failure that may pass: what to say of it, and how long the server wants to be left."""

    def __init__(self, error: AskingFailed, pause: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.pause = pause


@dataclass
class Courtesy:
    """The manners in which one server is asked.

    ``rate`` is how many requests a second at most, ``timeout`` the seconds for one answer,
    ``largest`` the bytes of one, ``tries`` how often a request is made at most,
    ``patience`` the longest pause that a server may ask for.
    """

    url: str
    rate: float = 5.0
    timeout: float = 30.0
    largest: int = 64 << 20
    tries: int = 4
    patience: float = 120.0
    pause: float = 1.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    say: Callable[[str], None] = lambda line: None
    _next: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        check_url(self.url)

    def ask(self, send: Callable[[], Response]) -> tuple[str, bytes]:
        """Return the media type and the body of an answer; ``send`` makes one request.

        A server that says 429 or 503 is asked again after as long as it says, or after
        pauses that double; so is one that cannot be reached or breaks off. Raises
        AskingFailed, TooSlow.
        """
        for attempt in range(self.tries):
            self._wait_for_turn()
            try:
                return self._once(send)
            except _Again as failure:
                pause = failure.pause if failure.pause is not None else self.pause * 2**attempt
                if attempt + 1 == self.tries or pause > self.patience:
                    if pause > self.patience:
                        failure.error.hint = f"it wants to be left alone for {pause:.0f} seconds"
                    raise failure.error from failure
                self.say(f"{failure.error.message}; asking again in {pause:.0f} s")
                self.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _wait_for_turn(self) -> None:
        now = self.clock()
        if now < self._next:
            self.sleep(self._next - now)
        self._next = max(now, self._next) + 1 / self.rate

    def _once(self, send: Callable[[], Response]) -> tuple[str, bytes]:
        end = self.clock() + self.timeout
        try:
            response = send()
            if urlsplit(response.geturl()).scheme not in ("http", "https"):
                raise self._failed("redirected", "it sends us on to what is not http")
            body = self._body(response, end)
        except urllib.error.HTTPError as error:
            raise self._refused(error.code, error.headers, error) from error
        except LeadsElsewhere as error:
            elsewhere = self._failed("redirected", str(error))
            elsewhere.hint = f"if you trust it, use that address: {error.address}"
            raise elsewhere from error
        except TimeoutError as error:
            raise self._slow() from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise self._slow() from error
            unreachable = self._failed("unreachable", f"it cannot be reached: {error.reason}")
            raise _Again(unreachable) from error
        except (http.client.HTTPException, OSError) as error:
            raise _Again(self._failed("cut", f"the connection was cut: {_named(error)}")) from error
        return response.headers.get_content_type(), body

    def _body(self, response: Response, end: float) -> bytes:
        pieces: list[bytes] = []
        size = 0
        # One piece a call, so that a server that drips is told from one that answers.
        read = getattr(response, "read1", response.read)
        while piece := read(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > self.largest:
                raise self._failed(
                    "large", f"the answer is larger than {self.largest:,} bytes, and was not read"
                )
            if self.clock() > end:
                raise self._slow()
        length = response.headers.get("Content-Length", "")
        if length.isascii() and length.isdigit() and size < int(length):
            cut = self._failed("cut", f"the answer broke off after {size:,} of {length} bytes")
            raise _Again(cut)
        return b"".join(pieces)

    def refused(self, code: int, body: bytes) -> AskingFailed:
        """Return the error for an answer that is a refusal."""
        said = " ".join(body[:_SHOWN].decode("utf-8", "replace").split())
        message = _SERVER_SAYS.get(code, f"it answered {code}")
        return self._failed(str(code), f"{message}{': ' if said else ''}{said}")

    def _refused(self, code: int, headers: Message, error: urllib.error.HTTPError) -> Exception:
        try:
            body = error.read(_SHOWN)
        except (OSError, http.client.HTTPException):
            body = b""
        refusal = self.refused(code, body)
        if code in _BUSY:
            return _Again(refusal, retry_after(headers.get("Retry-After")))
        return _Again(refusal) if code in _PASSING else refusal

    def _failed(self, kind: str, message: str) -> AskingFailed:
        return AskingFailed(kind, message, self.url)

    def _slow(self) -> TooSlow:
        return TooSlow(self.timeout, self.url)


def retry_after(value: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3), or None.

    >>> retry_after("120"), retry_after("soon"), retry_after(None)
    (120.0, None, None)
    """
    if value is None:
        return None
    if value.isascii() and value.strip().isdigit():
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return max(0.0, moment.timestamp() - time.time())


def check_url(url: str) -> None:
    """Raise BadInput for what is not the address of a server on the web, or holds a password."""
    hint = "give it as https://host/path"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise BadInput(f"{url!r} is not a URL: {error}", hint=hint) from error
    if parts.scheme not in ("http", "https") or not host:
        raise BadInput(f"{url!r} is not the URL of a server on the web", hint=hint)
    if any(c.isspace() or not c.isprintable() for c in url):
        raise BadInput(f"{url!r} is not a URL: it holds a space", hint=hint)
    if parts.username or parts.password:
        raise BadInput(
            f"the URL of the server at {host} carries a name or a password",
            hint="leave it out: it would be shown and sent on",
        )


def _host(url: str) -> str:
    return urlsplit(url).netloc or url


def _named(error: Exception) -> str:
    return str(error) or type(error).__name__
