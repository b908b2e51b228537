"""Which names and class expressions stand below which, as far as the scm- rules say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode

from pactgraph.namespaces import RDF
from pactgraph.reasoning.expressions import (
    NOTHING,
    THING,
    AllValues,
    ClassExpression,
    Intersection,
    Named,
    Property,
    SomeValues,
    Union,
)
from pactgraph.reasoning.rules import Pattern

_TYPE: Final = RDF.type


class Hierarchy:
    """The classes above each class and the properties above each property."""

    def __init__(self) -> None:
        self._above: dict[NamedNode, set[NamedNode]] = defaultdict(set)

    @classmethod
    def of(cls, rules: Iterable[tuple[tuple[Pattern, ...], Pattern | None]]) -> Hierarchy:
        """Return the hierarchy that rules of one premise make, each given as body and head."""
        told = cls()
        for body, head in rules:
            if len(body) != 1 or head is None:
                continue
            (s, p, o), (hs, hp, ho) = body[0], head
            if p == hp == _TYPE and s == hs:
                low, high = o, ho
            elif _TYPE not in (p, hp) and (s, o) == (hs, ho) and s != o:
                low, high = p, hp
            else:
                continue
            if isinstance(low, NamedNode) and isinstance(high, NamedNode):
                told._above[low].add(high)
        for low in list(told._above):
            found, todo = set(told._above[low]), list(told._above[low])
            while todo:
                new = told._above.get(todo.pop(), set()) - found
                found |= new
                todo += new
            told._above[low] = found
        return told

    def below(self, one: ClassExpression, other: ClassExpression) -> bool:
        """Tell whether scm-sco, -int, -uni, -svf and -avf put one below the other, or both are one.

        False may only mean that these rules do not say it.
        """
        if one in (other, NOTHING) or other == THING:
            return True
        match one, other:
            case Named(), Named():
                return other.iri in self._above.get(one.iri, ())
            case SomeValues(), SomeValues():
                fits = self._property_below(one.property, other.property)
                return fits and self.below(one.filler, other.filler)
            case AllValues(), AllValues():
                fits = self._property_below(other.property, one.property)
                return fits and self.below(one.filler, other.filler)
            case Intersection(), _:
                return any(self.below(part, other) for part in one.parts)
            case _, Union():
                return any(self.below(one, part) for part in other.parts)
        return False

    def _property_below(self, one: Property, other: Property) -> bool:
        return one.inverted == other.inverted and (
            one.iri == other.iri or other.iri in self._above.get(one.iri, ())
        )
