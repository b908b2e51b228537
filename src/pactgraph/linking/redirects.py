"""Where a server sends us on to: followed with the question on its own host, told elsewhere."""

from __future__ import annotations

import http.client
import urllib.request
from email.message import Message
from typing import IO, Final
from urllib.parse import urlsplit

_SEE_OTHER: Final = 303
_NO_BODY: Final = ("content-length", "content-type", "transfer-encoding")


class LeadsElsewhere(Exception):
    """A server sends us on to another; ``address`` is where, without the question."""

    def __init__(self, address: str) -> None:
        super().__init__(f"it leads on to {address}")
        self.address = address


class _OnTheSameHost(urllib.request.HTTPRedirectHandler):
    """Repeats a request at the new place with its method and its body.

    Browsers made a GET of a POST after 301 and 302, which leaves the question behind; a server
    that wants that says 303 (RFC 9110, 15.4).
    """

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> urllib.request.Request:
        """Return the request for the new place; raises LeadsElsewhere if it is another's."""
        if not _is_same(req.full_url, newurl):
            fp.close()
            raise LeadsElsewhere(newurl.partition("?")[0])
        body = None if code == _SEE_OTHER else req.data
        asked = urlsplit(req.full_url).query
        if req.get_method() == "GET" and asked and not urlsplit(newurl).query:
            newurl = f"{newurl.partition('?')[0]}?{asked}"
        kept = {
            name: value
            for name, value in req.headers.items()
            if body is not None or name.lower() not in _NO_BODY
        }
        return urllib.request.Request(
            newurl.replace(" ", "%20"),
            data=body,
            headers=kept,
            origin_req_host=req.origin_req_host,
            unverifiable=True,
            method="GET" if body is None and req.data is not None else req.get_method(),
        )


_OPENER: Final = urllib.request.build_opener(_OnTheSameHost)


def open_request(
    request: urllib.request.Request, timeout: float | None
) -> http.client.HTTPResponse:
    """Return the answer to a request; raises LeadsElsewhere, and what the opener raises."""
    response: http.client.HTTPResponse = _OPENER.open(request, timeout=timeout)
    return response


def _is_same(old: str, new: str) -> bool:
    """Say whether an address is of the same host, and no less safe.

    >>> _is_same("http://h/a", "https://h/b"), _is_same("https://h/a", "http://h/a")
    (True, False)
    """
    before, after = urlsplit(old), urlsplit(new)
    schemes = (before.scheme, after.scheme)
    if before.hostname != after.hostname:
        return False
    return schemes == ("http", "https") or (schemes[0] == schemes[1] and before.port == after.port)
