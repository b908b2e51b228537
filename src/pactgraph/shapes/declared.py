"""Things that are only declared: of these, parties and values are not asked for."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

import pyoxigraph as ox

from pactgraph.namespaces import DCTERMS, OWL, PACT, RDF, RDFS, SKOS
from pactgraph.shapes.data_graph import Lookups
from pactgraph.shapes.results import Node

_DESCRIPTION: Final = DCTERMS.description
OF_A_RECORD: Final = frozenset(
    {
        RDF.type,
        RDFS.label,
        _DESCRIPTION,
        PACT.name,
        PACT.shortName,
        PACT.derivedForm,
        PACT.perhapsSameAs,
        SKOS.exactMatch,
        SKOS.closeMatch,
        SKOS.broadMatch,
        SKOS.narrowMatch,
        SKOS.relatedMatch,
        OWL.sameAs,
    }
)
"""What is said of a thing where it is declared, linked, or doubted by a curator."""


def is_declaration(predicates: AbstractSet[ox.NamedNode]) -> bool:
    """Say whether these properties of a thing declare it, and say nothing else of it."""
    return _DESCRIPTION in predicates and predicates <= OF_A_RECORD


def is_only_declared(graph: Lookups, node: Node) -> bool:
    """Say whether a thing is only declared."""
    return graph.has_only(node, OF_A_RECORD) and bool(graph.objects(node, _DESCRIPTION))
