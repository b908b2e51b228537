"""Class expressions flattened into rules: as a body where they stand below, a head above."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, product
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.errors import UnsupportedAxiom
from pactgraph.namespaces import OWL, RDF
from pactgraph.reasoning.axioms import Axiom
from pactgraph.reasoning.expressions import (
    NOTHING,
    THING,
    AllValues,
    AtMost,
    ClassExpression,
    Complement,
    DataRange,
    HasValue,
    Intersection,
    Named,
    OneOf,
    Property,
    SomeValues,
    Union,
)
from pactgraph.reasoning.hierarchy import Hierarchy
from pactgraph.reasoning.rules import Pattern, Slot, Term, Variable

_TYPE: Final = RDF.type


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule before its variables are tidied and its name is given."""

    axiom: Axiom
    construct: str
    body: tuple[Pattern, ...]
    head: Pattern | None
    label: str


@dataclass(frozen=True, slots=True)
class Body:
    """Patterns, and variables that can only be one individual."""

    patterns: tuple[Pattern, ...] = ()
    equal: Mapping[Variable, Slot] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Across:
    """An expression above a class that makes no rule by itself: what is in it, and by what."""

    body: Body
    at: Slot
    expression: SomeValues | AllValues


def statement(on: Property, subject: Slot, value: Slot) -> Pattern:
    """Return the pattern of a property between two terms, turned round if it is inverted."""
    if on.inverted:
        subject, value = value, subject
    return Pattern(subject, on.iri, value)


def a(member: Slot, of: NamedNode) -> Pattern:
    """Return the pattern that the member is of the class."""
    return Pattern(member, _TYPE, of)


