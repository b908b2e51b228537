"""Rows of a SELECT, at the top of a query or inside one: their solutions, or their groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from pactgraph.syntax.bound_variables import (
    columns_of,
    exists_in,
    is_aggregated,
    mentioned,
    parts_of,
)
from pactgraph.syntax.refusals import ENGINE_DIFFERS, EXISTS_OF_GROUP
from pactgraph.syntax.tree import (
    Aggregate,
    Bind,
    Call,
    Column,
    Element,
    Expression,
    Group,
    InGraph,
    Select,
    SubSelect,
    Var,
)
from pactgraph.syntax.writing import write_expression
from pactgraph.witness.pinning import Wanted, pin_filters, restricted_keys
from pactgraph.witness.questions import Questions, Solution
from pactgraph.witness.receipt import (
    Bindings,
    Kept,
    Members,
    Reckoned,
    Step,
    Supplied,
    Term,
)
from pactgraph.witness.rewriting import fresh_prefix
from pactgraph.witness.walking import Prove, Walker
from pactgraph.witness.witnesses import Found, Witnesses, alike, text

INNER_CUT = (
    "An inner SELECT cuts its rows by LIMIT or OFFSET: shown is why a row is among them before "
    "the cut, not why the cut keeps it."
)
_DEPENDS_ON_ORDER = frozenset({"SAMPLE", "GROUP_CONCAT"})
ANY_ORDER = (
    "SAMPLE and GROUP_CONCAT depend on the order in which the engine meets the members: shown is "
    "what they were taken from."
)


@dataclass(frozen=True)
class Explained:
    """Why a row is one: the steps of one witness, and how many others there are."""

    steps: tuple[Step, ...]
    others: int = 0
    more: bool = False


class Selecting:
    """Explains rows of SELECTs."""

    def __init__(
        self,
        questions: Questions,
        prove: Prove,
        members: int | None,
        note: Callable[[str], None],
    ) -> None:
        self._questions = questions
        self._members = members
        self._note = note
        self._witnesses = Witnesses(questions)
        self._patterns: dict[int, tuple[Select, Group]] = {}
        self._walker = Walker(questions, self._witnesses, prove, self._inner, note)

    def rows(
        self, select: Select, rows: Sequence[Wanted], graph: NamedNode | None = None
    ) -> list[Explained | None]:
        """Return why each row is one of a SELECT, None for what is none of its rows."""
        if is_aggregated(select):
            return self._grouped(select, rows, graph)
        pattern = self._pattern(select)
        found = self._witnesses.of_rows(pattern, rows, graph)
        return [None if f is None else self._witnessed(f, graph) for f in found]

    def _witnessed(self, found: Found, graph: NamedNode | None) -> Explained:
        steps = self._walker.steps(found.exposed, found.solutions[0], graph)
        return Explained(steps, len(found.solutions) - 1, found.more)

    def _inner(self, select: Select, row: Bindings, graph: NamedNode | None) -> tuple[Step, ...]:
        if select.modifiers.limit is not None or select.modifiers.offset is not None:
            self._note(INNER_CUT)
        wanted = {name: row.get(name) for name in columns_of(select)}
        (explained,) = self.rows(select, [wanted], graph)
        if explained is None:
            raise ENGINE_DIFFERS.error("an inner SELECT does not give its row again")
        return explained.steps

    def _pattern(self, select: Select) -> Group:
        """Return the pattern of a SELECT with its VALUES and the columns that it reckons."""
        if id(select) not in self._patterns:
            after: list[Element] = []
            if select.modifiers.values is not None:
                after.append(select.modifiers.values)
            for column in select.columns or ():
                if column.expression is not None:
                    after.append(Bind(column.expression, column.variable))
            pattern = Group((select.where, *after)) if after else select.where
            # The SELECT is kept with it: an identity is good while its owner lives.
            self._patterns[id(select)] = select, pattern
        return self._patterns[id(select)][1]

    # Groups (section 11).

    def _grouped(
        self, select: Select, rows: Sequence[Wanted], graph: NamedNode | None
    ) -> list[Explained | None]:
        grouping = _Grouping(select)
        if grouping.depends_on_order:
            self._note(ANY_ORDER)
        groups = self._groups_of(grouping, rows, graph)
        keys = [found[0] for found in groups if found]
        wanted = [{name: key.get(name) for name in grouping.keys} for key in keys]
        members = iter(self._witnesses.of_rows(grouping.members, wanted, graph))
        explained: list[Explained | None] = []
        for found in groups:
            if not found:
                explained.append(None)
                continue
            steps = self._group_steps(grouping, found[0], next(members), graph)
            explained.append(Explained(steps, len(found) - 1))
        return explained

    def _groups_of(
        self, grouping: _Grouping, rows: Sequence[Wanted], graph: NamedNode | None
    ) -> list[list[Solution]]:
        """Return for each row the groups that give it, by their keys, least first."""
        pinned = rows if grouping.keys else []
        select = restricted_keys(grouping.select, pinned) if pinned else grouping.select
        where = Group((SubSelect(select),))
        if graph is not None:
            where = Group((InGraph(graph, where),))
        if len(rows) == 1:
            exact = {n: t for n, t in rows[0].items() if n in grouping.plain}
            where = Group((where, *pin_filters(exact)))
        columns = tuple(Column(Var(name)) for name in grouping.names)
        solutions = self._questions.select(Select(columns, where))
        solutions = sorted(
            solutions, key=lambda s: tuple(text(s.get(name)) for name in grouping.names)
        )
        return [_giving(solutions, row, grouping) for row in rows]

    def _group_steps(
        self, grouping: _Grouping, key: Solution, found: Found | None, graph: NamedNode | None
    ) -> tuple[Step, ...]:
        keys = {name: key[name] for name in grouping.keys if name in key}
        wanted = {name: key.get(name) for name in grouping.keys}
        solutions = () if found is None else found.solutions
        count = 0 if found is None else found.repeated
        different = len(solutions)
        if found is not None and found.more:
            different = count = self._witnesses.count(grouping.members, wanted, graph)
            if self._members is None:
                solutions = tuple(self._witnesses.every(grouping.members, wanted, graph))
                different = len(solutions)
        # An engine may count a match once for each graph of FROM that holds it.
        self._walker.everywhere = count > different
        shown = tuple(
            self._walker.steps(found.exposed, solution, graph)
            for solution in solutions[: self._members]
            if found is not None
        )
        self._walker.everywhere = False
        steps: list[Step] = [Members(keys, count, shown, different - len(shown))]
        known = {**keys, **{written: key[n] for written, n in grouping.aggregates if n in key}}
        for expression in grouping.original.modifiers.having:
            steps.append(Kept(write_expression(expression, short=True), _values(expression, known)))
        if grouping.original.modifiers.values is not None:
            names = [v.name for v in grouping.original.modifiers.values.variables]
            steps.append(Supplied({name: key[name] for name in names if name in key}))
        for column in grouping.original.columns or ():
            name = column.variable.name
            if column.expression is not None:
                written = write_expression(column.expression, short=True)
                values = _values(column.expression, known)
                steps.append(Reckoned(name, written, key.get(name), values))
        return tuple(steps)


class _Grouping:
    """A SELECT that groups, made to show its keys and aggregates.

    ``keys`` are the variables that it groups by; ``members`` is the pattern whose solutions
    are the members of its groups; ``plain`` are the columns that are keys.
    """

    def __init__(self, select: Select) -> None:
        self.original = select
        taken = [*mentioned(select.where), *columns_of(select)]
        taken += [k.variable.name for k in select.modifiers.group_by if k.variable is not None]
        self._prefix = fresh_prefix(taken)
        self._count = 0
        keys, binds, group_by = [], [], []
        for key in select.modifiers.group_by:
            if isinstance(key.expression, Var) and key.variable is None:
                keys.append(key.expression.name)
                group_by.append(key)
                continue
            variable = key.variable or self._fresh()
            keys.append(variable.name)
            binds.append(Bind(key.expression, variable))
            group_by.append(replace(key, variable=variable))
        self.keys = tuple(dict.fromkeys(keys))
        self.members = Group((select.where, *binds)) if binds else select.where
        parts = [c.expression for c in select.columns or () if c.expression is not None]
        parts += select.modifiers.having
        if not is_aggregated(_unordered(select)):
            # Only its order makes it one group: that is kept as a column.
            orders = select.modifiers.order_by
            parts += [Call("COALESCE", (order.expression,)) for order in orders]
        _refuse_exists([*parts, *(key.expression for key in group_by)])
        self.aggregates = tuple(self._named(parts))
        self.depends_on_order = _of_order(parts)
        self.unsettled = frozenset(
            column.variable.name
            for column in select.columns or ()
            if column.expression is not None and _of_order([column.expression])
        )
        self.plain = frozenset(
            c.variable.name for c in select.columns or () if c.expression is None
        )
        columns = {name: Column(Var(name)) for name in self.keys}
        columns |= {c.variable.name: c for c in select.columns or ()}
        columns |= {
            name: Column(Var(name), aggregate) for (_, name), aggregate in self._by_name.items()
        }
        self.names = tuple(columns)
        modifiers = replace(
            select.modifiers,
            group_by=tuple(group_by),
            order_by=(),
            limit=None,
            offset=None,
        )
        self.select = Select(tuple(columns.values()), select.where, modifiers)

    def _fresh(self) -> Var:
        self._count += 1
        return Var(f"{self._prefix}{self._count}")

    def _named(self, parts: Sequence[Expression]) -> list[tuple[str, str]]:
        self._by_name: dict[tuple[str, str], Aggregate] = {}
        seen: set[str] = set()
        for part in parts:
            for inside in parts_of(part):
                if isinstance(inside, Aggregate) and inside is not part:
                    written = write_expression(inside, short=True)
                    if written not in seen:
                        seen.add(written)
                        self._by_name[written, self._fresh().name] = inside
        return list(self._by_name)


def _unordered(select: Select) -> Select:
    return replace(select, modifiers=replace(select.modifiers, order_by=()))


def _of_order(parts: Sequence[Expression]) -> bool:
    return any(
        isinstance(inside, Aggregate) and inside.function in _DEPENDS_ON_ORDER
        for part in parts
        for inside in parts_of(part)
    )


def _refuse_exists(parts: Sequence[Expression]) -> None:
    if any(exists_in(part) for part in parts):
        raise EXISTS_OF_GROUP.error(
            hint="BIND it to a variable inside the pattern",
        )


def _values(expression: Expression, known: Mapping[str, Term]) -> dict[str, Term]:
    names = [*mentioned(expression)]
    names += [
        write_expression(inside, short=True)
        for inside in parts_of(expression)
        if isinstance(inside, Aggregate) and inside is not expression
    ]
    return {name: known[name] for name in names if name in known}


def _giving(solutions: list[Solution], row: Wanted, grouping: _Grouping) -> list[Solution]:
    settled = [name for name in row if name not in grouping.unsettled]
    exact = [s for s in solutions if all(s.get(name) == row[name] for name in row)]
    if exact:
        return exact
    return [
        s for s in solutions if all(s.get(n) == row[n] or alike(s.get(n), row[n]) for n in settled)
    ]
