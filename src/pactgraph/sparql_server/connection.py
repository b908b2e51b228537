"""A connection to a SPARQL server: requests of its protocols, in a child with a deadline."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from pactgraph.engine.protocol import MIB, Limits
from pactgraph.engine.query_process import QueryProcess, answer_of
from pactgraph.engine.results import Answer
from pactgraph.engine.server_worker import PASSWORD, USER
from pactgraph.errors import BadQuery, DeadlineExceeded, EngineFailure, Location, NotFound
from pactgraph.sparql_server.addresses import FORM, Addresses

SERVER_LIMITS: Final = Limits(timeout=60.0, memory=1024 * MIB, answer=256 * MIB)
WRITE_SECONDS: Final = 600.0
"""How long one request that writes may take."""

_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
_TRIPLES = "application/n-triples, text/turtle;q=0.5"
_SHOWN = 500


@dataclass(frozen=True)
class Response:
    """What a server said: its status, some of its headers, and its words if it refused."""

    status: int
    headers: dict[str, str]
    words: str


@dataclass(frozen=True)
class Answered:
    """An answer, the number of rows at which the server says that it cut it, and its name."""

    answer: Answer
    cut_at: int | None = None
    server: str = ""


class Connection:
    """Requests to one server; every one is made by a child that can be killed."""

    def __init__(self, addresses: Addresses, limits: Limits = SERVER_LIMITS) -> None:
        self.addresses = addresses
        self.limits = limits
        self.most_rows: int | None = None
        """At how many rows the server was found to cut answers; it need not say so."""
        self._process = QueryProcess(server=True, network=True)

    def query(
        self,
        sparql: str,
        *,
        triples: bool = False,
        timeout: float | None = None,
        memory: int | None = None,
        source: str = "query",
    ) -> Answered:
        """Return the answer to a query, ``triples`` for a CONSTRUCT or DESCRIBE.

        Raises:
            BadQuery: the server refuses it.
            DeadlineExceeded: it took too long, or the answer is too big.
            EngineFailure: the server cannot be reached, or failed.
        """
        response, body = self._send(
            "POST",
            self.addresses.query,
            {"Accept": _TRIPLES if triples else _ROWS, **FORM},
            urlencode({"query": sparql}),
            wants="triples" if triples else "rows",
            timeout=timeout,
            memory=memory,
            source=source,
        )
        if response.status >= 300:
            raise self.refusal(response, self.addresses.query, source)
        cut = response.headers.get("x-sparql-maxrows", "")
        answer = answer_of("triples" if triples else "rows", body)
        cut_at = int(cut) if cut.isdigit() else self.most_rows
        return Answered(answer, cut_at, response.headers.get("server", ""))

    def update(self, sparql: str, *, source: str = "update") -> None:
        """Have the server carry out an update; raises what ``query`` raises, or NotFound."""
        address = self.writable("update", self.addresses.update)
        response = self.look(
            "POST", address, dict(FORM), urlencode({"update": sparql}), source=source
        )
        if response.status >= 300:
            raise self.refusal(response, address, source)

    def add(self, graph: str | None, n_triples: str) -> None:
        """Add triples to a graph (None: the default graph) by the Graph Store Protocol.

        Raises what ``update`` raises.
        """
        address = self.writable("graphs", self.addresses.graphs)
        name = "default" if graph is None else urlencode({"graph": graph})
        headers = {"Content-Type": "application/n-triples"}
        response = self.look("POST", f"{address}?{name}", headers, n_triples, source="statements")
        if response.status >= 300:
            raise self.refusal(response, address, "statements")

    def look(
        self,
        method: str,
        url: str,
        headers: dict[str, str] | None = None,
        body: str | None = None,
        *,
        timeout: float = WRITE_SECONDS,
        source: str = "request",
    ) -> Response:
        """Make a request of which only the status, some headers and a refusal's words count."""
        response, _ = self._send(
            method, url, headers or {}, body, wants="nothing", timeout=timeout, source=source
        )
        return response

    def writable(self, what: str, address: str | None) -> str:
        """Return an address to write to; raises NotFound if none is known."""
        if address is None:
            raise NotFound(
                f"no address for {what} is known of this server: it is read-only as it was found",
                iri=self.addresses.query,
                hint="credentials come from " + f"{USER} and {PASSWORD}; addresses can be given "
                "by PACTGRAPH_STORE_QUERY, PACTGRAPH_STORE_UPDATE and PACTGRAPH_STORE_GRAPHS",
            )
        return address

    def refusal(self, response: Response, address: str, source: str) -> BadQuery | EngineFailure:
        """Return the error that a status of 300 or more means."""
        words = " ".join(response.words.split("\n\nSPARQL query:")[0].split())[:_SHOWN]
        if response.status in (401, 403):
            return EngineFailure(
                f"the server does not let us in (it answered {response.status})",
                iri=address,
                hint=f"give the name and the password in {USER} and {PASSWORD}",
            )
        if response.status == 400 or "SPARQL compiler" in words or "37000" in words[:40]:
            return BadQuery(f"the server refuses this: {words}", location=Location(source))
        return EngineFailure(f"the server answered {response.status}: {words}", iri=address)

    def _send(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: str | None,
        *,
        wants: str,
        timeout: float | None = None,
        memory: int | None = None,
        source: str = "query",
    ) -> tuple[Response, bytes]:
        request: dict[str, object] = {
            "method": method,
            "url": url,
            "headers": headers,
            "body": body,
            "wants": wants,
            "memory": self.limits.memory if memory is None else memory,
            "answer": self.limits.answer,
        }
        seconds = self.limits.timeout if timeout is None else timeout
        try:
            form, content = self._process.exchange(request, timeout=seconds, source=source)
        except (BadQuery, DeadlineExceeded, EngineFailure) as error:
            error.iri = url
            raise
        head = json.loads(form)
        words = content.decode(errors="replace") if head["form"] == "words" else ""
        return Response(head["status"], head["headers"], words), content

    def close(self) -> None:
        """End the child process."""
        self._process.close()