class ClassRules:
    """Makes the rules of class axioms.

    ``across`` collects, on a first pass, the expressions of an equivalence that make no
    rule above their class; given back with the ``hierarchy`` of names on a second pass,
    they count wherever a wider expression of the same kind stands below.
    """

    def __init__(
        self,
        refuse: Callable[[str, Term, Triple | None], UnsupportedAxiom],
        *,
        across: Iterable[Across] = (),
        hierarchy: Hierarchy | None = None,
    ) -> None:
        self.across: list[Across] = []
        self._known = tuple(across)
        self._hierarchy = hierarchy or Hierarchy()
        self._refuse = refuse
        self._fresh = count()

    def refused(self, what: str, axiom: Axiom) -> UnsupportedAxiom:
        """Return the error that names what in the axiom has no rule."""
        subject = axiom.triples[0].subject
        assert not isinstance(subject, Triple)
        return self._refuse(what, subject, axiom.triples[0])

    def inclusion(
        self,
        lower: ClassExpression,
        upper: ClassExpression,
        axiom: Axiom,
        construct: str,
        *,
        strict: bool,
    ) -> Iterator[Draft]:
        """Yield the rules by which what is in ``lower`` is in ``upper``."""
        x = Variable("x")
        construct = _BELOW.get(type(lower), construct)
        if isinstance(lower, SomeValues) and lower.filler == THING:
            construct = "cls-svf2"
        for body in self.below_bodies(lower, x, axiom, strict=strict):
            if not body.patterns and not body.equal:
                raise self.refused("owl:Thing below another class", axiom)
            yield from self._above_body(body, x, upper, axiom, construct, strict)

    def exclusion(
        self, one: ClassExpression, other: ClassExpression, axiom: Axiom, construct: str
    ) -> Iterator[Draft]:
        """Yield the contradictions of something that is in both."""
        both = Intersection((one, other))
        for body in self.below_bodies(both, Variable("x"), axiom, strict=True):
            label = f"{one} and {other} are disjoint"
            yield Draft(axiom, construct, _bound(body), None, label)

    def above(
        self,
        patterns: tuple[Pattern, ...],
        at: Slot,
        upper: ClassExpression,
        axiom: Axiom,
        construct: str,
    ) -> Iterator[Draft]:
        """Yield the rules by which what the patterns match at ``at`` is in ``upper``."""
        yield from self._above_body(Body(patterns), at, upper, axiom, construct, True)

    def below_bodies(
        self, expression: ClassExpression, at: Slot, axiom: Axiom, *, strict: bool
    ) -> list[Body]:
        """Return the bodies, one of which must hold for ``at`` to be in the expression.

        Raises UnsupportedAxiom, if ``strict``, for an expression that no body says.
        """
        match expression:
            case Named():
                if expression == THING:
                    return [Body()]
                return [Body((a(at, expression.iri),))]
            case Intersection(parts=parts):
                each = [self.below_bodies(p, at, axiom, strict=strict) for p in parts]
                return [b for choice in product(*each) if (b := _joined(choice)) is not None]
            case Union(parts=parts):
                return [b for p in parts for b in self.below_bodies(p, at, axiom, strict=strict)]
            case OneOf(members=members):
                if isinstance(at, Variable):
                    return [Body((), {at: member}) for member in members]
                return [Body()] if at in members else []
            case HasValue(property=on, value=value):
                return [Body((statement(on, at, value),))]
            case SomeValues(property=on, filler=filler):
                end = Variable(f"f{next(self._fresh)}")
                step = Body((statement(on, at, end),))
                inner = self.below_bodies(filler, end, axiom, strict=strict)
                found = [b for body in inner if (b := _joined((step, body))) is not None]
                return found + self._from_across(expression, at)
            case AllValues() if not strict:
                return self._from_across(expression, at)
            case Complement() | AtMost() if not strict:
                return []
        raise self.refused(f"{_NAMED[type(expression)]} below a class", axiom)

    def _above_body(
        self,
        body: Body,
        at: Slot,
        upper: ClassExpression,
        axiom: Axiom,
        construct: str,
        strict: bool,
    ) -> Iterator[Draft]:
        match upper:
            case Named():
                if upper == NOTHING:
                    yield Draft(axiom, "cls-nothing2", _bound(body), None, axiom.label)
                elif upper != THING:
                    yield _draft(axiom, construct, body, a(at, upper.iri))
            case Intersection(parts=parts):
                for part in parts:
                    yield from self._above_body(body, at, part, axiom, "cls-int2", strict)
            case HasValue(property=on, value=value):
                if on.inverted and isinstance(value, Literal):
                    raise self.refused("a literal as a subject", axiom)
                yield _draft(axiom, "cls-hv1", body, statement(on, at, value))
            case AllValues(property=on, filler=filler):
                self.across.append(Across(body, at, upper))
                if not isinstance(filler, DataRange):
                    end = Variable(f"f{next(self._fresh)}")
                    longer = Body((*body.patterns, statement(on, at, end)), body.equal)
                    yield from self._above_body(longer, end, filler, axiom, "cls-avf", strict)
            case Complement(of=of):
                for other in self.below_bodies(of, at, axiom, strict=True):
                    both = _joined((body, other))
                    if both is not None:
                        yield Draft(axiom, "cls-com", _bound(both), None, axiom.label)
            case AtMost(property=on, count=most):
                one, two = (Variable(f"f{next(self._fresh)}") for _ in range(2))
                values = (statement(on, at, one), statement(on, at, two))
                if most == 0:
                    longer = Body((*body.patterns, values[0]), body.equal)
                    yield Draft(axiom, "cls-maxc1", _bound(longer), None, axiom.label)
                else:
                    longer = Body((*body.patterns, *values), body.equal)
                    yield _draft(axiom, "cls-maxc2", longer, Pattern(one, OWL.sameAs, two))
            case SomeValues() if not strict:
                self.across.append(Across(body, at, upper))
            case Union() | OneOf() if not strict:
                return
            case _:
                raise self.refused(f"{_NAMED[type(upper)]} above a class", axiom)

    def _from_across(self, wider: SomeValues | AllValues, at: Slot) -> list[Body]:
        """Return bodies that put ``at`` in a narrower expression of an equivalence."""
        found = []
        for known in self._known:
            if not self._hierarchy.below(known.expression, wider):
                continue
            names: dict[Variable, Slot] = {}
            for pattern in known.body.patterns:
                for variable in pattern.variables():
                    names.setdefault(variable, Variable(f"f{next(self._fresh)}"))
            if isinstance(known.at, Variable) and known.at not in known.body.equal:
                names[known.at] = at
                patterns = tuple(p.bind(known.body.equal).bind(names) for p in known.body.patterns)
                found.append(Body(patterns))
        return found


def _draft(axiom: Axiom, construct: str, body: Body, head: Pattern) -> Draft:
    return Draft(axiom, construct, _bound(body), head.bind(body.equal), axiom.label)


def _bound(body: Body) -> tuple[Pattern, ...]:
    return tuple(pattern.bind(body.equal) for pattern in body.patterns)


def _joined(bodies: Iterable[Body]) -> Body | None:
    """Return the bodies as one, or None if a variable would have to be two individuals."""
    patterns: list[Pattern] = []
    equal: dict[Variable, Slot] = {}
    for body in bodies:
        patterns += body.patterns
        for variable, term in body.equal.items():
            if equal.setdefault(variable, term) != term:
                return None
    return Body(tuple(patterns), equal)


_BELOW = {
    Intersection: "cls-int1",
    Union: "cls-uni",
    OneOf: "cls-oo",
    HasValue: "cls-hv2",
    SomeValues: "cls-svf1",
}

_NAMED = {
    Named: "a class",
    DataRange: "a data range",
    Intersection: "owl:intersectionOf",
    Union: "owl:unionOf",
    Complement: "owl:complementOf",
    OneOf: "owl:oneOf",
    SomeValues: "owl:someValuesFrom",
    AllValues: "owl:allValuesFrom",
    HasValue: "owl:hasValue",
    AtMost: "owl:maxCardinality",
}
