"""The graph of what was checked: the articles read back, and what is of the whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from pactgraph.build import BuildReport, validated, write
from pactgraph.conflicts import Conflict
from pactgraph.errors import Contradiction, DoesNotConform, EngineFailure
from pactgraph.graph import Graph, Part, Progress, build_graph, named_graphs
from pactgraph.ingest.checked_article import CheckedArticle, NotWhole
from pactgraph.ingest.outcome import Fault, Outcome
from pactgraph.model.graphs import LINEAGE
from pactgraph.model.passages import article_of_graph, parse_passage_iri, slug_of
from pactgraph.namespaces import PACT
from pactgraph.reasoning.builtin_rules import Computed
from pactgraph.reasoning.line import Lines
from pactgraph.shapes.results import Report, Result
from pactgraph.source.parsing import ParsedFile
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.words.verification import Verification


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
                shapes = validated(graph)
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
    computed: dict[Triple, None] = {}
    checked = _read(work, taken)
    sources = Sources.load(project, (_noting(one, computed) for one in checked))
    graphs = named_graphs(sources, sorted(sources.articles))
    records = [record.iri for record in sources.articles.values()]
    lines = Lines(sources.graphs.get(LINEAGE.value, ()), records)
    triples = list(dict.fromkeys(_in_line(triple, lines) for triple in computed))
    del computed
    part = Part("", graphs, Computed(triples))
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


def _noting(one: CheckedArticle, computed: dict[Triple, None]) -> ParsedFile:
    computed.update(dict.fromkeys(one.computed))
    return one.parsed()


def _in_line(triple: Triple, lines: Lines) -> Triple:
    """Return a computed triple, with a passage's line as it is among all articles."""
    if triple.predicate != PACT.inLine or not isinstance(triple.subject, NamedNode):
        return triple
    named = parse_passage_iri(triple.subject.value)
    if named is None:
        return triple
    return Triple(triple.subject, PACT.inLine, NamedNode(lines.line_of(*named)[0]))


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
