"""Fixtures for the engines: a small world, a canary server, a world for endless work."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from engine_worlds import Canary, ex
from pyoxigraph import DefaultGraph, Literal, Quad

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.namespaces import XSD


@pytest.fixture
def canary() -> Iterator[Canary]:
    server = Canary()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def world() -> list[Quad]:
    """Return one triple in two passages and in the default graph, and one in a claim alone."""
    stated = (ex("duck"), ex("swims"), ex("pond"))
    claimed = (ex("duck"), ex("flies"), ex("moon"))
    number = Literal("01", datatype=XSD.integer)
    return [
        Quad(*stated, DefaultGraph()),
        Quad(*stated, ex("passage-1")),
        Quad(*stated, ex("passage-2")),
        Quad(*claimed, ex("claim")),
        Quad(ex("duck"), ex("label"), Literal("Duck", language="en"), DefaultGraph()),
        Quad(ex("duck"), ex("legs"), number, DefaultGraph()),
    ]


@pytest.fixture(scope="session")
def many() -> Iterator[MemoryEngine]:
    """Return an engine over 2,000 triples, enough for work without end."""
    engine = MemoryEngine(
        Quad(ex(f"s{n}"), ex("p"), Literal(f"value {n}"), DefaultGraph()) for n in range(2000)
    )
    yield engine
    engine.close()
