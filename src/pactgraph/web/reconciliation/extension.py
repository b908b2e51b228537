"""Data extension: the values of properties for things that were matched, and what to ask for."""

from __future__ import annotations

from typing import Any, Final

from pactgraph.errors import BadInput
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.reconciliation.answers import json_document, refuse_views, whole_number
from pactgraph.web.reconciliation.asked import Extension
from pactgraph.web.reconciliation.stated import Stated
from pactgraph.web.reconciliation.vocabulary import vocabulary
from pactgraph.web.site import Site

_LONGEST: Final = 2000
_MOST: Final = 10_000


def extended(stated: Stated, asked: Extension) -> dict[str, Any]:
    """Return the answer to a data extension query; raises as the engine does.

    Things and properties keep the identifiers that they were asked by; one that is not known
    has no values, and is no error.
    """
    stated.entities.want_ids(asked.ids)
    entities = {given: stated.entities.by_id(given) for given in asked.ids}
    things = [one.iri for one in entities.values() if one is not None]
    meta: list[dict[str, Any]] = []
    columns: dict[str, Any] = {}
    for pid in asked.properties:
        known = stated.vocabulary.property(pid)
        meta.append({"id": pid, "name": pid if known is None else known.name})
        columns[pid] = {} if known is None else stated.values(known, things)
    rows = {
        given: {
            pid: [stated.told(value) for value in column.get(entity.iri, ())] if entity else []
            for pid, column in columns.items()
        }
        for given, entity in entities.items()
    }
    return {"meta": meta, "rows": rows}


def proposals(site: Site, request: DocumentRequest) -> Document:
    """Return the properties that things of a type have, those that most have first.

    Raises BadInput for a limit that is no number.
    """
    refuse_views(request)
    kind = request.first("type")
    if kind is not None and len(kind) > _LONGEST:
        raise BadInput(f"no type has more than {_LONGEST} characters")
    limit = whole_number(request, "limit", least=1, most=_MOST)
    found = vocabulary(site).properties_of(kind)
    content: dict[str, Any] = {
        "properties": [
            {"id": one.id, "name": one.name, "description": one.description}
            for one in found[:limit]
        ]
    }
    if kind is not None:
        content["type"] = kind
    if limit is not None:
        content["limit"] = limit
    return json_document(content)
