"""The child process that runs queries: it opens one store, shuts itself in, and answers.

Started as a program by ``child``, with nothing of the package but this and ``frames``, so
that it is up in the time it takes to load pyoxigraph.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO, Protocol

import pyoxigraph

from pactgraph.engine.frames import read_frame, write_frame

try:
    import resource
except ImportError:  # Windows: the deadline holds there, the caps do not
    resource = None  # type: ignore[assignment]

_STACKS = (256, 64, 16)
"""Stack sizes to try, in MiB: algebra as deep as the guard lets through fits many times."""

_PIECE = 60_000


class Stop(Exception):
    """Why there is no answer: ``kind`` is what the parent makes an error of."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


class Output:
    """The answer on its way out, in pieces, up to a number of bytes."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self.stream = stream
        self.limit = limit
        self.size = 0
        self.held: list[bytes] = []
        self.held_size = 0

    def form(self, form: str) -> None:
        """Say what the answer is: ``rows`` (or a truth), or ``triples``."""
        write_frame(self.stream, b"H", form.encode())

    def write(self, data: bytes) -> int:
        """Take a piece of the answer; raises Stop when it gets too big."""
        self.size += len(data)
        if self.size > self.limit:
            raise Stop("size", f"the answer is larger than {self.limit:,} bytes")
        self.held.append(bytes(data))
        self.held_size += len(data)
        if self.held_size >= _PIECE:
            self.flush()
        return len(data)

    def flush(self) -> None:
        """Send what is held."""
        if self.held:
            write_frame(self.stream, b"D", b"".join(self.held))
            self.held, self.held_size = [], 0


class Asked(Protocol):
    """Something that answers a request by writing into an output."""

    def answer(self, request: dict[str, object], out: Output) -> None:
        """Answer one request."""


class StoreAsked:
    """An Oxigraph store: a directory opened read-only, or memory filled from N-Quads."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self.store = store

    def answer(self, request: dict[str, object], out: Output) -> None:
        """Run one query and write its answer as SPARQL JSON or N-Triples."""
        sparql, prefixes = request["query"], request["prefixes"]
        if not isinstance(sparql, str) or not isinstance(prefixes, dict):
            raise Stop("engine", "a request that is none")
        try:
            result = self.store.query(sparql, prefixes=prefixes)
            write_result(result, out)
        except SyntaxError as error:
            raise Stop("syntax", str(error)) from error
        except MemoryError as error:
            raise Stop("memory", str(error)) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise Stop("engine", str(error)) from error


def write_result(
    result: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples,
    out: Output,
) -> None:
    """Write a result of pyoxigraph as SPARQL JSON or N-Triples."""
    if isinstance(result, pyoxigraph.QueryTriples):
        out.form("triples")
        result.serialize(out, format=pyoxigraph.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
    else:
        out.form("rows")
        result.serialize(out, format=pyoxigraph.QueryResultsFormat.JSON)  # type: ignore[arg-type]


class Pieces:
    """The N-Quads that the parent sends, as a file to read from."""

    def __init__(self, requests: queue.Queue[tuple[bytes, bytes]]) -> None:
        self.requests = requests
        self.rest = b""
        self.ended = False

    def read(self, size: int = -1) -> bytes:
        """Return some bytes, none at the end."""
        while not self.rest and not self.ended:
            _, self.rest = self.requests.get()
            self.ended = not self.rest
        taken = self.rest if size < 0 else self.rest[:size]
        self.rest = self.rest[len(taken) :]
        return taken


class Memory:
    """The cap on memory: what a query may take on top of what is there before it."""

    def __init__(self) -> None:
        # Opened before the process is shut in: afterwards nothing can be.
        self.status = (
            os.open("/proc/self/statm", os.O_RDONLY) if os.path.exists("/proc/self/statm") else None
        )
        self.base = 0

    def settle(self) -> None:
        """Take what is used now as what is there before any query."""
        self.base = self.used()

    def used(self) -> int:
        """Return the size of the address space in bytes; 0 where that is not told."""
        if self.status is None:
            return 0
        return int(os.pread(self.status, 64, 0).split()[0]) * os.sysconf("SC_PAGE_SIZE")

    def allow(self, size: int) -> None:
        """Let the process grow to ``size`` bytes above where it started."""
        if resource is not None and self.status is not None:
            resource.setrlimit(resource.RLIMIT_AS, (self.base + size, resource.RLIM_INFINITY))


def shut_in() -> None:
    """Make it impossible to open another file or socket: every descriptor is taken."""
    if resource is None:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = os.dup(0)
    # Descriptors above the highest in use end with the limit, those below are filled.
    for number in _open_descriptors():
        highest = max(highest, number)
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 1, min(highest + 1, hard)))
    try:
        while True:
            os.dup(0)
    except OSError:
        return


