"""How fast `pactgraph serve` answers, beside the endpoints that one would take instead.

The stored queries, as they are when no value is given, are asked of pactgraph, of Virtuoso, of
Comunica's endpoint and of rdflib-endpoint, with the same statements, by one client: at 1, 8 and
64 connections, each asked again as soon as it has its answer. Cold: the server was restarted
and every request has a text of its own, so that no answer and no plan is kept (Comunica and
rdflib-endpoint keep neither, and start slowly: they are not restarted). Warm: the same
text again and again. In each row the servers take turns, so that what else the machine does
falls on all. A server that would take too long gets fewer requests, or none ("slow").

Run it on a quiet machine: ``python -m benchmarks.endpoints [--quick] [--connections N,N]
[--seconds S] [--queries NAME,NAME] [--servers NAME,NAME] [--to DIR] [--rdflib-python PYTHON]``.
What is not installed is left out, and said. Figures of one run are comparable with each other
alone.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import itertools
import math
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pyoxigraph
from benchmarks.endpoint_answers import difference, rows_of
from benchmarks.endpoint_servers import ALL, Endpoint, RdflibEndpoint
from benchmarks.keep_alive import Response, Sample, ask_once, load
from benchmarks.tables import machine, report, with_results
from benchmarks.tables import table as table_of
from rich.console import Console
from rich.table import Table

from pactgraph.opening import open_graph

MODES = ("cold", "warm")
OURS = ALL[0].name
_MOST_WAIT = 5.0
"""A cell that would take longer than this, in seconds, is not measured."""
_ALONE_MOST = 4.0
"""Whoever has not answered one query alone in so many seconds is not asked it again."""
_SLOWER = 1.05
"""Less than this between two servers is what two runs of one server differ by."""


@dataclass
class Cell:
    """What was measured of one server, query, mode and number of connections."""

    server: str
    query: str
    mode: str
    connections: int
    sample: Sample | None
    note: str = ""

    @property
    def is_comparable(self) -> bool:
        """Whether it was measured, and answers what it should."""
        return self.sample is not None and bool(self.sample.taken) and not self.note


class Run:
    """One run: its servers, its queries, what each answers, and the cells measured so far."""

    def __init__(
        self, servers: list[Endpoint], queries: dict[str, str], seconds: float, slices: int
    ) -> None:
        self.servers = servers
        self.queries = queries
        self.seconds = seconds
        self.slices = slices
        self.cells: list[Cell] = []
        self.sizes: dict[tuple[str, str], int] = {}
        self.alone: dict[tuple[str, str, str], float] = {}
        self.notes: dict[tuple[str, str], str] = {}
        self._number = itertools.count()

    async def compare(self) -> None:
        """Ask every server every query once, and note what is not as ours answers it."""
        for name, sparql in self.queries.items():
            expected = None
            for server in self.servers:
                key = server.name, name
                try:
                    response, *alone = await _timed(server, sparql)
                    rows = rows_of(response)
                except TimeoutError:
                    self.notes[key] = f"fails: no answer in {_ALONE_MOST:g} s"
                    # It may be at it still.
                    await server.stop()
                    await server.start()
                    continue
                except (ValueError, OSError) as error:
                    self.notes[key] = f"fails: {str(error) or type(error).__name__}"
                    continue
                self.alone |= {
                    (*key, mode): seconds for mode, seconds in zip(MODES, alone, strict=True)
                }
                self.sizes[key] = len(response.body)
                if expected is None:
                    expected = rows
                elif differs := difference(expected, rows):
                    self.notes[key] = f"differs: {differs}"

    async def measure(self, connections: int) -> None:
        """Restart the servers, and measure every query cold and then warm."""
        for server in self.servers:
            if server.keeps:
                await server.stop()
                await server.start()
        for mode in MODES:
            for name in self.queries:
                cells = {s.name: self._cell(s, name, mode, connections) for s in self.servers}
                for turn in range(self.slices):
                    for server in self.servers:
                        await self._measure(server, cells[server.name], turn)
                self.cells += cells.values()

    def _cell(self, server: Endpoint, name: str, mode: str, connections: int) -> Cell:
        note = self.notes.get((server.name, name), "")
        sample = None if note.startswith("fails") else Sample()
        if sample is not None and self._expected(server, name, mode, connections) > _MOST_WAIT:
            alone = self.alone[server.name, name, mode]
            sample, note = None, f"slow: one alone takes {alone:.2f} s"
        return Cell(server.name, name, mode, connections, sample, note)

    def _expected(self, server: Endpoint, name: str, mode: str, connections: int) -> float:
        """Return how many seconds so many requests at once will take, on all cores."""
        alone = self.alone.get((server.name, name, mode), math.inf)
        return alone * max(1.0, connections / (os.cpu_count() or 1))

    async def _measure(self, server: Endpoint, cell: Cell, turn: int) -> None:
        if cell.sample is None:
            return
        expected = self._expected(server, cell.query, cell.mode, cell.connections)
        if turn and expected > self.seconds:
            # One turn is longer than all of them should be.
            return
        sparql = self.queries[cell.query]
        if cell.mode == "cold":
            requests = self._all_different(server, sparql)
        else:
            requests = itertools.repeat(server.request(sparql))
            await ask_once(server.port, next(requests))
        size = self.sizes[server.name, cell.query]
        seconds = self.seconds / self.slices
        cell.sample.add(await load(server.port, requests, cell.connections, seconds, size))

    def _all_different(self, server: Endpoint, sparql: str) -> Iterator[bytes]:
        while True:
            # At the end, where it changes neither the meaning nor a line that is told.
            yield server.request(f"{sparql}\n# {next(self._number)}")


async def _timed(server: Endpoint, sparql: str) -> tuple[Response, float, float]:
    """Return the answer to a query, how long it took in a new text, and in the same again."""
    taken = []
    for number in (0, 1, 1):
        request = server.request(f"{sparql}\n# alone {number}")
        begun = perf_counter()
        response = await ask_once(server.port, request, _ALONE_MOST)
        taken.append(perf_counter() - begun)
        if not server.keeps and taken[0] > 1.0:
            break
    return response, taken[min(1, len(taken) - 1)], taken[-1]


def table(run: Run, connections: int, mode: str) -> Table:
    """Return one table: a row a query, the servers side by side."""
    made = Table(title=f"{connections} connections, {mode}: requests/s, then p50/p95/p99 in ms")
    made.add_column("query")
    for server in run.servers:
        made.add_column(server.name, justify="right")
        made.add_column("", justify="right")
    for name in run.queries:
        row = [name]
        for cell in run.cells:
            if (cell.query, cell.mode, cell.connections) == (name, mode, connections):
                row += _shown(cell)
        made.add_row(*row)
    made.add_section()
    for label, values in (("all, geometric mean", _means(run, connections, mode)),):
        made.add_row(label, *values)
    return made


def _means(run: Run, connections: int, mode: str) -> list[str]:
    """Return the mean rate of each server, and of ours on the rows that it can be compared on."""
    shown: list[str] = []
    chosen = [c for c in run.cells if (c.mode, c.connections) == (mode, connections)]
    for server in run.servers:
        theirs = [c for c in chosen if c.server == server.name and c.is_comparable]
        rate = _mean([c.sample.rate for c in theirs if c.sample])
        if rate is None:
            shown += ["-", ""]
            continue
        ratio = None if server.name == OURS else _ratio(run, server, connections, mode)
        times = "" if ratio is None else f"ours is {ratio:,.1f} times that"
        shown += [f"{rate:,.0f}", times]
    return shown


def summary(run: Run) -> list[str]:
    """Return the parts of a report: how many times as fast ours is as each of the others."""
    kinds = list(dict.fromkeys((cell.connections, cell.mode) for cell in run.cells))
    rows = []
    for server in run.servers[1:]:
        ratios = [_ratio(run, server, *kind) for kind in kinds]
        rows.append([server.name, *("–" if x is None else _digits(x, 2) for x in ratios)])
    rates = []
    for kind in kinds:
        own = [c for c in run.cells if c.server == OURS and (c.connections, c.mode) == kind]
        rates.append(_mean([c.sample.rate for c in own if c.is_comparable and c.sample]))
    ours = ["–" if x is None else _digits(x, 3) for x in rates]
    rows.append(["**ours, requests a second**", *ours])
    return [
        "# Endpoints",
        f"{machine()} How many times as many requests ours answers a second, geometric mean of the"
        " queries that the other answers alike, by number of connections; every figure is in"
        " endpoints.csv.",
        table_of(["", *(f"{number}, {mode}" for number, mode in kinds)], rows),
    ]


def _ratio(run: Run, server: Endpoint, connections: int, mode: str) -> float | None:
    chosen = [c for c in run.cells if (c.connections, c.mode) == (connections, mode)]
    ours = {c.query: c.sample for c in chosen if c.server == OURS and c.is_comparable}
    theirs = [c for c in chosen if c.server == server.name and c.is_comparable]
    pairs = [(ours.get(c.query), c.sample) for c in theirs]
    return _mean([own.rate / other.rate for own, other in pairs if own and other])


def _mean(values: list[float]) -> float | None:
    """Return the geometric mean."""
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def _digits(value: float, number: int) -> str:
    """Return a number with so many digits that count."""
    rounded = float(f"{value:.{number}g}")
    return f"{rounded:.1f}" if rounded < 10 else f"{rounded:,.0f}"


def _shown(cell: Cell) -> list[str]:
    sample = cell.sample
    if sample is None or not sample.taken:
        why = cell.note.partition(":")[0] or ", ".join(
            f"{n} × {w}" for w, n in sample.wrong.items()
        )
        return ["-", why]
    times = "/".join(_milliseconds(sample.percentile(share)) for share in (0.5, 0.95, 0.99))
    if sample.wrong:
        times += f" ({sample.wrong.total()} wrong)"
    return [f"{sample.rate:,.0f}{'*' if cell.note else ''}", times]


def _milliseconds(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"


def slower(run: Run) -> list[str]:
    """Return a line for each row in which ours is slower than one that answers the same."""
    found = []
    keyed = {(c.query, c.mode, c.connections, c.server): c for c in run.cells}
    for cell in run.cells:
        own = keyed[cell.query, cell.mode, cell.connections, OURS]
        if cell.server == OURS or not cell.is_comparable:
            continue
        assert cell.sample is not None
        assert own.sample is not None
        if cell.sample.rate > own.sample.rate * _SLOWER:
            found.append(
                f"{cell.query}, {cell.mode}, {cell.connections} connections: "
                f"{own.sample.rate:,.0f} requests/s, {cell.server} {cell.sample.rate:,.0f}"
            )
    return found


def wrong(run: Run) -> list[str]:
    """Return a line for each of our cells in which a request was not answered."""
    return [
        f"{cell.query}, {cell.mode}, {cell.connections} connections: {dict(cell.sample.wrong)}"
        for cell in run.cells
        if cell.server == OURS and cell.sample is not None and cell.sample.wrong
    ]


def write_csv(run: Run, path: Path) -> None:
    """Write all figures, a line a cell."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ["connections", "mode", "query", "server", "requests", "wrong", "requests_per_second",
             "p50_ms", "p95_ms", "p99_ms", "note"]
        )  # fmt: skip
        for cell in run.cells:
            sample = cell.sample or Sample()
            figures = [sample.rate, *(sample.percentile(share) for share in (0.5, 0.95, 0.99))]
            writer.writerow(
                [cell.connections, cell.mode, cell.query, cell.server, len(sample.taken),
                 sample.wrong.total(), *(f"{figure:.2f}" for figure in figures), cell.note]
            )  # fmt: skip


