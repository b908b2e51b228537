"""The preview of a thing: a small page that a client shows in a frame of its own."""

from __future__ import annotations

from typing import Final

from pactgraph.errors import BadInput, NotFound
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.reconciliation.answers import refuse_views
from pactgraph.web.reconciliation.entities import Entities
from pactgraph.web.reconciliation.vocabulary import vocabulary
from pactgraph.web.site import Site

_FORMS: Final = 4
"""How many other names a preview has room for."""


def preview(site: Site, request: DocumentRequest) -> Document:
    """Return the page of the thing ``id``; raises NotFound if there is none.

    It holds names and our own description, and no word of an article: any site may frame it.
    """
    refuse_views(request)
    given = request.first("id")
    if given is None:
        raise BadInput("which thing?", hint="give its identifier as the parameter id")
    entity = Entities(site).by_id(given)
    if entity is None:
        raise NotFound("there is no thing of that identifier")
    return site.page(
        "reconciliation_preview.html",
        request,
        entity=entity,
        kind=vocabulary(site).kind(entity.types),
        forms=[one for one in entity.forms if one != entity.name][:_FORMS],
        link=request.origin + site.urls.page(entity.iri),
    )
