"""The kinds of named graph, told apart by their IRIs."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

from pyoxigraph import NamedNode

from pactgraph.model.passages import article_of_graph, parse_passage_iri
from pactgraph.namespaces import GRAPH


class GraphKind(StrEnum):
    """What a named graph holds."""

    PASSAGE = "passage"
    CLAIM = "claim"
    RECORD = "record"
    ENTITIES = "entities"
    JUDGEMENTS = "judgements"
    LINEAGE = "lineage"
    COMPUTED = "computed"
    INFERRED = "inferred"
    DISAGREEMENTS = "disagreements"
    LINKS = "links"
    ENRICHMENT = "enrichment"
    ONTOLOGY = "ontology"
    OTHER = "other"


ENTITIES: Final = GRAPH.entities
JUDGEMENTS: Final = GRAPH.judgements
LINEAGE: Final = GRAPH.lineage
COMPUTED: Final = GRAPH.computed
INFERRED: Final = GRAPH.inferred
DISAGREEMENTS: Final = GRAPH.disagreements
ONTOLOGY: Final = GRAPH.ontology

IN_MERGED: Final[frozenset[GraphKind]] = frozenset(
    {
        GraphKind.PASSAGE,
        GraphKind.RECORD,
        GraphKind.ENTITIES,
        GraphKind.JUDGEMENTS,
        GraphKind.LINEAGE,
        GraphKind.COMPUTED,
        GraphKind.INFERRED,
        GraphKind.DISAGREEMENTS,
    }
)
"""The kinds that merged holds whole; of links it holds the matches, of the ontology the labels."""

_OF_PROJECT: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:[^?#]*/graph/"
    r"(?:(entities|judgements|lineage|computed|inferred|disagreements|ontology)"
    r"|(links|enrichment)/[^/?#]+)"
)
_OF_ARTICLE: Final = re.compile(r"/(?:(record)|(claim)/[^/?#]+)")


def links_graph(name: str) -> NamedNode:
    """Return the graph of the link set ``name``.

    >>> links_graph("identifiers").value
    'https://w3id.org/pactgraph/graph/links/identifiers'
    """
    return GRAPH[f"links/{name}"]


@lru_cache(maxsize=65536)
def kind_of(graph_iri: str) -> GraphKind:
    """Return the kind of the graph with this IRI, on any host; OTHER if it is none of ours.

    >>> kind_of("https://w3id.org/pactgraph/article/x#char=0,9")
    <GraphKind.PASSAGE: 'passage'>
    >>> kind_of("https://example.org/graph/links/wikidata")
    <GraphKind.LINKS: 'links'>
    """
    article = article_of_graph(graph_iri)
    if article is not None:
        if parse_passage_iri(graph_iri) is not None:
            return GraphKind.PASSAGE
        match = _OF_ARTICLE.fullmatch(graph_iri, len(article))
    else:
        match = _OF_PROJECT.fullmatch(graph_iri)
    return GraphKind(match[1] or match[2]) if match else GraphKind.OTHER
