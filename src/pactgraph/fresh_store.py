"""A store that is up to date: opened, or built first if it is missing, stale or damaged."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pactgraph.build_note import MOST_READ, BuildNote
from pactgraph.engine.generations import StoreBusy
from pactgraph.errors import BadInput, EngineFailure, Location, NotFound, PactgraphError
from pactgraph.held_articles import held_project, salvaged_project
from pactgraph.source.project import Project
from pactgraph.source.sources import digested, ground_digest, sources_digest
from pactgraph.source.texts import Texts
from pactgraph.store import Store

if TYPE_CHECKING:
    from pactgraph.graph import Progress

Say = Callable[[str], None]
"""Takes a line about what is being done, for a person who waits."""

_PATIENCE = 600
_PAUSE = 0.2
_CHANGED = "the project's files have changed"


def fresh_store(
    project: Project,
    path: Path | None = None,
    *,
    texts: Texts | None = None,
    say: Say,
    progress: Progress | None = None,
) -> Store:
    """Return the project's store (or the one at ``path``), built first if need be.

    It is stale if a file of the project has changed since, or if another version of
    pactgraph built it, or if it holds a part of the articles or claims besides.

    Raises BadInput if the store was built from another project, and what ``build`` raises.
    """
    place = path or project.store_path
    for _ in range(round(_PATIENCE / _PAUSE)):
        store, why, held = _look(project, place, named=path is not None)
        if store is not None:
            return store
        # Only who builds waits for what that takes to load.
        from pactgraph.build import build

        try:
            say(f"{why}: building it")
            build(held, store=place, texts=texts, progress=progress)
        except StoreBusy:
            # Somebody else builds the same; what comes of it is looked at like any store.
            time.sleep(_PAUSE)
            continue
        return Store.open(place)
    raise StoreBusy(
        "the store is still being built by another process",
        location=Location(str(place)),
        hint="look at that process, or name another store with --store",
    )


def _look(project: Project, place: Path, *, named: bool) -> tuple[Store | None, str, Project]:
    """Return the store if it can be used as it is, else why not, and what to build it from."""
    try:
        store = Store.open(place)
    except NotFound:
        return None, f"there is no store at {place} yet", project
    except EngineFailure as error:
        return None, f"{place}: {error.message}", salvaged_project(project, place)
    try:
        why = _stale(project, store)
    except PactgraphError:
        store.close()
        raise
    if why is None:
        return store, "", project
    held = held_project(project, store)
    store.close()
    origin = store.manifest.extra.get("project")
    if named and origin not in (None, str(project.root.resolve())):
        raise BadInput(
            f"this store was built from another project, {origin}",
            location=Location(str(place)),
            hint=f"name that project with --project, or another store for {project.root}",
        )
    return None, f"the store at {place} is stale ({why})", held


def _stale(project: Project, store: Store) -> str | None:
    note = BuildNote.of(store.manifest)
    if note is None or note.version != version("pactgraph"):
        return "another version of pactgraph built it"
    if note.joined_claims or note.is_part:
        return "it does not hold just the articles"
    if not note.is_amended:
        return None if note.sources == sources_digest(project) else _CHANGED
    if note.ground != ground_digest(project):
        return _CHANGED
    if len(store.articles) > MOST_READ:
        return None
    for file in store.articles:
        path = project.path_of(file.display)
        if not path.exists():
            raise NotFound(
                f'the file of the article "{file.slug}" is gone, and the store was made with it',
                location=Location(str(path)),
                hint="put it back; or take the project's articles alone: pactgraph build",
            )
        if digested(path, file.display).sha256 != file.sha256:
            return f"{file.display} has changed"
    return None
