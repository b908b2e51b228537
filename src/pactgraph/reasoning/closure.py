"""The forward closure: everything that rules derive from triples, round by round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import Triple

from pactgraph.errors import PactgraphError
from pactgraph.reasoning.columns import (
    EMPTY,
    Atom,
    Column,
    Dictionary,
    Matches,
    Table,
    distinct,
    packed,
    solve,
    unpacked,
)
from pactgraph.reasoning.rules import Pattern, Rule, Slot, Term, Variable
from pactgraph.reasoning.triples import Terms, Triples

ASSERTED: Final = 0


class Numbered(NamedTuple):
    """Triples as columns of numbers with a column of rounds; ``terms`` are by their numbers."""

    terms: Sequence[Term]
    subjects: Column
    predicates: Column
    objects: Column
    rounds: NDArray[Any]


@dataclass(frozen=True, slots=True)
class _Coded:
    """A rule in numbers."""

    body: tuple[Atom, ...]
    head: Atom


class Closure:
    """Triples and what rules derive from them; made by ``close``.

    A triple that was given is of round 0, one that a rule derives of the first round
    in which all premises of some derivation are of earlier rounds.
    """

    def __init__(
        self,
        dictionary: Dictionary,
        rules: tuple[Rule, ...],
        coded: tuple[_Coded, ...],
        tables: Mapping[int, Table],
        rounds: tuple[Mapping[int, Column], ...],
    ) -> None:
        self.rules = rules
        self._dictionary = dictionary
        self._coded = coded
        self._tables = tables
        self._rounds = rounds
        self._settled: dict[int, tuple[Column, NDArray[Any]]] = {}

    @cached_property
    def derived(self) -> Triples:
        """The triples that were not given, in the order of their terms' text."""
        found = {}
        for table in self._tables:
            keys, rounds = self._with_rounds(table)
            found[table] = keys[rounds > ASSERTED]
        return self._dictionary.in_order(found)

    @property
    def numbered(self) -> Numbered:
        """Every triple, given and derived, with its round; in no order."""
        parts = [np.empty((3, 0), dtype=np.int64)]
        numbers = [np.empty(0, dtype=np.uint8)]
        for table in self._tables:
            keys, rounds = self._with_rounds(table)
            parts.append(self._dictionary.columns(table, keys))
            numbers.append(rounds)
        s, p, o = np.concatenate(parts, axis=1)
        return Numbered(self._dictionary.terms, s, p, o, np.concatenate(numbers))

    def __len__(self) -> int:
        """Return the number of triples, given and derived."""
        return sum(map(len, self._tables.values()))

    def __contains__(self, triple: Triple) -> bool:
        return self.round_of(triple) is not None

    def round_of(self, triple: Triple) -> int | None:
        """Return the triple's round, 0 if it was given, None if it does not follow."""
        place = self._dictionary.place(triple)
        if place is None:
            return None
        table, key = place
        keys, rounds = self._with_rounds(table)
        at = int(np.searchsorted(keys, key))
        return int(rounds[at]) if at < len(keys) and keys[at] == key else None

    def matches(
        self, body: Sequence[Pattern], bindings: Mapping[Variable, Slot] | None = None
    ) -> list[tuple[Triple, ...]]:
        """Return, for each match of the body, the triple that each pattern matched.

        ``bindings`` fixes some variables. The order is that of the triples' text.
        """
        names: dict[Variable, int] = {}
        atoms = [self._dictionary.atom(pattern.bind(bindings or {}), names) for pattern in body]
        found = solve(atoms, self._tables)
        columns = [(atom, found.value(atom.subject), found.value(atom.object)) for atom in atoms]
        make = self._dictionary.triple
        rows = [
            tuple(
                make(atom.table, int(packed(s, o)[row]))
                for atom, s, o in columns
                if s is not None and o is not None
            )
            for row in range(found.size)
        ]
        return sorted(rows, key=lambda row: [str(triple) for triple in row])

    def extended(self, triples: Iterable[Triple]) -> Closure:
        """Return the closure of these triples too, at the cost of what they add.

        This closure stays as it is. Rounds go on from its last one, so that premises
        are still of earlier rounds than what follows from them.
        """
        tables = dict(self._tables)
        delta = {}
        given = self._dictionary.encoded(triples)
        for name, table in given.items():
            old = tables.get(name, EMPTY)
            new = table.keys[~old.holds(table.keys)]
            if len(new):
                tables[name], delta[name] = old.with_new(new), Table(new)
        asserted = {name: table.keys for name, table in given.items()}
        later = _fixpoint(self._dictionary, self._coded, tables, delta, whole=False)
        rounds = (_merged(self._rounds[0], asserted), *self._rounds[1:], *later)
        return Closure(self._dictionary, self.rules, self._coded, tables, rounds)

    def _with_rounds(self, table: int) -> tuple[Column, NDArray[Any]]:
        if table not in self._settled:
            parts = [(i, keys[table]) for i, keys in enumerate(self._rounds) if table in keys]
            kind = np.min_scalar_type(len(self._rounds))
            keys = np.concatenate([EMPTY.keys, *(k for _, k in parts)])
            rounds = np.repeat(
                np.array([i for i, _ in parts], dtype=kind), [len(k) for _, k in parts]
            )
            unique, at = np.unique(keys, return_index=True)
            self._settled[table] = unique, rounds[at]
        return self._settled[table]


