"""The schemas of what the reconciliation service answers, as OpenAPI names them.

They are those of the Reconciliation Service API 0.2 (section "JSON Schemas"), and stricter: what
the specification leaves open is said as this service has it.
"""

from __future__ import annotations

from typing import Final

from pactgraph.web.api.schemas import Part

_TEXT: Part = {"type": "string"}
_NAME: Part = {"type": "string", "minLength": 1}
_URL: Part = {"type": "string", "format": "uri"}
_TEMPLATE: Part = {"type": "string", "pattern": r"\{\{id\}\}"}


def _closed(required: dict[str, Part], optional: dict[str, Part] | None = None) -> Part:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


def _many(items: Part) -> Part:
    return {"type": "array", "items": items}


def _all(values: Part) -> Part:
    return {"type": "object", "additionalProperties": values}


_TYPE = _closed({"id": _NAME, "name": _NAME})
_PATH = _closed({"service_url": _URL, "service_path": _NAME})
_MANIFEST = _closed(
    {
        "versions": {"type": "array", "items": _TEXT, "contains": {"const": "0.2"}},
        "name": _NAME,
        "identifierSpace": _URL,
        "schemaSpace": _URL,
        "documentation": _URL,
        "serviceVersion": _TEXT,
        "defaultTypes": {**_many(_TYPE), "uniqueItems": True},
        "view": _closed({"url": _TEMPLATE}),
        "preview": _closed(
            {"url": _TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}}
        ),
        "suggest": _closed({"entity": _PATH, "type": _PATH, "property": _PATH}),
        "extend": _closed({"propose_properties": _PATH, "property_settings": {"maxItems": 0}}),
        "batchSize": {"type": "integer", "minimum": 1},
    }
)
_CANDIDATE = _closed(
    {
        "id": _NAME,
        "name": _NAME,
        "description": _TEXT,
        "type": _many(_TYPE),
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "features": _many(_closed({"id": _NAME, "value": {"type": ["number", "boolean"]}})),
        "match": {"type": "boolean"},
    }
)
_VALUE: Part = {
    "oneOf": [
        _closed({"id": _NAME, "name": _NAME}),
        _closed({"str": _TEXT}),
        _closed({"int": {"type": "integer"}}),
        _closed({"float": {"type": "number"}}),
    ]
}
_EXTENDED = _closed(
    {"meta": _many(_closed({"id": _TEXT, "name": _TEXT})), "rows": _all(_all(_many(_VALUE)))}
)
_SUGGESTED = _closed({"id": _NAME, "name": _NAME, "description": _TEXT}, {"notable": _many(_TYPE)})

RECONCILIATION: Final[dict[str, Part]] = {
    "Reconciliation": {
        "description": "The manifest; or for each query its candidates; or values of properties.",
        "anyOf": [
            {"$ref": "#/components/schemas/Manifest"},
            {"$ref": "#/components/schemas/Extended"},
            {"$ref": "#/components/schemas/Candidates"},
        ],
    },
    "Manifest": _MANIFEST,
    "Candidates": _all(_closed({"result": _many(_CANDIDATE)})),
    "Extended": _EXTENDED,
    "Suggestions": _closed({"result": _many(_SUGGESTED)}),
    "ProposedProperties": _closed(
        {"properties": _many(_closed({"id": _NAME, "name": _NAME, "description": _TEXT}))},
        {"type": _TEXT, "limit": {"type": "integer", "minimum": 1}},
    ),
}
"""The schemas of the service, by name."""
