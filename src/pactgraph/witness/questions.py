"""Questions to the engine: groups asked for their solutions, each asked once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.guard import MAX_BYTES, has_too_many_operators
from pactgraph.engine.results import Answer, Rows
from pactgraph.errors import BadQuery
from pactgraph.namespaces import PREFIXES
from pactgraph.syntax.refusals import ENGINE_DIFFERS, TOO_LONG
from pactgraph.syntax.tree import (
    Aggregate,
    Call,
    Column,
    Expression,
    Group,
    InGraph,
    Modifiers,
    OrderKey,
    Query,
    Select,
    Var,
)
from pactgraph.syntax.writing import write_query
from pactgraph.witness.receipt import Term

Solution = dict[str, Term]
Ask = Callable[[str], Answer]

# No text that is shorter has as many operators as the guard refuses, but for odd ones.
_SHORT = 8_000
_NOTHING = Column(Var("nothing"), Literal(1))


class QuestionTooLong(BadQuery):
    """A question that no engine would be handed, by the guard's own limit."""


class Questions:
    """Asks about one query: its dataset is that of every question."""

    def __init__(self, ask: Ask, query: Query) -> None:
        self._ask = ask
        self._default = query.default_graphs
        self._named = query.named_graphs
        self._base = query.base
        self._known: dict[str, list[Solution]] = {}

    @property
    def default_graphs(self) -> tuple[NamedNode, ...]:
        """The graphs that the query names as its default graph, if it names any."""
        return self._default

    def solutions(
        self,
        group: Group,
        variables: Sequence[str],
        *,
        graph: NamedNode | None = None,
        limit: int | None = None,
        ordered: bool = False,
    ) -> list[Solution]:
        """Return solutions of a group, in ``graph`` if one is given; raises as the engine."""
        where = group if graph is None else Group((InGraph(graph, group),))
        columns = tuple(Column(Var(name)) for name in variables) or (_NOTHING,)
        order = tuple(key for name in variables for key in _in_order(Var(name)))
        modifiers = Modifiers(limit=limit, order_by=order if ordered else ())
        return self.select(Select(columns, where, modifiers))

    def held(self, group: Group, variables: Sequence[str], graph: NamedNode) -> list[Solution]:
        """Return solutions of a group in a graph that the query's dataset need not name."""
        columns = tuple(Column(Var(name)) for name in variables) or (_NOTHING,)
        select = Select(columns, Group((InGraph(graph, group),)))
        return self.rows(write_query(Query(select)))

    def count(self, group: Group, graph: NamedNode | None) -> int:
        """Return how many solutions a group has."""
        where = group if graph is None else Group((InGraph(graph, group),))
        column = Column(Var("count"), Aggregate("COUNT", None))
        (row,) = self.select(Select((column,), where))
        return int(row["count"].value)

    def values(self, expressions: Sequence[Expression]) -> list[Term | None]:
        """Return what expressions without variables come to; None where they fail."""
        names = [f"value{index}" for index in range(len(expressions))]
        columns = tuple(
            Column(Var(name), expression)
            for name, expression in zip(names, expressions, strict=True)
        )
        (row,) = self.select(Select(columns, Group(())))
        return [row.get(name) for name in names]

    def select(self, select: Select) -> list[Solution]:
        """Return the rows of a SELECT; the same question is asked once. Raises as ``rows``."""
        query = Query(select, self._default, self._named, self._base)
        written = write_query(query)
        return self.rows(written if _can_be_asked(written) else _with_prefixes(query))

    def rows(self, sparql: str) -> list[Solution]:
        """Return the rows of a SELECT that is written already.

        Raises QuestionTooLong beyond the guard's limit, and as the engine does.
        """
        if not _can_be_asked(sparql):
            raise QuestionTooLong(
                f"cannot be explained: {TOO_LONG.name}",
                hint="ask in several queries",
            )
        if sparql not in self._known:
            answer = self._ask(sparql)
            if not isinstance(answer, Rows):
                raise ENGINE_DIFFERS.error("the engine gave no rows for a SELECT")
            self._known[sparql] = list(answer.dicts())  # type: ignore[arg-type]
        return self._known[sparql]


def _can_be_asked(sparql: str) -> bool:
    if len(sparql.encode()) > MAX_BYTES:
        return False
    return len(sparql) < _SHORT or not has_too_many_operators(sparql)


def _with_prefixes(query: Query) -> str:
    """Return a query with the prefixes that it uses, declared for any engine."""
    text = write_query(query, short=True)
    used = (f"PREFIX {p}: <{base}>\n" for p, base in PREFIXES.items() if f"{p}:" in text)
    return "".join(used) + text


def _in_order(variable: Var) -> tuple[OrderKey, OrderKey]:
    # Engines order terms of different kinds differently; strings they order alike.
    text = Call("COALESCE", (Call("STR", (variable,)), Literal("")))
    kind = Call("COALESCE", (Call("STR", (Call("DATATYPE", (variable,)),)), Literal("")))
    return OrderKey(text), OrderKey(kind)
