"""URLs of the site's own files, each with the digest of its content, so that it may be kept."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import quote

FOLDER: Final = Path(__file__).parent / "static"
"""Where the files are."""


def static_url(name: str) -> str:
    """Return the URL of a file below the folder; one that is not there has no digest in it."""
    path = FOLDER / name
    try:
        status = path.stat()
    except OSError:
        return f"/static/{quote(name)}"
    return f"/static/{quote(name)}?v={_digest(path, status.st_mtime_ns, status.st_size)}"


@lru_cache(maxsize=256)
def _digest(path: Path, changed: int, size: int) -> str:
    """Return the digest of a file that was last changed then, and so is read once."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
