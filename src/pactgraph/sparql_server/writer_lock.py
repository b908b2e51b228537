"""One writer of a server's store at a time, among the processes of this machine."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

from platformdirs import user_cache_path

from pactgraph.engine.generations import StoreBusy
from pactgraph.errors import EngineFailure

try:
    import fcntl
except ImportError:  # Windows: writers there are not kept apart
    fcntl = None  # type: ignore[assignment]


def folder_of(url: str) -> Path:
    """Return the folder of this user in which what is noted of a server's store lies."""
    name = hashlib.sha256(url.rstrip("/").encode()).hexdigest()[:32]
    return Path(user_cache_path("pactgraph")) / "servers" / name


@contextlib.contextmanager
def only_writer(url: str) -> Iterator[None]:
    """Be the only process of this machine that writes the store at an address.

    Raises StoreBusy if another one does, EngineFailure if the lock cannot be made.
    """
    place = folder_of(url).with_suffix(".lock")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        lock = place.open("a+", encoding="ascii")
    except OSError as error:
        raise EngineFailure(f"{place} cannot be written: {error.strerror or error}") from error
    with lock:
        if fcntl is not None:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreBusy(
                    "another process writes the store on this server",
                    iri=url,
                    hint="wait until it is done",
                ) from error
        yield
