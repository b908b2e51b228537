"""Statistics: how many values a graph has for a pattern, looked up in samples, each once."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Rows
from pactgraph.syntax.tree import Term

SAMPLE: Final = 1000
"""How many statements are looked at for a mean."""
_SUBJECTS: Final = 20
_KEPT: Final = 10_000


class Statistics:
    """Counts of the merged graph of one engine, whose content does not change.

    The engine keeps the statements of a property by their objects' hashes: the first of them are
    all subjects of objects drawn at random. A figure is for deciding what to ask first, and no
    more: an answer never depends on it. All methods raise as ``Engine.query``.
    """

    def __init__(self, engine: Engine, *, most: int = SAMPLE) -> None:
        """Take the engine, and up to how many statements are counted: what is more is as many."""
        self._engine = engine
        self.most = most
        self._counted: dict[str, int] = {}

    def statements(self, predicate: NamedNode) -> int:
        """Return how many statements have a property."""
        return self._count(f"{{ SELECT * {{ ?s {predicate} ?o }} LIMIT {self.most} }}")

    def subjects_of(self, predicate: NamedNode, value: Term) -> int:
        """Return how many subjects have a value of a property."""
        return self._count(f"{{ SELECT * {{ ?s {predicate} {value} }} LIMIT {self.most} }}")

    def subjects(self, predicate: NamedNode) -> float:
        """Return how many subjects a value of a property has in the mean."""
        return self._count(_sample(predicate)) / max(self._values(predicate), 1)

    def objects(self, predicate: NamedNode) -> float:
        """Return how many values a subject of a property has in the mean."""
        sample = f"{{ SELECT ?s {{ ?s {predicate} ?o }} LIMIT {SAMPLE} }}"
        some = f"{{ SELECT DISTINCT ?s {{ {sample} }} LIMIT {_SUBJECTS} }}"
        each = f"LATERAL {{ SELECT ?s {{ ?s {predicate} ?o }} LIMIT {SAMPLE} }}"
        return self._count(f"{some} {each}") / max(self._count(some), 1)

    def likelihood(self, predicate: NamedNode) -> float:
        """Return how likely a subject of a property has a certain one of its values, about."""
        return min(self.objects(predicate) / max(self._values(predicate), 1), 1.0)

    def _values(self, predicate: NamedNode) -> int:
        return self._count(_sample(predicate), "DISTINCT ?o")

    def _count(self, pattern: str, what: str = "*") -> int:
        sparql = f"SELECT (COUNT({what}) AS ?number) {{ {pattern} }}"
        if sparql not in self._counted:
            if len(self._counted) >= _KEPT:
                self._counted.clear()
            # A query's terms alone come in, each written as what it is.
            answer = self._engine.query(sparql, trusted=True, source="statistics")
            assert isinstance(answer, Rows)
            (number,) = answer.column("number")
            assert isinstance(number, Literal)
            self._counted[sparql] = int(number.value)
        return self._counted[sparql]


def _sample(predicate: NamedNode) -> str:
    return f"{{ SELECT ?o {{ ?s {predicate} ?o }} LIMIT {SAMPLE} }}"
