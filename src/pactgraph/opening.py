"""Opening a graph: a project's, in its store, or one that an endpoint holds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pactgraph.engine.place import Place, is_address
from pactgraph.fresh_store import Say, fresh_store
from pactgraph.held_articles import held_project
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.query.names import LazyNames
from pactgraph.source.project import Project
from pactgraph.source.texts import Texts
from pactgraph.store import Store

if TYPE_CHECKING:
    from pactgraph.graph import Progress


def open_graph(
    project: Path | str | None = None,
    store: Place | None = None,
    articles: Path | str | None = None,
    *,
    say: Say | None = None,
    progress: Progress | None = None,
) -> KnowledgeGraph:
    """Open a project's graph, building its store first if that is missing or stale.

    ``project`` is a folder (else the current one if it is a project, else the packaged
    graph), ``store`` another place for the store, ``articles`` the folder of the texts (else
    what PACTGRAPH_ARTICLES names). ``say`` is told when the store has to be built; it is
    standard error by default. A store on a SPARQL server, given by its address, is opened as
    it is: ``build`` loads it.

    Raises NotAProject, TextsNotAtHand, and what a build raises.

    >>> with open_graph() as kg:
    ...     sorted(kg.articles)[0]
    'azernews-2020-01-21'
    """
    found = Project.find(None if project is None else Path(project))
    texts = Texts.find(None if articles is None else Path(articles))
    if is_address(store):
        return open_server(store, found, texts, say=say or _say)
    opened = fresh_store(
        found,
        None if store is None else Path(store),
        texts=texts,
        say=say or _say,
        progress=progress,
    )
    return KnowledgeGraph(held_project(found, opened), opened.engine(), texts, store=opened)


def open_generation(
    project: Path, store: Path, generation: str, articles: Path | None = None
) -> KnowledgeGraph:
    """Open one generation of a project's store as it is; nothing is built, whatever changed.

    What cannot be told from the store alone is told from the project's files, and refused if
    these are no longer the ones that it was built from.

    Raises NotFound if the generation is gone, and what ``Store.open_generation`` raises.
    """
    texts = Texts.find(articles)
    opened = Store.open_generation(store, generation)
    noted = opened.manifest.extra
    held = held_project(Project(project), opened)
    return KnowledgeGraph(held, opened.engine(), texts, store=opened, noted=noted)


def open_server(
    url: str, project: Project, texts: Texts, *, say: Say | None = None
) -> KnowledgeGraph:
    """Open the store on a SPARQL server, as it was built.

    ``say`` is told if the project's files are other ones by now. Raises as ``ServerStore.open``.
    """
    from pactgraph.amendment.server_copies import ServerCopies
    from pactgraph.source.sources import sources_digest
    from pactgraph.sparql_server.server_store import ServerStore

    opened = ServerStore.open(url)
    copy = ServerCopies(url, project).of(opened.digest)
    if copy is not None:
        # It was amended from here, and may hold other articles than the project's folder.
        with Store.open(copy) as store:
            project = held_project(project, store)
    if opened.extra.get("sources") != sources_digest(project):
        (say or _say)(
            f"the store at {url} holds the graph of other files than this project has now; "
            "`pactgraph build` with the same --store brings it up to date"
        )
    return KnowledgeGraph(project, opened, texts, noted=opened.extra)


def open_remote(
    url: str, project: Project, texts: Texts, local: Callable[[], KnowledgeGraph]
) -> KnowledgeGraph:
    """Return a graph that a remote endpoint holds, asked with the project's queries.

    What is called by a name is looked up in the graph that ``local`` opens: nobody's
    endpoint is asked for all the names that it knows. Raises BadInput for a bad URL.
    """
    from pactgraph.engine.remote import RemoteEngine

    resolver = LazyNames(lambda: local().names, takes_iris=True)
    return KnowledgeGraph(project, RemoteEngine(url), texts, resolver=resolver, endpoint=url)


def _say(line: str) -> None:
    print(f"pactgraph: {line}", file=sys.stderr)
