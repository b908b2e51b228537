"""Answers of the reconciliation service, held against their schemas."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

from pactgraph.web.api.reconciliation import RECONCILIATION


def checked(schema: str, body: bytes) -> Any:
    """Return JSON that is as the service describes it."""
    content = json.loads(body)
    whole = {
        "$ref": f"#/components/schemas/{schema}",
        "components": {"schemas": RECONCILIATION},
    }
    Draft202012Validator(whole).validate(content)
    return content
