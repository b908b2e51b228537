"""Files in layers: one for the build of a store, and one for each change of it since."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path


class LayerFiles:
    """The layers of one table in a generation's folder, the lowest first.

    A layer is never changed, so that generations of a store share it.
    """

    def __init__(self, folder: Path, stem: str) -> None:
        self.folder = folder
        self._stem = stem

    @property
    def paths(self) -> list[Path]:
        """The layers that are there."""
        found: list[Path] = []
        while (path := self.next_path(len(found))).exists():
            found.append(path)
        return found

    def next_path(self, number: int) -> Path:
        """Return where the layer of a number is, or would be; the lowest one has the number 0."""
        return self.folder / f"{self._stem}{f'-{number}' if number else ''}.sqlite"

    def put_on(
        self,
        old: Path,
        write: Callable[[Path], None],
        merge: Callable[[Path, Path, Path, bool], None],
    ) -> None:
        """Take over the layers of an old folder, and ``write`` one more.

        A layer is merged with the one below it once it is half as large: so there are few
        layers, and what is written for each row in the long run grows with their number. ``merge``
        is given where to write, the lower layer, the upper one, and whether the lower is the
        lowest. Raises OSError.
        """
        layers = LayerFiles(old, self._stem).paths
        for path in layers:
            share(path, self.folder / path.name)
        write(self.next_path(len(layers)))
        while len(layers := self.paths) > 1:
            below, top = layers[-2:]
            if top.stat().st_size * 2 < below.stat().st_size:
                return
            merged = self.folder / f"{self._stem}-merged.sqlite"
            merge(merged, below, top, len(layers) == 2)
            top.unlink()
            merged.replace(below)


def share(old: Path, new: Path) -> None:
    """Have a file under another name too, as a link where the disk has links; raises OSError."""
    try:
        os.link(old, new)
    except OSError:  # a disk without links
        shutil.copyfile(old, new)
