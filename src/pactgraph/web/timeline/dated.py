"""What has a time, as each article has it: its bounds, what it is, and where that stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.results import Term
from pactgraph.errors import BadInput
from pactgraph.evidence import PassageNote, passage_notes
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.model.dates import Precision, StatedDate
from pactgraph.model.passages import slug_of
from pactgraph.namespaces import BASE
from pactgraph.reasoning.bounds import Bounds
from pactgraph.web.site import Site
from pactgraph.web.urls import Urls

_BOUNDS = """
SELECT DISTINCT ?thing ?article ?beginFrom ?beginTo ?endFrom ?endTo {
  ?bounds pact:boundsOf ?thing ; pact:boundsIn ?article .
  OPTIONAL { ?bounds pact:beginNotBefore ?beginFrom }
  OPTIONAL { ?bounds pact:beginNotAfter ?beginTo }
  OPTIONAL { ?bounds pact:endNotBefore ?endFrom }
  OPTIONAL { ?bounds pact:endNotAfter ?endTo }
}
ORDER BY STR(?thing) STR(?article)
"""

_STATED = """
SELECT DISTINCT ?thing ?article ?passage ?class ?classLabel ?label ?gist ?vague {
  ?bounds pact:boundsOf ?thing ; pact:boundsIn ?article .
  ?passage a pact:Passage ; oa:hasSource ?article .
  GRAPH ?passage {
    ?thing a ?class
    OPTIONAL { ?thing pact:gist ?gist }
    OPTIONAL { ?thing pact:vagueTime ?vague }
  }
  OPTIONAL { ?class rdfs:label ?classLabel FILTER(LANG(?classLabel) IN ("en", "")) }
  OPTIONAL { ?thing rdfs:label ?label FILTER(LANG(?label) IN ("en", "")) }
}
ORDER BY STR(?thing) STR(?article) STR(?passage) STR(?class) STR(?label) STR(?gist)
"""

_CLASSES = "SELECT DISTINCT ?thing ?class { ?bounds pact:boundsOf ?thing . ?thing a ?class }"

_PRECISIONS: Final = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}


@dataclass(frozen=True)
class Dated:
    """A thing with a time, as one article has it.

    ``kinds`` are the labels of the classes that the article gives it, ``classes`` the IRIs of
    all its classes; ``vague`` are the words that place it in time without a date. ``label`` is
    its own, or else what the article says that it is; ``passages`` are IRIs.
    """

    thing: str
    slug: str
    bounds: Bounds
    label: str
    kinds: tuple[str, ...] = ()
    classes: frozenset[str] = frozenset()
    vague: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()

    @property
    def undated(self) -> bool:
        """Whether nothing places it but the day by which the article was written."""
        known = (self.bounds.begin_not_before, self.bounds.end_not_before)
        return (*known, self.bounds.end_not_after) == (None, None, None)


def bounds_of(site: Site, kg: KnowledgeGraph) -> dict[tuple[str, str], Bounds]:
    """Return the bounds of everything, by the thing's IRI and the article's slug."""
    return {
        (text(thing), slug_of(text(article))): Bounds(*map(_day, days))
        for thing, article, *days in site.rows(_BOUNDS, kg)
    }


def dated_things(site: Site, kg: KnowledgeGraph) -> list[Dated]:
    """Return all that has bounds in a graph, one a thing and article, in a fixed order."""
    classes: dict[str, set[str]] = {}
    for thing, kind in site.rows(_CLASSES, kg):
        classes.setdefault(text(thing), set()).add(text(kind))
    told: dict[tuple[str, str], list[list[str]]] = {}
    for thing, article, *rest in site.rows(_STATED, kg):
        told.setdefault((text(thing), slug_of(text(article))), []).append([text(t) for t in rest])
    found = []
    for (iri, slug), bounds in sorted(bounds_of(site, kg).items()):
        rows = told.get((iri, slug), [])
        passages, kinds, kind_labels, labels, gists, vague = (
            list(dict.fromkeys(row[at] for row in rows if row[at])) for at in range(6)
        )
        named = next(iter(labels + gists), None) or iri.removeprefix(BASE)
        found.append(
            Dated(
                *(iri, slug, bounds, named),
                kinds=tuple(kind_labels or kinds),
                classes=frozenset(classes.get(iri, ())),
                vague=tuple(vague),
                passages=tuple(passages),
            )
        )
    return found


def told_in(kg: KnowledgeGraph, iris: Iterable[str]) -> dict[str, dict[str, object]]:
    """Return what scripts and readers need of passages: where they are, and some words."""
    urls = Urls()
    notes: Mapping[str, PassageNote] = passage_notes(kg.engine, iris, kg.texts)
    return {iri: {**note.as_json(), "url": urls.of_iri(iri)} for iri, note in notes.items()}


def days_of(name: str, given: str | None) -> StatedDate | None:
    """Return the days that a parameter means: a year, a month or a day; raises BadInput.

    >>> days_of("from", "1994-05").last
    datetime.date(1994, 5, 31)
    """
    if given is None:
        return None
    precision = _PRECISIONS.get(len(given))
    if precision is None:
        raise BadInput(
            f"{name}={given[:40]!r} is no date", hint="write 1994, 1994-05 or 1994-05-04"
        )
    return StatedDate.parse(given, precision)


def as_json(bounds: Bounds) -> dict[str, str | None]:
    """Return bounds under the names that the ontology gives their sides."""
    days = (
        ("beginNotBefore", bounds.begin_not_before),
        ("beginNotAfter", bounds.begin_not_after),
        ("endNotBefore", bounds.end_not_before),
        ("endNotAfter", bounds.end_not_after),
    )
    return {name: day.isoformat() if day else None for name, day in days}


def in_words(bounds: Bounds) -> str:
    """Return what bounds say, as a phrase; days that fill a month or a year are told as one.

    >>> year = (date(2014, 1, 1), date(2014, 12, 31))
    >>> in_words(Bounds(*year, *year)), in_words(Bounds(None, None, *year))
    ('2014', 'until 2014')
    >>> in_words(Bounds(date(2018, 1, 1), date(2018, 1, 31), date(2020, 1, 21)))
    'from 2018-01, still so on 2020-01-21'
    >>> in_words(Bounds(None, date(2020, 4, 13)))
    'begun by 2020-04-13'
    """
    (first, begun), (held, last) = _sides(bounds)
    if first is None and last is None:
        if held is None:
            return "no date" if begun is None else f"begun by {begun}"
        known = begun is not None and begun <= held
        if known and begun != held:
            return f"at least {begun} to {held}"
        return f"on {held}" if known or begun is None else f"in {_days(held, begun)}"
    begin = None if first is None else _days(first, begun)
    end = None if last is None else _days(held, last)
    if begin and end:
        return begin if begin == end else f"{begin} – {end}"
    if begin is None:
        if held != last and begun is not None and held is not None and begun <= held:
            return f"on {held}, ended by {last}"
        return f"until {end}"
    still = held is not None and begun is not None and held > begun
    return f"from {begin}" + (f", still so on {held}" if still else "")


def _sides(bounds: Bounds) -> tuple[tuple[date | None, date | None], ...]:
    b = bounds
    return (b.begin_not_before, b.begin_not_after), (b.end_not_before, b.end_not_after)


def _days(first: date | None, last: date | None) -> str:
    if first is None or last is None or first == last:
        return str(first or last)
    for precision in (Precision.YEAR, Precision.MONTH):
        stated = StatedDate.of(first, precision)
        if (stated.first, stated.last) == (first, last):
            return str(stated)
    return f"between {first} and {last}"


def text(term: Term | None) -> str:
    """Return a term's IRI or lexical form; of nothing, nothing."""
    return term.value if isinstance(term, NamedNode | Literal) else ""


def _day(term: Term | None) -> date | None:
    return date.fromisoformat(term.value) if isinstance(term, Literal) else None
