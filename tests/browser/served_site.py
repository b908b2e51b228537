"""A real server of a project, run as a process of its own for the tests in the browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[2]
_PATIENCE = 60


@contextmanager
def serving(
    project: Path, log: Path, *, articles: str | None = None, store: Path | None = None
) -> Iterator[str]:
    """Run ``pactgraph serve`` on a free port; yield the address without a slash at its end."""
    command = [sys.executable, "-m", "pactgraph", "serve", "--project", str(project)]
    command += ["--port", "0", "--log-format", "json"]
    if store is not None:
        command += ["--store", str(store)]
    environment = {k: v for k, v in os.environ.items() if k != "PACTGRAPH_ARTICLES"}
    if articles:
        environment["PACTGRAPH_ARTICLES"] = articles
    with log.open("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment
        )
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            errors.seek(0)
            assert url, errors.read()
            yield url.rstrip("/")
        finally:
            process.terminate()
            try:
                process.wait(timeout=_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()


def fetched(url: str, accept: str = "*/*") -> bytes:
    """Return the body that a program gets at a URL."""
    with urlopen(Request(url, headers={"Accept": accept}), timeout=_PATIENCE) as answer:
        body: bytes = answer.read()
        return body


def fetched_json(url: str) -> object:
    """Return the JSON that a program gets at a URL."""
    found: object = json.loads(fetched(url, "application/json"))
    return found
