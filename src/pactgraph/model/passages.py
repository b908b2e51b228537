"""Passages: ranges of an article's text, and the IRIs that name them (RFC 5147)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pactgraph.errors import BadInput
from pactgraph.namespaces import ARTICLE

SLUG: Final = r"[A-Za-z0-9][A-Za-z0-9._~-]*"
"""What an article's slug may look like, as a regular expression."""

_ARTICLE: Final = re.compile(rf"([A-Za-z][A-Za-z0-9+.-]*:[^?#]*?/article/({SLUG}))(?=[/#]|\Z)")
_NUMBER: Final = r"(0|[1-9][0-9]{0,11})"
_RANGE: Final = re.compile(rf"#char={_NUMBER},{_NUMBER}")


@dataclass(frozen=True, order=True, slots=True)
class Range:
    """A run of characters of a text, from 0, end exclusive, never empty.

    >>> Range(4, 9).of("The lagoon")
    'lagoo'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise BadInput(
                f"{self.start},{self.end} is not a range of characters",
                hint="the start is 0 or more, and the end is after the start",
            )

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, other: Range) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Range) -> bool:
        """Say whether both ranges share a character."""
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        """Return the words of ``text`` in this range (fewer if the text ends before it)."""
        return text[self.start : self.end]

    def __str__(self) -> str:
        return f"{self.start},{self.end}"


def article_iri(slug: str, base: str = ARTICLE.base) -> str:
    """Return the IRI of the article with this slug.

    Raises BadInput if the slug has other characters than letters, digits, ``.``,
    ``_``, ``~`` and ``-``.

    >>> article_iri("harbour-2019-05-02")
    'https://w3id.org/pactgraph/article/harbour-2019-05-02'
    """
    if re.fullmatch(SLUG, slug) is None:
        raise BadInput(
            f'"{slug}" cannot be an article\'s slug',
            hint="use letters, digits, '.', '_', '~' and '-', starting with a letter or digit",
        )
    return base + slug


def passage_iri(article: str, start: int, end: int) -> str:
    """Return the IRI of the passage of ``article`` from ``start`` to ``end`` (RFC 5147, 2.2.1).

    Raises BadInput if that is no range.

    >>> passage_iri("https://w3id.org/pactgraph/article/x", 3, 9)
    'https://w3id.org/pactgraph/article/x#char=3,9'
    """
    return f"{article}#char={Range(start, end)}"


def parse_passage_iri(iri: str) -> tuple[str, Range] | None:
    """Return the article's IRI and the range that a passage's IRI names, or None.

    Only the one form that ``passage_iri`` writes counts, so that two IRIs never
    name one passage: no leading zero, no missing end, no integrity check.

    >>> parse_passage_iri("https://w3id.org/pactgraph/article/x#char=3,9")
    ('https://w3id.org/pactgraph/article/x', Range(start=3, end=9))
    >>> parse_passage_iri("https://w3id.org/pactgraph/article/x#char=9,3") is None
    True
    """
    article = _ARTICLE.match(iri)
    if article is None:
        return None
    match = _RANGE.fullmatch(iri, article.end())
    if match is None:
        return None
    start, end = int(match[1]), int(match[2])
    return (article[1], Range(start, end)) if start < end else None


def slug_of(article: str) -> str:
    """Return the slug of an article, from its IRI or any IRI that belongs to it.

    Raises BadInput if the IRI belongs to no article.

    >>> slug_of("https://w3id.org/pactgraph/article/x/thing/visit")
    'x'
    """
    match = _ARTICLE.match(article)
    if match is None:
        raise BadInput("this IRI belongs to no article", iri=article)
    return match[2]


def article_of_graph(iri: str) -> str | None:
    """Return the article that an IRI belongs to, or None.

    It holds for the article itself, its passages, claims, record, bounds, things,
    resolutions and selectors, on any host.

    >>> article_of_graph("https://w3id.org/pactgraph/article/x/claim/c1")
    'https://w3id.org/pactgraph/article/x'
    """
    match = _ARTICLE.match(iri)
    return match[1] if match else None
