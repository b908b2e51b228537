"""What is asked once a thing, not once a row: a part evaluated alone, joined by a hash table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from pactgraph.planning.estimate import solutions
from pactgraph.planning.scoping import certain, is_safe
from pactgraph.planning.statistics import Statistics
from pactgraph.syntax.scope import all_variables, variables_of
from pactgraph.syntax.tree import (
    Column,
    Element,
    Filter,
    Group,
    InGraph,
    Lateral,
    Optional,
    Select,
    SubSelect,
    Triples,
    Values,
    Var,
)

SCANNED: Final = 15.0
"""How many statements are read one after another in the time of one look-up, about."""

_PATTERNS: Final = (Values, SubSelect, Lateral, Triples, InGraph)


@dataclass(frozen=True)
class Crowd:
    """About how many rows what is named leads to, where they are many; counts go up to ``most``."""

    rows: int
    statistics: Statistics


class Ordering(Protocol):
    """Orders a group."""

    def __call__(self, first: Sequence[Element], group: Group, given: Sequence[Var] = ()) -> Group:
        """Return the group with what is first before it, each part asked row by row."""
        ...


def once(
    part: Element, before: Sequence[Element], order: Ordering, crowd: Crowd | None
) -> Element | None:
    """Return a part that is evaluated by itself, None where it had better be asked row by row.

    It has the solutions that it has in the group anyway (SPARQL 1.1, section 18.2), or those of
    them that something before it is joined with; the engine joins a sub-select as a whole, by what
    is bound for certain on both sides. It must mean the same with what is before it bound or not.
    """
    if all(isinstance(one, Values | SubSelect) for one in before):
        # These are what is named: few rows, and the next pattern leads from them.
        return None
    seen = {variable for one in before for variable in variables_of(one)}
    shared = tuple(one for one in all_variables(part) if one in seen)
    if not shared or not certain(Group(tuple(before))).issuperset(shared):
        return None
    if isinstance(part, Optional):
        inside = part.group
        if any(isinstance(one, Filter) for one in inside.elements):
            # It would not see what is before the OPTIONAL.
            return None
    else:
        inside = Group((part,))
    alone = (
        _of_a_table(inside, before, shared, order)
        or _whole(inside, order, crowd)
        or (_of_each_thing(inside, before, shared, order) if isinstance(part, Optional) else None)
    )
    if alone is None:
        return None
    columns = tuple(Column(one) for one in variables_of(inside))
    select = SubSelect(Select(columns, alone))
    return Optional(Group((select,))) if isinstance(part, Optional) else select


def _of_a_table(
    inside: Group, before: Sequence[Element], shared: tuple[Var, ...], order: Ordering
) -> Group | None:
    """Begin with the table that has all values there can be: patterns have added rows to it."""
    if not certain(inside).issuperset(shared):
        return None
    for table in before:
        if isinstance(table, Values) and certain(table).issuperset(shared):
            columns = [table.variables.index(one) for one in shared]
            rows = dict.fromkeys(tuple(row[c] for c in columns) for row in table.rows)
            return order([Values(shared, tuple(rows))], inside)
    return None


def _whole(inside: Group, order: Ordering, crowd: Crowd | None) -> Group | None:
    """Read all that a pattern has, where that takes less than a look-up for each row."""
    if crowd is None:
        return None
    group = order((), inside)
    match group.elements[0]:
        case (Triples((_,)) | InGraph(_, Group((Triples((_,)),)))) as first:
            number = solutions(first, (), crowd.statistics)
            looked_up = SCANNED * number * (len(group.elements) - 1)
            is_counted = number < crowd.statistics.most
            if is_counted and number + looked_up < SCANNED * crowd.rows:
                return group
    return None


def _of_each_thing(
    inside: Group, before: Sequence[Element], shared: tuple[Var, ...], order: Ordering
) -> Group | None:
    """Begin with the things that are asked of, each once.

    Asked row by row, all that is said of a thing would be looked at for each row of the thing, and
    compared with something else of the row: of a thing with many rows, as often as their square.
    """
    first = order((), inside, shared).elements[0]
    things = tuple(one for one in shared if one in all_variables(first))
    if not things or len(things) == len(shared) or not certain(inside).issuperset(things):
        return None
    if not is_safe(inside, things, of_optional=True):
        return None
    for number in range(1, len(before) + 1):
        lead = Group(tuple(before[:number]))
        if not isinstance(before[number - 1], _PATTERNS):
            return None
        if certain(lead).issuperset(things):
            columns = tuple(Column(one) for one in things)
            each = SubSelect(Select(columns, lead, reduction="DISTINCT"))
            return order([each], inside)
    return None
