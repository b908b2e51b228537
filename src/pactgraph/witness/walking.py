"""A group's steps: its tree walked with one solution, in the order of the query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.proof.tree import Proof
from pactgraph.syntax.bound_variables import columns_of, path_of, slots
from pactgraph.syntax.refusals import ENGINE_DIFFERS, GRAPH_OF_SUB_SELECT, SERVICE
from pactgraph.syntax.tree import (
    Bind,
    Blank,
    Element,
    Filter,
    Group,
    InGraph,
    Minus,
    Optional,
    Path,
    Select,
    Slot,
    SubSelect,
    TriplePattern,
    Triples,
    Union,
    Values,
    Var,
)
from pactgraph.syntax.writing import write_expression, write_group, write_path, write_pattern
from pactgraph.witness.conditions import Conditions
from pactgraph.witness.joining import optional_part, taken_away
from pactgraph.witness.path_search import PathSearch
from pactgraph.witness.places import Places
from pactgraph.witness.questions import Questions, Solution
from pactgraph.witness.receipt import (
    Absent,
    Bindings,
    Branch,
    Inner,
    Kept,
    Matched,
    Maybe,
    Reckoned,
    Step,
    Supplied,
    Term,
    Walked,
)
from pactgraph.witness.rewriting import Exposed, Hop
from pactgraph.witness.witnesses import Witnesses

Prove = Callable[[Triple, NamedNode | None], Proof | None]
SubSelects = Callable[[Select, Bindings, NamedNode | None], tuple[Step, ...]]
"""What explains a row of a sub-select in a graph; raises BadQuery where it cannot."""


@dataclass
class _Local:
    """A group's own solution while it is walked: only what its elements have bound so far."""

    exposed: Exposed
    solution: Solution
    graph: NamedNode | None
    outside: Bindings
    bound: dict[str, Term] = field(default_factory=dict)

    def take(self, names: Sequence[str]) -> None:
        for name in names:
            if name in self.solution:
                self.bound[name] = self.solution[name]


