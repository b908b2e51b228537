"""Answers as plain values: rows, a truth, or triples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Row: TypeAlias = tuple[Term | None, ...]


@dataclass(frozen=True)
class Rows:
    """The answer to a SELECT: column names and rows; None where nothing is bound.

    >>> Rows(("a", "b"), [(Literal("x"), None)]).column("b")
    [None]
    """

    variables: tuple[str, ...]
    rows: list[Row]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def column(self, name: str) -> list[Term | None]:
        """Return one column; raises ValueError if there is none of that name."""
        index = self.variables.index(name)
        return [row[index] for row in self.rows]

    def dicts(self) -> Iterator[dict[str, Term]]:
        """Yield each row as a mapping of the variables that it binds."""
        for row in self.rows:
            pairs = zip(self.variables, row, strict=True)
            yield {name: term for name, term in pairs if term is not None}

    def reordered(self, variables: tuple[str, ...]) -> Rows:
        """Return the same rows with these columns, in this order."""
        if variables == self.variables:
            return self
        indexes = [self.variables.index(name) for name in variables]
        return Rows(variables, [tuple(row[i] for i in indexes) for row in self.rows])


@dataclass(frozen=True)
class Truth:
    """The answer to an ASK."""

    value: bool

    def __bool__(self) -> bool:
        return self.value


@dataclass(frozen=True)
class Triples:
    """The answer to a CONSTRUCT or a DESCRIBE: each triple once, in the engine's order."""

    triples: list[Triple]

    def __len__(self) -> int:
        return len(self.triples)

    def __iter__(self) -> Iterator[Triple]:
        return iter(self.triples)


Answer: TypeAlias = Rows | Truth | Triples
