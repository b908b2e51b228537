"""The statements of a server that a query can touch, fetched join by join."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from pactgraph.engine.results import Rows, Term, Truth
from pactgraph.errors import DeadlineExceeded, EngineFailure
from pactgraph.sparql_server.manner import Manner
from pactgraph.sparql_server.path_steps import Placed
from pactgraph.sparql_server.reach import Join, Reach
from pactgraph.sparql_server.store_names import STANDS_FOR
from pactgraph.sparql_server.stored_terms import encoded
from pactgraph.syntax.term_writing import slot_text
from pactgraph.syntax.tree import Filter, Slot, Values, Var
from pactgraph.syntax.writing import write_element

MOST: Final = 2_000_000
"""So many statements are fetched for one query at most."""

_VALUES: Final = 200
"""So many values of a variable go into one request."""

_REQUESTS: Final = 200
"""Beyond so many requests a join is asked for whatever the values."""

Ask = Callable[[str, frozenset[str]], Rows | Truth]
"""Answers a query with all of its rows; the variables that may be literals are named."""

Found = Mapping[Var, frozenset[Term]]
"""The values that variables had, as the server keeps them."""


class Gatherer:
    """Fetches statements by plain joins: Virtuoso errs, or takes minutes, with anything more."""

    def __init__(self, ask: Ask, manner: Manner) -> None:
        self.ask = ask
        self.manner = manner
        self.statements: set[Quad] = set()

    def gather(self, reach: Reach, around: Found | None = None) -> None:
        """Fetch what a group can touch, ``around`` being the values it is joined with.

        Raises:
            DeadlineExceeded: that is too much.
            EngineFailure: the server failed.
        """
        around = around or {}
        known = dict(around)
        for variable, terms in reach.given.items():
            kept = frozenset(map(self._kept, terms))
            known[variable] = kept & known.get(variable, kept)
        for join in reach.joins:
            rows = self._fetched(join, known)
            if not rows:
                # Then the group has no solution, whatever is inside it.
                return
            for variable in join.variables:
                known[variable] = frozenset(row[variable] for row in rows)
        for join in reach.apart:
            self._fetched(join, {})
        for inside, names in reach.inside:
            usable = known if names is None else {v: t for v, t in known.items() if v in names}
            self.gather(inside, usable)

    def _fetched(self, join: Join, known: Found) -> list[dict[Var, Term]]:
        rows: list[dict[Var, Term]] = []
        values = frozenset(map(str, join.variables - join.things))
        for text in self._texts(join, known):
            answer = self.ask(text, values)
            if isinstance(answer, Truth):
                rows += [{}] if answer else []
                continue
            names = list(map(Var, answer.variables))
            for cells in dict.fromkeys(answer.rows):
                if None in cells:
                    raise EngineFailure("the server matched a pattern and left it unbound")
                rows.append(dict(zip(names, cells, strict=True)))  # type: ignore[arg-type]
            if len(rows) > MOST:
                break
        for row in rows:
            self.statements.update(self._statement(each, row) for each in join.patterns)
        if len(self.statements) > MOST or len(rows) > MOST:
            raise DeadlineExceeded(
                f"the query can touch more than {MOST:,} statements, too many to fetch",
                hint="bind a parameter, or ask a store on disk or another server",
            )
        return rows

    def _texts(self, join: Join, known: Found) -> Iterator[str]:
        """Yield the queries for a join: one, or several for some values each of a variable."""
        shared = sorted(join.variables & known.keys(), key=lambda each: (len(known[each]), each))
        if not shared or len(known[shared[0]]) > _VALUES * _REQUESTS:
            yield self._text(join, ())
            return
        few = [each for each in shared if len(known[each]) <= _VALUES]
        for variable in few or shared[:1]:
            if not known[variable]:
                return
        if few:
            yield self._text(join, [_values(each, sorted(known[each], key=str)) for each in few])
            return
        terms = sorted(known[shared[0]], key=str)
        for start in range(0, len(terms), _VALUES):
            yield self._text(join, [_values(shared[0], terms[start : start + _VALUES])])

    def _text(self, join: Join, given: list[str] | tuple[str, ...]) -> str:
        where = f"{{ {' '.join([*given, *self._parts(join)])} }}"
        names = " ".join(map(str, sorted(join.variables)))
        return f"SELECT {names} WHERE {where}" if names else f"ASK WHERE {where}"

    def _parts(self, join: Join) -> Iterator[str]:
        for condition in join.conditions:
            if isinstance(condition, Values):
                rows = tuple(tuple(map(self._kept, row)) for row in condition.rows)
                yield write_element(Values(condition.variables, rows))  # type: ignore[arg-type]
        by_graph: dict[NamedNode | Var | None, list[Placed]] = {}
        for each in join.patterns:
            by_graph.setdefault(each.graph, []).append(each)
            if each.predicates:
                yield f"VALUES {each.predicate} {{ {' '.join(map(str, each.predicates))} }}"
        for graph, members in by_graph.items():
            triples = " . ".join(map(self._triple, members))
            place = self.manner.merged if graph is None else graph
            yield f"{triples} ." if place is None else f"GRAPH {place} {{ {triples} }}"
            if isinstance(graph, Var):
                yield from self._of_the_graph(graph)
        for condition in join.conditions:
            if isinstance(condition, Filter):
                yield write_element(condition)

    def _of_the_graph(self, graph: Var) -> Iterator[str]:
        """Yield what keeps a variable to the graphs that are the graph's."""
        manner = self.manner
        if manner.listed_in is not None:
            yield f"GRAPH {manner.listed_in} {{ {graph}_listed {STANDS_FOR} {graph} }}"
        for other in sorted({manner.merged, *manner.hidden} - {None}, key=str):
            if manner.listed_in is None or other == manner.merged:
                yield f"FILTER({graph} != {other})"

    def _triple(self, placed: Placed) -> str:
        slots = (placed.subject, placed.predicate, placed.object)
        return " ".join(
            str(slot) if isinstance(slot, Var) else slot_text(self._kept(slot)) for slot in slots
        )

    def _statement(self, placed: Placed, row: Mapping[Var, Term]) -> Quad:
        def term(slot: Slot) -> Term:
            return row[slot] if isinstance(slot, Var) else self._kept(slot)

        graph = DefaultGraph() if placed.graph is None else term(placed.graph)
        subject, predicate, value = map(term, (placed.subject, placed.predicate, placed.object))
        return self.manner.meant(Quad(subject, predicate, value, graph))  # type: ignore[arg-type]

    def _kept(self, term: Slot | None) -> Term:
        assert term is not None
        assert not isinstance(term, Var)
        return encoded(term) if self.manner.coded and isinstance(term, Literal) else term  # type: ignore[return-value]


def _values(variable: Var, terms: list[Term]) -> str:
    return f"VALUES {variable} {{ {' '.join(map(str, terms))} }}"
