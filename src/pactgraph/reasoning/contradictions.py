"""What cannot all hold, and what a rule would make one: findings, each with its premises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Triple

from pactgraph.reasoning.closure import ASSERTED, Closure, close
from pactgraph.reasoning.rules import Rule, RuleSet, Slot, Term, Variable


@dataclass(frozen=True, slots=True)
class ContradictionFinding:
    """Triples that cannot all hold, in the order of the rule's body."""

    rule: Rule
    triples: tuple[Triple, ...]

    def __str__(self) -> str:
        return f"{self.rule.label}: {_listed(self.triples)}"


@dataclass(frozen=True, slots=True)
class IdentityFinding:
    """Two terms that a rule would make one, and the triples by which it would.

    Of two literals it says that one thing has two values where it may have one.
    """

    rule: Rule
    first: Term
    second: Term
    triples: tuple[Triple, ...]

    def __str__(self) -> str:
        return f"{self.rule.label}: {self.first} would be {self.second} by {_listed(self.triples)}"


@dataclass(frozen=True, slots=True)
class ScopedContradictions:
    """Contradictions inside one scope, by the scope's name, and those between several.

    The scope that holds what all the others stand on has the name None.
    """

    inside: tuple[tuple[str | None, ContradictionFinding], ...]
    between: tuple[ContradictionFinding, ...]


def find_contradictions(
    closed: Closure | Iterable[Triple], ruleset: RuleSet
) -> list[ContradictionFinding]:
    """Return every contradiction among triples that are closed already.

    The same triples are found once, by the first rule that forbids them, whichever
    way round it matches them. The order is that of the rules, then of the text.
    """
    found: dict[frozenset[Triple], ContradictionFinding] = {}
    for rule, triples in _matches(closed, ruleset.contradictions):
        found.setdefault(frozenset(triples), ContradictionFinding(rule, triples))
    return list(found.values())


def find_identities(closed: Closure | Iterable[Triple], ruleset: RuleSet) -> list[IdentityFinding]:
    """Return every pair of different terms that a rule would make one.

    Each pair is found once a rule, with the first triples that make it. Terms are
    different when they are written differently: "1" and "01" are two.
    """
    found: dict[tuple[str, frozenset[Term]], IdentityFinding] = {}
    for rule, triples in _matches(closed, ruleset.identities):
        first, second = _head_terms(rule, triples)
        if first != second:
            found.setdefault(
                (rule.name, frozenset((first, second))),
                IdentityFinding(rule, first, second, triples),
            )
    return list(found.values())


def find_scoped_contradictions(
    base: Iterable[Triple], scopes: Mapping[str, Iterable[Triple]], ruleset: RuleSet
) -> ScopedContradictions:
    """Return the contradictions in the base, in the base with one scope, and between scopes.

    Rules only add, so when everything together is free of contradictions, which is
    the common case, nothing else is looked at; otherwise each scope is closed on top
    of the closed base.
    """
    ground = list(base)
    parts = {name: list(triples) for name, triples in scopes.items()}
    closed = close(ground, ruleset.rules)
    together = closed.extended(triple for part in parts.values() for triple in part)
    everything = find_contradictions(together, ruleset)
    if not everything:
        return ScopedContradictions((), ())
    inside: list[tuple[str | None, ContradictionFinding]] = []
    known = set()
    for finding in find_contradictions(closed, ruleset):
        known.add(frozenset(finding.triples))
        inside.append((None, finding))
    grounded = frozenset(known)
    for name, triples in parts.items():
        for finding in find_contradictions(closed.extended(triples), ruleset):
            key = frozenset(finding.triples)
            if key not in grounded:
                known.add(key)
                inside.append((name, finding))
    between = tuple(f for f in everything if frozenset(f.triples) not in known)
    return ScopedContradictions(tuple(inside), between)


def derivation(closed: Closure, triple: Triple) -> tuple[Rule, tuple[Triple, ...]] | None:
    """Return the rule and premises of a least-round derivation, None for a given triple.

    Of several the one with the earliest premises is taken, then the first rule, then
    the first by text. Raises KeyError if the triple is not in the closure.
    """
    goal = closed.round_of(triple)
    if goal is None:
        raise KeyError(str(triple))
    if goal == ASSERTED:
        return None
    best: tuple[int, Rule, tuple[Triple, ...]] | None = None
    for rule in closed.rules:
        bindings = rule.head.match(triple) if rule.head else None
        if bindings is None:
            continue
        for premises in closed.matches(rule.body, bindings):
            latest = max((closed.round_of(premise) or ASSERTED for premise in premises), default=0)
            if latest < goal and (best is None or latest < best[0]):
                best = (latest, rule, premises)
    assert best is not None, f"{triple} is in the closure and no rule derives it"
    return best[1], best[2]


def leaves(closed: Closure, triples: Iterable[Triple]) -> list[Triple]:
    """Return the given triples that the triples rest on, by one least-round proof of each.

    Given triples are their own leaves. The order is that in which the proofs meet them.
    """
    found: dict[Triple, None] = {}
    seen: set[Triple] = set()
    todo = list(triples)[::-1]
    while todo:
        triple = todo.pop()
        if triple in seen:
            continue
        seen.add(triple)
        step = derivation(closed, triple)
        if step is None:
            found[triple] = None
        else:
            todo += step[1][::-1]
    return list(found)


def _matches(
    closed: Closure | Iterable[Triple], rules: Iterable[Rule]
) -> Iterator[tuple[Rule, tuple[Triple, ...]]]:
    tables = closed if isinstance(closed, Closure) else close(closed, ())
    for rule in rules:
        for triples in tables.matches(rule.body):
            yield rule, triples


def _head_terms(rule: Rule, triples: tuple[Triple, ...]) -> tuple[Term, Term]:
    assert rule.head is not None
    bindings: dict[Variable, Slot] = {}
    for pattern, triple in zip(rule.body, triples, strict=True):
        bindings |= pattern.match(triple) or {}
    first, _, second = rule.head.bind(bindings)
    assert not isinstance(first, Variable)
    assert not isinstance(second, Variable)
    return first, second


def _listed(triples: Iterable[Triple]) -> str:
    return ", ".join(map(str, triples))
