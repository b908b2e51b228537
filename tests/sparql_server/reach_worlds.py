"""Queries answered over what they reach, from a store that plays the server."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph
from pyoxigraph import Quad

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.results import Answer, Rows, Truth
from pactgraph.sparql_server.gathering import Gatherer
from pactgraph.sparql_server.manner import MERGED, Manner
from pactgraph.sparql_server.reach import reach
from pactgraph.sparql_server.simplifying import simplified
from pactgraph.syntax.reading import read_query

BY_PATTERNS = Manner(MERGED, whole=False, coded=True)


class Played:
    """A server that answers plain joins, and keeps terms as the manner has them."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.store = pyoxigraph.Store()
        self.store.extend(map(BY_PATTERNS.kept, quads))
        self.asked: list[str] = []

    def ask(self, sparql: str, values: frozenset[str]) -> Rows | Truth:
        self.asked.append(sparql)
        answer = self.store.query(sparql)
        if isinstance(answer, pyoxigraph.QueryBoolean):
            return Truth(bool(answer))
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        names = tuple(variable.value for variable in answer.variables)
        return Rows(names, [tuple(solution) for solution in answer])

    def reached(self, sparql: str) -> set[Quad]:
        gatherer = Gatherer(self.ask, BY_PATTERNS)
        gatherer.gather(reach(simplified(read_query(sparql))))
        return gatherer.statements

    def answer(self, sparql: str) -> Answer:
        return MemoryEngine(self.reached(sparql)).query(sparql, trusted=True)


def lines(answer: Answer) -> list[str]:
    """Return the rows or triples as text, sorted."""
    if isinstance(answer, Truth):
        return [str(answer.value)]
    if isinstance(answer, Rows):
        return sorted(" ".join(map(str, row)) for row in answer)
    return sorted(map(str, answer))
