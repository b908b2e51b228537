"""Why a query finds nothing: its smallest failing sets of conditions, with their counts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pactgraph.nothing.apart import both
from pactgraph.nothing.asking import BudgetedAsk
from pactgraph.nothing.conditions import Conditions, Set
from pactgraph.nothing.minimal_sets import MinimalSets, minimal_sets
from pactgraph.nothing.parameters import equality
from pactgraph.nothing.report import Amount, Leftover, Part, Reason, Things
from pactgraph.nothing.scope import binds_together, named
from pactgraph.nothing.search import Search
from pactgraph.syntax.bound_variables import is_aggregated
from pactgraph.syntax.tree import (
    Bind,
    Column,
    Construct,
    Element,
    Filter,
    Group,
    InGraph,
    Minus,
    Modifiers,
    Optional,
    Query,
    Select,
    SubSelect,
    Union,
    Values,
    Var,
)

MOST_SETS = 20
_DEEPEST = 2
_IN_A_BRANCH = 2
_TESTS = (Filter, Bind, Minus, Optional)


@dataclass(frozen=True)
class Failure:
    """The sets by number, and the same as reasons; ``more`` are sets that are not told."""

    found: MinimalSets
    reasons: tuple[Reason, ...]
    more: int = 0


def why_nothing(search: Search, *, told: int, depth: int = 0) -> Failure:
    """Return why the conditions of a search find nothing, in at most ``told`` reasons."""
    found = minimal_sets(search.conditions.numbers, search.fails, limit=MOST_SETS)
    sets = [(s, True) for s in found.sets] + [(s, False) for s in found.unproved]
    reasons = tuple(_reason(search, s, proved, depth) for s, proved in sets[:told])
    return Failure(found, reasons, max(len(sets) - told, 0))


def _reason(search: Search, numbers: Set, proved: bool, depth: int) -> Reason:
    parts = []
    alone: dict[int, Amount | None] = {}
    # What only says which value is meant belongs to each condition that names the value.
    fixing = frozenset(n for n in numbers if _fixes(search, n))
    for number in sorted(numbers):
        finds = not isinstance(search.conditions[number].element, _TESTS)
        if finds and numbers != fixing | {number}:
            alone[number] = search.amount(fixing | {number})
    for number in sorted(numbers):
        rest = numbers - {number}
        without = None
        if rest:
            without = search.amount(rest)
        parts.append(Part(search.conditions[number].element, alone.get(number), without))
    inside: tuple[tuple[Reason, ...], ...] = ()
    if depth < _DEEPEST:
        inside = _inside(search, numbers, depth)
    return Reason(tuple(parts), proved, inside, _things(search, numbers))


def _things(search: Search, numbers: Set) -> Things | None:
    """Return the things that the one test of a set is about, and what is reckoned of them."""
    conditions = search.conditions
    tests = [n for n in sorted(numbers) if isinstance(conditions[n].element, Filter)]
    tests = [n for n in tests if not _fixes(search, n)]
    about = conditions.tested_things(tests[0]) if len(tests) == 1 else None
    if about is None:
        return None
    name, tested = about
    found = conditions.group(conditions.speaking(numbers - {tests[0]}))

    def count(*more: Element) -> Amount | None:
        group = Group((*found.elements, *more))
        return search.count_rows(Select((Column(Var(name)),), group, Modifiers(), "DISTINCT"))

    amount = count()
    reckoned = [(reckoned, count(Filter(Var(reckoned)))) for reckoned in tested]
    if amount is None:
        return None
    return Things(name, amount, tuple((n, of) for n, of in reckoned if of is not None))


def _fixes(search: Search, number: int) -> bool:
    element = search.conditions[number].element
    bindings = search.given.bindings
    if isinstance(element, Filter):
        return equality(element.expression, bindings) is not None
    return isinstance(element, Values) and any(v.name in bindings for v in element.variables)


def _inside(search: Search, numbers: Set, depth: int) -> tuple[tuple[Reason, ...], ...]:
    elements = {number: search.conditions[number].element for number in sorted(numbers)}
    for number, element in elements.items():
        if isinstance(element, Union):
            return tuple(
                _reasons_of(
                    search,
                    tuple(branch if n == number else other for n, other in elements.items()),
                    depth,
                )
                for branch in element.branches
            )
    if len(elements) == 1:
        (element,) = elements.values()
        inner = inner_elements(element)
        if inner is not None:
            return (_reasons_of(search, inner, depth),)
    return ()


def inner_elements(element: Element) -> tuple[Element, ...] | None:
    """Return what stands inside a condition that is alone in finding nothing."""
    match element:
        case Group(elements):
            return elements
        case InGraph(_, Group((SubSelect(select),))) | SubSelect(select):
            values = (select.modifiers.values,) if select.modifiers.values else ()
            inner = (*select.where.elements, *values)
            if isinstance(element, InGraph):
                return (InGraph(element.name, Group(inner)),)
            return inner
        case InGraph(name, Group(elements)) if len(elements) > 1:
            return (InGraph(name, Group(elements)),)
    return None


def _reasons_of(search: Search, elements: tuple[Element, ...], depth: int) -> tuple[Reason, ...]:
    conditions = Conditions.of(Group(elements))
    if len(conditions.every) == 1 and conditions[0].element in elements:
        return ()
    inner = Search(search.query, conditions, search.asker, search.given)
    return why_nothing(inner, told=_IN_A_BRANCH, depth=depth + 1).reasons


def what_is_left(query: Query, asker: BudgetedAsk) -> Leftover | None:
    """Return what empties an answer whose pattern matches; None if that was not found out."""
    body = query.body
    search = Search(query, Conditions(()), asker)
    modifiers = body.modifiers
    if isinstance(body, Select) and is_aggregated(body):
        return _after_grouping(body, search)
    before = search.count(
        Group((*body.where.elements, *((modifiers.values,) if modifiers.values else ())))
        if body.where
        else Group(())
    )
    if isinstance(body, Construct) and not modifiers.offset and modifiers.limit != 0:
        return Leftover("CONSTRUCT", before)
    if modifiers.limit == 0:
        return Leftover("LIMIT", before)
    return Leftover("OFFSET", before) if modifiers.offset else None


def _after_grouping(select: Select, search: Search) -> Leftover | None:
    plain = replace(select.modifiers, having=(), order_by=(), values=None, limit=None, offset=None)
    tests = [part for condition in select.modifiers.having for part in both(condition)]

    def fails(chosen: Set) -> bool | None:
        having = tuple(tests[number] for number in sorted(chosen))
        amount = search.count_rows(replace(select, modifiers=replace(plain, having=having)))
        return None if amount is None else amount.count == 0

    groups = search.count_rows(replace(select, modifiers=plain))
    found = minimal_sets(range(len(tests)), fails)
    if found.sets or found.unproved:
        sets = (*found.sets, *found.unproved)
        return Leftover(
            "HAVING", groups, tuple(tuple(tests[n] for n in sorted(chosen)) for chosen in sets)
        )
    kept = replace(plain, having=select.modifiers.having)
    passed = search.count_rows(replace(select, modifiers=kept))
    if select.modifiers.limit == 0:
        return Leftover("LIMIT", passed)
    if select.modifiers.values is not None:
        joined = replace(kept, values=select.modifiers.values)
        left = search.count_rows(replace(select, modifiers=joined))
        if left is not None and left.count == 0:
            return Leftover("VALUES", passed)
    return Leftover("OFFSET", passed) if select.modifiers.offset else None


def never_bound(construct: Construct) -> tuple[str, ...]:
    """Return the variables of a template that nothing in the pattern binds."""
    bound = binds_together(construct.where.elements).possible
    return tuple(sorted(named(construct.template) - bound))
