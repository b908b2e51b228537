"""The description of any IRI that the graph mentions, whoever's it is; of any graph's."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import quote, urlencode

from pyoxigraph import NamedNode

from pactgraph.errors import BadInput, NotFound
from pactgraph.namespaces import BASE, PREFIXES
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.formats import FORMATS, TRIPLES
from pactgraph.web.linked_data.describing import describer_of, first_of, papers_of
from pactgraph.web.linked_data.description import MOST, Describer, Description
from pactgraph.web.linked_data.formats import Papers, document
from pactgraph.web.linked_data.tables import tables
from pactgraph.web.site import GraphSite, Site

A_PAGE: Final = 25
"""How many of the statements that name an IRI the page tells at once."""

_REFUSED: Final = frozenset({"javascript", "data", "file", "vbscript", "blob", "about"})


def describe(site: GraphSite, request: DocumentRequest) -> Document:
    """Return what the graph says of the IRI that ``iri`` gives, and what names it.

    ``from`` skips as many of the statements that name it. Raises BadInput for what is no
    IRI that can be followed, NotFound for one that the graph does not mention.
    """
    iri, first = asked_iri(request), first_of(request)
    # Of any graph, and so of one of RDF files, no more is asked than rows; only a project's
    # can be viewed.
    most = A_PAGE if request.format == "html" else MOST
    describer, heading = Describer(site.rows, most=most), None
    if isinstance(site, Site):
        viewed = site.seen(request)
        describer, heading = describer_of(site, viewed.kg, most), viewed.heading
    found = describer.describe(iri, first)
    describer.add_held(found)
    if found.found:
        describer.add_labels(found)
    if not found.found:
        raise NotFound("the graph does not mention this IRI", iri=iri)
    if request.format != "html":
        return document(found, _papers(site, request, found, heading), request.format)
    return site.page(
        "describe.html",
        request,
        found=found,
        heading=heading,
        next_page=_url(request, first + found.told) if found.left else None,
        formats=[(FORMATS[name].media_type, name) for name in TRIPLES],
        **tables(site, found),
    )


def asked_iri(request: DocumentRequest) -> str:
    """Return the IRI of the parameter ``iri``, in full or shortened with a prefix of ours.

    Raises BadInput if it is missing, is none, or is of a scheme that only runs or opens things.
    """
    given = (request.first("iri") or "").strip(" ")
    if not given:
        raise BadInput("which IRI?", hint="/describe?iri=http://example.org/thing")
    prefix, _, local = given.partition(":")
    if prefix in PREFIXES and not local.startswith("//"):
        given = PREFIXES[prefix] + local
    try:
        iri = NamedNode(given.removeprefix("<").removesuffix(">")).value
    except ValueError as error:
        raise BadInput(f"{given[:60]!r} is no IRI", hint=str(error)) from error
    if iri.partition(":")[0].lower() in _REFUSED:
        raise BadInput("an IRI of this scheme names nothing that can be described", iri=iri)
    return iri


def _papers(
    site: GraphSite, request: DocumentRequest, found: Description, heading: str | None
) -> Papers:
    papers = Papers(_url(request, found.first, BASE), heading=heading)
    if isinstance(site, Site):
        papers = papers_of(site, papers.iri, heading)
    if found.left:
        papers = replace(papers, next_page=_url(request, found.first + found.told, BASE))
    return papers


def _url(request: DocumentRequest, first: int, base: str = "/") -> str:
    kept = [(name, value) for name, value in request.query if name != "from" and value]
    if first:
        kept.append(("from", str(first)))
    return f"{base}describe?{urlencode(kept, quote_via=quote)}"
