"""The graph of what was checked: the articles read back, and what is of the whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pactgraph.build import BuildReport, validated, write
from pactgraph.conflicts import Conflict
from pactgraph.errors import Contradiction, DoesNotConform, EngineFailure
from pactgraph.graph import Graph, Part, Progress, build_graph, named_graphs
from pactgraph.ingest.article_rows import ArticleRows
from pactgraph.ingest.checked_article import CheckedArticle, NotWhole
from pactgraph.ingest.outcome import Fault, Outcome
from pactgraph.model.graphs import LINEAGE
from pactgraph.model.passages import article_of_graph, slug_of
from pactgraph.reasoning.builtin_rules import Computed
from pactgraph.reasoning.line import Lines
from pactgraph.shapes.results import Report, Result
from pactgraph.source.project import Project
from pactgraph.words.verification import Verification

MOST_VALIDATED_IN_MEMORY: Final = 2_000_000
"""A larger graph is written to disk for the shapes: in memory a million triples take 0.25 GB."""


@dataclass(frozen=True)
class Gathered:
    """The graph of the articles that were taken, and each that it could not take, with why."""

    graph: Graph
    shapes: Report | None
    refused: tuple[Outcome, ...]


def gather(
    beside: Callable[[Collection[str]], Project],
    work: Path,
    taken: Iterable[Outcome],
    *,
    validate: bool,
    progress: Progress | None = None,
) -> Gathered:
    """Close and check the graph of checked articles, without those that make it contradict itself.

    An article whose passage contradicts itself, or that breaks a shape, is refused, and the
    graph is made again without it. ``beside`` gives the project that holds the articles of some
    files, by the names that messages call them by. Raises what ``build_graph`` raises where no
    article is at fault, and EngineFailure if the work folder is damaged.
    """
    left = {outcome.article: outcome for outcome in sorted(taken, key=lambda one: one.article)}
    refused: list[Outcome] = []
    while True:
        try:
            project = beside([outcome.file for outcome in left.values()])
            graph = _graph(project, work, list(left.values()), progress)
            shapes = None
            if validate:
                if progress:
                    progress("validate", None)
                # On disk it takes about twice as long.
                is_large = len(graph.merged) > MOST_VALIDATED_IN_MEMORY
                shapes = validated(graph, scratch=work if is_large else None)
                _refuse_violations(shapes)
            return Gathered(graph, shapes, tuple(refused))
        except (Contradiction, DoesNotConform) as error:
            faults = _faults(error.findings, left)
            if not faults:
                raise
            refused += (left.pop(slug).refused(*found) for slug, found in faults.items())


def store(gathered: Gathered, unread: Sequence[str], place: Path) -> str:
    """Write the graph into a store; return its digest. Raises as ``build``."""
    graph = gathered.graph
    report = BuildReport(
        digest=graph.digest,
        articles=graph.articles,
        reasoner="own",
        joined_claims=graph.joined_claims,
        counts=graph.counts,
        words=Verification((), graph.articles, tuple(unread)),
        shapes=gathered.shapes,
        disagreements=graph.disagreements,
        claim_conflicts=graph.claim_conflicts,
        identities=graph.identities,
        times=(),
        skipped=(),
    )
    write(graph, report, place)
    return report.digest


def _graph(
    project: Project, work: Path, taken: Sequence[Outcome], progress: Progress | None
) -> Graph:
    if progress:
        progress("read what was checked", None)
    rows = ArticleRows.of(project, _read(work, taken))
    sources = rows.beside(project)
    graphs = named_graphs(sources, sources.articles)
    lines = Lines(sources.graphs.get(LINEAGE.value, ()), rows.articles())
    part = Part("", graphs, Computed(rows.computed_among(lines)))
    return build_graph(sources, part=part, progress=progress)


def _read(work: Path, taken: Sequence[Outcome]) -> Iterator[CheckedArticle]:
    for outcome in taken:
        assert outcome.checked is not None
        try:
            yield CheckedArticle.read(work / outcome.checked)
        except NotWhole as error:
            raise EngineFailure(
                f"the work folder is damaged: {error}",
                hint="run it again: what is damaged is checked again",
            ) from error


def _refuse_violations(report: Report) -> None:
    if report.violations:
        found = tuple(report.violations)
        raise DoesNotConform(f"the graph breaks shapes: {len(found)}", findings=found)


def _faults(findings: Iterable[object], left: dict[str, Outcome]) -> dict[str, list[Fault]]:
    """Return what single articles are at fault for, by slug."""
    by_file = {outcome.file: slug for slug, outcome in left.items()}
    found: dict[str, list[Fault]] = {}
    for finding in findings:
        if isinstance(finding, Conflict) and finding.scope is not None:
            article = article_of_graph(finding.scope)
            slug = None if article is None else slug_of(article)
            places = [one.location for one in finding.statements if one.location]
        elif isinstance(finding, Result):
            places = list(finding.locations)
            slug = next((by_file[one.file] for one in places if one.file in by_file), None)
        else:
            continue
        if slug is not None and slug in left:
            file = left[slug].file
            line = next((one.line for one in places if one.file == file), None)
            what = finding.message if isinstance(finding, Result) else str(finding)
            found.setdefault(slug, []).append(Fault(file, line, what))
    return found
