"""Triples as columns of numbers, one sorted table a predicate, and joins over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import NamedNode, Triple

from pactgraph.errors import PactgraphError
from pactgraph.namespaces import RDF
from pactgraph.reasoning.rules import Pattern, Term, Variable
from pactgraph.reasoning.triples import Terms, Triples

Column: TypeAlias = NDArray[np.int64]

KEY_BITS: Final = 32
_LOW: Final = (1 << KEY_BITS) - 1
_TYPE: Final = RDF.type
_NONE: Final[Column] = np.empty(0, dtype=np.int64)


class Table:
    """Pairs of numbers as sorted keys without repeats: the subject high, the object low.

    A table is never changed: adding to one makes another.
    """

    __slots__ = ("__dict__", "keys")

    def __init__(self, keys: Column) -> None:
        self.keys = keys

    @classmethod
    def of(cls, keys: Column | Sequence[int]) -> Table:
        """Return the table of keys in any order, with or without repeats."""
        return cls(distinct(np.array(keys, dtype=np.int64)))

    @cached_property
    def by_object(self) -> Column:
        """The same pairs with the object high."""
        return np.sort(packed(self.keys & _LOW, self.keys >> KEY_BITS))

    def __len__(self) -> int:
        return len(self.keys)

    def with_new(self, keys: Column) -> Table:
        """Return the table with more keys, sorted and none of them in it yet."""
        if not len(self.keys):
            return Table(keys)
        both = np.insert(self.keys, np.searchsorted(self.keys, keys), keys)
        return Table(both)

    def holds(self, keys: Column) -> NDArray[np.bool_]:
        """Return, for each key, whether it is in the table."""
        if not len(self.keys):
            return np.zeros(len(keys), dtype=np.bool_)
        at = np.searchsorted(self.keys, keys)
        at[at == len(self.keys)] = 0
        found: NDArray[np.bool_] = self.keys[at] == keys
        return found


EMPTY: Final = Table(_NONE)


def distinct(keys: Column) -> Column:
    """Return the keys sorted and without repeats (sorting beats NumPy's hashing here)."""
    keys = np.sort(keys)
    return keys[np.concatenate(([True], keys[1:] != keys[:-1]))] if len(keys) else keys


def packed(high: Column, low: Column) -> Column:
    """Return each pair as one number."""
    return (high << KEY_BITS) | low


def unpacked(keys: Column) -> tuple[Column, Column]:
    """Return the subjects and the objects of keys."""
    return keys >> KEY_BITS, keys & _LOW


@dataclass(frozen=True, slots=True)
class Atom:
    """A pattern in numbers: its table, and for each place a term (>= 0) or a variable (< 0)."""

    table: int
    subject: int
    object: int


class Dictionary:
    """Terms and their numbers, and the table that each pattern looks in.

    A predicate's table has the predicate's number; the table of ``rdf:type`` with one
    class has the complement of the class's number, and 0 in the object's place.
    """

    def __init__(self, terms: Terms) -> None:
        self._numbers = terms
        self._type = terms[_TYPE]
        self._are_literals = np.empty(0, dtype=np.bool_)

    @property
    def terms(self) -> list[Term]:
        """Every term, at the place of its number."""
        return self._numbers.listed

    def are_literals(self, numbers: Column) -> NDArray[np.bool_]:
        """Return, for each number, whether its term is a literal."""
        if len(self._are_literals) != len(self.terms):
            self._are_literals = np.frombuffer(bytes(self._numbers.literals), dtype=np.bool_)
        return self._are_literals[numbers]

    def encoded(self, triples: Iterable[Triple]) -> dict[int, Table]:
        """Return the triples as tables."""
        s, p, o = self._numbers.rows(triples).T
        is_a = p == self._type
        names = np.where(is_a, ~o, p)
        keys = packed(s.astype(np.int64), np.where(is_a, 0, o))
        order = np.argsort(names, kind="stable")
        names, keys = names[order], keys[order]
        begins = np.flatnonzero(np.concatenate(([True], names[1:] != names[:-1])))
        parts = np.split(keys, begins[1:]) if len(keys) else []
        return {int(names[at]): Table.of(part) for at, part in zip(begins, parts, strict=False)}

    def place(self, triple: Triple) -> tuple[int, int] | None:
        """Return the table and the key of a triple, or None if a term of it is unknown."""
        s, p, o = (self._numbers.get(term) for term in triple)
        if s is None or o is None:
            return None
        if triple.predicate == _TYPE:
            return ~o, s << KEY_BITS
        return None if p is None else (p, s << KEY_BITS | o)

    def triple(self, table: int, key: int) -> Triple:
        """Return the triple of a key of a table."""
        terms = self.terms
        if table < 0:
            return Triple(terms[key >> KEY_BITS], _TYPE, terms[~table])  # type: ignore[arg-type]
        return Triple(terms[key >> KEY_BITS], terms[table], terms[key & _LOW])  # type: ignore[arg-type]

    def columns(self, table: int, keys: Column) -> Column:
        """Return some keys of a table as rows of numbers: subjects, predicates, objects."""
        subjects, objects = unpacked(keys)
        p, o = (self._type, ~table) if table < 0 else (table, objects)
        return np.stack(np.broadcast_arrays(subjects, p, o))

    def in_order(self, found: Mapping[int, Column]) -> Triples:
        """Return the triples of some keys of tables in the order of their terms' text."""
        parts = [self.columns(table, keys) for table, keys in found.items()]
        rows = np.concatenate([EMPTY.keys.reshape(3, 0), *parts], axis=1).T
        is_used = np.zeros(len(self.terms), dtype=np.bool_)
        is_used[rows] = True
        used = np.flatnonzero(is_used).tolist()
        text = {number: str(self.terms[number]) for number in used}
        ranks = np.zeros(len(self.terms), dtype=np.int64)
        ranks[sorted(used, key=text.__getitem__)] = range(len(used))
        s, p, o = ranks[rows].T
        return Triples(self._numbers, rows[np.lexsort((o, p, s))].astype(np.int32))

    def atom(self, pattern: Pattern, names: dict[Variable, int]) -> Atom:
        """Return the pattern in numbers; ``names`` gets a negative one for each new variable.

        Raises PactgraphError for a variable in a place that has a table of its own.
        """
        subject, predicate, value = pattern
        if not isinstance(predicate, NamedNode) or (
            predicate == _TYPE and isinstance(value, Variable)
        ):
            raise PactgraphError(f"no table holds the pattern {pattern}")
        s, o = (
            names.setdefault(slot, -len(names) - 1)
            if isinstance(slot, Variable)
            else self._numbers[slot]
            for slot in (subject, value)
        )
        if predicate == _TYPE:
            return Atom(~o, s, 0)
        return Atom(self._numbers[predicate], s, o)


class Matches:
    """What the variables stand for, a column each, one row a match."""

    __slots__ = ("columns", "size")

    def __init__(self, columns: Mapping[int, Column], size: int) -> None:
        self.columns = columns
        self.size = size

    def value(self, slot: int) -> Column | None:
        """Return the column of a term or of a known variable, else None."""
        if slot >= 0:
            return np.full(self.size, slot, dtype=np.int64)
        return self.columns.get(slot)

    def joined(self, atom: Atom, table: Table) -> Matches:
        """Return the matches that the table carries on, with the atom's variables known."""
        subject, value = self.value(atom.subject), self.value(atom.object)
        if subject is not None and value is not None:
            return self._rows(np.flatnonzero(table.holds(packed(subject, value))), {})
        if subject is not None:
            rows, found = _ranges(table.keys, subject)
            return self._rows(rows, {atom.object: found})
        if value is not None:
            rows, found = _ranges(table.by_object, value)
            return self._rows(rows, {atom.subject: found})
        keys = table.keys
        if atom.subject == atom.object:
            keys = keys[(keys >> KEY_BITS) == (keys & _LOW)]
        rows = np.repeat(np.arange(self.size), len(keys))
        subjects, objects = unpacked(np.tile(keys, self.size))
        return self._rows(rows, {atom.subject: subjects, atom.object: objects})

    def _rows(self, rows: Column, new: Mapping[int, Column]) -> Matches:
        columns = {name: column[rows] for name, column in self.columns.items()}
        return Matches({**columns, **new}, len(rows))


def solve(
    atoms: Sequence[Atom],
    tables: Mapping[int, Table],
    *,
    first: tuple[int, Table] | None = None,
    given: Mapping[int, int] | None = None,
) -> Matches:
    """Return every match of all the atoms.

    ``first`` is an atom's place in the list and the table to use for it alone, before
    the others; ``given`` what some variables stand for already.
    """
    known = {name: np.array([number], dtype=np.int64) for name, number in (given or {}).items()}
    matches = Matches(known, 1)
    todo = list(atoms)
    if first is not None:
        matches = matches.joined(todo.pop(first[0]), first[1])
    while todo and matches.size:
        atom = min(todo, key=lambda a: _cost(a, matches, tables))
        todo.remove(atom)
        matches = matches.joined(atom, tables.get(atom.table, EMPTY))
    return matches


def _cost(atom: Atom, matches: Matches, tables: Mapping[int, Table]) -> tuple[int, int]:
    unknown = {slot for slot in (atom.subject, atom.object) if slot < 0} - matches.columns.keys()
    # A table of one class has a constant object, which narrows nothing.
    free = 2 if unknown and atom.table < 0 else len(unknown)
    return free, len(tables.get(atom.table, EMPTY))


def _ranges(keys: Column, high: Column) -> tuple[Column, Column]:
    """Return, for each low part under each high one, the row of the high one and the low part."""
    start = np.searchsorted(keys, high << KEY_BITS)
    counts = np.searchsorted(keys, (high + 1) << KEY_BITS) - start
    rows = np.repeat(np.arange(len(high)), counts)
    offsets = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    return rows, keys[np.repeat(start, counts) + offsets] & _LOW
