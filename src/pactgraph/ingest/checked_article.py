"""A checked article on disk: its statements with their lines, and what was computed of them."""

from __future__ import annotations

import hashlib
import json
import os
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from pactgraph.model.graphs import COMPUTED

_DIGITS = 32


class NotWhole(ValueError):
    """A checked article that is not as it was written."""


@dataclass(frozen=True)
class CheckedArticle:
    """An article's statements in the order of its file, and the triples computed from them.

    ``sha256`` is the digest of the article's file, ``lines`` has a number for each statement,
    0 where it is not known.
    """

    slug: str
    file: str
    sha256: str
    quads: Sequence[ox.Quad]
    lines: Sequence[int]
    computed: Sequence[ox.Triple]

    def write(self, folder: Path, key: str) -> str:
        """Write it into a folder; return its name, which ends in the digest of its content.

        It is not made safe against power loss: what is not whole is seen when it is read, and
        checked again. Raises OSError.
        """
        head = {
            "slug": self.slug,
            "file": self.file,
            "sha256": self.sha256,
            "statements": len(self.quads),
            "lines": list(self.lines),
        }
        computed = (ox.Quad(t.subject, t.predicate, t.object, COMPUTED) for t in self.computed)
        stated = ox.serialize(self.quads, format=ox.RdfFormat.N_QUADS) or b""
        derived = ox.serialize(computed, format=ox.RdfFormat.N_QUADS) or b""
        # A comment of N-Quads, so that any tool reads the file.
        content = b"# " + json.dumps(head).encode() + b"\n" + stated + derived
        name = f"{key}-{_digest(content)}.nq"
        part = folder / f"{key}.{os.getpid()}.part"
        part.write_bytes(content)
        part.replace(folder / name)
        return name

    @classmethod
    def read(cls, path: Path) -> CheckedArticle:
        """Read one; raises NotWhole where it is not as it was written, or is not there."""
        content = whole_content(path)
        head, _, _ = content.partition(b"\n")
        noted = json.loads(head[2:])
        quads = list(ox.parse(content, format=ox.RdfFormat.N_QUADS))
        number = noted["statements"]
        return cls(
            noted["slug"],
            noted["file"],
            noted["sha256"],
            quads[:number],
            array("L", noted["lines"]),
            [quad.triple for quad in quads[number:]],
        )


def whole_content(path: Path) -> bytes:
    """Return the bytes of a checked article; raises NotWhole if they are not as written."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotWhole(f"{path}: {error.strerror}") from error
    if _digest(content) != path.stem.rpartition("-")[2]:
        raise NotWhole(f"{path} was changed after it was written")
    return content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_DIGITS]
