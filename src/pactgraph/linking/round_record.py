"""What a round of suggesting has looked for so far, on disk until the round has come to its end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from pactgraph.export.atomic import make_folder, write_atomically


class RoundRecord:
    """The things that a round was done with when it was stopped, if it was.

    ``asked`` is all that makes two rounds the same: which server was asked, and for what. That
    a thing has candidates does not show that a round has been there: somebody else may have
    found them, and where nothing is found there are none.
    """

    def __init__(self, folder: Path, asked: Iterable[object]) -> None:
        key = json.dumps([str(one) for one in asked])
        self._path = folder / f"suggested-{hashlib.sha256(key.encode()).hexdigest()[:16]}.json"

    def read(self) -> set[str]:
        """Return the IRIs of the things; none if no such round was stopped."""
        try:
            told = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return set()
        return {iri for iri in told if isinstance(iri, str)} if isinstance(told, list) else set()

    def keep(self, done: Iterable[str]) -> None:
        """Write the IRIs of the things that the round is done with; raises WriteFailed."""
        make_folder(self._path.parent)
        write_atomically(self._path, [json.dumps(sorted(done)).encode(), b"\n"])

    def end(self) -> None:
        """Forget the round: the next one looks for everything."""
        self._path.unlink(missing_ok=True)
