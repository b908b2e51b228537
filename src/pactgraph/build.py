"""The build: from a project's files to a graph that was checked, and to a store that holds it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pactgraph.article_files import ArticleFile
from pactgraph.build_note import BuildNote
from pactgraph.conflicts import (
    Conflict,
    Identity,
    Locator,
    TimeFinding,
    shared_matches,
    time_findings,
)
from pactgraph.engine.place import Place, is_address
from pactgraph.engine.rounds_file import RoundColumns
from pactgraph.graph import (
    REASONERS,
    Graph,
    Progress,
    Reasoner,
    build_graph,
)
from pactgraph.refused import refuse_findings
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.source.texts import Texts
from pactgraph.steps import Steps
from pactgraph.store import Store
from pactgraph.words.finding import Finding as WordsFinding
from pactgraph.words.verification import Verification, verify

if TYPE_CHECKING:
    from pactgraph.shapes.results import Report
    from pactgraph.shapes.results import Result as ShapeResult

__all__ = [
    "REASONERS",
    "BuildReport",
    "Graph",
    "Progress",
    "Reasoner",
    "build",
    "build_graph",
    "prepare",
    "write",
]


@dataclass(frozen=True)
class BuildReport:
    """What a build made and found, and what it left out.

    ``timings`` holds the seconds of each step. They are for a person to look at, and
    are no part of what is stored.
    """

    digest: str
    articles: tuple[str, ...]
    reasoner: Reasoner
    joined_claims: frozenset[str]
    counts: Mapping[str, int]
    words: Verification
    shapes: Report | None
    disagreements: tuple[Conflict, ...]
    claim_conflicts: tuple[Conflict, ...]
    identities: tuple[Identity, ...]
    times: tuple[TimeFinding, ...]
    skipped: tuple[str, ...]
    timings: Mapping[str, float] = field(default_factory=dict, compare=False, repr=False)

    @property
    def findings(
        self,
    ) -> tuple[WordsFinding | ShapeResult | Conflict | Identity | TimeFinding, ...]:
        """Everything that a person should look at; nothing of it stopped the build."""
        return (
            *self.words.findings,
            *(self.shapes.results if self.shapes else ()),
            *self.disagreements,
            *self.claim_conflicts,
            *self.identities,
            *self.times,
        )


def build(
    project: Project,
    *,
    store: Place | None = None,
    texts: Texts | None = None,
    reasoner: Reasoner = "own",
    validate: bool = False,
    articles: Collection[str] | None = None,
    with_claims: Collection[str] = (),
    progress: Progress | None = None,
) -> BuildReport:
    """Build a project's graph and make it what ``store`` holds, all or nothing.

    That is a directory or the address of a SPARQL server. Without a store it only tells what a
    build would find. Raises what ``prepare`` raises, before the store is touched; NotFound if
    it holds something else than a store, and EngineFailure if it cannot be written: what it held
    is then as it was.
    """
    graph, report = prepare(
        project,
        texts=texts,
        reasoner=reasoner,
        validate=validate,
        articles=articles,
        with_claims=with_claims,
        progress=progress,
    )
    if store is None:
        return report
    steps = Steps(progress)
    steps("store", None)
    write(graph, report, store)
    steps.finish()
    return replace(report, timings={**report.timings, **steps.timings})


def prepare(
    project: Project,
    *,
    texts: Texts | None = None,
    reasoner: Reasoner = "own",
    validate: bool = False,
    articles: Collection[str] | None = None,
    with_claims: Collection[str] = (),
    progress: Progress | None = None,
) -> tuple[Graph, BuildReport]:
    """Return a project's graph, checked, and the report on it.

    Raises BadInput for a file that cannot be taken, Contradiction for statements of one
    scope that cannot all hold, and DoesNotConform for an error that the check of the
    words finds or a violation of a shape.
    """
    steps = Steps(progress)
    steps("parse", None)
    sources = Sources.load(project)
    steps("check the words", None)
    words = verify(sources, texts or Texts(None), slugs=articles)
    refuse_findings("the check of the words found errors", words.errors)
    graph = build_graph(
        sources,
        reasoner=reasoner,
        articles=articles,
        with_claims=with_claims,
        progress=steps,
    )
    shapes = None
    if validate:
        steps("validate", None)
        shapes = validated(graph, progress=partial(steps, "validate"))
        refuse_findings("the graph breaks shapes", shapes.violations)
    steps.finish()
    locator = Locator(sources, graph.graphs)
    return graph, BuildReport(
        digest=graph.digest,
        articles=graph.articles,
        reasoner=reasoner,
        joined_claims=graph.joined_claims,
        counts=graph.counts,
        words=words,
        shapes=shapes,
        disagreements=graph.disagreements,
        claim_conflicts=graph.claim_conflicts,
        identities=(*graph.identities, *shared_matches(graph.graphs, locator)),
        times=time_findings(graph.computed.notes, locator),
        skipped=_skipped(words, validate),
        timings=steps.timings,
    )


def write(graph: Graph, report: BuildReport, store: Place) -> None:
    """Make a graph what ``store`` holds, with a note of what was checked.

    Raises NotFound if it holds something else, and EngineFailure if it cannot be written.
    """
    sources = graph.sources
    files = sources.article_digests
    unread = set(report.words.unread)
    note = BuildNote(
        version=version("pactgraph"),
        project=str(sources.project.root.resolve()),
        sources=sources.digest,
        ground=sources.ground_digest,
        graph=graph.digest,
        joined_claims=tuple(sorted(graph.joined_claims)),
        is_part=len(graph.articles) < len(files),
        is_amended=sources.project.held is not None,
        reasoner=report.reasoner,
        counts=report.counts,
        is_validated=report.shapes is not None,
    )
    if is_address(store):
        # Only who loads a server waits for what that takes to load.
        from pactgraph.sparql_server.server_store import ServerStore

        ServerStore.create(store, graph.dataset(), note.json).close()
        return
    articles = [ArticleFile(slug, *files[slug], slug not in unread) for slug in graph.articles]
    rounds = rounds_of(graph)
    Store.create(
        Path(store), graph.dataset(), graph.positions(), note.json, rounds, articles
    ).close()


def rounds_of(graph: Graph) -> RoundColumns | None:
    """Return the rounds of a graph's closure, None where the reference reasoner kept none."""
    closure = graph.closure
    if closure is None:
        return None
    after = islice(graph.merged, len(graph.closed) + len(graph.inferred), None)
    beside = [triple for triple in after if triple not in closure]
    return RoundColumns(*closure.numbered, beside)


def validated(
    graph: Graph,
    *,
    scratch: Path | None = None,
    progress: Callable[[float], None] | None = None,
) -> Report:
    """Return what the shapes find in a graph; raises BadInput for shapes that cannot be used.

    With ``scratch`` what is looked at is written there, for as long as that takes, instead of
    held. ``progress`` is called with the share of the work that is done.
    """
    # Reading shapes brings rdflib in, which only who validates waits for.
    from pactgraph.shapes.anew import Anew
    from pactgraph.shapes.graph_validation import validate_graph

    sources = graph.sources
    return validate_graph(
        graph.merged,
        Anew(lambda: (q for q in sources.quads if str(q.graph_name)[1:-1] in graph.graphs)),
        ontology=sources.ontology,
        shapes=sources.shapes,
        line_of=sources.line_of,
        scratch=scratch,
        progress=progress,
    )


def _skipped(words: Verification, validate: bool) -> tuple[str, ...]:
    skipped = []
    if words.unread:
        skipped.append(
            f"the words of {len(words.unread)} of {len(words.articles)} articles were not checked:"
            f" their texts are not at hand ({', '.join(words.unread)})"
        )
    if not validate:
        skipped.append("the graph was not validated against the shapes")
    return tuple(skipped)
