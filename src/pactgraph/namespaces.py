"""Every namespace and the one prefix table; no other module writes out an IRI base."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

BASE: Final = "https://w3id.org/pactgraph/"


class Namespace:
    """An IRI prefix that makes terms.

    >>> PACT.Passage.value, PACT["count"].value == PACT.base + "count"
    ('https://w3id.org/pactgraph/ontology#Passage', True)
    """

    def __init__(self, base: str) -> None:
        self.base = base
        self._made: dict[str, NamedNode] = {}

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("_"):
            raise AttributeError(name)
        # From now on it is an attribute, and this is asked no more.
        made = self.__dict__[name] = self[name]
        return made

    def __getitem__(self, name: str) -> NamedNode:
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = NamedNode(self.base + name)
        return made

    def __str__(self) -> str:
        return self.base

    def __contains__(self, iri: str) -> bool:
        return iri.startswith(self.base)


PACT: Final = Namespace(BASE + "ontology#")
ID: Final = Namespace(BASE + "id/")
ARTICLE: Final = Namespace(BASE + "article/")
GRAPH: Final = Namespace(BASE + "graph/")
LINEAGE: Final = Namespace(BASE + "lineage/")
DISAGREEMENT: Final = Namespace(BASE + "disagreement/")
RECEIPT: Final = Namespace(BASE + "receipt/")
SHAPE: Final = Namespace(BASE + "shapes#")
QUERY: Final = Namespace(BASE + "query/")

RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL: Final = Namespace("http://www.w3.org/2002/07/owl#")
XSD: Final = Namespace("http://www.w3.org/2001/XMLSchema#")
SH: Final = Namespace("http://www.w3.org/ns/shacl#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
OA: Final = Namespace("http://www.w3.org/ns/oa#")
ORG: Final = Namespace("http://www.w3.org/ns/org#")
PROV: Final = Namespace("http://www.w3.org/ns/prov#")
SCHEMA: Final = Namespace("https://schema.org/")
SEM: Final = Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")
TIME: Final = Namespace("http://www.w3.org/2006/time#")
VANN: Final = Namespace("http://purl.org/vocab/vann/")
WD: Final = Namespace("http://www.wikidata.org/entity/")
DBR: Final = Namespace("http://dbpedia.org/resource/")
RS: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
SEMAPV: Final = Namespace("https://w3id.org/semapv/vocab/")

PREFIXES: Final[dict[str, str]] = {
    "pact": PACT.base,
    "id": ID.base,
    "article": ARTICLE.base,
    "graph": GRAPH.base,
    "dbr": DBR.base,
    "dcterms": DCTERMS.base,
    "foaf": FOAF.base,
    "oa": OA.base,
    "org": ORG.base,
    "owl": OWL.base,
    "prov": PROV.base,
    "rdf": RDF.base,
    "rdfs": RDFS.base,
    "receipt": RECEIPT.base,
    "rs": RS.base,
    "schema": SCHEMA.base,
    "sem": SEM.base,
    "semapv": SEMAPV.base,
    "sh": SH.base,
    "shape": SHAPE.base,
    "skos": SKOS.base,
    "time": TIME.base,
    "vann": VANN.base,
    "wd": WD.base,
    "xsd": XSD.base,
}
"""Prefix to namespace, as exports declare it and typed queries may use it."""
