"""What the tests of receipts share: the tiny project's graph, with and without its texts."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pactgraph.graph import Graph, build_graph
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.source.texts import Texts

TINY = Path(__file__).parent.parent / "fixtures" / "tiny"

QUERIES = (
    "ASK { id:tirra pact:memberOf id:council-of-lagoons }",
    "SELECT (COUNT(?x) AS ?n) ?org { ?x pact:organisation ?org } GROUP BY ?org",
    "SELECT ?day { ?b pact:boundsOf id:oda-vell-presidency ; pact:endNotBefore ?day }",
    "SELECT ?l { id:tirra rdfs:label ?l }",
    "SELECT ?u ?who { ?u a pact:Utterance ; pact:speaker ?who ; pact:gist ?g "
    "FILTER(STRSTARTS(?g, 'Bram')) }",
    "SELECT ?who { ?h pact:holder ?who FILTER NOT EXISTS { ?h pact:end ?end } }",
    "SELECT ?kind { { ?x a pact:Founding BIND('founding' AS ?kind) } UNION "
    "{ ?x a pact:Meeting BIND('meeting' AS ?kind) } } ORDER BY ?kind",
    "SELECT ?x (STRLEN(?l) AS ?long) { VALUES ?x { id:tirra } ?x rdfs:label ?l }",
    "SELECT (1 + 1 AS ?two) {}",
    "SELECT ?x { ?x pact:contribution/pact:operation ?y MINUS { ?x pact:ledBy ?z } }",
    "SELECT ?n { { SELECT (MAX(?v) AS ?n) { ?c pact:value ?v } } }",
    "CONSTRUCT { ?x pact:memberOf ?y } WHERE { ?m pact:member ?x ; pact:organisation ?y }",
    "SELECT ?article { ?article a pact:Article } ORDER BY ?article LIMIT 1",
)
"""One query of each sort; every one has a row."""


@lru_cache(maxsize=1)
def tiny_graph() -> Graph:
    """Return the tiny project's graph, built once."""
    return build_graph(Sources.load(Project(TINY)))


def tiny(*, texts: bool = False) -> KnowledgeGraph:
    """Return the tiny project's graph in memory; close it."""
    return KnowledgeGraph.in_memory(tiny_graph(), Texts(TINY / "texts" if texts else None))
