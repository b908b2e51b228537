"""The manifest of the service: what it offers, and where."""

from __future__ import annotations

from typing import Any, Final

from pactgraph import __version__
from pactgraph.namespaces import ID, PACT
from pactgraph.web.reconciliation.answers import PATH
from pactgraph.web.reconciliation.suggesting import KINDS
from pactgraph.web.reconciliation.vocabulary import Vocabulary

BATCH: Final = 25
"""How many queries a batch may have: a worker that is at it answers nobody else meanwhile."""

WIDTH: Final = 400
HEIGHT: Final = 240
"""The size of a preview, in pixels."""


def manifest(origin: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the manifest; ``origin`` is what links to this server begin with."""
    service = origin + PATH
    return {
        "versions": ["0.1", "0.2"],
        "name": "pactgraph",
        "identifierSpace": ID.base,
        "schemaSpace": PACT.base,
        "documentation": f"{origin}/api",
        "serviceVersion": __version__,
        "defaultTypes": [one.as_json() for one in vocabulary.default_types()],
        "view": {"url": f"{origin}/page/id/{{{{id}}}}"},
        "preview": {
            "url": f"{service}/preview?id={{{{id}}}}",
            "width": WIDTH,
            "height": HEIGHT,
        },
        "suggest": {
            kind: {"service_url": service, "service_path": f"/suggest/{kind}"} for kind in KINDS
        },
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": [],
        },
        "batchSize": BATCH,
    }
