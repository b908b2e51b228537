"""Who reads a generation of files: a lock that its readers share, gone when they are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: what may be read there is never removed
    fcntl = None  # type: ignore[assignment]

MANIFEST = "manifest.json"


def hold(folder: Path) -> IO[str] | None:
    """Mark a generation as read for as long as the returned file is open.

    Returns None when it has gone.
    """
    try:
        file = (folder / MANIFEST).open(encoding="utf-8")
    except FileNotFoundError:
        return None
    if fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_SH)
    if os.name == "posix" and os.fstat(file.fileno()).st_nlink == 0:
        # Removed while this waited for whoever looked if it is read.
        file.close()
        return None
    return file


def remove_unread(folder: Path) -> bool:
    """Remove a generation unless some process reads it; returns whether it is gone.

    Whoever comes while it is removed does not get hold of it. Raises OSError.
    """
    # Query workers, which only hold, start sooner without it.
    import shutil

    if fcntl is None:
        return False
    try:
        with (folder / MANIFEST).open(encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            (folder / MANIFEST).unlink()
            shutil.rmtree(folder)
    except BlockingIOError:
        return False
    except FileNotFoundError:
        shutil.rmtree(folder, ignore_errors=True)
    return True
