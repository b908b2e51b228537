"""A remote SPARQL 1.1 endpoint as an engine, asked from a child process of our own."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.guard import check
from pactgraph.engine.outline import column_order, outline, undeclared_prefixes
from pactgraph.engine.protocol import MIB, Limits
from pactgraph.engine.query_process import QueryProcess
from pactgraph.engine.results import Answer, Rows
from pactgraph.errors import BadInput, BadQuery, DeadlineExceeded, EngineFailure
from pactgraph.namespaces import PREFIXES

REMOTE_LIMITS = Limits(timeout=60.0, memory=1024 * MIB, answer=64 * MIB)


class RemoteEngine:
    """An endpoint that others run; see ``Engine`` for the methods' promises.

    What it calls its default graph is its own affair. The query passes the same guard.
    The deadline holds for the whole exchange, however slowly the endpoint talks.

    Raises:
        BadInput: the URL is not http or https, has no host, or carries a password.
    """

    has_lateral: Final = False

    def __init__(self, url: str, *, limits: Limits | None = None) -> None:
        self.url = url
        self.limits = limits or REMOTE_LIMITS
        check_url(url)
        self._process = QueryProcess(endpoint=url, network=True)

    def query(
        self,
        sparql: str,
        *,
        timeout: float | None = None,
        memory: int | None = None,
        trusted: bool = False,
        allow: Collection[str] = (),
        source: str = "query",
    ) -> Answer:
        """Return the endpoint's answer, as ``Engine.query`` promises."""
        if not trusted:
            check(sparql, allow=allow, source=source)
        form = outline(sparql).form
        request: dict[str, object] = {
            "query": with_prefixes(sparql),
            "graph_form": form in ("CONSTRUCT", "DESCRIBE"),
            "memory": self.limits.memory if memory is None else memory,
            "answer": self.limits.answer,
        }
        seconds = self.limits.timeout if timeout is None else timeout
        try:
            answer = self._process.ask(request, timeout=seconds, source=source)
        except (BadQuery, DeadlineExceeded, EngineFailure) as error:
            error.iri = self.url
            raise
        if isinstance(answer, Rows):
            return answer.reordered(column_order(sparql, answer.variables))
        return answer

    def count(self, graph: NamedNode | None = None) -> int:
        """Return the number of triples of a named graph, or of the default graph."""
        pattern = "?s ?p ?o" if graph is None else f"GRAPH {graph} {{ ?s ?p ?o }}"
        answer = self.query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
        value = answer.rows[0][0] if isinstance(answer, Rows) and answer.rows else None
        if not isinstance(value, Literal) or not value.value.isdigit():
            raise EngineFailure("the endpoint does not count", iri=self.url)
        return int(value.value)

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        answer = self.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
        if not isinstance(answer, Rows):
            raise EngineFailure("the endpoint does not list its graphs", iri=self.url)
        return sorted(name.value for (name,) in answer if isinstance(name, NamedNode))

    def close(self) -> None:
        """End the child process."""
        self._process.close()


def with_prefixes(sparql: str) -> str:
    """Return the query with the project's prefixes that it uses undeclared, on the same line.

    >>> with_prefixes("ASK { ?a rdf:type ?b }")
    'PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> ASK { ?a rdf:type ?b }'
    """
    names = [name for name in undeclared_prefixes(sparql) if name in PREFIXES]
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in names) + sparql


def check_url(url: str) -> None:
    """Check that this is an http or https address, and has no password in it.

    Raises BadInput; the message never shows a password.
    """
    hint = "give it as https://host/path"
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise BadInput(f"this is not a URL: {error}", hint=hint) from error
    if parts.username or parts.password:
        raise BadInput(
            f"the URL of the endpoint at {host} carries a name or a password",
            hint="leave it out: it would be shown and sent on",
        )
    if parts.scheme not in ("http", "https") or not host:
        raise BadInput(f"{url!r} is not the URL of an endpoint", hint=hint)
