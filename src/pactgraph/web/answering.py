"""A request answered: its handler found and called, and errors told with their status."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TypeAlias

from pactgraph.engine.obituary import MemoryCapReached
from pactgraph.errors import (
    BadInput,
    BadQuery,
    DeadlineExceeded,
    NotFound,
    PactgraphError,
    TextsNotAtHand,
)
from pactgraph.knowledge_graph import FilesChanged
from pactgraph.web.document import Document, DocumentRequest, NotAcceptable
from pactgraph.web.routes import ROUTES
from pactgraph.web.site import GraphSite

Handler: TypeAlias = Callable[[GraphSite, DocumentRequest], Document]

_STATUSES: tuple[tuple[type[PactgraphError], int], ...] = (
    (NotFound, 404),
    (TextsNotAtHand, 404),
    (NotAcceptable, 406),
    (BadInput, 400),
    (BadQuery, 400),
    (MemoryCapReached, 503),
    (FilesChanged, 503),
    (DeadlineExceeded, 504),
)


def answer(site: GraphSite, request: DocumentRequest) -> Document:
    """Return the document that is asked for; raises PactgraphError."""
    return handler_of(request.route, site.is_project)(site, request)


@cache
def handler_of(route: str, is_project: bool = True) -> Handler:
    """Return the function that makes the documents of a route.

    Raises NotFound for a document of projects where RDF files are served.
    """
    (found,) = (one for one in ROUTES if one.name == route)
    name = found.handler if is_project else found.plain
    if name is None:
        raise NotFound("a server of RDF files has no such page", hint="ask it with SPARQL")
    module, _, function = name.partition(":")
    handler: Handler = getattr(import_module(f"pactgraph.web.{module}"), function)
    return handler


def status_of(error: PactgraphError) -> int:
    """Return the HTTP status that tells of an error.

    >>> status_of(NotFound("no such thing")), status_of(PactgraphError("the engine"))
    (404, 500)
    """
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)