def stored_queries(data: Path) -> dict[str, str]:
    """Write the graph as N-Quads, merged as its default graph; return the queries by name."""
    with open_graph() as graph:
        assert graph.store is not None
        held = pyoxigraph.Store.read_only(str(graph.store.folder / "db"))
        held.dump(str(data), format=pyoxigraph.RdfFormat.N_QUADS)
        return {
            query.name: graph.run(query.name).sparql
            for query in graph.queries.values()
            if not any(p.default is None and not p.optional for p in query.parameters)
        }


async def measured(options: argparse.Namespace, folder: Path, say: Console) -> Run:
    """Start the servers, measure, and return what was found."""
    data = folder / "data.nq"
    queries = stored_queries(data)
    if options.queries:
        queries = {name: queries[name] for name in options.queries.split(",")}
    servers: list[Endpoint] = []
    RdflibEndpoint.python = options.rdflib_python
    for kind in ALL:
        if options.servers and kind.name not in (OURS, *options.servers.split(",")):
            continue
        server = kind(data, folder / kind.name)
        if why := server.missing():
            say.print(f"{server.name} is left out: {why}")
        else:
            servers.append(server)
    run = Run(servers, queries, options.seconds, options.slices)
    try:
        for server in servers:
            await server.prepare()
            await server.start()
            say.print(f"{server.name}: answers after {server.seconds_to_start:.2f} s")
        await run.compare()
        for connections in map(int, options.connections.split(",")):
            await run.measure(connections)
            for mode in MODES:
                say.print(table(run, connections, mode))
    finally:
        for server in servers:
            await server.stop()
    return run


