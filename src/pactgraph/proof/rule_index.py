"""The rules that can derive a triple, in the order in which a prover prefers them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Triple

from pactgraph.namespaces import RDF
from pactgraph.proof.facts import UNKNOWN, Facts
from pactgraph.reasoning.rules import Bindings, Pattern, Rule, Term, Variable


@dataclass(frozen=True, slots=True)
class Use:
    """A rule as a way to derive something, and its place among all rules.

    ``is_searched`` says that the body has variables that the head leaves open, so that its
    premises must be searched for; ``is_transitive`` that it joins two statements of one
    property end to end into a third.
    """

    rule: Rule
    head: Pattern
    place: int
    is_searched: bool
    is_transitive: bool

    @property
    def number_of_premises(self) -> int:
        """How many premises one use of the rule takes."""
        return len(self.rule.body)

    def premises(self, bindings: Bindings, facts: Facts) -> Iterable[tuple[Triple, ...]]:
        """Return the premises of each match of the body, in any order."""
        if self.is_searched:
            return facts.matches(self.rule.body, bindings)
        found = []
        for pattern in self.rule.body:
            triple = _triple(pattern.bind(bindings))
            if triple is None or facts.round_of(triple) is None:
                return ()
            found.append(triple)
        return (tuple(found),)


class RuleIndex:
    """Rules by what they derive.

    The order: fewer premises before more; a rule whose premises the conclusion names
    before one whose premises must be searched for; then the rule's name.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        uses = []
        for rule in rules:
            if rule.head is not None:
                named = set(rule.head.variables())
                searched = any(v not in named for pattern in rule.body for v in pattern.variables())
                uses.append((len(rule.body), searched, rule.name, rule))
        uses.sort(key=lambda use: use[:3])
        self._by_head: dict[tuple[Term, Term | None], list[Use]] = defaultdict(list)
        for place, (_, searched, _, rule) in enumerate(uses):
            assert rule.head is not None
            use = Use(rule, rule.head, place, searched, _is_transitive(rule))
            self._by_head[_kind(rule.head)].append(use)

    def deriving(self, triple: Triple) -> Iterator[tuple[Use, Bindings]]:
        """Yield each rule whose head a triple matches, and what its variables then stand for."""
        for use in self._by_head.get(_kind(triple), ()):
            bindings = use.head.match(triple)
            if bindings is not None:
                yield use, bindings

    def of_property(self, predicate: Term) -> Iterator[Use]:
        """Yield each rule that derives statements of a property other than rdf:type."""
        yield from self._by_head.get((predicate, None), ())


def is_known(found: int | None) -> bool:
    """Tell whether a round is that of a triple in the closure, and was kept."""
    return found is not None and found != UNKNOWN


def _kind(triple: Pattern | Triple) -> tuple[Term, Term | None]:
    _, predicate, value = triple
    # No rule derives a type that it leaves open.
    return predicate, value if predicate == RDF.type else None  # type: ignore[return-value]


def _triple(pattern: Pattern) -> Triple | None:
    try:
        return pattern.triple()
    except TypeError:
        # A literal in the subject's place: no triple says that.
        return None


def _is_transitive(rule: Rule) -> bool:
    if rule.head is None or len(rule.body) != 2:
        return False
    (x, p, y), (y2, p2, z) = rule.body
    variables = all(isinstance(slot, Variable) for slot in (x, y, z)) and len({x, y, z}) == 3
    return variables and y == y2 and p == p2 and rule.head == Pattern(x, p, z)
