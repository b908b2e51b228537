"""Contributions with all that articles say of them: rows, bounds, and numbers as stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pactgraph.engine.results import Term
from pactgraph.model.passages import slug_of
from pactgraph.namespaces import BASE, PACT
from pactgraph.reasoning.bounds import UNBOUNDED, Bounds
from pactgraph.web.site import Site
from pactgraph.web.timeline.dated import as_json, bounds_of, in_words, text
from pactgraph.web.urls import Urls
from pactgraph.web.viewed import Viewed

_NAME: Final = "contributions"

_THINGS = """
SELECT DISTINCT ?contribution ?contributor ?operation ?article ?passage {
  GRAPH ?passage {
    ?contribution a pact:Contribution ;
      pact:contributor ?contributor ;
      pact:operation|pact:fund ?operation .
  }
  ?passage a pact:Passage ; oa:hasSource ?article .
}
ORDER BY STR(?contribution) STR(?article) STR(?passage)
"""

_NUMBERS = """
SELECT DISTINCT ?contribution ?count ?article ?passage ?value ?comparator ?comparatorLabel
  ?unitLabel ?kind ?kindLabel ?what {
  GRAPH ?passage {
    ?count pact:countOf ?contribution ; pact:value ?value .
    OPTIONAL { ?count pact:comparator ?comparator }
    OPTIONAL { ?count pact:unit ?unit }
    OPTIONAL { ?count pact:countKind ?kind }
  }
  ?contribution a pact:Contribution .
  ?passage a pact:Passage ; oa:hasSource ?article .
  OPTIONAL { ?count pact:counted ?what }
  OPTIONAL { ?comparator rdfs:label ?comparatorLabel }
  OPTIONAL { ?unit rdfs:label ?unitLabel }
  OPTIONAL { ?kind rdfs:label ?kindLabel }
}
ORDER BY STR(?count) STR(?article) STR(?passage)
"""

_SIGNS: Final = {
    PACT.moreThan.value: "> ",
    PACT.atLeast.value: "≥ ",
    PACT.atMost.value: "≤ ",
    PACT.approximately.value: "≈ ",
}


@dataclass(frozen=True)
class Row:
    """A row of the stored query, and where its receipt is."""

    begin: str
    end: str
    personnel: str
    slug: str
    certainty: str
    receipt: str

    def as_json(self) -> dict[str, object]:
        """Return it as JSON takes it."""
        return {
            **{"begin": self.begin or None, "end": self.end or None, "article": self.slug},
            "personnel": int(self.personnel) if self.personnel else None,
            **{"certainty": self.certainty or None, "receipt": self.receipt},
        }


@dataclass
class Said:
    """What one article says of the time of a contribution."""

    thing: str
    slug: str
    bounds: Bounds

    def as_json(self) -> dict[str, object]:
        """Return it as JSON takes it."""
        return {
            **{"contribution": self.thing, "article": self.slug},
            **{"bounds": as_json(self.bounds), "when": in_words(self.bounds)},
        }


@dataclass
class Number:
    """A number that one article states of a contribution; ``shown`` has its comparator."""

    thing: str
    slug: str
    bounds: Bounds
    value: str
    comparator: str
    sign: str
    unit: str
    kind: str
    level: bool
    what: str
    passages: list[str] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """Return the number with the sign of its comparator."""
        return f"{self.sign}{self.value}"

    @property
    def when(self) -> str:
        """Return its bounds in words."""
        return in_words(self.bounds)

    def as_json(self) -> dict[str, object]:
        """Return it as JSON takes it."""
        return {
            **{"count": self.thing, "what": self.what, "value": int(self.value)},
            **{"comparator": self.comparator, "sign": self.sign.strip(), "unit": self.unit},
            **{"kind": self.kind, "level": self.level, "article": self.slug},
            **{"bounds": as_json(self.bounds), "when": self.when, "passages": self.passages},
        }


@dataclass
class Contributed:
    """One contributor and one operation or fund, and all that is said of the two."""

    contributor: str
    contributor_label: str
    operation: str
    operation_label: str
    rows: list[Row] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    passages: list[str] = field(default_factory=list)

    def stated(self, slug: str) -> str:
        """Return the begin and end as an article states them."""
        pairs = {(row.begin, row.end) for row in self.rows if row.slug == slug}
        told = {
            f"{begin} – {end}" if begin and end else f"from {begin}" if begin else f"until {end}"
            for begin, end in pairs
            if begin or end
        }
        return ", ".join(sorted(told))

    def sign_of(self, row: Row) -> str:
        """Return the sign of the comparator with which a row's personnel is stated."""
        signs = {
            number.sign
            for number in self.numbers
            if number.level and number.slug == row.slug and number.value == row.personnel
        }
        return signs.pop() if len(signs) == 1 else ""

    @property
    def key(self) -> tuple[str, str]:
        """Return what tells it from others, in any view."""
        return self.contributor, self.operation

    @property
    def things(self) -> set[str]:
        """Return all that this is said of: who, to what, the contributions and the counts."""
        counted = {one.thing for one in self.numbers}
        return {self.contributor, self.operation, *(one.thing for one in self.said), *counted}

    @property
    def bounds(self) -> list[Bounds]:
        """Return the bounds of all these."""
        return [one.bounds for one in self.said] + [one.bounds for one in self.numbers]

    def as_json(self, urls: Urls) -> dict[str, object]:
        """Return it as JSON takes it; see ``web.contributions``."""
        return {
            **{"contributor": self.contributor, "contributorLabel": self.contributor_label},
            "contributorUrl": urls.of_iri(self.contributor),
            **{"operation": self.operation, "operationLabel": self.operation_label},
            "operationUrl": urls.of_iri(self.operation),
            "rows": [row.as_json() for row in self.rows],
            "said": [one.as_json() for one in self.said],
            "numbers": [number.as_json() for number in self.numbers],
        }


