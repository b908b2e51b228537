"""An IRI of ours followed: the answer says where its page and its data are (303).

A thing is no document; what tells of it has a URL of its own (W3C, Cool URIs for the Semantic
Web, 4.1; linked-data principle 3). A fragment never reaches a server, so a passage is told of
by its article's document and a term by the ontology's.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from pactgraph.errors import NotFound
from pactgraph.namespaces import QUERY
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.formats import FORMATS
from pactgraph.web.linked_data.own_iris import DATASET, KINDS, ONTOLOGY, QUERIES, own_iri
from pactgraph.web.site import Site
from pactgraph.web.viewed import VIEW_PARAMETERS


def thing(site: Site, request: DocumentRequest) -> Document:
    """Return the way to the page or the data of the thing that the path names.

    Raises NotFound, with near names, for what the graph does not mention.
    """
    kind, local = request.path["kind"], request.path.get("local")
    if kind not in KINDS:
        raise NotFound(
            f"nothing is served at /{kind}",
            hint=f"our IRIs begin with one of {', '.join(sorted(KINDS))}",
        )
    return _see_other(
        site, own_iri(site, f"{kind}/{local}" if local else kind, request.url), request
    )


def dataset(site: Site, request: DocumentRequest) -> Document:
    """Return the way to what describes the whole graph: the first page, or its data."""
    return _see_other(site, DATASET, request)


def _see_other(site: Site, iri: str, request: DocumentRequest) -> Document:
    if request.format != "html":
        place = site.urls.data(iri, FORMATS[request.format].extension)
    else:
        place = page_of(site, iri)
    kept = [(name, value) for name, value in request.query if name in VIEW_PARAMETERS and value]
    query = f"?{urlencode(kept, quote_via=quote)}" if kept else ""
    return Document(
        b"", "text/plain; charset=utf-8", 303, {"Location": place + query, "Vary": "Accept"}
    )


def page_of(site: Site, iri: str) -> str:
    """Return the page that tells of an IRI of ours, the site's own documents included."""
    if iri == DATASET:
        return site.urls.home
    if iri == QUERIES:
        return site.urls.queries()
    if iri in QUERY:
        return site.urls.query(iri.removeprefix(QUERY.base))
    if iri.startswith(f"{ONTOLOGY}/"):
        # A version of the ontology: the page tells of the one that is served.
        return site.urls.ontology
    return site.urls.page(iri)
