"""The list of the stored queries, by tag for people and as JSON for programs."""

from __future__ import annotations

import json

from pactgraph.namespaces import PREFIXES
from pactgraph.query.stored_query import StoredQuery
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.query.heads import head_as_json
from pactgraph.web.site import Site

_UNTAGGED = "other"


def queries(site: Site, request: DocumentRequest) -> Document:
    """Return the list: a page, or JSON with names, parameters, columns and links."""
    stored = site.kg.queries
    if request.format == "json":
        heads = [head_as_json(query, request.origin) for query in stored.values()]
        body = json.dumps({"queries": heads}, ensure_ascii=False, indent=1)
        return Document.of(body + "\n", "json")
    groups: dict[str, list[StoredQuery]] = {}
    for query in stored.values():
        for tag in query.tags or (_UNTAGGED,):
            groups.setdefault(tag, []).append(query)
    return site.page(
        "queries.html", request, groups=sorted(groups.items()), total=len(stored), prefixes=PREFIXES
    )
