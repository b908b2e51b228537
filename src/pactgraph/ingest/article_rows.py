"""The checked articles in memory: their statements as rows of numbers, with their lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import overload

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray
from pyoxigraph import NamedNode, Quad

from pactgraph.ingest.checked_article import CheckedArticle
from pactgraph.model.passages import article_of_graph, parse_passage_iri
from pactgraph.namespaces import PACT
from pactgraph.reasoning.line import Lines
from pactgraph.reasoning.triples import Terms, Triples, union
from pactgraph.source.articles import ArticleRecord, read_article
from pactgraph.source.file_digests import FileDigest, with_files
from pactgraph.source.parsing import ParsedFile
from pactgraph.source.positions import PositionIndex
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources


@dataclass(frozen=True)
class ArticleRows:
    """The graphs of articles and what was computed of them, over one table of terms.

    A statement takes 20 bytes in its file and 12 in its graph, and no term is held twice.
    ``files`` are by the articles' slugs.
    """

    files: Mapping[str, ParsedFile]
    graphs: Mapping[str, Triples]
    computed: Triples

    @classmethod
    def of(cls, checked: Iterable[CheckedArticle]) -> ArticleRows:
        """Return the rows of checked articles, which are held one at a time."""
        terms = Terms()
        files: dict[str, ParsedFile] = {}
        graphs: dict[str, Triples] = {}
        computed = []
        for one in checked:
            numbers = (terms[term] for quad in one.quads for term in quad)
            rows = np.fromiter(numbers, dtype=np.int32).reshape(-1, 4)
            graphs |= _by_graph(terms, rows)
            stated = _Statements(terms, rows)
            lines = _Lines(stated, np.array(one.lines, dtype=np.int32))
            path = Path(f"{one.slug}.trig")
            files[one.slug] = ParsedFile(path, one.file, "", one.sha256, stated, lines)
            computed.append(Triples.of(one.computed, terms))
        return cls(files, graphs, union([Triples.of((), terms), *computed]))

    def articles(self) -> set[str]:
        """Return the IRIs of the articles."""
        return {iri for graph in self.graphs if (iri := article_of_graph(graph)) is not None}

    def beside(self, project: Project) -> Sources:
        """Return them as the articles of a project, whose other files are read."""
        shared = Sources.load(project.holding(()))
        files = self.files.values()
        digests = (FileDigest(parsed.display, parsed.sha256) for parsed in files)
        return replace(
            shared,
            project=project,
            files=(*shared.files, *files),
            data=(*files, *shared.data),
            graphs={**self.graphs, **shared.graphs},
            articles=_Records(self.files),
            digest=with_files(shared.digest, digests),
        )

    def computed_among(self, lines: Lines) -> Triples:
        """Return what was computed, with each passage's line as it is among all articles."""
        terms, rows = self.computed.terms, self.computed.rows.copy()
        for at in np.flatnonzero(rows[:, 1] == terms[PACT.inLine]) if lines.copying else ():
            passage = terms.listed[rows[at, 0]]
            named = parse_passage_iri(passage.value)
            if named is not None and named[0] in lines.copying:
                rows[at, 2] = terms[NamedNode(lines.line_of(*named)[0])]
        return union([Triples(terms, rows)])


def _by_graph(terms: Terms, rows: NDArray[np.int32]) -> dict[str, Triples]:
    found: dict[int, dict[tuple[int, int, int], None]] = {}
    for s, p, o, graph in rows.tolist():
        found.setdefault(graph, {})[s, p, o] = None
    each = [row for held in found.values() for row in held]
    together = Triples(terms, np.array(each, dtype=np.int32).reshape(-1, 3))
    graphs, end = {}, 0
    for graph, held in found.items():
        start, end = end, end + len(held)
        graphs[terms.listed[graph].value] = together[start:end]
    return graphs


class _Statements(Sequence[Quad]):
    """What one file states, in its order: a row has the number of the graph too."""

    __slots__ = ("_rows", "_terms")

    def __init__(self, terms: Terms, rows: NDArray[np.int32]) -> None:
        self._terms = terms
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Quad]:
        return map(self._quad, self._rows.tolist())

    @overload
    def __getitem__(self, index: int) -> Quad: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Quad]: ...

    def __getitem__(self, index: int | slice) -> Quad | Sequence[Quad]:
        if isinstance(index, slice):
            return _Statements(self._terms, self._rows[index])
        return self._quad(self._rows[index].tolist())

    def _quad(self, row: Sequence[int]) -> Quad:
        s, p, o, graph = (self._terms.listed[number] for number in row)
        return Quad(s, p, o, graph)  # type: ignore[arg-type]


class _Lines(PositionIndex):
    """Lines that were found out before, 0 where one is not known."""

    def __init__(self, quads: Sequence[Quad], numbers: NDArray[np.int32]) -> None:
        super().__init__("", quads, syntax=ox.RdfFormat.N_QUADS, base=None)
        self._numbers = numbers

    def line_of(self, quad: Quad) -> int | None:
        """Return the first line of a quad, or None if it is unknown."""
        return _lines_by_quad(self).get(quad)

    @cached_property
    def lines(self) -> Mapping[Quad, int]:
        """The first line of each quad that has one."""
        return _lines_by_quad(self)

    def found(self) -> dict[Quad, int]:
        """Return the first line of each quad that has one."""
        found: dict[Quad, int] = {}
        for quad, number in zip(self._quads, self._numbers.tolist(), strict=True):
            if number:
                found.setdefault(quad, number)
        return found


@lru_cache(maxsize=2)
def _lines_by_quad(index: _Lines) -> dict[Quad, int]:
    """Return the lines of one file; who asks goes through one after the other."""
    return index.found()


class _Records(Mapping[str, ArticleRecord]):
    """The records of articles by slug, each made of its file whenever it is asked for."""

    def __init__(self, files: Mapping[str, ParsedFile]) -> None:
        self._files = files

    def __getitem__(self, slug: str) -> ArticleRecord:
        return read_article(self._files[slug])

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
