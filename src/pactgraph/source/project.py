"""A project: a folder with ``ontology/`` and ``data/``, and what lies where in it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from pactgraph.errors import NotAProject

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_NEEDED: Final = ("ontology", "data")


@dataclass(frozen=True)
class Project:
    """The folder of a graph's sources; every list of files is sorted by path.

    ``held`` are the files of its articles, wherever they lie; None: those in the folder.
    """

    root: Path
    held: tuple[Path, ...] | None = None

    def __post_init__(self) -> None:
        missing = [name for name in _NEEDED if not (self.root / name).is_dir()]
        if missing:
            lacks = " and no ".join(f"{name}/" for name in missing)
            raise NotAProject(
                f"{self.root} is not a pactgraph project: it has no {lacks}"
                if self.root.is_dir()
                else f"{self.root} is not a pactgraph project: there is no such folder",
                hint=f"lay one out with: pactgraph init {self.root}",
            )

    @classmethod
    def find(cls, start: Path | None = None) -> Project:
        """Return the project in ``start``, else the current directory's, else the packaged graph.

        Raises NotAProject, naming what is missing, if ``start`` is given and is none,
        or if nothing is given and there is no packaged graph.
        """
        if start is not None:
            return cls(start)
        here = Path.cwd()
        if is_project(here):
            return cls(here)
        return cls.packaged() or cls(here)

    @classmethod
    def packaged(cls) -> Project | None:
        """Return the graph that comes with the package (in a checkout: its own), or None."""
        for root in (_PACKAGE / "packaged", _PACKAGE.parent.parent):
            if is_project(root):
                return cls(root)
        return None

    @cached_property
    def ontology_files(self) -> tuple[Path, ...]:
        """The files of the ontology: ``ontology/*.ttl``."""
        return self._files("ontology", "*.ttl")

    @cached_property
    def shape_files(self) -> tuple[Path, ...]:
        """The files of shapes: ``ontology/shapes/*.ttl``."""
        return self._files("ontology/shapes", "*.ttl")

    @cached_property
    def article_files(self) -> tuple[Path, ...]:
        """One file an article: ``data/articles/SLUG.trig``, in subfolders too."""
        if self.held is not None:
            return tuple(sorted(self.held, key=self.display))
        return self._files("data/articles", "**/*.trig")

    @cached_property
    def entity_files(self) -> tuple[Path, ...]:
        """The files of named things and shared minted things: ``data/entities/*.ttl``."""
        return self._files("data/entities", "**/*.ttl")

    @cached_property
    def judgement_files(self) -> tuple[Path, ...]:
        """The files of judgements: ``data/judgements/*.ttl``."""
        return self._files("data/judgements", "**/*.ttl")

    @cached_property
    def lineage_files(self) -> tuple[Path, ...]:
        """What is stored of shared texts: ``data/lineage/*.ttl``."""
        return self._files("data/lineage", "*.ttl")

    @cached_property
    def link_files(self) -> tuple[Path, ...]:
        """The link sets: ``data/links/NAME.sssom.tsv``."""
        return self._files("data/links", "*.sssom.tsv")

    @cached_property
    def enrichment_files(self) -> tuple[Path, ...]:
        """What was fetched from elsewhere for link sets: ``data/enrichment/NAME.trig``."""
        return self._files("data/enrichment", "*.trig")

    @cached_property
    def query_files(self) -> tuple[Path, ...]:
        """The stored queries: ``queries/NAME.rq``."""
        return self._files("queries", "*.rq")

    @property
    def is_packaged(self) -> bool:
        """Whether this is the graph that comes inside an installed package."""
        return self.root.resolve() == _PACKAGE / "packaged"

    @property
    def cache_dir(self) -> Path:
        """Where the project's store lies: its ``.pactgraph``, or a user's cache if packaged."""
        return user_cache_path("pactgraph") if self.is_packaged else self.root / ".pactgraph"

    @property
    def store_path(self) -> Path:
        """Where the project's own store lies."""
        return self.cache_dir / "store"

    def holding(self, articles: Iterable[Path]) -> Project:
        """Return the project with these files of articles, and no other article."""
        return replace(self, held=tuple(articles))

    def display(self, path: Path) -> str:
        """Return the name by which messages call a file.

        It is its path from the project's root, or the whole path where it lies elsewhere.
        """
        # Asked of every article at each amendment: as text it costs a tenth.
        if str(path).startswith(self._beginning):
            return str(path)[len(self._beginning) :].replace(os.sep, "/")
        if path.is_relative_to(self.root):
            return path.relative_to(self.root).as_posix()
        absolute = path.resolve()
        root = self.root.resolve()
        inside = absolute.is_relative_to(root)
        return (absolute.relative_to(root) if inside else absolute).as_posix()

    @cached_property
    def _beginning(self) -> str:
        return os.path.join(self.root, "")

    def path_of(self, display: str) -> Path:
        """Return the path of a file by the name that ``display`` gives it."""
        return self.root / display

    def _files(self, folder: str, pattern: str) -> tuple[Path, ...]:
        found = (
            path
            for path in (self.root / folder).glob(pattern)
            if not path.name.startswith(".") and not path.is_dir()
        )
        return tuple(sorted(found, key=self.display))


def is_project(folder: Path) -> bool:
    """Say whether a folder is laid out as a project: it has ``ontology/`` and ``data/``."""
    return all((folder / name).is_dir() for name in _NEEDED)
