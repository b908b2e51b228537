"""The list of the articles: what is known of each, and how much each says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.results import Term
from pactgraph.model.passages import slug_of
from pactgraph.namespaces import ARTICLE
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.site import Site
from pactgraph.web.terms import ShownTerm, shown

QUERY: Final = "articles"
"""The stored query that tells of the articles."""


@dataclass
class Entry:
    """An article in the list; what its project does not tell is None or empty."""

    slug: str
    label: str
    url: str
    text_at_hand: bool
    publishers: list[ShownTerm] = field(default_factory=list)
    authors: list[ShownTerm] = field(default_factory=list)
    carried_from: list[ShownTerm] = field(default_factory=list)
    published: str | None = None
    written: tuple[str, str] | None = None
    passages: int = 0
    own_passages: int | None = None
    statements: int | None = None


def articles(site: Site, request: DocumentRequest) -> Document:
    """Return the page that lists the articles."""
    return site.page("articles.html", request, entries=entries(site))


def entries(site: Site) -> list[Entry]:
    """Return the articles by date of publication, those without one last."""
    labels = site.labels(article.iri for article in site.kg.articles.values())
    found = {
        slug: Entry(
            *(slug, labels.get(article.iri, slug), site.urls.article(slug)),
            article.text_at_hand,
            published=article.published,
            passages=article.passages,
        )
        for slug, article in site.kg.articles.items()
    }
    if QUERY in site.kg.queries:
        answer = site.kg.run(QUERY, timeout=site.timeout)
        for row in answer.terms:
            _tell(found, dict(zip(answer.variables, row, strict=True)))
    return sorted(found.values(), key=lambda one: (one.published or "9999", one.slug))


def _tell(found: dict[str, Entry], row: dict[str, Term | None]) -> None:
    article = row.get("article")
    if not isinstance(article, NamedNode) or article.value not in ARTICLE:
        return
    entry = found.get(slug_of(article.value))
    if entry is None:
        return
    for column, shown_terms in (
        ("publisher", entry.publishers),
        ("author", entry.authors),
        ("carriedFrom", entry.carried_from),
    ):
        _add(shown_terms, row.get(column), row.get(f"{column}Label"))
    bounds = [_text(row.get(name)) for name in ("writtenNotBefore", "writtenNotAfter")]
    if all(bounds):
        entry.written = (bounds[0] or "", bounds[1] or "")
    entry.own_passages = _number(row.get("ownPassages"))
    entry.statements = _number(row.get("triples"))


def _add(terms: list[ShownTerm], term: Term | None, label: Term | None) -> None:
    if term is None:
        return
    named = {term.value: _text(label) or ""} if isinstance(term, NamedNode) and label else {}
    one = shown(term, named)
    if one not in terms:
        terms.append(one)


def _text(term: Term | None) -> str | None:
    return term.value if isinstance(term, Literal) else None


def _number(term: Term | None) -> int | None:
    text = _text(term)
    return int(text) if text is not None else None
