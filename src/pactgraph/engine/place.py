"""Where a store is kept: a folder of this machine, or a SPARQL server."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias, TypeGuard

Place: TypeAlias = Path | str
"""A folder, or the address of a server."""


def is_address(place: object) -> TypeGuard[str]:
    """Tell whether a place is the address of a server, and no path.

    >>> is_address("http://localhost:7878"), is_address("data/store")
    (True, False)
    """
    return isinstance(place, str) and place.lower().startswith(("http://", "https://"))
