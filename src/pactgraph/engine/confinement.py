"""What a worker process does to itself so that nothing it is asked can do harm."""

from __future__ import annotations

import os
from typing import BinaryIO

from pactgraph.engine.sealing import seal

try:
    import resource
except ImportError:  # Windows: the deadline holds there, the caps do not
    resource = None  # type: ignore[assignment]


class Memory:
    """The cap on memory: what a request may take on top of what is there before it."""

    def __init__(self) -> None:
        # Opened before the process is shut in: afterwards nothing can be.
        self.status = (
            os.open("/proc/self/statm", os.O_RDONLY) if os.path.exists("/proc/self/statm") else None
        )
        self.base = 0
        self.allowed = 0

    def settle(self) -> None:
        """Take what is used now as what is there before any request."""
        self.base = self.used()

    def used(self) -> int:
        """Return the size of the address space in bytes; 0 where that is not told."""
        if self.status is None:
            return 0
        return int(os.pread(self.status, 64, 0).split()[0]) * os.sysconf("SC_PAGE_SIZE")

    def allow(self, size: int) -> None:
        """Let the process grow to ``size`` bytes above where it started."""
        if size == self.allowed or resource is None or self.status is None:
            return
        # The hard limit stays: a child process of this one may set its own.
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        soft = self.base + size
        if hard != resource.RLIM_INFINITY:
            soft = min(soft, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        self.allowed = size

    def is_tired(self) -> bool:
        """Tell whether half of what is allowed is taken for good.

        A heap that a big request left fragmented would count against the next one.
        """
        return self.used() - self.base > self.allowed // 2


def shut_in() -> None:
    """Make it impossible to reach the network, to write a file, or to start a program.

    Where the system has no seal for that, every descriptor is taken, so that nothing at all
    can be opened; a store of very many files then fails when it first needs another of them.
    """
    if not seal():
        take_every_descriptor()


def take_every_descriptor() -> None:
    """Leave no descriptor free, so that neither a file nor a socket can be opened."""
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
    """Leave no core file behind when a request brings the process down."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def keep_output_for_frames() -> BinaryIO:
    """Return standard output as a stream for frames, and for nothing else.

    Whatever prints by chance prints to standard error from then on.
    """
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "wb")
