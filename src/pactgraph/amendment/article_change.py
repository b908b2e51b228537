"""Which articles of a store change, from which files, and how their graphs are then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Triple

from pactgraph.amendment.computed_change import Graphs
from pactgraph.amendment.ground import Ground
from pactgraph.amendment.members import Members
from pactgraph.amendment.report import Amendment
from pactgraph.amendment.stored_graph import in_graph
from pactgraph.article_files import ArticleFile
from pactgraph.engine.statement_lines import AsStored
from pactgraph.errors import BadInput, Location, NotFound
from pactgraph.model.passages import article_iri
from pactgraph.source.articles import ArticleRecord
from pactgraph.source.file_digests import FileDigest
from pactgraph.source.parsing import ParsedFile
from pactgraph.source.sources import read_article_file
from pactgraph.store import Store


@dataclass(frozen=True)
class NewFile:
    """An article's file as it is now."""

    parsed: ParsedFile
    record: ArticleRecord

    @property
    def digest(self) -> FileDigest:
        """The file as it goes into the digest of all files."""
        return FileDigest(self.parsed.display, self.parsed.sha256)

    def as_held(self, checked: bool) -> ArticleFile:
        """Return the file as a store's table of articles has it."""
        return ArticleFile(self.record.slug, *self.digest, checked)


@dataclass(frozen=True)
class ArticleChanges:
    """The articles that come, change and go, by their slugs; literals are as a store has them.

    ``files`` are of those that come and change; ``unchanged`` were to be added and are there
    already, from the same file; ``files_before`` are of those that change and go, as they were.
    ``before`` and ``after`` are the articles that the store holds.
    """

    files: Mapping[str, NewFile] = field(repr=False)
    added: tuple[str, ...]
    replaced: tuple[str, ...]
    retracted: tuple[str, ...]
    unchanged: tuple[str, ...]
    files_before: tuple[FileDigest, ...]
    before: Members = field(repr=False)
    after: Members = field(repr=False)

    @classmethod
    def read(
        cls, ground: Ground, store: Store, add: Sequence[Path], retract: Collection[str]
    ) -> ArticleChanges:
        """Return what files to add and slugs to retract change in a store.

        Raises BadInput for a file that cannot be taken, for two files of one article, and for an
        article that is to come and to go; NotFound for one to go that the store does not hold.
        """
        files: dict[str, NewFile] = {}
        for path in add:
            found = NewFile(*read_article_file(ground.sources.project, path))
            slug = found.record.slug
            if slug in files:
                raise BadInput(
                    f'the article "{slug}" has a second file',
                    location=Location(found.parsed.display),
                    hint=f"its other file is {files[slug].parsed.display}",
                )
            files[slug] = found
        going = dict.fromkeys(retract)
        for slug in sorted(going.keys() & files.keys()):
            raise BadInput(f'the article "{slug}" is to be added and to be retracted')
        held = store.articles.of([*files, *going])
        for slug in going:
            if slug not in held:
                known = tuple(file.slug for file in store.articles)
                raise NotFound(f'the store holds no article "{slug}"', candidates=known)
        same = {s for s, file in files.items() if s in held and _is(file.digest, held[s])}
        changed = {slug: file for slug, file in files.items() if slug not in same}
        return cls(
            changed,
            tuple(slug for slug in changed if slug not in held),
            tuple(slug for slug in changed if slug in held),
            tuple(going),
            tuple(slug for slug in files if slug in same),
            tuple(
                FileDigest(held[slug].display, held[slug].sha256)
                for slug in (*changed, *going)
                if slug in held
            ),
            Members(store.articles),
            Members(store.articles, changed, going),
        )

    def told(self) -> Amendment:
        """Return which articles come, change, go and stay, with nothing found yet."""
        return Amendment(self.added, self.replaced, self.retracted, self.unchanged)

    @cached_property
    def iris(self) -> tuple[str, ...]:
        """The IRIs of the articles that come, change or go."""
        return tuple(article_iri(slug) for slug in (*self.files, *self.retracted))

    @cached_property
    def graphs(self) -> dict[str, Graphs]:
        """The graphs of each article that comes or changes, by its IRI."""
        as_stored = AsStored()
        return {
            file.record.iri: {
                graph: list(dict.fromkeys(map(as_stored.triple, triples)))
                for graph, triples in file.record.graphs.items()
            }
            for file in self.files.values()
        }

    @cached_property
    def graphs_after(self) -> dict[str, Sequence[Triple]]:
        """The graphs of all these articles together."""
        return {graph: held for graphs in self.graphs.values() for graph, held in graphs.items()}

    @cached_property
    def places(self) -> dict[Quad, Location]:
        """Where each statement of the files stands, with its literal as a store has it."""
        as_stored = AsStored()
        found: dict[Quad, Location] = {}
        for quad, display, line in self.positions:
            assert isinstance(quad.graph_name, NamedNode)
            stored = in_graph(as_stored.triple(quad.triple), quad.graph_name)
            found.setdefault(stored, Location(display, line))
        return found

    @cached_property
    def written(self) -> dict[Quad, Quad]:
        """Each statement of the files as it is written, by how a store has it, if that differs."""
        as_stored = AsStored()
        found: dict[Quad, Quad] = {}
        for file in self.files.values():
            for quad in file.parsed.quads:
                triple = as_stored.triple(quad.triple)
                if triple != quad.triple:
                    assert isinstance(quad.graph_name, NamedNode)
                    found.setdefault(in_graph(triple, quad.graph_name), quad)
        return found

    @cached_property
    def positions(self) -> list[tuple[Quad, str, int]]:
        """Each statement of the files as it is written, with its file and line."""
        return list(_positions(file.parsed for file in self.files.values()))


def _positions(files: Iterable[ParsedFile]) -> Iterator[tuple[Quad, str, int]]:
    for parsed in files:
        for quad in parsed.quads:
            place = parsed.location_of(quad)
            if place.line is not None:
                yield quad, place.file, place.line


def _is(file: FileDigest, held: ArticleFile) -> bool:
    return (file.display, file.sha256) == (held.display, held.sha256)
