"""Planning a stored query whose parameters have values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from pyoxigraph import NamedNode

from pactgraph.errors import BadQuery
from pactgraph.planning.order import ordered
from pactgraph.planning.parameters_known import with_constants
from pactgraph.planning.seeds import seeds
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.scope import all_variables, rename, walk
from pactgraph.syntax.tree import Blank, Construct, Group, Query, Select, Service, Term, Var
from pactgraph.syntax.writing import write_query

_STAND_IN: Final = "urn:pactgraph:parameter:"


def planned(text: str, bound: Sequence[tuple[str, Term]], unbound: Collection[str]) -> str | None:
    """Return a query that answers as ``text`` does with these variables bound, sooner.

    ``unbound`` are the parameters that have no value. It begins with what the values name, and
    asks for the rest row by row, so that the cost is that of what belongs to them. None where
    nothing is gained, or the query is of a kind that is not planned.
    """
    # A plan is the same for all things, so that one is made for whichever are asked for.
    stand_ins = tuple(
        (name, NamedNode(f"{_STAND_IN}{number}") if isinstance(term, NamedNode) else term)
        for number, (name, term) in enumerate(bound)
    )
    plan = _planned(text, stand_ins, tuple(unbound))
    if plan is not None:
        for (_, term), (_, stand_in) in zip(bound, stand_ins, strict=True):
            if term is not stand_in:
                plan = plan.replace(str(stand_in), str(term))
    return plan


@lru_cache(maxsize=256)
def _planned(
    text: str, bound: tuple[tuple[str, Term], ...], unbound: tuple[str, ...]
) -> str | None:
    try:
        query = read_query(text)
    except BadQuery:
        return None
    body = query.body
    if not bound or not isinstance(body, Select | Construct) or _is_left_alone(query):
        return None
    known = {Var(name): term for name, term in bound}
    unknown = [Var(name) for name in unbound]
    shown = body.columns if isinstance(body, Select) else body.template
    parameters = {*known, *unknown}
    if shown is None or not parameters.isdisjoint(all_variables((shown, body.modifiers))):
        return None
    where = with_constants(_with_own_variables(body.where), known, unknown)
    if where is None:
        return None
    first, rest = seeds(where)
    if not first:
        return None
    planned_body = replace(body, where=ordered(first, rest))
    return write_query(replace(query, body=planned_body))


def _is_left_alone(query: Query) -> bool:
    # What another endpoint answers is asked of it as it was written.
    asks = any(isinstance(node, Service) for node in walk(query))
    return asks or bool(query.default_graphs or query.named_graphs)


def _with_own_variables(group: Group) -> Group:
    """Return a group with variables for its blank nodes: these may not stand in two parts."""
    blanks = {node for node in walk(group) if isinstance(node, Blank)}
    taken = {variable.name for variable in all_variables(group)}
    names: Mapping[Var | Blank, Var | Blank] = {
        blank: Var(_free(f"blank_{number}", taken)) for number, blank in enumerate(sorted(blanks))
    }
    return rename(group, names) if names else group


def _free(name: str, taken: Collection[str]) -> str:
    while name in taken:
        name += "_"
    return name
