"""The rules by what may set them off and by what they derive, for looking at single triples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import NamedNode, Triple

from pactgraph.namespaces import RDF
from pactgraph.reasoning.joining import Find, join, solutions
from pactgraph.reasoning.rules import Bindings, Pattern, Rule, Term, Variable

_Kind = tuple[Term, Term | None]


class _Place(NamedTuple):
    """One pattern of a rule's body, the others, and the head."""

    pattern: Pattern
    rest: tuple[Pattern, ...]
    head: Pattern


class RulePlaces:
    """Rules that have heads, found by a triple that their body or their head matches.

    A rule is looked for by the triple's predicate, and by its class if that is rdf:type: a
    triple meets the few rules that speak of it, however many there are.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_body: dict[_Kind, list[_Place]] = defaultdict(list)
        self._by_head: dict[_Kind, list[Rule]] = defaultdict(list)
        # What has few premises is tried first where any derivation will do.
        for rule in sorted(rules, key=lambda rule: (len(rule.body), rule.name)):
            if rule.head is None:
                continue
            self._by_head[_kind(rule.head)].append(rule)
            for at, pattern in enumerate(rule.body):
                rest = (*rule.body[:at], *rule.body[at + 1 :])
                self._by_body[_kind(pattern)].append(_Place(pattern, rest, rule.head))

    def fired(self, triple: Triple, find: Find) -> Iterator[Triple]:
        """Yield what each rule derives in one step from a triple with what is found beside it.

        A triple may come more than once. What has a literal for its subject is no RDF, and is
        left out.
        """
        for pattern, rest, head in self._by_body.get(_kind(triple), ()):
            bindings = pattern.match(triple)
            if bindings is None:
                continue
            for solution in solutions(rest, bindings, find) if rest else (bindings,):
                derived = _triple(head, solution)
                if derived is not None:
                    yield derived

    def derivations(self, triple: Triple, find: Find) -> Iterator[tuple[Triple, ...]]:
        """Yield the premises of each way to derive a triple in one step from what is found."""
        for rule in self._by_head.get(_kind(triple), ()):
            assert rule.head is not None
            bindings = rule.head.match(triple)
            if bindings is not None:
                for solution in solutions(rule.body, bindings, find):
                    yield tuple(pattern.bind(solution).triple() for pattern in rule.body)


class ContradictionPlaces:
    """Rules that forbid what their bodies match, found by a triple that may be a part of it.

    Most forbid two values of one thing (it is of two disjoint classes). Of these one look-up
    for each thing tells, however many there are.
    """

    def __init__(self, contradictions: Iterable[Rule]) -> None:
        self._apart: dict[tuple[Term, Term], dict[NamedNode, set[Term]]] = {}
        self._by_body: dict[_Kind, list[tuple[Pattern, tuple[Pattern, ...]]]] = defaultdict(list)
        for rule in contradictions:
            pair = _of_one_thing(rule.body)
            if pair is not None:
                for one, other in (pair, pair[::-1]):
                    apart = self._apart.setdefault(one, {})
                    apart.setdefault(other[0], set()).add(other[1])
                continue
            for at, pattern in enumerate(rule.body):
                rest = (*rule.body[:at], *rule.body[at + 1 :])
                self._by_body[_kind(pattern)].append((pattern, rest))

    def contradicted(self, triple: Triple, find: Find) -> Iterator[tuple[Triple, ...]]:
        """Yield a triple with what is found that cannot hold beside it."""
        apart = self._apart.get((triple.predicate, triple.object), {})  # type: ignore[arg-type]
        for predicate, values in apart.items():
            for other in find(triple.subject, predicate, None):  # type: ignore[arg-type]
                if other.object in values:
                    yield triple, other
        for pattern, rest in self._by_body.get(_kind(triple), ()):
            bindings = pattern.match(triple)
            if bindings is not None:
                for others in join(rest, bindings, find):
                    yield (triple, *others)


def _of_one_thing(
    body: tuple[Pattern, ...],
) -> tuple[tuple[NamedNode, Term], tuple[NamedNode, Term]] | None:
    """Return the two properties and values that a body has of one thing, None if it has others."""
    if len(body) != 2 or body[0].subject != body[1].subject:
        return None
    found = [
        (pattern.predicate, pattern.object)
        for pattern in body
        if isinstance(pattern.subject, Variable)
        and isinstance(pattern.predicate, NamedNode)
        and not isinstance(pattern.object, Variable)
    ]
    return (found[0], found[1]) if len(found) == 2 else None


def _kind(triple: Pattern | Triple) -> _Kind:
    _, predicate, value = triple
    # No rule leaves a predicate open, or the class of a type.
    return predicate, value if predicate == RDF.type else None  # type: ignore[return-value]


def _triple(head: Pattern, bindings: Bindings) -> Triple | None:
    try:
        return head.bind(bindings).triple()
    except TypeError:
        return None
