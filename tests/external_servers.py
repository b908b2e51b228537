"""Real SPARQL servers that hold slices of other data sets: one of each for all of a test run."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

SLICES = (
    "05-wikidata-everypolitician/everypolitician-wikidata.nt",
    "06-wikidata-events/events-since-1900.nt",
    "08-natural-earth/ne_50m_populated_places.nt",
    "09-geonames/geonames.nt",
    "10-country-coder/countries-and-territories.nt",
    "11-internacia/memberships.nt",
)
"""The slices that play Wikidata and GeoNames."""

# That of benchmarks/endpoint_servers.py is another: tuned to be measured, with the memory for it.
_VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
DirsAllowed = {folder}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = 10000
"""
_START_SECONDS = 60

_Start = Callable[[Path, Path], tuple[str, int]]

_started: list[subprocess.Popen[bytes]] = []
"""What this process started; another may be the one that ends it."""


@contextlib.contextmanager
def standing(kind: str, slices: Path, paths: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of the ``virtuoso`` or the ``oxigraph`` of this run.

    ``slices`` is the folder that holds those of ``SLICES``. Whichever process of the run comes
    first starts the server, and the last to leave ends it; nobody may write to it. Skips the
    test where Virtuoso is not installed.
    """
    missing = virtuoso_is_missing() if kind == "virtuoso" else None
    if missing:
        pytest.skip(missing)
    folder = paths.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent
    with _shared(folder / f"{kind}-server", slices, _STARTS[kind]) as url:
        yield url


def virtuoso_is_missing() -> str | None:
    """Return which of its programs is not there, or None."""
    lacking = [name for name in ("virtuoso-t", "isql-vt") if shutil.which(name) is None]
    return f"there is no {lacking[0]} (Debian: virtuoso-opensource)" if lacking else None


@contextlib.contextmanager
def _shared(folder: Path, slices: Path, start: _Start) -> Iterator[str]:
    folder.mkdir(exist_ok=True)
    address, held = folder / "address", folder / "held"
    with (folder / "users").open("w") as users:
        with _alone(folder):
            # Held by every user, and let go of by the system when one is killed.
            fcntl.flock(users, fcntl.LOCK_SH)
            if not address.exists():
                held.mkdir(exist_ok=True)
                url, process = start(held, slices)
                address.write_text(f"{url} {process}", "ascii")
            url, number = address.read_text("ascii").split()
        try:
            yield url
        finally:
            with _alone(folder), contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                address.unlink()
                # All that it holds is thrown away, so nothing needs to be written out first.
                kill(int(number))
                shutil.rmtree(held, ignore_errors=True)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "gate").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _oxigraph(folder: Path, slices: Path) -> tuple[str, int]:
    port = free_port()
    files = [str(slices / name) for name in SLICES]
    command = ["-m", "pactgraph", "serve", "--port", str(port), "--timeout", "60", "--workers", "1"]
    url = f"http://127.0.0.1:{port}/sparql"
    return run_server([sys.executable, *command, *files], folder, url)


def _virtuoso(folder: Path, slices: Path) -> tuple[str, int]:
    data = folder / "data.nt"
    with data.open("wb") as out:
        for name in SLICES:
            out.write((slices / name).read_bytes())
    port, sql = free_port(), free_port()
    url, process = run_virtuoso(folder, port, sql)
    load = f"DB.DBA.TTLP(file_to_string_output('{data}'), '', 'urn:slices', 512);"
    loaded = subprocess.run(
        ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", "ERRORS=STDOUT", f"EXEC={load}"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    if loaded.returncode or "*** Error" in loaded.stdout:
        kill(process)
        raise RuntimeError(f"Virtuoso did not load the slices: {loaded.stdout[-1000:]}")
    return url, process


def run_virtuoso(folder: Path, port: int, sql: int) -> tuple[str, int]:
    """Start the Virtuoso of a folder, which is empty at first; return its address and process."""
    settings = folder / "virtuoso.ini"
    settings.write_text(_VIRTUOSO.format(folder=folder, port=port, sql=sql), "utf-8")
    command = ["virtuoso-t", "+foreground", "+configfile", str(settings)]
    return run_server(command, folder, f"http://127.0.0.1:{port}/sparql")


_STARTS: dict[str, _Start] = {"oxigraph": _oxigraph, "virtuoso": _virtuoso}


def run_server(command: Sequence[str], folder: Path, url: str) -> tuple[str, int]:
    """Start a server in a session of its own, and wait until it answers queries at ``url``."""
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder,
            env={**os.environ, "TMPDIR": str(folder)}, start_new_session=True,
        )  # fmt: skip
    _started.append(process)
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if _answers(url):
            return url, process.pid
        time.sleep(0.1)
    kill(process.pid)
    said = (folder / "server.log").read_text("utf-8", "replace")
    raise TimeoutError(f"{command[0]} did not start: {said[-2000:]}")


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    try:
        connection.request("GET", f"{parts.path}?query={quote('ASK { ?s ?p ?o }')}")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def kill(process: int) -> None:
    """End a server and what it started, at once."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
