"""A passage by its article and its range: its IRI ends in a fragment, which no server gets."""

from __future__ import annotations

import re

from pactgraph.errors import BadInput, NotFound
from pactgraph.model.passages import article_iri, parse_passage_iri, passage_iri
from pactgraph.namespaces import BASE
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.linked_data.describing import describer_of, papers_of
from pactgraph.web.linked_data.formats import document
from pactgraph.web.linked_data.own_iris import is_known
from pactgraph.web.site import Site

_RANGE = re.compile(r"([0-9]{1,12}),([0-9]{1,12})")

_PASSAGES = """
SELECT DISTINCT ?passage WHERE {{ ?passage a pact:Passage ; oa:hasSource <{article}> }}
"""


def passage(site: Site, request: DocumentRequest) -> Document:
    """Return a passage's graph, its record and what rests on it; as HTML, the way to its place.

    The parameters are ``article``, a slug, and ``char``, the range ``START,END``. Raises
    BadInput for what is neither, NotFound for an article or a passage that is not there, with
    the passages that share characters with the range.
    """
    slug, char = request.first("article"), request.first("char")
    if slug is None or char is None:
        raise BadInput(
            "a passage is named by its article and its range",
            hint="/passage?article=SLUG&char=START,END",
        )
    parts = _RANGE.fullmatch(char)
    if parts is None:
        raise BadInput(
            f"{char[:40]!r} is no range of characters", hint="two numbers: char=START,END"
        )
    article = article_iri(slug)
    iri = passage_iri(article, int(parts[1]), int(parts[2]))
    if slug not in site.kg.articles:
        raise NotFound(f"there is no article {slug!r}", candidates=tuple(site.kg.articles))
    seen = site.seen(request)
    if not is_known(site, iri, seen.kg):
        raise NotFound(
            f"no passage of {slug!r} has the range {char}",
            candidates=_near(site, article, iri),
        )
    if request.format == "html":
        return Document.see_other(site.urls.page(iri))
    describer = describer_of(site, seen.kg)
    found = describer.describe(iri)
    describer.add_graphs(found, [iri])
    describer.add_labels(found)
    url = f"{BASE}passage?article={slug}&char={parts[1]},{parts[2]}"
    return document(found, papers_of(site, url, seen.heading), request.format)


def _near(site: Site, article: str, wanted: str) -> tuple[str, ...]:
    asked = parse_passage_iri(wanted)
    found = []
    for (term,) in site.rows(_PASSAGES.format(article=article)):
        there = parse_passage_iri(getattr(term, "value", ""))
        if there and asked and there[1].overlaps(asked[1]):
            found.append((abs(there[1].start - asked[1].start), str(there[1])))
    return tuple(f"char={place}" for _, place in sorted(found)[:5])
