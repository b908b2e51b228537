"""The page of the shapes: what each asks of the data, at the ``id`` that its IRI ends in."""

from __future__ import annotations

from functools import lru_cache

from pyoxigraph import NamedNode

from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.formats import FORMATS, TRIPLES
from pactgraph.web.linked_data.own_iris import SHAPES
from pactgraph.web.ontology.shape_reading import ShapePart, read_shapes
from pactgraph.web.site import Site
from pactgraph.web.terms import shown


def shapes(site: Site, request: DocumentRequest) -> Document:
    """Return the page: the shapes by the topic that they belong to."""
    parts = parts_of(site)
    iris = {iri for part in parts for shape in part.shapes for iri in shape.terms}
    labels = site.labels(iris)
    return site.page(
        "shapes.html",
        request,
        parts=parts,
        number=sum(len(part.shapes) for part in parts),
        terms={iri: shown(NamedNode(iri), labels) for iri in iris},
        formats=[
            (FORMATS[name].media_type, site.urls.data(SHAPES, FORMATS[name].extension))
            for name in TRIPLES
        ],
    )


@lru_cache(maxsize=2)
def parts_of(site: Site) -> list[ShapePart]:
    """Return the shapes of a site's project, read once: they do not change under a server."""
    return read_shapes(site.kg.project)
