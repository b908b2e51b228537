"""What an endpoint says of things: names, kinds, dates, countries, offices."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from pactgraph.linking.authorities import Authorities, title
from pactgraph.linking.candidate import PAGE, TITLE, Candidate, TheirName
from pactgraph.linking.catalogue import same_as
from pactgraph.linking.endpoint import Endpoint, Row, Term, iris, values
from pactgraph.linking.kinds import HAS, IS, kind_of_type
from pactgraph.linking.terms import (
    ABOUT,
    COUNTRIES,
    DESCRIPTIONS,
    IDENTIFIERS,
    LABELS,
    OFFICES,
    OTHER_NAMES,
    POPULATION,
    SAME,
    TYPES,
    YEARS,
    short,
)
from pactgraph.namespaces import DBR

_AT_ONCE: Final = 150
_TOLD: Final = (*TYPES, *YEARS, *COUNTRIES, *OFFICES, *DESCRIPTIONS, *POPULATION)
_YEAR: Final = re.compile(r"[+-]?(\d{4})(?!\d)")
_T = TypeVar("_T")


class Facts:
    """Asks an endpoint about many things at once; ``languages`` are those of the names.

    Every method raises what the endpoint raises.
    """

    def __init__(self, endpoint: Endpoint, languages: tuple[str, ...] = ("en",)) -> None:
        self._endpoint = endpoint
        self._languages = languages
        self._labels: dict[str, str] = {}

    def describe(self, candidates: Iterable[Candidate], authorities: Authorities) -> None:
        """Write into candidates what the endpoint says of their kind, dates, countries, offices."""
        by_iri: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            by_iri[candidate.iri].append(candidate)
            authority = authorities.of(candidate.iri)
            if authority is not None and authority.kind:
                candidate.kinds.setdefault(authority.kind, f"all of {authority.title}")
        rows = [row for group in _groups(by_iri) for row in self._told(group)]
        named = self.labels(
            row["o"].value
            for row in rows
            if row["o"].kind == "uri" and _in(row, (*COUNTRIES, *OFFICES, *TYPES))
        )
        for row in rows:
            for candidate in by_iri[row["s"].value]:
                _take(candidate, row, named)
        for group in _groups(by_iri):
            for table, pattern in ((HAS, "?s ?p ?x"), (IS, "?x ?p ?s")):
                for row in self._signs(group, table, pattern):
                    predicate = row["p"].value
                    way = "has" if table is HAS else "is the value of"
                    kind = table.get(predicate)
                    if kind is None:
                        continue
                    for candidate in by_iri[row["s"].value]:
                        candidate.kinds.setdefault(kind, f"{way} {short(predicate)}")

    def names(self, things: Iterable[str]) -> dict[str, list[TheirName]]:
        """Return the names that things have at the endpoint, titles among them."""
        found: dict[str, list[TheirName]] = defaultdict(list)
        for group in _groups(dict.fromkeys(things)):
            wanted = " || ".join(f'LANGMATCHES(LANG(?name), "{tag}")' for tag in self._languages)
            rows = self._endpoint.select(
                f"SELECT DISTINCT ?s ?p ?name WHERE {{ {values('s', iris(group))} "
                f"{values('p', (*LABELS, *OTHER_NAMES))} ?s ?p ?name "
                f'FILTER(LANG(?name) = "" || {wanted}) }} ORDER BY ?s ?p ?name'
            )
            for row in rows:
                name = TheirName(row["name"].value, row["p"].value, row["name"].language)
                found[row["s"].value].append(name)
            rows = self._endpoint.select(
                f"SELECT DISTINCT ?s ?page WHERE {{ {values('s', iris(group))} "
                f"{values('p', ABOUT)} ?page ?p ?s FILTER(isIRI(?page) && "
                'REGEX(STR(?page), "^https?://en\\\\.wikipedia\\\\.org/")) } ORDER BY ?s ?page'
            )
            for row in rows:
                found[row["s"].value].append(TheirName(title(row["page"].value), PAGE))
            for iri in group:
                if iri.startswith(DBR.base):
                    found[iri].append(TheirName(title(iri), TITLE))
        return found

    def same(self, things: Iterable[str]) -> dict[str, list[str]]:
        """Return what the endpoint says to be the same as things, in other data sets."""
        found: dict[str, list[str]] = defaultdict(list)
        for group in _groups(dict.fromkeys(things)):
            rows = self._endpoint.select(
                f"SELECT DISTINCT ?s ?p ?o WHERE {{ {values('s', iris(group))} "
                f"{values('p', (*SAME, *iris(IDENTIFIERS)))} ?s ?p ?o }} ORDER BY ?s ?p ?o"
            )
            for row in rows:
                other = same_as(row)
                if other is not None:
                    found[row["s"].value].append(other)
        return found

    def labels(self, things: Iterable[str]) -> dict[str, str]:
        """Return one label for each of the things; for want of one, the title in its IRI."""
        asked = [iri for iri in dict.fromkeys(things) if iri not in self._labels]
        for group in _groups(dict.fromkeys(asked)):
            rows = self._endpoint.select(
                f"SELECT ?s (SAMPLE(?name) AS ?label) WHERE {{ {values('s', iris(group))} "
                f"{values('p', LABELS)} ?s ?p ?name "
                'FILTER(LANG(?name) = "" || LANGMATCHES(LANG(?name), "en")) } GROUP BY ?s'
            )
            for row in rows:
                if "label" in row:
                    self._labels[row["s"].value] = row["label"].value
            for iri in group:
                self._labels.setdefault(iri, title(iri))
        return self._labels

    def present(self, things: Iterable[str]) -> set[str]:
        """Return those of the things that the endpoint says anything with."""
        found: set[str] = set()
        for group in _groups(dict.fromkeys(things)):
            rows = self._endpoint.select(
                f"SELECT DISTINCT ?s WHERE {{ {values('s', iris(group))} "
                "FILTER(EXISTS { ?s ?p ?o } || EXISTS { ?x ?q ?s }) }"
            )
            found |= {row["s"].value for row in rows}
        return found

    def _told(self, group: list[str]) -> list[Row]:
        return self._endpoint.select(
            f"SELECT DISTINCT ?s ?p ?o WHERE {{ {values('s', iris(group))} "
            f"{values('p', _TOLD)} ?s ?p ?o "
            'FILTER(!isLiteral(?o) || LANG(?o) = "" || LANGMATCHES(LANG(?o), "en")) } '
            "ORDER BY ?s ?p ?o"
        )

    def _signs(self, group: list[str], table: dict[str, str], pattern: str) -> list[Row]:
        return self._endpoint.select(
            f"SELECT ?s ?p WHERE {{ {values('s', iris(group))} {values('p', iris(table))} "
            f"FILTER EXISTS {{ {pattern} }} }} ORDER BY ?s ?p"
        )


def _take(candidate: Candidate, row: Row, named: dict[str, str]) -> None:
    value = row["o"]
    if _in(row, TYPES):
        label = named.get(value.value, "") if value.kind == "uri" else value.value
        candidate.types[value.value] = label
        kind = kind_of_type(value.value)
        if kind is not None:
            told = f"{short(row['p'].value)} {label or short(value.value)}"
            candidate.kinds.setdefault(kind, told)
    elif _in(row, YEARS):
        match = _YEAR.match(value.value)
        if match:
            candidate.years.add(int(match[1]))
    elif _in(row, COUNTRIES):
        candidate.countries.add(_shown(value, named))
    elif _in(row, OFFICES):
        candidate.offices.add(_shown(value, named))
    elif _in(row, DESCRIPTIONS) and value.kind == "literal":
        candidate.description = candidate.description or value.value
    elif _in(row, POPULATION) and value.value.isascii() and value.value.isdigit():
        candidate.population = max(candidate.population, int(value.value[:12]))


def _in(row: Row, predicates: Iterable[object]) -> bool:
    return any(row["p"].value == getattr(predicate, "value", None) for predicate in predicates)


def _shown(value: Term, named: dict[str, str]) -> str:
    return named.get(value.value, value.value) if value.kind == "uri" else value.value


def _groups(things: Iterable[str]) -> Iterator[list[str]]:
    listed = list(things)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
