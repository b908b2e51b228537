"""The checked articles in memory: their statements as rows of numbers, with their lines."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import overload

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray
from pyoxigraph import NamedNode, Quad

from pactgraph.ingest.checked_article import CheckedArticle
from pactgraph.model.passages import article_of_graph, parse_passage_iri
from pactgraph.namespaces import PACT
from pactgraph.reasoning.columns import KEY_BITS, packed
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
    """The graphs of a project's articles and what was computed of them, over one table of terms.

    A statement takes 32 bytes in its file and 12 in its graph, and no term is held twice.
    ``files`` are by the articles' slugs; ``shared`` are all other files, as rows too.
    """

    shared: Sources
    files: Mapping[str, ParsedFile]
    graphs: Mapping[str, Triples]
    computed: Triples

    @classmethod
    def of(cls, project: Project, checked: Iterable[CheckedArticle]) -> ArticleRows:
        """Return the rows of checked articles, which are held one at a time.

        The project's other files are read. Raises what ``Sources.load`` raises.
        """
        terms = Terms()
        shared = _as_rows(Sources.load(project.holding(())), terms)
        files: dict[str, ParsedFile] = {}
        graphs: dict[str, Triples] = {}
        computed = []
        for one in checked:
            stated = _Statements.of(one.quads, terms)
            path = Path(f"{one.slug}.trig")
            files[one.slug] = _file(path, one.file, one.sha256, stated, one.lines)
            graphs |= stated.graphs()
            computed.append(Triples.of(one.computed, terms))
        return cls(shared, files, graphs, union([Triples.of((), terms), *computed]))

    def articles(self) -> set[str]:
        """Return the IRIs of the articles."""
        return {iri for graph in self.graphs if (iri := article_of_graph(graph)) is not None}

    def beside(self, project: Project) -> Sources:
        """Return them as the articles of a project, beside its other files."""
        shared, files = self.shared, self.files.values()
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


def _as_rows(sources: Sources, terms: Terms) -> Sources:
    """Return sources with the statements of ``data`` as rows, and without the files' texts."""
    data = tuple(
        _file(
            parsed.path,
            parsed.display,
            parsed.sha256,
            _Statements.of(parsed.quads, terms),
            [parsed.positions.line_of(quad) or 0 for quad in parsed.quads],
        )
        for parsed in sources.data
    )
    graphs = {name: Triples.of(triples, terms) for name, triples in sources.graphs.items()}
    before = sources.files[: len(sources.files) - len(data)]
    return replace(sources, files=(*before, *data), data=data, graphs=graphs)


def _file(
    path: Path, display: str, sha256: str, stated: _Statements, lines: Sequence[int]
) -> ParsedFile:
    return ParsedFile(path, display, "", sha256, stated, _Lines(stated, lines))


class _Statements(Sequence[Quad]):
    """What one file states, in its order: a row has the number of the graph too."""

    def __init__(self, terms: Terms, rows: NDArray[np.int32]) -> None:
        self._terms = terms
        self._rows = rows
        keys = packed(rows[:, 0].astype(np.int64), rows[:, 2].astype(np.int64))
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order].data
        self._order = order.astype(np.int32).data

    @classmethod
    def of(cls, quads: Iterable[Quad], terms: Terms) -> _Statements:
        """Return statements as rows of a table; each is in a named graph."""
        numbers = (terms[term] for quad in quads for term in quad)
        return cls(terms, np.fromiter(numbers, dtype=np.int32).reshape(-1, 4))

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Quad]:
        return map(self._quad, self._rows.tolist())

    def __contains__(self, quad: object) -> bool:
        return isinstance(quad, Quad) and next(self.places(quad), None) is not None

    @overload
    def __getitem__(self, index: int) -> Quad: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Quad]: ...

    def __getitem__(self, index: int | slice) -> Quad | Sequence[Quad]:
        if isinstance(index, slice):
            return _Statements(self._terms, self._rows[index])
        return self._quad(self._rows[index].tolist())

    def places(self, quad: Quad) -> Iterator[int]:
        """Yield at which places of the file a statement stands, in their order."""
        numbers = [self._terms.get(term) for term in quad]
        s, _, o, _ = numbers
        if s is None or o is None:
            return
        key = s << KEY_BITS | o
        at = bisect_left(self._keys, key)
        while at < len(self._keys) and self._keys[at] == key:
            place = self._order[at]
            if self._rows[place].tolist() == numbers:
                yield place
            at += 1

    def graphs(self) -> dict[str, Triples]:
        """Return the graphs that it states, each statement once, by their IRIs."""
        found: dict[int, dict[tuple[int, int, int], None]] = {}
        for s, p, o, graph in self._rows.tolist():
            found.setdefault(graph, {})[s, p, o] = None
        each = [row for held in found.values() for row in held]
        together = Triples(self._terms, np.array(each, dtype=np.int32).reshape(-1, 3))
        graphs, end = {}, 0
        for graph, held in found.items():
            start, end = end, end + len(held)
            graphs[self._terms.listed[graph].value] = together[start:end]
        return graphs

    def _quad(self, row: Sequence[int]) -> Quad:
        s, p, o, graph = (self._terms.listed[number] for number in row)
        return Quad(s, p, o, graph)  # type: ignore[arg-type]


class _Lines(PositionIndex):
    """Lines that were found out before, 0 where one is not known."""

    def __init__(self, stated: _Statements, numbers: Sequence[int]) -> None:
        super().__init__("", stated, syntax=ox.RdfFormat.N_QUADS, base=None)
        self._stated = stated
        self._numbers = array("i", numbers)

    def line_of(self, quad: Quad) -> int | None:
        """Return the first line of a quad, or None if it is unknown."""
        lines = (self._numbers[place] for place in self._stated.places(quad))
        return next(filter(None, lines), None)

    @cached_property
    def lines(self) -> Mapping[Quad, int]:
        """The first line of each quad that has one."""
        found = ((quad, self.line_of(quad)) for quad in self._stated)
        return {quad: line for quad, line in found if line is not None}


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