def _open_descriptors() -> list[int]:
    for folder in ("/proc/self/fd", "/dev/fd"):
        if os.path.isdir(folder):
            return [int(name) for name in os.listdir(folder)]
    return list(range(256))


def no_core_dump() -> None:
    """Leave no core file behind when a query brings the process down."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def open_store(
    config: dict[str, object], requests: queue.Queue[tuple[bytes, bytes]]
) -> pyoxigraph.Store:
    """Open the store that the configuration names; raises Stop if that fails."""
    try:
        if config["path"] is not None:
            return pyoxigraph.Store.read_only(str(config["path"]))
        store = pyoxigraph.Store()
        pieces = Pieces(requests)
        store.bulk_load(pieces, format=pyoxigraph.RdfFormat.N_QUADS)  # type: ignore[arg-type]
    except (OSError, SyntaxError, RuntimeError) as error:
        raise Stop("engine", str(error)) from error
    return store


def serve(
    asked: Asked,
    requests: queue.Queue[tuple[bytes, bytes]],
    memory: Memory,
    stream: BinaryIO,
) -> None:
    """Answer requests until the process ends."""
    memory.settle()
    write_frame(stream, b"R")
    while True:
        _, payload = requests.get()
        write_frame(stream, b"A")
        request = json.loads(payload)
        out = Output(stream, request["answer"])
        memory.allow(request["memory"])
        try:
            asked.answer(request, out)
            out.flush()
        except Stop as stop:
            problem = {"kind": stop.kind, "message": stop.message}
            write_frame(stream, b"X", json.dumps(problem).encode())
            continue
        # A heap that a big query left fragmented would count against the next one.
        tired = memory.used() - memory.base > request["memory"] // 2
        write_frame(stream, b"Z", json.dumps({"tired": tired}).encode())


def open_local(config: dict[str, object], requests: queue.Queue[tuple[bytes, bytes]]) -> Asked:
    """Open the store, then shut the process in unless SERVICE is allowed."""
    asked = StoreAsked(open_store(config, requests))
    if not config["network"]:
        shut_in()
    return asked


Opener = Callable[[dict[str, object], queue.Queue[tuple[bytes, bytes]]], Asked]


def run(
    config: dict[str, object], requests: queue.Queue[tuple[bytes, bytes]], opener: Opener
) -> None:
    """Open what there is to ask, and answer."""
    stream = sys.stdout.buffer
    memory = Memory()
    no_core_dump()
    try:
        asked = opener(config, requests)
    except Stop as stop:
        problem = {"kind": stop.kind, "message": stop.message}
        write_frame(stream, b"X", json.dumps(problem).encode())
        os._exit(1)
    serve(asked, requests, memory, stream)


def end_with_traceback(arguments: threading.ExceptHookArgs) -> None:
    """End the whole process when its working thread fails: stdin may stay open for long."""
    sys.__excepthook__(arguments.exc_type, arguments.exc_value or Exception(), None)
    sys.stderr.flush()
    os._exit(1)


def main(configuration: str, opener: Opener = open_local) -> None:
    """Read frames for as long as the parent lives; the work is done on another thread.

    That thread has a deep stack. This one notices at once that the parent has gone, even
    while a query runs, because pyoxigraph lets go of the interpreter lock.
    """
    config = json.loads(configuration)
    requests: queue.Queue[tuple[bytes, bytes]] = queue.Queue(maxsize=64)
    threading.excepthook = end_with_traceback
    for size in _STACKS:
        threading.stack_size(size * 1024 * 1024)
        worker = threading.Thread(target=run, args=(config, requests, opener), daemon=True)
        try:
            worker.start()
        except RuntimeError:
            continue
        break
    try:
        while True:
            requests.put(read_frame(sys.stdin.buffer))
    except (EOFError, OSError):
        os._exit(0)
