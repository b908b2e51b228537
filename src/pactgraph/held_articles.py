"""Which articles a store holds: those of its project's folder, or others that it was given."""

from __future__ import annotations

from pathlib import Path

from pactgraph.article_files import ArticleFiles
from pactgraph.build_note import BuildNote
from pactgraph.engine.generations import Generations
from pactgraph.engine.held import MANIFEST
from pactgraph.errors import EngineFailure, NotFound
from pactgraph.source.project import Project
from pactgraph.store import Store
from pactgraph.store_manifest import read_manifest


def held_project(project: Project, store: Store) -> Project:
    """Return the project with the articles that a store holds: its own, if it was amended."""
    note = BuildNote.of(store.manifest)
    if note is None or not note.is_amended:
        return project
    return _holding(project, store.articles)


def salvaged_project(project: Project, place: Path) -> Project:
    """Return the project with the articles of the store at a place, however damaged that is.

    Where it cannot be told that the store was amended, an article that does not lie in the
    project's folder tells so; else the project is returned as it is.
    """
    try:
        folder = Generations(place).current()
    except (NotFound, EngineFailure):
        folder = max(place.glob("gen-*"), key=lambda one: one.stat().st_mtime_ns, default=place)
    try:
        held = _holding(project, ArticleFiles(folder))
    except EngineFailure:
        return project
    try:
        with (folder / MANIFEST).open(encoding="utf-8") as file:
            note = BuildNote.of(read_manifest(file, folder))
    except (OSError, EngineFailure):
        note = None
    if note is not None:
        return held if note.is_amended else project
    shown = {project.display(path) for path in project.article_files}
    is_elsewhere = any(project.display(path) not in shown for path in held.article_files)
    return held if is_elsewhere else project


def _holding(project: Project, files: ArticleFiles) -> Project:
    return project.holding(project.path_of(file.display) for file in files)
