"""Statements asked of an endpoint: of many subjects, by chosen properties, in small batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pactgraph.linking.endpoint import Endpoint, Row, bounded, iris, values

AT_ONCE: Final = 100
"""How many subjects one query asks about."""

_PER_SUBJECT: Final = 2_000
"""How many rows a subject may have, before the endpoint is taken for one that has no end."""

_IRIS: Final = "{subjects} {properties} ?s ?p ?o FILTER(isIRI(?o))"
_LITERALS: Final = (
    "{subjects} {properties} ?s ?p ?o FILTER(isLiteral(?o)) BIND(STR(DATATYPE(?o)) AS ?type)"
)
_POINTING: Final = "{objects} {properties} ?s ?p ?o FILTER(isIRI(?s))"


@dataclass(frozen=True, order=True)
class Asked:
    """A statement as an endpoint gave it: nothing in it has been checked.

    ``datatype`` is empty for an IRI, and for a literal of which the endpoint does not say it.
    """

    subject: str
    property: str
    value: str
    is_iri: bool
    datatype: str = ""
    language: str = ""


def statements(
    endpoint: Endpoint, subjects: Iterable[str], properties: Sequence[str]
) -> Iterator[Asked]:
    """Yield what an endpoint states of subjects by some properties; raises as the endpoint.

    What it was not asked for is passed over.
    """
    allowed, wanted = set(properties), values("p", iris(properties))
    for some in _batches(subjects):
        parts = {"subjects": values("s", iris(some)), "properties": wanted}
        for is_iri, pattern, columns in (
            (True, _IRIS, "?s ?p ?o"),
            (False, _LITERALS, "?s ?p ?o ?type"),
        ):
            rows = endpoint.pages(pattern.format(**parts), columns)
            for row in bounded(rows, len(some) * _PER_SUBJECT, endpoint.url):
                found = _statement(row, is_iri=is_iri)
                if found is not None and found.subject in some and found.property in allowed:
                    yield found


def pointing_at(
    endpoint: Endpoint, objects: Iterable[str], properties: Sequence[str]
) -> Iterator[Asked]:
    """Yield what an endpoint states with these objects, by some properties; raises as it does."""
    allowed, wanted = set(properties), values("p", iris(properties))
    for some in _batches(objects):
        parts = {"objects": values("o", iris(some)), "properties": wanted}
        rows = endpoint.pages(_POINTING.format(**parts), "?s ?p ?o")
        for row in bounded(rows, len(some) * _PER_SUBJECT, endpoint.url):
            found = _statement(row, is_iri=True)
            if found is not None and found.value in some and found.property in allowed:
                yield found


def _batches(texts: Iterable[str]) -> Iterator[frozenset[str]]:
    every = sorted(set(texts))
    for start in range(0, len(every), AT_ONCE):
        some = every[start : start + AT_ONCE]
        if iris(some):
            yield frozenset(some)


def _statement(row: Row, *, is_iri: bool) -> Asked | None:
    subject, name, value = (row.get(column) for column in "spo")
    if subject is None or name is None or value is None:
        return None
    if (subject.kind, name.kind) != ("uri", "uri") or value.kind != (
        "uri" if is_iri else "literal"
    ):
        return None
    datatype = row.get("type")
    return Asked(
        subject.value,
        name.value,
        value.value,
        is_iri,
        datatype.value if datatype else "",
        value.language,
    )
