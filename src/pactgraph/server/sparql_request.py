"""What is asked of the endpoint: an operation of the SPARQL 1.1 Protocol, read from HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from pactgraph.engine.guard import MAX_BYTES
from pactgraph.server.exchange import FORM, Exchange, decoded_pairs
from pactgraph.server.problems import Problem

METHODS: Final = "GET, HEAD, POST, OPTIONS"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class QueryOperation:
    """A query, and the dataset if the client chose one (SPARQL 1.1 Protocol, section 2.1)."""

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class UpdateOperation:
    """An update, and the dataset that it is to use (SPARQL 1.1 Protocol, section 2.2)."""

    update: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


_OF_VIEWS = frozenset({"as-of", "known-by", "certainty"})

Operation = QueryOperation | UpdateOperation | None
"""None asks for the description of the endpoint."""


async def read_operation(exchange: Exchange) -> Operation:
    """Return what a request asks; raises Problem if it is none of the protocol's."""
    if exchange.method in ("GET", "HEAD"):
        return _by_get(exchange.parameters())
    if exchange.method == "POST":
        return await _by_post(exchange)
    raise Problem(
        405,
        f"{exchange.method[:20]} is no way to ask an endpoint",
        hint=f"one of {METHODS}",
        extra={"allow": METHODS},
    )


def _by_get(pairs: Pairs) -> Operation:
    names = {name for name, _ in pairs}
    if "update" in names:
        raise Problem(400, "an update is not sent by GET", hint="send it by POST")
    if "query" not in names:
        return None
    return _query(_only(pairs, "query"), pairs)


async def _by_post(exchange: Exchange) -> Operation:
    media_type, charset = exchange.content_type
    if media_type not in (FORM, QUERY, UPDATE) or charset not in ("", "utf-8", "utf8"):
        exchange.close = True
        said = exchange.header("content-type")[:100] or "no Content-Type"
        raise Problem(
            415,
            "the endpoint does not take a body of this type",
            said,
            hint=f"send {QUERY}, or a form ({FORM}) with the parameter query, in UTF-8",
        )
    body = await exchange.body()
    in_url = exchange.parameters()
    if media_type == FORM:
        return _by_form([*in_url, *decoded_pairs(body, exchange.limits.parameters)])
    if any(name in ("query", "update") for name, _ in in_url):
        raise Problem(400, "the query stands in the URL and in the body", hint="send it once")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "the body is not UTF-8", hint="encode it as UTF-8") from None
    return _query(text, in_url) if media_type == QUERY else _update(text, in_url)


def _by_form(pairs: Pairs) -> Operation:
    names = {name for name, _ in pairs}
    if {"query", "update"} <= names:
        raise Problem(400, "a query and an update in one request", hint="send them one by one")
    if "update" in names:
        return _update(_only(pairs, "update"), pairs)
    if "query" not in names:
        raise Problem(
            400, "there is no query in the request", hint="give it as the parameter query"
        )
    return _query(_only(pairs, "query"), pairs)


def _only(pairs: Pairs, name: str) -> str:
    values = [value for key, value in pairs if key == name]
    if len(values) > 1:
        raise Problem(
            400, f"the parameter {name} is given {len(values)} times", hint="give it once"
        )
    return values[0]


def _query(text: str, pairs: Pairs) -> QueryOperation:
    for name, _ in pairs:
        if name in _OF_VIEWS:
            # Whoever writes it would take the answer for one of that day.
            raise Problem(
                400,
                f"the endpoint answers from the whole graph, not from a view: {name}",
                hint="views are for stored queries and pages: /queries/NAME?as-of=2018-06-01",
            )
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise Problem(
            413,
            f"the query has {size:,} bytes; {MAX_BYTES:,} are allowed",
            hint="ask in several queries",
        )
    return QueryOperation(text, *_dataset(pairs, "default-graph-uri", "named-graph-uri"))


def _update(text: str, pairs: Pairs) -> UpdateOperation:
    return UpdateOperation(text, *_dataset(pairs, "using-graph-uri", "using-named-graph-uri"))


def _dataset(
    pairs: Pairs, default: str, named: str
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    default_graphs = tuple(absolute_iri(name, value) for name, value in pairs if name == default)
    named_graphs = tuple(absolute_iri(name, value) for name, value in pairs if name == named)
    if not default_graphs and not named_graphs:
        return None, None
    return default_graphs, named_graphs


def absolute_iri(name: str, value: str) -> str:
    """Return a parameter's value if it is an absolute IRI; raises Problem (400) if not."""
    try:
        NamedNode(value)
    except ValueError as error:
        raise Problem(
            400, f"{name} is not an absolute IRI", str(error), hint="write it out in full"
        ) from error
    return value