class Walker:
    """Makes steps of groups and their solutions."""

    def __init__(
        self,
        questions: Questions,
        witnesses: Witnesses,
        prove: Prove,
        sub_selects: SubSelects,
        note: Callable[[str], None],
    ) -> None:
        self._paths = PathSearch(questions)
        self._places = Places(questions)
        self._prove = prove
        self._sub_selects = sub_selects
        self.everywhere = False
        """Whether a match is shown in every graph of FROM that holds it, not in the first."""
        self.conditions = Conditions(questions, witnesses, self, note)

    def steps(
        self, exposed: Exposed, solution: Solution, graph: NamedNode | None
    ) -> tuple[Step, ...]:
        """Return the steps of a group with one of its solutions."""
        with self._places.own_needs():
            steps, _ = self.walk(exposed, exposed.original, solution, graph)
            return self._places.with_nodes(steps, self.proved)

    def walk(
        self,
        exposed: Exposed,
        group: Group,
        solution: Solution,
        graph: NamedNode | None,
        outside: Bindings | None = None,
    ) -> tuple[tuple[Step, ...], dict[str, Term]]:
        """Return the steps of a part of a group, and what the part itself binds.

        ``outside`` is what the filters of an OPTIONAL see of its left side.
        """
        local = _Local(exposed, solution, graph, outside or {})
        found: list[tuple[Step, ...] | Filter] = []
        for element in group.elements:
            if isinstance(element, Filter):
                found.append(element)
            else:
                found.append(self._element(element, local))
        # A filter holds for its whole group, wherever it stands in it (section 5.2.2).
        seen = {**local.outside, **local.bound}
        steps: list[Step] = []
        for part in found:
            if isinstance(part, Filter):
                steps.append(self._kept(part, seen, graph))
            else:
                steps.extend(part)
        return tuple(steps), local.bound

    def _element(self, element: Element, local: _Local) -> tuple[Step, ...]:
        match element:
            case Triples():
                return tuple(
                    step for pattern in element.patterns for step in self._match(pattern, local)
                )
            case Group():
                return self._inside(element, local, local.graph)
            case Optional():
                return (self._maybe(element, local),)
            case Union():
                return (self._branch(element, local),)
            case Minus():
                return self._minus(element, local)
            case InGraph():
                return self._in_graph(element, local)
            case Bind():
                return (self._reckoned(element, local),)
            case Values():
                return (self._supplied(element, local),)
            case SubSelect():
                return (self._inner(element, local),)
            case _:
                raise SERVICE.error()

    def _inside(self, group: Group, local: _Local, graph: NamedNode | None) -> tuple[Step, ...]:
        steps, bound = self.walk(local.exposed, group, local.solution, graph)
        local.bound.update(bound)
        return steps

    def _match(self, pattern: TriplePattern, local: _Local) -> tuple[Step, ...]:
        written = write_pattern(pattern, short=True)
        local.take([slot.name for slot in slots(pattern) if isinstance(slot, Var)])
        subject = self._term(pattern.subject, local)
        target = self._term(pattern.object, local)
        path = path_of(pattern)
        if path is not None:
            walked = self._walked(pattern, path, subject, target, local)
            if not self.everywhere:
                return (walked,)
            again = [step for edge in walked.edges for step in self._placed(edge, local)[1:]]
            return (walked, *again)
        predicate = self._term(pattern.predicate, local)  # type: ignore[arg-type]
        first = self.matched(written, subject, predicate, target, local.graph)
        return self._placed(first, local) if self.everywhere else (first,)

    def _placed(self, match: Matched, local: _Local) -> tuple[Matched, ...]:
        """Return a match in every graph that holds it, the one in its own graph first."""
        places = self._places.every(match.triple, local.graph)
        others = (place for place in places if place != match.graph)
        return (match, *(self.proved(match.pattern, match.triple, place) for place in others))

    def _term(self, slot: Slot, local: _Local) -> Term:
        match slot:
            case Var():
                return local.solution[slot.name]
            case Blank():
                return local.solution[local.exposed.blanks[slot.label]]
            case _:
                return slot

    def matched(
        self, written: str, subject: Term, predicate: Term, target: Term, graph: NamedNode | None
    ) -> Matched:
        """Return a triple that was matched, proved and, in a dataset of FROM, placed."""
        if isinstance(subject, Literal) or not isinstance(predicate, NamedNode):
            raise ENGINE_DIFFERS.error(f"{written} matched no triple of RDF")
        return self.proved(written, Triple(subject, predicate, target), graph)

    def proved(self, written: str, triple: Triple, graph: NamedNode | None) -> Matched:
        """Return a triple as a step, with its proof."""
        place = self._places.of(triple, graph)
        return Matched(written, triple, place, self._prove(triple, place))

    def _walked(
        self, pattern: TriplePattern, path: Path, start: Term, end: Term, local: _Local
    ) -> Walked:
        edges: list[Triple] = []
        for hop in local.exposed.hops[id(pattern)]:
            here, there = self._term(hop.start, local), self._term(hop.end, local)
            if isinstance(hop.by, NamedNode | Var):
                by = self._term(hop.by, local)
                subject, target = (here, there) if hop.forward else (there, here)
                edges.append(Triple(subject, by, target))  # type: ignore[arg-type]
            else:
                edges.extend(self._searched(hop, here, there, local.graph))
        steps = tuple(self.proved(_edge(edge), edge, local.graph) for edge in edges)
        return Walked(write_path(path, short=True), start, end, steps)

    def _searched(
        self, hop: Hop, here: Term, there: Term, graph: NamedNode | None
    ) -> tuple[Triple, ...]:
        edges = self._paths.walk(hop.by, here, there, graph)  # type: ignore[arg-type]
        written = write_pattern(TriplePattern(hop.start, hop.by, hop.end), short=True)
        if edges is None:
            raise ENGINE_DIFFERS.error(f"no walk of {written} from {here} to {there}")
        if not edges:
            # A path of no edge stands for a node of the graph (9.2); engines ask that of a
            # term that the query names as well.
            self._places.need(here, graph, written)
        return edges

    def _maybe(self, element: Optional, local: _Local) -> Maybe:
        mark = local.exposed.marks[id(element)]
        if mark in local.solution:
            steps, bound = self.walk(
                local.exposed, element.group, local.solution, local.graph, local.bound
            )
            local.bound.update(bound)
            return Maybe(write_group(element.group, short=True), True, steps)
        sought = optional_part(element.group, local.bound)
        blockers = self.conditions.blockers(sought, local.graph, local.bound)
        return Maybe(write_group(sought, short=True), False, (), blockers, local.graph)

    def _branch(self, element: Union, local: _Local) -> Branch:
        mark = local.solution[local.exposed.marks[id(element)]]
        number = int(mark.value)
        steps = self._inside(element.branches[number - 1], local, local.graph)
        return Branch(number, len(element.branches), steps)

    def _minus(self, element: Minus, local: _Local) -> tuple[Step, ...]:
        sought = taken_away(element.group, local.bound)
        if sought is None:
            return ()
        blockers = self.conditions.blockers(sought, local.graph, local.bound)
        return (Absent("MINUS", write_group(sought, short=True), blockers, local.graph),)

    def _in_graph(self, element: InGraph, local: _Local) -> tuple[Step, ...]:
        name: Term = element.name if isinstance(element.name, NamedNode) else BlankNode()
        if isinstance(element.name, Var):
            local.take([element.name.name])
            name = local.bound.get(element.name.name, name)
        if not isinstance(name, NamedNode):
            raise GRAPH_OF_SUB_SELECT.error(
                f"the engine does not say which graph {element.name} is",
                hint="name a pattern of triples beside the sub-select inside GRAPH",
            )
        steps = self._inside(element.group, local, name)
        return self._places.in_graph(steps, name, f"GRAPH {element.name} {{ }}", self.proved)

    def _reckoned(self, element: Bind, local: _Local) -> Reckoned:
        values, steps = self.conditions.looked_at(
            element.expression, local.bound, local.graph, is_filter=False
        )
        name = element.variable.name
        if self._binds(element, name, local):
            local.take([name])
        written = write_expression(element.expression, short=True)
        return Reckoned(name, written, local.bound.get(name), values, steps)

    def _kept(self, element: Filter, seen: Bindings, graph: NamedNode | None) -> Kept:
        values, steps = self.conditions.looked_at(element.expression, seen, graph, is_filter=True)
        return Kept(write_expression(element.expression, short=True), values, steps)

    def _binds(self, element: Element, name: str, local: _Local) -> bool:
        """Tell whether an element bound a variable, which another may have bound as well."""
        mark = local.exposed.bound.get((id(element), name))
        if mark is None:
            return name in local.solution
        value = local.solution.get(mark)
        return isinstance(value, Literal) and value.value == "true"

    def _supplied(self, element: Values, local: _Local) -> Supplied:
        names = [variable.name for variable in element.variables]
        mark = local.exposed.marks.get(id(element))
        if mark is not None:
            row = element.rows[int(local.solution[mark].value)]
            names = [n for n, term in zip(names, row, strict=True) if term is not None]
        local.take(names)
        return Supplied({name: local.solution[name] for name in names})

    def _inner(self, element: SubSelect, local: _Local) -> Inner:
        names = columns_of(element.select)
        shown = [name for name in names if self._binds(element, name, local)]
        local.take(shown)
        row = {name: local.solution[name] for name in shown}
        return Inner(row, self._sub_selects(element.select, row, local.graph))


def _edge(triple: Triple) -> str:
    return f"{triple.subject} {triple.predicate} {triple.object}"
