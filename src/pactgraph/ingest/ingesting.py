"""A folder of article files made the store of their graph: in parallel, and resumable."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pactgraph.errors import BadInput, Location, NotFound
from pactgraph.graph import Progress
from pactgraph.ingest.checking import Batch, writing
from pactgraph.ingest.gathering import gather, store
from pactgraph.ingest.outcome import Fault, Outcome
from pactgraph.ingest.scheduling import cluster, run
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources

_BATCH = 16
"""How many articles are checked together: no process holds more of them at a time."""


@dataclass(frozen=True)
class Ingested:
    """How many articles were taken, which were refused, and the digest of the graph."""

    taken: int
    refused: tuple[Outcome, ...]
    digest: str
    unread: int


def ingest(
    folder: Path,
    project: Project,
    place: Path,
    *,
    texts: Path | None = None,
    address: str | None = None,
    workers: int | None = None,
    validate: bool = False,
    tell: Callable[[Outcome], None] | None = None,
    progress: Progress | None = None,
) -> Ingested:
    """Make the store at ``place`` hold the articles of a folder, beside a project's other files.

    Each article is taken whole or not at all; ``tell`` is told of each, in no order, and of one
    that only the graph of all refuses again. What is checked is kept in a folder beside the
    store until every article is in it. For any number of workers the store holds the same.

    A worker holds the project's own files and a batch of articles at a time. The graph of all is
    closed and stored by this process, which holds it as rows of numbers: see docs/scaling.md.

    Raises NotFound if there is no such folder or no article in it, or no cluster; BadInput if
    the project's own files cannot be taken; EngineFailure if what is checked cannot be kept; and
    what ``build`` raises for a store.
    """
    if not folder.is_dir():
        raise NotFound("there is no such folder of articles", location=Location(str(folder)))
    shared = Sources.load(project.holding(())).digest
    work = place.with_name(f"{place.name}.ingest")
    with writing(work):
        work.mkdir(parents=True, exist_ok=True)
    outcomes: dict[str, Outcome] = {}
    said = tell or _silent

    def keep(outcome: Outcome) -> None:
        outcomes[outcome.article] = outcome
        said(outcome)

    files = _Files(folder, project, said)
    batches = _batches(
        iter(files),
        lambda part: Batch(
            part,
            str(project.root.resolve()),
            None if texts is None else str(texts.resolve()),
            shared,
            str(work.resolve()),
        ),
    )
    with cluster(address, workers) as client:
        run(client, batches, keep)
    taken = [outcome for outcome in outcomes.values() if outcome.checked is not None]
    if not taken:
        raise BadInput(
            f"none of the {len(outcomes)} articles can be taken"
            if outcomes
            else "there is no article in the folder: no file SLUG.trig",
            location=Location(str(folder)),
        )
    own = {project.display(path) for path in project.article_files}

    def beside(taken: Collection[str]) -> Project:
        # Unless they are the project's own articles, the store notes where they lie.
        if set(taken) == own:
            return project
        return project.holding(project.path_of(name) for name in taken)

    gathered = gather(beside, work, taken, validate=validate, progress=progress)
    for outcome in gathered.refused:
        keep(outcome)
    left = [outcome for outcome in outcomes.values() if outcome.checked is not None]
    unread = sorted(outcome.article for outcome in left if not outcome.has_words)
    if progress:
        progress("store", None)
    digest = store(gathered, unread, place)
    if len(left) == len(outcomes):
        # What is refused is put right, and the rest need not be checked again then.
        shutil.rmtree(work, ignore_errors=True)
    refused = [outcome for outcome in outcomes.values() if outcome.checked is None]
    refused += files.twice
    return Ingested(
        len(left), tuple(sorted(refused, key=lambda one: one.file)), digest, len(unread)
    )


class _Files:
    """The files of articles in a folder, in order, with the names that messages call them by."""

    def __init__(self, folder: Path, project: Project, tell: Callable[[Outcome], None]) -> None:
        self._folder = folder
        self._project = project
        self._tell = tell
        self.twice: list[Outcome] = []

    def __iter__(self) -> Iterator[tuple[str, str]]:
        names: dict[str, str] = {}
        for path in _walk(self._folder.resolve()):
            name = self._project.display(path)
            other = names.setdefault(path.stem, name)
            if other != name:
                what = f'the article "{path.stem}" has a second file (the other is {other})'
                outcome = Outcome(path.stem, name, faults=(Fault(name, None, what),))
                self.twice.append(outcome)
                self._tell(outcome)
                continue
            yield str(path), name


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files of articles; no folder's listing is held but those above a file."""
    with os.scandir(folder) as entries:
        found = sorted((entry.name, entry.is_dir()) for entry in entries)
    for name, is_folder in found:
        if name.startswith("."):
            continue
        if is_folder:
            yield from _walk(folder / name)
        elif name.endswith(".trig"):
            yield folder / name


def _batches(
    files: Iterator[tuple[str, str]], batch: Callable[[tuple[tuple[str, str], ...]], Batch]
) -> Iterator[Batch]:
    while part := tuple(islice(files, _BATCH)):
        yield batch(part)


def _silent(outcome: Outcome) -> None:
    """Tell nobody."""