def close(triples: Iterable[Triple], rules: Iterable[Rule]) -> Closure:
    """Return the closure of the triples under the rules.

    Rules whose head is an identity or a contradiction do not belong here and raise
    PactgraphError, as does a pattern that no table holds. A derived triple with a
    literal as its subject is no RDF and is left out. Rows of a table are closed in that table.
    """
    dictionary = Dictionary(triples.terms if isinstance(triples, Triples) else Terms())
    given = tuple(rules)
    coded = tuple(_coded(rule, dictionary) for rule in given)
    tables = dictionary.encoded(triples)
    asserted = {name: table.keys for name, table in tables.items()}
    later = _fixpoint(dictionary, coded, tables, dict(tables), whole=True)
    return Closure(dictionary, given, coded, tables, (asserted, *later))


def _coded(rule: Rule, dictionary: Dictionary) -> _Coded:
    if rule.head is None:
        raise PactgraphError(f"the rule “{rule.name}” derives nothing that could be added")
    names: dict[Variable, int] = {}
    body = tuple(dictionary.atom(pattern, names) for pattern in rule.body)
    known = len(names)
    head = dictionary.atom(rule.head, names)
    if len(names) > known:
        raise PactgraphError(f"the head of “{rule.name}” has a variable that its body has not")
    return _Coded(body, head)


def _fixpoint(
    dictionary: Dictionary,
    rules: Sequence[_Coded],
    tables: dict[int, Table],
    delta: Mapping[int, Table],
    *,
    whole: bool,
) -> list[dict[int, Column]]:
    """Add to ``tables`` what follows; return what each round added.

    Every derivation that a round makes has a premise in the delta of the round before.
    When the delta is ``whole``, one premise of each rule stands for all.
    """
    users: dict[int, list[tuple[_Coded, int]]] = defaultdict(list)
    for rule in rules:
        for place, atom in enumerate(rule.body):
            users[atom.table].append((rule, place))
    rounds = []
    while delta or whole:
        made: dict[int, list[Column]] = defaultdict(list)
        if whole:
            work = [(rule, _smallest(rule, tables)) for rule in rules]
        else:
            work = [use for name in delta for use in users.get(name, ())]
        for rule, place in work:
            first = None if place < 0 else (place, delta.get(rule.body[place].table, EMPTY))
            keys = _heads(rule, solve(rule.body, tables, first=first), dictionary)
            if len(keys):
                made[rule.head.table].append(keys)
        delta = {}
        for name, parts in made.items():
            old = tables.get(name, EMPTY)
            keys = distinct(np.concatenate(parts))
            new = keys[~old.holds(keys)]
            if len(new):
                tables[name], delta[name] = old.with_new(new), Table(new)
        if delta:
            rounds.append({name: table.keys for name, table in delta.items()})
        whole = False
    return rounds


def _smallest(rule: _Coded, tables: Mapping[int, Table]) -> int:
    sizes = [len(tables.get(atom.table, EMPTY)) for atom in rule.body]
    return sizes.index(min(sizes)) if sizes else -1


def _heads(rule: _Coded, matches: Matches, dictionary: Dictionary) -> Column:
    subject, value = matches.value(rule.head.subject), matches.value(rule.head.object)
    if subject is None or value is None or not matches.size:
        return EMPTY.keys
    keys = distinct(packed(subject, value))
    return keys[~dictionary.are_literals(unpacked(keys)[0])]


def _merged(one: Mapping[int, Column], other: Mapping[int, Column]) -> dict[int, Column]:
    found = dict(one)
    for name, keys in other.items():
        found[name] = distinct(np.concatenate((found[name], keys))) if name in found else keys
    return found
