"""A server asks no other endpoint for anybody, by a stored query either."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from gateway_world import serving

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def elsewhere() -> Iterator[socket.socket]:
    """Return a socket that waits for whoever comes."""
    with socket.create_server(("127.0.0.1", 0)) as waiting:
        waiting.settimeout(0.3)
        yield waiting


def test_nobody_is_asked(repository_store: Path, tmp_path: Path, elsewhere: socket.socket) -> None:
    address = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/sparql"
    with serving(ROOT, tmp_path, "--store", str(repository_store), texts=False) as server:
        for name in ("external-labels", "external-coordinates"):
            for path in (f"/queries/{name}.csv?", f"/receipt?query={name}&row=0&"):
                got = server.ask(f"{path}endpoint={quote(address, safe='')}")
                assert got.status == 400, got.text
                assert "would ask another endpoint" in got.text
        with pytest.raises(TimeoutError):
            elsewhere.accept()
