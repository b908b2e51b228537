"""Minutes of mixed load on `pactgraph serve`: whether it stays right, quick and small.

Side by side, for as long as asked: clients that ask stored queries and read pages, which must
all be answered, with what was answered before; clients that send queries that never end,
requests that are none, and requests whose answer they do not wait for; clients that read as
slowly as they can; and queries that would have the server ask or read elsewhere, whose target
is a server of our own that counts who comes. Memory is that of all processes of the server
together (what several share counts once). A minute in which nothing but the well-formed ones
is sent stands at the end, to compare.

Run it on a quiet machine: ``python -m benchmarks.mixed_load [--minutes N] [--seed N]
[--to DIR]``.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import signal
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter

from benchmarks.endpoint_servers import Pactgraph
from benchmarks.endpoints import stored_queries
from benchmarks.keep_alive import Connection, Sample, ask_once, connect, get
from benchmarks.process_memory import tree_of, unshared_memory
from benchmarks.tables import machine, report, table, with_results

JSON = "application/sparql-results+json"
HTML = "text/html"
PAGES = (
    "/", "/articles", "/queries", "/queries/memberships", "/disagreements", "/timeline",
    "/contributions", "/page/ontology", "/search?q=nato", "/health", "/page/id/nato",
)  # fmt: skip
RUNAWAYS = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT (GROUP_CONCAT(STR(?a)) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY DESC(STR(?f)) ?a",
    "SELECT DISTINCT ?a ?f { ?a (!<urn:x>)* ?b . ?d (!<urn:x>)* ?f }",
    'SELECT * { ?a ?b ?c . ?d ?e ?f . FILTER(REGEX(CONCAT(STR(?a), STR(?f)), "(a|b|ab)*c$")) }',
)
MALFORMED = (
    "SELECT * WHERE { ?s ?p", "ASK { } ; DROP ALL", "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "\\u0053ELECT", "SELECT " + "{" * 900, "ASK { FILTER(" + "!" * 3000 + "true) }", "\x00", "",
)  # fmt: skip
BROKEN = (
    b"GET /sparql HTTP/1.1\r\n\r\n",
    b"GET /../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n",
    b"GET /page/%ff%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
)
ELSEWHERE = (
    "SELECT * {{ SERVICE <{}> {{ ?s ?p ?o }} }}", "SELECT * FROM <{}> {{ ?s ?p ?o }}",
    "SELECT * {{ {{ SELECT * {{ SERVICE SILENT <{}> {{ ?s ?p ?o }} }} }} }}",
    "LOAD <{}>", "SELECT * FROM NAMED <{}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
)  # fmt: skip
BUSY = (429, 503)


class Load:
    """The clients of one server, what they were answered, and for how long they go on."""

    def __init__(self, server: Pactgraph, queries: dict[str, str], seed: int) -> None:
        self.server = server
        self.queries = queries
        self.draw = random.Random(seed)
        self.expected: dict[str, int] = {}
        self.samples: dict[str, Sample] = defaultdict(Sample)
        self.statuses: dict[str, Counter[int]] = defaultdict(Counter)
        self.retried = 0
        self.until = 0.0
        self.canary = ""
        self._number = 0

    async def learn(self) -> None:
        """Ask everything well-formed once, so that later answers can be told from others."""
        for name, request in self._well_formed():
            response = await ask_once(self.server.port, request)
            assert response.status == 200, (name, response.status, response.body[:200])
            self.expected[name] = len(response.body)

    def _well_formed(self) -> list[tuple[str, bytes]]:
        port = self.server.port
        asked = [(f"query {n}", self.server.request(q)) for n, q in self.queries.items()]
        return asked + [(f"page {page}", get(port, page, HTML)) for page in PAGES]

    async def queries_cold(self) -> None:
        """Ask stored queries, each time in a text of its own."""
        await self._steadily("stored query, cold", self._cold_query, 0.01)

    async def queries_warm(self) -> None:
        """Ask stored queries as they are."""

        def chosen() -> tuple[str, bytes]:
            name = self.draw.choice(list(self.queries))
            return f"query {name}", self.server.request(self.queries[name])

        await self._steadily("stored query, warm", chosen, 0.005)

    async def pages(self) -> None:
        """Read pages."""

        def chosen() -> tuple[str, bytes]:
            page = self.draw.choice(PAGES)
            return f"page {page}", get(self.server.port, page, HTML)

        await self._steadily("page", chosen, 0.01)

    def _cold_query(self) -> tuple[str, bytes]:
        name = self.draw.choice(list(self.queries))
        self._number += 1
        return f"query {name}", self.server.request(f"{self.queries[name]}\n# {self._number}")

    async def _steadily(
        self, kind: str, chosen: Callable[[], tuple[str, bytes]], pause: float
    ) -> None:
        """Ask on one kept connection; who is told to come again comes again, once."""
        connection = await connect(self.server.port)
        sample = self.samples[kind]
        while perf_counter() < self.until:
            name, request = chosen()
            if connection.closed:
                connection = await connect(self.server.port)
            begun = perf_counter()
            try:
                async with asyncio.timeout(30):
                    response = await connection.ask(request)
                    if response.status in BUSY:
                        self.retried += 1
                        await asyncio.sleep(1)
                        response = await connection.ask(request)
            except (OSError, TimeoutError) as error:
                sample.wrong[f"{name}: {type(error).__name__}"] += 1
                connection.close()
                continue
            if response.status != 200:
                sample.wrong[f"{name}: {response.status}"] += 1
            elif len(response.body) != self.expected[name]:
                sample.wrong[f"{name}: another answer"] += 1
            else:
                sample.taken.append(perf_counter() - begun)
            await asyncio.sleep(pause)
        connection.close()

    async def runaways(self) -> None:
        """Ask what never ends, and wait for how that is told."""
        await self._badly("runaway query", lambda: self.server.request(self._of(RUNAWAYS)), 0.5)

    async def malformed(self) -> None:
        """Send what is no query, or not even HTTP."""

        def chosen() -> bytes:
            if self.draw.random() < 0.5:
                return self.draw.choice(BROKEN)
            return self.server.request(self._of(MALFORMED))

        await self._badly("malformed request", chosen, 0.05)

    async def elsewhere(self) -> None:
        """Ask for what lies elsewhere: the canary, a file."""

        def chosen() -> bytes:
            target = self.draw.choice((self.canary, "file:///etc/hostname"))
            return self.server.request(self._of(ELSEWHERE).format(target))

        await self._badly("query for elsewhere", chosen, 0.1)

    def _of(self, texts: tuple[str, ...]) -> str:
        self._number += 1
        return f"{self.draw.choice(texts)}\n# {self._number}"

    async def _badly(self, kind: str, chosen: Callable[[], bytes], pause: float) -> None:
        while perf_counter() < self.until:
            status = 0
            with contextlib.suppress(OSError, TimeoutError):
                status = (await ask_once(self.server.port, chosen(), 20)).status
            self.statuses[kind][status] += 1
            await asyncio.sleep(pause)

    async def vanishing(self) -> None:
        """Ask for what takes long or is large, and leave."""
        while perf_counter() < self.until:
            with contextlib.suppress(OSError):
                connection = await connect(self.server.port)
                large = self.draw.random() < 0.5
                sparql = "SELECT * { GRAPH ?g { ?s ?p ?o } }" if large else self._of(RUNAWAYS)
                asked = asyncio.create_task(
                    _answer_or_none(connection, self.server.request(sparql))
                )
                await asyncio.sleep(self.draw.random() * 0.3)
                connection.close()
                await asked
                self.statuses["client that vanishes"][0] += 1
            await asyncio.sleep(0.2)

    async def slow_readers(self) -> None:
        """Ask for much, and read a little at a time."""
        while perf_counter() < self.until:
            with contextlib.suppress(OSError):
                reader, writer = await asyncio.open_connection(
                    "127.0.0.1", self.server.port, limit=4096
                )
                writer.write(self.server.request("SELECT * { GRAPH ?g { ?s ?p ?o } }"))
                end = perf_counter() + 10
                while perf_counter() < min(end, self.until) and await reader.read(512):
                    await asyncio.sleep(0.05)
                writer.transport.abort()
                self.statuses["slow reader"][0] += 1

    @property
    def well_formed(self) -> list[Callable[[], Awaitable[None]]]:
        """The clients whose every request must be answered."""
        return [self.queries_cold, self.queries_cold, self.queries_warm, self.pages]

    @property
    def trouble(self) -> list[Callable[[], Awaitable[None]]]:
        """The other clients."""
        return [
            self.runaways, self.runaways, self.malformed, self.elsewhere, self.vanishing,
            self.slow_readers,
        ]  # fmt: skip


async def _answer_or_none(connection: Connection, request: bytes) -> None:
    with contextlib.suppress(OSError):
        await connection.ask(request)


async def _count_hits(hits: list[bytes]) -> asyncio.Server:
    """Return a server on loopback that nobody must come to."""

    async def come(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hits.append(await reader.read(100))
        writer.close()

    return await asyncio.start_server(come, "127.0.0.1", 0)


async def measured(options: argparse.Namespace, folder: Path) -> bool:
    """Run the load, report what was found; return whether all is as it should be."""
    queries = stored_queries(folder / "data.nq")
    server = Pactgraph(folder / "data.nq", folder / "server")
    hits: list[bytes] = []
    canary = await _count_hits(hits)
    await server.start()
    load = Load(server, queries, options.seed)
    load.canary = f"http://127.0.0.1:{canary.sockets[0].getsockname()[1]}/x"
    memory: list[list[str]] = []
    try:
        await load.learn()
        load.until = perf_counter() + options.minutes * 60
        clients = [asyncio.create_task(c()) for c in (*load.well_formed, *load.trouble)]
        every = options.minutes * 60 / 20
        for step in range(1, 21):
            await asyncio.sleep(max(0.0, load.until - every * (20 - step) - perf_counter()))
            memory.append([f"{step * every:.0f} s", *await _figures(load)])
            print(*memory[-1], sep="  ", file=sys.stderr, flush=True)
        await asyncio.gather(*clients)
        mixed = load.samples
        load.samples = defaultdict(Sample)
        await asyncio.sleep(12)
        memory.append(["all have gone", *await _figures(load)])
        load.until = perf_counter() + min(60.0, options.minutes * 6)
        await asyncio.gather(*(client() for client in load.well_formed))
        trouble = [
            f"- {kind}: " + ", ".join(f"{n:,} × {what or 'no answer'}" for what, n in each.items())
            for kind, each in load.statuses.items()
        ]
        wrong = sum(s.wrong.total() for group in (mixed, load.samples) for s in group.values())
        failed = [
            f"- {count} × {what}"
            for group in (mixed, load.samples)
            for sample in group.values()
            for what, count in sample.wrong.most_common(10)
        ]
        head = ["after", "memory, MiB", "processes", "workers killed", "answered", "wrong"]
        report(
            options.to,
            "mixed_load",
            "# Mixed load",
            f"{machine()} {options.minutes:g} minutes beside queries without end, requests that are"
            " none, and clients that do not wait.",
            "## Well-formed requests, beside all the others",
            _times(mixed),
            "## Well-formed requests, alone",
            _times(load.samples),
            "## Memory",
            table(head, memory),
            "## The others",
            "\n".join(trouble),
            f"Asked again after 503: {load.retried:,}. Who came to the canary: {len(hits)}."
            f" Well-formed requests not answered: {wrong}.",
            *(["\n".join(failed)] if failed else []),
        )
    finally:
        await server.stop()
        canary.close()
    return wrong == 0 and not hits


async def _figures(load: Load) -> list[str]:
    assert load.server.process is not None
    processes = tree_of(load.server.process.pid)
    metrics = await ask_once(load.server.port, get(load.server.port, "/metrics", "*/*"))
    killed = sum(
        float(line.rpartition(" ")[2])
        for line in metrics.body.decode().splitlines()
        if line.startswith("pactgraph_worker_events_total") and "killed" in line
    )
    return [
        f"{sum(map(unshared_memory, processes)) / 2**20:,.0f}",
        str(len(processes)), f"{killed:,.0f}",
        f"{sum(len(s.taken) for s in load.samples.values()):,}",
        f"{sum(s.wrong.total() for s in load.samples.values()):,}",
    ]  # fmt: skip


def _times(samples: dict[str, Sample]) -> str:
    rows = []
    for kind, sample in samples.items():
        times = [sample.percentile(share) for share in (0.5, 0.95, 0.99, 1.0)]
        rows.append([kind, f"{len(sample.taken):,}", *(f"{value:,.1f}" for value in times)])
    return table(["requests", "answered", "p50, ms", "p95", "p99", "longest"], rows)


def main(arguments: list[str]) -> int:
    """Run, and say with the exit code whether all was as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    with_results(parser)
    options = parser.parse_args(arguments)
    # Whoever stops it stops its servers.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(f"load before {os.getloadavg()[0]:.2f}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        return 0 if asyncio.run(measured(options, Path(folder))) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
