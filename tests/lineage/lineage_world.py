"""What the tests of the lineage share: invented articles, compared without a project."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pactgraph.lineage.detection import compared
from pactgraph.lineage.order import Dated
from pactgraph.model.passages import article_iri, slug_of
from pactgraph.model.shared_text import Lineage, SharedText

TIDE = "The Guild of Pilots was opened in Ostrel Bay after nine years of patient talks."
DRIFT = "Its wardens mapped every reef of the northern coast in the year of the great storm."
FLOOD = "In 2016 Tirra sent 40 rangers and 3 boats to the flooded delta of the river Osel."
SALT = "Nobody had asked the salt merchants whether the new harbour dues were to their liking."


def world(*texts: str, dates: Mapping[str, date | None] | None = None) -> Lineage:
    """Return what articles share that are called a, b, c … and dated a day after each other."""
    slugs = [chr(ord("a") + number) for number in range(len(texts))]
    given = dict(zip(slugs, texts, strict=True))
    days = {slug: date(2020, 1, 1 + number) for number, slug in enumerate(slugs)}
    days.update(dates or {})
    articles = [Dated(slug, article_iri(slug), days[slug], days[slug]) for slug in slugs]
    return compared(articles, given.__getitem__)


def only(lineage: Lineage) -> SharedText:
    """Return the one shared text of a lineage."""
    (text,) = lineage.texts
    return text


def slugs(text: SharedText) -> str:
    """Return the slugs of the articles in which a text stands, in order of time."""
    return "".join(slug_of(occurrence.article) for occurrence in text.occurrences)


def words_of(text: SharedText, *texts: str) -> list[str]:
    """Return the characters of each occurrence of a text."""
    given = dict(zip("abcdefgh", texts, strict=False))
    return [found.range.of(given[slug_of(found.article)]) for found in text.occurrences]
