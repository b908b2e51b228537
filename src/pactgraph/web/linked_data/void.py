"""The dataset's description at the place where clients look for it (VoID, 6.3)."""

from __future__ import annotations

from pyoxigraph import NamedNode, Triple

from pactgraph.namespaces import BASE, RDF
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.linked_data.dataset_description import dataset_description
from pactgraph.web.linked_data.describing import papers_of
from pactgraph.web.linked_data.description import Description
from pactgraph.web.linked_data.formats import VOID, document
from pactgraph.web.linked_data.own_iris import DATASET
from pactgraph.web.site import Site


def void(site: Site, request: DocumentRequest) -> Document:
    """Return what the dataset is, what is in it, and where to get it."""
    papers = papers_of(site, f"{BASE}{site.urls.void[1:]}")
    kind = Triple(NamedNode(papers.iri), RDF.type, VOID.DatasetDescription)
    said = dataset_description(site, request.origin) | {kind}
    return document(Description(DATASET), papers, request.format, said)
