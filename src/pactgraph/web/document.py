"""What is asked of the documents' process, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pactgraph.errors import BadInput, PactgraphError
from pactgraph.web.formats import FORMATS


class NotAcceptable(PactgraphError):
    """A document that is there, but not in the format that was asked for."""


@dataclass(frozen=True)
class DocumentRequest:
    """A request for one document, as the server has read it.

    ``route`` names the route; ``path`` holds the parts of its path, decoded; ``query`` the
    parameters after the question mark, decoded and in order; ``format`` is one of the route's
    formats, as negotiated; ``origin`` is what absolute links to this server begin with, such
    as ``http://127.0.0.1:8000``; ``url`` is path and query as they were asked.
    """

    route: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: tuple[tuple[str, str], ...] = ()
    format: str = "html"
    origin: str = "http://127.0.0.1"
    url: str = "/"

    def first(self, name: str) -> str | None:
        """Return the first value of a parameter, None if it is not there or empty.

        Raises BadInput if it is given twice.
        """
        values = [value for key, value in self.query if key == name]
        if len(values) > 1:
            raise BadInput(f"the parameter {name!r} is given {len(values)} times")
        return values[0] if values and values[0] else None

    def all(self, name: str) -> list[str]:
        """Return every value of a parameter that is not empty."""
        return [value for key, value in self.query if key == name and value]

    def as_json(self) -> dict[str, Any]:
        """Return the request as JSON takes it."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> DocumentRequest:
        """Return the request that ``as_json`` wrote."""
        query = tuple((str(name), str(value)) for name, value in content["query"])
        return cls(**{**content, "query": query})


@dataclass(frozen=True)
class Document:
    """A document as it goes out: its bytes, its media type, and headers of its own."""

    body: bytes
    content_type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, body: bytes | str, format_name: str, **headers: str) -> Document:
        """Return a document in one of the formats; header names are written with ``_``.

        >>> Document.of("a", "txt", Content_Language="en").headers
        {'Content-Language': 'en'}
        """
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(data, FORMATS[format_name].content_type, headers=named)

    @classmethod
    def see_other(cls, location: str) -> Document:
        """Return a redirection to a document that tells of what was asked for (303)."""
        return cls(b"", "text/plain; charset=utf-8", 303, {"Location": location})
