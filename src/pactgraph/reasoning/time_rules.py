"""What each statement of time allows: the built-in rules that read dates as bounds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from pactgraph.errors import BadInput, Location
from pactgraph.model.dates import Precision, StatedDate, shift
from pactgraph.namespaces import PACT, XSD
from pactgraph.reasoning.bounds import Bounds, Reading

Locate = Callable[[Quad], Location | None]
"""Where a quad stands in the sources, if that is known."""


@dataclass(frozen=True, slots=True)
class BuiltinRule:
    """A rule that the build carries out by itself, with the properties that it reads."""

    name: str
    description: str
    reads: tuple[NamedNode, ...] = ()


def _moment(stated: StatedDate) -> Bounds:
    return Bounds(stated.first, stated.last, stated.first, stated.last)


def _begin(stated: StatedDate) -> Bounds:
    return Bounds(begin_not_before=stated.first, begin_not_after=stated.last)


def _end(stated: StatedDate) -> Bounds:
    return Bounds(end_not_before=stated.first, end_not_after=stated.last)


def _held(stated: StatedDate) -> Bounds:
    return Bounds(begin_not_after=stated.last, end_not_before=stated.first)


def _over(stated: StatedDate) -> Bounds:
    if stated.first == date.min:
        raise BadInput(f"no day is before {stated.lexical}")
    return Bounds(end_not_after=stated.first - timedelta(days=1))


def _first_year(stated: StatedDate) -> Bounds:
    day = date(stated.first.year, 1, 1)
    return Bounds(begin_not_before=day, begin_not_after=day)


def _last_year(stated: StatedDate) -> Bounds:
    day = date(stated.last.year, 12, 31)
    return Bounds(end_not_before=day, end_not_after=day)


def _rule(
    name: str, says: str, reads: NamedNode, read: Callable[[StatedDate], Bounds]
) -> tuple[NamedNode, tuple[BuiltinRule, Callable[[StatedDate], Bounds]]]:
    return reads, (BuiltinRule(name, says, (reads,)), read)


DATE_RULES: Final = dict(
    (
        _rule(
            "bounds-date",
            "What happens at a moment begins and ends within the stated day, month or year.",
            PACT.date,
            _moment,
        ),
        _rule("bounds-begin", "What begins at a date begins within it.", PACT.begin, _begin),
        _rule("bounds-end", "What ends at a date ends within it.", PACT.end, _end),
        _rule(
            "bounds-observed",
            "What was observed at a date has begun by its last day and not ended before its first.",
            PACT.observedOn,
            _held,
        ),
        _rule(
            "bounds-ended-before",
            "What ended before a date was over on the day before its first day.",
            PACT.endedBefore,
            _over,
        ),
        _rule(
            "bounds-first-year",
            "A period of whole years begins on the first day of its first year.",
            PACT.firstYear,
            _first_year,
        ),
        _rule(
            "bounds-last-year",
            "A period of whole years ends on the last day of its last year.",
            PACT.lastYear,
            _last_year,
        ),
    )
)
"""The rules that read one dated statement each, by its property.

