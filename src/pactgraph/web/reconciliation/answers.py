"""What the answers of the service have in common: JSON, and parameters that are numbers."""

from __future__ import annotations

import json
from typing import Final

from pactgraph.errors import BadInput
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.viewed import VIEW_PARAMETERS

PATH: Final = "/reconcile"
"""Where the service is."""

_DIGITS: Final = 9


def json_document(content: object) -> Document:
    """Return content as a document."""
    return Document.of(json.dumps(content, ensure_ascii=False) + "\n", "json")


def whole_number(
    request: DocumentRequest, name: str, *, least: int = 0, most: int = 10**9
) -> int | None:
    """Return a parameter that is a whole number, None if it is not there; raises BadInput."""
    text = request.first(name)
    if text is None:
        return None
    is_number = text.isascii() and text.isdigit() and len(text) <= _DIGITS
    if not is_number or int(text) < least:
        raise BadInput(f"{name} is no whole number of {least} or more: {text[:40]!r}")
    return min(int(text), most)


def refuse_views(request: DocumentRequest) -> None:
    """Raise BadInput if the graph of a day is asked for: identifiers are matched for good."""
    for name, _ in request.query:
        if name in VIEW_PARAMETERS:
            raise BadInput(
                f"the reconciliation service answers from the whole graph, not from a view: {name}",
                hint="views are for stored queries and pages: /queries/NAME?as-of=2018-06-01",
            )
