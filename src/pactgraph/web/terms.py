"""Terms as pages show them: a text, and a link where there is one to follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from pactgraph.engine.results import Term
from pactgraph.model.passages import parse_passage_iri, slug_of
from pactgraph.namespaces import BASE, PREFIXES, XSD
from pactgraph.showing import shown as visible
from pactgraph.web.urls import Urls

_URLS = Urls()


@dataclass(frozen=True)
class ShownTerm:
    """A term on a page: ``href`` is None for what cannot be followed.

    ``external`` tells a link that leaves the site; ``title`` is the whole term, ``lang`` the
    language of a literal.
    """

    text: str
    href: str | None
    external: bool
    title: str
    lang: str | None = None
    sort: str = "literal"


def shown(term: Term | None, labels: Mapping[str, str] | None = None) -> ShownTerm:
    """Return a term as a page shows it; ``labels`` has the labels of IRIs.

    >>> shown(NamedNode("https://w3id.org/pactgraph/id/nato")).text
    'id:nato'
    >>> shown(NamedNode("javascript:alert(1)")).href is None
    True
    """
    if term is None:
        return ShownTerm("", None, False, "")
    if isinstance(term, NamedNode):
        href = _URLS.of_iri(term.value)
        text = visible((labels or {}).get(term.value) or short(term.value))
        external = href is not None and not term.value.startswith(BASE)
        return ShownTerm(text, href, external, term.value, sort="iri")
    if isinstance(term, Literal):
        title = "" if term.datatype == XSD.string else term.datatype.value
        text = visible(term.value, keep_lines=True)
        return ShownTerm(text, None, False, title, term.language)
    if isinstance(term, BlankNode):
        return ShownTerm(f"_:{term.value}", None, False, "a node without a name", sort="bnode")
    return ShownTerm(str(term), None, False, "a triple", sort="triple")


def short(iri: str) -> str:
    """Return an IRI shortened by our prefixes; passages as slug and range.

    >>> short("https://w3id.org/pactgraph/article/a#char=1,9")
    'a, 1–9'
    """
    if passage := parse_passage_iri(iri):
        article, place = passage
        return f"{slug_of(article)}, {place.start}–{place.end}"
    for prefix, base in PREFIXES.items():
        if iri.startswith(base) and len(iri) > len(base) and "/" not in iri[len(base) :]:
            return f"{prefix}:{iri[len(base) :]}"
    return iri
