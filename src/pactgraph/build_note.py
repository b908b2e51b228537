"""What a store's manifest notes of how it was built, and from which files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from pactgraph.store_manifest import Manifest

MOST_READ: Final = 1000
"""Of an amended store with more articles, their files are not looked at again at each opening."""


@dataclass(frozen=True)
class BuildNote:
    """How a store was built: by which version, for which project, from which files.

    ``sources`` is the digest of all files, ``ground`` of those that are of no single article,
    ``graph`` that of the graph. A store that ``is_part`` holds some of the articles of its files
    alone; one that ``is_amended`` holds articles of its own choice, which its table of articles
    names, and not those of the project's folder. ``counts`` are the statements of merged, and of
    each kind of named graph.
    """

    version: str
    project: str
    sources: str
    ground: str
    graph: str
    joined_claims: tuple[str, ...]
    is_part: bool
    is_amended: bool
    reasoner: str
    counts: Mapping[str, int]
    is_validated: bool

    @classmethod
    def of(cls, manifest: Manifest) -> BuildNote | None:
        """Return what is noted in a manifest, None if no build of this version noted it."""
        try:
            noted = cls(**manifest.extra)
        except TypeError:
            return None
        return cls(**{**manifest.extra, "joined_claims": tuple(noted.joined_claims)})

    @property
    def json(self) -> dict[str, Any]:
        """The note as a manifest takes it."""
        return asdict(self)
