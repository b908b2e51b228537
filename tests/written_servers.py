"""SPARQL servers of a test's own, empty at first: written to, killed, and started again."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

from external_servers import free_port, run_server, run_virtuoso, virtuoso_is_missing

KINDS = ("oxigraph", "virtuoso")
CREDENTIALS = {"PACTGRAPH_STORE_USER": "dba", "PACTGRAPH_STORE_PASSWORD": "dba"}
"""The name and the password that a new Virtuoso has, as they are given."""


class WrittenServer:
    """One server and its folder; what it holds is on disk, so that it survives being killed."""

    def __init__(self, kind: str, folder: Path) -> None:
        missing = virtuoso_is_missing() if kind == "virtuoso" else oxigraph_is_missing()
        if missing:
            pytest.skip(missing)
        self.kind = kind
        self.folder = folder
        self._port, self._sql = free_port(), free_port()
        self.process = 0
        """The process that leads its group."""
        self.start()

    @property
    def url(self) -> str:
        """The address that a user gives to --store."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it over what it holds."""
        if self.kind == "virtuoso":
            # The lock file of one that was killed.
            (self.folder / "virtuoso.lck").unlink(missing_ok=True)
            _, self.process = run_virtuoso(self.folder, self._port, self._sql)
            return
        command = [_oxigraph(), "serve", "--location", str(self.folder / "db")]
        bound = ["--bind", f"127.0.0.1:{self._port}"]
        _, self.process = run_server([*command, *bound], self.folder, f"{self.url}/query")

    def kill(self) -> None:
        """End it at once, and wait until the system has let go of its files.

        Somebody else may have ended it already.
        """
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process, signal.SIGKILL)
        for _ in range(500):
            try:
                if os.waitpid(self.process, os.WNOHANG) != (0, 0):
                    return
            except ChildProcessError:
                return
            time.sleep(0.01)


def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the name and the password."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)


def oxigraph_is_missing() -> str | None:
    """Return that the server's program is not there, or None."""
    return None if _oxigraph() else "there is no oxigraph server (pip install oxigraph)"


def _oxigraph() -> str:
    beside = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    return beside or shutil.which("oxigraph") or ""
