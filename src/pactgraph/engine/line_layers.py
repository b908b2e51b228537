"""The lines of a store's statements in layers: one for the build, and one for each change since."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pyoxigraph import Quad

from pactgraph.engine.layer_files import LayerFiles
from pactgraph.engine.statement_lines import StatementLines
from pactgraph.errors import Location

_STEM: Final = "lines"


class LineLayers:
    """Tables of lines in a folder, of which the latest that knows a statement counts.

    A statement that is gone stays in its layer; nobody asks for it, unless it comes back, and
    then a later layer has it.
    """

    def __init__(self, folder: Path) -> None:
        files = LayerFiles(folder, _STEM)
        paths = files.paths or [files.next_path(0)]
        self._layers = [StatementLines(path) for path in reversed(paths)]

    @staticmethod
    def names(folder: Path) -> list[str]:
        """Return the names of the files that the layers are in, the earliest first."""
        return [path.name for path in LayerFiles(folder, _STEM).paths]

    @classmethod
    def write(cls, folder: Path, positions: Iterable[tuple[Quad, str, int]]) -> None:
        """Write the first layer; raises OSError."""
        StatementLines.write(LayerFiles(folder, _STEM).next_path(0), positions)

    @classmethod
    def add(cls, old: Path, new: Path, positions: Iterable[tuple[Quad, str, int]]) -> None:
        """Write into a new folder the layers of an old one and one more; raises OSError."""
        LayerFiles(new, _STEM).put_on(
            old,
            lambda path: StatementLines.write(path, positions),
            lambda path, below, top, _: StatementLines.merge(path, below, top),
        )

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
