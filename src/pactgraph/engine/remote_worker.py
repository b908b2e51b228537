"""The child process that asks a remote endpoint, so that nothing there can hold us up."""

from __future__ import annotations

import urllib.error
from http.client import HTTPException

import pyoxigraph
from SPARQLWrapper import JSON, N3, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from pactgraph.engine import worker
from pactgraph.engine.output import Output, Stop
from pactgraph.engine.request_loop import Requests
from pactgraph.engine.worker import Asked, write_result

_QUIET_SECONDS = 60
"""How long a connection may say nothing; the parent's deadline holds for the whole."""

_LONGEST_IN_URL = 1500
_SHOWN = 500


class EndpointAsked:
    """A SPARQL 1.1 endpoint, asked through SPARQLWrapper."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint

    def answer(self, request: dict[str, object], out: Output) -> None:
        """Ask, read at most what may be answered, and write it as SPARQL JSON or N-Triples."""
        sparql, graph_form = str(request["query"]), bool(request["graph_form"])
        media_type, body = self.fetch(sparql, graph_form, out.limit)
        try:
            if graph_form:
                self.write_triples(media_type, body, out)
            else:
                self.write_rows(media_type, body, out)
        except (SyntaxError, ValueError) as error:
            raise Stop("engine", f"the answer ({media_type}) cannot be read: {error}") from error
        except MemoryError as error:
            raise Stop("memory", str(error)) from error

    def fetch(self, sparql: str, graph_form: bool, limit: int) -> tuple[str, bytes]:
        """Return the media type and the body of the answer; raises Stop."""
        client = SPARQLWrapper(self.endpoint, agent="pactgraph")
        client.setTimeout(_QUIET_SECONDS)
        client.setReturnFormat(N3 if graph_form else JSON)
        client.setQuery(sparql)
        if len(sparql) > _LONGEST_IN_URL:
            client.setMethod(POST)
        try:
            response = client.query().response
            body = response.read(limit + 1)
            media_type = response.headers.get_content_type()
        except SPARQLWrapperException as error:
            raise Stop(*_refusal(error)) from error
        except urllib.error.HTTPError as error:
            text = error.read(_SHOWN).decode(errors="replace").strip()
            raise Stop("engine", f"it answered {error.code} {error.reason}: {text}") from error
        except urllib.error.URLError as error:
            raise Stop("engine", f"it cannot be reached: {error.reason}") from error
        except (HTTPException, OSError, ValueError) as error:
            raise Stop("engine", f"{type(error).__name__}: {error}") from error
        if len(body) > limit:
            raise Stop("size", f"the answer is larger than {limit:,} bytes")
        length = response.headers.get("Content-Length")
        if length is not None and length.isdigit() and len(body) < int(length):
            raise Stop("engine", f"the answer broke off after {len(body):,} of {length} bytes")
        return media_type, body

    def write_rows(self, media_type: str, body: bytes, out: Output) -> None:
        """Write the answer to a SELECT or ASK."""
        known = pyoxigraph.QueryResultsFormat.from_media_type(media_type)
        if media_type == "application/json":
            known = pyoxigraph.QueryResultsFormat.JSON
        if known is None or known == pyoxigraph.QueryResultsFormat.CSV:
            raise Stop("engine", _no_results(media_type, body))
        write_result(pyoxigraph.parse_query_results(body, format=known), out)

    def write_triples(self, media_type: str, body: bytes, out: Output) -> None:
        """Write the answer to a CONSTRUCT or DESCRIBE."""
        known = pyoxigraph.RdfFormat.from_media_type(media_type)
        if media_type in ("text/rdf+n3", "text/n3", "application/n3", "text/plain"):
            known = pyoxigraph.RdfFormat.TURTLE
        if known is None:
            raise Stop("engine", _no_results(media_type, body))
        parsed = pyoxigraph.parse(body, format=known, base_iri=self.endpoint)
        out.form("triples")
        pyoxigraph.serialize(
            (quad.triple for quad in parsed),
            out,  # type: ignore[arg-type]
            format=pyoxigraph.RdfFormat.N_TRIPLES,
        )


def _no_results(media_type: str, body: bytes) -> str:
    start = " ".join(body[:_SHOWN].decode(errors="replace").split())
    return f"it answered {media_type}, which holds no SPARQL results: {start[:120]}"


def _refusal(error: SPARQLWrapperException) -> tuple[str, str]:
    name = type(error).__name__
    detail = str(error.args[0] if error.args else error)[:_SHOWN]
    if name == "QueryBadFormed":
        return "refused", f"the endpoint refuses the query: {detail}"
    return "engine", f"{name}: {detail}"


def open_remote(config: dict[str, object], requests: Requests) -> Asked:
    """Return the endpoint that the configuration names."""
    return EndpointAsked(str(config["endpoint"]))


def main(configuration: str) -> None:
    """Answer requests by asking the endpoint, for as long as the parent lives."""
    worker.main(configuration, open_remote)
