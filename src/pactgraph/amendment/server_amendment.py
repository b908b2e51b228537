"""Amending the store on a server: worked out in a copy of it, and sent as a change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from pyoxigraph import Quad

from pactgraph.amendment.report import Amendment
from pactgraph.amendment.server_copies import ServerCopies
from pactgraph.amendment.store_amendment import Say, amend_store
from pactgraph.build import build
from pactgraph.errors import NotFound
from pactgraph.graph import Progress
from pactgraph.source.project import Project
from pactgraph.source.texts import Texts
from pactgraph.sparql_server.changed_graphs import GraphChange
from pactgraph.sparql_server.server_store import ServerStore
from pactgraph.sparql_server.writer_lock import only_writer
from pactgraph.steps import Steps
from pactgraph.store import Store


def amend_server(
    project: Project,
    url: str,
    *,
    add: Sequence[Path] = (),
    retract: Collection[str] = (),
    texts: Texts | None = None,
    say: Say,
    progress: Progress | None = None,
) -> Amendment:
    """Add articles to a project's store on a server, and retract others; all or nothing.

    What changes is worked out in a copy of it in a folder of this user, which the first
    amendment makes by a build; then it alone is sent. Where the copy is built whole, or holds
    other statements than the server (files have changed), all of it is sent.

    Raises NotFound if the store was amended from elsewhere, so that its articles are not known
    here; StoreBusy if another process writes it; else as ``amend_store`` and ``ServerStore``.
    """
    with closing(ServerStore.open(url)) as server, only_writer(url):
        copies = ServerCopies(url, project)
        old = copies.of(server.digest)
        # If it is other than what the server holds, files have changed since.
        base = old or _built(project, server, copies, texts, say, progress)
        old = copies.of(server.digest)
        place = copies.begun(base)
        changes: list[tuple[Sequence[Quad], Sequence[Quad]]] = []
        try:
            done = amend_store(
                project,
                place,
                add=add,
                retract=retract,
                texts=texts,
                say=say,
                progress=progress,
                written=lambda more, less: changes.append((more, less)),
            )
            steps = Steps(progress)
            steps("send", None)
            digest = _sent(server, old, place, changes if done.built_whole is None else None)
        except BaseException:
            copies.tidy(base)
            raise
        copies.keep(place, digest)
        steps.finish()
        return replace(done, timings={**done.timings, **steps.timings})


def _sent(
    server: ServerStore,
    old: Path | None,
    new: Path,
    changes: Sequence[tuple[Sequence[Quad], Sequence[Quad]]] | None,
) -> str:
    """Make what the new copy holds what the server holds; return its digest."""
    with Store.open(new) as after:
        change = None
        if old is not None and changes is not None:
            added = [quad for more, _ in changes for quad in more]
            removed = [quad for _, less in changes for quad in less]
            with Store.open(old) as before:
                change = GraphChange(before.content(), after.content(), added, removed)
        if change is None or change.has_blank_nodes:
            ServerStore.take(server.url, after.content(), after.manifest).close()
        elif changes:
            server.change(change, after.manifest)
        return after.manifest.digest


def _built(
    project: Project,
    server: ServerStore,
    copies: ServerCopies,
    texts: Texts | None,
    say: Say,
    progress: Progress | None,
) -> Path:
    """Build a copy of what the server holds, as far as the files are still the same."""
    if server.extra.get("is_amended"):
        raise NotFound(
            "the articles that this store holds are not those of the project's folder, and "
            "there is no copy of it here that tells which they are",
            iri=server.url,
            hint="amend it where it was amended before, or take the project's articles alone: "
            f"pactgraph build --store {server.url}",
        )
    say("there is no copy yet of the store on the server, to amend it from: building one")
    place = copies.begun()
    validate = bool(server.extra.get("is_validated"))
    build(project, store=place, texts=texts, validate=validate, progress=progress)
    with Store.open(place) as store:
        digest = store.manifest.digest
    return copies.keep(place, digest)