A vague time (``pact:vagueTime``) is read by none: it gives no bound.
"""

INTERVAL: Final = BuiltinRule(
    "bounds-interval",
    "A stretch of time counted back from a day begins within the year, month or day, as the unit"
    " has it, that lies so many units before it, and still holds on that day.",
    (PACT.intervalLength, PACT.intervalUnit, PACT.intervalUntil),
)

LASTED: Final = BuiltinRule(
    "bounds-lasted",
    "What lasts for so many units from its begin ends not after the year, month or day, as the unit"
    " has it, that lies so many units later, and not before it if the article is of a later day,"
    " where the article gives no such bound of its own.",
    (PACT.begin, PACT.durationLength, PACT.durationUnit),
)

TIME_PROPERTIES: Final = frozenset(DATE_RULES) | frozenset(INTERVAL.reads)
"""Every property of which a statement is read as a bound."""

_LENGTH: Final = re.compile(r"\+?[0-9]{1,6}")
_UNITS: Final = {
    PACT.year: Precision.YEAR,
    PACT.month: Precision.MONTH,
    PACT.day: Precision.DAY,
}


def readings(quads: Iterable[Quad], locate: Locate | None = None) -> list[Reading]:
    """Return what the statements of time among ``quads``, all of one thing, allow.

    The parts of a relative interval belong together where they stand in one graph.
    Raises BadInput for a value that is no date, no unit or no length.
    """
    found = []
    parts: dict[str, dict[NamedNode, list[Quad]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        known = DATE_RULES.get(quad.predicate)
        if known is not None:
            rule, read = known
            with _located(quad, locate):
                found.append(Reading(rule.name, read(_date(quad)), (quad,)))
        elif quad.predicate in INTERVAL.reads:
            parts[str(quad.graph_name)][quad.predicate].append(quad)
    for graph in sorted(parts):
        for inputs in product(*(parts[graph][name] for name in INTERVAL.reads)):
            length, unit, until = inputs
            with _located(length, locate):
                bounds = interval(_date(until), _length(length), _unit(unit))
                found.append(Reading(INTERVAL.name, bounds, inputs))
    return found


def ends_by_length(
    quads: Iterable[Quad], locate: Locate | None = None
) -> Iterator[tuple[StatedDate, tuple[Quad, ...]]]:
    """Yield when a thing ended that began at a date and lasted so long, with what says so.

    ``quads`` are statements of one thing; its length and the unit of it stand in one graph. A
    begin that is coarser than the unit says nothing of the end. Raises BadInput for a value that
    is no date, no unit or no length.
    """
    parts: dict[NamedNode, list[Quad]] = defaultdict(list)
    for quad in quads:
        parts[quad.predicate].append(quad)
    for begin, length, unit in product(*(parts[name] for name in LASTED.reads)):
        if length.graph_name == unit.graph_name:
            with _located(length, locate):
                began, counted, units = _date(begin), _length(length), _unit(unit)
            with suppress(BadInput):
                yield shift(began, -counted, units), (begin, length, unit)


def interval(until: StatedDate, length: int, unit: Precision) -> Bounds:
    """Return the bounds of a stretch of time of ``length`` units that ends at ``until``.

    Raises BadInput if ``until`` is coarser than the unit.

    >>> day = StatedDate.parse("2020-01-21", Precision.DAY)
    >>> found = interval(day, 2, Precision.YEAR)
    >>> str(found.begin_not_before), str(found.begin_not_after), str(found.end_not_before)
    ('2018-01-01', '2018-12-31', '2020-01-21')
    """
    return _begin(shift(until, length, unit)).meet(_held(until))


def _date(quad: Quad) -> StatedDate:
    if not isinstance(quad.object, Literal):
        raise BadInput(f"{quad.object} is no date, and {quad.predicate} states one")
    return StatedDate.from_literal(quad.object)


def _length(quad: Quad) -> int:
    value = quad.object
    if (
        not isinstance(value, Literal)
        or value.datatype != XSD.integer
        or _LENGTH.fullmatch(value.value) is None
    ):
        raise BadInput(f"{value} is not a length", hint="write a whole number of units, such as 2")
    return int(value.value)


def _unit(quad: Quad) -> Precision:
    unit = _UNITS.get(quad.object) if isinstance(quad.object, NamedNode) else None
    if unit is None:
        raise BadInput(
            f"{quad.object} is not a unit of time",
            hint="use pact:year, pact:month or pact:day",
        )
    return unit


@contextmanager
def _located(quad: Quad, locate: Locate | None) -> Iterator[None]:
    try:
        yield
    except BadInput as error:
        raise BadInput(
            error.message,
            location=locate(quad) if locate else None,
            iri=str(quad.subject),
            hint=error.hint,
        ) from error
