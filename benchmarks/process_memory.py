"""The processes below one, and how much memory is each one's own share (Linux)."""

from __future__ import annotations

import os
from pathlib import Path


def tree_of(pid: int) -> list[int]:
    """Return a process and all below it, those that are there now."""
    parents: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                told = Path("/proc", name, "stat").read_text()
            except OSError:
                continue
            parents.setdefault(int(told.rpartition(")")[2].split()[1]), []).append(int(name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def unshared_memory(pid: int) -> int:
    """Return the bytes in memory of a process, what several share in equal parts (PSS)."""
    try:
        told = Path("/proc", str(pid), "smaps_rollup").read_text()
    except OSError:
        return 0
    lines = dict(line.split(":", 1) for line in told.splitlines()[1:] if ":" in line)
    return int(lines["Pss"].split()[0]) * 1024
