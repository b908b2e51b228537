"""How well a value that a client gives fits one that the graph states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz

from pactgraph.engine.results import Term
from pactgraph.namespaces import XSD
from pactgraph.query.name_table import normalised
from pactgraph.web.reconciliation.asked import LONGEST, Given, Reference
from pactgraph.web.reconciliation.entities import Entities

ALIKE: Final = 0.8
"""From which likeness on two values are taken for the same."""

_DATED: Final = frozenset(XSD[name].value for name in ("date", "gYear", "gYearMonth", "dateTime"))
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?(?:Z|[+-]\d\d:\d\d)?")


def likeness(given: Iterable[Given], stated: Sequence[Term], known: Entities) -> float | None:
    """Return how well the best of some values fits what is stated, from 0 to 1.

    None means that nothing is stated, or nothing was given: neither speaks for nor against.
    """
    pairs = [_likeness(one, value, known) for one in given for value in stated]
    return max(pairs, default=None)


def _likeness(given: Given, value: Term, known: Entities) -> float:
    if isinstance(given, Reference):
        return _of_reference(given, value, known)
    if isinstance(value, NamedNode):
        entity = known.of(value.value)
        if entity is None:
            return _of_iri(given, value.value)
        meant = known.by_id(given)
        if meant is entity:
            return 1.0
        return max((_of_words(given, form) for form in entity.forms), default=0.0)
    assert isinstance(value, Literal)
    if value.datatype.value in _DATED:
        return _of_dates(given, value.value)
    return max(_of_words(given, value.value), _of_numbers(given, value.value))


def _of_reference(given: Reference, value: Term, known: Entities) -> float:
    meant = known.by_id(given.id)
    if meant is not None:
        return float(isinstance(value, NamedNode) and value.value == meant.iri)
    # It was matched in another service: its identifier is known here from links, or its name.
    by_id = _likeness(given.id, value, known) if given.id else 0.0
    by_name = _likeness(given.name, value, known) if given.name else 0.0
    return max(by_id if by_id == 1.0 else 0.0, by_name)


def _of_iri(given: str, iri: str) -> float:
    """Return whether an IRI is meant, or its last part: ``Q227`` is what Wikidata calls it.

    >>> _of_iri("Q227", "http://www.wikidata.org/entity/Q227")
    1.0
    """
    return float(bool(given) and given in (iri, re.split(r"[/#]", iri.rstrip("/"))[-1]))


def _of_words(given: str, form: str) -> float:
    if len(given) > LONGEST:
        return 0.0
    one, other = _plain(given), _plain(form)
    return 1.0 if one == other else fuzz.token_sort_ratio(one, other) / 101


@lru_cache(maxsize=1 << 14)
def _plain(text: str) -> str:
    return normalised(text)


def _of_numbers(given: str, stated: str) -> float:
    try:
        return float(float(given) == float(stated))
    except ValueError:
        return 0.0


def _of_dates(given: str, stated: str) -> float:
    """Return whether two dates can be the same: as far as both are precise.

    >>> _of_dates("2010-11-20T00:00:00Z", "2010-11"), _of_dates("2010-12", "2010-11-20")
    (1.0, 0.0)
    """
    one, other = _parts(given), _parts(stated)
    if one is None or other is None:
        return 0.0
    return float(all(a == b for a, b in zip(one, other, strict=False)))


def _parts(text: str) -> tuple[int, ...] | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    parts = tuple(int(part) for part in match.groups() if part is not None)
    try:
        date(*(*parts, 1, 1)[:3])
    except ValueError:
        return None
    return parts
