"""A query before anybody is asked: in which formats it may be answered, and by which tag."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pactgraph.server.negotiation import Choice, choose, listed
from pactgraph.server.problems import Problem
from pactgraph.server.snapshot import Snapshot
from pactgraph.server.sparql_request import QueryOperation
from pactgraph.web.formats import ROWS, TRIPLES


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query operation, and what is known of its answer before anybody is asked."""

    asked: QueryOperation
    choices: tuple[Choice, ...]
    row_format: str | None
    graph_format: str | None
    version: str
    key: tuple[object, ...]
    etag: str
    digest: str

    def content_type(self, format_name: str) -> str:
        """Return what an answer in one of the chosen formats goes by."""
        return next(one.content_type for one in self.choices if one.format == format_name)


def prepared_query(asked: QueryOperation, accept: str, snapshot: Snapshot) -> Prepared:
    """Return an operation prepared; raises Problem (406) if no format of answers is taken."""
    rows, graph = choose(accept, ROWS), choose(accept, TRIPLES)
    if rows is None and graph is None:
        raise not_acceptable((*ROWS, *TRIPLES))
    choices = tuple(choice for choice in (rows, graph) if choice is not None)
    row_format = None if rows is None else rows.format
    graph_format = None if graph is None else graph.format
    request = (asked.query, asked.default_graphs, asked.named_graphs, row_format, graph_format)
    return Prepared(
        asked,
        choices,
        row_format,
        graph_format,
        snapshot.version,
        ("sparql", snapshot.version, *request),
        snapshot.etag(*request, *(choice.content_type for choice in choices)),
        digest(asked.query),
    )


def digest(text: str) -> str:
    """Return what a query is called in logs, where its words have no place."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def not_acceptable(formats: tuple[str, ...]) -> Problem:
    """Return the problem of a client that takes none of the formats there are."""
    return Problem(
        406,
        "none of the formats asked for is there",
        hint="ask for one of those listed",
        extra={"available": listed(formats)},
    )
