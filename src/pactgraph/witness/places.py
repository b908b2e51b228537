"""Where matched triples stand: the graph of a dataset, a node that a graph must have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from pyoxigraph import BlankNode, NamedNode, Triple

from pactgraph.syntax.tree import Group, TriplePattern, Triples, Union, Values, Var
from pactgraph.witness.questions import Questions, Solution
from pactgraph.witness.receipt import Matched, Step, Term, matches

Proved = Callable[[str, Triple, NamedNode | None], Matched]


class Places:
    """Tells where triples stand, and finds one where a query asks only that there is one."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._needed: list[tuple[Term, NamedNode | None, str]] = []

    def of(self, triple: Triple, graph: NamedNode | None) -> NamedNode | None:
        """Return the graph of a triple: of the graphs of FROM, the first that holds it."""
        return next(self.every(triple, graph), None)

    def every(self, triple: Triple, graph: NamedNode | None) -> Iterator[NamedNode | None]:
        """Yield the graph of a triple, of the graphs of FROM each that holds it."""
        graphs = self._questions.default_graphs
        if graph is not None or not graphs:
            yield graph
            return
        if len(graphs) == 1:
            yield graphs[0]
            return
        ends = {"s": triple.subject, "o": triple.object}
        nameless = {name: term for name, term in ends.items() if isinstance(term, BlankNode)}
        subject, target = (Var(n) if n in nameless else t for n, t in ends.items())
        pattern = TriplePattern(subject, triple.predicate, target)  # type: ignore[arg-type]
        group = Group((Triples((pattern,)),))
        for name in sorted(graphs, key=lambda graph: graph.value):
            found = self._questions.held(group, tuple(nameless), name)
            if any(all(row[n] == term for n, term in nameless.items()) for row in found):
                yield name

    def need(self, node: Term, graph: NamedNode | None, written: str) -> None:
        """Remember that a graph must have a node, whatever is said of it."""
        self._needed.append((node, graph, written))

    @contextmanager
    def own_needs(self) -> Iterator[None]:
        """Keep what is needed from here on apart from what was needed before."""
        before, self._needed = self._needed, []
        try:
            yield
        finally:
            self._needed = before

    def with_nodes(self, steps: tuple[Step, ...], proved: Proved) -> tuple[Step, ...]:
        """Return the steps, and a triple of each node that is needed and is in none of them."""
        added: list[Step] = []
        for node, graph, written in self._needed:
            if not any(_has(match, node, graph) for match in matches((*steps, *added))):
                triple = self._triple_of(node, graph)
                if triple is not None:
                    added.append(replace(proved(written, triple, graph), anchor=True))
        return (*steps, *added)

    def in_graph(
        self, steps: tuple[Step, ...], graph: NamedNode, written: str, proved: Proved
    ) -> tuple[Step, ...]:
        """Return the steps of a GRAPH; if nothing matched in it, with a triple that it holds."""
        if any(match.graph == graph for match in matches(steps)):
            return steps
        every = Group((Triples((TriplePattern(Var("s"), Var("p"), Var("o")),)),))
        triple = _first(
            self._questions.solutions(every, _NAMES, graph=graph, limit=1, ordered=True)
        )
        return steps if triple is None else (*steps, proved(written, triple, graph))

    def _triple_of(self, node: Term, graph: NamedNode | None) -> Triple | None:
        s, p, o = Var("s"), Var("p"), Var("o")
        either = Union(
            tuple(
                Group((Values((one,), ((node,),)), Triples((TriplePattern(s, p, o),))))  # type: ignore[arg-type]
                for one in (s, o)
            )
        )
        if isinstance(node, BlankNode):
            every = Group((Triples((TriplePattern(s, p, o),)),))
            found = self._questions.solutions(every, _NAMES, graph=graph)
            return _first(row for row in found if node in (row["s"], row["o"]))
        group = Group((either,))
        return _first(self._questions.solutions(group, _NAMES, graph=graph, limit=1, ordered=True))


_NAMES = ("s", "p", "o")


def _first(rows: Iterable[Solution]) -> Triple | None:
    for row in rows:
        return Triple(row["s"], row["p"], row["o"])  # type: ignore[arg-type]
    return None


def _has(match: Matched, node: Term, graph: NamedNode | None) -> bool:
    return match.graph == graph and node in (match.triple.subject, match.triple.object)
