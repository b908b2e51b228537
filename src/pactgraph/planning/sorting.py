"""The order of an answer's rows: strings that are compared one after another, compared as one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import count, groupby
from typing import Final

from pyoxigraph import Literal

from pactgraph.syntax.scope import all_variables, walk
from pactgraph.syntax.tree import Aggregate, Bind, Call, Group, OrderKey, Select, Var

_EMPTY: Final = Literal("")
_BETWEEN: Final = Literal("\0")


def with_joined_keys(select: Select) -> Select:
    """Return a SELECT that orders its rows as it did, and evaluates each key once a row.

    The engine evaluates a key for each comparison. Strings are compared by their code points
    (SPARQL 1.1, section 15.1), so that of tuples of strings the order is that of their
    concatenations, with what no string holds and what is before all else between them.
    """
    modifiers = select.modifiers
    if modifiers.group_by or any(isinstance(one, Aggregate) for one in walk(select.columns)):
        return select
    taken = {variable.name for variable in all_variables(select)}
    free = (Var(name) for name in map("key_{}".format, count()) if name not in taken)
    keys: list[OrderKey] = []
    binds: list[Bind] = []
    for is_string, some in groupby(modifiers.order_by, _is_string):
        together = list(some)
        if is_string and len(together) > 1:
            variable = next(free)
            binds.append(Bind(_concatenated(together), variable))
            together = [OrderKey(variable)]
        keys += together
    if not binds:
        return select
    where = Group((*select.where.elements, *binds))
    return replace(select, where=where, modifiers=replace(modifiers, order_by=tuple(keys)))


def _is_string(key: OrderKey) -> bool:
    """Tell whether a key is a string in every row: ``COALESCE(STR(?variable), "")``, ascending."""
    match key.expression:
        case Call("COALESCE", (Call("STR", (Var(),)), Literal() as other)):
            return not key.descending and other == _EMPTY
    return False


def _concatenated(keys: Collection[OrderKey]) -> Call:
    first, *others = (key.expression for key in keys)
    return Call("CONCAT", (first, *(part for one in others for part in (_BETWEEN, one))))
