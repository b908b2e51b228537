"""What keeps a pattern from matching though its own triples are there: negation in negation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from pactgraph.syntax.bound_variables import (
    bound_by,
    certain,
    certainly_bound_by,
    exists_in,
    is_aggregated,
    mentioned,
)
from pactgraph.syntax.tree import (
    Bind,
    Element,
    Exists,
    Filter,
    Group,
    InGraph,
    Minus,
    Optional,
    Select,
    SubSelect,
    Triples,
    Union,
    Values,
    Var,
)
from pactgraph.witness.instantiating import instantiated
from pactgraph.witness.joining import taken_away
from pactgraph.witness.questions import Solution
from pactgraph.witness.receipt import Bindings, Step, Term, matches
from pactgraph.witness.rewriting import Exposed
from pactgraph.witness.witnesses import MOST, Witnesses

if TYPE_CHECKING:
    from pactgraph.witness.conditions import Conditions
    from pactgraph.witness.walking import Walker

NOT_ALL_BLOCKERS = (
    "What is absent was looked for with a sub-select that counts, cuts or excludes; "
    "the facts that keep it from matching are not listed."
)
MANY_BLOCKERS = f"Of the facts that keep something from matching the first {MOST:,} are listed."


class Blocking:
    """Finds the facts that block a negated pattern."""

    def __init__(
        self,
        witnesses: Witnesses,
        walker: Walker,
        conditions: Conditions,
        note: Callable[[str], None],
    ) -> None:
        self._witnesses = witnesses
        self._walker = walker
        self._conditions = conditions
        self._note = note

    def blockers(
        self, group: Group, graph: NamedNode | None, seen: Bindings
    ) -> tuple[tuple[Step, ...], ...]:
        """Return for each solution of the bare pattern the facts that blocked it.

        ``group`` has the row's values in it. Empty where more triples can only make a
        pattern match more: then nothing that is there can block it.
        """
        bare = _Bare(group)
        if not bare.dropped and not bare.is_partial:
            return ()
        if bare.is_partial:
            self._note(NOT_ALL_BLOCKERS)
        found = self._witnesses.of_row(bare.group, {}, graph)
        if found is None:
            return ()
        if found.more:
            self._note(MANY_BLOCKERS)
        blocked: dict[tuple[object, ...], tuple[Step, ...]] = {}
        for solution in found.solutions:
            steps = tuple(self._of_solution(bare, bare.group, found.exposed, solution, graph))
            facts = tuple((m.triple, m.graph) for m in matches(steps, blockers=True))
            if facts:
                blocked.setdefault(facts, steps)
        return tuple(blocked.values())

    def _of_solution(
        self,
        bare: _Bare,
        group: Group,
        exposed: Exposed,
        solution: Solution,
        graph: NamedNode | None,
        outside: Bindings | None = None,
    ) -> Iterator[Step]:
        local: dict[str, Term] = {}
        left: list[dict[str, Term]] = [{}]
        for element in group.elements:
            yield from self._of_element(bare, element, exposed, solution, graph, local)
            left.append(dict(local))
        seen = {**(outside or {}), **local}
        for place, dropped in bare.dropped.get(id(group), ()):
            if isinstance(dropped, Minus):
                # It takes away of what stands before it, and sees nothing else.
                inside = taken_away(dropped.group, left[place])
                if inside is not None:
                    yield from self._present(inside, left[place], graph)
            elif isinstance(dropped, Filter | Bind):
                for part in exists_in(dropped.expression):
                    yield from self._present(instantiated(part.group, seen), seen, graph)

    def _of_element(
        self,
        bare: _Bare,
        element: Element,
        exposed: Exposed,
        solution: Solution,
        graph: NamedNode | None,
        local: dict[str, Term],
    ) -> Iterator[Step]:
        inner: Group | None = None
        within, outside = graph, None
        match element:
            case Group():
                inner = element
            case Optional():
                if exposed.marks[id(element)] not in solution:
                    return
                inner, outside = element.group, dict(local)
                steps, _ = self._walker.walk(exposed, inner, solution, graph, outside)
                yield from steps
            case Union():
                number = int(solution[exposed.marks[id(element)]].value)
                inner = element.branches[number - 1]
            case InGraph():
                inner = element.group
                name = element.name
                term = solution[name.name] if isinstance(name, Var) else name
                within = term if isinstance(term, NamedNode) else None
        names = bound_by(element) if inner is None else bound_by(inner)
        if inner is not None:
            yield from self._of_solution(bare, inner, exposed, solution, within, outside)
        if isinstance(element, InGraph) and isinstance(element.name, Var):
            names = (*names, element.name.name)
        local.update({name: solution[name] for name in names if name in solution})

    def _present(self, inside: Group, seen: Bindings, graph: NamedNode | None) -> Iterator[Step]:
        found = self._conditions.found(inside, seen, graph)
        if found is not None:
            yield self._conditions.present(inside, found, graph)
        else:
            # What is absent here may be so because of something that is there.
            for steps in self._conditions.blockers(inside, graph, seen):
                yield from steps


@dataclass
class _Bare:
    """A group without what more triples could turn against it.

    ``dropped`` are the elements that were left out, each with how many stand before it, by the
    identity of their group; ``is_partial`` says that a sub-select was left out too.
    """

    whole: Group
    dropped: dict[int, list[tuple[int, Element]]] = field(default_factory=dict)
    is_partial: bool = False

    def __post_init__(self) -> None:
        self._used = frozenset(_looked_at(self.whole))
        unsure, joined = _unsure(self.whole)
        self.is_partial |= joined
        self.group = self._bare(self.whole, unsure)

    def _bare(self, group: Group, unsure: frozenset[str]) -> Group:
        kept: list[Element] = []
        dropped: list[tuple[int, Element]] = []
        for element in group.elements:
            if isinstance(element, SubSelect) and not _only_grows(element.select):
                self.is_partial = True
            elif _turns(element, unsure):
                dropped.append((len(kept), element))
            elif not isinstance(element, Optional) or self._matters(element):
                kept.append(self._inside(element, unsure))
        made = Group(tuple(kept))
        if dropped:
            self.dropped[id(made)] = dropped
        return made

    def _inside(self, element: Element, unsure: frozenset[str]) -> Element:
        match element:
            case Group():
                return self._bare(element, unsure)
            case Optional():
                # Inside its own OPTIONAL a variable is bound wherever anything matches.
                return Optional(self._bare(element.group, unsure - certain(element.group)))
            case Union():
                return Union(tuple(self._bare(branch, unsure) for branch in element.branches))
            case InGraph():
                return InGraph(element.name, self._bare(element.group, unsure))
            case _:
                return element

    def _matters(self, element: Optional) -> bool:
        return not self._used.isdisjoint(bound_by(element.group))


def _turns(element: Element, unsure: frozenset[str]) -> bool:
    """Tell whether an element can cease to hold when triples are added."""
    match element:
        case Minus():
            return True
        case Filter(expression=expression) | Bind(expression=expression):
            parts = exists_in(expression)
            if not unsure.isdisjoint(mentioned(expression)):
                return True
            if isinstance(expression, Exists) and not expression.negated:
                return _turns_inside(expression.group)
            return bool(parts)
        case _:
            return False


def _turns_inside(group: Group) -> bool:
    bare = _Bare(group)
    return bool(bare.dropped) or bare.is_partial


def _unsure(group: Group) -> tuple[frozenset[str], bool]:
    """Return the variables that an OPTIONAL may leave unbound, or that are reckoned from such.

    And whether something else joins on one of them.
    """
    found: set[str] = set()
    binders: Counter[str] = Counter()
    for inside in (group, *_groups(group)):
        left: frozenset[str] = frozenset()
        for element in inside.elements:
            if isinstance(element, Optional):
                found |= set(bound_by(element.group)) - left
            elif isinstance(element, Bind) and exists_in(element.expression):
                found.add(element.variable.name)
            if isinstance(element, Triples | Values | SubSelect | Bind):
                binders.update(set(bound_by(element)) - left)
            left |= certainly_bound_by(element, left)
    joined = any(binders[name] > 1 for name in found)
    size = -1
    while size != len(found):
        size = len(found)
        for element in _every(group):
            if isinstance(element, Bind) and not found.isdisjoint(mentioned(element.expression)):
                found.add(element.variable.name)
    return frozenset(found), joined


def _looked_at(group: Group) -> Iterator[str]:
    for element in _every(group):
        match element:
            case Filter(expression=expression) | Bind(expression=expression):
                yield from mentioned(expression)
            case Minus():
                yield from mentioned(element.group)


def _groups(group: Group) -> Iterator[Group]:
    for element in _every(group):
        match element:
            case Group():
                yield element
            case Optional() | InGraph():
                yield element.group
            case Union():
                yield from element.branches


def _every(group: Group) -> Iterator[Element]:
    for element in group.elements:
        yield element
        match element:
            case Group():
                yield from _every(element)
            case Optional() | InGraph():
                yield from _every(element.group)
            case Union():
                for branch in element.branches:
                    yield from _every(branch)


def _only_grows(select: Select) -> bool:
    modifiers = select.modifiers
    cut = modifiers.limit is not None or modifiers.offset is not None
    return not cut and not is_aggregated(select) and not _turns_inside(select.where)
