"""Empty servers to write to, and what a piece of work costs beside one."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.endpoint_servers import Endpoint, Virtuoso
from benchmarks.process_memory import tree_of

CREDENTIALS = {"PACTGRAPH_STORE_USER": "dba", "PACTGRAPH_STORE_PASSWORD": "dba"}
"""Those of a new Virtuoso; Oxigraph's server asks for none."""

_TICKS = os.sysconf("SC_CLK_TCK")


class OxigraphServer(Endpoint):
    """Oxigraph's own server, over a folder."""

    name = "oxigraph"
    path = "/query"

    def missing(self) -> str | None:
        """Return what is not installed."""
        return None if self._program() else "no oxigraph (pip install oxigraph)"

    def command(self) -> list[str]:
        """Return the command."""
        place = ["--location", str(self.folder / "db"), "--bind", f"127.0.0.1:{self.port}"]
        return [self._program(), "serve", *place]

    def _program(self) -> str:
        return shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or ""


SERVERS: tuple[type[Endpoint], ...] = (OxigraphServer, Virtuoso)


@dataclass(frozen=True)
class Cost:
    """What a piece of work took: seconds by the clock, and of CPU here and of the server."""

    clock: float
    here: float
    server: float

    def cells(self) -> list[str]:
        """Return it as cells of a table."""
        return [f"{seconds:.2f}" for seconds in (self.clock, self.here, self.server)]


def cost(server: Endpoint, work: Callable[[], object]) -> Cost:
    """Do a piece of work against a server; return what it took."""
    assert server.process is not None
    begun, here, there = perf_counter(), _seconds(os.getpid()), _seconds(server.process.pid)
    work()
    spent = _seconds(server.process.pid) - there
    # The server was started here, and is among what this process started.
    return Cost(perf_counter() - begun, _seconds(os.getpid()) - here - spent, spent)


def _seconds(process: int) -> float:
    """Return the CPU seconds of a process, of all that it started, and of those that ended."""
    ticks = 0
    for one in tree_of(process):
        try:
            told = Path("/proc", str(one), "stat").read_text()
        except OSError:
            continue
        ticks += sum(map(int, told.rpartition(")")[2].split()[11:15]))
    return ticks / _TICKS


@contextmanager
def running(kind: type[Endpoint]) -> Iterator[tuple[Endpoint, str]]:
    """Start an empty server, and give it and its address."""
    with TemporaryDirectory() as folder, asyncio.Runner() as runner:
        server = kind(Path(), Path(folder))
        try:
            runner.run(server.start())
            yield server, f"http://127.0.0.1:{server.port}"
        finally:
            runner.run(server.stop())


def there(names: str) -> tuple[list[type[Endpoint]], list[str]]:
    """Return the servers of these names that can be started, and why others cannot."""
    found, lacking = [], []
    for kind in SERVERS:
        if kind.name in names.split(","):
            with TemporaryDirectory() as folder:
                missing = kind(Path(), Path(folder)).missing()
            if missing:
                lacking.append(f"{kind.name}: {missing}")
            else:
                found.append(kind)
    return found, lacking
