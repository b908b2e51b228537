"""A problem: an HTTP error as the server tells it, in the one JSON shape of RFC 9457."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

MEDIA_TYPE: Final = "application/problem+json"
"""The media type of a problem (RFC 9457, section 6.1)."""


class Problem(Exception):
    """An answer that is an error: its status, and what a reader can do about it.

    ``title`` says what is wrong in a few words, ``detail`` of what in this request, ``hint``
    what to do. ``retry_after`` is in seconds, for those that pass by themselves. ``extra`` is
    told as well: ``line`` and ``column`` of a query, ``candidates`` for a name.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        *,
        hint: str | None = None,
        retry_after: int | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(f"{status} {title}")
        self.status = status
        self.title = title
        self.detail = detail
        self.hint = hint
        self.retry_after = retry_after
        self.extra = dict(extra or {})

    def as_json(self) -> dict[str, object]:
        """Return the members of the problem document (RFC 9457, section 3).

        >>> Problem(404, "no such article", hint="see /article").as_json()["hint"]
        'see /article'
        """
        content: dict[str, object] = {
            **self.extra,
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
        }
        if self.detail:
            content["detail"] = self.detail
        if self.hint is not None:
            content["hint"] = self.hint
        return content

    @property
    def body(self) -> bytes:
        """The problem document."""
        return json.dumps(self.as_json(), ensure_ascii=False).encode() + b"\n"

    @property
    def reason(self) -> str:
        """What HTTP calls the status.

        >>> Problem(503, "busy").reason
        'Service Unavailable'
        """
        return HTTPStatus(self.status).phrase

    @property
    def headers(self) -> dict[str, str]:
        """The headers that go with it, the media type among them."""
        headers = {"Content-Type": MEDIA_TYPE}
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        return headers
