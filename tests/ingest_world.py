"""Two folders of articles for one project, to be ingested one after the other."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Final

from amendment_trials import TINY, digest_of
from forked import in_child
from pactgraph.build import build
from pactgraph.source.project import Project

SLUG: Final = "harbour-2019-05-02"
FAULT: Final = ("pact:value 40", "pact:value")
SHARED: Final = 2
"""How many articles both folders have."""
OWN: Final = 3
"""How many articles each folder has for itself."""


class IngestWorld:
    """A project, two folders of articles for it, and the store that a build gives of each."""

    def __init__(self, place: Path) -> None:
        self._texts = Path(shutil.copytree(TINY, place / "tiny")) / "texts"
        self.project = Project(place / "tiny")
        self.folders = [place / "one", place / "two"]
        self.digests = []
        for folder in self.folders:
            folder.mkdir()
            own = [f"{folder.name}-{number}" for number in range(OWN)]
            files = [self._article(folder, slug) for slug in own]
            files += [self._article(folder, f"both-{number}") for number in range(SHARED)]
            fresh = place / f"fresh-{folder.name}"
            self.digests.append(in_child(partial(self._built, files, fresh)))
        # One of them has a file that is refused: what was checked stays until it is put right.
        self._article(self.folders[1], "faulty", *FAULT)

    def _article(self, folder: Path, slug: str, old: str = "", new: str = "") -> Path:
        text = (TINY / f"data/articles/{SLUG}.trig").read_text("utf-8").replace(SLUG, slug)
        path = folder / f"{slug}.trig"
        path.write_text(text.replace(old, new), "utf-8")
        shutil.copyfile(TINY / f"texts/{SLUG}.txt", self._texts / f"{slug}.txt")
        return path

    def _built(self, files: list[Path], place: Path) -> str:
        build(self.project.holding(files), store=place)
        return digest_of(place)

    def slugs(self, number: int) -> list[str]:
        """Return the articles that a folder has files of."""
        return sorted(path.stem for path in self.folders[number].iterdir())