def contributions_of(
    site: Site, seen: Viewed, asked: Mapping[str, str]
) -> tuple[list[Contributed], tuple[str, ...]]:
    """Return what is contributed in a graph as it is viewed, and notes.

    ``asked`` are parameters of the stored query. Raises NotFound and BadInput as it does.
    """
    kg = seen.kg
    answer = kg.ask_stored(site.kg.stored_query(_NAME), asked, timeout=site.timeout)
    parameters = {**asked, **seen.parameters}
    found: dict[tuple[str, str], Contributed] = {}
    for at, terms in enumerate(answer.terms.dicts()):
        one = {name: text(term) for name, term in terms.items()}
        pair = (one["contributor"], one["operation"])
        labels = [
            one.get(f"{name}Label") or one[name].removeprefix(BASE)
            for name in ("contributor", "operation")
        ]
        each = found.setdefault(pair, Contributed(pair[0], labels[0], pair[1], labels[1]))
        each.rows.append(
            Row(
                *(one.get("begin", ""), one.get("end", ""), one.get("personnel", "")),
                *(slug_of(one["article"]), one.get("certainty", "")),
                site.urls.receipt(_NAME, at, parameters),
            )
        )
    bounds = bounds_of(site, kg)
    of_thing: dict[str, list[Contributed]] = {}
    for terms_row in site.rows(_THINGS, kg):
        thing, contributor, operation, article, passage = map(text, terms_row)
        wanted = found.get((contributor, operation))
        if wanted is None:
            continue
        of_thing.setdefault(thing, [])
        if wanted not in of_thing[thing]:
            of_thing[thing].append(wanted)
        slug = slug_of(article)
        if (thing, slug) not in {(one.thing, one.slug) for one in wanted.said}:
            wanted.said.append(Said(thing, slug, bounds.get((thing, slug), UNBOUNDED)))
        if passage not in wanted.passages:
            wanted.passages.append(passage)
    for numbers_row in site.rows(_NUMBERS, kg):
        for each in of_thing.get(text(numbers_row[0]), ()):
            _add_number(each, numbers_row, bounds)
    for each in found.values():
        each.numbers.sort(key=lambda n: (n.slug, not n.level, n.bounds.end_not_after is None))
    return list(found.values()), answer.notes


def _add_number(
    each: Contributed, row: tuple[Term | None, ...], bounds: Mapping[tuple[str, str], Bounds]
) -> None:
    _, count, article, passage, value, comparator, label, unit, kind, kind_label, what = map(
        text, row
    )
    slug = slug_of(article)
    key = (count, slug, value)
    known = next((n for n in each.numbers if (n.thing, n.slug, n.value) == key), None)
    if known is None:
        known = Number(
            *(count, slug, bounds.get((count, slug), UNBOUNDED), value, label),
            *(_SIGNS.get(comparator, ""), unit, kind_label, kind == PACT.level.value, what),
        )
        each.numbers.append(known)
    for kept in (known.passages, each.passages):
        if passage not in kept:
            kept.append(passage)
