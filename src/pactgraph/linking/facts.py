"""What an endpoint says of things: names, kinds, dates, countries, offices."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from pactgraph.linking.authorities import Authorities, title
from pactgraph.linking.candidate import PAGE, TITLE, Candidate, TheirName
from pactgraph.linking.catalogue import same_as
from pactgraph.linking.endpoint import Endpoint, Row, Term, iris, values
from pactgraph.linking.kinds import HAS, IS, kind_of_name, kind_of_type
from pactgraph.linking.terms import (
    ABOUT,
    COUNTRIES,
    DBP,
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
_PER_THING: Final = 2_000
"""How many rows one thing may have, before the endpoint is taken for one that has no end."""

_TOLD: Final = (*TYPES, *YEARS, *COUNTRIES, *OFFICES, *DESCRIPTIONS, *POPULATION)
_FIRST: Final = {label.value: number for number, label in enumerate(LABELS)}
_YEAR: Final = re.compile(r"[+-]?(\d{4})(?!\d)")


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
                        if kind in candidate.kinds:
                            continue
                        candidate.kinds[kind] = f"{way} {short(predicate)}"
                        # Infoboxes have fields of one name for many things.
                        if table is IS and predicate.startswith(DBP.base):
                            candidate.hinted.add(kind)

    def foreign_names(self, things: Iterable[str]) -> dict[str, list[TheirName]]:
        """Return the names that things have at the endpoint in whatever language."""
        found: dict[str, list[TheirName]] = defaultdict(list)
        for group in _groups(dict.fromkeys(things)):
            named = f"{values('p', (*LABELS, *OTHER_NAMES))} ?s ?p ?name FILTER(isLiteral(?name))"
            for row in self._rows(group, named, "?s ?p ?name"):
                name = TheirName(row["name"].value, row["p"].value, row["name"].language)
                found[row["s"].value].append(name)
        return found

    def names(self, things: Iterable[str]) -> dict[str, list[TheirName]]:
        """Return the names that things have at the endpoint, titles among them."""
        found: dict[str, list[TheirName]] = defaultdict(list)
        for group in _groups(dict.fromkeys(things)):
            wanted = " || ".join(f'LANGMATCHES(LANG(?name), "{tag}")' for tag in self._languages)
            named = (
                f"{values('p', (*LABELS, *OTHER_NAMES))} ?s ?p ?name "
                f'FILTER(LANG(?name) = "" || {wanted})'
            )
            for row in self._rows(group, named, "?s ?p ?name"):
                name = TheirName(row["name"].value, row["p"].value, row["name"].language)
                found[row["s"].value].append(name)
            paged = (
                f"{values('p', ABOUT)} ?page ?p ?s FILTER(isIRI(?page) && "
                'REGEX(STR(?page), "^https?://en\\\\.wikipedia\\\\.org/"))'
            )
            for row in self._rows(group, paged, "?s ?page"):
                found[row["s"].value].append(TheirName(title(row["page"].value), PAGE))
            for iri in group:
                if iri.startswith(DBR.base):
                    found[iri].append(TheirName(title(iri), TITLE))
        return found

    def same(self, things: Iterable[str], authorities: Authorities) -> dict[str, list[str]]:
        """Return what the endpoint says to be the same as things, in other data sets.

        It may say so of the thing, or of a third thing that is the same as both.
        """
        found: dict[str, list[str]] = defaultdict(list)
        predicates = (*SAME, *iris(IDENTIFIERS))
        bases = (base for authority in authorities for base in authority.namespaces)
        linked = " || ".join(f"STRSTARTS(STR(?o), {ox.Literal(base)})" for base in bases)
        for group in _groups(dict.fromkeys(things)):
            told = f"{values('p', predicates)} ?s ?p ?o"
            both = f"{values('q', SAME)} ?x ?q ?s . ?x ?p ?o {values('p', SAME)} FILTER({linked})"
            for pattern in (told, both):
                for row in self._rows(group, pattern, "?s ?p ?o"):
                    other = same_as(row)
                    if other is not None and other != row["s"].value:
                        found[row["s"].value].append(other)
        return found

    def labels(self, things: Iterable[str]) -> dict[str, str]:
        """Return one label for each of the things; for want of one, the title in its IRI."""
        asked = [iri for iri in dict.fromkeys(things) if iri not in self._labels]
        for group in _groups(dict.fromkeys(asked)):
            named = (
                f"{values('p', LABELS)} ?s ?p ?name "
                'FILTER(LANG(?name) = "" || LANGMATCHES(LANG(?name), "en"))'
            )
            for row in sorted(self._rows(group, named, "?s ?p ?name"), key=_rank):
                self._labels.setdefault(row["s"].value, row["name"].value)
            for iri in group:
                self._labels.setdefault(iri, title(iri))
        return self._labels

    def present(self, things: Iterable[str]) -> set[str]:
        """Return those of the things that the endpoint says anything with."""
        found: set[str] = set()
        for group in _groups(dict.fromkeys(things)):
            said = "FILTER(EXISTS { ?s ?p ?o } || EXISTS { ?x ?q ?s })"
            found |= {row["s"].value for row in self._rows(group, said, "?s")}
        return found

    def _told(self, group: list[str]) -> Iterator[Row]:
        told = (
            f"{values('p', _TOLD)} ?s ?p ?o "
            'FILTER(!isLiteral(?o) || LANG(?o) = "" || LANGMATCHES(LANG(?o), "en"))'
        )
        return self._rows(group, told, "?s ?p ?o")

    def _signs(self, group: list[str], table: dict[str, str], pattern: str) -> Iterator[Row]:
        signs = f"{values('p', iris(table))} FILTER EXISTS {{ {pattern} }}"
        return self._rows(group, signs, "?s ?p")

    def _rows(self, group: list[str], pattern: str, variables: str) -> Iterator[Row]:
        """Yield all rows of a pattern for a group of things, which it calls ``?s``."""
        whole = f"{values('s', iris(group))} {pattern}"
        return self._endpoint.pages(whole, variables, most=_PER_THING * len(group))


def _take(candidate: Candidate, row: Row, named: dict[str, str]) -> None:
    value = row["o"]
    if _in(row, TYPES):
        label = named.get(value.value, "") if value.kind == "uri" else value.value
        candidate.types[value.value] = label
        kind = kind_of_type(value.value) or kind_of_name(label)
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


def _rank(row: Row) -> tuple[str, int, str]:
    """Return what names are chosen by: the property that is met first in ``LABELS``."""
    return row["s"].value, _FIRST.get(row["p"].value, len(_FIRST)), row["name"].value


def _in(row: Row, predicates: Iterable[object]) -> bool:
    return any(row["p"].value == getattr(predicate, "value", None) for predicate in predicates)


def _shown(value: Term, named: dict[str, str]) -> str:
    return named.get(value.value, value.value) if value.kind == "uri" else value.value


def _groups(things: Iterable[str]) -> Iterator[list[str]]:
    listed = list(things)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
