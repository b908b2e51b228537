"""A piece of work in a process of its own, ended when it takes too much time or memory (Linux)."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep

_LOOK = 0.05
_PATIENCE, _STARTING = 3, 60
"""So many times as long by the clock as by its CPU, and seconds, then a process is stuck."""


def peak_memory(pid: int | str = "self") -> int:
    """Return the most bytes of memory that a process had at once, 0 if it is gone."""
    return _of_status(pid, "VmHWM:")


def run_alone(module: str, arguments: Sequence[str], seconds: int, memory: int) -> str:
    """Run a module; return "" if it ended well, else why it did not, in a few words.

    It gets so many ``seconds`` of CPU, and so many bytes of ``memory`` that it has in use;
    what it merely reserves is not counted.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stderr=said,
            cwd=Path(__file__).parent.parent,
            preexec_fn=lambda: _limit(seconds),
        )
        until = monotonic() + _PATIENCE * seconds + _STARTING
        try:
            why = _watched(process, until, memory)
        finally:
            process.kill()
            process.wait()
        if why:
            return why
        if process.returncode == -signal.SIGXCPU:
            return f"more than {seconds:,} s"
        if process.returncode == 0:
            return ""
        said.seek(0)
        lines = said.read().decode(errors="replace").strip().splitlines()
    if any("MemoryError" in line or "memory allocation" in line for line in lines[-5:]):
        return "out of memory"
    return lines[-1] if lines else f"ended with {process.returncode}"


def no_limit_of_time() -> None:
    """Let this process go on for as long as it takes: what was measured is over."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))


def _limit(seconds: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _watched(process: subprocess.Popen[bytes], until: float, memory: int) -> str:
    while process.poll() is None:
        if _of_status(process.pid, "VmRSS:") > memory:
            return f"out of {memory / 2**30:.3g} GiB"
        if monotonic() > until:
            return "no end"
        sleep(_LOOK)
    return ""


def _of_status(pid: int | str, name: str) -> int:
    try:
        lines = Path("/proc", str(pid), "status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(name)), 0)


def memory_of_machine() -> int:
    """Return the bytes of memory that the machine has."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
