"""What ``pactgraph serve`` serves: a project's store, built first if need be, or RDF files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pactgraph.cli.console import say
from pactgraph.cli.settings import Settings
from pactgraph.errors import EngineFailure, Location, NotFound

if TYPE_CHECKING:
    from pactgraph.server.running import Built, Files
    from pactgraph.server.state import State
    from pactgraph.source.project import Project
    from pactgraph.source.texts import Texts
    from pactgraph.store import Store


class _Stale(Exception):
    """The store has to be built first."""


def served_files(files: tuple[Path, ...], scratch: Path | None) -> Files:
    """Return RDF files to serve; raises NotFound if one is not there."""
    from pactgraph.server.running import Files

    for path in files:
        if not path.exists():
            raise NotFound("there is no such file", location=Location(str(path)))
    return Files(files, scratch)


def served_project(settings: Settings, base_url: str | None) -> Built:
    """Return a project's graph to serve, which is followed through later builds."""
    from pactgraph.engine.generations import POINTER
    from pactgraph.server.running import Built
    from pactgraph.store import Store

    project, texts = settings.find_project(), settings.find_texts()
    store = _ready_store(project, settings, texts)

    def state(opened: Store) -> State:
        return _state(opened, project, texts, settings.articles, base_url)

    def reread() -> State:
        found = Store.open(store.path)
        why = _unlike(store, found)
        if why is None:
            return state(found)
        found.close()
        raise EngineFailure(f"the store was built anew, {why}", location=Location(str(store.path)))

    return Built(state(store), store.path / POINTER, reread)


def _state(
    store: Store, project: Project, texts: Texts, articles: Path | None, base_url: str | None
) -> State:
    from pactgraph.server.snapshot import Snapshot
    from pactgraph.server.state import State

    manifest = store.manifest
    counts = manifest.graphs
    return State(
        Snapshot(
            version=manifest.digest[:16],
            graphs=None if counts is None else {"": manifest.merged.count, **counts},
            texts_shown=texts.at_hand,
            base_url=base_url,
        ),
        store.folder,
        store.folder / "db",
        {
            "project": str(project.root),
            "store": str(store.path),
            "generation": store.folder.name,
            "articles": None if articles is None else str(articles),
        },
        store,
    )


def _unlike(served: Store, found: Store) -> str | None:
    """Return why what a build made is not the graph that is served, None if it is."""
    before, after = served.manifest.extra, found.manifest.extra
    if after.get("version") != before.get("version"):
        return "by another version of pactgraph: start the server again"
    if after.get("project") != before.get("project"):
        return "from another project"
    if after.get("joined_claims"):
        return "with claims joined to what is stated"
    return None


def _ready_store(project: Project, settings: Settings, texts: Texts) -> Store:
    """Return the store, built first if need be: by another process, which then is gone."""
    from pactgraph.fresh_store import fresh_store

    def stale(line: str) -> None:
        raise _Stale(line)

    named = settings.store_folder("serve") if settings.store else None
    try:
        return fresh_store(project, named, texts=texts, say=stale)
    except _Stale as reason:
        say(str(reason))
    place = named or project.store_path
    options = ["--project", str(project.root), "--store", str(place)]
    if settings.articles is not None:
        options += ["--articles", str(settings.articles)]
    built = subprocess.run(
        [sys.executable, "-m", "pactgraph", "build", *options],
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if built.returncode != 0:
        sys.exit(built.returncode)
    return fresh_store(project, named, texts=texts, say=say)
