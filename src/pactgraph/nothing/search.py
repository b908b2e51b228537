"""Asking for subsets of a query's conditions: whether they find nothing, how much, which rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pyoxigraph import Literal

from pactgraph.engine.results import Rows
from pactgraph.nothing.asking import BudgetedAsk
from pactgraph.nothing.conditions import Conditions, Set
from pactgraph.nothing.parameters import Given
from pactgraph.nothing.report import Amount, Bindings
from pactgraph.nothing.scope import binds_together
from pactgraph.syntax.tree import (
    Aggregate,
    Ask,
    Column,
    Group,
    Modifiers,
    OrderKey,
    Query,
    Select,
    SubSelect,
    Var,
)
from pactgraph.syntax.writing import write_query

MOST_COUNTED = 1_000


@dataclass
class Search:
    """The conditions of a query, and what answers for them.

    ``query`` gives the dataset that is asked, ``given`` what its parameters are.
    """

    query: Query
    conditions: Conditions
    asker: BudgetedAsk
    given: Given = field(default_factory=Given)

    def __post_init__(self) -> None:
        self._known: dict[Set, bool | None] = {}
        self._amounts: dict[Set, Amount | None] = {}

    def fails(self, chosen: Set) -> bool | None:
        """Tell whether conditions find nothing together; None if it is not known."""
        undecided = False
        for part in self.conditions.parts(self.conditions.speaking(chosen)):
            if part not in self._known:
                self._known[part] = self._part_fails(part)
            if self._known[part]:
                return True
            undecided = undecided or self._known[part] is None
        return None if undecided else False

    def _part_fails(self, part: Set) -> bool | None:
        found = self.asker.truth(self.text(Ask(self.conditions.group(part))))
        return None if found is None else not found

    def text(self, body: Ask | Select) -> str:
        """Return a question to the dataset of the query."""
        return write_query(replace(self.query, body=body), short=True)

    def amount(self, chosen: Iterable[int]) -> Amount | None:
        """Return how many solutions conditions have; None if it is not known."""
        speaking = self.conditions.speaking(frozenset(chosen))
        if speaking not in self._amounts:
            self._amounts[speaking] = self.count(self.conditions.group(speaking))
        return self._amounts[speaking]

    def count(self, group: Group) -> Amount | None:
        """Return how many solutions a group has, counted up to a bound."""
        inner = Select(None, group, Modifiers(limit=MOST_COUNTED + 1))
        if not binds_together(group.elements).possible:
            inner = replace(inner, columns=(Column(Var("one"), Literal(1)),))
        return self.count_rows(inner)

    def count_rows(self, select: Select) -> Amount | None:
        """Return how many rows a SELECT has, counted up to a bound."""
        bounded = replace(
            select, modifiers=replace(select.modifiers, order_by=(), limit=MOST_COUNTED + 1)
        )
        many = Column(Var("how_many"), Aggregate("COUNT", None))
        rows = self.asker.rows(self.text(Select((many,), Group((SubSelect(bounded),)))))
        if rows is None:
            return None
        (value,) = rows.column("how_many")
        assert isinstance(value, Literal)
        count = int(value.value)
        return Amount(min(count, MOST_COUNTED), count > MOST_COUNTED)

    def rows(self, group: Group, columns: tuple[str, ...], limit: int) -> Found | None:
        """Return the first different rows of a group, in the order of their terms.

        None if it is not known. ``columns`` may be empty: then one row says that it matches.
        """
        select = Select(
            tuple(Column(Var(name)) for name in columns) or (Column(Var("one"), Literal(1)),),
            group,
            Modifiers(limit=MOST_COUNTED + 1),
            "DISTINCT",
        )
        rows = self.asker.rows(self.text(select))
        if rows is None:
            return None
        amount = Amount(min(len(rows), MOST_COUNTED), len(rows) > MOST_COUNTED)
        if amount.more:
            # Which rows a limit keeps is the engine's choice unless they are put in order.
            keys = tuple(OrderKey(Var(name)) for name in columns)
            ordered = replace(select, modifiers=Modifiers(order_by=keys, limit=limit))
            rows = self.asker.rows(self.text(ordered)) or rows
        return Found(_in_order(rows), amount)


@dataclass(frozen=True)
class Found:
    """Rows in the order of their terms, and how many there are."""

    rows: tuple[Bindings, ...]
    amount: Amount


def _in_order(rows: Rows) -> tuple[Bindings, ...]:
    kept: list[Bindings] = [
        {n: t for n, t in row.items() if n != "one"}  # type: ignore[misc]
        for row in rows.dicts()
    ]
    return tuple(sorted(kept, key=lambda row: [(n, str(row[n])) for n in sorted(row)]))
