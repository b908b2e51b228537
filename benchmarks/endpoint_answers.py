"""What endpoints answer, compared by value with the rows of the first."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any

from benchmarks.keep_alive import Response

from pactgraph.namespaces import XSD

Rows = Counter[tuple[tuple[str, object], ...]]

_NUMBERS = frozenset(
    f"{XSD}{name}"
    for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)


def rows_of(response: Response) -> Rows:
    """Return the rows of an answer in SPARQL JSON, how often each; raises ValueError if none."""
    if response.status != 200:
        first = response.body.decode(errors="replace").strip().splitlines()[:1]
        raise ValueError(f"status {response.status}: {' '.join(first)[:90]}")
    told = json.loads(response.body)
    if "boolean" in told:
        return Counter([(("boolean", bool(told["boolean"])),)])
    return Counter(
        tuple(sorted((name, _value(term)) for name, term in row.items()))
        for row in told["results"]["bindings"]
    )


def difference(expected: Rows, found: Rows) -> str:
    """Return how rows differ from those expected, empty if they do not."""
    if expected == found:
        return ""
    if expected.total() != found.total():
        return f"{found.total()} rows, not {expected.total()}"
    lacking = expected - found
    changed: Counter[str] = Counter()
    pairs = zip(sorted(lacking, key=repr), sorted(found - expected, key=repr), strict=False)
    for before, after in pairs:
        names = {name for name, _ in set(before) ^ set(after)}
        changed.update(names)
    where = ", ".join(f"?{name}" for name, _ in changed.most_common(3))
    return f"{lacking.total()} rows have other values: {where}"


def _value(term: dict[str, Any]) -> tuple[str, object]:
    """Return a term so that two ways to write one value are equal."""
    if term["type"] == "bnode":
        return "blank", ""
    if term["type"] == "uri":
        return "iri", term["value"]
    datatype = term.get("datatype", "")
    if datatype in _NUMBERS:
        try:
            return "number", Decimal(term["value"])
        except InvalidOperation:
            return datatype, term["value"]
    if datatype == f"{XSD}boolean":
        return "boolean", term["value"] in ("true", "1")
    if datatype in ("", f"{XSD}string"):
        return f"text {term.get('xml:lang', '').lower()}", term["value"]
    return datatype, term["value"]
