"""What nearly matched: what a question would find after the least changes to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode

from pactgraph.errors import BadInput
from pactgraph.model.dates import StatedDate
from pactgraph.namespaces import PACT
from pactgraph.nothing.changes import Attempt, Changes
from pactgraph.nothing.conditions import Set
from pactgraph.nothing.minimal_sets import MinimalSets
from pactgraph.nothing.parameters import Given
from pactgraph.nothing.report import Bindings, Change, Kind, Near, Term
from pactgraph.nothing.scope import binds, binds_together, named
from pactgraph.nothing.search import Search
from pactgraph.nothing.vocabulary import Vocabulary
from pactgraph.syntax.tree import Bind, Filter, Group, Operation, Values, Var

MOST_ROWS = 5
_BOUNDS = (PACT.beginNotBefore, PACT.beginNotAfter, PACT.endNotBefore, PACT.endNotAfter)
_COMPARED = {"<", "<=", ">", ">=", "="}
_IF_NOTHING_LESS = {Kind.LEFT_OUT, Kind.ANY_PROPERTY, Kind.GRAPH}
_CHANGED_IN_VALUE = {Kind.PARAMETER, Kind.VALUE, Kind.SPELLING}


class Nearness:
    """Finds what nearly matched; ``columns`` are what the question shows of a row."""

    def __init__(
        self, search: Search, vocabulary: Vocabulary, given: Given, columns: Iterable[str]
    ) -> None:
        self._search = search
        self._vocabulary = vocabulary
        self._given = given
        self._columns = tuple(columns)
        self._changes = Changes(search.conditions, vocabulary, given, search.asker)

        self._reckoned = frozenset(
            c.element.variable.name for c in search.conditions.every if isinstance(c.element, Bind)
        )

    def _says_something(self, numbers: Set) -> bool:
        return any(
            not isinstance(self._search.conditions[n].element, Values | Bind | Filter)
            for n in numbers
        )

    def find(self, found: MinimalSets, most: int) -> tuple[Near, ...]:
        """Return what would be found, the least change first, at most so many."""
        every = self._search.conditions.numbers
        single = {min(c) for c in found.corrections if len(c) == 1}
        attempts: list[tuple[Attempt, Set, bool]] = []
        for chosen in (*found.sets, *found.unproved):
            for number in sorted(chosen):
                if single and number not in single:
                    continue
                among = every if single else chosen
                for attempt in self._changes.of(self._search.conditions[number], among):
                    attempts.append((attempt, among, bool(single)))
        attempts.sort(key=lambda item: item[0].cost)
        attempts += [(a, every, True) for a in self._joint(found) if not single]
        return tuple(self._kept(attempts, most))

    def _joint(self, found: MinimalSets) -> Iterator[Attempt]:
        """Yield the smallest corrections that leave out several conditions at once."""
        for correction in found.corrections[:2]:
            if len(correction) > 1:
                elements = tuple(self._search.conditions[n].element for n in sorted(correction))
                shown = tuple(sorted(frozenset().union(*map(named, elements))))
                change = Change(Kind.LEFT_OUT, elements)
                yield Attempt(change, min(correction), correction, shown=shown)

    def _kept(self, attempts: list[tuple[Attempt, Set, bool]], most: int) -> Iterator[Near]:
        told = 0
        changed: set[tuple[int, bool]] = set()
        respelt: set[tuple[Kind, int, bool]] = set()
        silenced: list[tuple[Set, bool]] = []
        seen: set[tuple[Change, bool]] = set()
        for attempt, chosen, whole in attempts:
            if told == most:
                return
            kind = attempt.change.kind
            place = (attempt.number, whole)
            heavier = kind in _IF_NOTHING_LESS or (
                kind in (Kind.CLASS, Kind.PROPERTY) and attempt.change.steps > 1
            )
            heavier = heavier or (kind, *place) in respelt
            joint = len(attempt.change.elements) > 1
            if (attempt.change, whole) in seen or (heavier and not joint and place in changed):
                continue
            seen.add((attempt.change, whole))
            left = self._search.conditions.speaking(chosen - attempt.left_out)
            silent = chosen - self._read(left)
            if attempt.left_out and any(s <= silent and w == whole for s, w in silenced):
                continue
            near = self._tried(attempt, left, whole)
            if near is None:
                continue
            told += 1
            changed.add(place)
            if kind is Kind.SPELLING:
                respelt.add((Kind.VALUE, *place))
            if attempt.left_out:
                silenced.append((silent, whole))
            yield near

    def _read(self, left: Set) -> Set:
        """Return conditions without the values that nothing reads any more."""
        conditions = self._search.conditions
        idle = {
            n
            for n in left
            if isinstance(conditions[n].element, Values)
            and not any(
                conditions[n].binds.possible & named(conditions[o].element) for o in left - {n}
            )
        }
        return left - idle

    def _tried(self, attempt: Attempt, left: Set, whole: bool) -> Near | None:
        if not whole and attempt.change.kind is Kind.LEFT_OUT and not self._says_something(left):
            return None
        instead = {} if attempt.instead is None else {attempt.number: attempt.instead}
        group = self._search.conditions.group(left, instead)
        bound = binds_together(group.elements).possible
        wanted = attempt.shown
        if attempt.change.kind not in _CHANGED_IN_VALUE:
            given = self._given.bindings
            plain = (n for n in attempt.shown if n not in given and n not in self._reckoned)
            wanted = (*self._columns, *plain)
        columns = tuple(dict.fromkeys(name for name in wanted if name in bound))
        if not group.elements:
            return None
        about = None
        if whole and attempt.change.kind is Kind.FILTER:
            about = self._search.conditions.tested_things(attempt.number)
        if about is not None:
            columns, group = self._with_what_is_added(columns, group)
        found = self._search.rows(group, columns, MOST_ROWS)
        if found is None or not found.rows:
            return None
        if about is not None and about[0] not in columns and not _shows_dates(found.rows):
            # Rows of dates alone tell more than what the question shows: the things stand first.
            of_things = self._search.rows(group, (about[0], *columns), MOST_ROWS)
            found = of_things or found
        rows = _nearest_first(attempt.change, found.rows, self._given)
        kinds: Mapping[str, tuple[NamedNode, ...]] = {}
        if attempt.change.kind is Kind.CLASS and attempt.shown:
            kinds = self._kinds(rows[:MOST_ROWS], attempt.shown[0])
        dates: Mapping[str, tuple[tuple[NamedNode, Literal], ...]] = {}
        if about is not None and not _shows_dates(rows):
            dates = self._dates(rows[:MOST_ROWS], about[0])
        return Near(attempt.change, whole, rows[:MOST_ROWS], found.amount, kinds, dates)

    def _with_what_is_added(
        self, columns: tuple[str, ...], group: Group
    ) -> tuple[tuple[str, ...], Group]:
        """Return columns and a group with what OPTIONALs add of that which the question shows."""
        adding = []
        for optional in self._search.conditions.adding:
            of = binds(optional).possible & {*self._columns} - {*columns}
            # A label is shown in its thing's place, and may come in several languages.
            added = sorted(name for name in of if not name.endswith("Label"))
            if added:
                adding.append(optional)
                columns = (*columns, *added)
        return columns, Group((*group.elements, *adding))

    def _dates(
        self, rows: tuple[Bindings, ...], name: str
    ) -> Mapping[str, tuple[tuple[NamedNode, Literal], ...]]:
        """Return the computed bounds of the things in a column, of all articles."""
        things = sorted({str(row[name]) for row in rows if isinstance(row.get(name), NamedNode)})
        if not things:
            return {}
        answer = self._search.asker.rows(
            f"SELECT DISTINCT ?thing ?bound ?day {{ VALUES ?thing {{ {' '.join(things)} }} "
            f"VALUES ?bound {{ {' '.join(map(str, _BOUNDS))} }} "
            f"?bounds {PACT.boundsOf} ?thing ; ?bound ?day }}"
        )
        dates: dict[str, set[tuple[NamedNode, Literal]]] = {}
        for thing, bound, day in answer or ():
            if (
                isinstance(thing, NamedNode)
                and isinstance(bound, NamedNode)
                and isinstance(day, Literal)
            ):
                dates.setdefault(thing.value, set()).add((bound, day))
        return {
            thing: tuple(sorted(of, key=lambda bound: (_BOUNDS.index(bound[0]), bound[1].value)))
            for thing, of in sorted(dates.items())
        }

    def _kinds(self, rows: tuple[Bindings, ...], name: str) -> Mapping[str, tuple[NamedNode, ...]]:
        """Return the narrowest classes that things in a column have."""
        things = sorted({str(row[name]) for row in rows if isinstance(row.get(name), NamedNode)})
        if not things:
            return {}
        answer = self._search.asker.rows(
            f"SELECT ?thing ?kind {{ VALUES ?thing {{ {' '.join(things)} }} ?thing a ?kind }}"
        )
        kinds: dict[str, set[NamedNode]] = {}
        for thing, kind in answer or ():
            if isinstance(thing, NamedNode) and kind in self._vocabulary.classes:
                assert isinstance(kind, NamedNode)
                kinds.setdefault(thing.value, set()).add(kind)
        return {
            thing: tuple(
                sorted(
                    (k for k in of if not any(k in self._vocabulary.over(o) - {o} for o in of)),
                    key=str,
                )
            )
            for thing, of in sorted(kinds.items())
        }


def _shows_dates(rows: Iterable[Bindings]) -> bool:
    return any(_is_date(term) for row in rows for term in row.values())


def _is_date(term: Term) -> bool:
    if not isinstance(term, Literal):
        return False
    try:
        StatedDate.from_literal(term)
    except BadInput:
        return False
    return True


def _nearest_first(
    change: Change, rows: tuple[Bindings, ...], given: Given
) -> tuple[Bindings, ...]:
    """Return rows with those first whose value comes nearest to what a filter compares it with."""
    element = change.elements[0]
    if not isinstance(element, Filter) or not isinstance(element.expression, Operation):
        return rows
    operation = element.expression
    if operation.operator not in _COMPARED or len(operation.operands) != 2:
        return rows
    names = [n for n in sorted(named(operation)) if n not in given.bindings]
    if len(names) != 1:
        return rows
    asked = [_measure(o) for o in operation.operands if isinstance(o, Literal)]
    asked += [
        _measure(given.bindings[o.name])
        for o in operation.operands
        if isinstance(o, Var) and o.name in given.bindings
    ]
    if len(asked) != 1 or asked[0] is None:
        return rows
    goal = asked[0]

    def distance(row: Bindings) -> tuple[bool, float]:
        value = row.get(names[0])
        measured = None if value is None else _measure(value)
        return (measured is None, abs((measured or 0.0) - goal))

    return tuple(sorted(rows, key=distance))


def _measure(term: Term) -> float | None:
    if not isinstance(term, Literal):
        return None
    try:
        return float(StatedDate.from_literal(term).first.toordinal())
    except BadInput:
        pass
    try:
        return float(term.value)
    except ValueError:
        return None
