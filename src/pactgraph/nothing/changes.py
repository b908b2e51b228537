"""The ways in which a condition can ask for a little less: along the ontology, or by a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from pactgraph.namespaces import RDF, RDFS, XSD
from pactgraph.nothing.apart import fresh
from pactgraph.nothing.asking import BudgetedAsk
from pactgraph.nothing.conditions import Condition, Conditions, Set
from pactgraph.nothing.parameters import Given, equality
from pactgraph.nothing.report import Change, Kind
from pactgraph.nothing.scope import named
from pactgraph.nothing.vocabulary import Vocabulary
from pactgraph.syntax.tree import (
    Bind,
    Call,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    InGraph,
    Operation,
    Optional,
    Slot,
    TriplePattern,
    Triples,
    Values,
    Var,
)

_MOST_STEPS = 4
ORDER = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True)
class Attempt:
    """A change, and the conditions as they then are: some left out, some with others instead."""

    change: Change
    number: int
    left_out: Set = frozenset()
    instead: tuple[Element, ...] | None = None
    shown: tuple[str, ...] = ()

    @property
    def cost(self) -> tuple[int, int, int, str]:
        """Sorts the least change first."""
        change = self.change
        return (ORDER[change.kind], change.steps, self.number, str(change.new or ""))


class Changes:
    """Makes the changes of the conditions of a query."""

    def __init__(
        self, conditions: Conditions, vocabulary: Vocabulary, given: Given, asker: BudgetedAsk
    ) -> None:
        self._asker = asker
        self._conditions = conditions
        self._vocabulary = vocabulary
        self._given = given
        taken = frozenset().union(*(named(c.element) for c in conditions.every))
        self._other = Var(fresh(taken, "other"))

    def of(self, condition: Condition, chosen: Set) -> Iterator[Attempt]:
        """Yield the changes of one of the chosen conditions."""
        match condition.element:
            case Filter(expression):
                yield self._without_filter(condition, expression)
            case Values(variables) if len(variables) == 1:
                yield from self._other_values(condition, variables[0].name, chosen)
            case Bind() | Optional():
                return
            case _:
                pattern = condition.pattern
                if pattern is not None:
                    yield from self._of_pattern(condition, pattern, chosen)
                yield self._left_out(condition)

    def _left_out(self, condition: Condition, kind: Kind = Kind.LEFT_OUT) -> Attempt:
        shown = tuple(sorted(named(condition.element) - {condition.graph_name}))
        change = Change(kind, (condition.element,))
        return Attempt(change, condition.number, frozenset({condition.number}), shown=shown)

    def _without_filter(self, condition: Condition, expression: Expression) -> Attempt:
        asked = equality(expression, self._given.bindings)
        if asked is None or asked[0] not in condition.reads:
            return self._left_out(condition, Kind.FILTER)
        variable, value, parameter = asked
        kind = Kind.PARAMETER if parameter else Kind.VALUE
        change = Change(kind, (condition.element,), old=value, variable=variable)
        return Attempt(change, condition.number, frozenset({condition.number}), shown=(variable,))

    def _other_values(self, condition: Condition, name: str, chosen: Set) -> Iterator[Attempt]:
        parameter = self._given.of_variable(name)
        old = self._given.bindings.get(name)
        if parameter is None:
            change = Change(Kind.VALUE, (condition.element,), variable=name)
            yield Attempt(change, condition.number, frozenset({condition.number}), shown=(name,))
            return
        for number in chosen:
            element = self._conditions[number].element
            if isinstance(element, Filter):
                asked = equality(element.expression, self._given.bindings)
                if asked is not None and asked[2] == name:
                    return
        left = self._conditions.speaking(chosen - {condition.number})
        change = Change(Kind.PARAMETER, (condition.element,), old=old, variable=name)
        if any(name in self._conditions[n].binds.certain for n in left):
            yield Attempt(change, condition.number, frozenset({condition.number}), shown=(name,))
            return
        if parameter.of_class is None or parameter.of_class == RDFS.Resource:
            return
        if parameter.of_class.value in XSD:
            return
        members = Triples((TriplePattern(Var(name), RDF.type, parameter.of_class),))
        yield Attempt(change, condition.number, instead=(members,), shown=(name,))

    def _of_pattern(
        self, condition: Condition, pattern: TriplePattern, chosen: Set
    ) -> Iterator[Attempt]:
        if pattern.predicate == RDF.type and isinstance(pattern.object, NamedNode):
            yield from self._wider_class(condition, pattern, pattern.object)
        elif isinstance(pattern.predicate, NamedNode):
            yield from self._wider_property(condition, pattern, pattern.predicate, chosen)
        if pattern.predicate != RDF.type:
            yield from self._other_ends(condition, pattern)
        if condition.graph is not None:
            yield from self._other_graph(condition, pattern, chosen)

    def _wider_class(
        self, condition: Condition, pattern: TriplePattern, old: NamedNode
    ) -> Iterator[Attempt]:
        for steps, new in self._vocabulary.wider(old):
            if steps > _MOST_STEPS:
                return
            wider = replace(pattern, object=new)
            elements, shown = self._in_its_graph(
                condition, wider, replace(pattern, object=self._other)
            )
            change = Change(Kind.CLASS, (condition.element,), old, new, steps=steps)
            subject = (pattern.subject.name,) if isinstance(pattern.subject, Var) else ()
            yield Attempt(change, condition.number, instead=elements, shown=(*subject, *shown))

    def _wider_property(
        self, condition: Condition, pattern: TriplePattern, old: NamedNode, chosen: Set
    ) -> Iterator[Attempt]:
        free = replace(pattern, predicate=self._other)
        ends = tuple(sorted(named((pattern.subject, pattern.object))))
        for steps, new in self._vocabulary.wider(old):
            elements, shown = self._in_its_graph(condition, replace(pattern, predicate=new), free)
            change = Change(Kind.PROPERTY, (condition.element,), old, new, steps=steps)
            yield Attempt(change, condition.number, instead=elements, shown=(*ends, *shown))
        held = [self._is_held(e, condition, chosen) for e in (pattern.subject, pattern.object)]
        if not isinstance(pattern.object, Literal) and any(held):
            turned = TriplePattern(pattern.object, old, pattern.subject)
            change = Change(Kind.INVERSE, (condition.element,), old, old)
            yield Attempt(
                change, condition.number, instead=(_placed(condition, turned),), shown=ends
            )
        if all(held):
            change = Change(Kind.ANY_PROPERTY, (condition.element,), old, variable=self._other.name)
            yield Attempt(
                change,
                condition.number,
                instead=(_placed(condition, free),),
                shown=(*ends, self._other.name),
            )

    def _is_held(self, slot: Slot, condition: Condition, chosen: Set) -> bool:
        """Tell whether another condition says what an end of a pattern is."""
        if not isinstance(slot, Var):
            return True
        return any(
            slot.name in self._conditions[n].binds.certain for n in chosen - {condition.number}
        )

    def _in_its_graph(
        self, condition: Condition, wider: TriplePattern, free: TriplePattern
    ) -> tuple[tuple[Element, ...], tuple[str, ...]]:
        if condition.graph is None:
            return (Triples((wider,)),), ()
        # A passage states the narrower term alone; the wider one follows from it in merged.
        return (_placed(condition, free), Triples((wider,))), (self._other.name,)

    def _other_ends(self, condition: Condition, pattern: TriplePattern) -> Iterator[Attempt]:
        for end in ("object", "subject"):
            old = getattr(pattern, end)
            if not isinstance(old, NamedNode | Literal):
                continue
            free = _placed(condition, replace(pattern, **{end: self._other}))
            shown = (self._other.name,)
            tests: tuple[Element, ...] | None = ()
            if isinstance(pattern.predicate, Var):
                # Any property at all also gives names, kinds and links to other data sets.
                tests = self._of_the_same_kind(pattern.predicate, old)
            if tests is not None:
                change = Change(Kind.VALUE, (condition.element,), old, variable=self._other.name)
                yield Attempt(change, condition.number, instead=(free, *tests), shown=shown)
            if isinstance(old, Literal) and (old.language or old.datatype == XSD.string):
                same = Operation(
                    "=",
                    (
                        Call("LCASE", (Call("STR", (self._other,)),)),
                        Literal(old.value.lower()),
                    ),
                )
                change = Change(Kind.SPELLING, (condition.element,), old, variable=self._other.name)
                yield Attempt(change, condition.number, instead=(free, Filter(same)), shown=shown)

    def _of_the_same_kind(
        self, predicate: Var, old: NamedNode | Literal
    ) -> tuple[Element, ...] | None:
        """Return the tests that a property of the ontology joins another thing of old's kind.

        None where there is no such thing to ask for: old is a literal, or its kind not known.
        """
        if not isinstance(old, NamedNode):
            return None
        kinds = self._narrowest_kinds(old)
        joining = sorted(self._vocabulary.objects, key=str)
        if not kinds or not joining:
            return None
        same = Group((Triples(tuple(TriplePattern(self._other, RDF.type, k) for k in kinds)),))
        return (
            Filter(Operation("IN", (predicate, *joining))),
            Filter(Exists(same, negated=False)),
            Filter(Operation("!=", (self._other, old))),
        )

    def _narrowest_kinds(self, thing: NamedNode) -> tuple[NamedNode, ...]:
        answer = self._asker.rows(f"SELECT DISTINCT ?kind {{ {thing} a ?kind }}")
        kinds = {
            kind
            for kind in (answer.column("kind") if answer is not None else ())
            if isinstance(kind, NamedNode) and kind in self._vocabulary.classes
        }
        over = {o for k in kinds for o in self._vocabulary.over(k) - {k}}
        return tuple(sorted(kinds - over, key=str))

    def _other_graph(
        self, condition: Condition, pattern: TriplePattern, chosen: Set
    ) -> Iterator[Attempt]:
        graph = condition.graph
        if isinstance(graph, NamedNode):
            change = Change(Kind.GRAPH, (condition.element,), graph, variable=self._other.name)
            free = InGraph(self._other, Group((Triples((pattern,)),)))
            yield Attempt(change, condition.number, instead=(free,), shown=(self._other.name,))
        elif not any(self._conditions[n].graph == graph for n in chosen - {condition.number}):
            return
        old = graph if isinstance(graph, NamedNode) else None
        merged = Change(Kind.GRAPH, (condition.element,), old)
        ends = tuple(sorted(named(pattern)))
        yield Attempt(merged, condition.number, instead=(Triples((pattern,)),), shown=ends)


def _placed(condition: Condition, pattern: TriplePattern) -> Element:
    triples = Triples((pattern,))
    return triples if condition.graph is None else InGraph(condition.graph, Group((triples,)))
