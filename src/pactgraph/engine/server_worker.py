"""The child process that talks to a SPARQL server: queries, updates and graphs over HTTP.

What comes from the server is read and parsed here, never in the process that asks.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from typing import Final, cast

import httpx
import pyoxigraph

from pactgraph.engine import worker
from pactgraph.engine.output import Output, Stop
from pactgraph.engine.request_loop import Requests
from pactgraph.engine.worker import Asked

USER: Final = "PACTGRAPH_STORE_USER"
PASSWORD: Final = "PACTGRAPH_STORE_PASSWORD"

_QUIET_SECONDS = 600
"""How long a connection may say nothing; the parent's deadline holds for the whole."""

_TOLD = 2_000
_HEADERS = ("server", "content-type", "www-authenticate", "x-sparql-maxrows", "x-sql-state")


class ChallengedAuth(httpx.DigestAuth):
    """Basic or digest, whichever the server asks for (RFC 7617, RFC 7616); none if it does not.

    The last challenge is remembered, so that a large body is not sent twice.
    """

    def __init__(self, user: str, password: str) -> None:
        super().__init__(user, password)
        self._plain = httpx.BasicAuth(user, password)
        self._basic = False

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Yield the request, and again with the credentials if it is answered by a challenge."""
        if self._basic:
            yield from self._plain.auth_flow(request)
            return
        digest = super().auth_flow(request)
        response = yield next(digest)
        offered = response.headers.get("www-authenticate", "").lower()
        if response.status_code == 401 and "basic" in offered and "digest" not in offered:
            self._basic = True
            yield from self._plain.auth_flow(request)
            return
        try:
            yield digest.send(response)
        except StopIteration:
            return


class ServerAsked:
    """A SPARQL server, asked over connections that are kept."""

    def __init__(self) -> None:
        self._clients: dict[bool, httpx.Client] = {}

    def client(self, url: str) -> httpx.Client:
        """Return what talks to an address; what TLS needs is only loaded for it."""
        encrypted = url.lower().startswith("https:")
        if encrypted not in self._clients:
            user, password = os.environ.get(USER), os.environ.get(PASSWORD)
            self._clients[encrypted] = httpx.Client(
                auth=ChallengedAuth(user, password or "") if user else None,
                headers={"User-Agent": "pactgraph"},
                timeout=_QUIET_SECONDS,
                verify=encrypted,
                # Where an answer is sent on to, credentials would be sent on too.
                follow_redirects=False,
                # Neither credentials nor another way through are taken from elsewhere.
                trust_env=False,
            )
        return self._clients[encrypted]

    def answer(self, request: dict[str, object], out: Output) -> None:
        """Send one HTTP request and write its answer.

        ``method``, ``url``, ``headers`` and ``body`` (text or None) are what is sent. The form
        of the answer is JSON: ``status``, ``headers`` (some of them) and ``form``. ``wants``
        says what the body is to be: ``rows`` (it is written as SPARQL JSON), ``triples``
        (as N-Triples) or ``nothing``. A status of 300 or more has the beginning of the
        server's words for a body. Raises Stop.
        """
        try:
            status, headers, body = self.fetch(request, out.limit)
        except httpx.HTTPError as error:
            raise Stop("engine", _said(error)) from error
        except (httpx.InvalidURL, ValueError) as error:
            raise Stop("input", f"this cannot be asked: {error}") from error
        told = {name: headers[name] for name in _HEADERS if name in headers}
        wants = request["wants"] if status < 300 else "words"
        out.form(json.dumps({"status": status, "headers": told, "form": wants}))
        try:
            self.write(str(wants), _media_type(headers), body, out)
        except (SyntaxError, ValueError) as error:
            media_type = _media_type(headers)
            raise Stop("engine", f"the answer ({media_type}) cannot be read: {error}") from error
        except MemoryError as error:
            raise Stop("memory", str(error)) from error

    def fetch(self, request: dict[str, object], limit: int) -> tuple[int, httpx.Headers, bytes]:
        """Return status, headers and body; raises Stop for a body that is too large or cut."""
        text = request["body"]
        body = bytearray()
        url = str(request["url"])
        with self.client(url).stream(
            str(request["method"]),
            url,
            headers=cast(dict[str, str], request["headers"]),
            content=None if text is None else str(text).encode(),
        ) as response:
            for piece in response.iter_bytes():
                body += piece
                if len(body) > limit:
                    raise Stop("size", f"the answer is larger than {limit:,} bytes")
        return response.status_code, response.headers, bytes(body)

    def write(self, wants: str, media_type: str, body: bytes, out: Output) -> None:
        """Write a body as it is wanted; raises Stop for another media type."""
        if wants == "words":
            out.write(body[:_TOLD])
        elif wants == "rows":
            known = pyoxigraph.QueryResultsFormat.from_media_type(media_type)
            if media_type == "application/json":
                known = pyoxigraph.QueryResultsFormat.JSON
            if known is None or known == pyoxigraph.QueryResultsFormat.CSV:
                raise Stop("engine", _no_results(media_type, body))
            result = pyoxigraph.parse_query_results(body, format=known)
            result.serialize(out, format=pyoxigraph.QueryResultsFormat.JSON)  # type: ignore[arg-type]
        elif wants == "triples":
            form = pyoxigraph.RdfFormat.from_media_type(media_type)
            if media_type == "text/plain":
                form = pyoxigraph.RdfFormat.N_TRIPLES
            if form is None:
                raise Stop("engine", _no_results(media_type, body))
            pyoxigraph.serialize(
                (quad.triple for quad in pyoxigraph.parse(body, format=form)),
                out,  # type: ignore[arg-type]
                format=pyoxigraph.RdfFormat.N_TRIPLES,
            )


def _media_type(headers: httpx.Headers) -> str:
    return str(headers.get("content-type", "")).partition(";")[0].strip().lower()


def _no_results(media_type: str, body: bytes) -> str:
    start = " ".join(body[:_TOLD].decode(errors="replace").split())
    return f"it answered {media_type or 'no media type'}, which holds no answer: {start[:120]}"


def _said(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return f"it cannot be reached: {error}"
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError | httpx.WriteError):
        return f"the exchange broke off: {error or type(error).__name__}"
    return f"{type(error).__name__}: {error}"


def open_server(config: dict[str, object], requests: Requests) -> Asked:
    """Return what talks to servers; the requests say to which."""
    return ServerAsked()


def main(configuration: str) -> None:
    """Talk to servers for as long as the parent lives."""
    worker.main(configuration, open_server)
