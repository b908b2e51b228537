"""The addresses of a SPARQL server: where queries, updates and graphs are sent to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol
from urllib.parse import urlencode

from pactgraph.engine.remote import check_url
from pactgraph.errors import EngineFailure

QUERY: Final = "PACTGRAPH_STORE_QUERY"
UPDATE: Final = "PACTGRAPH_STORE_UPDATE"
GRAPHS: Final = "PACTGRAPH_STORE_GRAPHS"

_FAMILIES: Final = (
    # Oxigraph's server.
    ("query", "update", "store"),
    # Virtuoso, with credentials where it asks for them.
    ("sparql", "sparql-auth", "sparql-graph-crud-auth"),
    # Apache Jena Fuseki, below the name of a dataset.
    ("sparql", "update", "data"),
    # RDF4J and GraphDB, below the name of a repository: its own address takes queries.
    ("", "statements", "rdf-graphs/service"),
)
# The form of the protocol that every server takes: sent a query as it is, Virtuoso never ends
# its answer.
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
_NO_CHANGE: Final = "INSERT DATA { }"
_NO_GRAPH: Final = "urn:pactgraph:nothing"
_FAILING: Final = (500, 503, 507)
"""What a server says that takes updates and cannot carry them out, on a full disk for one."""


@dataclass(frozen=True)
class Addresses:
    """Three addresses; None for what the server does not offer, or not to us."""

    query: str
    update: str | None = None
    graphs: str | None = None


class Looks(Protocol):
    """What a request was answered."""

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Return some of the headers, by names in small letters."""
        ...


class Asker(Protocol):
    """Makes requests while the addresses are looked for."""

    def look(
        self,
        method: str,
        url: str,
        headers: dict[str, str] | None = None,
        body: str | None = None,
    ) -> Looks:
        """Make a request."""
        ...


def given_addresses(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the addresses that the environment gives: ``query``, ``update``, ``graphs``.

    Raises BadInput for one that is no address.
    """
    names = {"query": QUERY, "update": UPDATE, "graphs": GRAPHS}
    found = {key: environment[name] for key, name in names.items() if environment.get(name)}
    for url in found.values():
        check_url(url)
    return found


def discover(url: str, asker: Asker, given: Mapping[str, str], *, writing: bool) -> Addresses:
    """Return the addresses of the server at ``url``, found out by what it answers.

    ``url`` is the server's own (``http://host:7878``), or that of its queries; what is
    ``given`` is not looked for. Only for ``writing`` is it asked where it takes updates.
    Raises EngineFailure if nothing there answers a query.
    """
    check_url(url)
    for query, update, graphs in _candidates(url, given):
        if not _answers_queries(asker, query):
            continue
        if not writing:
            return Addresses(query)
        addresses = Addresses(query, given.get("update"), given.get("graphs"))
        if addresses.update is None and _takes_updates(asker, update):
            addresses = replace(addresses, update=update)
        if addresses.graphs is None and _holds_graphs(asker, graphs):
            addresses = replace(addresses, graphs=graphs)
        if addresses.update or addresses.graphs:
            return addresses
        # The same address takes queries in several families: another may write.
        others = [each for each in _candidates(url, given) if each[0] == query]
        for _, update, graphs in others:
            if _takes_updates(asker, update):
                return Addresses(query, update, graphs if _holds_graphs(asker, graphs) else None)
        return addresses
    raise EngineFailure(
        "nothing here answers SPARQL queries",
        iri=url,
        hint=f"give the server's address, or that of its queries in {QUERY}",
    )


def _candidates(url: str, given: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    base = url.rstrip("/")
    for query, update, graphs in _FAMILIES:
        root = base.removesuffix(f"/{query}") if query else base
        yield (
            given.get("query", f"{root}/{query}".rstrip("/")),
            f"{root}/{update}",
            f"{root}/{graphs}",
        )
    if "query" not in given:
        yield base, base, base


def _answers_queries(asker: Asker, url: str) -> bool:
    headers = {"Accept": "application/sparql-results+json", **FORM}
    response = asker.look("POST", url, headers, urlencode({"query": "ASK { }"}))
    return response.status == 200 and "sparql-results" in response.headers.get("content-type", "")


def _takes_updates(asker: Asker, url: str) -> bool:
    body = urlencode({"update": _NO_CHANGE})
    # One that fails is asked all the same: what it says of the first update is the reason.
    return asker.look("POST", url, dict(FORM), body).status in (200, 204, *_FAILING)


def _holds_graphs(asker: Asker, url: str) -> bool:
    headers = {"Accept": "application/n-triples"}
    response = asker.look("GET", f"{url}?graph={_NO_GRAPH}", headers)
    kind = response.headers.get("content-type", "")
    return response.status == 404 or (response.status == 200 and "html" not in kind)