def main(arguments: list[str]) -> int:
    """Measure, print tables, and say where ours is the slower one."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="shorter, and without 8 connections")
    parser.add_argument("--connections", help="by default 1,8,64")
    parser.add_argument("--seconds", type=float, help="for one server and row; by default 0.4")
    parser.add_argument("--slices", type=int, help="in how many turns; by default 2")
    parser.add_argument("--queries", help="only these, by name")
    parser.add_argument("--servers", help="beside ours only these, by name")
    with_results(parser)
    parser.add_argument("--rdflib-python", default=sys.executable, help="has rdflib-endpoint")
    options = parser.parse_args(arguments)
    # Whoever stops it stops its servers.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    options.connections = options.connections or ("1,64" if options.quick else "1,8,64")
    options.seconds = options.seconds or (0.12 if options.quick else 0.4)
    options.slices = options.slices or (1 if options.quick else 2)
    say = Console(width=190)
    say.print(f"{os.cpu_count()} cores, load before {os.getloadavg()[0]:.2f}")
    with tempfile.TemporaryDirectory() as folder:
        run = asyncio.run(measured(options, Path(folder), say))
    for (server, name), note in run.notes.items():
        say.print(f"{server}, {name}: {note}")
    for title, lines in (("ours is slower in", slower(run)), ("not answered by us", wrong(run))):
        say.print(f"{title}: {len(lines) or 'none'}")
        for line in lines:
            say.print(f"  {line}")
    report(options.to, "endpoints", *summary(run))
    if options.to is not None:
        write_csv(run, options.to / "endpoints.csv")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
