"""The bounds of things: the days between which each can have begun and ended, an article each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.results import Term
from pactgraph.model.passages import slug_of
from pactgraph.web.site import Site
from pactgraph.web.thing.statements import AT_ONCE
from pactgraph.web.viewed import Viewed

_Days: TypeAlias = tuple[date | None, date | None, date | None, date | None]

_QUERY = """
SELECT ?thing ?article ?beginEarliest ?beginLatest ?endEarliest ?endLatest WHERE {
  VALUES ?thing { %s }
  ?bounds pact:boundsOf ?thing ;
    pact:boundsIn ?article .
  OPTIONAL { ?bounds pact:beginNotBefore ?beginEarliest }
  OPTIONAL { ?bounds pact:beginNotAfter ?beginLatest }
  OPTIONAL { ?bounds pact:endNotBefore ?endEarliest }
  OPTIONAL { ?bounds pact:endNotAfter ?endLatest }
}
ORDER BY STR(?thing) STR(?article)
"""


@dataclass(frozen=True)
class ThingBounds:
    """Between which days a thing can have begun and ended, as some articles have it."""

    begin_earliest: date | None
    begin_latest: date | None
    end_earliest: date | None
    end_latest: date | None
    articles: tuple[str, ...]

    @property
    def days(self) -> tuple[date | None, ...]:
        """The four days, in order."""
        return (self.begin_earliest, self.begin_latest, self.end_earliest, self.end_latest)

    @property
    def first(self) -> date | None:
        """The day that it is put in order by: the earliest that is known."""
        return min((day for day in self.days if day), default=None)

    @property
    def in_words(self) -> str:
        """What the bounds say, for who cannot see a picture.

        >>> ThingBounds(date(1999, 1, 1), date(1999, 12, 31), None, None, ()).in_words
        'began between 1999-01-01 and 1999-12-31'
        """
        return "; ".join(
            part
            for part in (
                _side("began", self.begin_earliest, self.begin_latest, "had begun by"),
                _side("ended", self.end_earliest, self.end_latest, "had ended by"),
            )
            if part
        )


def _side(verb: str, earliest: date | None, latest: date | None, by: str) -> str:
    if earliest and latest:
        return (
            f"{verb} on {earliest}"
            if earliest == latest
            else f"{verb} between {earliest} and {latest}"
        )
    if latest:
        return f"{by} {latest}"
    if earliest:
        return f"not {verb} before {earliest}"
    return ""


def bounds_of(site: Site, viewed: Viewed, things: Iterable[str]) -> dict[str, list[ThingBounds]]:
    """Return the bounds of things; articles that say the same stand together."""
    wanted = sorted(set(things))
    agreeing: dict[str, dict[_Days, list[str]]] = defaultdict(dict)
    for start in range(0, len(wanted), AT_ONCE):
        terms = " ".join(str(NamedNode(iri)) for iri in wanted[start : start + AT_ONCE])
        for thing, article, a, b, c, d in site.rows(_QUERY % terms, viewed.kg):
            if isinstance(thing, NamedNode) and isinstance(article, NamedNode):
                days = (_day(a), _day(b), _day(c), _day(d))
                slugs = agreeing[thing.value].setdefault(days, [])
                slugs.append(slug_of(article.value))
    return {
        thing: [
            ThingBounds(*days, articles=tuple(dict.fromkeys(slugs)))
            for days, slugs in found.items()
        ]
        for thing, found in agreeing.items()
    }


def _day(term: Term | None) -> date | None:
    if not isinstance(term, Literal):
        return None
    try:
        return date.fromisoformat(term.value[:10])
    except ValueError:
        # A year beyond the calendar of the standard library is off any picture.
        return None
