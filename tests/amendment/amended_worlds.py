"""What the tests of amendments share: a corpus of a few articles, and what a store tells."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus_world import written
from pactgraph.build import build
from pactgraph.build_note import BuildNote
from pactgraph.lineage.detection import find_lineage
from pactgraph.lineage.record import store_lineage
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.store import Store


@dataclass(frozen=True)
class Corpus:
    """A project, a file of each of its articles, and a revised file of each."""

    project: Project
    files: dict[str, Path]
    revised: dict[str, Path]


def corpus(root: Path, articles: int) -> Corpus:
    """Write a corpus that records what its articles share, and a later date for each of them."""
    made = written(root / "corpus", articles)
    store_lineage(made.project, find_lineage(Sources.load(made.project), made.texts))
    # The files lie outside the project, which holds those that a test says.
    files, revised = {}, {}
    for path in made.project.article_files:
        files[path.stem] = _moved(path, root / "files")
        text = files[path.stem].read_text("utf-8")
        later, count = re.subn(r'datePublished "20', 'datePublished "21', text)
        assert count
        (root / "revised").mkdir(exist_ok=True)
        revised[path.stem] = root / "revised" / path.name
        revised[path.stem].write_text(later, "utf-8")
    return Corpus(Project(made.root), files, revised)


def _moved(path: Path, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return Path(shutil.move(path, folder / path.name))


def told(place: Path, but: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return all that a store tells of its graph, of where it stands and what it was made of."""
    with Store.open(place) as store:
        assert store.verify_digests() == []
        note = BuildNote.of(store.manifest)
        assert note is not None
        quads = {
            quad: store.line_of(quad)
            for quad in store.content().quads_for_pattern(None, None, None)
        }
        found = {
            "quads": {str(quad): str(line) for quad, line in quads.items()},
            "manifest": store.manifest.digest,
            "sources": note.sources,
            "ground": note.ground,
            "graph": note.graph,
            "counts": dict(note.counts),
            "files": list(store.articles),
        }
    return {name: value for name, value in found.items() if name not in but}


def fresh(project: Project, place: Path) -> dict[str, Any]:
    """Return what a store tells that is built of a project anew."""
    build(project, store=place)
    return told(place)
