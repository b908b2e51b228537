"""All that a project's files state, by graph, with the place of every statement."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from pactgraph.errors import BadInput, Location
from pactgraph.model.graphs import ENTITIES, JUDGEMENTS, LINEAGE, ONTOLOGY
from pactgraph.model.passages import article_iri, article_of_graph, slug_of
from pactgraph.namespaces import BASE, SHAPE
from pactgraph.source.articles import ArticleRecord, read_article
from pactgraph.source.enrichment import read_enrichment
from pactgraph.source.file_digests import NO_FILES, FileDigest, with_files
from pactgraph.source.links import LinkRow, LinkSet, read_links
from pactgraph.source.parsing import ParsedFile, parse_file, read_bytes
from pactgraph.source.project import Project
from pactgraph.source.record_rules import check_record_rules


@dataclass(frozen=True)
class Sources:
    """The parsed files of a project.

    ``data`` are the files of the articles, in the order of ``articles``, then those of the
    entities, the judgements, the lineage and of what was fetched from elsewhere; ontology,
    shapes and links are held apart.
    """

    project: Project
    files: tuple[ParsedFile, ...]
    data: tuple[ParsedFile, ...] = field(repr=False)
    graphs: Mapping[str, Sequence[ox.Triple]] = field(repr=False)
    ontology: list[ox.Triple] = field(repr=False)
    shapes: list[ox.Triple] = field(repr=False)
    articles: Mapping[str, ArticleRecord] = field(repr=False)
    links: tuple[LinkSet, ...] = field(repr=False)
    digest: str

    @classmethod
    def load(
        cls,
        project: Project,
        articles: Iterable[ParsedFile] | None = None,
        *,
        records: bool = True,
    ) -> Sources:
        """Parse every file of a project, all or none.

        ``articles`` are the parsed files of the articles, where they were parsed before. Without
        ``records`` the entities, the judgements and what was fetched are left out: in size they
        are second to the articles alone.

        Raises BadInput, with file and line, for the first file that cannot be taken,
        for a second file of one article or one link set, and for a statement of the
        world outside the passages (``record_rules``, ``enrichment``).
        """
        ontology = [_turtle(project, path, ONTOLOGY) for path in project.ontology_files]
        shapes = [
            _turtle(project, path, ox.NamedNode(SHAPE.base.rstrip("#")))
            for path in project.shape_files
        ]
        entities, judgements, enrichment = _records(project) if records else ((), (), ())
        lineage = [_data(project, path, LINEAGE) for path in project.lineage_files]
        if articles is None:
            articles = (
                parse_article(path, project.display(path)) for path in project.article_files
            )
        article_files = []
        held: dict[str, ArticleRecord] = {}
        for parsed in articles:
            record = read_article(parsed)
            check_record_rules(parsed)
            if record.slug in held:
                raise BadInput(
                    f'the article "{record.slug}" has a second file',
                    location=Location(parsed.display),
                    hint=f"its other file is {held[record.slug].location.file}",
                )
            held[record.slug] = record
            article_files.append(parsed)
        links = tuple(read_links(path, project.display(path)) for path in project.link_files)
        shared = (*entities, *judgements, *lineage, *enrichment)
        data = (*article_files, *shared)
        files = (*ontology, *shapes, *data)
        return cls(
            project,
            files,
            data,
            {**_of_articles(held.values()), **_by_graph(shared)},
            [quad.triple for parsed in ontology for quad in parsed.quads],
            [quad.triple for parsed in shapes for quad in parsed.quads],
            held,
            links,
            with_files(
                NO_FILES,
                [FileDigest(parsed.display, parsed.sha256) for parsed in files]
                + [FileDigest(link_set.display, link_set.sha256) for link_set in links],
            ),
        )

    @property
    def quads(self) -> Iterator[ox.Quad]:
        """What the files of ``data`` state, in their order."""
        return (quad for parsed in self.data for quad in parsed.quads)

    @cached_property
    def article_digests(self) -> dict[str, FileDigest]:
        """The digest of each article's file, by its slug."""
        files = self._article_files.items()
        return {slug: FileDigest(parsed.display, parsed.sha256) for slug, parsed in files}

    @property
    def ground_digest(self) -> str:
        """The digest of the files that are of no single article."""
        return with_files(self.digest, (), self.article_digests.values())

    def line_of(self, quad: ox.Quad) -> Location | None:
        """Return where a quad first stands: file and line; None if no file states it.

        A quad of a link set stands at its first row.
        """
        name = _name(quad)
        article = article_of_graph(name)
        own = None if article is None else self._article_files.get(slug_of(article))
        files = self._files_of.get(name, [])
        for parsed in files if own is None else [own, *files]:
            place = parsed.place_of(quad)
            if place is not None:
                return place
        row = self._row_of.get(quad)
        return row.location if row else None

    def locations_of(self, triple: ox.Triple) -> list[tuple[str, Location]]:
        """Return the graphs that state a triple in some file, each with its place."""
        quads = self._quads_of.get(triple, [])
        found = ((_name(quad), self.line_of(quad)) for quad in quads)
        return [(graph, location) for graph, location in found if location is not None]

    def location_of_subject(self, subject: ox.NamedNode | ox.BlankNode) -> Location | None:
        """Return where a thing is first spoken of as a subject, or None."""
        for parsed in self.files:
            if subject in self._subjects[parsed.display]:
                return Location(parsed.display, parsed.positions.line_of_subject(subject))
        return None

    @cached_property
    def _article_files(self) -> dict[str, ParsedFile]:
        return dict(zip(self.articles, self.data, strict=False))

    @cached_property
    def _files_of(self) -> dict[str, list[ParsedFile]]:
        """The files that state something in a graph, by its IRI; those of articles do not count."""
        of_articles = {id(parsed) for parsed in self._article_files.values()}
        found: dict[str, list[ParsedFile]] = {}
        for parsed in self.files:
            if id(parsed) not in of_articles:
                for name in {_name(quad) for quad in parsed.quads}:
                    found.setdefault(name, []).append(parsed)
        return found

    @cached_property
    def _row_of(self) -> dict[ox.Quad, LinkRow]:
        return {
            ox.Quad(row.subject, row.predicate, row.object, link_set.graph): row
            for link_set in self.links
            for row in reversed(link_set.rows)
        }

    @cached_property
    def _quads_of(self) -> dict[ox.Triple, list[ox.Quad]]:
        found: dict[ox.Triple, list[ox.Quad]] = {}
        every = (quad for parsed in self.files for quad in parsed.quads)
        for quad in dict.fromkeys(chain(every, self._row_of)):
            found.setdefault(quad.triple, []).append(quad)
        return found

    @cached_property
    def _subjects(self) -> dict[str, set[object]]:
        return {parsed.display: {quad.subject for quad in parsed.quads} for parsed in self.files}


