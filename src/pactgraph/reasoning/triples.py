"""Triples as rows of numbers over one table of terms: each term is held once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias, cast, overload

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from pactgraph.reasoning.rules import Term

Rows: TypeAlias = NDArray[np.int32]
"""A row a triple: the numbers of its subject, its predicate and its object."""

_AT_ONCE: Final = 1024
"""So many rows are made triples together."""


class Terms(dict[Term, int]):
    """Terms by their numbers, which are those of their places in ``listed``.

    Looking a term up numbers it. To ask whether it has a number, use ``get``.
    """

    def __init__(self) -> None:
        super().__init__()
        self.listed: list[Term] = []
        self.literals = bytearray()
        """1 in the place of each term that is a literal, else 0."""

    def __missing__(self, term: Term) -> int:
        self[term] = number = len(self.listed)
        self.listed.append(term)
        self.literals.append(isinstance(term, Literal))
        return number

    def rows(self, triples: Iterable[Triple]) -> Rows:
        """Return triples as rows; those that are rows of this table are not looked at again."""
        if isinstance(triples, Triples) and triples.terms is self:
            return triples.rows
        numbers = (self[cast(Term, term)] for triple in triples for term in triple)
        return np.fromiter(numbers, dtype=np.int32).reshape(-1, 3)


class Triples(Sequence[Triple]):
    """A sequence of triples that takes 12 bytes each; one is made when it is read.

    >>> from pyoxigraph import NamedNode
    >>> a, b = NamedNode("urn:a"), NamedNode("urn:b")
    >>> given = [Triple(a, b, a), Triple(b, b, a)]
    >>> held = Triples.of(given)
    >>> held == given, held[1] == given[1], Triple(b, b, b) in held
    (True, True, False)
    """

    __slots__ = ("rows", "terms")

    def __init__(self, terms: Terms, rows: Rows) -> None:
        self.terms = terms
        self.rows = rows

    @classmethod
    def of(cls, triples: Iterable[Triple], terms: Terms | None = None) -> Triples:
        """Return triples as rows of a table, of one of their own if none is given."""
        table = Terms() if terms is None else terms
        return cls(table, table.rows(triples))

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Triple]:
        listed = self.terms.listed
        for s, p, o in self._numbers():
            yield Triple(listed[s], listed[p], listed[o])  # type: ignore[arg-type]

    def quads(self, graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
        """Yield the triples as statements of a graph."""
        listed = self.terms.listed
        for s, p, o in self._numbers():
            yield Quad(listed[s], listed[p], listed[o], graph)  # type: ignore[arg-type]

    @overload
    def __getitem__(self, index: int) -> Triple: ...

    @overload
    def __getitem__(self, index: slice) -> Triples: ...

    def __getitem__(self, index: int | slice) -> Triple | Triples:
        if isinstance(index, slice):
            return Triples(self.terms, self.rows[index])
        s, p, o = (self.terms.listed[number] for number in self.rows[index].tolist())
        return Triple(s, p, o)

    def __contains__(self, triple: object) -> bool:
        if not isinstance(triple, Triple):
            return False
        numbers = [self.terms.get(cast(Term, term)) for term in triple]
        if None in numbers:
            return False
        return bool((self.rows == np.array(numbers, dtype=np.int32)).all(axis=1).any())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(Triple.__eq__, self, other))

    __hash__ = None  # type: ignore[assignment]

    def _numbers(self) -> Iterator[list[int]]:
        for start in range(0, len(self.rows), _AT_ONCE):
            yield from self.rows[start : start + _AT_ONCE].tolist()

    def __repr__(self) -> str:
        return f"<Triples: {len(self):,}>"


def statements(triples: Iterable[Triple], graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
    """Return triples as statements of a graph."""
    if isinstance(triples, Triples):
        return triples.quads(graph)
    return (Quad(s, p, o, graph) for s, p, o in triples)


def table_of(parts: Iterable[Iterable[Triple]]) -> Terms:
    """Return the table of the first part that is rows of one; a new one if none is."""
    first = next((part.terms for part in parts if isinstance(part, Triples)), None)
    return Terms() if first is None else first


def union(parts: Iterable[Iterable[Triple]]) -> Triples:
    """Return each triple once, in the order in which they come first.

    They are rows of the table of the first part that is rows of one, which saves numbering those.
    """
    held = list(parts)
    table = table_of(held)
    empty = np.empty((0, 3), dtype=np.int32)
    return Triples(table, _firsts(np.concatenate([empty, *map(table.rows, held)])))


def _firsts(rows: Rows) -> Rows:
    """Return each row once, in the order in which they come first."""
    ends = rows[:, 0].astype(np.int64) << 32 | rows[:, 2]
    order = np.lexsort((rows[:, 1], ends))
    ends, predicates = ends[order], rows[order, 1]
    is_first = np.ones(len(rows), dtype=np.bool_)
    is_first[1:] = (ends[1:] != ends[:-1]) | (predicates[1:] != predicates[:-1])
    # The order of equal rows is kept, so that the first of them is the first that came.
    return rows if is_first.all() else rows[np.sort(order[is_first])]
