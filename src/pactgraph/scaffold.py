"""A new project: ontology and queries of the packaged graph, and a worked example to replace."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pactgraph.errors import BadInput, Location, NotFound
from pactgraph.export.atomic import make_folder, write_atomically
from pactgraph.source.project import Project

_RENAMED = {"gitignore": ".gitignore"}
"""Files that are packaged under another name, because tools would heed them where they lie."""


def lay_out(root: Path) -> list[Path]:
    """Make ``root`` a project, with an invented article about invented bodies; return its files.

    It builds, verifies and validates as it is. Raises BadInput if the folder is there and not
    empty, WriteFailed if it cannot be written, NotFound if the packaged ontology is missing.
    """
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise BadInput(
            "this is there already and not empty, and nothing is overwritten",
            location=Location(str(root)),
            hint="name a new folder",
        )
    written = []
    for name, content in sorted(_contents()):
        path = root / name
        make_folder(path.parent)
        write_atomically(path, [content])
        written.append(path)
    return written


def _contents() -> Iterator[tuple[str, bytes]]:
    """Yield what a new project holds: name and bytes of each file."""
    for name, source in _walk(files("pactgraph") / "templates" / "project", ""):
        folder, _, last = name.rpartition("/")
        last = _RENAMED.get(last, last)
        yield (f"{folder}/{last}" if folder else last), source.read_bytes()
    packaged = Project.packaged()
    if packaged is None:
        raise NotFound("the packaged ontology is missing", hint="install pactgraph again")
    for path in (*packaged.ontology_files, *packaged.shape_files, *packaged.query_files):
        yield packaged.display(path), path.read_bytes()


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            if not entry.name.startswith(("__", ".")):
                yield from _walk(entry, f"{name}/")
        elif not entry.name.startswith("."):
            yield name, entry