def sources_digest(project: Project) -> str:
    """Return the digest that ``Sources.load`` would give, without parsing anything.

    Raises BadInput for a file that cannot be read.
    """
    shown = ((path, project.display(path)) for path in project.article_files)
    return with_files(ground_digest(project), (digested(path, name) for path, name in shown))


def ground_digest(project: Project) -> str:
    """Return the digest of the files that are of no single article; raises BadInput."""
    paths = (
        *project.ontology_files,
        *project.shape_files,
        *project.entity_files,
        *project.judgement_files,
        *project.lineage_files,
        *project.link_files,
        *project.enrichment_files,
    )
    return with_files(NO_FILES, (digested(path, project.display(path)) for path in paths))


def digested(path: Path, display: str) -> FileDigest:
    """Return the digest of a file that is not parsed; raises BadInput."""
    return FileDigest(display, hashlib.sha256(read_bytes(path, display)).hexdigest())


def read_article_file(project: Project, path: Path) -> tuple[ParsedFile, ArticleRecord]:
    """Return an article's file and what it records of the article; raises BadInput."""
    parsed = parse_article(path, project.display(path))
    record = read_article(parsed)
    check_record_rules(parsed)
    return parsed, record


def _turtle(project: Project, path: Path, graph: ox.NamedNode) -> ParsedFile:
    return parse_file(path, base=BASE, graph=graph, display=project.display(path))


def _records(project: Project) -> tuple[list[ParsedFile], list[ParsedFile], list[ParsedFile]]:
    """Return the files of entities, of judgements, and of what was fetched from elsewhere."""
    return (
        [_data(project, path, ENTITIES) for path in project.entity_files],
        [_data(project, path, JUDGEMENTS) for path in project.judgement_files],
        [read_enrichment(path, project.display(path)) for path in project.enrichment_files],
    )


def _data(project: Project, path: Path, graph: ox.NamedNode) -> ParsedFile:
    display = project.display(path)
    parsed = parse_file(path, base=BASE, graph=graph, display=display, data_file=True)
    check_record_rules(parsed)
    return parsed


def parse_article(path: Path, display: str) -> ParsedFile:
    """Return what an article's file states; its slug is the file's name.

    Raises BadInput, with file and line, for a file that cannot be taken.
    """
    try:
        base = article_iri(path.stem)
    except BadInput as error:
        raise BadInput(error.message, location=Location(display), hint=error.hint) from error
    return parse_file(path, base=base, graph=None, display=display, data_file=True)


def _of_articles(records: Iterable[ArticleRecord]) -> dict[str, list[ox.Triple]]:
    """Return the graphs of articles, each triple once; they are those that the records hold."""
    return {
        name: list(dict.fromkeys(triples))
        for record in records
        for name, triples in record.graphs.items()
    }


def _by_graph(files: Iterable[ParsedFile]) -> dict[str, list[ox.Triple]]:
    graphs: dict[str, dict[ox.Triple, None]] = {}
    for parsed in files:
        for quad in parsed.quads:
            graphs.setdefault(_name(quad), {})[quad.triple] = None
    return {name: list(triples) for name, triples in graphs.items()}


def _name(quad: ox.Quad) -> str:
    graph = quad.graph_name
    return "" if isinstance(graph, ox.DefaultGraph) else graph.value
