"""A pattern joined with a row's values, as MINUS and OPTIONAL see it (SPARQL 1.1, section 18.5).

They evaluate their group on its own and compare what comes out: only variables that the group
binds are shared, and nothing of outside is seen by what stands deeper in it.
"""

from __future__ import annotations

from pyoxigraph import BlankNode

from pactgraph.errors import BadQuery
from pactgraph.syntax.bound_variables import bound_by, certain, certainly_bound_by, mentioned
from pactgraph.syntax.scope import rename
from pactgraph.syntax.tree import (
    Bind,
    Call,
    Element,
    Expression,
    Filter,
    Group,
    InGraph,
    Minus,
    Operation,
    Optional,
    SubSelect,
    Union,
    Values,
    Var,
)
from pactgraph.witness.instantiating import instantiated_expression, substituted
from pactgraph.witness.receipt import Bindings


def taken_away(group: Group, bindings: Bindings) -> Group | None:
    """Return what MINUS looks for to take a solution away: the group with its values.

    None if the group shares no variable with the solution: then it takes nothing away.
    """
    shared = {name: bindings[name] for name in bound_by(group) if name in bindings}
    if not shared:
        return None
    inside = _apart(group, bindings)
    if shared.keys() & certain(group):
        return _joined(inside, shared)
    # A solution that binds none of the shared variables takes nothing away.
    bound: list[Expression] = [Call("BOUND", (Var(name),)) for name in shared]
    either = bound[0] if len(bound) == 1 else Operation("||", tuple(bound))
    return _beside(_values(shared), Group((inside, Filter(either))))


def optional_part(group: Group, bindings: Bindings) -> Group:
    """Return what OPTIONAL looks for beside a solution; its own filters see all of that."""
    outer = [e for e in group.elements if isinstance(e, Filter)]
    inner = Group(tuple(e for e in group.elements if not isinstance(e, Filter)))
    shared = {name: bindings[name] for name in bound_by(inner) if name in bindings}
    joined = _joined(_apart(inner, bindings), shared)
    filters = [Filter(instantiated_expression(f.expression, bindings)) for f in outer]
    if len(joined.elements) != len(inner.elements):
        return Group((*joined.elements, *filters))
    elements, conditions = iter(joined.elements), iter(filters)
    return Group(
        tuple(next(conditions if isinstance(e, Filter) else elements) for e in group.elements)
    )


def _apart(group: Group, bindings: Bindings) -> Group:
    """Return the group with other names for variables that are only called as those outside."""
    own = {*mentioned(group)} - {*bound_by(group)}
    taken = {*mentioned(group), *bindings}
    names: dict[Var, Var] = {}
    for name in sorted(own & bindings.keys()):
        fresh = f"inner_{name}"
        while fresh in taken:
            fresh = f"inner_{fresh}"
        taken.add(fresh)
        names[Var(name)] = Var(fresh)
    return rename(group, names) if names else group  # type: ignore[arg-type]


def _joined(group: Group, shared: Bindings) -> Group:
    """Return a group with the solutions that agree with these values.

    A value stands in place of its variable where that comes to the same, else beside the
    group. A blank node has no name in a query: its variable stays.
    """
    known = {n: t for n, t in shared.items() if not isinstance(t, BlankNode)}
    placed = {n: t for n, t in known.items() if _can_stand_in(n, group, known)}
    left = {n: t for n, t in known.items() if n not in placed}
    made = substituted(group, placed)
    return _beside(_values(left), made) if left else made


def _beside(values: Values, group: Group) -> Group:
    return Group((values, group)) if values.variables else group


def _values(bindings: Bindings) -> Values:
    known = {n: t for n, t in bindings.items() if not isinstance(t, BlankNode)}
    return Values(tuple(map(Var, known)), (tuple(known.values()),))


def _can_stand_in(name: str, group: Group, known: Bindings, *, is_known: bool = False) -> bool:
    """Tell whether a value in place of a variable selects the solutions that agree with it."""
    left = frozenset({name} if is_known else ())
    always = is_known or name in certain(group)
    for element in group.elements:
        if name in mentioned(element):
            seen = always if isinstance(element, Filter) else name in left
            if not _may_change(name, element, known, is_sure=seen):
                return False
        left |= certainly_bound_by(element, left)
    return True


def _may_change(name: str, element: Element, known: Bindings, *, is_sure: bool) -> bool:
    match element:
        case Minus():
            return False
        case Filter(expression):
            return is_sure and _has_a_place(name, expression, known)
        case Bind(expression, variable):
            return variable.name != name and is_sure and _has_a_place(name, expression, known)
        case Group():
            return _can_stand_in(name, element, known)
        case InGraph():
            return _can_stand_in(name, element.group, known)
        case Union(branches):
            return all(_can_stand_in(name, branch, known) for branch in branches)
        case Optional(group):
            inner = Group(tuple(e for e in group.elements if not isinstance(e, Filter)))
            own = [e for e in group.elements if isinstance(e, Filter)]
            return (
                is_sure
                and _can_stand_in(name, inner, known)
                and all(_has_a_place(name, f.expression, known) for f in own)
            )
        case SubSelect(select):
            return name in bound_by(element) or name not in mentioned(select)
        case _:
            return True


def _has_a_place(name: str, expression: Expression, known: Bindings) -> bool:
    try:
        instantiated_expression(expression, {name: known[name]})
    except BadQuery:
        return False
    return True
