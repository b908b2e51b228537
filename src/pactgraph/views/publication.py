"""Publication: between which days each article came out, and which were out by a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.model.passages import slug_of
from pactgraph.namespaces import PACT
from pactgraph.reasoning.bounds import Certainty
from pactgraph.source.articles import ArticleRecord

_WRITTEN: Final = frozenset({PACT.writtenNotBefore, PACT.writtenNotAfter})


@dataclass(frozen=True, slots=True)
class Publication:
    """The first and last day on which an article can have been published.

    ``stated`` is the date of its record, as stated; None for an undated article, whose days
    are then its bounds of writing, and None where nothing bounds them.
    """

    slug: str
    first: date | None
    last: date | None
    stated: str | None = None

    def by(self, day: date) -> Certainty:
        """Return whether the article was out by the end of a day.

        >>> Publication("a", date(2020, 1, 1), date(2020, 12, 31)).by(date(2020, 5, 1)).value
        'possible'
        """
        if self.first is not None and self.first > day:
            return Certainty.EXCLUDED
        sure = self.last is not None and self.last <= day
        return Certainty.CERTAIN if sure else Certainty.POSSIBLE

    def __str__(self) -> str:
        if self.stated is not None:
            return f"{self.slug} of {self.stated}"
        first = [f"not before {self.first}"] if self.first else []
        last = [f"not after {self.last}"] if self.last else []
        written = " and ".join(first + last)
        return f"{self.slug} (undated{', written ' if written else ''}{written})"


def publications(
    articles: Mapping[str, ArticleRecord], computed: Iterable[Triple]
) -> dict[str, Publication]:
    """Return the publication of each article, by slug; ``computed`` has the bounds of writing."""
    written: dict[tuple[str, NamedNode], date] = {}
    for triple in computed:
        if triple.predicate in _WRITTEN:
            assert isinstance(triple.subject, NamedNode)
            assert isinstance(triple.object, Literal)
            slug = slug_of(triple.subject.value)
            written[slug, triple.predicate] = date.fromisoformat(triple.object.value)
    found = {}
    for slug, record in articles.items():
        stated = record.published
        if stated is not None:
            found[slug] = Publication(slug, stated.first, stated.last, stated.lexical)
        else:
            first = written.get((slug, PACT.writtenNotBefore))
            last = written.get((slug, PACT.writtenNotAfter))
            found[slug] = Publication(slug, first, last)
    return found
