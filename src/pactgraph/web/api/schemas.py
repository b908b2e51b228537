"""The schemas of the JSON that programs get, as OpenAPI names them."""

from __future__ import annotations

from typing import Any, Final

Part = dict[str, Any]

_TERM: Part = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode", "triple"]},
        "value": {"type": ["string", "object"]},
        "xml:lang": {"type": "string"},
        "datatype": {"type": "string"},
    },
}
_PASSAGE: Part = {
    "type": "object",
    "description": "A passage: a range of characters of an article, with what there is of it.",
    "required": ["passage", "article", "start", "end"],
    "properties": {
        "passage": {"type": "string", "format": "iri"},
        "article": {"type": "string"},
        "start": {"type": "integer"},
        "end": {"type": "integer"},
        "published": {"type": "string"},
        "anchor": {"type": "string"},
        "words": {"type": "string"},
    },
}
_PARAMETER: Part = {
    "type": "object",
    "required": ["name", "type", "required", "choices", "example"],
    "properties": {
        "name": {"type": "string"},
        "type": {"type": "string"},
        "class": {"type": ["string", "null"]},
        "required": {"type": "boolean"},
        "default": {"type": ["string", "null"]},
        "choices": {"type": "array", "items": {"type": "string"}},
        "description": {"type": ["string", "null"]},
        "example": {"type": "string"},
    },
}

SCHEMAS: Final[dict[str, Part]] = {
    "Problem": {
        "type": "object",
        "description": "What went wrong (RFC 9457), with what to do about it.",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string"},
            "hint": {"type": "string"},
            "candidates": {"type": "array", "items": {"type": "string"}},
            "available": {"type": "array", "items": {"type": "string"}},
            "line": {"type": "integer"},
            "column": {"type": "integer"},
        },
    },
    "Results": {
        "type": "object",
        "description": "SPARQL 1.1 Query Results JSON Format: rows or a truth. What was asked "
        "for beside them stands in members of its own.",
        "required": ["head"],
        "properties": {
            "head": {
                "type": "object",
                "properties": {"vars": {"type": "array", "items": {"type": "string"}}},
            },
            "results": {
                "type": "object",
                "required": ["bindings"],
                "properties": {
                    "bindings": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": {"$ref": "#/components/schemas/Term"},
                        },
                    }
                },
            },
            "boolean": {"type": "boolean"},
            "evidence": {
                "description": "For each row the passages that it rests on (evidence=1).",
                "type": "array",
                "items": {"type": "array", "items": {"$ref": "#/components/schemas/Passage"}},
            },
            "receipts": {
                "description": "For each row the URL of its receipt (explain=row).",
                "type": "array",
                "items": {"type": "string", "format": "uri"},
            },
            "notes": {
                "description": "What a reader of the answer must know.",
                "type": "array",
                "items": {"type": "string"},
            },
        },
        "oneOf": [{"required": ["results"]}, {"required": ["boolean"]}],
    },
    "Term": _TERM,
    "Passage": _PASSAGE,
    "Graph": {
        "description": "A graph as JSON-LD 1.1.",
        "type": ["object", "array"],
    },
    "Queries": {
        "type": "object",
        "required": ["queries"],
        "properties": {
            "queries": {"type": "array", "items": {"$ref": "#/components/schemas/Query"}}
        },
    },
    "Query": {
        "type": "object",
        "description": "A stored query, as its head tells it.",
        "required": ["name", "iri", "summary", "question", "form", "columns", "parameters"],
        "properties": {
            "name": {"type": "string"},
            "iri": {"type": "string", "format": "iri"},
            "summary": {"type": "string"},
            "question": {"type": "string"},
            "description": {"type": "string"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "form": {"enum": ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]},
            "columns": {"type": "array", "items": {"type": "string"}},
            "parameters": {"type": "array", "items": _PARAMETER},
            "links": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    },
    "Health": {
        "type": "object",
        "required": ["ready", "version"],
        "properties": {
            "ready": {"type": "boolean"},
            "version": {"type": "string"},
            "software": {"type": "string"},
        },
    },
}
"""The schemas of every JSON that has one, by name."""
