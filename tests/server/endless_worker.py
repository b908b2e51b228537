"""A worker that works without end: it says the id of its own query process, then asks it."""

from __future__ import annotations

import json
from typing import BinaryIO

from pool_world import ENDLESS, EX
from pyoxigraph import Literal, NamedNode, Quad

from pactgraph.engine.confinement import keep_output_for_frames
from pactgraph.engine.frames import frame, write_frame
from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.request_loop import Requests, read_and_work


def main(configuration: str) -> None:
    """Be ready, and at the first request begin what does not end."""
    stream = keep_output_for_frames()
    print("this goes to standard error", flush=True)
    read_and_work(lambda requests: work(requests, stream))


def work(requests: Requests, stream: BinaryIO) -> None:
    engine = MemoryEngine(
        Quad(NamedNode(f"{EX}s{n}"), NamedNode(f"{EX}p"), Literal(str(n))) for n in range(2000)
    )
    engine.start()
    write_frame(stream, b"R")
    requests.get()
    head = json.dumps({"pid": engine._process.pid}).encode()
    stream.write(frame(b"H", head) + frame(b"D", b"begun"))
    stream.flush()
    engine.query(ENDLESS, timeout=1000)
