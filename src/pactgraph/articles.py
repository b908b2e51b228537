"""The articles of a graph: what their records say, and whether their texts are at hand."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Rows, Term
from pactgraph.model.passages import slug_of
from pactgraph.source.texts import Texts

_QUERY = """
SELECT ?article ?digest ?published ?publisher ?author
       (COUNT(DISTINCT ?passage) AS ?passages)
WHERE {
  ?article a pact:Article .
  OPTIONAL { ?article pact:textDigest ?digest }
  OPTIONAL { ?article schema:datePublished ?published }
  OPTIONAL {
    ?article schema:publisher ?publishing .
    OPTIONAL { ?publishing rdfs:label ?published_by }
    BIND(COALESCE(STR(?published_by), STR(?publishing)) AS ?publisher)
  }
  OPTIONAL {
    ?article schema:author ?writer .
    OPTIONAL { ?writer rdfs:label ?written_by }
    BIND(COALESCE(STR(?written_by), STR(?writer)) AS ?author)
  }
  OPTIONAL { ?passage a pact:Passage ; oa:hasSource ?article }
}
GROUP BY ?article ?digest ?published ?publisher ?author
ORDER BY STR(?article) STR(?digest) STR(?published) ?publisher ?author
"""


@dataclass(frozen=True, slots=True)
class Article:
    """An article as its record has it; ``text_at_hand``: its text is there, by digest."""

    iri: str
    slug: str
    digest: str | None
    published: str | None
    publisher: str | None
    author: str | None
    passages: int
    text_at_hand: bool


def read_articles(engine: Engine, texts: Texts) -> dict[str, Article]:
    """Return the articles of the engine's graph by slug; raises as the engine does."""
    answer = engine.query(_QUERY, trusted=True, source="articles")
    found: dict[str, Article] = {}
    for row in answer if isinstance(answer, Rows) else ():
        article, *cells, passages = row
        if not isinstance(article, NamedNode) or not isinstance(passages, Literal):
            continue
        slug = slug_of(article.value)
        digest, published, publisher, author = map(_text, cells)
        at_hand = digest is not None and texts.digest(slug) == digest
        found.setdefault(
            slug,
            Article(
                *(article.value, slug, digest, published, publisher, author),
                *(int(passages.value), at_hand),
            ),
        )
    return found


def _text(term: Term | None) -> str | None:
    return term.value if isinstance(term, Literal) else None
