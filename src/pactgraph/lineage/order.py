"""The order of articles in time, as far as their dates tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.model.dates import Precision, StatedDate
from pactgraph.namespaces import PACT
from pactgraph.reasoning.builtin_rules import compute
from pactgraph.source.sources import Sources


@dataclass(frozen=True, slots=True)
class Dated:
    """An article and the days between which it was published or written, as far as known."""

    slug: str
    iri: str
    first: date | None = None
    last: date | None = None

    @property
    def place(self) -> tuple[date, date, str]:
        """Where it stands among others: by its latest day, then its earliest, then its slug.

        What has no latest day comes last: it is never taken for the first without a reason.
        """
        return (self.last or date.max, self.first or date.max, self.slug)

    def is_before(self, other: Dated) -> bool:
        """Say whether it is earlier for certain."""
        return self.last is not None and other.first is not None and self.last < other.first


def dated_articles(sources: Sources) -> list[Dated]:
    """Return the articles in order of time.

    An undated article has the bounds of its writing, as the build computes them. Raises
    BadInput for a statement of time that cannot be read.
    """
    known = sources.articles.values()
    bounds: Mapping[tuple[str, NamedNode], date] = {}
    if any(article.published is None for article in known):
        bounds = _bounds_of_writing(compute(sources.graphs, sources.ontology).triples)
    found = [
        Dated(
            article.slug,
            article.iri,
            article.published.first
            if article.published
            else bounds.get((article.iri, PACT.writtenNotBefore)),
            article.published.last
            if article.published
            else bounds.get((article.iri, PACT.writtenNotAfter)),
        )
        for article in known
    ]
    return sorted(found, key=lambda article: article.place)


def _bounds_of_writing(computed: Sequence[Triple]) -> dict[tuple[str, NamedNode], date]:
    return {
        (triple.subject.value, triple.predicate): StatedDate.parse(
            triple.object.value, Precision.DAY
        ).first
        for triple in computed
        if triple.predicate in (PACT.writtenNotBefore, PACT.writtenNotAfter)
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, Literal)
    }
