"""The lines of a store's statements in layers: one for the build, and one for each change since."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pyoxigraph import Quad

from pactgraph.engine.statement_lines import StatementLines
from pactgraph.errors import Location

_STEM: Final = "lines"
_SUFFIX: Final = ".sqlite"


class LineLayers:
    """Tables of lines in a folder, of which the latest that knows a statement counts.

    A layer is never changed, so that generations of a store share it. A statement that is gone
    stays in its layer; nobody asks for it, unless it comes back, and then a later layer has it.
    """

    def __init__(self, folder: Path) -> None:
        self._layers = [StatementLines(path) for path in reversed(_layers(folder))]

    @staticmethod
    def names(folder: Path) -> list[str]:
        """Return the names of the files that the layers are in, the earliest first."""
        return [path.name for path in _layers(folder)]

    @classmethod
    def write(cls, folder: Path, positions: Iterable[tuple[Quad, str, int]]) -> None:
        """Write the first layer; raises OSError."""
        StatementLines.write(_layer(folder, 0), positions)

    @classmethod
    def add(cls, old: Path, new: Path, positions: Iterable[tuple[Quad, str, int]]) -> None:
        """Write into a new folder the layers of an old one and one more; raises OSError.

        A layer is merged with the one below it once it is half as large: so there are few
        layers, and what is written for each statement in the long run grows with their number.
        """
        layers = _layers(old)
        for path in layers:
            _share(path, new / path.name)
        top = _layer(new, len(layers))
        StatementLines.write(top, positions)
        while len(layers := _layers(new)) > 1:
            below, top = layers[-2:]
            if top.stat().st_size * 2 < below.stat().st_size:
                return
            merged = new / f"merged{_SUFFIX}"
            StatementLines.merge(merged, below, top)
            top.unlink()
            merged.replace(below)

    def line_of(self, quad: Quad) -> Location | None:
        """Return where a statement stands, None when that is not known."""
        for layer in self._layers:
            found = layer.line_of(quad)
            if found is not None:
                return found
        return None

    def as_written(self, quad: Quad) -> Quad:
        """Return a statement with its literal as the file writes it, as it is if none does."""
        for layer in self._layers:
            if layer.line_of(quad) is not None:
                return layer.as_written(quad)
        return quad

    def close(self) -> None:
        """Close the tables."""
        for layer in self._layers:
            layer.close()


def _layers(folder: Path) -> list[Path]:
    found: list[Path] = []
    while (path := _layer(folder, len(found))).exists():
        found.append(path)
    return found or [_layer(folder, 0)]


def _layer(folder: Path, number: int) -> Path:
    return folder / (f"{_STEM}-{number}{_SUFFIX}" if number else f"{_STEM}{_SUFFIX}")


def _share(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:  # a disk without links
        shutil.copyfile(old, new)
