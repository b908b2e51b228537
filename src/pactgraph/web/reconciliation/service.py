"""The service at its endpoint: the manifest, matching, and data extension."""

from __future__ import annotations

import json
from typing import Final

from pactgraph.errors import BadInput
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.reconciliation.answers import json_document, refuse_views
from pactgraph.web.reconciliation.asked import read_batch, read_extension
from pactgraph.web.reconciliation.extension import extended
from pactgraph.web.reconciliation.manifest import BATCH, manifest
from pactgraph.web.reconciliation.matching import Matching
from pactgraph.web.reconciliation.stated import Stated
from pactgraph.web.site import Site

MOST_VALUES: Final = 500
"""How many values the queries of a batch can have together: each is compared with many."""

MOST_IDS: Final = 1000
"""How many things can be extended at once."""

_TOO_MANY: Final = 413


def service(site: Site, request: DocumentRequest) -> Document:
    """Return the manifest; with ``queries`` the candidates, with ``extend`` the values asked for.

    Raises BadInput for what is not as the protocol says.
    """
    refuse_views(request)
    if request.first("callback") is not None:
        raise BadInput(
            "JSONP is not offered: it would run our answer as a script of the page that asks",
            hint="ask without callback: any page may read the answer (CORS)",
        )
    queries, extend = request.first("queries"), request.first("extend")
    if queries is not None and extend is not None:
        raise BadInput("queries and extend in one request", hint="send them one by one")
    stated = Stated(site)
    if queries is not None:
        batch = read_batch(queries)
        if len(batch) > BATCH:
            return _too_many("queries", len(batch), BATCH)
        values = sum(len(one.values) for query in batch.values() for one in query.conditions)
        if values > MOST_VALUES:
            return _too_many("queries, by the values in them,", values, MOST_VALUES)
        matching = Matching(stated, site.kg.names)
        return json_document(
            {name: {"result": matching.result(query)} for name, query in batch.items()}
        )
    if extend is not None:
        asked = read_extension(extend)
        if len(asked.ids) > MOST_IDS:
            return _too_many("extend.ids", len(asked.ids), MOST_IDS)
        return json_document(extended(stated, asked))
    if any(name in ("queries", "extend") for name, _ in request.query):
        raise BadInput("queries or extend is empty", hint="send a JSON object")
    return json_document(manifest(request.origin, stated.vocabulary))


def _too_many(what: str, count: int, most: int) -> Document:
    # The status that the specification has for a batch that is too large (section 3.1).
    content = {
        "type": "about:blank",
        "title": f"{what} has {count:,} members; {most:,} are taken at once",
        "status": _TOO_MANY,
        "hint": "ask in several requests",
    }
    body = json.dumps(content).encode() + b"\n"
    return Document(body, "application/problem+json", _TOO_MANY)
