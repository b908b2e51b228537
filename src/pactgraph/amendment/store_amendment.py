"""Amending a project's store at the cost of what changes, or building it whole where it must."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from pactgraph.amendment.amending import Written, amend
from pactgraph.amendment.article_change import ArticleChanges
from pactgraph.amendment.ground import Ground
from pactgraph.amendment.report import Amendment
from pactgraph.build import build
from pactgraph.build_note import BuildNote
from pactgraph.errors import BadInput, Location
from pactgraph.graph import Progress
from pactgraph.source.project import Project
from pactgraph.source.texts import Texts
from pactgraph.store import Store

Say = Callable[[str], None]
"""Takes a line about what is being done, for a person who waits."""


def amend_store(
    project: Project,
    place: Path,
    *,
    add: Sequence[Path] = (),
    retract: Collection[str] = (),
    texts: Texts | None = None,
    say: Say,
    progress: Progress | None = None,
    written: Written | None = None,
) -> Amendment:
    """Add articles to a project's store, in place of what it has of them, and retract others.

    Where more than articles has changed since it was built, it is built whole, from the files
    of the articles that it held, with those to add and without those to retract; nothing is
    then ``written`` as ``amend`` tells it.

    Raises BadInput if another project's store lies there; else as ``amend`` and ``build``.
    """
    ground = Ground.read(project)
    with Store.open(place) as store:
        why = _why_whole(ground, store)
        if why is not None:
            changes = ArticleChanges.read(ground, store, add, retract)
            gone = {*changes.files, *changes.retracted}
            held = [project.path_of(f.display) for f in store.articles if f.slug not in gone]
            held += [file.parsed.path for file in changes.files.values()]
    if why is None:
        return amend(
            ground,
            place,
            add=add,
            retract=retract,
            texts=texts,
            progress=progress,
            written=written,
        )
    say(f"{why}: building it whole")
    report = build(
        project.holding(held), store=place, texts=texts, validate=True, progress=progress
    )
    return replace(
        changes.told(),
        words=report.words,
        shapes=report.shapes,
        claim_conflicts=report.claim_conflicts,
        times=report.times,
        built_whole=why,
        is_amended=True,
        timings=report.timings,
    )


def _why_whole(ground: Ground, store: Store) -> str | None:
    note = BuildNote.of(store.manifest)
    if note is None or note.version != version("pactgraph"):
        return "another version of pactgraph built the store"
    root = str(ground.sources.project.root.resolve())
    if note.project != root:
        raise BadInput(
            f"this store was built from another project, {note.project}",
            location=Location(str(store.path)),
            hint=f"name that project with --project, or another store for {root}",
        )
    if note.joined_claims or note.is_part:
        return "the store does not hold just articles"
    if note.ground != ground.digest:
        return "more than articles has changed since the store was built"
    return None
